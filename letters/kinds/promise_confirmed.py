"""The confirmation of what somebody promised to pay (bevestiging toezegging)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from legal.counting.reach import LaterCosts
from letters.errors import AmountsDiffer
from letters.kind import DebtorLetter
from letters.required import LETTER, Required


@dataclass(frozen=True, kw_only=True)
class PromiseConfirmedData(DebtorLetter):
    """On `promised_on` he said that he pays `amount` euro on `pay_on`; `costs_later` fall due by then."""

    kind: ClassVar[str] = "promise_confirmed"
    version: ClassVar[str] = "v3"
    required: ClassVar[Required] = LETTER

    promised_on: date
    amount: Decimal
    pay_on: date
    consumer: bool
    costs_later: LaterCosts | None = None

    @property
    def asked(self) -> Decimal:
        """What was promised."""
        return self.amount

    @property
    def rest(self) -> Decimal:
        """What stays open after it (euro)."""
        return self.total_now - self.amount

    def check(self) -> None:
        """No more is confirmed than is owed, and nothing that came before it was said."""
        super().check()
        if not 0 < self.amount <= self.total_now:
            raise AmountsDiffer("de toezegging is meer dan er open staat, of niets", field="amount")
        if self.pay_on < self.promised_on:
            raise AmountsDiffer("de dag van betalen ligt voor de dag van de toezegging", field="pay_on")
