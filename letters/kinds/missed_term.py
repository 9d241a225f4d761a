"""The letter on terms of an arrangement that were not paid (termijn gemist): what is open of them, and until when."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from legal.money import ZERO
from legal.notice.cure_term import text_defects
from letters.errors import AmountsDiffer, WordingRefused
from letters.kind import DebtorLetter
from letters.required import HANDLER, LETTER, Required
from letters.words import short_date


@dataclass(frozen=True, kw_only=True)
class MissedTerm:
    """One term of which the day has passed: its amount and what is open of it, in euro."""

    ordinal: int
    due_on: date
    amount: Decimal
    open_amount: Decimal


@dataclass(frozen=True, kw_only=True)
class MissedTermData(DebtorLetter):
    """`terms` of the arrangement of `agreed_on` are open; they can be paid through `cure_on` (counted).

    `costs_rest`: collection costs are not asked while the arrangement is kept. `total_now` is what is owed in all.
    """

    kind: ClassVar[str] = "missed_term"
    version: ClassVar[str] = "v3"
    required: ClassVar[Required] = (
        *LETTER, ("terms", "De termijn die niet is betaald", HANDLER), ("cure_on", "De uiterste dag", HANDLER),
    )

    agreed_on: date
    terms: tuple[MissedTerm, ...]
    cure_on: date
    costs_rest: bool
    consumer: bool

    @property
    def asked(self) -> Decimal:
        """What is open of the terms."""
        return sum((term.open_amount for term in self.terms), ZERO)

    def check(self) -> None:
        """The terms are over and not wholly paid, and the last day to pay lies ahead."""
        super().check()
        for term in self.terms:
            if not ZERO < term.open_amount <= term.amount:
                raise AmountsDiffer(f"termijn {term.ordinal}: er staat niet zo veel van open", field="terms")
            if term.due_on >= self.letter_date:
                raise AmountsDiffer(f"termijn {term.ordinal} vervalt pas op {short_date(term.due_on)}", field="terms")
        if self.cure_on <= self.letter_date:
            raise AmountsDiffer("de uiterste dag ligt niet na de briefdatum", field="cure_on")

    def refuse(self, text: str) -> None:
        """Raises WordingRefused where the text lacks what it must say, wherever its words came from."""
        super().refuse(text)
        found = text_defects(text, asked=self.asked, cure_on=self.cure_on, phone=self.agency.phone)
        if found:
            raise WordingRefused("; ".join(found), phrases=[])
