"""What is told of a payment that came in (ontvangst van een betaling)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from legal.counting.reach import LaterCosts
from letters.errors import AmountsDiffer
from letters.kinds.receipt import PaidLetter


@dataclass(frozen=True, kw_only=True)
class PaymentReceivedData(PaidLetter):
    """What was `received` on one day, and what is still open. `arrangement_runs`: only the next term is asked.

    `costs_later` fall due when the term of the first letter ends.
    """

    kind: ClassVar[str] = "payment_received"
    version: ClassVar[str] = "v3"

    arrangement_runs: bool
    consumer: bool
    costs_later: LaterCosts | None = None

    @property
    def paid_on(self) -> date:
        """Its day."""
        return self.received[0].received_on

    @property
    def asked(self) -> Decimal | None:
        """What is left; nothing while he pays in terms."""
        return None if self.arrangement_runs else self.total_now or None

    def check(self) -> None:
        """All of it came in on one day."""
        super().check()
        if {each.received_on for each in self.received} != {self.paid_on}:
            raise AmountsDiffer("de betalingen zijn van meer dan één dag", field="received")
