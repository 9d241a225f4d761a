"""A proposal to pay in parts (voorstel betalingsregeling), with a slip to answer on."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from letters.kind import DebtorLetter, same
from letters.kinds.arrangement_confirmation import PrintedTerm
from letters.required import HANDLER, LETTER, Required


@dataclass(frozen=True, kw_only=True)
class PlanProposedData(DebtorLetter):
    """What is owed in `terms`; nothing is agreed before he says yes, by `answer_by`.

    `costs_rest`: collection costs are not due yet, and are not asked while the arrangement is kept.
    """

    kind: ClassVar[str] = "plan_proposed"
    version: ClassVar[str] = "v1"
    required: ClassVar[Required] = (
        *LETTER, ("terms", "De termijnen van het voorstel", HANDLER),
        ("answer_by", "De dag voor het antwoord", HANDLER),
    )
    annex_on_new_page: ClassVar[bool] = True

    terms: tuple[PrintedTerm, ...]
    answer_by: date | None
    costs_rest: bool
    consumer: bool

    @property
    def asked(self) -> None:
        """Nothing: it asks an answer."""
        return None

    def check(self) -> None:
        """The terms add up to what is owed."""
        super().check()
        same("terms", sum((term.amount for term in self.terms), Decimal(0)), self.total_now)
