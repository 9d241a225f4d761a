"""How much a client handed in itself, claim files and evidence, and when more is kept only after asking the agency.

What its handlers add for it does not count, and goes on.
"""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.errors import Refused
from cases.models import Client, User
from cases.setup import handed_in
from cases.store import Space


class SpaceFull(Refused):
    """This client handed in as much as is kept without asking."""

    code = "client_space_full"


def used(session: Session, client_id: int) -> Space:
    """What users of a client handed in."""
    return handed_in.by(session, User.client_id == client_id)


def require(session: Session, client_id: int, *, more: int, most: Space) -> None:
    """Raises SpaceFull where one more file of `more` bytes is more than is kept.

    The client is locked, so that of two files at one moment the second counts the first.
    """
    session.get(Client, client_id, with_for_update=True)
    now = used(session, client_id)
    if handed_in.is_too_much(now, more=Space(files=1, size=more), most=most):
        raise SpaceFull(
            f"U leverde al {handed_in.told(now)}. Meer bewaren wij niet zonder overleg. Er is niets opgeslagen. Vraag "
            "het incassobureau om meer ruimte, of stuur het bestand naar uw behandelaar: die kan het toevoegen."
        )


def nearly_full(session: Session, most: Space) -> Iterator[tuple[Client, Space]]:
    """The clients that soon cannot hand in any more, or cannot now, with what each handed in."""
    found = handed_in.by_each(session, User.client_id, User.client_id.is_not(None))
    full = {client_id: space for client_id, space in found.items() if space.share_of(most) >= handed_in.NEARLY_FULL}
    for client in session.scalars(select(Client).where(Client.id.in_(full)).order_by(func.lower(Client.name))):
        yield client, full[client.id]
