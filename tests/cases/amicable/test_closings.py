"""A case is closed by hand: what it means for the money, everything that ends with it, and opening it again."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import arrangements, closings, contacts, holds, payments, reopening, write_offs
from cases.amicable.closings import BY_PERSON, ClosingInput
from cases.amicable.contacts import ContactInput
from cases.amicable.write_offs import WriteOffInput
from cases.correspondence import posting
from cases.errors import CaseClosed, Incomplete, PreviewOutdated, Refused
from cases.events.settlement import BookedOff
from cases.events.stages import CaseClosing
from cases.models import (
    Arrangement,
    ArrangementState,
    ClosingReason,
    Contact,
    ContactChannel,
    ContactOutcome,
    HoldKind,
    LedgerKind,
    Letter,
    LetterState,
    NextStep,
    Overpaid,
    RoleName,
    Stage,
)
from cases.progress import stages
from cases.store import DocumentStore
from tests.cases.amicable.endings import (
    POSTED,
    allow_alone,
    close,
    entries,
    on,
    owed,
    pay,
    posted_case,
    told,
    whats_wrong,
)
from tests.factories import (
    FIGURES,
    TODAY,
    finish_batch,
    make_case,
    make_letters,
    make_store,
    make_user,
    order_first_notice,
)

LATER = date(2026, 12, 10)


@pytest.fixture
def store(tmp_path) -> DocumentStore:
    return make_store(tmp_path)


def test_a_withdrawn_case_asks_nothing_more_and_gives_nothing_away(session: Session, store: DocumentStore) -> None:
    case = posted_case(session, store)
    left = owed(session, case, TODAY)
    assert left > 500
    close(session, case, ClosingReason.WITHDRAWN_BY_CLIENT, TODAY)
    assert (case.stage, case.closing_reason, case.closed_on) == (
        Stage.CLOSED, ClosingReason.WITHDRAWN_BY_CLIENT, TODAY
    )
    assert (case.next_step, case.next_step_on) == (NextStep.NONE, None)
    assert entries(session, case, LedgerKind.WITHDRAWN_PART) == [-left]
    assert owed(session, case, TODAY) == owed(session, case, LATER) == 0  # no interest goes on
    (closing,) = told(session, case, CaseClosing)
    assert closing.was_open == left
    assert whats_wrong(session, store, TODAY) == []


@pytest.mark.parametrize("reason", [ClosingReason.DISPUTE_UPHELD, ClosingReason.WRONG_DEBTOR])
def test_who_never_owed_anything_gets_back_what_he_paid(
    session: Session, store: DocumentStore, reason: ClosingReason
) -> None:
    case = posted_case(session, store)
    pay(session, case, "60.00", date(2026, 11, 10))
    close(session, case, reason, TODAY)
    assert owed(session, case, TODAY) == owed(session, case, LATER) == -60
    assert owed(session, case, date(2026, 11, 9)) == 0  # never: no interest and no costs on any day
    assert session.get(Overpaid, case.id) is not None
    (off,) = told(session, case, BookedOff)
    assert (off.amount, off.balance) == (500, -60)
    pay(session, case, "10.00", LATER)
    assert owed(session, case, LATER) == -70
    assert whats_wrong(session, store, TODAY) == []


def test_what_was_booked_off_does_not_go_back_as_money(session: Session, store: DocumentStore) -> None:
    case = posted_case(session, store)
    handler = make_user(session, RoleName.HANDLER)
    allow_alone(session, handler="25.00", lead="25.00")
    asked = WriteOffInput(amount=Decimal("20.00"), reason="Coulance")
    write_offs.write_off(session, on(TODAY, handler.id), case.id, asked, figures=FIGURES)
    pay(session, case, "60.00", TODAY)
    close(session, case, ClosingReason.WRONG_DEBTOR, TODAY)
    assert owed(session, case, TODAY) == -60
    assert whats_wrong(session, store, TODAY) == []


def test_uncollectable_within_the_limit_of_a_lead_is_booked_off_at_once(session: Session, store: DocumentStore) -> None:
    case = posted_case(session, store)
    lead = make_user(session, RoleName.LEGAL_LEAD)
    allow_alone(session, handler="0.00", lead="1000.00")
    left = owed(session, case, TODAY)
    assert close(session, case, ClosingReason.UNCOLLECTABLE, TODAY, actor_id=lead.id) is None
    assert case.closing_reason is ClosingReason.UNCOLLECTABLE
    assert entries(session, case, LedgerKind.WRITE_OFF) == [-left]
    assert owed(session, case, LATER) == 0
    assert whats_wrong(session, store, TODAY) == []


def test_closing_takes_back_letters_that_wait_and_not_one_that_left(session: Session, store: DocumentStore) -> None:
    waiting = make_case(session, store, customer="K-1", invoice="F-1")
    batch = order_first_notice(session, waiting)
    make_letters(session, store, batch)
    close(session, waiting, ClosingReason.WITHDRAWN_BY_CLIENT, TODAY)
    (letter,) = session.scalars(select(Letter).where(Letter.case_id == waiting.id)).all()
    assert (letter.state, letter.standing) == (LetterState.WITHDRAWN, False)

    left = make_case(session, store, customer="K-2", surname="Bakker", born="01-02-1970", invoice="F-2")
    batch = order_first_notice(session, left)
    make_letters(session, store, batch)
    posting.confirm_posted(session, on(TODAY), batch.id, posted_on=TODAY, figures=FIGURES)
    close(session, left, ClosingReason.WITHDRAWN_BY_CLIENT, TODAY)
    finish_batch(session, batch)
    (letter,) = session.scalars(select(Letter).where(Letter.case_id == left.id)).all()
    assert letter.state is LetterState.POSTED
    assert left.stage is Stage.CLOSED
    assert whats_wrong(session, store, TODAY) == []


def test_closing_ends_the_plan_and_what_stood_still(session: Session, store: DocumentStore) -> None:
    case = posted_case(session, store)
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=date(2026, 12, 1), figures=FIGURES, number=3
    )
    arrangements.make(session, on(TODAY), case.id, schedule, note="", client_agreed=False, figures=FIGURES)
    holds.place(session, on(TODAY), case.id, kind=HoldKind.DEBT_HELP, reason="Gemeente belde", on=TODAY)
    close(session, case, ClosingReason.WITHDRAWN_BY_CLIENT, TODAY)
    (plan,) = session.scalars(select(Arrangement).where(Arrangement.case_id == case.id)).all()
    assert (plan.state, plan.ended_on) == (ArrangementState.ENDED, TODAY)
    assert stages.open_holds(session, case.id) == []
    assert whats_wrong(session, store, TODAY) == []


def test_reopening_asks_the_same_again_and_stands_still_as_before(session: Session, store: DocumentStore) -> None:
    case = posted_case(session, store)
    holds.place(session, on(TODAY), case.id, kind=HoldKind.DECEASED, reason="Dochter belde", on=TODAY)
    before = owed(session, case, LATER)
    close(session, case, ClosingReason.WITHDRAWN_BY_CLIENT, TODAY)
    reopening.reopen(session, on(LATER), case.id, reason="De opdrachtgever wil toch verder", figures=FIGURES)
    assert owed(session, case, LATER) == before
    assert (case.closed_on, case.closing_reason) == (None, None)
    assert [hold.kind for hold in stages.open_holds(session, case.id)] == [HoldKind.DECEASED]
    assert case.next_step is NextStep.REVIEW_HOLD  # nobody who died is written to because of it
    assert whats_wrong(session, store, LATER) == []


def test_a_reopened_case_stands_where_its_letter_puts_it(session: Session, store: DocumentStore) -> None:
    never_written = make_case(session, store, customer="K-1", invoice="F-1")
    within, after = (
        posted_case(session, store, customer=f"K-{at}", invoice=f"F-{at}", surname=name, born=born)
        for at, name, born in ((2, "Bakker", "01-02-1970"), (3, "Smit", "01-02-1971"))
    )
    for case, day, stage in (
        (never_written, TODAY, Stage.INTAKE), (within, date(2026, 11, 18), Stage.NOTICE_RUNNING),
        (after, date(2026, 11, 19), Stage.AMICABLE),
    ):
        close(session, case, ClosingReason.WITHDRAWN_BY_CLIENT, day)
        reopening.reopen(session, on(day), case.id, reason="Toch verder", figures=FIGURES)
        assert case.stage is stage
    assert within.next_step_on == date(2026, 11, 19)
    assert whats_wrong(session, store, TODAY) == []


def test_a_paid_case_is_not_reopened_while_nothing_is_owed(session: Session, store: DocumentStore) -> None:
    case = posted_case(session, store)
    pay(session, case, owed(session, case, TODAY), TODAY)
    assert case.closing_reason is ClosingReason.PAID_IN_FULL
    with pytest.raises(Refused, match="Er staat niets open"):
        reopening.reopen(session, on(TODAY), case.id, reason="Toch verder", figures=FIGURES)


def test_a_storno_of_what_closed_a_case_opens_it(session: Session, store: DocumentStore) -> None:
    case = posted_case(session, store)
    left = owed(session, case, TODAY)
    entry = pay(session, case, left, TODAY)
    assert case.stage is Stage.CLOSED
    payments.reverse(session, on(LATER), entry.id, case_id=case.id, reason="gestorneerd", figures=FIGURES)
    assert case.stage is Stage.AMICABLE
    assert owed(session, case, TODAY) == left
    assert whats_wrong(session, store, LATER) == []


def test_a_storno_after_closing_by_hand_leaves_it_closed_and_asks_nothing(
    session: Session, store: DocumentStore
) -> None:
    case = posted_case(session, store)
    entry = pay(session, case, "100.00", date(2026, 11, 10))
    close(session, case, ClosingReason.WITHDRAWN_BY_CLIENT, TODAY)
    payments.reverse(session, on(LATER), entry.id, case_id=case.id, reason="gestorneerd", figures=FIGURES)
    assert case.stage is Stage.CLOSED
    assert owed(session, case, LATER) == 0
    assert len(entries(session, case, LedgerKind.WITHDRAWN_PART)) == 2
    reopening.reopen(session, on(LATER), case.id, reason="Toch verder", figures=FIGURES)
    assert owed(session, case, LATER) > 575  # all of it, with interest and the costs of the letter
    assert whats_wrong(session, store, LATER) == []


def test_money_that_comes_after_closing_waits_until_somebody_decides(session: Session, store: DocumentStore) -> None:
    case = posted_case(session, store)
    close(session, case, ClosingReason.WITHDRAWN_BY_CLIENT, TODAY)
    pay(session, case, "75.00", LATER)
    assert case.stage is Stage.CLOSED
    assert owed(session, case, LATER) == -75
    assert session.get(Overpaid, case.id) is not None
    reopening.reopen(session, on(LATER), case.id, reason="Hij betaalt toch", figures=FIGURES)
    assert owed(session, case, LATER) > 0
    assert session.get(Overpaid, case.id) is None
    assert whats_wrong(session, store, LATER) == []


def test_a_closed_case_takes_a_contact_and_stays_as_it_is(session: Session, store: DocumentStore) -> None:
    case = posted_case(session, store)
    close(session, case, ClosingReason.WITHDRAWN_BY_CLIENT, TODAY)
    heard = ContactInput(
        channel=ContactChannel.PHONE_IN, outcome=ContactOutcome.DISPUTES, right_party=True, note="Nooit besteld"
    )
    contacts.log(session, on(LATER), case.id, heard)
    assert session.scalars(select(Contact.note)).all() == ["Nooit besteld"]
    assert (case.stage, case.next_step) == (Stage.CLOSED, NextStep.NONE)
    assert stages.open_holds(session, case.id) == []
    with pytest.raises(Refused, match="Heropen het eerst"):
        contacts.log(session, on(LATER), case.id, ContactInput(
            channel=ContactChannel.PHONE_IN, outcome=ContactOutcome.ASKS_INFORMATION, right_party=True,
            call_back_on=date(2026, 12, 14),
        ))
    assert whats_wrong(session, store, LATER) == []


def test_what_is_closed_was_seen_and_said(session: Session, store: DocumentStore) -> None:
    case = posted_case(session, store)
    reason = ClosingReason.WITHDRAWN_BY_CLIENT
    with pytest.raises(PreviewOutdated):
        closings.close(session, on(TODAY), case.id, ClosingInput(reason=reason, note="x", seen=Decimal("1.00")),
                       figures=FIGURES)
    seen = closings.open_now(session, case, act=on(TODAY), figures=FIGURES)
    with pytest.raises(Incomplete):
        closings.close(session, on(TODAY), case.id, ClosingInput(reason=reason, note=" ", seen=seen), figures=FIGURES)
    for automatic in set(ClosingReason) - set(BY_PERSON):
        with pytest.raises(Refused, match="geeft het programma zelf"):
            closings.close(session, on(TODAY), case.id, ClosingInput(reason=automatic, note="x", seen=seen),
                           figures=FIGURES)
    close(session, case, reason, TODAY)
    with pytest.raises(CaseClosed):
        close(session, case, reason, TODAY)


def test_a_payment_of_before_the_closing_that_is_booked_after_it_goes_back(
    session: Session, store: DocumentStore
) -> None:
    case = posted_case(session, store)
    close(session, case, ClosingReason.WITHDRAWN_BY_CLIENT, TODAY)
    pay(session, case, "20.00", POSTED, booked_on=LATER)
    assert owed(session, case, LATER) <= -20  # what was handed back was too much by it, and by its interest
    assert session.get(Overpaid, case.id) is not None
    assert whats_wrong(session, store, LATER) == []
