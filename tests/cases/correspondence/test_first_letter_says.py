"""What the first letter of a case says by the record: whether paying it is the end, who helps; what stops it."""

import pytest
from sqlalchemy.orm import Session

from cases.correspondence import dossiers, previewing
from cases.correspondence.previewing import PreviewItem
from cases.correspondence.rules import rule_of
from cases.models import PROFILE_ID, AgencyProfile, Case, LetterKind, PartyRole
from cases.store import DocumentStore
from letters.catalogue import content
from letters.document import plain_text
from letters.kind import DebtorLetter
from tests.cases.claims.test_kind_per_claim import SOLE_TRADE, business_client, taken_in
from tests.cases.parties.people import join, person
from tests.factories import FIGURES, TODAY, make_case

DONE = "Dan bent u klaar: wij vragen u voor deze rekening niets meer."


def letters_of(session: Session, case: Case, kind: LetterKind = LetterKind.FIRST_NOTICE) -> list[DebtorLetter]:
    """The letter to each who gets one."""
    rule, dossier = rule_of(kind), dossiers.dossier_of(session, case, figures=FIGURES)
    whom = rule.for_whom(dossier, on=TODAY)
    return [rule.data(rule.about(dossier, each, on=TODAY), letter_date=TODAY) for each in whom]


def said(data: DebtorLetter) -> str:
    return plain_text(content(data)).replace("\xa0", " ")


def shown(session: Session, case: Case) -> PreviewItem:
    """How it stands before it is ordered."""
    (item,) = previewing.preview(
        session, [case.id], kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES
    ).items
    return item


def test_who_owes_alone_reads_that_paying_in_time_ends_it(session: Session, store: DocumentStore) -> None:
    """And it does: `test_settling` pays what such a letter asks."""
    (letter,) = letters_of(session, make_case(session, store))
    assert DONE in said(letter)
    assert letter.payment_code is not None
    assert letter.payment_code.amount == letter.total_now
    assert len(letter.payment_code.reference) == 16


def test_who_owes_beside_others_is_not_told_so(session: Session, store: DocumentStore) -> None:
    """The costs of the other may be due already: paying what one letter asks need not close the case."""
    case = make_case(session, store)
    join(session, case, PartyRole.DEBTOR, person(first_names="Petra", surname="Jansen"), on=TODAY)
    letters = letters_of(session, case)
    assert len(letters) == 2
    assert all("bent u klaar" not in said(each) for each in letters)


COMPANY = {"company": "Jansen B.V.", "legal_form": "besloten vennootschap", "born": ""}


@pytest.mark.parametrize(("who", "helps"), [(SOLE_TRADE, True), (COMPANY, False)])
def test_a_person_in_business_is_sent_to_his_municipality_and_a_company_is_not(
    session: Session, store: DocumentStore, who: dict[str, str], helps: bool
) -> None:
    (case,) = taken_in(session, store, business_client(session), (who, ""))
    (letter,) = letters_of(session, case)
    assert ("Uw gemeente kan u ook helpen" in said(letter)) is helps
    assert "gaat het niet goed met uw bedrijf?" in said(letter).lower()


def test_without_a_dispute_body_it_is_not_ordered_and_says_who_fills_it_in(
    session: Session, store: DocumentStore
) -> None:
    case = make_case(session, store)
    assert shown(session, case).skipped == ""
    session.get_one(AgencyProfile, PROFILE_ID).dispute_body = ""
    session.flush()
    assert shown(session, case).skipped == (
        "De geschillencommissie waarbij het incassobureau is aangesloten ontbreekt (een beheerder, bij de "
        "bureaugegevens)"
    )


def test_a_sign_that_no_font_has_is_named_with_its_field_before_anything_is_ordered(
    session: Session, store: DocumentStore
) -> None:
    case = make_case(session, store)
    case.debtor.surname = "de 中"
    session.flush()
    skipped = shown(session, case).skipped
    assert "De naam van de schuldenaar (“" in skipped
    assert "heeft een teken dat niet kan worden afgedrukt: 中 (U+4E2D)" in skipped
    assert "te wijzigen bij het dossier, Gegevens wijzigen" in skipped
