"""The reminder once the term of the first letter is over (herinnering): what is open now, and how that is made up."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from letters.kind import DebtorLetter, adds_up
from letters.required import HANDLER, LETTER, Required


@dataclass(frozen=True, kw_only=True)
class ReminderData(DebtorLetter):
    """The first letter left on `first_sent_on`, and its term is over: all that is open is asked by `pay_by`."""

    kind: ClassVar[str] = "reminder"
    version: ClassVar[str] = "v2"
    required: ClassVar[Required] = (*LETTER, ("pay_by", "De uiterste dag om te betalen", HANDLER))

    first_sent_on: date
    pay_by: date | None
    consumer: bool

    def check(self) -> None:
        """The claims, costs and payments of the table are what is asked."""
        super().check()
        adds_up(self)
