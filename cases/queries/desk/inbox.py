"""E-mails that came in: what waits for a person, and what became of the last ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from cases.models import Document, Inbound, InboundState

MOST_SHOWN = 50
LAST = 25


@dataclass(frozen=True, kw_only=True)
class Inbox:
    """`waiting`: the oldest first, of `waiting_number`; `filed` (or came back) and `ignored`: newest first."""

    waiting: Sequence[Inbound]
    waiting_number: int
    filed: Sequence[Inbound]
    ignored: Sequence[Inbound]


@dataclass(frozen=True, kw_only=True)
class MailPage:
    """One e-mail with the papers that came with it."""

    mail: Inbound
    files: Sequence[Document]


def inbox(session: Session) -> Inbox:
    """All of it, as far as it is shown."""
    newest = select(Inbound).options(joinedload(Inbound.case)).order_by(Inbound.received_at.desc(), Inbound.id.desc())
    waits = Inbound.state == InboundState.WAITS
    return Inbox(
        waiting=session.scalars(
            select(Inbound).where(waits).order_by(Inbound.received_at, Inbound.id).limit(MOST_SHOWN)
        ).all(),
        waiting_number=session.scalar(select(func.count(Inbound.id)).where(waits)) or 0,
        filed=session.scalars(
            newest.where(Inbound.state.in_((InboundState.FILED, InboundState.BOUNCE))).limit(LAST)
        ).all(),
        ignored=session.scalars(newest.where(Inbound.state == InboundState.IGNORED).limit(LAST)).all(),
    )


def mail_page(session: Session, inbound_id: int) -> MailPage | None:
    """One of them; None for no such."""
    mail = session.get(Inbound, inbound_id)
    if mail is None:
        return None
    files = session.scalars(select(Document).where(Document.id.in_(mail.document_ids)).order_by(Document.id)).all()
    return MailPage(mail=mail, files=files)
