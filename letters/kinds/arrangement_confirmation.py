"""The confirmation of a payment arrangement (bevestiging betalingsregeling), with its schedule."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import ClassVar

from legal.counting.reach import LaterCosts
from letters.errors import AmountsDiffer
from letters.kind import DebtorLetter, same
from letters.required import HANDLER, LETTER, Required


@dataclass(frozen=True, kw_only=True)
class PrintedTerm:
    """One term: its day and amount in euro."""

    ordinal: int
    due_on: date
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class ArrangementConfirmationData(DebtorLetter):
    """What was agreed on `agreed_on`: `total` in `terms`. `valuation` shows how it is made up: through that day, or the
    last day before it that could be counted. `received_between` came in after that day and is off the total already;
    `costs_later` fell due after it and are not in the total.

    `paid_since`: what came in for the terms after it. `costs_rest`: collection costs are not due yet and are not asked
    while the arrangement is kept.
    """

    kind: ClassVar[str] = "arrangement_confirmation"
    version: ClassVar[str] = "v6"
    required: ClassVar[Required] = (*LETTER, ("terms", "De termijnen van de regeling", HANDLER))

    agreed_on: date
    total: Decimal
    paid_since: Decimal
    terms: tuple[PrintedTerm, ...]
    costs_rest: bool
    consumer: bool
    received_between: Decimal = Decimal(0)
    costs_later: LaterCosts | None = None

    @property
    def next_term(self) -> PrintedTerm | None:
        """The first term that what came in since does not cover, with what is left of it; None where it covers all."""
        came = self.paid_since
        for term in self.terms:
            if came < term.amount:
                return replace(term, amount=term.amount - came)
            came -= term.amount
        return None

    @property
    def to_pay(self) -> Decimal | None:
        """What is left of the next term: nobody is asked all of it at once."""
        return None if self.next_term is None else self.next_term.amount

    def check(self) -> None:
        """The terms add up to what was owed on the day of the agreement, as far as it could be counted then."""
        super().check()
        same("terms", sum((term.amount for term in self.terms), Decimal(0)), self.total)
        same("total", self.total, self.valuation.balance - self.received_between)
        if self.valuation.on > self.agreed_on:
            raise AmountsDiffer("de berekening is van een latere dag dan de afspraak", field="agreed_on")
