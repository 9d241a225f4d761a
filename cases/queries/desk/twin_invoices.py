"""Invoices that stand twice, which nobody said are two: from before the database refused that."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from cases import events
from cases.events.claims import OtherInvoiceStated
from cases.models import Case, CaseEvent, Claim, EventKind


@dataclass(frozen=True, kw_only=True)
class Twin:
    """An invoice of a case, and the number of the case where the very same one stands."""

    invoice_number: str
    other_number: str


def unexplained(session: Session, case: Case) -> Iterator[Twin]:
    """The invoices of a case that stand elsewhere too by number, day and amount, without a person's word on it."""
    twins = [claim for claim in case.claims if claim.twin]
    if not twins:
        return
    stated = _stated(session, case.id)
    for claim in twins:
        if claim.invoice_number not in stated:
            first = _first(session, claim)
            if first is not None:
                yield Twin(invoice_number=claim.invoice_number, other_number=first)


def _stated(session: Session, case_id: int) -> set[str]:
    query = select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.kind == EventKind.OTHER_INVOICE_STATED)
    read = (events.read(row) for row in session.scalars(query))
    return {told.invoice for told in read if isinstance(told, OtherInvoiceStated)}


def _first(session: Session, claim: Claim) -> str | None:
    other = aliased(Claim)
    query = select(Case.number).join(other, other.case_id == Case.id).where(
        other.client_id == claim.client_id, other.invoice_key == claim.invoice_key,
        other.invoice_date == claim.invoice_date, other.principal == claim.principal, other.twin < claim.twin,
    )
    return session.scalar(query.order_by(other.twin).limit(1))
