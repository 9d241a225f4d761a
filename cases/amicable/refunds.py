"""Paying back what was paid too much: recorded when it went, and taken back when it did not arrive."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.amicable import booking_off
from cases.counting import overpaid, replays
from cases.errors import Incomplete, NotFound, Refused
from cases.events.settlement import Refunded, RefundReversed
from cases.models import Case, LedgerEntry, LedgerKind, PaidTo
from cases.progress import locking
from cases.schema.db import without_citizen_number
from legal.money import ZERO, round_cents
from legal.parameters import Figures
from letters.words import euro


@dataclass(frozen=True, kw_only=True)
class RefundInput:
    """Money that went back: how much (euro), on which day, from whom, and how in words."""

    amount: Decimal
    paid_on: date
    paid_by: PaidTo
    how: str


def surplus(session: Session, case: Case, *, today: date, figures: Figures) -> Decimal:
    """What was paid too much and did not go back yet (euro); nothing where something is open or cannot be counted."""
    left = replays.counted(session, case, today=today, figures=figures).left
    return ZERO if left is None else max(-left, ZERO)


def record(session: Session, act: Act, case_id: int, told: RefundInput, *, figures: Figures) -> LedgerEntry:
    """Record that money went back to the debtor; a case of which nothing is too much any more leaves the list.

    Raises Refused for more than was paid too much, on the day itself too, or a day in the future; Incomplete without
    how it went.
    """
    case = locking.lock_one(session, case_id)
    _check(session, case, told, today=act.today, figures=figures)
    entry = LedgerEntry(
        case_id=case_id, kind=LedgerKind.REFUND, amount=told.amount, effective_on=told.paid_on, recorded_at=act.now,
        recorded_by=act.actor_id, paid_to=told.paid_by, note=told.how.strip()[:300],
    )
    session.add(entry)
    session.flush()
    balance = replays.counted(session, case, today=act.today, figures=figures).balance
    went = Refunded(entry_id=entry.id, amount=told.amount, paid_by=told.paid_by, balance=balance, how=entry.note)
    events.record(session, act, case_id, went, effective_on=told.paid_on)
    overpaid.look(session, case, today=act.today, figures=figures)
    return entry


def reverse(session: Session, act: Act, entry_id: int, *, case_id: int, reason: str, figures: Figures) -> LedgerEntry:
    """The money did not arrive, or never went: too much is paid again.

    Raises NotFound, Incomplete without a reason.
    """
    case = locking.lock_one(session, case_id)
    refund = next(
        (each for each in booking_off.standing(session, case_id, LedgerKind.REFUND) if each.id == entry_id), None
    )
    if refund is None:
        raise NotFound("Deze terugbetaling bestaat niet, of is al teruggenomen.")
    if not reason.strip():
        raise Incomplete("Vul in waarom de terugbetaling niet telt.")
    without_citizen_number(reason)
    counter = LedgerEntry(
        case_id=case_id, kind=LedgerKind.REFUND, amount=-refund.amount, effective_on=refund.effective_on,
        recorded_at=act.now, recorded_by=act.actor_id, paid_to=refund.paid_to, reverses_id=refund.id,
        note=reason.strip()[:300],
    )
    session.add(counter)
    session.flush()
    balance = replays.counted(session, case, today=act.today, figures=figures).balance
    told = RefundReversed(entry_id=counter.id, amount=refund.amount, balance=balance, reason=counter.note)
    events.record(session, act, case_id, told, effective_on=act.today)
    overpaid.look(session, case, today=act.today, figures=figures)
    return counter


def _check(session: Session, case: Case, told: RefundInput, *, today: date, figures: Figures) -> None:
    if told.amount <= ZERO or told.amount != round_cents(told.amount):
        raise Refused("Vul een bedrag in van meer dan nul, met ten hoogste twee decimalen.")
    if told.paid_on > today:
        raise Refused(f"De dag {told.paid_on:%d-%m-%Y} ligt in de toekomst. Leg het vast als er is terugbetaald.")
    if not told.how.strip():
        raise Incomplete("Vul in hoe er is terugbetaald, bijvoorbeeld: overgemaakt op de rekening van de debiteur.")
    without_citizen_number(told.how)
    most = min(surplus(session, case, today=day, figures=figures) for day in (today, told.paid_on))
    if told.amount > most:
        raise Refused(f"Er is {euro(most)} te veel betaald. Meer kan niet worden terugbetaald.")
