"""Messages to mobile phones: what is planned to leave, what asks for a person, and what left last."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any  # Any: columns of different types

from sqlalchemy import ColumnElement, ColumnExpressionArgument, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from cases.amicable.messaging import NOT_SENT
from cases.models import ContactPoint, Debtor, DeliveryState, TextMessage

MOST_SHOWN = 50
LAST_SENT = 10

_IS_GOING = TextMessage.state.in_((DeliveryState.PLANNED, DeliveryState.SENDING))
_ASKS = or_(
    TextMessage.state == DeliveryState.UNCERTAIN,
    and_(TextMessage.state.in_(NOT_SENT), TextMessage.settled_at.is_(None)),
)


@dataclass(frozen=True, kw_only=True)
class MessageRow:
    """One message, and to whom."""

    message: TextMessage
    to: str

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether it did not leave yet."""
        return self.message.state is DeliveryState.PLANNED

    @property
    def why(self) -> str:
        """Why it waits, was stopped or needs a person, as a sentence; "" for none."""
        told = self.message.reason
        return told and f"{told[0].upper()}{told[1:]}{'' if told[-1] in '.)' else '.'}"


@dataclass(frozen=True, kw_only=True)
class Messages:
    """The first MOST_SHOWN of `planned_number` that are to leave and of `asking_number` that ask for a person, the
    oldest first; and what left, the newest first.
    """

    planned: tuple[MessageRow, ...]
    planned_number: int
    asking: tuple[MessageRow, ...]
    asking_number: int
    sent: tuple[MessageRow, ...]


def messages(session: Session) -> Messages:
    """All of it."""
    oldest = (TextMessage.leaves_at, TextMessage.id)
    return Messages(
        planned=_rows(session, _IS_GOING, oldest, MOST_SHOWN), planned_number=_number(session, _IS_GOING),
        asking=_rows(session, _ASKS, (TextMessage.id,), MOST_SHOWN), asking_number=_number(session, _ASKS),
        sent=_rows(
            session, TextMessage.state == DeliveryState.ACCEPTED, (TextMessage.ended_at.desc(), TextMessage.id.desc()),
            LAST_SENT,
        ),
    )


def _rows(
    session: Session, which: ColumnElement[bool], order: Sequence[ColumnExpressionArgument[Any]], most: int
) -> tuple[MessageRow, ...]:
    receiver = aliased(Debtor)
    query = (
        select(TextMessage, receiver).join(ContactPoint, ContactPoint.id == TextMessage.contact_point_id)
        .join(receiver, receiver.id == ContactPoint.debtor_id).where(which)
        .options(joinedload(TextMessage.case)).order_by(*order).limit(most)
    )
    return tuple(MessageRow(message=message, to=to.name) for message, to in session.execute(query))


def _number(session: Session, which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(TextMessage.id)).where(which)) or 0
