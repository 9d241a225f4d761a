"""The walk through a case: days in order, interest before payments, one fee at the start of its first day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import attrgetter

from legal.calendar import ONE_DAY
from legal.costs.business_costs import LatePayments, late_payments
from legal.costs.scale import NO_FEE, Fee
from legal.counting.burdened_account import BurdenedAccount
from legal.counting.checked_facts import check
from legal.counting.claim_account import ClaimAccount
from legal.counting.counted_claims import counted
from legal.counting.fee_grounds import (
    CONSUMER,
    Ground,
    accounts_of,
    fix_by_itself,
    grounds_of,
    together,
)
from legal.counting.imputation import book, split
from legal.errors import ParameterUnknown
from legal.facts import (
    BookedPayment,
    CaseFacts,
    Claim,
    Credit,
    CreditEffect,
    NoticeTerm,
    Payment,
)
from legal.money import ZERO
from legal.parameters import Figures
from legal.policies import BusinessCostBasis, FeeBase

received_on = attrgetter("received_on")


@dataclass(slots=True)
class Walk:
    """A case counted through a day: its accounts, the payments as booked, and the fee once it is due.

    `burdened` are the accounts that bear other costs, `penalised` those with an agreed penalty that counts and
    `unforfeited` those of them of which the day has not come yet.
    """

    facts: CaseFacts
    figures: Figures
    accounts: list[ClaimAccount]
    grounds: list[Ground]
    burdened: list[BurdenedAccount]
    fee: Fee = NO_FEE
    booked: list[BookedPayment] = field(default_factory=list)
    penalised: Sequence[ClaimAccount] = ()
    unforfeited: Sequence[ClaimAccount] = ()

    @property
    def costs_from(self) -> date | None:
        """First day on which costs are due of anybody, None when nothing makes them due."""
        return self.grounds[0].first_day if self.grounds else None

    @property
    def notice(self) -> NoticeTerm | None:
        """What the notice did that made costs due first."""
        for ground in self.grounds:
            if ground.term is not None:
                return ground.term
        return None

    def fee_base(self, account: ClaimAccount, first_day: date) -> Decimal:
        """What of a claim the fee is counted over at the start of its first day."""
        if self.facts.costs_policy.fee_base is FeeBase.PRINCIPAL:
            return account.principal_open
        account.accrue(first_day - ONE_DAY)
        account.begin(first_day)
        return account.principal_open + account.capitalised

    def fix_fees_due(self, day: date) -> None:
        """Fixes what falls due on `day` or earlier, in order. Nothing changes principals between two events."""
        for ground in self.grounds:
            if not ground.is_fixed and ground.first_day is not None and ground.first_day <= day:
                self._fix(ground, ground.first_day)
        if self.unforfeited:
            self._forfeit(day)

    def _forfeit(self, day: date) -> None:
        """Makes the penalties owed whose day came: no other event fell between that day and this."""
        left = []
        for account in self.unforfeited:
            penalty = account.claim.penalty
            if penalty is not None and penalty.on <= day:
                account.forfeit(penalty)
            else:
                left.append(account)
        self.unforfeited = left

    def _fix(self, ground: Ground, first_day: date) -> None:
        """Fixes the fee over the principal unpaid at the start of its first day, and shares it over the claims.

        Law: art. 6:96 lid 5-7 BW; several claims are added up, and joint debtors owe one fee.
        """
        earlier = []
        if len(self.grounds) > 1:
            earlier = [each for each in self.grounds if each.is_fixed and each.debtor == ground.debtor]
        ground.is_fixed = True
        if first_day < self.figures.collection_costs.first_day:
            return  # before the decree there is no scale: nothing is claimable under it
        ground.accounts = accounts_of(ground, self.accounts, self.facts)
        if earlier:  # over a claim that made costs due already none fall due once more
            taken = {id(account) for each in earlier for account in each.accounts}
            ground.accounts = [account for account in ground.accounts if id(account) not in taken]
        ground.late = self._late_payments(ground, first_day)
        bases = [self.fee_base(account, first_day) for account in ground.accounts]
        fix_by_itself(ground, bases, self.facts, self.figures, on=first_day)
        ground.owed = together(earlier, ground, self.facts, self.figures) if earlier else ground.fee
        added = ground.owed.total - self.fee.total
        if added <= ZERO:
            return
        self.fee = ground.owed
        for account, share in zip(ground.accounts, split(added, ground.bases), strict=True):
            account.costs_open += share

    def _late_payments(self, ground: Ground, first_day: date) -> LatePayments | None:
        """Between businesses: the claims paid late before the hand-over or still open on it."""
        if ground.kind is CONSUMER:
            return None
        is_scale = self.facts.costs_policy.b2b_cost_basis is BusinessCostBasis.SCALE
        if is_scale and len(ground.accounts) == 1 and ground.accounts[0].principal_open:
            return None  # over one open claim the scale gives no less
        late = [account.claim for account in ground.accounts if account.principal_open or self._was_paid_late(account)]
        try:
            return late_payments(late, on=first_day, figures=self.figures)
        except ParameterUnknown:
            if not is_scale:
                raise
            return None  # only the remark needs it

    def _was_paid_late(self, account: ClaimAccount) -> bool:
        return any(
            share.principal and share.ref == account.claim.ref
            for payment in self.booked if account.is_in_default(payment.received_on) for share in payment.per_claim
        )

    def reach_payments_of(self, day: date) -> None:
        """Brings every claim to the moment of `day` at which payments are booked."""
        day_counts = self.facts.policy.payment_day_counts
        for account in self.accounts:
            account.accrue(day if day_counts else day - ONE_DAY)
            if not day_counts:
                account.begin(day)
        for burdened in self.burdened:
            burdened.fall_due(day)

    def give_away(self, credited: list[tuple[Credit, ClaimAccount]], through: date) -> None:
        """Takes off what is credited through a day, and out of the list, the latest first; at the start of its day."""
        while credited and credited[-1][0].on <= through:
            credit, account = credited.pop()
            self.fix_fees_due(credit.on - ONE_DAY)
            account.credit(credit.amount, credit.on)

    def costs_owed_by(self, debtor: str) -> Fee:
        """The gross fee of one debtor by now: his grounds together."""
        his = [ground.owed for ground in self.grounds if ground.debtor == debtor and ground.is_fixed]
        return his[-1] if his else NO_FEE

    def costs_open_of(self, debtor: str) -> Decimal:
        """What is left of the fee for one debtor: whoever pays of it frees all."""
        unpaid = sum((account.costs_open for account in self.accounts), ZERO)
        paid = self.fee.total - unpaid
        return max(ZERO, self.costs_owed_by(debtor).total - paid)

    def pay(self, payment: Payment) -> None:
        """Books a payment; costs that its payer does not owe take nothing of it. Law: art. 6:43, 6:44 BW."""
        self.reach_payments_of(payment.received_on)
        kept_out = [] if payment.debtor is None else self._costs_not_owed_by(payment.debtor)
        for account, amount in zip(self.accounts, kept_out, strict=False):
            account.costs_open -= amount
        self.booked.append(book(payment, self.accounts))
        for account, amount in zip(self.accounts, kept_out, strict=False):
            account.costs_open += amount

    def _costs_not_owed_by(self, debtor: str) -> list[Decimal]:
        """What of the unpaid costs of each claim one debtor does not owe."""
        opens = [account.costs_open for account in self.accounts]
        his = split(min(self.costs_open_of(debtor), sum(opens, ZERO)), opens)
        return [unpaid - owed for unpaid, owed in zip(opens, his, strict=True)]


def walk(facts: CaseFacts, *, on: date, figures: Figures) -> Walk:
    """The case counted through `on`, that day and its payments included; later payments are ignored.

    Not for debtors who owe a share each: those are cases of their own (`shared_debts`).
    """
    check(facts)
    debtor, policy = facts.debtor, facts.policy
    accounts, are_plain = [], True
    for index, claim in enumerate(facts.claims):
        if claim.credits or claim.other_costs or claim.interest_clause is not None or claim.penalty is not None:
            are_plain = False
            accounts.append(_account(claim, facts, figures, index))
        else:
            kind = claim.debtor_kind or debtor
            accounts.append(ClaimAccount(claim, kind, figures=figures, policy=policy, index=index))
    burdened = [] if are_plain else [account for account in accounts if isinstance(account, BurdenedAccount)]
    state = Walk(facts, figures, accounts, grounds_of(facts, on=on, figures=figures), burdened)
    if not are_plain:
        state.penalised = state.unforfeited = [each for each in accounts if each.claim.penalty is not None]
    given_away = [] if are_plain else _given_away(facts, accounts, on)
    is_disturbed = bool(given_away)
    for payment in sorted(facts.payments, key=received_on):
        if payment.received_on > on:
            break
        state.give_away(given_away, payment.received_on)
        state.fix_fees_due(payment.received_on)
        state.pay(payment)
    state.give_away(given_away, on)
    state.fix_fees_due(on)
    for account in accounts:
        if state.booked or is_disturbed:
            account.accrue(on)
        else:
            account.accrue_unpaid(on)
    for each in burdened:
        each.fall_due(on)
    return state


def _given_away(
    facts: CaseFacts, accounts: Sequence[ClaimAccount], on: date
) -> list[tuple[Credit, ClaimAccount]]:
    """The credits that count from a day, through `on`, the latest first."""
    found = [
        (credit, account) for claim, account in zip(facts.claims, accounts, strict=True) for credit in claim.credits
        if credit.effect is CreditEffect.FROM_DAY and credit.on <= on
    ]
    return sorted(found, key=lambda each: each[0].on, reverse=True)


def _account(claim: Claim, facts: CaseFacts, figures: Figures, index: int) -> ClaimAccount:
    """The account of a claim with credits, other costs, a penalty or a clause that was tested."""
    kind, claim = claim.debtor_kind or facts.debtor, counted(claim, facts)
    if claim.other_costs:
        order = facts.costs_policy.costs_order
        return BurdenedAccount(claim, kind, figures=figures, policy=facts.policy, order=order, index=index)
    return ClaimAccount(claim, kind, figures=figures, policy=facts.policy, index=index)
