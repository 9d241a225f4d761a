"""The fee of the second way to count: on which day it falls due, over what, and how much. Amounts in euro."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction

from legal.facts import CaseFacts, Channel, Claim, CreditEffect, DebtorKind, Notice

ONE_DAY = timedelta(days=1)
MONDAY, SATURDAY, SUNDAY = 0, 5, 6
SMALL_TERM = Fraction("266.67")
LIMIT_SINCE = date(2024, 10, 1)
# Each part of the principal up to this amount bears this percentage; above the last one half a percent.
SCALE = ((2_500, 15), (5_000, 10), (10_000, 5), (200_000, 1))
LEAST, MOST = Fraction(40), Fraction(6_775)
IsHoliday = Callable[[date], bool]


def first_fee_day(case: CaseFacts, on: date, *, holiday_on: IsHoliday) -> date | None:
    """The first day on which the fee is due; None when nothing makes it due."""
    if case.debtor is DebtorKind.BUSINESS:
        in_default = [claim.interest_from for claim in case.claims if claim.interest_from <= on]
        return case.handed_over_on or max(in_default, default=None)
    received = received_on(case.notice, holiday_on) if case.notice else None
    return last_free_day(received, holiday_on) + ONE_DAY if received else None


def received_on(notice: Notice, holiday_on: IsHoliday) -> date | None:
    """The proved day, else by its channel: a bailiff's own day, for post the second day on which post is delivered."""
    if notice.delivered_on or notice.channel is Channel.BAILIFF:
        return notice.delivered_on or notice.sent_on
    if notice.channel is not Channel.ORDINARY_POST:
        return None
    day, delivery_days = notice.sent_on, 0
    while delivery_days < 2:
        day += ONE_DAY
        if day.weekday() not in (SUNDAY, MONDAY) and not holiday_on(day):
            delivery_days += 1
    return day


def last_free_day(received: date, holiday_on: IsHoliday) -> date:
    """Fourteen days after receipt, moved to a working day."""
    day = received + timedelta(days=14)
    while day.weekday() in (SATURDAY, SUNDAY) or holiday_on(day):
        day += ONE_DAY
    return day


def fee_base(case: CaseFacts, left: Mapping[str, Fraction], day: date) -> dict[str, Fraction]:
    """Of every claim the principal that counts for the fee, when `left` is open at the start of its first day.

    Business: the claims in default on that day. Consumer: those in default when the notice was sent; of small terms
    only the largest counts, the first of equal ones, and beside anything else none.
    """
    is_consumer = case.debtor is DebtorKind.CONSUMER
    until = case.notice.sent_on if is_consumer and case.notice else day
    base = {claim.ref: left[claim.ref] if claim.interest_from <= until else Fraction(0) for claim in case.claims}
    small = [claim.ref for claim in case.claims if is_consumer and _is_small_term(claim)]
    has_other = any(amount for ref, amount in base.items() if ref not in small)
    largest = max(small, key=base.__getitem__) if small and not has_other else None
    return {ref: Fraction(0) if ref in small and ref != largest else amount for ref, amount in base.items()}


def fee_by_scale(base: Fraction) -> Fraction:
    """15, 10, 5, 1 and 0.5 percent, at least 40 and at most 6775; nothing over nothing. Rounded half up."""
    if not base:
        return Fraction(0)
    fee, below = Fraction(0), 0
    for up_to, percent in SCALE:
        fee += max(min(base, Fraction(up_to)) - below, Fraction(0)) * percent / 100
        below = up_to
    fee += max(base - below, Fraction(0)) / 200
    return Fraction((min(max(fee, LEAST), MOST) * 200 + 1) // 2, 100)


def _is_small_term(claim: Claim) -> bool:
    is_limited = claim.interest_from >= LIMIT_SINCE and claim.term_of is not None
    never_owed = sum(each.amount for each in claim.credits if each.effect is CreditEffect.FROM_ORIGIN)
    return is_limited and Fraction(claim.principal - never_owed) <= SMALL_TERM
