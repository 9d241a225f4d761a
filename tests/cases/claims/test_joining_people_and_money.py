"""Joining two cases beside what else can stand on them: people, promises, tasks, amounts booked off, a closed end."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import asked, booking_off, closings, holds, reopening, write_offs
from cases.amicable.booking_off import Off
from cases.amicable.closings import BY_PERSON, ClosingInput
from cases.amicable.write_offs import WriteOffInput
from cases.claims import corrections, joining
from cases.errors import Refused
from cases.invariants.verifying import verify
from cases.models import (
    Case,
    ClosingReason,
    CreditEffect,
    HoldKind,
    LedgerKind,
    NextStep,
    PartyRole,
    RoleName,
    Stage,
    User,
)
from cases.progress import tasks
from cases.progress.tasks import TaskInput
from cases.store import DocumentStore
from tests.cases.invariants.good_record import looked_at
from tests.cases.parties import people
from tests.factories import FIGURES, TODAY, by, claim_row, make_case, make_upload, make_user, post_first_notice

THROUGH = date(2026, 11, 30)


@pytest.fixture
def first(session: Session, store: DocumentStore) -> Case:
    """Invoice F-1 of 500 euro, in default since 16 June."""
    return make_case(session, store)


@pytest.fixture
def second(session: Session, store: DocumentStore, first: Case) -> Case:
    """Invoice F-2 of the same debtor, in a case of its own."""
    first.next_step = NextStep.CONTACT_DEBTOR
    make_upload(session, store, first.client, claim_row(invoice="F-2", amount="100,00"))
    first.next_step = NextStep.SEND_FIRST_NOTICE
    return session.scalars(select(Case).order_by(Case.id.desc())).first()  # type: ignore[return-value]


def join(session: Session, case: Case, into: Case, user: User | None = None) -> Case:
    return joining.join(session, by(user and user.id), case.id, into.id, reason="Eén brief", figures=FIGURES)


def refused(session: Session, case: Case, into: Case, match: str) -> None:
    with pytest.raises(Refused, match=match):
        join(session, case, into)


def test_an_invoice_is_not_asked_from_somebody_who_does_not_owe_it(
    session: Session, first: Case, second: Case
) -> None:
    party = people.join(session, first, PartyRole.DEBTOR, people.person(first_names="Eva", surname="Bakker"))
    for case, into in ((second, first), (first, second)):
        refused(session, case, into, "spelen andere personen een rol dan .*Eva Bakker")
    people.join(session, second, PartyRole.DEBTOR, person_id=party.person_id)
    join(session, second, first)
    assert [claim.invoice_number for claim in first.claims] == ["F-1", "F-2"]


@pytest.mark.parametrize(("role", "takes_it_in"), [
    (PartyRole.DEBTOR, False), (PartyRole.GUARANTOR, False), (PartyRole.ADMINISTRATOR, True),
])
def test_a_new_invoice_is_not_asked_from_who_owes_another_one(
    session: Session, store: DocumentStore, first: Case, role: PartyRole, *, takes_it_in: bool
) -> None:
    people.join(session, first, role, people.person(surname="Bakker"))
    make_upload(session, store, first.client, claim_row(invoice="F-2"))
    assert (len(session.scalars(select(Case)).all()) == 1) is takes_it_in


def test_who_speaks_for_the_debtor_does_so_in_both(session: Session, first: Case, second: Case) -> None:
    people.join(session, first, PartyRole.ADMINISTRATOR, people.person(company_name="Bewind B.V."))
    join(session, second, first)
    assert second.closing_reason is ClosingReason.JOINED


def test_a_share_in_one_case_is_no_share_in_the_other(session: Session, first: Case, second: Case) -> None:
    party = people.join(session, first, PartyRole.DEBTOR, people.person(surname="Bakker"), share=(1, 2))
    people.join(session, second, PartyRole.DEBTOR, person_id=party.person_id)
    refused(session, second, first, "andere personen een rol")


def test_the_letter_of_who_owes_beside_him_does_not_wait_for_a_case_that_is_not_his(
    session: Session, store: DocumentStore, first: Case, second: Case
) -> None:
    hold = holds.place(session, by(), second.id, kind=HoldKind.CLIENT_REQUEST, reason="Even wachten", on=TODAY)
    post_first_notice(session, store, first)
    holds.end(session, by(), hold.id, case_id=second.id, outcome="Mag door", on=TODAY)
    party = people.join(session, second, PartyRole.DEBTOR, people.person(first_names="Eva", surname="Bakker"))
    shown = people.shown(session, second)
    assert (shown.debtor, shown.skipped) == ("Eva Bakker", "")
    assert "loopt tot en met" in shown.without[0]
    people.join(session, first, PartyRole.DEBTOR, person_id=party.person_id)
    assert people.shown(session, second).skipped, "now both owe both: one letter names all, to each"


@pytest.mark.parametrize("in_first", [True, False])
def test_an_amount_that_was_told_holds_until_its_last_day(
    session: Session, first: Case, second: Case, *, in_first: bool
) -> None:
    told_of = first if in_first else second
    seen = asked_of(session, told_of)
    asked.tell(session, by(), told_of.id, asked.AmountInput(through_day=THROUGH, note="", seen=seen), figures=FIGURES)
    refused(session, second, first, "te betalen tot en met 30-11-2026")
    assert joining.why_not(session, second, first, on=date(2026, 12, 1)) == ""


def asked_of(session: Session, case: Case) -> Decimal:
    left = closings.open_now(session, case, act=by(), figures=FIGURES)
    assert left is not None
    return left


@pytest.mark.parametrize("in_first", [True, False])
def test_a_write_off_is_decided_over_before_the_amount_becomes_another(
    session: Session, first: Case, second: Case, *, in_first: bool
) -> None:
    handler, case = make_user(session, RoleName.HANDLER), first if in_first else second
    wanted = WriteOffInput(amount=Decimal("10.00"), reason="Afgesproken")
    write_offs.write_off(session, by(handler.id), case.id, wanted, figures=FIGURES)
    refused(session, second, first, "wacht een afboeking op een besluit")


def test_what_was_booked_off_is_taken_back_before_its_invoice_changes(session: Session, second: Case) -> None:
    booking_off.book(session, by(), second, Off(
        kind=LedgerKind.WRITE_OFF, amount=Decimal("10.00"), on=TODAY, effect=None
    ), figures=FIGURES)
    assert "Op dit dossier is afgeboekt" in corrections.why_not(session, second, second.claims[0])


def test_open_tasks_go_along(session: Session, store: DocumentStore, first: Case, second: Case) -> None:
    user = make_user(session, RoleName.HANDLER)
    task = tasks.set(session, by(user.id), TaskInput(what="Factuur opvragen", due_on=TODAY, case_id=second.id))
    done = tasks.set(session, by(user.id), TaskInput(what="Terugbellen", due_on=TODAY, case_id=second.id))
    tasks.done(session, by(user.id), done.id)
    join(session, second, first, user)
    session.refresh(task)
    assert (task.case_id, done.case_id) == (first.id, second.id)
    assert verify(looked_at(session, store)).is_good


def test_a_case_that_became_one_with_another_is_no_choice_of_a_person_and_never_opens_again(
    session: Session, store: DocumentStore, first: Case, second: Case
) -> None:
    assert ClosingReason.JOINED not in BY_PERSON
    told = ClosingInput(reason=ClosingReason.JOINED, note="Samen", seen=asked_of(session, second))
    with pytest.raises(Refused, match="geeft het programma zelf"):
        closings.close(session, by(), second.id, told, figures=FIGURES)
    join(session, second, first)
    with pytest.raises(Refused, match="De facturen staan nu daar"):
        reopening.reopen(session, by(), second.id, reason="Toch weer", figures=FIGURES)
    assert second.stage is Stage.CLOSED
    assert verify(looked_at(session, store)).is_good


def test_a_joined_case_withdrawn_as_never_owed_is_good_to_the_checker(
    session: Session, store: DocumentStore, first: Case, second: Case
) -> None:
    join(session, second, first)
    told = ClosingInput(reason=ClosingReason.WRONG_DEBTOR, note="Een ander", seen=asked_of(session, first))
    closings.close(session, by(), first.id, told, figures=FIGURES)
    entry = booking_off.standing(session, first.id, LedgerKind.WITHDRAWN_PART)[0]
    assert (entry.amount, entry.effect) == (Decimal("-600.00"), CreditEffect.FROM_ORIGIN)
    assert verify(looked_at(session, store)).is_good
