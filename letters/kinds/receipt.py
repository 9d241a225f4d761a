"""The receipt for what was paid (kwijting). Law: art. 6:48 BW."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from legal.counting.valuation import BookedPayment
from letters.kind import DebtorLetter, same
from letters.required import HANDLER, LETTER, Required

RECEIVED: Required = (("received", "De betaling", HANDLER),)


@dataclass(frozen=True, kw_only=True)
class PaidLetter(DebtorLetter):
    """A letter about money that came in: `received`, each with what it went to. Nothing may be open."""

    required: ClassVar[Required] = (*LETTER, *RECEIVED)

    received: tuple[BookedPayment, ...]

    @property
    def received_together(self) -> Decimal:
        """All of it (euro)."""
        return sum((each.amount for each in self.received), Decimal(0))

    def check(self) -> None:
        """Every cent of a payment is said to have gone somewhere."""
        super().check()
        for each in self.received:
            went = each.costs + each.interest + each.principal + each.penalty + each.unallocated
            same("received", each.amount, went)


@dataclass(frozen=True, kw_only=True)
class ReceiptData(PaidLetter):
    """All that was `received` through the day of the valuation. It asks for nothing.

    `given_up`: what was not paid and is not asked any more (euro).
    """

    kind: ClassVar[str] = "receipt"
    version: ClassVar[str] = "v1"

    given_up: Decimal = Decimal(0)

    @property
    def asked(self) -> None:
        """Nothing: it asks no money."""
        return None
