"""What the page needs that opens a case by hand: clients that may have cases, and debtors on record of one of them."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.models import Case, Client, ClientTerms, Debtor
from cases.queries import searching

MOST_FOUND = 10


def clients(session: Session) -> list[tuple[int, str]]:
    """Active clients with agreed terms: id and name, by name."""
    query = select(Client.id, Client.name).where(
        Client.active, select(ClientTerms.id).where(ClientTerms.client_id == Client.id).exists()
    )
    return [(row.id, row.name) for row in session.execute(query.order_by(func.lower(Client.name)))]


def debtors(session: Session, client_id: int, words: str) -> Sequence[Debtor]:
    """Debtors of a client with a case that the search finds by these words, at most MOST_FOUND."""
    found = searching.search(session, words)
    query = select(Debtor).where(
        Debtor.client_id == client_id, Debtor.id.in_(select(Case.debtor_id).where(Case.id.in_(found.case_ids)))
    )
    return session.scalars(query.order_by(Debtor.search_name, Debtor.id).limit(MOST_FOUND)).all()


def debtor(session: Session, client_id: int | None, debtor_id: int | None) -> Debtor | None:
    """A debtor of this client; None for any other."""
    if client_id is None or debtor_id is None:
        return None
    return session.scalar(select(Debtor).where(Debtor.id == debtor_id, Debtor.client_id == client_id))
