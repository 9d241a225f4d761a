"""The specification of interest and costs (rente- en kostenspecificatie)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from letters.blocks import AddressBlock, AgencyBlock, ClaimItem, CreditorBlock
from letters.kind import Specified
from letters.required import AGENCY, CASE, DEBTOR, Required
from letters.wording import costs_policy_in_words, policy_in_words


@dataclass(frozen=True, kw_only=True)
class PersonAmount:
    """What one of several owes, with the costs in it (euro), and as what."""

    name: str
    as_what: str
    costs: Decimal
    owes: Decimal


@dataclass(frozen=True, kw_only=True)
class SpecificationData(Specified):
    """The specification of interest and costs that explains every cent of a valuation.

    `persons`: what each owes, where more than one does.
    """

    kind: ClassVar[str] = "specification"
    version: ClassVar[str] = "v3"
    required: ClassVar[Required] = (*AGENCY[:8], *CASE, *DEBTOR)

    case_number: str
    reference: str
    agency: AgencyBlock
    creditor: CreditorBlock
    debtor: AddressBlock
    consumer: bool
    daily_interest: Decimal | None = None
    persons: tuple[PersonAmount, ...] = ()

    @property
    def day(self) -> date:
        """The last day that is counted."""
        return self.valuation.on

    @property
    def by_ref(self) -> dict[str, ClaimItem]:
        """The claims by their name in the valuation."""
        return {claim.ref: claim for claim in self.claims}

    @property
    def set_apart(self) -> Decimal:
        """What came in and lowers nothing that is owed (euro): it went back, or one of several paid it too much."""
        return sum((payment.amount for payment in self.valuation.payments), Decimal(0)) - self.valuation.paid

    @property
    def policy_in_words(self) -> tuple[tuple[str, str], ...]:
        """Every choice counted with."""
        return policy_in_words(self.valuation.policy) + costs_policy_in_words(self.valuation.costs_policy)
