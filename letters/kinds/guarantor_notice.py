"""What a guarantor (borg) is told when the debtor is asked to pay (mededeling aan de borg)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from letters.errors import AmountsDiffer
from letters.kind import DebtorLetter
from letters.required import HANDLER, LETTER, Required


@dataclass(frozen=True, kw_only=True)
class GuarantorNoticeData(DebtorLetter):
    """Told at the same time as the demand to `main_debtor`; it asks for no payment.

    `total_now` is the principal that the guarantor can be asked once the debtor fails, no more than `most`, the bound
    of his guarantee in euro, None without one. `consumer`: whether the guarantor is a human being. Law: art. 7:855 BW.
    """

    kind: ClassVar[str] = "guarantor_notice"
    version: ClassVar[str] = "v2"
    required: ClassVar[Required] = (*LETTER, ("main_debtor", "De naam van de debiteur", HANDLER))

    main_debtor: str
    consumer: bool
    most: Decimal | None = None

    @property
    def to_pay(self) -> None:
        """Nothing: he is told, not asked."""
        return None

    @property
    def names(self) -> tuple[str, ...]:
        """That of the debtor too."""
        return (*super().names, self.main_debtor)

    def check(self) -> None:
        """No more is told than he guaranteed."""
        super().check()
        if self.most is not None and self.total_now > self.most:
            raise AmountsDiffer("de borg wordt meer genoemd dan waarvoor hij borg staat", field="most")
