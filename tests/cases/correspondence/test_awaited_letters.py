"""A claim is never called barred while a letter that interrupts is on record: its receipt is asked, and recorded."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.correspondence import corrections, posting, receipts
from cases.counting import prescriptions
from cases.errors import AlreadyDone, NotFound, Refused
from cases.legal_track import gate
from cases.models import Case, CaseEvent, EventKind, Interruption, Letter
from cases.queries import bailiff
from cases.queries.desk import prescription_list
from cases.queries.desk.case_page import case_head
from cases.store import DocumentStore
from legal.debtor.prescription import InterruptionKind
from tests.conftest import NOW
from tests.factories import FIGURES, by, make_case, post_first_notice

OPENED, SENT, PRESUMED, BARRED = date(2026, 12, 15), date(2026, 12, 22), date(2026, 12, 24), date(2027, 1, 3)
LATER, RENEWED = date(2027, 1, 11), date(2028, 12, 25)
UNLESS = "tenzij de brief van 22-12-2026 is ontvangen"
SALE = {"invoice_date": "19-12-2024", "due": "02-01-2025", "contract": "01-02-2024", "reminder": ""}


def on(day: date) -> Act:
    return by(None, datetime.combine(day, time(9), tzinfo=NOW.tzinfo), day)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """Due on 2 January 2025, two years assumed; the first letter left on 22 December 2026, in time."""
    made = make_case(session, store, today=OPENED, **SALE)
    post_first_notice(session, store, made, posted_on=SENT, act=on(SENT))
    return made


@pytest.fixture
def letter(session: Session, case: Case) -> Letter:
    return session.scalars(select(Letter).where(Letter.case_id == case.id)).one()


def told(session: Session, case: Case, day: date) -> str:
    head = case_head(session, case.id, today=day, figures=FIGURES)
    return " ".join(f"{each.label}. {each.text}" for each in head.warnings)


def gate_says(session: Session, case: Case, day: date) -> str:
    items = gate.requirements(session, case, on=day, figures=FIGURES)
    return next(item.missing for item in items if item.code == "prescription")


def record(session: Session, case: Case, letter: Letter, day: date) -> None:
    receipts.record(session, on(day), case.id, letter.id, figures=FIGURES)


def test_page_list_gate_event_and_bailiff_name_the_letter(session: Session, case: Case) -> None:
    """Fault 6: on 11 January 2027 all of them said "sinds 03-01-2027 verjaard"."""
    assert case.claims[0].barred_from == BARRED
    assert f"sinds 03-01-2027 verjaard (art. 7:28 BW), {UNLESS}" in told(session, case, LATER)
    prescriptions.alarm(session, day=LATER, now=on(LATER).now)
    alarm = events.read(session.scalars(
        select(CaseEvent).where(CaseEvent.kind == EventKind.PRESCRIPTION_ALARM).order_by(CaseEvent.id.desc())
    ).first())
    assert f"is als consumentenkoop verjaard sinds 03-01-2027, {UNLESS}" in alarm.what()
    assert "leg de ontvangst vast van de brief van 22-12-2026" in alarm.parts()
    row = prescription_list.watched(session, today=LATER).rows[0].claims[0]
    assert (row.unless, row.left) == (UNLESS, "misschien verjaard sinds 8 dagen")
    assert bailiff.first_barred(session, case).unless == UNLESS


def test_the_gate_names_it_and_asks_the_handler(session: Session, case: Case) -> None:
    """On the last day that the figures reach; the letter is on record from the day of posting."""
    case.claims[0].due_date = date(2024, 12, 28)  # barred on 29-12-2026, so that the gate can be asked in 2026
    prescriptions.keep(session, case.claims)
    says = gate_says(session, case, date(2026, 12, 30))
    assert says.endswith(f"verjaard sinds 29-12-2026, {UNLESS}. Leg de ontvangst van die brief vast.")


def test_a_presumed_receipt_is_recorded_in_one_go_with_its_basis(session: Session, case: Case, letter: Letter) -> None:
    record(session, case, letter, LATER)
    assert case.claims[0].barred_from == RENEWED
    row = session.scalars(select(Interruption)).one()
    assert (row.kind, row.interrupted_on) == (InterruptionKind.DEMAND, PRESUMED)
    assert row.source.endswith("; ontvangst vermoed")
    event = session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.PRESCRIPTION_INTERRUPTED)).one()
    assert (event.effective_on, event.data["basis"]) == (PRESUMED, "presumed")
    assert "verjaard" not in told(session, case, LATER)
    assert "ontvangst vermoed" in events.read(event).parts()


def test_it_can_be_recorded_from_the_day_itself(session: Session, case: Case, letter: Letter) -> None:
    with pytest.raises(Refused, match="pas op 24-12-2026"):
        record(session, case, letter, PRESUMED - timedelta(days=1))
    record(session, case, letter, PRESUMED)
    assert case.claims[0].barred_from == RENEWED


def test_a_second_time_is_done_already(session: Session, case: Case, letter: Letter) -> None:
    record(session, case, letter, LATER)
    with pytest.raises(AlreadyDone):
        record(session, case, letter, LATER)


def test_a_proved_day_takes_the_place_of_the_presumed_one(session: Session, case: Case, letter: Letter) -> None:
    record(session, case, letter, LATER)
    posting.prove_delivery(session, on(LATER), letter.id, delivered_on=date(2026, 12, 23), figures=FIGURES)
    assert case.claims[0].barred_from == date(2028, 12, 24)
    standing = prescriptions.standing(session, case.claims)[case.claims[0].id]
    assert [(row.interrupted_on, row.source.rpartition("; ")[2]) for row in standing] == [
        (date(2026, 12, 23), "ontvangst bewezen")
    ]


@pytest.mark.parametrize(("delivered_on", "barred_from"), [
    (date(2027, 1, 2), date(2029, 1, 3)),  # the last day of the term
    (BARRED, BARRED),                      # a day too late: it interrupts nothing
])
def test_a_proved_day_interrupts_to_the_last_day_of_the_term(
    session: Session, case: Case, letter: Letter, delivered_on: date, barred_from: date
) -> None:
    posting.prove_delivery(session, on(LATER), letter.id, delivered_on=delivered_on, figures=FIGURES)
    assert case.claims[0].barred_from == barred_from
    assert (UNLESS in told(session, case, LATER)) is False


def test_a_letter_that_came_back_takes_its_interruption_along(session: Session, case: Case, letter: Letter) -> None:
    record(session, case, letter, LATER)
    posting.mark_returned(session, on(LATER), letter.id, returned_on=LATER)
    assert case.claims[0].barred_from == BARRED
    assert "Misschien verjaard." in told(session, case, LATER)
    assert UNLESS not in told(session, case, LATER)
    with pytest.raises(NotFound):
        record(session, case, letter, LATER)
    corrections.withdraw_return(session, on(LATER), case.id, letter.id, reason="Verkeerde brief", figures=FIGURES)
    assert UNLESS in told(session, case, LATER)
    record(session, case, letter, LATER)
    assert case.claims[0].barred_from == RENEWED


def test_a_proof_taken_back_leaves_the_presumption_to_record(session: Session, case: Case, letter: Letter) -> None:
    posting.prove_delivery(session, on(LATER), letter.id, delivered_on=PRESUMED, figures=FIGURES)
    corrections.withdraw_delivery(session, on(LATER), case.id, letter.id, reason="Van een ander", figures=FIGURES)
    assert case.claims[0].barred_from == BARRED
    assert UNLESS in told(session, case, LATER)


def test_before_the_day_the_page_says_what_the_letter_would_do(session: Session, case: Case) -> None:
    assert f"verjaart op 03-01-2027 (art. 7:28 BW), {UNLESS}" in told(session, case, date(2026, 12, 28))
    expiry = case_head(session, case.id, today=date(2026, 12, 28), figures=FIGURES).expiries[0]
    assert [(each.received_on, each.barred_from) for each in expiry.awaited] == [(PRESUMED, RENEWED)]


def test_a_letter_that_left_too_late_changes_nothing(session: Session, store: DocumentStore) -> None:
    made = make_case(session, store, today=OPENED, **SALE | {"due": "21-12-2024", "invoice_date": "07-12-2024"})
    post_first_notice(session, store, made, posted_on=SENT, act=on(SENT))
    assert made.claims[0].barred_from == SENT
    assert "Misschien verjaard." in told(session, made, LATER)
    assert UNLESS not in told(session, made, LATER)


def test_an_invoice_that_the_letter_does_not_name_stays_barred(
    session: Session, store: DocumentStore, case: Case, letter: Letter
) -> None:
    """A second case of the same debtor, whose invoice came in afterwards and is of no letter."""
    other = make_case(session, store, today=date(2026, 12, 28), **SALE | {"invoice": "F-9"})
    assert other.id != case.id
    assert "Misschien verjaard." in told(session, other, LATER)
    assert UNLESS not in told(session, other, LATER)
    with pytest.raises(NotFound):
        record(session, other, letter, LATER)
