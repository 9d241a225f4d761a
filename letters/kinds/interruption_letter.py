"""The letter that interrupts prescription (stuitingsbrief)."""

from dataclasses import dataclass
from typing import ClassVar

from letters.kind import DebtorLetter
from letters.required import LETTER, Required


@dataclass(frozen=True, kw_only=True)
class InterruptionLetterData(DebtorLetter):
    """The creditor reserves its right to performance of `claims` unambiguously. It asks for no payment.

    Law: art. 3:317 lid 1 BW.
    """

    kind: ClassVar[str] = "interruption_letter"
    version: ClassVar[str] = "v4"
    required: ClassVar[Required] = LETTER

    consumer: bool

    @property
    def to_pay(self) -> None:
        """Nothing: it asks for no payment."""
        return None
