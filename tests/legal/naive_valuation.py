"""A second, independent way to count: one day at a time, exact fractions, no lines. One claim, yearly rates."""

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from legal.facts import Payment


@dataclass(frozen=True)
class NaiveResult:
    """Exact interest through a day, whole cents of principal left."""

    interest: Fraction
    principal_left: Fraction


def count(
    principal: Fraction,
    first_day: date,
    on: date,
    *,
    rates: list[tuple[date, Fraction]],
    payments: list[Payment],
    compounds: bool = True,
) -> NaiveResult:
    """Interest through `on`: capitalise on the anniversary, add the day, book the payments of the day.

    A payment takes whole cents of interest, rounded half up over all interest so far, and then principal.
    """
    left, capital, loose = principal, Fraction(0), Fraction(0)
    total, interest_paid = Fraction(0), Fraction(0)
    day = min([first_day, *(payment.received_on for payment in payments)])
    while day <= on:
        if day >= first_day:
            if compounds and day > first_day and _is_anniversary(first_day, day) and loose > 0:
                capital, loose = capital + loose, Fraction(0)
            today = (left + capital) * _rate(rates, day) / 36500 if left else Fraction(0)
            loose, total = loose + today, total + today
        for payment in payments:
            if payment.received_on == day:
                money = Fraction(payment.amount)
                open_interest = _cents(total) - interest_paid
                interest = min(money, open_interest)
                interest_paid += interest
                from_loose = min(interest, max(loose, Fraction(0)))
                loose -= from_loose
                capital -= interest - from_loose
                if interest == open_interest or capital < 0:
                    loose, capital = loose + capital, Fraction(0)
                left -= min(money - interest, left)
        day += timedelta(days=1)
    return NaiveResult(interest=_cents(total), principal_left=left)


def _is_anniversary(first_day: date, day: date) -> bool:
    if (first_day.month, first_day.day) == (2, 29) and not isleap(day.year):
        return (day.month, day.day) == (2, 28)
    return (day.month, day.day) == (first_day.month, first_day.day)


def _rate(rates: list[tuple[date, Fraction]], day: date) -> Fraction:
    return next(rate for start, rate in reversed(rates) if start <= day)


def _cents(amount: Fraction) -> Fraction:
    return Fraction((amount * 200 + 1) // 2, 100)
