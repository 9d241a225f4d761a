"""6: an invoice stands once, by number, day and amount and by number and debtor, and in a case of its own."""

from collections.abc import Iterator

from sqlalchemy import func, or_, select

from cases.invariants.finding import Looked, Wrong, all_of
from cases.models import Case, Claim


def wrong(looked: Looked) -> Iterator[Wrong]:
    """Invoices that stand twice, and those of another client or debtor than their case."""
    key = (Claim.client_id, Claim.debtor_id, Claim.invoice_number)
    twice = select(func.max(Claim.id)).group_by(*key).having(func.count() > 1).order_by(func.max(Claim.id))
    yield from all_of(looked, "claim", twice, "hetzelfde factuurnummer staat al bij deze debiteur")
    same = (Claim.client_id, Claim.invoice_key, Claim.invoice_date, Claim.principal, Claim.twin)
    certain = select(func.max(Claim.id)).where(Claim.invoice_key != "").group_by(*same).having(func.count() > 1)
    yield from all_of(looked, "claim", certain.order_by(func.max(Claim.id)), "deze factuur staat al in een dossier")
    elsewhere = select(Claim.id).join(Claim.case).where(
        or_(Claim.client_id != Case.client_id, Claim.debtor_id != Case.debtor_id)
    )
    yield from all_of(looked, "claim", elsewhere.order_by(Claim.id), "de factuur is van een ander dan het dossier")
