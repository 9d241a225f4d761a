"""What is told when a payment arrangement was not kept and stopped (regeling vervallen)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from letters.kind import DebtorLetter
from letters.required import HANDLER, LETTER, Required


@dataclass(frozen=True, kw_only=True)
class PlanLapsedData(DebtorLetter):
    """The arrangement of `agreed_on` stopped on `lapsed_on`: all that is open is asked by `pay_by`, with no second fee.
    """

    kind: ClassVar[str] = "plan_lapsed"
    version: ClassVar[str] = "v3"
    required: ClassVar[Required] = (*LETTER, ("pay_by", "De uiterste dag om te betalen", HANDLER))

    agreed_on: date
    lapsed_on: date
    pay_by: date | None
    consumer: bool
