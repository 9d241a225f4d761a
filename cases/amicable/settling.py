"""What came in closes a case: all of it is paid, what was asked was paid in its term, or what is left is small."""

from datetime import date
from decimal import Decimal

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.amicable import asked, booking_off, write_offs
from cases.amicable.arrangements import mark_kept
from cases.amicable.asked import Met
from cases.amicable.booking_off import Off
from cases.correspondence import ordering
from cases.counting import ledger_entries, overpaid, statement
from cases.counting.replays import Counted
from cases.counting.statement import CaseRecord
from cases.events.stages import CaseClosing
from cases.models import Case, ClosingReason, LedgerEntry, LedgerKind, OpenDifference, Stage
from cases.progress import locking, stages
from legal.counting.reach import costs_after
from legal.errors import LawError
from legal.money import ZERO
from legal.parameters import Figures

_NOTHING_OPEN = {ClosingReason.CREDITED: "alles is gecrediteerd"}
BY_PAYMENT = frozenset({
    ClosingReason.PAID_IN_FULL, ClosingReason.SMALL_DIFFERENCE, ClosingReason.PAID_AS_ASKED
})


def settle(session: Session, act: Act, case: Case, counted: Counted, *, paid_on: date, figures: Figures) -> None:
    """Close a case, which is locked, where what came in does that; `counted` is as it stands with it.

    What stays open of what was asked, or is small by the terms of the client, is booked off as of the day on which it
    was paid, so that no interest and no costs come over it. Too much goes on the list of what is to be paid back; what
    one of several paid too much settles nothing that another owes.
    """
    if counted.is_too_much:
        overpaid.mark(session, case.id, on=act.today)
    if case.stage is Stage.CLOSED or counted.balance is None:
        return
    if counted.balance <= ZERO:
        is_paid = bool(ledger_entries.payments_of(session, case.id))
        reason = ClosingReason.PAID_IN_FULL if is_paid else ClosingReason.CREDITED
        close(session, act, case, reason, paid_on=paid_on)
        return
    record = statement.record_of(session, case, figures=figures)
    if not any(entry.kind is LedgerKind.PAYMENT for entry in record.payments):
        return
    paid = asked.paid_of(record, figures=figures)
    met = asked.met(session, case, record, paid, figures=figures)
    part = None if met is not None else asked.met_before_more_came(session, case, record, paid, figures=figures)
    if met is not None:
        _close_as_asked(session, act, case, record, met, known_through=counted.on, figures=figures)
    elif part is not None and part.paid_on <= counted.on:
        _settle_part(session, act, case, record, part, figures=figures)
    elif reached := _reached_beyond_figures(record, counted, today=act.today, figures=figures):
        _wait_for_figures(session, act, case, paid_on=reached)
    else:
        _close_small(session, act, case, record, known_through=counted.on, figures=figures)


def _reached_beyond_figures(
    record: CaseRecord, counted: Counted, *, today: date, figures: Figures
) -> date | None:
    """The day on which what came in after the last countable day was all that anybody could ask by then.

    That is the balance of that day, with the costs that fell due since: those need no rate.
    """
    came = ZERO
    for entry in record.uncounted(counted_through=counted.on, through=today):
        came -= entry.amount
        costs = costs_after(record.facts, counted=counted.on, on=entry.effective_on, figures=figures)
        fee = ZERO if costs is None else costs.amount
        if fee is not None and counted.balance is not None and came >= counted.balance + fee:
            return entry.effective_on
    return None


def _close_as_asked(
    session: Session, act: Act, case: Case, record: CaseRecord, met: Met, *, known_through: date, figures: Figures
) -> None:
    if met.paid_on > known_through:
        _wait_for_figures(session, act, case, paid_on=met.paid_on)
        return
    left = statement.valuation_of(record, on=met.paid_on, figures=figures).balance
    entry = None
    if left > ZERO:
        entry = booking_off.book(session, act, case, Off(
            kind=LedgerKind.SMALL_DIFFERENCE, amount=left, on=met.paid_on, asked=met.asked.amount,
            asked_through=met.asked.through_day,
        ), figures=figures)
    close(session, act, case, ClosingReason.PAID_AS_ASKED, paid_on=met.paid_on, entry=entry)
    overpaid.look(session, case, today=act.today, figures=figures)


def _settle_part(
    session: Session, act: Act, case: Case, record: CaseRecord, met: Met, *, figures: Figures
) -> None:
    """Of what a letter asked and got in its term the interest of the last days is not asked; what came later is.

    Else a rest of some cents would bear the least fee that there is.
    """
    refs = {str(claim_id) for claim_id in met.asked.claim_ids}
    then, paid = (
        {each.ref: each for each in statement.valuation_of(record, on=day, figures=figures).claims if each.ref in refs}
        for day in (met.asked.as_of, met.paid_on)
    )
    left = {ref: each.balance for ref, each in paid.items() if each.balance > ZERO}
    since = sum((each.interest - then[ref].interest for ref, each in paid.items()), ZERO)
    if sum(left.values(), ZERO) > since:
        return  # the payment went to what came later, by the law or by the word of the debtor
    for ref, amount in left.items():
        booking_off.book(session, act, case, Off(
            kind=LedgerKind.SMALL_DIFFERENCE, amount=amount, on=met.paid_on, asked=met.asked.amount,
            asked_through=met.asked.through_day, claim_id=int(ref),
        ), figures=figures)


def _wait_for_figures(session: Session, act: Act, case: Case, *, paid_on: date) -> None:
    """Close it now; the interest of the last days is booked off once it can be counted."""
    session.add(OpenDifference(case_id=case.id, paid_on=paid_on))
    close(session, act, case, ClosingReason.PAID_AS_ASKED, paid_on=paid_on)


def _close_small(
    session: Session, act: Act, case: Case, record: CaseRecord, *, known_through: date, figures: Figures
) -> None:
    """Whose money it is, said how much may stay; what came on since the last payment is not the debtor's doing."""
    last = _last_payment(record, through=act.today)
    if not case.terms.small_difference or last > known_through:
        return
    left = statement.valuation_of(record, on=last, figures=figures).balance
    if not ZERO < left <= case.terms.small_difference:
        return
    entry = booking_off.book(
        session, act, case, Off(kind=LedgerKind.SMALL_DIFFERENCE, amount=left, on=last), figures=figures
    )
    close(session, act, case, ClosingReason.SMALL_DIFFERENCE, paid_on=last, entry=entry)


def _last_payment(record: CaseRecord, *, through: date) -> date:
    return max(entry.effective_on for entry in record.payments if entry.effective_on <= through)


def close(
    session: Session, act: Act, case: Case, reason: ClosingReason, *, paid_on: date, entry: LedgerEntry | None = None
) -> None:
    """Close a case on which nothing is open: its plan was kept, its letters stay here."""
    mark_kept(session, case, on=paid_on)
    write_offs.drop(session, act, case.id)
    ordering.withdraw_unsent(session, act, case, reason=_NOTHING_OPEN.get(reason, "alles is betaald"), on=act.today)
    told = CaseClosing(reason=reason, entry_id=None if entry is None else entry.id)
    stages.close(session, act, case, reason=reason, on=act.today, told=told)


def unsettle(session: Session, act: Act, case: Case, *, reason: str, figures: Figures) -> None:
    """Ask again what was booked off because a case was paid: a payment is taken back, or the case opens again."""
    for entry in booking_off.standing(session, case.id, LedgerKind.SMALL_DIFFERENCE):
        booking_off.take_back(session, act, case, entry, reason=reason, figures=figures)
    session.execute(delete(OpenDifference).where(OpenDifference.case_id == case.id))


def book_differences(
    session: Session, act: Act, *, figures: Figures, after: int, at_most: int
) -> tuple[int, list[int]]:
    """Book off what could not be counted when it was paid and can be now: how many, and the cases that were looked at.

    Of those with a number above `after`, in order.
    """
    ids = list(session.scalars(
        select(OpenDifference.case_id).where(OpenDifference.case_id > after).order_by(OpenDifference.case_id)
        .limit(at_most)
    ))
    done = 0
    for case in locking.lock(session, ids):
        waiting = session.get(OpenDifference, case.id)
        if waiting is not None and _book_difference(session, act, case, waiting, figures=figures):
            session.delete(waiting)
            done += 1
    session.flush()
    return done, ids


def _book_difference(
    session: Session, act: Act, case: Case, waiting: OpenDifference, *, figures: Figures
) -> bool:
    """Whether the rest could be counted; it is booked off where there is any."""
    if statement.last_known_day(figures, waiting.paid_on) < waiting.paid_on:
        return False
    try:
        left: Decimal = statement.valuation(session, case, on=waiting.paid_on, figures=figures).balance
    except LawError:
        return False
    if left > ZERO:
        booking_off.book(
            session, act, case, Off(kind=LedgerKind.SMALL_DIFFERENCE, amount=left, on=waiting.paid_on),
            figures=figures,
        )
    overpaid.look(session, case, today=act.today, figures=figures)
    return True
