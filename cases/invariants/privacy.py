"""14: no text on record holds a citizen service number. Law: art. 46 UAVG."""

from collections.abc import Iterator

from sqlalchemy import or_, select

from cases.intake.invoice_numbers import core
from cases.invariants.finding import Looked, Wrong
from cases.models import Claim, Debtor
from cases.queries.citizen_numbers import on_record


def wrong(looked: Looked) -> Iterator[Wrong]:
    """Where one stands. An invoice or customer number that passes the test by chance is none where it is repeated."""
    for found in on_record(looked.session, but=lambda digits: _is_another_number(looked, digits)):
        place = f"{found.column}.{found.path}" if found.path else found.column
        yield Wrong(
            table=found.table, row=found.row,
            what=f"burgerservicenummer in {place}, teken {found.start + 1} tot en met {found.end}",
        )


def _is_another_number(looked: Looked, digits: str) -> bool:
    as_invoice = select(Claim.id).where(or_(Claim.invoice_number == digits, Claim.invoice_core == core(digits)))
    as_customer = select(Debtor.id).where(Debtor.customer_number == digits)
    return any(looked.session.scalar(query.limit(1)) is not None for query in (as_invoice, as_customer))
