"""What arrives while a batch is being posted stands as if it had arrived after that, whatever it is."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.amicable import arrangements, contacts, debtor_details, holds, payments
from cases.amicable.contacts import ContactInput
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import batch_work, corrections, ordering, posting, previewing
from cases.correspondence.batch_work import Turn
from cases.counting import statement
from cases.errors import AlreadyDone
from cases.models import (
    Arrangement,
    Case,
    CaseEvent,
    Claim,
    ContactChannel,
    ContactOutcome,
    Hold,
    HoldKind,
    LedgerEntry,
    Letter,
    LetterBatch,
    LetterKind,
    LetterState,
    NextStep,
    PaidTo,
    RoleName,
    Stage,
    ValuationRecord,
)
from cases.store import DocumentStore
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    LEASE,
    TODAY,
    WORKER,
    by,
    claim_row,
    finish_batch,
    make_case,
    make_letters,
    make_upload,
    make_user,
    order_first_notice,
)

POSTED = TODAY - timedelta(days=25)  # the term of the letter is over by TODAY
LATER = (TODAY, TODAY + timedelta(days=40))
ACT = by(None, NOW, TODAY)
Happening = Callable[[Session, DocumentStore, Case], object]


def pay(session: Session, case: Case, amount: Decimal, received_on: date = TODAY) -> LedgerEntry:
    told = PaymentInput(amount=amount, received_on=received_on, paid_to=PaidTo.AGENCY)
    return payments.register(session, ACT, case.id, told, figures=FIGURES)


def owed(session: Session, case: Case) -> Decimal:
    return statement.valuation(session, case, on=TODAY, figures=FIGURES).balance


def pays_all(session: Session, _store: DocumentStore, case: Case) -> None:
    pay(session, case, owed(session, case))


def pays_all_and_it_bounces(session: Session, _store: DocumentStore, case: Case) -> None:
    entry = pay(session, case, owed(session, case))
    payments.reverse(session, ACT, entry.id, case_id=case.id, reason="gestorneerd", figures=FIGURES)


def pays_a_part(session: Session, _store: DocumentStore, case: Case) -> None:
    pay(session, case, Decimal(100))


def paid_before_the_letter(session: Session, _store: DocumentStore, case: Case) -> None:
    pay(session, case, Decimal(300), POSTED - timedelta(days=3))


def disputes(session: Session, _store: DocumentStore, case: Case) -> None:
    contacts.log(session, ACT, case.id, ContactInput(
        channel=ContactChannel.PHONE_IN, outcome=ContactOutcome.DISPUTES, right_party=True, note="Nooit geleverd"
    ))


def asks_to_be_called(session: Session, _store: DocumentStore, case: Case) -> None:
    contacts.log(session, ACT, case.id, ContactInput(
        channel=ContactChannel.PHONE_IN, outcome=ContactOutcome.PROMISES_PAYMENT, right_party=True,
        call_back_on=TODAY + timedelta(days=3),
    ))


def refuses(session: Session, _store: DocumentStore, case: Case) -> None:
    contacts.log(session, ACT, case.id, ContactInput(
        channel=ContactChannel.PHONE_IN, outcome=ContactOutcome.REFUSES, right_party=True
    ))


def died(session: Session, _store: DocumentStore, case: Case) -> None:
    holds.place(session, ACT, case.id, kind=HoldKind.DECEASED, reason="overleden", on=TODAY)


def is_held_for_a_moment(session: Session, _store: DocumentStore, case: Case) -> None:
    hold = holds.place(session, ACT, case.id, kind=HoldKind.CLIENT_REQUEST, reason="even wachten", on=TODAY)
    holds.end(session, ACT, hold.id, case_id=case.id, outcome="verder", on=TODAY)


def arranges(session: Session, _store: DocumentStore, case: Case) -> None:
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=TODAY + timedelta(days=14), figures=FIGURES, number=3
    )
    arrangements.make(session, ACT, case.id, schedule, note="", client_agreed=True, figures=FIGURES)


def arranges_and_breaks_it(session: Session, store: DocumentStore, case: Case) -> None:
    arranges(session, store, case)
    arrangements.end(session, ACT, case.id, broken=True, reason="betaalt niet", on=TODAY, figures=FIGURES)


def comes_in_with_other_details(session: Session, store: DocumentStore, case: Case) -> None:
    make_upload(session, store, case.client, claim_row(
        customer=case.debtor.customer_number, surname=case.debtor.surname, invoice="ZX-990042",
        amount="88,15", invoice_date="03-09-2026", due="17-09-2026", street="Elders",
    ))


def its_details_are_taken_over(session: Session, store: DocumentStore, case: Case) -> None:
    comes_in_with_other_details(session, store, case)
    (proposal,) = debtor_details.undecided(session, case.debtor_id)
    hold = session.scalars(select(Hold).where(Hold.case_id == case.id)).one()
    debtor_details.decide(
        session, ACT, hold.id, case_id=case.id, taken_ids=[proposal.id], outcome="verhuisd", on=TODAY
    )


def gets_another_letter(session: Session, _store: DocumentStore, case: Case) -> None:
    kind = LetterKind.INTERRUPTION_LETTER
    shown = previewing.preview(session, [case.id], kind=kind, letter_date=TODAY, figures=FIGURES)
    ordering.order(session, ACT, shown.marks, kind=kind, letter_date=TODAY, figures=FIGURES)


def the_letter_comes_back(session: Session, _store: DocumentStore, case: Case) -> None:
    posting.mark_returned(session, ACT, letter_of(session, case).id, returned_on=TODAY)


def the_letter_came_back_by_mistake(session: Session, store: DocumentStore, case: Case) -> None:
    the_letter_comes_back(session, store, case)
    corrections.withdraw_return(
        session, ACT, case.id, letter_of(session, case).id, reason="brief van een ander", figures=FIGURES
    )


def receipt_is_proved(session: Session, _store: DocumentStore, case: Case) -> None:
    posting.prove_delivery(session, ACT, letter_of(session, case).id, delivered_on=TODAY, figures=FIGURES)


def it_is_withdrawn_too_late(session: Session, _store: DocumentStore, case: Case) -> None:
    with pytest.raises(AlreadyDone, match="gepost"):
        ordering.withdraw(session, ACT, letter_of(session, case).id, reason="toch niet", on=TODAY)


MEANWHILE: tuple[Happening, ...] = (
    pays_all, pays_all_and_it_bounces, pays_a_part, paid_before_the_letter, disputes, asks_to_be_called, refuses, died,
    is_held_for_a_moment, arranges, arranges_and_breaks_it, comes_in_with_other_details, its_details_are_taken_over,
    gets_another_letter, the_letter_comes_back, the_letter_came_back_by_mistake, receipt_is_proved,
    it_is_withdrawn_too_late,
)
# What happens before the word "gepost": whether the letter still leaves, and where the case then stands.
BEFORE: dict[Happening, tuple[LetterState, Stage, NextStep]] = {
    pays_all: (LetterState.WITHDRAWN, Stage.CLOSED, NextStep.NONE),
    pays_all_and_it_bounces: (LetterState.WITHDRAWN, Stage.INTAKE, NextStep.SEND_FIRST_NOTICE),
    pays_a_part: (LetterState.WITHDRAWN, Stage.INTAKE, NextStep.SEND_FIRST_NOTICE),
    paid_before_the_letter: (LetterState.WITHDRAWN, Stage.INTAKE, NextStep.SEND_FIRST_NOTICE),
    disputes: (LetterState.WITHDRAWN, Stage.INTAKE, NextStep.REVIEW_HOLD),
    asks_to_be_called: (LetterState.POSTED, Stage.NOTICE_RUNNING, NextStep.WAIT_NOTICE_TERM),
    refuses: (LetterState.POSTED, Stage.NOTICE_RUNNING, NextStep.WAIT_NOTICE_TERM),
    died: (LetterState.WITHDRAWN, Stage.INTAKE, NextStep.REVIEW_HOLD),
    is_held_for_a_moment: (LetterState.WITHDRAWN, Stage.INTAKE, NextStep.SEND_FIRST_NOTICE),
    comes_in_with_other_details: (LetterState.WITHDRAWN, Stage.INTAKE, NextStep.REVIEW_HOLD),
    gets_another_letter: (LetterState.POSTED, Stage.NOTICE_RUNNING, NextStep.WAIT_NOTICE_TERM),
}


@pytest.fixture
def made(session: Session, store: DocumentStore, monkeypatch: pytest.MonkeyPatch) -> LetterBatch:
    """Three letters that wait for the post, of which one is booked at a time."""
    monkeypatch.setattr(ordering, "PIECE", 1)
    cases = [
        make_case(session, store, customer=f"K-{n}", invoice=f"F-{n}", surname=name, house_number=str(n), today=POSTED)
        for n, name in enumerate(("Jansen", "Bakker", "Visser"), 1)
    ]
    batch = order_first_notice(session, *cases, letter_date=POSTED, act=by(None, NOW, POSTED))
    make_letters(session, store, batch)
    session.commit()
    return batch


def confirm(session: Session, batch: LetterBatch) -> Case:
    """Confirm the post; the case of the last letter, which is not booked yet."""
    posting.confirm_posted(session, ACT, batch.id, posted_on=POSTED, figures=FIGURES)
    last = batch.letters[-1]
    assert [letter.state for letter in batch.letters] == [LetterState.POSTED, *[LetterState.LEAVING] * 2]
    return last.case


def letter_of(session: Session, case: Case) -> Letter:
    query = select(Letter).where(Letter.case_id == case.id, Letter.kind == LetterKind.FIRST_NOTICE)
    return session.scalars(query).one()


def standing(session: Session, case: Case) -> dict[str, Any]:
    """Everything on record of the case, without keys."""
    def rows(model: type[Any], *but: str) -> list[dict[str, Any]]:
        columns = [each.name for each in model.__table__.columns if each.name not in but and not _is_key(each.name)]
        found = session.scalars(select(model).where(model.case_id == case.id).order_by(model.id))
        return [{name: getattr(row, name) for name in columns} for row in found]

    session.flush()
    session.expire_all()
    events = session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id))
    return {
        "case": (case.stage, case.next_step, case.next_step_on, case.closed_on, case.closing_reason),
        "letters": rows(Letter, "facts"), "holds": rows(Hold), "arrangements": rows(Arrangement),
        "ledger": rows(LedgerEntry), "claims": rows(Claim),
        "events": sorted(
            (each.kind, str(each.effective_on), str(each.recorded_at), str(_without_keys(each.data))) for each in events
        ),
        "reasons": sorted(str(each.reasons["totals"]) + str(each.reasons["request"]) for each in session.scalars(
            select(ValuationRecord).where(ValuationRecord.case_id == case.id)
        )),
        "owed": [statement.valuation(session, case, on=on, figures=FIGURES).balance for on in LATER],
    }


def _is_key(name: str) -> bool:
    return name == "id" or name.endswith("_id")


def _without_keys(data: dict[str, Any]) -> list[tuple[str, Any]]:
    return sorted((key, value) for key, value in data.items() if not _is_key(key))


@pytest.mark.parametrize("happens", MEANWHILE, ids=lambda happens: happens.__name__)
def test_what_arrives_between_stands_as_if_it_came_after(
    session: Session, store: DocumentStore, made: LetterBatch, happens: Happening
) -> None:
    case = confirm(session, made)
    finish_batch(session, made)
    happens(session, store, case)
    after = standing(session, case)
    session.rollback()
    session.expire_all()
    case = confirm(session, made)
    happens(session, store, case)
    booked = finish_batch(session, made)
    assert standing(session, case) == after
    assert booked == 1, "the letter of the case itself was booked when its case changed"
    assert {letter.state for letter in made.letters} == {LetterState.POSTED}


@pytest.mark.parametrize("happens", BEFORE, ids=lambda happens: happens.__name__)
def test_what_arrived_before_decides_whether_a_letter_leaves(
    session: Session, store: DocumentStore, made: LetterBatch, happens: Happening
) -> None:
    letter = made.letters[-1]
    happens(session, store, letter.case)
    posting.confirm_posted(session, ACT, made.id, posted_on=POSTED, figures=FIGURES)
    finish_batch(session, made)
    assert (letter.state, letter.case.stage, letter.case.next_step) == BEFORE[happens]


def test_a_letter_that_left_counts_before_it_is_booked(session: Session, made: LetterBatch) -> None:
    case = confirm(session, made)
    before = owed(session, case)
    finish_batch(session, made)
    assert owed(session, case) == before > 0
    assert statement.valuation(session, case, on=TODAY, figures=FIGURES).costs > 0


def test_it_is_booked_as_of_the_confirmation_by_whoever_did_that(session: Session, made: LetterBatch) -> None:
    person = make_user(session, RoleName.HANDLER)
    posting.confirm_posted(
        session, Act(person.id, NOW, TODAY), made.id, posted_on=POSTED, figures=FIGURES
    )
    batch_work.go_on(
        session, made.id, Turn(token=WORKER, now=NOW + timedelta(hours=3), lease=LEASE),
        figures=FIGURES,
    )
    told = session.scalars(select(CaseEvent).where(CaseEvent.kind == "letter_posted").order_by(CaseEvent.id)).all()
    assert [(each.actor_id, each.recorded_at, each.effective_on) for each in told] == [(person.id, NOW, POSTED)] * 2


def test_another_case_of_the_debtor_is_booked_with_it(
    session: Session, store: DocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ordering, "PIECE", 1)
    first = make_case(session, store, invoice="F-1", today=POSTED)
    batch = order_first_notice(session, first, letter_date=POSTED, act=by(None, NOW, POSTED))
    second = make_case(session, store, invoice="F-2", today=POSTED, term_of="C-1")
    assert second.debtor_id == first.debtor_id
    other = order_first_notice(session, second, letter_date=POSTED, act=by(None, NOW, POSTED))
    for each in (batch, other):
        make_letters(session, store, each)
    posting.confirm_posted(session, ACT, batch.id, posted_on=POSTED, figures=FIGURES)
    posting.confirm_posted(session, ACT, other.id, posted_on=POSTED, figures=FIGURES)
    letter = letter_of(session, second)
    assert letter.state is LetterState.POSTED
    assert second.stage is Stage.NOTICE_RUNNING
