"""Booking off (afboeken) a part of what is asked: within the limit of one's role alone, above it by a second person."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cases import events
from cases.acts import Act
from cases.amicable import booking_off, untrue_letters
from cases.amicable.booking_off import Off
from cases.counting import replays
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.events.settlement import WriteOffProposed
from cases.models import (
    AgencyProfile,
    Case,
    ClosingReason,
    LedgerEntry,
    LedgerKind,
    RoleName,
    StopCause,
    User,
    WriteOff,
    WriteOffState,
)
from cases.names import name
from cases.progress import order_stops, stages
from cases.schema.db import without_citizen_number
from legal.money import ZERO, round_cents
from legal.parameters import Figures
from letters.words import euro


@dataclass(frozen=True, kw_only=True)
class WriteOffInput:
    """What somebody asks to book off; with a `closing` reason it is all that is open, and the case closes with it."""

    amount: Decimal
    reason: str
    closing: ClosingReason | None = None


def most_alone(session: Session, actor_id: int | None) -> Decimal:
    """What this person may book off without a second one (euro), by the largest of his roles; the program nothing."""
    user = None if actor_id is None else session.get(User, actor_id)
    profile = session.scalar(select(AgencyProfile))
    if user is None or profile is None:
        return ZERO
    limits = {
        RoleName.HANDLER.value: profile.write_off_handler, RoleName.LEGAL_LEAD.value: profile.write_off_legal_lead,
    }
    return max((limits[role.name] for role in user.roles if role.name in limits), default=ZERO)


def write_off(session: Session, act: Act, case_id: int, told: WriteOffInput, *, figures: Figures) -> WriteOff:
    """Book off a part of what is asked, or propose it where it is more than this person may alone.

    Raises Refused for all that is open (then the case is closed instead), for more than that, while an arrangement runs
    (its terms would be too much), or where nothing can be counted; Incomplete without a reason; AlreadyDone while
    another proposal waits.
    """
    case = stages.open_case(session, case_id)
    _check(session, case, told, today_left=replays.counted(session, case, today=act.today, figures=figures).left)
    asked = ask(session, act, case, told)
    if asked.state is WriteOffState.BOOKED:
        book(session, act, case, asked, amount=asked.amount, figures=figures)
    return asked


def ask(session: Session, act: Act, case: Case, told: WriteOffInput) -> WriteOff:
    """Put on record what is asked: decided at once within the limit, else waiting for a second person."""
    if proposed(session, case.id) is not None:
        raise AlreadyDone(f"Op dossier {case.number} wacht al een afboeking op een tweede persoon.")
    most = most_alone(session, act.actor_id)
    alone = told.amount <= most
    asked = WriteOff(
        case_id=case.id, amount=round_cents(told.amount), reason=told.reason.strip()[:300], closing_reason=told.closing,
        state=WriteOffState.BOOKED if alone else WriteOffState.PROPOSED, most_alone=most, proposed_at=act.now,
        proposed_by=act.actor_id, decided_at=act.now if alone else None, decided_by=act.actor_id if alone else None,
        decision_note="",
    )
    session.add(asked)
    session.flush()
    if not alone:
        waits = WriteOffProposed(
            write_off_id=asked.id, amount=asked.amount, reason=asked.reason, closing=told.closing
        )
        events.record(session, act, case.id, waits, effective_on=act.today)
    return asked


def book(
    session: Session, act: Act, case: Case, asked: WriteOff, *, amount: Decimal, figures: Figures
) -> LedgerEntry:
    """Book off what was decided, as of today, or of the last day that can be counted.

    Letters that did not leave are withdrawn: their amounts are no longer true. An order to the bailiff is halted.
    """
    counted_on = replays.counted(session, case, today=act.today, figures=figures).on
    entry = booking_off.book(
        session, act, case, Off(kind=LedgerKind.WRITE_OFF, amount=amount, on=counted_on, reason=asked.reason),
        figures=figures,
    )
    asked.entry_id = entry.id
    untrue_letters.withdraw(session, act, case, why="er is afgeboekt")
    if asked.closing_reason is None:
        order_stops.halt(session, act, case, cause=StopCause.BOOKED_OFF, on=act.today)
    session.flush()
    return entry


def take_back(
    session: Session, act: Act, entry_id: int, *, case_id: int, reason: str, figures: Figures
) -> LedgerEntry:
    """Ask again what was booked off; of a closed case that is done by opening it again."""
    case = stages.open_case(session, case_id)
    entry = next(
        (each for each in booking_off.standing(session, case_id, LedgerKind.WRITE_OFF) if each.id == entry_id), None
    )
    if entry is None:
        raise NotFound("Deze afboeking bestaat niet, of is al teruggenomen.")
    if not reason.strip():
        raise Incomplete("Vul in waarom de afboeking niet klopt.")
    without_citizen_number(reason)
    untrue_letters.withdraw(session, act, case, why="een afboeking is teruggenomen")
    return booking_off.take_back(session, act, case, entry, reason=reason, figures=figures)


def proposed(session: Session, case_id: int) -> WriteOff | None:
    """What waits for a second person on this case."""
    return session.scalar(
        select(WriteOff).where(WriteOff.case_id == case_id, WriteOff.state == WriteOffState.PROPOSED)
        .options(joinedload(WriteOff.proposer).lazyload(User.roles))
    )


def drop(session: Session, act: Act, case_id: int) -> None:
    """What waited on a case that closed otherwise needs no decision any more."""
    waiting = proposed(session, case_id)
    if waiting is not None:
        waiting.state, waiting.decided_at = WriteOffState.DROPPED, act.now
        session.flush()


def _check(session: Session, case: Case, told: WriteOffInput, *, today_left: Decimal | None) -> None:
    if told.amount <= ZERO or told.amount != round_cents(told.amount):
        raise Refused("Vul een bedrag in van meer dan nul, met ten hoogste twee decimalen.")
    if not told.reason.strip():
        raise Incomplete("Vul in waarom er wordt afgeboekt. De opdrachtgever leest dat het niet is ontvangen.")
    without_citizen_number(told.reason)
    if stages.running_arrangement(session, case.id) is not None:
        raise Refused("Er loopt een regeling. Beëindig die eerst: de termijnen zouden samen te veel zijn.")
    if today_left is None:
        raise Refused("Het saldo kan nu niet worden berekend; dan kan er ook niets worden afgeboekt.")
    if told.amount >= today_left:
        raise Refused(
            f"Er staat {euro(today_left)} open. Wilt u alles afboeken, sluit het dossier dan als "
            f"“{name(ClosingReason.UNCOLLECTABLE)}” of “{name(ClosingReason.SETTLED)}”."
        )
