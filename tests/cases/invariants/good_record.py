"""A record with something of everything, made by the services, and damage to it that no service would do."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from agency.quote.recounting import recount
from cases.amicable import (
    arrangements,
    closings,
    contacts,
    holds,
    payments,
    refunds,
    write_off_decisions,
    write_offs,
)
from cases.amicable import asked as asked_amounts
from cases.amicable.closings import ClosingInput
from cases.amicable.contacts import ContactInput
from cases.amicable.payment_doubts import PaymentInput
from cases.amicable.refunds import RefundInput
from cases.amicable.write_offs import WriteOffInput
from cases.claims import credits as credits_
from cases.claims import other_costs
from cases.claims.credits import CreditInput
from cases.claims.following import Basis
from cases.claims.other_costs import CostInput
from cases.counting import figures, prescriptions
from cases.counting.figures import NewFigure
from cases.counting.prescriptions import NewInterruption
from cases.documents import File
from cases.invariants import Looked
from cases.models import (
    Case,
    ClosingReason,
    ContactChannel,
    ContactOutcome,
    CostBearer,
    CreditEffect,
    HoldKind,
    LedgerEntry,
    LedgerKind,
    PaidTo,
    User,
)
from cases.store import DocumentStore
from legal.debtor.prescription import InterruptionKind
from legal.facts import CostKind
from tests.agency.portals import POSTED, pre_legal_case, staff
from tests.factories import FIGURES, SMALL_PDF, TODAY, by, make_agency, make_case, post_first_notice
from tests.legal.figures import FIGURES_2026
from tests.owner import as_owner


def make_record(session: Session, store: DocumentStore) -> None:
    """Five cases: towards the bailiff, in a plan after a payment taken back, standing still, and two that ended."""
    make_agency(session)
    people = staff(session)
    pre_legal_case(session, store, people)
    planned = make_case(session, store, customer="K-2", surname="Jansen", born="01-02-1970", invoice="F-2")
    post_first_notice(session, store, planned)
    _pay_and_arrange(session, planned)
    held = make_case(session, store, customer="K-3", surname="Bakker", born="01-03-1975", invoice="F-3", today=POSTED)
    holds.place(session, by(people[0].id), held.id, kind=HoldKind.DEBT_HELP, reason="schuldhulp", on=TODAY)
    _interrupt_and_withdraw(session, held)
    _credit_and_charge(session, store, planned, held)
    _end_cases(session, store, held, people)
    proposed = figures.propose(session, by(people[0].id), NewFigure(
        series="statutory_interest", first_day=date(2027, 1, 1), value=Decimal("5.00"),
        checked_through=date(2027, 6, 30), source_name="Stb. 2026, 400", source_address="wetten.test",
    ), packaged=FIGURES_2026)
    figures.confirm(session, by(people[1].id), proposed.id, packaged=FIGURES_2026)
    session.commit()


def _pay_and_arrange(session: Session, case: Case) -> None:
    for amount in ("50.00", "60.00"):
        told = PaymentInput(amount=Decimal(amount), received_on=TODAY, paid_to=PaidTo.AGENCY)
        payments.register(session, by(), case.id, told, figures=FIGURES)
    entry = session.scalars(select(LedgerEntry).where(LedgerEntry.amount == Decimal("-60.00"))).one()
    payments.reverse(session, by(), entry.id, case_id=case.id, reason="gestorneerd", figures=FIGURES)
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=date(2026, 12, 1), figures=FIGURES, number=3
    )
    arrangements.make(session, by(), case.id, schedule, note="", client_agreed=False, figures=FIGURES)


def _credit_and_charge(session: Session, store: DocumentStore, credited: Case, charged: Case) -> None:
    """A credit note, costs that the debtor bears and costs of the client, of which the last are taken back."""
    paper = File("stuk.pdf", SMALL_PDF)
    lower = CreditInput(
        claim_id=credited.claims[0].id, kind=LedgerKind.CREDIT_NOTE, amount=Decimal("20.00"), on=TODAY,
        effect=CreditEffect.FROM_ORIGIN,
    )
    shown = credits_.foresee(session, credited.id, lower, today=TODAY, figures=FIGURES)
    basis = Basis(reason="retour", paper=paper, seen=shown.mark)
    credits_.credit(session, by(), store, credited.id, lower, basis=basis, figures=FIGURES)
    for bearer in (CostBearer.DEBTOR, CostBearer.CLIENT):
        cost = CostInput(
            kind=CostKind.COURT_FEE, amount=Decimal("90.00"), on=TODAY, borne_by=bearer, is_awarded=True
        )
        shown = other_costs.foresee(session, charged.id, cost, today=TODAY, figures=FIGURES)
        basis = Basis(reason="vonnis", paper=paper, seen=shown.mark)
        booked = other_costs.book(session, by(), store, charged.id, cost, basis=basis, figures=FIGURES)
    other_costs.withdraw(session, by(), booked.id, case_id=charged.id, reason="andere zaak", figures=FIGURES)


def _end_cases(session: Session, store: DocumentStore, held: Case, people: tuple[User, User]) -> None:
    """A part booked off by two people, a case paid too much and partly paid back, one withdrawn by its client."""
    handler, lead = people
    asked = WriteOffInput(amount=Decimal("10.00"), reason="coulance")
    write_offs.write_off(session, by(handler.id), held.id, asked, figures=FIGURES)
    write_off_decisions.confirm(session, by(lead.id), held.id, note="", figures=FIGURES)
    paid, withdrawn = (
        make_case(session, store, customer=f"K-{at}", surname=name, born=f"0{at}-02-1970", invoice=f"F-{at}")
        for at, name in ((4, "Visser"), (5, "Mulder"))
    )
    asked_now = closings.open_now(session, paid, act=by(), figures=FIGURES)
    told_now = asked_amounts.AmountInput(through_day=TODAY, seen=asked_now)
    asked_amounts.tell(session, by(), paid.id, told_now, figures=FIGURES)
    told = PaymentInput(amount=Decimal("900.00"), received_on=TODAY, paid_to=PaidTo.AGENCY)
    payments.register(session, by(), paid.id, told, figures=FIGURES)
    refunds.record(session, by(), paid.id, RefundInput(
        amount=Decimal("50.00"), paid_on=TODAY, paid_by=PaidTo.AGENCY, how="overgemaakt"
    ), figures=FIGURES)
    closings.close(session, by(), withdrawn.id, ClosingInput(
        reason=ClosingReason.WITHDRAWN_BY_CLIENT, note="mail van de opdrachtgever",
        seen=closings.open_now(session, withdrawn, act=by(), figures=FIGURES),
    ), figures=FIGURES)
    contacts.log(session, by(), withdrawn.id, ContactInput(
        channel=ContactChannel.PHONE_IN, outcome=ContactOutcome.OTHER, right_party=True
    ))


def _interrupt_and_withdraw(session: Session, case: Case) -> None:
    prescriptions.add(session, by(), case.claims, NewInterruption(
        kind=InterruptionKind.RESERVATION, on=TODAY, source="brief van de opdrachtgever"
    ))
    (row,) = prescriptions.standing(session, case.claims)[case.claims[0].id]
    prescriptions.withdraw(session, by(), case.id, row.id, reason="verkeerd dossier")


def looked_at(session: Session, store: DocumentStore, *, sample: int | None = None) -> Looked:
    """What the checks look at today."""
    return Looked(session=session, store=store, on=TODAY, figures=FIGURES, recount=recount, sample=sample)


def damage(session: Session, table: str, statement: str) -> None:
    """Change a table behind the back of its triggers, keys and unique indexes, until the session is rolled back."""
    connection = session.connection()
    for each in _strip(connection, table):
        as_owner(connection, each)
    as_owner(connection, _as_json(connection, statement))


@contextmanager
def without_foreign_keys(engine: Engine) -> Iterator[Session]:
    """A session that may damage anything; SQLite turns its keys off outside a transaction alone."""
    with engine.connect() as connection, Session(connection, expire_on_commit=False) as opened:
        driver: Any = connection.connection.driver_connection
        if connection.dialect.name == "sqlite":
            driver.execute("PRAGMA foreign_keys=OFF")
        yield opened
        opened.rollback()
        connection.invalidate()  # nobody else gets it


def _strip(connection: Connection, table: str) -> Iterator[str]:
    """What leaves the same rows in a table that refuses nothing."""
    if connection.dialect.name == "sqlite":
        yield "PRAGMA legacy_alter_table=ON"  # a trigger that names the table does not mind
        yield f'CREATE TABLE bare AS SELECT * FROM "{table}"'
        yield f'DROP TABLE "{table}"'
        yield f'ALTER TABLE bare RENAME TO "{table}"'
        return
    yield f'ALTER TABLE "{table}" DISABLE TRIGGER ALL'
    of_table = f"= '\"{table}\"'::regclass"
    rules = f"SELECT conname FROM pg_constraint WHERE conrelid {of_table} AND contype IN ('c', 'f', 'u')"
    for name in connection.exec_driver_sql(rules).scalars().all():
        yield f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"'
    indexes = (
        "SELECT indexrelid::regclass::text FROM pg_index "
        f"WHERE indrelid {of_table} AND indisunique AND NOT indisprimary"
    )
    for name in connection.exec_driver_sql(indexes).scalars().all():
        yield f"DROP INDEX {name}"


def _as_json(connection: Connection, statement: str) -> str:
    """The columns that hold JSON are of a type of their own on PostgreSQL."""
    if connection.dialect.name == "sqlite" or "CAST(" not in statement:
        return statement
    head, where, condition = statement.partition(" WHERE ")
    table, _, value = head.partition(" = ")
    return f"{table} = ({value})::json{where}{condition}"
