"""What each user of the agency, and each bailiff's office, handed in is counted, and nothing that the program made."""

import pytest
from sqlalchemy.orm import Session

from cases import documents
from cases.documents import File, NewDocument
from cases.models import DocumentKind, RoleName
from cases.setup import client_space, user_space
from cases.setup.user_space import UserSpaceFull
from cases.store import DocumentStore, Space
from tests.factories import by, make_bailiff_office, make_case, make_client, make_user
from tests.papers import pdf

PAPER = pdf()
ONE = Space(files=1, size=len(PAPER))


def hand_in(session: Session, store: DocumentStore, case_id: int, person_id: int) -> None:
    new = NewDocument(kind=DocumentKind.INVOICE, case_id=case_id)
    documents.add(session, by(person_id), store, File("nota.pdf", PAPER), new)


def test_a_user_of_the_agency_has_used_what_he_handed_in_himself(session: Session, store: DocumentStore) -> None:
    first, second = make_user(session, RoleName.HANDLER), make_user(session, RoleName.LEGAL_LEAD)
    client = make_client(session)
    of_client = make_user(session, RoleName.CLIENT, client_id=client.id)
    case = make_case(session, store, client=client)
    for person in (first, first, second, of_client):
        hand_in(session, store, case.id, person.id)
    writ = NewDocument(kind=DocumentKind.WRIT, case_id=case.id)
    documents.keep(session, by(first.id), store, File("concept.pdf", PAPER), writ, media_type="application/pdf")
    assert user_space.used(session, first.id, None) == Space(files=2, size=2 * len(PAPER))
    assert user_space.used(session, second.id, None) == ONE
    assert client_space.used(session, client.id) == ONE


def test_all_users_of_an_office_share_one_space(session: Session, store: DocumentStore) -> None:
    office, other = make_bailiff_office(session), make_bailiff_office(session, name="Ander kantoor")
    own = make_user(session, RoleName.BAILIFF, email="een@kantoor.test", bailiff_office_id=office.id)
    beside = make_user(session, RoleName.BAILIFF, email="twee@kantoor.test", bailiff_office_id=office.id)
    case = make_case(session, store)
    for person in (own, beside):
        hand_in(session, store, case.id, person.id)
    assert user_space.used(session, own.id, office.id) == Space(files=2, size=2 * len(PAPER))
    assert user_space.used(session, own.id, other.id) == Space(files=0, size=0)
    with pytest.raises(UserSpaceFull, match=r"Uw kantoor leverde al 2 bestanden aan.*stuur het bestand naar de behand"):
        user_space.require(session, own.id, office.id, more=ONE, most=Space(files=2, size=0))


@pytest.mark.parametrize(("most", "more", "is_full"), [
    (Space(files=2, size=0), ONE, False), (Space(files=1, size=0), ONE, True), (Space(files=0, size=0), ONE, False),
    (Space(files=2, size=0), Space(files=2, size=9), True), (Space(files=0, size=2 * len(PAPER)), ONE, False),
    (Space(files=9, size=2 * len(PAPER) - 1), ONE, True),
])
def test_the_first_file_too_many_is_refused_with_what_to_do(
    session: Session, store: DocumentStore, most: Space, more: Space, is_full: bool
) -> None:
    handler = make_user(session, RoleName.HANDLER)
    hand_in(session, store, make_case(session, store).id, handler.id)
    if not is_full:
        user_space.require(session, handler.id, None, more=more, most=most)
        return
    with pytest.raises(UserSpaceFull, match=r"U leverde al 1 bestanden aan.*Vraag een beheerder om meer ruimte"):
        user_space.require(session, handler.id, None, more=more, most=most)


def test_who_is_nearly_full_is_named(session: Session, store: DocumentStore) -> None:
    office = make_bailiff_office(session)
    handler = make_user(session, RoleName.HANDLER, email="een@bureau.test")
    bailiff = make_user(session, RoleName.BAILIFF, bailiff_office_id=office.id)
    case, most = make_case(session, store), Space(files=5, size=0)
    for person in (handler, bailiff):
        for _ in range(3):
            hand_in(session, store, case.id, person.id)
    assert list(user_space.nearly_full(session, most)) == []
    for person in (handler, bailiff):
        hand_in(session, store, case.id, person.id)
    named = [(each.name, space.files) for each, space in user_space.nearly_full(session, most)]
    assert named == [(office.name, 4), (handler.name, 4)]
    assert list(user_space.nearly_full(session, Space(files=0, size=0))) == []
