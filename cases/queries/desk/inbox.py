"""E-mails that came in: what waits for a person, and what became of the others, in pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from cases.models import Document, Inbound, InboundState
from cases.queries.keyset import FIRST_PAGE, Order, Page, Turned, page

PAGE_SIZE: Final = 50
FEW: Final = 25  # of what waits for nobody, on the page that shows all three


class Pile(StrEnum):
    """One of the lists, by the word in its address."""

    WAITING = "wacht"
    FILED = "dossier"
    IGNORED = "geen-antwoord"


_STATES: Final = {
    Pile.WAITING: (InboundState.WAITS,), Pile.FILED: (InboundState.FILED, InboundState.BOUNCE),
    Pile.IGNORED: (InboundState.IGNORED,),
}


@dataclass(frozen=True, kw_only=True)
class Inbox:
    """`waiting`: the oldest first, of `waiting_number`; `filed` (or came back) and `ignored`: newest first.

    `alone`: the one list that is shown; None for all three.
    """

    waiting: Page[Inbound]
    waiting_number: int
    filed: Page[Inbound]
    ignored: Page[Inbound]
    alone: Pile | None


@dataclass(frozen=True, kw_only=True)
class MailPage:
    """One e-mail with the papers that came with it."""

    mail: Inbound
    files: Sequence[Document]


def inbox(session: Session, *, alone: Pile | None = None, turned: Turned = FIRST_PAGE) -> Inbox:
    """All three lists, of which that of what waits is turned; or `alone` one of them."""
    waits = select(func.count(Inbound.id)).where(Inbound.state == InboundState.WAITS)
    return Inbox(
        waiting=_pile(session, Pile.WAITING, alone, turned), waiting_number=session.scalar(waits) or 0,
        filed=_pile(session, Pile.FILED, alone, turned), ignored=_pile(session, Pile.IGNORED, alone, turned),
        alone=alone,
    )


def _pile(session: Session, pile: Pile, alone: Pile | None, turned: Turned) -> Page[Inbound]:
    if alone not in (None, pile):
        return Page(rows=(), after=None, before=None)
    order = Order(
        column=Inbound.received_at, id_column=Inbound.id, read=datetime.fromisoformat, write=datetime.isoformat,
        descending=pile is not Pile.WAITING,
    )
    is_short = alone is None and pile is not Pile.WAITING
    query = select(Inbound.received_at, Inbound.id).where(Inbound.state.in_(_STATES[pile]))
    found = page(session, query, order, FIRST_PAGE if is_short else turned, size=FEW if is_short else PAGE_SIZE)
    ids = [row.id for row in found.rows]
    mails = session.scalars(select(Inbound).where(Inbound.id.in_(ids)).options(joinedload(Inbound.case)))
    by_id = {each.id: each for each in mails}
    return Page(rows=tuple(by_id[one] for one in ids), after=found.after, before=found.before)


def mail_page(session: Session, inbound_id: int) -> MailPage | None:
    """One of them; None for no such."""
    mail = session.get(Inbound, inbound_id)
    if mail is None:
        return None
    files = session.scalars(select(Document).where(Document.id.in_(mail.document_ids)).order_by(Document.id)).all()
    return MailPage(mail=mail, files=files)
