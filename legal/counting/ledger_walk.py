"""The walk through a case: days in order, interest before payments, one fee at the start of its first day."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from legal.bounds import check_is_counted
from legal.calendar import ONE_DAY
from legal.costs.business_costs import agreed_fee
from legal.costs.periodic_costs import notice_fee, open_claim
from legal.costs.scale import NO_FEE, Fee, fee, fee_of, limited
from legal.counting.claim_account import ClaimAccount
from legal.counting.imputation import book, split
from legal.errors import InvalidFacts
from legal.facts import AgreedCosts, BookedPayment, CaseFacts, DebtorKind, NoticeTerm
from legal.money import ZERO, round_cents
from legal.notice.term import term_of
from legal.parameters import Figures
from legal.policies import FeeBase


@dataclass
class Walk:
    """A case counted through a day: its accounts, the payments as booked, and the fee once it is due."""

    facts: CaseFacts
    figures: Figures
    accounts: list[ClaimAccount]
    notice: NoticeTerm | None
    costs_from: date | None
    fee: Fee = NO_FEE
    fee_is_fixed: bool = False
    has_small_terms: bool = False
    booked: list[BookedPayment] = field(default_factory=list)

    def fee_accounts(self) -> list[ClaimAccount]:
        """The claims in the base of the fee: those in default when the notice was sent, or on the day of hand-over."""
        notice = self.facts.notice
        if self.facts.debtor is DebtorKind.CONSUMER:
            by = notice.sent_on if notice else date.min
        else:
            by = self.costs_from or date.min
        in_base = [account for account in self.accounts if account.is_in_default(by)]
        if self.facts.debtor is DebtorKind.CONSUMER and notice is not None and notice.claims is not None:
            return [account for account in in_base if account.claim.ref in notice.claims]
        return in_base

    def fix_fee(self) -> None:
        """Fixes the one fee over the principal unpaid at the start of its first day, and shares it over the claims.

        Law: art. 6:96 lid 5-7 BW; several claims are added up.
        """
        self.fee_is_fixed = True
        first_day = self.costs_from
        if first_day is None or first_day < self.figures.collection_costs.first_day:
            return  # before the decree there is no scale: nothing is claimable under it
        accounts = self.fee_accounts()
        bases = [self.fee_base(account, first_day) for account in accounts]
        if self.facts.debtor is DebtorKind.CONSUMER:
            bases = self._fix_consumer_fee(accounts, bases, first_day)
        else:
            self.fee = fee(
                sum(bases, ZERO), reclaims_vat=self.facts.creditor_reclaims_vat, on=first_day, figures=self.figures
            )
        if self.facts.agreed_costs is not None:
            self.fee = self._agreed_fee(self.facts.agreed_costs, first_day)
        notice = self.facts.notice
        if self.facts.debtor is DebtorKind.CONSUMER and notice is not None and notice.most_costs is not None:
            self.fee = limited(self.fee, notice.most_costs)
        for account, share in zip(accounts, split(self.fee.total, bases), strict=True):
            account.costs_open = share

    def fee_base(self, account: ClaimAccount, first_day: date) -> Decimal:
        """What of a claim the fee is counted over at the start of its first day."""
        if self.facts.costs_policy.fee_base is FeeBase.PRINCIPAL:
            return account.principal_open
        account.accrue(first_day - ONE_DAY)
        account.begin(first_day)
        return account.principal_open + account.capitalised

    def _fix_consumer_fee(
        self, accounts: list[ClaimAccount], bases: list[Decimal], first_day: date
    ) -> list[Decimal]:
        """Fixes the fee by the scale of a consumer; gives what of each account it was counted over."""
        fixed = notice_fee(
            [open_claim(account.claim, base) for account, base in zip(accounts, bases, strict=True)],
            reclaims_vat=self.facts.creditor_reclaims_vat,
            on=first_day,
            figures=self.figures,
            earlier=self.facts.earlier_terms,
            policy=self.facts.costs_policy,
        )
        self.fee, self.has_small_terms = fixed.fee, fixed.has_small_terms
        return list(fixed.bases)

    def _agreed_fee(self, agreed: AgreedCosts, first_day: date) -> Fee:
        """The agreed fee in the place of that of the scale, on the same base; raises InvalidFacts for a consumer."""
        agreement = agreed_fee(
            self.fee.base,
            agreed,
            debtor=self.facts.debtor,
            by_scale=self.fee.amount,
            on=first_day,
            figures=self.figures,
        )
        return fee_of(agreement.item, base=self.fee.base, percent=agreed.percent)

    def fix_fee_if_due(self, day: date) -> None:
        """Fixes the fee when its first day is `day` or earlier. Nothing changes principals between two payments."""
        if not self.fee_is_fixed and self.costs_from is not None and self.costs_from <= day:
            self.fix_fee()

    def reach_payments_of(self, day: date) -> None:
        """Brings every claim to the moment of `day` at which payments are booked."""
        day_counts = self.facts.policy.payment_day_counts
        for account in self.accounts:
            account.accrue(day if day_counts else day - ONE_DAY)
            if not day_counts:
                account.begin(day)


def walk(facts: CaseFacts, *, on: date, figures: Figures) -> Walk:
    """The case counted through `on`, that day and its payments included; later payments are ignored."""
    check(facts)
    notice = term_of(facts.notice, policy=facts.policy, figures=figures) if facts.notice else None
    state = Walk(
        facts=facts,
        figures=figures,
        accounts=[
            ClaimAccount(claim, facts.debtor, figures=figures, policy=facts.policy, index=index)
            for index, claim in enumerate(facts.claims)
        ],
        notice=notice,
        costs_from=first_day_of_costs(facts, notice, on=on),
    )
    for payment in sorted(facts.payments, key=lambda payment: payment.received_on):
        if payment.received_on > on:
            break
        state.fix_fee_if_due(payment.received_on)
        state.reach_payments_of(payment.received_on)
        state.booked.append(book(payment, state.accounts))
    state.fix_fee_if_due(on)
    for account in state.accounts:
        if state.booked:
            account.accrue(on)
        else:
            account.accrue_unpaid(on)
    return state


def first_day_of_costs(facts: CaseFacts, notice: NoticeTerm | None, *, on: date) -> date | None:
    """First day on which the fee is due, None when nothing makes it due.

    Consumer: the day after the term of the notice. Business: the hand-over, by default the last claim that fell in
    default. Law: art. 6:96 lid 4 and 6 BW.
    """
    if facts.debtor is DebtorKind.CONSUMER:
        return notice.costs_claimable_from if notice else None
    if facts.handed_over_on is not None:
        return facts.handed_over_on
    return max((claim.interest_from for claim in facts.claims if claim.interest_from <= on), default=None)


def check(facts: CaseFacts) -> None:
    """Raises InvalidFacts where the facts contradict each other."""
    if not facts.claims:
        raise InvalidFacts("minstens één vordering is nodig", field="claims")
    refs = set()
    for index, claim in enumerate(facts.claims):
        if claim.ref in refs:
            raise InvalidFacts(f"kenmerk {claim.ref} komt tweemaal voor", field=f"claims.{index}.ref")
        refs.add(claim.ref)
        if claim.principal <= ZERO or claim.principal != round_cents(claim.principal):
            _refuse_amount(claim.principal, f"claims.{index}.principal")
        if claim.contract_rate is not None:
            check_is_counted(claim, f"claims.{index}.contract_rate")
    for index, payment in enumerate(facts.payments):
        if payment.claim is not None and payment.claim not in refs:
            raise InvalidFacts(f"vordering {payment.claim} bestaat niet", field=f"payments.{index}.claim")
        if payment.amount <= ZERO or payment.amount != round_cents(payment.amount):
            _refuse_amount(payment.amount, f"payments.{index}.amount")
    notice = facts.notice
    if notice and notice.delivered_on is not None and notice.delivered_on < notice.sent_on:
        raise InvalidFacts("bezorgd voordat de brief was verzonden", field="notice.delivered_on")


def _refuse_amount(amount: Decimal, field_path: str) -> None:
    if amount <= 0:
        raise InvalidFacts("het bedrag moet meer dan nul zijn", field=field_path)
    raise InvalidFacts("het bedrag heeft meer dan twee decimalen", field=field_path)
