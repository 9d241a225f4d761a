"""The last summons before a case goes to the bailiff (laatste sommatie): what comes next, when, what it may cost."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from legal.debtor.pressure import Step
from legal.money import ZERO
from letters.errors import AmountsDiffer
from letters.kind import DebtorLetter, adds_up, not_after
from letters.required import CLIENT, HANDLER, LETTER, Required


@dataclass(frozen=True, kw_only=True)
class CourtCost:
    """One of the costs that a judge usually awards, in the words of the letter; in euro with VAT."""

    label: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class LastSummonsData(DebtorLetter):
    """All that is open is asked by `pay_by`; unpaid it goes to the bailiff from `hand_over_on` on, and then to court.

    `court_said_on`: when the creditor said that it goes to court. `court_costs`: estimated by the figures of the day of
    the letter, for a judgment in absentia.
    """

    kind: ClassVar[str] = "last_summons"
    version: ClassVar[str] = "v2"
    required: ClassVar[Required] = (
        *LETTER, ("pay_by", "De uiterste dag om te betalen", HANDLER),
        ("hand_over_on", "De dag waarop het dossier naar de deurwaarder gaat", HANDLER),
        ("court_said_on", "De dag waarop de opdrachtgever zei dat hij naar de rechter wil", CLIENT),
        ("court_costs", "De geschatte kosten van een rechtszaak", HANDLER),
    )

    first_sent_on: date
    pay_by: date | None
    hand_over_on: date | None
    court_said_on: date | None
    court_costs: tuple[CourtCost, ...]
    consumer: bool

    @property
    def step(self) -> Step:
        """The client wants to go to court, and a second person agreed that the case may."""
        return Step.COURT_NEXT

    @property
    def court_total(self) -> Decimal:
        """The estimate in all (euro)."""
        return sum((cost.amount for cost in self.court_costs), ZERO)

    def check(self) -> None:
        """The table adds up, the bailiff comes after the last day to pay, and nothing is announced before it is so."""
        super().check()
        adds_up(self)
        if self.pay_by is not None and self.hand_over_on is not None and self.hand_over_on <= self.pay_by:
            raise AmountsDiffer("de deurwaarder komt niet voor de uiterste dag om te betalen", field="hand_over_on")
        if self.court_said_on is not None:
            not_after(
                "court_said_on", self.court_said_on, self.letter_date,
                why="de opdrachtgever zei pas na de briefdatum dat hij naar de rechter wil",
            )
