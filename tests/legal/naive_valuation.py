"""A second, independent way to count a whole case: one day at a time, exact fractions, no lines. Yearly rates only."""

from bisect import bisect_right
from calendar import isleap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from legal.facts import CaseFacts, Claim, CreditEffect, DebtorKind, InterestKind, Payment
from legal.parameters import DatedValue, Figures
from tests.legal.naive_account import Account, Split, whole_cents
from tests.legal.naive_fee import fee_base, fee_by_scale, first_fee_day
from tests.legal.naive_sharing import shares_of

Rate: TypeAlias = Callable[[date], Fraction]


@dataclass(frozen=True)
class Tables:
    """The loaded figures as bare tables: a percentage by day, and whether a day is a holiday."""

    statutory: Rate
    commercial: Rate
    vat: Rate
    holiday_on: Callable[[date], bool]


@dataclass(frozen=True)
class NaiveBooking:
    """Where one payment went, by claim, and what no claim could take."""

    payment: Payment
    splits: Mapping[str, Split]
    unallocated: Fraction


@dataclass(frozen=True)
class NaiveCase:
    """Gross totals through a day, interest and principal left by claim, bookings in the order of booking."""

    interest: Mapping[str, Fraction]
    costs: Fraction
    vat: Fraction
    balance: Fraction
    costs_from: date | None
    left: Mapping[str, Fraction]
    bookings: list[NaiveBooking]


def tables_of(figures: Figures) -> Tables:
    """Read once, used for many cases."""
    statutory, commercial, vat = (
        _table(series.values)
        for series in (figures.statutory_interest, figures.statutory_commercial_interest, figures.vat)
    )
    return Tables(statutory, commercial, vat, lambda day: figures.holidays.name_on(day) is not None)


def count(case: CaseFacts, on: date, *, tables: Tables) -> NaiveCase:
    """Every day through `on`: capitalise, credit, charge the fee on its first day, add the interest, book payments."""
    accounts = [_account(claim, case.debtor, tables) for claim in case.claims]
    payments = [payment for payment in case.payments if payment.received_on <= on]
    fee_day = first_fee_day(case, on, holiday_on=tables.holiday_on)
    costs, vat, bookings = Fraction(0), Fraction(0), []
    given_away = [
        (credit, account) for claim, account in zip(case.claims, accounts, strict=True) for credit in claim.credits
        if credit.effect is CreditEffect.FROM_DAY
    ]
    days = [*(claim.interest_from for claim in case.claims), *(payment.received_on for payment in payments)]
    day = min([*days, *(credit.on for credit, _ in given_away)])
    while day <= on:
        for account in accounts:
            if account.first_day < day and is_anniversary(account.first_day, day):
                account.capitalise()
        for credit, account in given_away:
            if credit.on == day:
                account.give_away(Fraction(credit.amount))
        if day == fee_day:
            base = fee_base(case, {account.ref: account.left for account in accounts}, day)
            costs = fee_by_scale(sum(base.values(), Fraction(0)))
            vat = Fraction(0) if case.creditor_reclaims_vat else whole_cents(costs * tables.vat(day) / 100)
            for account, share in zip(accounts, shares_of(costs + vat, list(base.values())), strict=True):
                account.costs = share
        for account in accounts:
            account.add_day(day)
        bookings += [book(payment, accounts) for payment in payments if payment.received_on == day]
        day += timedelta(days=1)
    return _result(case, accounts, (costs, vat, fee_day), bookings, on)


def book(payment: Payment, accounts: list[Account]) -> NaiveBooking:
    """Designated first; else in default first, highest rate, oldest; equal ones share by all that is open on them.

    A claim that bears nothing yet burdens nobody: before default only its age counts.
    """
    money, day = Fraction(payment.amount), payment.received_on
    splits: dict[str, Split] = {}

    def rank(account: Account) -> tuple[bool, bool, Fraction, date]:
        is_designated = account.ref == payment.claim
        if account.first_day > day:
            return not is_designated, True, Fraction(0), account.first_day
        return not is_designated, False, -account.rate_on(day), account.first_day

    for place in sorted({rank(account) for account in accounts}):
        equals = [account for account in accounts if rank(account) == place]
        amounts = [account.open() for account in equals]
        if money < sum(amounts):
            amounts = shares_of(money, amounts)
        for account, amount in zip(equals, amounts, strict=True):
            if amount > 0:
                splits[account.ref] = account.take(amount)
            money -= amount
    return NaiveBooking(payment, splits, money)


def is_anniversary(first_day: date, day: date) -> bool:
    """Whether a year has ended on `day`, counted from the first day itself."""
    if (first_day.month, first_day.day) == (2, 29) and not isleap(day.year):
        return (day.month, day.day) == (2, 28)
    return (day.month, day.day) == (first_day.month, first_day.day)


def _result(
    case: CaseFacts, accounts: list[Account], fee: tuple[Fraction, Fraction, date | None],
    bookings: list[NaiveBooking], on: date,
) -> NaiveCase:
    costs, vat, costs_from = fee
    interest = {account.ref: account.interest_due() for account in accounts}
    owed = sum((principal_of(claim, on) + interest[claim.ref] for claim in case.claims), costs + vat)
    paid = sum((Fraction(booking.payment.amount) for booking in bookings), Fraction(0))
    left = {account.ref: account.left for account in accounts}
    return NaiveCase(interest, costs, vat, owed - paid, costs_from, left, bookings)


def _account(claim: Claim, debtor: DebtorKind, tables: Tables) -> Account:
    rate_on, compounds = _terms(claim, debtor, tables)
    return Account(claim.ref, claim.interest_from, principal_of(claim, date.min), rate_on, compounds)


def principal_of(claim: Claim, day: date) -> Fraction:
    """What is owed of the principal after what was never owed, and what was given away through a day."""
    return Fraction(claim.principal) - sum(
        (Fraction(credit.amount) for credit in claim.credits
         if credit.effect is CreditEffect.FROM_ORIGIN or credit.on <= day), Fraction(0)
    )  # fmt: skip


def _terms(claim: Claim, debtor: DebtorKind, tables: Tables) -> tuple[Rate, bool]:
    """The yearly rate of a day, and whether a year's interest joins the principal."""
    if claim.interest is InterestKind.STATUTORY:
        return tables.statutory, True
    if claim.interest is InterestKind.COMMERCIAL:
        return tables.commercial, True
    if claim.contract_rate is None:
        return lambda _day: Fraction(0), False
    agreed = Fraction(claim.contract_rate.percent) * (12 if claim.contract_rate.per == "month" else 1)
    compounds = claim.contract_rate.compound
    if debtor is DebtorKind.CONSUMER:
        return lambda day: max(agreed, tables.statutory(day)), compounds
    return lambda _day: agreed, compounds


def _table(values: tuple[DatedValue[Decimal], ...]) -> Rate:
    rows = sorted((value.first_day, Fraction(value.value)) for value in values)
    first_days = [first_day for first_day, _ in rows]
    return lambda day: rows[bisect_right(first_days, day) - 1][1]
