"""What one of several paid too much is hers: it pays nothing of another, and goes back to her alone."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.amicable import closings, party_changes, payments, refunds
from cases.amicable.closings import ClosingInput
from cases.amicable.payment_doubts import PaymentInput
from cases.amicable.refunds import RefundInput
from cases.correspondence import letter_data, previewing
from cases.correspondence.previewing import PreviewItem
from cases.counting import ledger_entries, overpaid
from cases.errors import Incomplete, Refused
from cases.invariants import verify
from cases.models import (
    Case,
    CaseEvent,
    CaseParty,
    ClosingReason,
    EventKind,
    LedgerEntry,
    LetterKind,
    LetterState,
    Overpaid,
    PaidTo,
    PartyRole,
    Stage,
)
from cases.queries.desk import settlement
from cases.store import DocumentStore
from letters.words import euro
from tests.cases.claims.bookings import Desk
from tests.cases.counting.test_per_person import MAIN, OPENED, PETRA, amounts, heirs, owes, whole
from tests.cases.invariants.good_record import looked_at
from tests.cases.parties.people import join, person
from tests.factories import FIGURES, NOW, TODAY, by, make_case, order_first_notice, post_first_notice

PAID_ON = date(2026, 11, 2)
FIRST, SECOND, THIRD = "Erfgenaam1", "Erfgenaam2", "Erfgenaam3"


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """900 euro, opened on 1 July."""
    return make_case(session, store, today=OPENED, amount="900,00")


def pay(
    session: Session, case: Case, amount: str, payer: CaseParty | None = None, *, on: date = PAID_ON
) -> LedgerEntry:
    told = PaymentInput(
        amount=Decimal(amount), received_on=on, paid_to=PaidTo.AGENCY,
        debtor_id=None if payer is None else payer.person_id,
    )
    later = by(now=NOW + timedelta(hours=1))  # than the letters, which are made at NOW
    return payments.register(session, later, case.id, told, figures=FIGURES)


def refund(
    session: Session, case: Case, amount: Decimal | str, payee: CaseParty | None = None, *, on: date = TODAY
) -> LedgerEntry:
    told = RefundInput(
        amount=Decimal(amount), paid_on=on, paid_by=PaidTo.AGENCY, how="Overgemaakt",
        debtor_id=None if payee is None else payee.person_id,
    )
    return refunds.record(session, by(), case.id, told, figures=FIGURES)


def too_much(session: Session, case: Case, today: date = TODAY) -> dict[str, Decimal]:
    found = refunds.surpluses(session, case, today=today, figures=FIGURES)
    return {"" if each.person is None else each.person.name: each.amount for each in found}


def is_listed(session: Session, case: Case) -> bool:
    return session.get(Overpaid, case.id) is not None


def is_good(session: Session, store: DocumentStore) -> bool:
    session.commit()
    return verify(looked_at(session, store)).is_good


def told(session: Session, kind: EventKind) -> list[tuple[str, tuple[str, ...]]]:
    rows = session.scalars(select(CaseEvent).where(CaseEvent.kind == kind).order_by(CaseEvent.id))
    return [(each.what(), each.parts()) for each in map(events.read, rows)]


def test_it_goes_back_to_her_and_the_others_owe_what_they_owed(
    session: Session, store: DocumentStore, case: Case
) -> None:
    first, second, _third = heirs(session, case, (1, 3), (1, 3), (1, 3))
    before = amounts(owes(session, case))
    pay(session, case, "1000.00", first)
    open_ = before[SECOND] + before[THIRD]
    hers = too_much(session, case)[FIRST]
    assert (whole(session, case), is_listed(session, case), case.stage) == (open_, True, Stage.INTAKE)
    printed = letter_data.specification_data(session, case, on=TODAY, figures=FIGURES).persons
    assert [each.owes for each in printed] == [0, before[SECOND], before[THIRD]]
    assert printed[0].as_what.endswith(f", {euro(hers)} te veel betaald")
    (row,) = settlement.overpaid(session, today=TODAY, figures=FIGURES).rows
    assert (row.surplus, [(each.person and each.person.name, each.amount) for each in row.parts]) == (
        hers, [(FIRST, hers)]
    )
    with pytest.raises(Incomplete, match="aan wie"):
        refund(session, case, "1.00")
    with pytest.raises(Incomplete, match="aan wie"):
        refund(session, case, "1.00", second)
    with pytest.raises(Refused, match=f"door {FIRST} €"):
        refund(session, case, hers + Decimal("0.01"), first)
    refund(session, case, hers - 5, first)
    assert (too_much(session, case), is_listed(session, case)) == ({FIRST: Decimal(5)}, True)
    refund(session, case, "5.00", first)
    assert (too_much(session, case), is_listed(session, case)) == ({}, False)
    assert amounts(owes(session, case)) == {FIRST: 0, SECOND: before[SECOND], THIRD: before[THIRD]}
    assert whole(session, case) == open_, "what went back raises nothing that anybody owes"
    assert told(session, EventKind.REFUNDED)[1] == (
        f"€\u00a05,00 terugbetaald door ons aan {FIRST}", ("Overgemaakt", f"daarna door {FIRST} niets te veel betaald")
    )
    assert is_good(session, store)


def test_each_of_two_gets_back_what_he_paid_too_much_himself(
    session: Session, store: DocumentStore, case: Case
) -> None:
    first, second = heirs(session, case, (1, 2), (1, 2))
    before = amounts(owes(session, case, PAID_ON))
    pay(session, case, str(before[FIRST] + 40), first)
    pay(session, case, str(before[SECOND] + 60), second)
    assert (case.stage, too_much(session, case)) == (Stage.CLOSED, {FIRST: Decimal(40), SECOND: Decimal(60)})
    with pytest.raises(Refused):
        refund(session, case, "60.00", first)
    refund(session, case, "60.00", second)
    assert too_much(session, case) == {FIRST: Decimal(40)}
    assert whole(session, case) == -40
    refund(session, case, "40.00", first)
    assert not is_listed(session, case)
    assert is_good(session, store)


def test_of_joint_debtors_it_is_of_who_paid_when_all_was_paid(
    session: Session, store: DocumentStore, case: Case
) -> None:
    petra = join(session, case, PartyRole.DEBTOR, person(**PETRA), on=OPENED)
    pay(session, case, str(whole(session, case, PAID_ON)), petra)
    late = PaymentInput(
        amount=Decimal(100), received_on=PAID_ON + timedelta(days=1), paid_to=PaidTo.AGENCY, debtor_id=case.debtor_id
    )
    payments.register(session, by(), case.id, late, figures=FIGURES)
    assert too_much(session, case) == {MAIN: Decimal(100)}
    with pytest.raises(Incomplete):
        refund(session, case, "100.00", petra)
    assert is_good(session, store)


def test_what_nobody_known_paid_too_much_goes_to_nobody_by_name(
    session: Session, store: DocumentStore, case: Case
) -> None:
    first, _second = heirs(session, case, (1, 2), (1, 2))
    pay(session, case, "300.00", first)
    pay(session, case, str(whole(session, case, PAID_ON) + 25))
    assert too_much(session, case) == {"": Decimal(25)}
    with pytest.raises(Incomplete):
        refund(session, case, "25.00", first)
    refund(session, case, "25.00")
    assert not is_listed(session, case)
    assert is_good(session, store)


def test_that_nothing_of_nobody_known_is_too_much_any_more_is_not_told_as_what_the_others_owe(
    session: Session, store: DocumentStore, case: Case
) -> None:
    """25 euro too much lies with the first half; of 30 euro costs of a later day it pays 15, and the other half 0."""
    heirs(session, case, (1, 2), (1, 2))
    Desk(session, store, case).charge("30.00", date(2026, 11, 3))
    pay(session, case, str(whole(session, case, PAID_ON) + 25))
    assert too_much(session, case) == {"": Decimal(10)}
    owed = whole(session, case)
    assert owed == Decimal(15)
    entry = refund(session, case, "4.00")
    refund(session, case, "6.00")
    assert whole(session, case) == owed
    assert told(session, EventKind.REFUNDED) == [
        ("€\u00a04,00 terugbetaald door ons", ("Overgemaakt", "daarna te veel betaald: €\u00a06,00")),
        ("€\u00a06,00 terugbetaald door ons", ("Overgemaakt", "")),
    ]
    refunds.reverse(session, by(), entry.id, case_id=case.id, reason="Rekening bestaat niet", figures=FIGURES)
    assert told(session, EventKind.REFUND_REVERSED)[0][1] == (
        "Rekening bestaat niet", "daarna te veel betaald: €\u00a04,00"
    )
    assert is_good(session, store)


def test_a_repayment_that_did_not_arrive_is_hers_again(session: Session, store: DocumentStore, case: Case) -> None:
    first, *_ = heirs(session, case, (1, 2), (1, 2))
    pay(session, case, "900.00", first)
    hers = too_much(session, case)[FIRST]
    entry = refund(session, case, hers, first)
    counter = refunds.reverse(session, by(), entry.id, case_id=case.id, reason="Rekening bestaat niet", figures=FIGURES)
    assert (counter.debtor_id, too_much(session, case), is_listed(session, case)) == (
        first.person_id, {FIRST: hers}, True
    )
    assert is_good(session, store)


def test_a_storno_after_it_went_back_is_owed_by_her_alone(session: Session, store: DocumentStore, case: Case) -> None:
    """She owes her half and what went back to her; her brother owes his half, as before."""
    first, _second = heirs(session, case, (1, 2), (1, 2))
    before = amounts(owes(session, case))
    payment = pay(session, case, "900.00", first)
    hers = too_much(session, case)[FIRST]
    refund(session, case, hers, first)
    payments.reverse(session, by(), payment.id, case_id=case.id, reason="Gestorneerd", figures=FIGURES)
    after = amounts(owes(session, case))
    assert after == {FIRST: before[FIRST] + hers, SECOND: before[SECOND]}
    assert whole(session, case) == sum(after.values())
    assert not is_listed(session, case)
    assert is_good(session, store)


def test_a_storno_before_it_went_back_takes_it_off_the_list(session: Session, store: DocumentStore, case: Case) -> None:
    first, *_ = heirs(session, case, (1, 2), (1, 2))
    payment = pay(session, case, "900.00", first)
    payments.reverse(session, by(), payment.id, case_id=case.id, reason="Gestorneerd", figures=FIGURES)
    assert (too_much(session, case), is_listed(session, case)) == ({}, False)
    assert is_good(session, store)


@pytest.mark.parametrize(("most", "closes"), [("4.99", False), ("5.00", True)])
def test_a_small_difference_is_what_the_other_owes_and_not_that_less_her_surplus(
    session: Session, store: DocumentStore, case: Case, most: str, closes: bool
) -> None:
    """She pays 300 too much; he pays all but five euro of his half."""
    case.terms.small_difference = Decimal(most)
    first, second = heirs(session, case, (1, 2), (1, 2))
    before = amounts(owes(session, case, PAID_ON))
    pay(session, case, str(before[FIRST] + 300), first)
    assert case.stage is Stage.INTAKE
    pay(session, case, str(before[SECOND] - 5), second)
    assert (case.stage is Stage.CLOSED) is closes
    assert (too_much(session, case), is_listed(session, case)) == ({FIRST: Decimal(300)}, True)
    assert is_good(session, store)


def test_what_he_pays_twice_is_not_what_she_was_asked(session: Session, store: DocumentStore, case: Case) -> None:
    """He paid before her letter, and pays the amount of her letter once more within its term: she still owes hers."""
    asked_on = date(2026, 11, 2)
    first, second = heirs(session, case, (1, 2), (1, 2))
    before = PaymentInput(
        amount=amounts(owes(session, case, asked_on))[SECOND], received_on=date(2026, 11, 1), paid_to=PaidTo.AGENCY,
        debtor_id=second.person_id,
    )
    payments.register(session, by(), case.id, before, figures=FIGURES)
    post_first_notice(session, store, case, posted_on=asked_on)
    asked = amounts(owes(session, case, asked_on))[FIRST]
    pay(session, case, str(asked + 1), second, on=date(2026, 11, 9))
    assert case.stage is not Stage.CLOSED
    assert amounts(owes(session, case))[FIRST] >= asked
    pay(session, case, str(asked), first, on=date(2026, 11, 9))
    assert (case.stage, case.closing_reason) == (Stage.CLOSED, ClosingReason.PAID_AS_ASKED)
    assert list(too_much(session, case)) == [SECOND]
    assert is_good(session, store)


def test_what_the_letter_asks_of_one_closes_the_case_where_the_other_paid_too_much(
    session: Session, store: DocumentStore, case: Case
) -> None:
    first, second = heirs(session, case, (1, 2), (1, 2))
    his = amounts(owes(session, case, date(2026, 11, 1)))[SECOND]
    before = PaymentInput(
        amount=his + 100, received_on=date(2026, 11, 1), paid_to=PaidTo.AGENCY, debtor_id=second.person_id,
    )
    payments.register(session, by(), case.id, before, figures=FIGURES)
    (letter,) = post_first_notice(session, store, case, posted_on=date(2026, 11, 2)).letters
    assert letter.debtor_id == first.person_id, "who paid more than his share is asked nothing"
    asked = letter.facts["total_now"]
    assert Decimal(asked) == amounts(owes(session, case, date(2026, 11, 2)))[FIRST]
    pay(session, case, asked, first, on=date(2026, 11, 9))
    assert (case.stage, case.closing_reason) == (Stage.CLOSED, ClosingReason.PAID_AS_ASKED)
    assert too_much(session, case)[SECOND] >= 100
    assert is_good(session, store)


@pytest.mark.parametrize("kind", [LetterKind.FIRST_NOTICE, LetterKind.INTERRUPTION_LETTER])
def test_who_paid_all_that_he_owes_is_written_no_more_and_the_other_is(
    session: Session, case: Case, kind: LetterKind
) -> None:
    first, second = heirs(session, case, (1, 2), (1, 2))

    def shown() -> PreviewItem:
        return previewing.preview(session, [case.id], kind=kind, letter_date=TODAY, figures=FIGURES).items[0]

    pay(session, case, str(amounts(owes(session, case))[SECOND] - Decimal("0.01")), second, on=TODAY)
    assert [each.debtor_id for each in shown().recipients] == [first.person_id, second.person_id]
    pay(session, case, "0.01", second, on=TODAY)
    assert [each.debtor_id for each in shown().recipients] == [first.person_id]
    assert f"{SECOND}: is niets meer verschuldigd" in shown().without


def recipients(session: Session, case: Case) -> list[int]:
    """Who would get a first letter today."""
    shown = previewing.preview(session, [case.id], kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES)
    return [each.debtor_id for item in shown.sending for each in item.recipients]


def test_who_pays_all_that_he_owes_between_order_and_making_gets_no_letter(session: Session, case: Case) -> None:
    first, second = heirs(session, case, (1, 2), (1, 2))
    batch = order_first_notice(session, case)
    assert {letter.debtor_id for letter in batch.letters} == {first.person_id, second.person_id}
    pay(session, case, str(amounts(owes(session, case))[SECOND]), second, on=TODAY)
    assert {letter.state for letter in batch.letters} == {LetterState.WITHDRAWN}
    assert recipients(session, case) == [first.person_id]


def test_whose_payment_bounces_after_the_letter_to_the_other_can_be_written_again(
    session: Session, store: DocumentStore, case: Case
) -> None:
    first, second = heirs(session, case, (1, 2), (1, 2))
    paid = pay(session, case, str(amounts(owes(session, case))[SECOND]), second, on=date(2026, 11, 2))
    (letter,) = post_first_notice(session, store, case, posted_on=date(2026, 11, 10)).letters
    assert (letter.debtor_id, recipients(session, case)) == (first.person_id, [])
    payments.reverse(session, by(), paid.id, case_id=case.id, reason="Gestorneerd", figures=FIGURES)
    assert recipients(session, case) == [second.person_id]
    assert is_good(session, store)


def test_what_went_back_to_the_one_leaves_what_the_letter_asked_of_the_other(
    session: Session, store: DocumentStore, case: Case
) -> None:
    first, second = heirs(session, case, (1, 2), (1, 2))
    his = amounts(owes(session, case, date(2026, 11, 1)))[SECOND]
    pay(session, case, str(his + 100), second, on=date(2026, 11, 1))
    later = replace(by(), now=NOW + timedelta(hours=2))
    (letter,) = post_first_notice(session, store, case, posted_on=date(2026, 11, 2), act=later).letters
    refund(session, case, too_much(session, case)[SECOND], second)
    told = PaymentInput(
        amount=Decimal(letter.facts["total_now"]), received_on=date(2026, 11, 9), paid_to=PaidTo.AGENCY,
        debtor_id=first.person_id,
    )
    payments.register(session, by(now=NOW + timedelta(hours=3)), case.id, told, figures=FIGURES)
    assert (case.stage, case.closing_reason) == (Stage.CLOSED, ClosingReason.PAID_AS_ASKED)
    assert is_good(session, store)


def test_where_nothing_was_ever_owed_each_gets_back_what_he_paid(
    session: Session, store: DocumentStore, case: Case
) -> None:
    first, second = heirs(session, case, (1, 2), (1, 2))
    pay(session, case, "100.00", first)
    pay(session, case, "50.00", second)
    closings.close(session, by(), case.id, ClosingInput(
        reason=ClosingReason.DISPUTE_UPHELD, note="De opdrachtgever geeft hem gelijk", seen=whole(session, case)
    ), figures=FIGURES)
    assert too_much(session, case) == {FIRST: Decimal(100), SECOND: Decimal(50)}
    refund(session, case, "100.00", first)
    with pytest.raises(Refused):
        refund(session, case, "50.01", second)
    refund(session, case, "50.00", second)
    assert (whole(session, case), is_listed(session, case)) == (0, False)
    assert is_good(session, store)


def test_who_proves_not_to_owe_leaves_what_went_back_to_him_counted_once(
    session: Session, store: DocumentStore, case: Case
) -> None:
    petra = join(session, case, PartyRole.DEBTOR, person(**PETRA), on=OPENED)
    pay(session, case, str(whole(session, case, PAID_ON) + 80), petra)
    refund(session, case, "30.00", petra)
    closed = session.scalars(select(LedgerEntry).where(LedgerEntry.debtor_id == petra.person_id)).first()
    assert closed is not None
    payments.reverse(session, by(), closed.id, case_id=case.id, reason="Gestorneerd", figures=FIGURES)
    owed = whole(session, case)
    party_changes.end(session, by(), case.id, petra.id, through_day=TODAY, reason="Niet aansprakelijk")
    assert whole(session, case) == owed > 930
    assert too_much(session, case) == {}
    assert is_good(session, store)


def test_what_came_in_after_the_last_countable_day_is_of_nobody_yet(session: Session, case: Case) -> None:
    """No rate of 2027 is known: what she paid in January can be said to be too much once there is one."""
    first, *_ = heirs(session, case, (1, 2), (1, 2))
    pay(session, case, "800.00", first)
    in_january = date(2027, 1, 5)
    before = too_much(session, case, in_january)
    told = PaymentInput(
        amount=Decimal(200), received_on=in_january, paid_to=PaidTo.AGENCY, debtor_id=first.person_id
    )
    payments.register(session, by(today=in_january), case.id, told, figures=FIGURES)
    assert too_much(session, case, in_january) == before
    assert (case.stage is Stage.CLOSED, is_listed(session, case)) == (False, True)
    assert overpaid.settled(session, [case], today=in_january, figures=FIGURES) == []
    assert ledger_entries.paid_on(session, case.id) == 1000
