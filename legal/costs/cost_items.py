"""One amount of a lawsuit with its article and source; shared by court fees, salary and bailiff tariffs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from legal.money import ZERO
from legal.parameters import Confidence


@dataclass(frozen=True, kw_only=True)
class CostItem:
    """`amount` in euro without VAT and `vat` on it; `on` is the day whose figure was used, `explanation` in Dutch."""

    code: str
    label: str
    amount: Decimal
    vat: Decimal = ZERO
    on: date
    explanation: str
    law: str
    source: str
    confidence: Confidence

    @property
    def total(self) -> Decimal:
        """The amount and its VAT."""
        return self.amount + self.vat
