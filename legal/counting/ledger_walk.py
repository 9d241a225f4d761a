"""The walk through a case: days in order, interest before payments, one fee at the start of its first day."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import itemgetter

from legal.bounds import check_is_counted
from legal.calendar import ONE_DAY
from legal.costs.business_costs import SCALE_ALONE, LatePayments, late_payments
from legal.costs.scale import NO_FEE, Fee
from legal.counting.burdened_account import BurdenedAccount
from legal.counting.claim_account import ClaimAccount
from legal.counting.counted_claims import check_changes, check_corrections, counted, kind_of
from legal.counting.fee_grounds import (
    CONSUMER,
    Ground,
    accounts_of,
    fix_by_itself,
    grounds_of,
    together,
)
from legal.counting.imputation import book, split
from legal.errors import InvalidFacts, ParameterUnknown
from legal.facts import BookedPayment, CaseFacts, Claim, Credit, CreditEffect, Liability, Notice, NoticeTerm, Payment
from legal.money import ZERO, round_cents
from legal.parameters import Figures
from legal.policies import BusinessCostBasis, FeeBase


@dataclass
class Walk:
    """A case counted through a day: its accounts, the payments as booked, and the fee once it is due."""

    facts: CaseFacts
    figures: Figures
    accounts: list[ClaimAccount]
    grounds: list[Ground]
    fee: Fee = NO_FEE
    booked: list[BookedPayment] = field(default_factory=list)

    @property
    def costs_from(self) -> date | None:
        """First day on which costs are due of anybody, None when nothing makes them due."""
        return self.grounds[0].first_day if self.grounds else None

    @property
    def notice(self) -> NoticeTerm | None:
        """What the notice did that made costs due first."""
        return next((ground.term for ground in self.grounds if ground.term is not None), None)

    @property
    def burdened(self) -> list[BurdenedAccount]:
        """The claims that bear other costs."""
        return [account for account in self.accounts if isinstance(account, BurdenedAccount)]

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

    def _fix(self, ground: Ground, first_day: date) -> None:
        """Fixes the fee over the principal unpaid at the start of its first day, and shares it over the claims.

        Law: art. 6:96 lid 5-7 BW; several claims are added up, and joint debtors owe one fee.
        """
        earlier = [each for each in self.grounds if each.is_fixed and each.debtor is ground.debtor]
        ground.is_fixed = True
        if first_day < self.figures.collection_costs.first_day:
            return  # before the decree there is no scale: nothing is claimable under it
        ground.accounts = accounts_of(ground, self.accounts, self.facts)
        ground.late = self._late_payments(ground, first_day)
        bases = [self.fee_base(account, first_day) for account in ground.accounts]
        fix_by_itself(ground, bases, self.facts, self.figures, on=first_day)
        before = earlier[-1].owed if earlier else NO_FEE
        ground.owed = together(before, ground, earlier, self.facts, self.figures)
        if ground.owed.total <= self.fee.total:
            return
        added, self.fee = ground.owed.total - self.fee.total, ground.owed
        for account, share in zip(ground.accounts, split(added, ground.bases), strict=True):
            account.costs_open += share

    def _late_payments(self, ground: Ground, first_day: date) -> LatePayments | None:
        """Between businesses: the claims paid late before the hand-over or still open on it."""
        if ground.kind is CONSUMER:
            return None
        late = [account.claim for account in ground.accounts if account.principal_open or self._was_paid_late(account)]
        try:
            return late_payments(late, on=first_day, figures=self.figures)
        except ParameterUnknown:
            if self.facts.costs_policy.b2b_cost_basis is BusinessCostBasis.GREATER_OF:
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
            account.fall_due(day)

    def costs_owed_by(self, debtor: str) -> Fee:
        """The gross fee of one debtor by now: his grounds together."""
        his = [ground.owed for ground in self.grounds if ground.debtor.ref == debtor and ground.is_fixed]
        return his[-1] if his else NO_FEE

    def costs_open_of(self, debtor: str) -> Decimal:
        """What is left of the fee for one debtor: whoever pays of it frees all."""
        unpaid = sum((account.costs_open for account in self.accounts), ZERO)
        paid = self.fee.total - unpaid
        return max(ZERO, self.costs_owed_by(debtor).total - paid)

    def pay(self, payment: Payment) -> None:
        """Books a payment; costs that its payer does not owe take nothing of it. Law: art. 6:43, 6:44 BW."""
        self.reach_payments_of(payment.received_on)
        kept_out = [ZERO for _ in self.accounts]
        if payment.debtor is not None:
            opens = [account.costs_open for account in self.accounts]
            his = split(min(self.costs_open_of(payment.debtor), sum(opens, ZERO)), opens)
            kept_out = [unpaid - owed for unpaid, owed in zip(opens, his, strict=True)]
        for account, amount in zip(self.accounts, kept_out, strict=True):
            account.costs_open -= amount
        self.booked.append(book(payment, self.accounts))
        for account, amount in zip(self.accounts, kept_out, strict=True):
            account.costs_open += amount


def walk(facts: CaseFacts, *, on: date, figures: Figures) -> Walk:
    """The case counted through `on`, that day and its payments included; later payments are ignored.

    Not for debtors who owe a share each: those are cases of their own (`shared_debts`).
    """
    check(facts)
    assert all(debtor.share is None for debtor in facts.debtors), "a debt in parts is walked part by part"
    state = Walk(
        facts=facts, figures=figures, grounds=grounds_of(facts, on=on, figures=figures),
        accounts=[_account(claim, facts, figures, index) for index, claim in enumerate(facts.claims)],
    )  # fmt: skip
    is_disturbed = False
    for day, event in _events(facts, on):
        is_disturbed = True
        if isinstance(event, Payment):
            state.fix_fees_due(day)
            state.pay(event)
        else:
            state.fix_fees_due(day - ONE_DAY)
            ref, credit = event
            next(account for account in state.accounts if account.claim.ref == ref).credit(credit.amount, day)
    state.fix_fees_due(on)
    for account in state.accounts:
        if is_disturbed:
            account.accrue(on)
        else:
            account.accrue_unpaid(on)
        account.fall_due(on)
    return state


def _account(claim: Claim, facts: CaseFacts, figures: Figures, index: int) -> ClaimAccount:
    as_counted, kind = counted(claim, facts), kind_of(claim, facts.debtor)
    if claim.other_costs:
        order = facts.costs_policy.costs_order
        return BurdenedAccount(as_counted, kind, figures=figures, policy=facts.policy, order=order, index=index)
    return ClaimAccount(as_counted, kind, figures=figures, policy=facts.policy, index=index)


def _events(facts: CaseFacts, on: date) -> list[tuple[date, Payment | tuple[str, Credit]]]:
    """Payments, and credits that count from a day, through `on`; on one day credits go first."""
    events: list[tuple[date, Payment | tuple[str, Credit]]] = [
        (credit.on, (claim.ref, credit)) for claim in facts.claims for credit in claim.credits
        if credit.effect is CreditEffect.FROM_DAY and credit.on <= on
    ]
    events += [(payment.received_on, payment) for payment in facts.payments if payment.received_on <= on]
    events.sort(key=itemgetter(0))
    return events


def check(facts: CaseFacts) -> None:
    """Raises InvalidFacts where the facts contradict each other, NotSupported where they are not counted."""
    if not facts.claims:
        raise InvalidFacts("minstens één vordering is nodig", field="claims")
    refs = set()
    for index, claim in enumerate(facts.claims):
        if claim.ref in refs:
            raise InvalidFacts(f"kenmerk {claim.ref} komt tweemaal voor", field=f"claims.{index}.ref")
        refs.add(claim.ref)
        _check_claim(claim, facts, f"claims.{index}")
    payers = {debtor.ref for debtor in facts.debtors}
    for index, payment in enumerate(facts.payments):
        _check_payment(payment, refs, payers, f"payments.{index}")
    _check_notice(facts.notice, "notice")
    _check_debtors(facts)
    if facts.agreed_costs is not None and all(kind_of(claim, facts.debtor) is CONSUMER for claim in facts.claims):
        raise InvalidFacts(SCALE_ALONE, field="debtor")


def _check_claim(claim: Claim, facts: CaseFacts, path: str) -> None:
    if claim.principal <= ZERO or claim.principal != round_cents(claim.principal):
        _refuse_amount(claim.principal, f"{path}.principal")
    if claim.contract_rate is not None:
        check_is_counted(claim, f"{path}.contract_rate")
        check_changes(claim, path)
    check_corrections(claim, kind_of(claim, facts.debtor), path)


def _check_payment(payment: Payment, refs: set[str], payers: set[str], path: str) -> None:
    if payment.claim is not None and payment.claim not in refs:
        raise InvalidFacts(f"vordering {payment.claim} bestaat niet", field=f"{path}.claim")
    if payment.debtor is not None and payment.debtor not in payers:
        raise InvalidFacts(f"schuldenaar {payment.debtor} bestaat niet", field=f"{path}.debtor")
    if payment.amount <= ZERO or payment.amount != round_cents(payment.amount):
        _refuse_amount(payment.amount, f"{path}.amount")


def _check_notice(notice: Notice | None, path: str) -> None:
    if notice and notice.delivered_on is not None and notice.delivered_on < notice.sent_on:
        raise InvalidFacts("bezorgd voordat de brief was verzonden", field=f"{path}.delivered_on")


def _check_debtors(facts: CaseFacts) -> None:
    refs: set[str] = set()
    for index, debtor in enumerate(facts.debtors):
        path = f"debtors.{index}"
        if debtor.ref in refs:
            raise InvalidFacts(f"schuldenaar {debtor.ref} komt tweemaal voor", field=f"{path}.ref")
        refs.add(debtor.ref)
        if (debtor.share is not None) is not (debtor.liability is Liability.SHARE):
            text = "een deel hoort bij wie een deel schuldig is, en bij niemand anders"
            raise InvalidFacts(text, field=f"{path}.share")
        _check_notice(debtor.notice, f"{path}.notice")


def _refuse_amount(amount: Decimal, field_path: str) -> None:
    if amount <= 0:
        raise InvalidFacts("het bedrag moet meer dan nul zijn", field=field_path)
    raise InvalidFacts("het bedrag heeft meer dan twee decimalen", field=field_path)
