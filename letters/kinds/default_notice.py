"""The notice of default (ingebrekestelling): a demand that gives a reasonable term. Law: art. 6:82 lid 1 BW."""

from dataclasses import dataclass
from typing import ClassVar

from legal.money import ZERO
from letters.errors import AmountsDiffer
from letters.kind import DebtorLetter, adds_up
from letters.required import LETTER, Required


@dataclass(frozen=True, kw_only=True)
class DefaultNoticeData(DebtorLetter):
    """Of claims of which no default can be shown yet: `term_days` days after its receipt their debtor is in default.

    `bears_interest`: whether one of them bears interest from then on. None of them bears any, or costs, before.
    """

    kind: ClassVar[str] = "default_notice"
    version: ClassVar[str] = "v2"
    required: ClassVar[Required] = LETTER

    term_days: int
    bears_interest: bool
    consumer: bool

    def check(self) -> None:
        """Nothing is asked that is owed only after default, and the term of each claim is over."""
        super().check()
        adds_up(self)
        now = self.valuation
        if now.interest or now.costs or now.vat_on_costs or now.penalty != ZERO:
            raise AmountsDiffer("voor het verzuim is er geen rente, boete of vergoeding van kosten", field="valuation")
        early = [claim.invoice_number for claim in self.claims if claim.due_date >= self.letter_date]
        if early:
            raise AmountsDiffer(f"de betaaltermijn loopt nog: {', '.join(early)}", field="claims")
