"""One claim of the second way to count: what it bears each day and what it takes of a payment. Amounts in euro."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

ZERO = Fraction(0)


@dataclass(frozen=True)
class Split:
    """What one claim took of a payment, in whole cents."""

    costs: Fraction
    interest: Fraction
    principal: Fraction


@dataclass
class Account:
    """A claim while it is counted: `left` of the principal, unpaid interest in the base (`capital`) and out of it."""

    ref: str
    first_day: date
    left: Fraction
    rate_on: Callable[[date], Fraction]
    compounds: bool
    costs: Fraction = ZERO
    capital: Fraction = ZERO
    loose: Fraction = ZERO
    interest_paid: Fraction = ZERO

    def capitalise(self) -> None:
        """After a year the unpaid interest joins the base; what was paid ahead by rounding does not."""
        if self.compounds and self.loose > 0:
            self.capital, self.loose = self.capital + self.loose, ZERO

    def give_away(self, amount: Fraction) -> None:
        """What the creditor gives away comes off the principal, as far as that is not paid."""
        self.left -= min(amount, self.left)

    def add_day(self, day: date) -> None:
        """The interest of one day, a 365th of the yearly rate; none before the first day or without principal."""
        if day >= self.first_day and self.left:
            self.loose += (self.left + self.capital) * self.rate_on(day) / 36500

    def interest_due(self) -> Fraction:
        """All interest so far, paid or not, rounded half up once."""
        return whole_cents(self.interest_paid + self.capital + self.loose)

    def open(self) -> Fraction:
        """All that a payment can still take here."""
        return self.costs + self.interest_due() - self.interest_paid + self.left

    def take(self, money: Fraction) -> Split:
        """Costs, then interest (out of the base first), then principal. `money` is not more than `open`."""
        costs = min(money, self.costs)
        interest = min(money - costs, self.interest_due() - self.interest_paid)
        principal = money - costs - interest
        self._pay_interest(interest)
        self.costs -= costs
        self.left -= principal
        return Split(costs, interest, principal)

    def _pay_interest(self, interest: Fraction) -> None:
        """When all whole cents are paid the fraction that is over, or paid ahead, leaves the base."""
        is_all = interest == self.interest_due() - self.interest_paid
        from_loose = min(interest, max(self.loose, ZERO))
        self.loose -= from_loose
        self.capital -= interest - from_loose
        self.interest_paid += interest
        if is_all:
            self.loose, self.capital = self.loose + self.capital, ZERO


def whole_cents(amount: Fraction) -> Fraction:
    """Rounded half up to cents; not for amounts below zero."""
    return Fraction((amount * 200 + 1) // 2, 100)
