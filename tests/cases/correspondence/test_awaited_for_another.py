"""The letter of somebody who owes beside the debtor interrupts towards him alone: its receipt is asked by his name."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.amicable import debtor_editing, party_changes
from cases.correspondence import posting, receipts
from cases.counting import prescriptions
from cases.errors import AlreadyDone, Refused
from cases.legal_track import gate
from cases.models import Case, CaseEvent, EventKind, Letter, PartyRole, PointKind, PointSource
from cases.parties import people_in_case
from cases.parties.contact_points import Detail, Origin
from cases.parties.debtor_likeness import Address
from cases.queries.desk import expiries
from cases.queries.desk.case_page import CaseHead, case_head
from cases.queries.desk.expiries import AwaitedLetter
from cases.store import DocumentStore
from legal.calendar import second_delivery_day
from legal.debtor.prescription import InterruptionKind
from tests.cases.correspondence.test_awaited_letters import BARRED, LATER, OPENED, PRESUMED, RENEWED, SALE, SENT, on
from tests.cases.parties.people import HERE, join, person
from tests.factories import FIGURES, make_case, post_first_notice

PETRA = {"first_names": "Petra", "surname": "Jansen"}
ABROAD = Address(street="Rue Neuve", house_number="1", postal_code="1000", city="Brussel", country="BE")
UNLESS = "tenzij de brief aan Petra Jansen van 22-12-2026 is ontvangen"


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """Due on 2 January 2025, two years assumed; she owes the whole too, and each got a letter in time."""
    made = make_case(session, store, today=OPENED, **SALE)
    join(session, made, PartyRole.DEBTOR, person(**PETRA))
    post_first_notice(session, store, made, posted_on=SENT, act=on(SENT))
    return made


@pytest.fixture
def letters(session: Session, case: Case) -> tuple[Letter, Letter]:
    """His and hers."""
    his, hers = session.scalars(select(Letter).where(Letter.case_id == case.id).order_by(Letter.id))
    assert [letter.debtor.name for letter in (his, hers)] == ["Jansje de Vries", "Petra Jansen"]
    return his, hers


def head(session: Session, case: Case, day: date = LATER) -> CaseHead:
    return case_head(session, case.id, today=day, figures=FIGURES)


def warned(session: Session, case: Case, day: date = LATER) -> str:
    return " ".join(each.text for each in head(session, case, day).warnings)


def record(session: Session, case: Case, letter: Letter, day: date = LATER) -> list[prescriptions.Interrupted]:
    return receipts.record(session, on(day), case.id, letter.id, figures=FIGURES)


def barred(session: Session, case: Case) -> tuple[date, date]:
    """Towards him, and towards her."""
    shown = head(session, case)
    return shown.expiries[0].barred_from, shown.expiries_beside[0].term.barred_from


def awaited(session: Session, case: Case, day: date = LATER) -> list[AwaitedLetter]:
    shown = head(session, case, day)
    return expiries.awaited_once([*shown.expiries, *shown.expiries_beside])


def test_each_letter_is_named_with_whom_it_was_for(
    session: Session, case: Case, letters: tuple[Letter, Letter]
) -> None:
    assert barred(session, case) == (BARRED, BARRED)
    said = warned(session, case)
    assert "F-1 is sinds 03-01-2027 verjaard (art. 7:28 BW), tenzij de brief van 22-12-2026 is ontvangen" in said
    assert f"F-1 tegenover Petra Jansen is sinds 03-01-2027 verjaard (art. 7:28 BW), {UNLESS}" in said
    assert [each.letter.id for each in awaited(session, case)] == [letter.id for letter in letters]
    before = warned(session, case, date(2026, 12, 28))
    assert f"F-1 tegenover Petra Jansen verjaart op 03-01-2027 (art. 7:28 BW), {UNLESS}" in before


@pytest.mark.parametrize(("which", "expected"), [(0, (RENEWED, BARRED)), (1, (BARRED, RENEWED))])
def test_a_receipt_interrupts_towards_that_person_only(
    session: Session, case: Case, letters: tuple[Letter, Letter], which: int, expected: tuple[date, date]
) -> None:
    (moved,) = record(session, case, letters[which])
    assert (moved.was, moved.became, moved.towards) == (BARRED, RENEWED, ("", "Petra Jansen")[which])
    assert barred(session, case) == expected
    assert case.claims[0].barred_from == expected[0], "what lists show is about him"
    assert [each.letter.id for each in awaited(session, case)] == [letters[1 - which].id]
    with pytest.raises(AlreadyDone):
        record(session, case, letters[which])
    record(session, case, letters[1 - which])
    assert barred(session, case) == (RENEWED, RENEWED)
    assert awaited(session, case) == []


def test_the_time_line_says_towards_whom(session: Session, case: Case, letters: tuple[Letter, Letter]) -> None:
    record(session, case, letters[1])
    event = session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.PRESCRIPTION_INTERRUPTED)).one()
    assert any("tegenover Petra Jansen" in part for part in events.read(event).parts())


def test_hers_that_came_back_is_awaited_no_more(session: Session, case: Case, letters: tuple[Letter, Letter]) -> None:
    record(session, case, letters[1])
    posting.mark_returned(session, on(LATER), letters[1].id, returned_on=LATER)
    assert barred(session, case) == (BARRED, BARRED)
    assert [each.letter.id for each in awaited(session, case)] == [letters[0].id]


def test_a_proved_day_of_hers_is_hers(session: Session, case: Case, letters: tuple[Letter, Letter]) -> None:
    posting.prove_delivery(session, on(LATER), letters[1].id, delivered_on=PRESUMED, figures=FIGURES)
    assert barred(session, case) == (BARRED, RENEWED)


def test_a_letter_abroad_is_judged_by_where_hers_went(session: Session, store: DocumentStore) -> None:
    """He lives here, she in Belgium: of hers no receipt is presumed. What she moved to afterwards says nothing."""
    made = make_case(session, store, today=OPENED, **SALE)
    petra = join(session, made, PartyRole.DEBTOR, person(address=ABROAD, **PETRA)).person
    post_first_notice(session, store, made, posted_on=SENT, act=on(SENT))
    his, hers = session.scalars(select(Letter).where(Letter.case_id == made.id).order_by(Letter.id))
    debtor_editing.use_point(
        session, on(LATER), petra.id, Detail(kind=PointKind.ADDRESS, address=HERE),
        Origin(source=PointSource.DEBTOR, since=LATER), seen=None,
    )
    assert [each.received_on for each in awaited(session, made)] == [second_delivery_day(SENT, FIGURES.holidays), None]
    with pytest.raises(Refused, match="kan niet worden vermoed"):
        record(session, made, hers)
    record(session, made, his)


def test_who_owes_no_more_is_not_asked_about(session: Session, case: Case, letters: tuple[Letter, Letter]) -> None:
    part = people_in_case.of_case(session, case).beside(LATER)[0]
    party_changes.end(session, on(LATER), case.id, part.id, through_day=SENT, reason="Nooit getekend")
    assert [each.letter.id for each in awaited(session, case)] == [letters[0].id]
    assert "Petra" not in warned(session, case)


def test_an_interruption_of_hers_by_hand_leaves_his_letter_awaited(
    session: Session, store: DocumentStore, case: Case, letters: tuple[Letter, Letter]
) -> None:
    prescriptions.interrupt(session, on(LATER), store, case.id, prescriptions.InterruptionInput(
        kind=InterruptionKind.ACKNOWLEDGEMENT, on=date(2026, 12, 30), claim_ids=[case.claims[0].id],
        debtor_id=letters[1].debtor_id,
    ))
    assert barred(session, case)[0] == BARRED
    assert letters[0].id in [each.letter.id for each in awaited(session, case)]


def test_the_gate_names_her_letter(session: Session, case: Case) -> None:
    """On the last day that the figures reach."""
    case.claims[0].due_date = date(2024, 12, 28)  # barred on 29-12-2026, so that the gate can be asked in 2026
    prescriptions.keep(session, case.claims)
    items = gate.requirements(session, case, on=date(2026, 12, 30), figures=FIGURES)
    assert f"verjaard sinds 29-12-2026, {UNLESS}" in next(item.missing for item in items if item.code == "prescription")
