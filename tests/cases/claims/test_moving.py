"""Splitting and moving invoices: together the debtor owes what he owed before, and letters keep what they said."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.amicable import holds, payments, write_offs
from cases.amicable.payment_doubts import PaymentInput
from cases.amicable.write_offs import WriteOffInput
from cases.claims import corrections, moving
from cases.claims.moving import Moving
from cases.correspondence import posting, previewing, receipts
from cases.counting import prescriptions, statement
from cases.errors import Incomplete, NotFound, Refused
from cases.events.claims import ClaimsMoved
from cases.invariants.verifying import verify
from cases.legal_track import gate
from cases.models import (
    Case,
    CaseEvent,
    ClosingReason,
    EventKind,
    HoldKind,
    LetterKind,
    NextStep,
    PaidTo,
    PartyRole,
    RoleName,
    Stage,
)
from cases.progress import stages
from cases.store import DocumentStore
from legal.counting.valuation import Valuation
from tests.cases.claims.bookings import DUE, INVOICES, SENT, open_case, write, young_case
from tests.cases.invariants.good_record import looked_at
from tests.cases.legal_track.writ_cases import exhibit_titles
from tests.cases.parties import people
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    TODAY,
    by,
    claim_row,
    make_agency,
    make_client,
    make_upload,
    make_user,
)

LAST_FREE = date(2026, 9, 23)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """Three invoices of 850 euro in one letter of 7 September; since the 24th costs of 127.50 are due."""
    case = open_case(session, store)
    write(session, store, case)
    return case


def split(session: Session, case: Case, *numbers: str, into: Case | None = None, undoes: bool = False) -> Case:
    ids = tuple(claim.id for claim in case.claims if claim.invoice_number in numbers)
    return moving.move(session, by(), case.id, Moving(
        claim_ids=ids, reason="Betwist", into_id=None if into is None else into.id, undoes=undoes
    ), figures=FIGURES)


def owed(session: Session, case: Case, on: date = TODAY) -> Valuation:
    return statement.valuation(session, case, on=on, figures=FIGURES)


def pay(session: Session, case: Case, amount: str, on: date, *, claim: str = "") -> None:
    claim_id = next((each.id for each in case.claims if each.invoice_number == claim), None)
    payments.register(session, by(now=NOW + timedelta(hours=1)), case.id, PaymentInput(
        amount=Decimal(amount), received_on=on, paid_to=PaidTo.AGENCY, claim_id=claim_id
    ), figures=FIGURES)


def in_total(*found: Valuation) -> tuple[Decimal, ...]:
    return tuple(
        sum((getattr(each, name) for each in found), Decimal(0))
        for name in ("principal", "interest", "costs", "paid", "balance")
    )


def test_day_by_day_a_split_after_the_letter_leaves_what_is_owed_as_it_was(
    session: Session, store: DocumentStore, case: Case
) -> None:
    before = owed(session, case)
    assert before.costs == Decimal("127.50")
    new = split(session, case, "F-2")
    assert [claim.invoice_number for claim in case.claims] == ["F-1", "F-3"]
    assert [claim.invoice_number for claim in new.claims] == ["F-2"]
    assert (owed(session, case).costs, owed(session, new).costs) == (Decimal("112.50"), Decimal("15.00"))
    for day in (LAST_FREE, DUE, TODAY, date(2026, 12, 31)):
        both = in_total(owed(session, case, day), owed(session, new, day))
        costs = Decimal("0.00") if day == LAST_FREE else Decimal("127.50")
        assert both[2] == costs, day
    assert in_total(owed(session, case), owed(session, new)) == in_total(before)
    assert (new.stage, new.next_step, new.terms_id) == (Stage.AMICABLE, NextStep.CONTACT_DEBTOR, case.terms_id)
    assert verify(looked_at(session, store)).is_good


@pytest.mark.parametrize(("paid", "on"), [
    ([("200.00", "")], date(2026, 9, 10)), ([("600.00", "")], date(2026, 9, 10)), ([("50.00", "")], TODAY),
    ([("700.00", "")], TODAY), ([("100.00", "F-2")], date(2026, 9, 23)), ([("60.00", "F-2"), ("300.00", "")], TODAY),
    ([("10.00", ""), ("20.00", ""), ("400.00", "F-3")], date(2026, 10, 1)),
], ids=str)
def test_what_was_paid_on_an_invoice_goes_with_it_to_the_cent(
    session: Session, store: DocumentStore, case: Case, paid: list[tuple[str, str]], on: date
) -> None:
    for amount, claim in paid:
        pay(session, case, amount, on, claim=claim)
    before = owed(session, case)
    new = split(session, case, "F-2")
    assert in_total(owed(session, case), owed(session, new))[3:] == in_total(before)[3:]
    back = split(session, new, "F-2", into=case, undoes=True)
    assert back.id == case.id
    assert in_total(owed(session, case))[3:] == in_total(before)[3:]
    assert (new.stage, new.closing_reason) == (Stage.CLOSED, ClosingReason.JOINED)
    assert verify(looked_at(session, store)).is_good


def test_undoing_is_offered_and_told(session: Session, case: Case) -> None:
    assert moving.last_move(session, case) is None
    new = split(session, case, "F-2", "F-3")
    found = moving.last_move(session, new)
    assert found is not None
    assert (len(found.claim_ids), found.into_id, found.undoes) == (2, case.id, True)
    split(session, new, "F-2", "F-3", into=case, undoes=True)
    told = [events.read(row) for row in session.scalars(select(CaseEvent).where(
        CaseEvent.kind == EventKind.CLAIMS_MOVED, CaseEvent.case_id == case.id
    ).order_by(CaseEvent.id))]
    assert [each.what() for each in told if isinstance(each, ClaimsMoved)] == [
        f"Facturen F-2, F-3 afgesplitst naar dossier {new.number}",
        f"Facturen F-2, F-3 verhuisd van dossier {new.number}",
    ]
    assert owed(session, case).costs == Decimal("127.50")


def test_the_letter_stays_valid_for_both_and_no_second_first_letter_leaves(
    session: Session, case: Case
) -> None:
    new = split(session, case, "F-2")
    for each in (case, new):
        record = statement.record_of(session, each, figures=FIGURES)
        assert record.counting is not None
        assert (record.counting.is_valid, record.counting.letter.sent_on) == (True, SENT)
        shown = previewing.preview(session, [each.id], kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES)
        assert "heeft deze brief al" in shown.items[0].skipped
    points = {item.code: item for item in gate.requirements(session, new, on=TODAY, figures=FIGURES)}
    assert points["notice"].met
    assert "one_fee" not in points, "one letter, one fee: nothing is over"
    assert exhibit_titles(session, new) == ["Eerste brief (veertiendagenbrief) van 07-09-2026"]


def test_a_letter_that_comes_back_later_takes_the_costs_of_both(session: Session, case: Case) -> None:
    new = split(session, case, "F-2")
    letter = statement.record_of(session, case, figures=FIGURES).counting
    assert letter is not None
    posting.mark_returned(session, by(), letter.letter.id, returned_on=TODAY)
    assert (owed(session, case).costs, owed(session, new).costs) == (Decimal("0.00"), Decimal("0.00"))


def test_a_named_invoice_is_not_rewritten_elsewhere_and_its_receipt_still_interrupts(
    session: Session, case: Case
) -> None:
    new = split(session, case, "F-2")
    claim = new.claims[0]
    assert "De brief van 07-09-2026 noemt factuur F-2" in corrections.why_not(session, new, claim)
    (letter,) = prescriptions.awaited(session, [claim])[claim.id]
    moved = receipts.record(session, by(), new.id, letter.id, figures=FIGURES)
    assert {each.invoice_number for each in moved} == {"F-1", "F-2", "F-3"}


def test_moving_to_a_case_where_was_paid_leaves_that_money_with_its_invoices(
    session: Session, store: DocumentStore, case: Case
) -> None:
    other = split(session, case, "F-3")
    pay(session, other, "100.00", date(2026, 10, 1))
    before = in_total(owed(session, case), owed(session, other))
    left = {claim.ref: claim.balance for claim in owed(session, other).claims}
    split(session, case, "F-2", into=other)
    after = {claim.ref: claim.balance for claim in owed(session, other).claims}
    assert {ref: after[ref] for ref in left} == left
    assert in_total(owed(session, case), owed(session, other)) == before
    assert verify(looked_at(session, store)).is_good


def test_people_and_holds_are_of_both(session: Session, store: DocumentStore, case: Case) -> None:
    people.join(session, case, PartyRole.DEBTOR, people.person(first_names="Eva", surname="Bakker"))
    holds.place(session, by(), case.id, kind=HoldKind.DISPUTE, reason="F-2 klopt niet", on=TODAY)
    new = split(session, case, "F-2")
    assert [hold.kind for hold in stages.open_holds(session, new.id)] == [HoldKind.DISPUTE]
    assert new.next_step is NextStep.REVIEW_HOLD
    (hold,) = stages.open_holds(session, case.id)
    holds.end(session, by(), hold.id, case_id=case.id, outcome="Alleen F-2 is betwist", on=TODAY)
    assert case.next_step is NextStep.CONTACT_DEBTOR
    assert verify(looked_at(session, store)).is_good


def test_what_cannot_move_is_refused_with_what_to_do(session: Session, store: DocumentStore, case: Case) -> None:
    def refused(match: str, *numbers: str, into: Case | None = None) -> None:
        with pytest.raises(Refused, match=match):
            split(session, case, *(numbers or ("F-2",)), into=into)

    refused("minstens één", "F-1", "F-2", "F-3")
    refused("ander dossier", into=case)
    with pytest.raises(Incomplete):
        split(session, case, "F-9")
    with pytest.raises(NotFound):
        moving.move(session, by(), case.id, Moving(claim_ids=(99,), reason="x"), figures=FIGURES)
    with pytest.raises(Incomplete):
        moving.move(session, by(), case.id, Moving(claim_ids=(case.claims[0].id,), reason=" "), figures=FIGURES)
    make_upload(session, store, make_client(session, name="Z B.V."), claim_row(invoice="Z-1"))
    elsewhere = session.scalars(select(Case).order_by(Case.id.desc())).first()
    refused("dezelfde opdrachtgever", into=elsewhere)
    make_upload(session, store, case.client, claim_row(invoice="B-77", customer="K-2", surname="Bakker", prefix=""))
    somebody = session.scalars(select(Case).order_by(Case.id.desc())).first()
    refused("niet dezelfde persoon", into=somebody)
    write_offs.write_off(session, by(make_user(session, RoleName.HANDLER).id), case.id, WriteOffInput(
        amount=Decimal("10.00"), reason="Afgesproken"
    ), figures=FIGURES)
    refused("wacht een afboeking")


@pytest.mark.parametrize(("stage", "match"), [
    (Stage.NOTICE_RUNNING, "termijn van de brief"), (Stage.ARRANGEMENT, "staat in de fase"),
    (Stage.SUMMONS_DRAFT, "staat in de fase"), (Stage.SUMMONS_SERVED, "staat in de fase"),
])
def test_while_something_runs_nothing_moves(session: Session, case: Case, stage: Stage, match: str) -> None:
    case.stage = stage
    session.flush()
    with pytest.raises(Refused, match=match):
        split(session, case, "F-2")


def test_the_sums_are_shown_beforehand_and_nothing_is_written(session: Session, case: Case) -> None:
    moved = Moving(claim_ids=(case.claims[1].id,), reason="Kijken")
    found = moving.sums(session, case, moved, act=by(), figures=FIGURES)
    assert found.before is not None
    assert found.after is not None
    (was,), (stays, goes) = found.before, found.after
    assert (was.costs, stays.costs, goes.costs) == (Decimal("127.50"), Decimal("112.50"), Decimal("15.00"))
    assert stays.balance + goes.balance == was.balance == owed(session, case).balance
    assert (stays.title, goes.title) == (f"dossier {case.number}", "het nieuwe dossier")
    assert len(session.scalars(select(Case)).all()) == 1
    assert len(case.claims) == 3
    kinds = set(session.scalars(select(CaseEvent.kind)))
    assert EventKind.CLAIMS_MOVED not in kinds


def test_what_no_letter_named_waits_for_one_in_its_new_case(
    session: Session, store: DocumentStore, case: Case
) -> None:
    late = young_case(session, store, case)
    split(session, late, "F-9", into=case)
    new = split(session, case, "F-9")
    assert (new.stage, new.next_step) == (Stage.INTAKE, NextStep.SEND_FIRST_NOTICE)
    shown = previewing.preview(session, [new.id], kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES)
    assert shown.items[0].skipped == ""
    assert verify(looked_at(session, store)).is_good


def test_before_any_letter_two_cases_would_ask_two_fees(session: Session, store: DocumentStore) -> None:
    make_agency(session)
    make_upload(session, store, make_client(session), *(claim_row(**row) for row in INVOICES))
    case = session.scalars(select(Case)).one()
    new = split(session, case, "F-2")
    shown = previewing.preview(session, [new.id], kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES)
    assert "wacht ook op een eerste brief" in shown.items[0].skipped
