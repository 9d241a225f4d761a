"""The form by which somebody says what he can pay a month (budgetformulier), with where to send it back."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from legal.counting.reach import LaterCosts
from letters.kind import DebtorLetter
from letters.required import HANDLER, LETTER, Required


@dataclass(frozen=True, kw_only=True)
class BudgetFormData(DebtorLetter):
    """Asked of a person, never of a company: household, income, rent, premium and what others take off already.

    He need not fill it in, and no more is asked: no citizen service number, no bank statements. `asked_on`: the day on
    which he asked to pay in parts, None where he did not. `respond_by`: the day by which we ask it back. `costs_later`
    fall due when the term of the first letter ends.
    """

    kind: ClassVar[str] = "budget_form"
    version: ClassVar[str] = "v1"
    required: ClassVar[Required] = (*LETTER, ("respond_by", "De dag waarop u het formulier terug vraagt", HANDLER))
    annex_on_new_page: ClassVar[bool] = True

    respond_by: date | None
    asked_on: date | None = None
    consumer: bool
    costs_later: LaterCosts | None = None

    @property
    def asked(self) -> None:
        """Nothing: it asks no money."""
        return None
