"""What is planned to leave, when and why; what did not leave or perhaps did, and what left last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from cases.amicable.mailing import NOT_ARRIVED
from cases.correspondence.rules import rule_of
from cases.models import Case, Delivery, DeliveryState, Letter, LetterBatch, LetterKind, LetterState
from cases.queries.keyset import FIRST_PAGE, Order, Page, Turned, page
from legal.counting.valuation import Channel

PAGE_SIZE = 50
MOST_SHOWN = 50
LAST_SENT = 10

_GOING = (DeliveryState.PLANNED, DeliveryState.SENDING)
_ASKS = or_(
    Delivery.state == DeliveryState.UNCERTAIN,
    and_(Delivery.state.in_(NOT_ARRIVED), Delivery.settled_at.is_(None)),
)


@dataclass(frozen=True, kw_only=True)
class MailRow:
    """One letter by e-mail: of which case, to whom, and how it stands."""

    delivery: Delivery
    letter: Letter
    case: Case
    to: str

    @property
    def is_being_made(self) -> bool:
        """Whether the letter itself is still to be made."""
        return self.letter.state in (LetterState.QUEUED, LetterState.RENDERING)

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether it did not leave yet."""
        return self.delivery.state is DeliveryState.PLANNED

    @property
    def why(self) -> str:
        """Why it waits, was stopped or needs a person, as a sentence; "" for none."""
        told = self.delivery.reason
        return told and f"{told[0].upper()}{told[1:]}{'' if told[-1] in '.)' else '.'}"

    @property
    def stem(self) -> str:
        """The word of its kind in the address of its page."""
        return rule_of(self.letter.kind).stem


@dataclass(frozen=True, kw_only=True)
class PostRow:
    """Made letters of one batch that wait to be printed and posted."""

    batch_id: int
    kind: LetterKind
    letter_date: date
    ordered_at: datetime
    number: int


@dataclass(frozen=True, kw_only=True)
class Outbox:
    """All of it. `asking`: what waits for a person, the first of `asking_number`; `post`: the oldest of the batches."""

    planned: Page[MailRow]
    asking: tuple[MailRow, ...]
    asking_number: int
    post: tuple[PostRow, ...]
    sent: tuple[MailRow, ...]


def outbox(session: Session, *, turned: Turned = FIRST_PAGE) -> Outbox:
    """What leaves, in that order; what asks for a person, the oldest first; what left, the newest first."""
    asking = select(Delivery.id).where(_ASKS)
    number = session.scalar(select(func.count()).select_from(asking.subquery())) or 0
    sent = select(Delivery.id).where(Delivery.state == DeliveryState.ACCEPTED).order_by(Delivery.ended_at.desc())
    return Outbox(
        planned=_planned(session, turned),
        asking=_rows(session, session.scalars(asking.order_by(Delivery.id).limit(MOST_SHOWN)).all()),
        asking_number=number,
        post=_post(session),
        sent=_rows(session, session.scalars(sent.limit(LAST_SENT)).all()),
    )


def _planned(session: Session, turned: Turned) -> Page[MailRow]:
    order = Order(
        column=Delivery.leaves_at, id_column=Delivery.id, read=datetime.fromisoformat, write=datetime.isoformat
    )
    query = select(Delivery.leaves_at, Delivery.id).where(Delivery.state.in_(_GOING))
    found = page(session, query, order, turned, size=PAGE_SIZE)
    rows = _rows(session, [row.id for row in found.rows])
    return Page(rows=rows, after=found.after, before=found.before)


def _rows(session: Session, ids: Sequence[int]) -> tuple[MailRow, ...]:
    """These letters, in the order of the ids."""
    query: Select[Delivery] = select(Delivery).where(Delivery.id.in_(ids)).options(
        joinedload(Delivery.letter).options(
            joinedload(Letter.case), joinedload(Letter.batch), joinedload(Letter.debtor), joinedload(Letter.party)
        )
    )
    found = {each.id: each for each in session.scalars(query)} if ids else {}
    return tuple(
        MailRow(delivery=each, letter=each.letter, case=each.letter.case, to=_receiver(each.letter))
        for each in (found[one] for one in ids)
    )


def _receiver(letter: Letter) -> str:
    return letter.debtor.name if letter.party is None else letter.party.person.name


def _post(session: Session) -> tuple[PostRow, ...]:
    query = (
        select(
            LetterBatch.id, LetterBatch.kind, LetterBatch.letter_date, LetterBatch.ordered_at, func.count(Letter.id)
        ).join(Letter, Letter.batch_id == LetterBatch.id)
        .where(Letter.state == LetterState.RENDERED, Letter.channel != Channel.EMAIL, LetterBatch.posted_on.is_(None))
        .group_by(LetterBatch.id).order_by(LetterBatch.id).limit(MOST_SHOWN)
    )
    return tuple(
        PostRow(batch_id=row[0], kind=row[1], letter_date=row[2], ordered_at=row[3], number=row[4])
        for row in session.execute(query)
    )
