"""What a client handed in itself is counted: by its own users, of all its files, and nothing that the agency added."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import documents
from cases.claims import uploads
from cases.documents import File, NewDocument
from cases.models import Document, DocumentKind, RoleName
from cases.setup import client_space
from cases.setup.client_space import SpaceFull
from cases.store import DocumentStore, Space
from tests.factories import by, claim_file, claim_row, make_agency, make_case, make_client, make_user
from tests.papers import pdf

PAPER = pdf()


def hand_in(session: Session, store: DocumentStore, case_id: int, person_id: int) -> None:
    new = NewDocument(kind=DocumentKind.INVOICE, case_id=case_id)
    documents.add(session, by(person_id), store, File("nota.pdf", PAPER), new)


def test_a_client_has_used_what_its_own_users_handed_in(session: Session, store: DocumentStore) -> None:
    make_agency(session)
    client, other = make_client(session), make_client(session, name="Andere B.V.")
    own = make_user(session, RoleName.CLIENT, email="een@klant.test", client_id=client.id).id
    second = make_user(session, RoleName.CLIENT, email="twee@klant.test", client_id=client.id).id
    handler = make_user(session, RoleName.HANDLER).id
    case = make_case(session, store, client=client)
    for person in (own, second, handler):
        hand_in(session, store, case.id, person)
    claims = claim_file(claim_row(invoice="N-1"))
    shown = uploads.preview(session, by(own), store, client_id=client.id, content=claims, filename="nieuw.csv")
    session.flush()
    papers = session.scalars(select(Document.size).where(Document.stored_by.in_([own, second]))).all()
    assert (len(papers), set(papers)) == (2, {len(PAPER)})
    assert (shown.size or 0) > 0
    assert client_space.used(session, client.id) == Space(files=3, size=2 * len(PAPER) + (shown.size or 0))
    assert client_space.used(session, other.id) == Space(files=0, size=0)


@pytest.mark.parametrize(("most", "is_full"), [
    (Space(files=2, size=0), False), (Space(files=1, size=0), True), (Space(files=0, size=0), False),
    (Space(files=0, size=2 * len(PAPER)), False), (Space(files=9, size=2 * len(PAPER) - 1), True),
])
def test_the_first_file_too_many_is_refused_with_what_to_do(
    session: Session, store: DocumentStore, most: Space, is_full: bool
) -> None:
    client = make_client(session)
    own = make_user(session, RoleName.CLIENT, client_id=client.id).id
    hand_in(session, store, make_case(session, store, client=client).id, own)
    if not is_full:
        client_space.require(session, client.id, more=len(PAPER), most=most)
        return
    with pytest.raises(SpaceFull, match=r"U leverde al 1 bestanden aan.*Vraag het incassobureau om meer ruimte"):
        client_space.require(session, client.id, more=len(PAPER), most=most)


def test_who_is_nearly_full_is_named(session: Session, store: DocumentStore) -> None:
    client = make_client(session)
    own = make_user(session, RoleName.CLIENT, client_id=client.id).id
    case = make_case(session, store, client=client)
    named = []
    for _ in range(5):
        hand_in(session, store, case.id, own)
        named.append([each.id for each, _ in client_space.nearly_full(session, Space(files=5, size=0))])
    assert named == [[], [], [], [client.id], [client.id]]
    assert list(client_space.nearly_full(session, Space(files=0, size=0))) == []
