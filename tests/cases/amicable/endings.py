"""What the tests of the end of a case share: a case with a letter on its way, money, and a look at the record."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.quote.recounting import recount
from cases.acts import Act
from cases.amicable import closings, payments
from cases.amicable.closings import ClosingInput
from cases.amicable.payment_doubts import PaymentInput
from cases.counting import statement
from cases.events import Event, read
from cases.invariants import Looked, verify
from cases.models import AgencyProfile, Case, CaseEvent, ClosingReason, LedgerEntry, LedgerKind, PaidTo, WriteOff
from cases.store import DocumentStore
from legal.parameters import Figures
from tests.factories import FIGURES, by, make_case, post_first_notice

OPENED, POSTED = date(2026, 10, 28), date(2026, 11, 2)


def on(day: date, actor_id: int | None = None, *, hour: int = 10) -> Act:
    """An act of that day."""
    return by(actor_id, datetime(day.year, day.month, day.day, hour, tzinfo=UTC), day)


def posted_case(session: Session, store: DocumentStore, **row: str) -> Case:
    """A case of 500 euro whose first letter was posted on 2 November; it can be paid without costs through the 18th."""
    case = make_case(session, store, today=OPENED, **row)
    post_first_notice(session, store, case, posted_on=POSTED, act=on(POSTED))
    return case


def owed(session: Session, case: Case, day: date, figures: Figures = FIGURES) -> Decimal:
    """What is owed through a day."""
    return statement.valuation(session, case, on=day, figures=figures).balance


def pay(
    session: Session, case: Case, amount: str | Decimal, day: date, *, booked_on: date | None = None,
    figures: Figures = FIGURES,
) -> LedgerEntry:
    """Money that came in on a day, booked then or on a later one."""
    told = PaymentInput(amount=Decimal(amount), received_on=day, paid_to=PaidTo.AGENCY)
    entry = payments.register(session, on(booked_on or day), case.id, told, figures=figures)
    session.refresh(case)
    return entry


def close(
    session: Session, case: Case, reason: ClosingReason, day: date, *, actor_id: int | None = None,
    note: str = "Mail van de opdrachtgever", figures: Figures = FIGURES,
) -> WriteOff | None:
    """Close a case with what is on the screen."""
    act = on(day, actor_id)
    seen = closings.open_now(session, case, act=act, figures=figures)
    asked = closings.close(
        session, act, case.id, ClosingInput(reason=reason, note=note, seen=seen), figures=figures
    )
    session.refresh(case)
    return asked


def entries(session: Session, case: Case, kind: LedgerKind) -> list[Decimal]:
    """The amounts of all entries of a kind, as they were booked."""
    query = select(LedgerEntry.amount).where(LedgerEntry.case_id == case.id, LedgerEntry.kind == kind)
    return list(session.scalars(query.order_by(LedgerEntry.id)))


def told(session: Session, case: Case, kind: type[Event]) -> list[Event]:
    """Events of a kind, oldest first."""
    query = select(CaseEvent).where(CaseEvent.case_id == case.id, CaseEvent.kind == kind.kind).order_by(CaseEvent.id)
    return [read(row) for row in session.scalars(query)]


def allow_alone(session: Session, *, handler: str, lead: str) -> None:
    """What one person may book off without another."""
    profile = session.scalars(select(AgencyProfile)).one()
    profile.write_off_handler, profile.write_off_legal_lead = Decimal(handler), Decimal(lead)
    session.flush()


def whats_wrong(session: Session, store: DocumentStore, day: date) -> list[tuple[int, str, str]]:
    """What `agency verify` finds."""
    session.flush()
    verdict = verify(Looked(session=session, store=store, on=day, figures=FIGURES, recount=recount))
    return [(each.invariant.number, wrong.table, wrong.what) for each in verdict.results for wrong in each.first]


def days_after(day: date, days: int) -> date:
    """So many days later."""
    return day + timedelta(days=days)
