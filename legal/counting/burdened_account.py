"""A claim that bears other costs: a bailiff's act, court fee, salary, after-costs. They are paid first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from legal.counting.claim_account import AS_STATED, ClaimAccount
from legal.facts import Claim, ClaimTotals, CostKind, DebtorKind, InterestKind, Line, LineKind, OtherCost, Share
from legal.money import ZERO
from legal.parameters import Confidence, Figures
from legal.policies import CostsOrder, CountingPolicy

LABELS = {
    CostKind.BAILIFF_ACT: "ambtshandeling van de deurwaarder",
    CostKind.COURT_FEE: "griffierecht",
    CostKind.SALARY: "salaris van de gemachtigde",
    CostKind.AFTER_COSTS: "nakosten",
    CostKind.TRADE_REGISTER: "uittreksel van de Kamer van Koophandel",
    CostKind.REGISTER: "naslag in een register",
}
LAWS = {
    CostKind.BAILIFF_ACT: "art. 240 Rv",
    CostKind.COURT_FEE: "art. 237 lid 1 Rv",
    CostKind.SALARY: "art. 237 lid 1 Rv",
    CostKind.AFTER_COSTS: "art. 237 lid 4 Rv",
    CostKind.TRADE_REGISTER: "art. 237 lid 1 Rv",
    CostKind.REGISTER: "art. 237 lid 1 Rv",
}


class CostAccount:
    """One other cost, and the statutory interest over it where that is claimed. Law: art. 6:119 lid 1 BW."""

    def __init__(
        self, cost: OtherCost, owner: Claim, *, figures: Figures, policy: CountingPolicy, index: int
    ) -> None:
        bears = cost.bears_interest_from is not None
        claim = Claim(
            ref=owner.ref, principal=cost.amount, interest_from=cost.bears_interest_from or cost.on,
            interest=InterestKind.STATUTORY if bears else InterestKind.NONE,
        )
        self.cost = cost
        self.account = ClaimAccount(claim, DebtorKind.CONSUMER, figures=figures, policy=policy, index=index)

    def lines(self) -> list[Line]:
        """The cost itself, then its interest."""
        label, law, on = LABELS[self.cost.kind], LAWS[self.cost.kind], self.cost.on
        amount = self.cost.amount
        cost = Line(self.account.claim.ref, LineKind.OTHER_COST, on, on, 0, amount, None, amount, f"{law}, {label}",
                    AS_STATED, Confidence.TWO_SOURCES)  # fmt: skip
        return [cost, *(line._replace(law=f"{line.law}, over {label}") for line in self.account.lines)]


class BurdenedAccount(ClaimAccount):
    """The running account of a claim with other costs: those are taken once they are due, the oldest first.

    Before or after the collection costs is a policy; interest over costs goes before that of the claim.
    """

    def __init__(
        self, claim: Claim, debtor: DebtorKind, *, figures: Figures, policy: CountingPolicy, order: CostsOrder,
        index: int = 0,
    ) -> None:
        super().__init__(claim, debtor, figures=figures, policy=policy, index=index)
        self._order, self._due_through = order, date.min
        self.costs = [
            CostAccount(cost, claim, figures=figures, policy=policy, index=index)
            for cost in sorted(claim.other_costs, key=lambda cost: cost.on)
        ]

    def fall_due(self, day: date) -> None:
        """Makes what is owed through `day`, that day included, take part in a payment."""
        self._due_through = day

    def due(self) -> Sequence[CostAccount]:
        """The costs that are owed by now."""
        return [each for each in self.costs if each.cost.on <= self._due_through]

    def other_costs(self) -> Decimal:
        """The costs that are owed by now, paid or not."""
        return sum((each.cost.amount for each in self.due()), ZERO)

    def accrue(self, through: date) -> None:
        super().accrue(through)
        for each in self.costs:
            each.account.accrue(through)

    def accrue_unpaid(self, through: date) -> None:
        self.accrue(through)

    def begin(self, day: date) -> None:
        super().begin(day)
        for each in self.costs:
            each.account.begin(day)

    @property
    def open_amount(self) -> Decimal:
        return super().open_amount + sum((each.account.open_amount for each in self.due()), ZERO)

    def interest_of_next_day(self, day: date) -> Decimal:
        own = super().interest_of_next_day(day)
        return own + sum((each.account.interest_of_next_day(day) for each in self.costs), Decimal(0))

    def take(self, amount: Decimal) -> Share:
        takes_fee_first = self._order is CostsOrder.COLLECTION_FIRST
        fee = self._take_fee(amount) if takes_fee_first else ZERO
        others = self._take_costs(amount - fee)
        fee += ZERO if takes_fee_first else self._take_fee(amount - others)
        interest = self._take_interest_over_costs(amount - fee - others)
        own = super().take(amount - fee - others - interest)
        return replace(
            own, costs=fee + others, interest=interest + own.interest, for_other_costs=others + interest
        )

    def _take_fee(self, left: Decimal) -> Decimal:
        fee = min(left, self.costs_open)
        self.costs_open -= fee
        return fee

    def _take_costs(self, amount: Decimal) -> Decimal:
        left = amount
        for each in self.due():
            taken = min(left, each.account.principal_open)
            each.account.lower_paid(taken)
            left -= taken
        return amount - left

    def _take_interest_over_costs(self, amount: Decimal) -> Decimal:
        left = amount
        for each in self.due():
            left -= each.account.take_interest(min(left, each.account.interest_open))
        return amount - left

    def totals(self) -> ClaimTotals:
        """As of a claim without them, with the interest over costs and without the costs themselves."""
        own = super().totals()
        interest = sum((each.account.totals().interest for each in self.due()), ZERO)
        paid = interest - sum((each.account.interest_open for each in self.due()), ZERO)
        return ClaimTotals(
            own.ref, own.principal, own.interest + interest, own.paid + paid, own.balance + interest - paid
        )

    def cost_lines(self) -> list[Line]:
        """The lines of all costs that are owed by now, with their interest."""
        return [line for each in self.due() for line in each.lines()]


