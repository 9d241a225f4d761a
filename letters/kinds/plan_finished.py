"""What is told when every term of a payment arrangement was paid (regeling klaar)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from letters.errors import MissingField
from letters.kind import DebtorLetter
from letters.required import HANDLER, LETTER, Required, empty


@dataclass(frozen=True, kw_only=True)
class PlanFinishedData(DebtorLetter):
    """All `terms_count` terms of the arrangement of `agreed_on` were paid. What ran meanwhile is still asked, by
    `pay_by`; where nothing is open nothing is asked.
    """

    kind: ClassVar[str] = "plan_finished"
    version: ClassVar[str] = "v3"
    required: ClassVar[Required] = LETTER

    agreed_on: date
    terms_count: int
    pay_by: date | None = None
    consumer: bool

    @property
    def asked(self) -> Decimal | None:
        """What ran meanwhile."""
        return self.total_now or None

    def missing(self) -> Iterator[MissingField]:
        """Every mandatory field that is empty."""
        yield from super().missing()
        if self.total_now > 0:
            yield from empty(self, (("pay_by", "De uiterste dag om te betalen", HANDLER),))
