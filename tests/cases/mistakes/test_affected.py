"""A wrong rate and a wrong sentence are planted: who was touched is found exactly, what is too much to the cent."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.quote.recounting import count_again
from cases.amicable import holds, payments, refunds
from cases.amicable.payment_doubts import PaymentInput
from cases.amicable.refunds import RefundInput
from cases.claims import credits as credits_
from cases.claims.credits import CreditInput
from cases.claims.following import Basis
from cases.correspondence import posting
from cases.counting import statement
from cases.documents import File
from cases.mistakes import asked, preparing
from cases.mistakes.affected import Affected, affected
from cases.mistakes.asked import Mistake
from cases.mistakes.preparing import Prepared
from cases.mistakes.said import SaidBy, Search
from cases.models import (
    Case,
    CreditEffect,
    HoldKind,
    LedgerKind,
    LetterContent,
    PaidTo,
    PartyRole,
    RoleName,
    Stage,
    Task,
    TaskState,
)
from cases.progress import tasks
from cases.store import DocumentStore
from legal.money import ZERO
from legal.parameters import Figures
from tests import factories
from tests.cases.parties.people import join, person
from tests.factories import FIGURES, SMALL_PDF, TODAY, by, make_case, make_user, post_first_notice

OPENED, POSTED = date(2026, 9, 28), date(2026, 10, 2)
RATE = asked.of_figure("statutory_interest")
V1 = asked.of_text("first_notice/v1")  # the version that the made-up letters of the tests have


def with_rate(percent: str) -> Figures:
    """The figures with another statutory interest from the last day on which it changed."""
    series = FIGURES.statutory_interest
    wrong = replace(series.values[-1], value=Decimal(percent))
    return replace(FIGURES, statutory_interest=replace(series, values=(*series.values[:-1], wrong)))


HIGH, LOW = with_rate("14.00"), with_rate("1.00")


@pytest.fixture
def wrong_rate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Figures]:
    """All that the factories do is counted with a rate that is ten percent a year too high."""
    monkeypatch.setattr(factories, "FIGURES", HIGH)
    return HIGH


def look(session: Session, mistake: Mistake, *, figures: Figures = FIGURES, on: date = TODAY) -> Affected:
    session.flush()
    return affected(Search(session=session, mistake=mistake, figures=figures, count_again=count_again), on=on)


def pay(session: Session, case: Case, amount: str, *, figures: Figures, on: date = TODAY) -> None:
    payments.register(
        session, by(), case.id, PaymentInput(amount=Decimal(amount), received_on=on, paid_to=PaidTo.AGENCY),
        figures=figures,
    )
    session.flush()


def owed(session: Session, case: Case, figures: Figures) -> Decimal:
    return statement.valuation(session, case, on=TODAY, figures=figures).balance


def lettered(session: Session, store: DocumentStore, **row: str) -> Case:
    case = make_case(session, store, today=OPENED, **row)
    post_first_notice(session, store, case, posted_on=POSTED)
    return case


def fee_of(session: Session, letter_id: int) -> Decimal:
    return session.get_one(LetterContent, letter_id).fee or ZERO


def prepare(session: Session, found: Affected) -> Prepared:
    made = preparing.prepare(session, by(), found.mistake, found.cases, figures=FIGURES)
    session.flush()
    return made


def the_tasks(session: Session) -> dict[str, str]:
    """What stands, by the last parts of its key."""
    return {task.key.split(":", 3)[3]: task.what for task in session.scalars(select(Task).where(Task.key != ""))
            if task.key.startswith("mistake:")}


def test_a_wrong_rate_is_found_in_the_letters_that_were_counted_with_it_alone(
    session: Session, store: DocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = lettered(session, store, customer="K-1", invoice="F-1", surname="Goed")
    monkeypatch.setattr(factories, "FIGURES", HIGH)
    wrong = lettered(session, store, customer="K-2", invoice="F-2", surname="Fout")
    found = look(session, RATE)
    (each,) = found.cases
    assert (each.standing.case.id, right.id) == (wrong.id, right.id)
    assert [person.name for person in found.people.values()] == [wrong.debtor.name]
    (letter,) = each.letters
    high, low = (
        statement.valuation(session, wrong, on=POSTED, figures=figures).balance for figures in (HIGH, FIGURES)
    )
    assert letter.too_much == high - low > ZERO
    assert letter.told == high + fee_of(session, letter.row_id)
    assert each.standing.lower == owed(session, wrong, HIGH) - owed(session, wrong, FIGURES)
    assert (each.standing.refund, each.standing.right) == (ZERO, owed(session, wrong, FIGURES))


def test_nothing_is_found_where_the_figures_are_right(session: Session, store: DocumentStore) -> None:
    lettered(session, store)
    assert look(session, RATE).cases == ()
    found = look(session, asked.between(date(2026, 1, 1), date(2026, 12, 31)))
    (each,) = found.cases
    assert [letter.too_much + letter.too_little for letter in each.letters] == [ZERO]
    assert (found.lower, found.refund, found.too_little) == (ZERO, ZERO, ZERO)


def test_too_little_is_told_apart_and_asks_nothing(
    session: Session, store: DocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(factories, "FIGURES", LOW)
    case = lettered(session, store)
    found = look(session, RATE)
    assert found.too_little == owed(session, case, FIGURES) - owed(session, case, LOW) > ZERO
    assert (found.lower, found.refund) == (ZERO, ZERO)
    assert prepare(session, found) == Prepared()


@pytest.mark.usefixtures("wrong_rate")
def test_who_paid_all_of_it_since_gets_the_difference_back_also_where_the_case_is_closed(
    session: Session, store: DocumentStore
) -> None:
    case = lettered(session, store)
    paid = owed(session, case, HIGH)
    pay(session, case, str(paid), figures=HIGH)
    assert case.stage is Stage.CLOSED
    (each,) = look(session, RATE).cases
    too_much = paid - owed_in_all(session, case)
    assert (each.standing.refund, each.standing.lower) == (too_much, ZERO)
    assert too_much > ZERO
    assert "refund" in "".join(the_tasks_after(session))
    refunds.record(session, by(), case.id, RefundInput(
        amount=too_much, paid_on=TODAY, paid_by=PaidTo.AGENCY, how="overgemaakt"
    ), figures=FIGURES)
    (each,) = look(session, RATE).cases
    assert (each.standing.refund, each.standing.lower) == (ZERO, ZERO)


def owed_in_all(session: Session, case: Case) -> Decimal:
    """What a case that was paid came to with the right figures."""
    found = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    return found.balance + found.paid


def the_tasks_after(session: Session) -> dict[str, str]:
    prepare(session, look(session, RATE))
    return the_tasks(session)


@pytest.mark.usefixtures("wrong_rate")
def test_of_who_paid_a_part_the_balance_is_lower_and_nothing_goes_back(
    session: Session, store: DocumentStore
) -> None:
    case = lettered(session, store)
    pay(session, case, "100.00", figures=HIGH)
    (each,) = look(session, RATE).cases
    assert each.standing.refund == ZERO
    assert each.standing.lower == owed(session, case, HIGH) - owed(session, case, FIGURES) > ZERO


@pytest.mark.usefixtures("wrong_rate")
def test_a_credit_note_since_is_counted_with(session: Session, store: DocumentStore) -> None:
    case = lettered(session, store)
    before = look(session, RATE).lower
    lower = CreditInput(
        claim_id=case.claims[0].id, kind=LedgerKind.CREDIT_NOTE, amount=Decimal("250.00"), on=TODAY,
        effect=CreditEffect.FROM_ORIGIN,
    )
    shown = credits_.foresee(session, case.id, lower, today=TODAY, figures=HIGH)
    basis = Basis(reason="retour", paper=File("stuk.pdf", SMALL_PDF), seen=shown.mark)
    credits_.credit(session, by(), store, case.id, lower, basis=basis, figures=HIGH)
    found = look(session, RATE)
    assert found.lower == owed(session, case, HIGH) - owed(session, case, FIGURES)
    assert ZERO < found.lower < before


@pytest.mark.usefixtures("wrong_rate")
def test_a_letter_that_came_back_asks_no_letter_and_one_to_the_dead_says_so(
    session: Session, store: DocumentStore
) -> None:
    back = lettered(session, store, customer="K-1", invoice="F-1", surname="Terug")
    died = lettered(session, store, customer="K-2", invoice="F-2", surname="Dood")
    (letter,) = look(session, RATE).cases[0].letters
    posting.mark_returned(session, by(), letter.row_id, returned_on=TODAY)
    holds.place(session, by(), died.id, kind=HoldKind.DECEASED, reason="bericht van de gemeente", on=TODAY)
    asked_of = the_tasks_after(session)
    letters = {key: what for key, what in asked_of.items() if ":letter:" in key}
    assert list(letters) == [f"{died.id}:letter:{died.debtor_id}"]
    assert "nu gaat dat niet: " in next(iter(letters.values()))
    assert {f"{back.id}:lower", f"{died.id}:lower"} <= asked_of.keys()


@pytest.mark.usefixtures("wrong_rate")
def test_tasks_are_set_once_and_not_again_when_somebody_ended_them(session: Session, store: DocumentStore) -> None:
    case = lettered(session, store)
    assert prepare(session, look(session, RATE)) == Prepared(made=3)
    assert sorted(the_tasks(session)) == sorted([
        f"{case.id}:letter:{case.debtor_id}", f"{case.id}:lower", f"client:{case.client_id}",
    ])
    assert prepare(session, look(session, RATE)).made == 0
    person = make_user(session, RoleName.HANDLER)
    for task in session.scalars(select(Task).where(Task.key.startswith("mistake:"))).all():
        tasks.done(session, by(person.id), task.id)
    assert prepare(session, look(session, RATE)).made == 0
    later = lettered(session, store, customer="K-2", invoice="F-2", surname="Later")
    assert prepare(session, look(session, RATE)).made == 3
    still_open = select(Task.case_id).where(Task.key.startswith("mistake:"), Task.state == TaskState.OPEN)
    assert set(session.scalars(still_open)) == {later.id, None}


def test_a_wrong_sentence_is_found_in_that_version_and_asks_back_what_rested_on_it(
    session: Session, store: DocumentStore
) -> None:
    case = lettered(session, store)
    without = make_case(session, store, customer="K-2", invoice="F-2", surname="Zonder", today=OPENED)
    found = look(session, V1)
    (each,) = found.cases
    assert (each.standing.case.id, without.stage) == (case.id, Stage.INTAKE)
    costs = statement.valuation(session, case, on=TODAY, figures=FIGURES)
    assert each.standing.lower == costs.costs + costs.vat_on_costs > ZERO
    assert look(session, asked.of_text("first_notice/v2")).cases == ()
    pay(session, case, str(owed(session, case, FIGURES)), figures=FIGURES)
    (each,) = look(session, V1).cases
    assert (each.standing.refund, each.standing.lower) == (costs.costs + costs.vat_on_costs, ZERO)
    assert [said.by for said in each.said] == [SaidBy.LETTER]


@pytest.mark.usefixtures("wrong_rate")
def test_where_two_owe_both_get_a_letter_and_who_paid_gets_it_back(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store, today=OPENED)
    petra = join(session, case, PartyRole.DEBTOR, person(first_names="Petra", surname="Jansen"), on=OPENED)
    post_first_notice(session, store, case, posted_on=POSTED)
    found = look(session, RATE)
    assert set(found.people) == {case.debtor_id, petra.person_id}
    asked_of = the_tasks_after(session)
    assert {f"{case.id}:letter:{case.debtor_id}", f"{case.id}:letter:{petra.person_id}"} <= asked_of.keys()
    told = PaymentInput(
        amount=owed(session, case, HIGH), received_on=TODAY, paid_to=PaidTo.AGENCY, debtor_id=petra.person_id
    )
    payments.register(session, by(), case.id, told, figures=HIGH)
    (each,) = look(session, RATE).cases
    assert each.standing.refund == told.amount - owed_in_all(session, case) > ZERO
    assert each.standing.payers == ((petra.person_id, each.standing.refund),)
