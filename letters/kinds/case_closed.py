"""What is told when a case was closed (dossier gesloten)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from letters.errors import AmountsDiffer
from letters.kind import DebtorLetter, same
from letters.required import AGENCY, CASE, DEBTOR, HANDLER, Required


class ClosedBecause(StrEnum):
    """Why a case was closed, as far as a letter has words for it."""

    PAID = "paid"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    UNCOLLECTABLE = "uncollectable"
    DISPUTE_UPHELD = "dispute_upheld"
    CREDITED = "credited"


@dataclass(frozen=True, kw_only=True)
class CaseClosedData(DebtorLetter):
    """Nothing is asked any more. `about`: the numbers of the invoices, also of those that nobody owes any more.

    `given_up`: what was open on `closed_on` and was booked off then (euro). `kept_through`: the last day through which
    the file has to be kept. Law: art. 5.1 lid 4 Bki.
    """

    kind: ClassVar[str] = "case_closed"
    version: ClassVar[str] = "v1"
    required: ClassVar[Required] = (
        *AGENCY, *(each for each in CASE if not each[0].startswith("claims")), *DEBTOR,
        ("salutation", "De aanhef", HANDLER), ("about", "De nummers van de facturen", HANDLER),
    )

    reason: ClosedBecause
    closed_on: date
    about: tuple[str, ...]
    given_up: Decimal
    kept_through: date

    @property
    def asked(self) -> None:
        """Nothing: it asks no money."""
        return None

    def check(self) -> None:
        """Nothing is open, and only what can be given up was. It lists no claims, so that none have to agree."""
        same("total_now", self.total_now, self.valuation.balance)
        if self.total_now > 0:
            raise AmountsDiffer("er staat nog iets open in dit gesloten dossier", field="total_now")
        if self.given_up and self.reason in (ClosedBecause.PAID, ClosedBecause.DISPUTE_UPHELD):
            raise AmountsDiffer("er is iets afgeboekt: de brief zou zeggen dat alles is betaald", field="given_up")
