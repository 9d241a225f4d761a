"""The confirmation of a payment arrangement (bevestiging betalingsregeling), with its schedule."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

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
    """What was agreed on `agreed_on`: `total` in `terms`. `valuation` is through that day and shows how it is made up.

    `paid_since`: what came in for the terms after it. `costs_rest`: collection costs are not due yet and are not asked
    while the arrangement is kept.
    """

    kind: ClassVar[str] = "arrangement_confirmation"
    version: ClassVar[str] = "v1"
    required: ClassVar[Required] = (*LETTER, ("terms", "De termijnen van de regeling", HANDLER))

    agreed_on: date
    total: Decimal
    paid_since: Decimal
    terms: tuple[PrintedTerm, ...]
    costs_rest: bool
    consumer: bool

    def check(self) -> None:
        """The terms add up to what was owed on the day of the agreement."""
        super().check()
        same("terms", sum((term.amount for term in self.terms), Decimal(0)), self.total)
        same("total", self.total, self.valuation.balance)
        if self.valuation.on != self.agreed_on:
            raise AmountsDiffer("de berekening is van een andere dag dan de afspraak", field="agreed_on")
