"""What proves of a letter is done in every case that it concerns: all of them are taken first, and in one order.

PostgreSQL locks rows. One takes the lower case first; who changes the higher one must not hold it then.
"""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cases import daily_run
from cases.amicable import client_payments, payments
from cases.amicable.payment_doubts import PaymentInput
from cases.claims import agreements, moving, other_costs, penalties
from cases.claims import credits as credits_
from cases.claims.agreements import Statement
from cases.claims.moving import Moving
from cases.correspondence import posting, shared_letters
from cases.models import Case, LedgerEntry, LedgerKind, Letter, NextStep, PaidTo, RoleName, Stage
from cases.progress import locking
from legal.facts import ClauseStatus
from tests.cases.amicable.test_hold_races import Cases, crosswise, takes
from tests.cases.claims.bookings import Desk, open_case, write
from tests.cases.claims.test_adding import add
from tests.cases.selects import selects
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, claim_row, make_case, make_store, make_upload, make_user

BEFORE, AFTER = date(2026, 9, 2), date(2026, 10, 5)
WAITS = (Stage.INTAKE, NextStep.SEND_FIRST_NOTICE)
Service = Callable[[Session, Cases], object]


def split(session: Session, case: Case, number: str, into: Case | None = None) -> Case:
    ids = tuple(claim.id for claim in case.claims if claim.invoice_number == number)
    return moving.move(session, by(), case.id, Moving(
        claim_ids=ids, reason="Betwist", into_id=None if into is None else into.id
    ), figures=FIGURES)


@pytest.fixture
def cases(server: Engine, tmp_path: Path) -> Cases:
    """One letter named an invoice of each, and named too much: that came out by a payment in the third."""
    store = make_store(tmp_path)
    with Session(server) as session:
        case = open_case(session, store)
        write(session, store, case)
        second, third = split(session, case, "F-2"), split(session, case, "F-3")
        desk = Desk(session, store, third)
        desk.charge("132.00", AFTER)
        desk.penalise("F-3", "40.00", date(2026, 7, 1))
        desk.credit("F-3", "10.00", AFTER)
        reporter = make_user(session, RoleName.CLIENT, client_id=third.client_id, email="melder@voorbeeld.test")
        payments.register(session, by(reporter.id), third.id, PaymentInput(
            amount=Decimal("20.00"), received_on=BEFORE, paid_to=PaidTo.CLIENT
        ), figures=FIGURES)
        payments.register(session, by(reporter.id), third.id, PaymentInput(
            amount=Decimal("15.00"), received_on=BEFORE, paid_to=PaidTo.CLIENT
        ), figures=FIGURES)
        session.commit()
        return Cases(case.id, second.id, third.id, store)


def desk_of(session: Session, cases: Cases) -> Desk:
    return Desk(session, cases.store, session.get_one(Case, cases.third))


def newest(session: Session, cases: Cases, kind: LedgerKind) -> LedgerEntry:
    query = select(LedgerEntry).where(LedgerEntry.case_id == cases.third, LedgerEntry.kind == kind)
    return session.scalars(query.order_by(LedgerEntry.id.desc())).first()  # type: ignore[return-value]  # there is one


def booked_back(session: Session, cases: Cases) -> None:
    entry = newest(session, cases, LedgerKind.PAYMENT)
    payments.reverse(session, by(), entry.id, case_id=cases.third, reason="Storno", figures=FIGURES)


def taken_back(session: Session, cases: Cases) -> None:
    entry = newest(session, cases, LedgerKind.PAYMENT)
    client_payments.take_back(
        session, by(entry.recorded_by), entry.id, case_id=cases.third, reason="Vergissing", figures=FIGURES,
        client_id=session.get_one(Case, cases.third).client_id,
    )


def asked_again(session: Session, cases: Cases) -> None:
    entry = newest(session, cases, LedgerKind.CREDIT_NOTE)
    credits_.withdraw(session, by(), entry.id, case_id=cases.third, reason="Andere klant", figures=FIGURES)


def without_other_costs(session: Session, cases: Cases) -> None:
    (cost,) = other_costs.of_case(session, cases.third)
    other_costs.withdraw(session, by(), cost.id, case_id=cases.third, reason="Andere zaak", figures=FIGURES)


def without_penalty(session: Session, cases: Cases) -> None:
    (claim,) = session.get_one(Case, cases.third).claims
    penalties.withdraw(session, by(), cases.third, claim.id, reason="Nooit afgesproken", figures=FIGURES)


def by_an_unfair_clause(session: Session, cases: Cases) -> None:
    (claim,) = session.get_one(Case, cases.third).claims
    told = replace(agreements.terms_of(claim), costs_clause=ClauseStatus.UNFAIR)
    stated = Statement(told=told, reason="Voorwaarden, artikel 9", seen=agreements.mark(claim))
    agreements.state(session, by(), cases.third, claim.id, stated, figures=FIGURES)


def a_day_passes(session: Session, _cases: Cases) -> None:
    """Its term ran as far as anybody had seen."""
    daily_run.run(session, day=TODAY, figures=FIGURES, now=NOW)


SERVICES: dict[str, Service] = {
    "paid": lambda session, cases: desk_of(session, cases).pay("10.00", TODAY),
    "booked back": booked_back, "taken back by the client": taken_back,
    "credited": lambda session, cases: desk_of(session, cases).credit("F-3", "5.00", AFTER),
    "asked again": asked_again,
    "other costs": lambda session, cases: desk_of(session, cases).charge("25.00", AFTER),
    "other costs taken back": without_other_costs,
    "a penalty": lambda session, cases: desk_of(session, cases).penalise("F-3", "30.00", date(2026, 7, 1)),
    "a penalty taken back": without_penalty, "an unfair clause": by_an_unfair_clause,
    "an invoice more": lambda session, cases: add(
        session, cases.store, session.get_one(Case, cases.third), invoice_number="F-9"
    ),
    "moved back": lambda session, cases: moving.move_back(
        session, by(), cases.third, reason="Toch samen", figures=FIGURES
    ),
}


@pytest.mark.parametrize("service", SERVICES)
def test_who_changes_one_of_them_waits_for_the_first_before_he_holds_his_own(
    server: Engine, cases: Cases, service: str
) -> None:
    crosswise(server, cases, SERVICES[service], then=takes(lambda each: each.third))
    with Session(server) as session:
        first = session.get_one(Case, cases.first)
        assert (first.stage, first.next_step) == WAITS


def test_the_daily_run_takes_them_in_that_order_too(server: Engine, cases: Cases) -> None:
    with Session(server) as session:
        third = session.get_one(Case, cases.third)
        third.stage, third.next_step, third.next_step_on = Stage.NOTICE_RUNNING, NextStep.WAIT_NOTICE_TERM, TODAY
        session.commit()
    crosswise(server, cases, a_day_passes, then=takes(lambda each: each.third))
    with Session(server) as session:
        third = session.get_one(Case, cases.third)
        assert (third.stage, third.next_step) == WAITS


def test_an_invoice_that_moves_while_somebody_waits_is_found_before_he_goes_on(
    server: Engine, tmp_path: Path
) -> None:
    """It goes to a lower case, which a third person has by then: he gets the other too, and then this one goes on."""
    store, failed = make_store(tmp_path), list[Exception]()
    with Session(server) as session:
        low = make_case(session, store, invoice="F-9", invoice_date="20-08-2026", due="10-09-2026")
        low.next_step = NextStep.CONTACT_DEBTOR
        rows = (claim_row(invoice="F-1"), claim_row(invoice="F-2", amount="100,00"))
        make_upload(session, store, low.client, *rows, today=date(2026, 9, 1))
        low.next_step = NextStep.SEND_FIRST_NOTICE
        high = session.scalars(select(Case).order_by(Case.id.desc())).first()
        assert high is not None
        write(session, store, high)
        Desk(session, store, high).pay("20.00", BEFORE)
        letter_id = session.scalars(select(Letter.id)).one()
        ids = [low.id, high.id]
        assert ids == sorted(set(ids))
        session.commit()

    def inside(doing: Callable[[Session], object]) -> threading.Thread:
        def run() -> None:
            with Session(server) as session:
                try:
                    doing(session)
                    session.commit()
                except Exception as error:  # told below: a thread keeps it to itself
                    failed.append(error)

        return threading.Thread(target=run)

    def takes_the_lower_one_and_then_the_other(session: Session) -> None:
        locking.lock(session, ids[:1])
        proving.join(0.5)
        locking.lock(session, ids)

    proving = inside(lambda session: posting.prove_delivery(
        session, by(), letter_id, delivered_on=date(2026, 9, 9), figures=FIGURES
    ))
    third = inside(takes_the_lower_one_and_then_the_other)
    with Session(server) as session:
        split(session, session.get_one(Case, ids[1]), "F-2", into=session.get_one(Case, ids[0]))
        for each in (proving, third):
            each.start()
            each.join(0.5)
            assert each.is_alive(), "it waits"
        session.commit()
    for each in (proving, third):
        each.join(20)
        assert not each.is_alive()
    assert failed == []


def test_a_case_that_shares_no_letter_costs_one_question_more(session: Session, tmp_path: Path) -> None:
    case = make_case(session, make_store(tmp_path))
    session.flush()
    asked = []
    for lock_one in (locking.lock_one, shared_letters.lock_one):
        with selects(session.get_bind()) as found:  # type: ignore[arg-type]  # bound to an engine
            assert lock_one(session, case.id) is case
        asked.append(len(found))
    assert asked[1] == asked[0] + 1
