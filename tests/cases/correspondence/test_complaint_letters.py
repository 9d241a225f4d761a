"""A complaint about us and a question for papers: answered whatever else stands still, of a closed case too."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from cases.correspondence.details import Details
from cases.correspondence.kinds.complaint_answered import ComplaintAnsweredDetails
from cases.correspondence.kinds.complaint_received import ComplaintReceivedDetails
from cases.correspondence.kinds.copies import CopiesDetails
from cases.models import Case, ClosingReason, HoldKind, LetterKind, LetterState
from cases.progress import stages
from cases.store import DocumentStore
from letters.kinds.complaint_answered import Found
from tests.cases.correspondence.answering import hold, is_good, ordered, said, sent, shown
from tests.factories import TODAY, by, make_case

RECEIVED = ComplaintReceivedDetails(
    received_on=date(2026, 11, 19), subject="U belde twee keer op één dag.", handler="M. Jansen",
    answer_by=date(2026, 12, 4),
)
ANSWERED = ComplaintAnsweredDetails(
    received_on=date(2026, 11, 2), subject="U belde twee keer op één dag.", handler="M. Jansen",
    found=Found.JUSTIFIED, reasons="Wij belden u twee keer. Eén keer was genoeg.", measures="Wij bellen u niet meer.",
)
COPIES = CopiesDetails(asked_on=date(2026, 11, 19), contract=True, other="* de meterstand")
EACH: dict[LetterKind, Details] = {
    LetterKind.COMPLAINT_RECEIVED: RECEIVED, LetterKind.COMPLAINT_ANSWERED: ANSWERED, LetterKind.COPIES: COPIES,
}


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """A case of weeks ago."""
    return make_case(session, store, today=date(2026, 9, 28))


def test_it_leaves_of_a_case_that_stands_still_or_is_closed(
    session: Session, store: DocumentStore, case: Case
) -> None:
    hold(session, case, HoldKind.DISPUTE)
    stages.close(session, by(), case, reason=ClosingReason.WITHDRAWN_BY_CLIENT, on=TODAY)
    for kind, details in EACH.items():
        letter = sent(session, store, case, kind, details)
        assert letter.state is LetterState.POSTED
        assert "Geachte heer of mevrouw De Vries," in said(session, letter)
        assert kind is LetterKind.COPIES or "“U belde twee keer op één dag”." in said(session, letter)


def test_it_does_not_leave_to_who_died(session: Session, case: Case) -> None:
    letters = [ordered(session, case, kind, details) for kind, details in EACH.items()]
    hold(session, case, HoldKind.DECEASED)
    for letter in letters:
        session.refresh(letter)
        assert letter.state is LetterState.WITHDRAWN
        assert "staat stil: overlijden" in shown(session, case, letter.kind, EACH[letter.kind]).skipped


def test_it_is_said_when_the_two_working_days_are_over(session: Session, case: Case) -> None:
    """Today is a Saturday: received on Thursday the last day is Monday, received on Wednesday it was Friday."""
    for received_on, late in ((date(2026, 11, 19), False), (date(2026, 11, 18), True)):
        item = shown(session, case, LetterKind.COMPLAINT_RECEIVED, replace(RECEIVED, received_on=received_on))
        assert ("De laatste dag voor deze brief was 20-11-2026 (art. 6.1 Bki)." in item.warning) is late
        assert not item.skipped


def test_what_cannot_be_is_refused_at_its_field(session: Session, case: Case) -> None:
    for kind, details, field in (
        (LetterKind.COMPLAINT_RECEIVED, replace(RECEIVED, received_on=TODAY + timedelta(days=1)), "received_on"),
        (LetterKind.COMPLAINT_RECEIVED, replace(RECEIVED, answer_by=TODAY), "answer_by"),
        (LetterKind.COMPLAINT_RECEIVED, replace(RECEIVED, handler=""), "handler"),
        (LetterKind.COMPLAINT_ANSWERED, replace(ANSWERED, measures=""), "measures"),
        (LetterKind.COMPLAINT_ANSWERED, replace(ANSWERED, reasons="Anders leggen wij beslag."), "reasons"),
        (LetterKind.COPIES, replace(COPIES, contract=False, other=" "), "other"),
        (LetterKind.COPIES, replace(COPIES, asked_on=TODAY + timedelta(days=1)), "asked_on"),
    ):
        assert set(shown(session, case, kind, details).faults) == {field}


def test_the_copies_are_listed(session: Session, store: DocumentStore, case: Case) -> None:
    wanted = replace(COPIES, invoices=(case.claims[0].id,), awaited="de algemene voorwaarden.")
    text = said(session, sent(session, store, case, LetterKind.COPIES, wanted))
    assert "- factuur F-1\n- de overeenkomst of de bestelling\n- de meterstand" in text
    assert "Dit hebben wij nog niet: de algemene voorwaarden. Wij vroegen het" in text
    assert is_good(session, store)
