"""Paying back what was paid too much: recorded when it went, and taken back when it did not arrive."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.amicable import booking_off
from cases.counting import overpaid, replays
from cases.counting.overpaid import Surplus
from cases.errors import Incomplete, NotFound, Refused
from cases.events.settlement import Refunded, RefundReversed
from cases.models import Case, LedgerEntry, LedgerKind, LookKind, LookState, PaidTo, SecondLook
from cases.progress import locking
from cases.schema.db import without_citizen_number
from cases.setup import second_person
from legal.money import ZERO, round_cents
from legal.parameters import Figures
from letters.words import euro


@dataclass(frozen=True, kw_only=True)
class RefundInput:
    """Money that went back: how much (euro), on which day, from whom, and how in words.

    `debtor_id`: to whom, where more than one owes; None for the one debtor, and for what nobody known paid.
    """

    amount: Decimal
    paid_on: date
    paid_by: PaidTo
    how: str
    debtor_id: int | None = None


def asked_of_outsider(told: RefundInput) -> dict[str, str | int | None]:
    """What the outsider of an office of one person confirms of it: how much goes back, and to whom."""
    return {"amount": f"{told.amount:.2f}", "paid_by": told.paid_by.value, "debtor_id": told.debtor_id}


def may_go_back(session: Session, case_id: int, told: RefundInput) -> SecondLook | None:
    """What the outsider confirmed of this amount to this person, and did not go back yet."""
    query = select(SecondLook).where(
        SecondLook.case_id == case_id, SecondLook.kind == LookKind.REFUND, SecondLook.subject_id == 0,
        SecondLook.state == LookState.CONFIRMED,
    )
    wanted = asked_of_outsider(told).items()
    return next((look for look in session.scalars(query) if wanted <= look.wanted.items()), None)


def surpluses(session: Session, case: Case, *, today: date, figures: Figures) -> tuple[Surplus, ...]:
    """What was paid too much and did not go back yet, by who paid it; nothing where it cannot be counted."""
    side = replays.side(session, case, figures=figures)
    found = replays.count(side, today=today, figures=figures)
    if side.record is None or found.valuation is None:
        return ()
    return overpaid.surpluses(case, side.record, found.valuation, later=found.later)


def record(session: Session, act: Act, case_id: int, told: RefundInput, *, figures: Figures) -> LedgerEntry:
    """Record that money went back to the debtor; a case of which nothing is too much any more leaves the list.

    Where several owe, it went to one of them. In an office of one person the outsider confirmed it beforehand, else
    SecondPersonNeeded. Raises Refused for more than that one paid too much, on the day itself
    too, or a day in the future; Incomplete without how it went, or to whom.
    """
    case = locking.lock_one(session, case_id)
    allowed = may_go_back(session, case_id, told)
    if allowed is None:
        second_person.require_outsider(session, None)
    check(session, case, told, today=act.today, figures=figures)
    entry = LedgerEntry(
        case_id=case_id, kind=LedgerKind.REFUND, amount=told.amount, effective_on=told.paid_on, recorded_at=act.now,
        recorded_by=act.actor_id, paid_to=told.paid_by, note=told.how.strip()[:300], debtor_id=told.debtor_id,
    )
    session.add(entry)
    session.flush()
    if allowed is not None:
        allowed.subject_id = entry.id  # what was confirmed once is paid once
    balance, payee = _stands(session, case, told.debtor_id, today=act.today, figures=figures)
    went = Refunded(
        entry_id=entry.id, amount=told.amount, paid_by=told.paid_by, balance=balance, how=entry.note, payee=payee
    )
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
        note=reason.strip()[:300], debtor_id=refund.debtor_id,
    )
    session.add(counter)
    session.flush()
    balance, payee = _stands(session, case, refund.debtor_id, today=act.today, figures=figures)
    told = RefundReversed(
        entry_id=counter.id, amount=refund.amount, balance=balance, reason=counter.note, payee=payee
    )
    events.record(session, act, case_id, told, effective_on=act.today)
    overpaid.look(session, case, today=act.today, figures=figures)
    return counter


def _stands(
    session: Session, case: Case, debtor_id: int | None, *, today: date, figures: Figures
) -> tuple[Decimal | None, str]:
    """What is owed by now, below nothing what is too much: of the case, or of whose money it is, with that name.

    Of what nobody known of several paid that is what is too much, and None once nothing is: what they owe says nothing.
    """
    side = replays.side(session, case, figures=figures)
    counted = replays.count(side, today=today, figures=figures)
    if side.record is None or counted.valuation is None or not counted.valuation.debtors:
        return counted.balance, ""
    found = overpaid.surpluses(case, side.record, counted.valuation)
    left = sum((each.amount for each in found if _id(each) == debtor_id), ZERO)
    if debtor_id is None:
        return -left if left else None, ""
    owes = next((each.owes for each in counted.valuation.debtors if each.ref == str(debtor_id)), -left)
    return owes, side.record.person_of(case, debtor_id).name


def _id(surplus: Surplus) -> int | None:
    return None if surplus.person is None else surplus.person.id


def check(session: Session, case: Case, told: RefundInput, *, today: date, figures: Figures) -> None:
    """Whether this can be recorded. Raises as `record`."""
    if told.amount <= ZERO or told.amount != round_cents(told.amount):
        raise Refused("Vul een bedrag in van meer dan nul, met ten hoogste twee decimalen.")
    if told.paid_on > today:
        raise Refused(f"De dag {told.paid_on:%d-%m-%Y} ligt in de toekomst. Leg het vast als er is terugbetaald.")
    if not told.how.strip():
        raise Incomplete("Vul in hoe er is terugbetaald, bijvoorbeeld: overgemaakt op de rekening van de debiteur.")
    without_citizen_number(told.how)
    found = [surpluses(session, case, today=day, figures=figures) for day in (today, told.paid_on)]
    most = min(sum((each.amount for each in day if _id(each) == told.debtor_id), ZERO) for day in found)
    if not most and found[0] and told.debtor_id not in map(_id, found[0]):
        raise Incomplete("Kies aan wie is terugbetaald: wie te veel betaalde, krijgt dat terug.")
    if told.amount > most:
        payer = next((each.person for each in found[0] if _id(each) == told.debtor_id), None)
        by = "" if payer is None else f"door {payer.name} "
        raise Refused(f"Er is {by}{euro(most)} te veel betaald. Meer kan niet worden terugbetaald.")
