"""Why collection costs fall due: towards which debtor, over claims of which kind, since when; and what they come to.

One creditor, one debtor, one fee: what falls due later is counted together with what was due before. Joint debtors owe
one fee between them, each no more than his own notice makes due.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from legal.costs.business_costs import LatePayments, agreed_fee
from legal.costs.periodic_costs import notice_fee, open_claim
from legal.costs.scale import NO_FEE, Fee, fee, fee_of, grown, limited, rest_of
from legal.counting.claim_account import ClaimAccount
from legal.counting.counted_claims import bears_scale
from legal.facts import CaseFacts, DebtorKind, Notice, NoticeTerm
from legal.money import ZERO
from legal.notice.term import term_of
from legal.parameters import Figures
from legal.policies import BusinessCostBasis

THE_DEBTOR = "schuldenaar"
CONSUMER = DebtorKind.CONSUMER


@dataclass(slots=True)
class Ground:
    """Why and since when one debtor owes costs over his claims of one kind.

    `fee` is what this one came to by itself, `owed` what he owes with all that fell due of him before it.
    `bases` are what of each of its `accounts` was counted; `late` the payments that came late,
    `by_scale` what the scale gives: both between businesses.
    """

    debtor: str
    debtor_kind: DebtorKind
    notice: Notice | None
    kind: DebtorKind
    term: NoticeTerm | None
    first_day: date | None
    is_fixed: bool = False
    fee: Fee = NO_FEE
    owed: Fee = NO_FEE
    accounts: Sequence[ClaimAccount] = ()
    bases: Sequence[Decimal] = ()
    late: LatePayments | None = None
    by_scale: Decimal = ZERO
    has_small_terms: bool = False

    @property
    def base(self) -> Decimal:
        """The principal that its fee was counted over."""
        return sum(self.bases, ZERO)


def grounds_of(facts: CaseFacts, *, on: date, figures: Figures) -> list[Ground]:
    """The grounds of every debtor, one for each kind of his claims, in the order in which they fall due.

    Consumer: from the day after the term of his notice. Business: from the hand-over, by default the last claim that
    fell in default. Law: art. 6:96 lid 4 and 6 BW.
    """
    if not facts.debtors:
        found = _grounds(THE_DEBTOR, facts.debtor, facts.notice, facts, on, figures)
        found += _later(THE_DEBTOR, facts.debtor, facts.later_notices, facts, figures)
    else:
        found = [
            ground for debtor in facts.debtors for ground in (
                *_grounds(debtor.ref, debtor.kind, debtor.notice, facts, on, figures),
                *_later(debtor.ref, debtor.kind, debtor.later_notices, facts, figures),
            )
        ]
    if len(found) > 1:
        found.sort(key=lambda ground: ground.first_day or date.max)
    return found


def _grounds(
    ref: str, debtor: DebtorKind, notice: Notice | None, facts: CaseFacts, on: date, figures: Figures
) -> list[Ground]:
    term = term_of(notice, policy=facts.policy, figures=figures) if notice is not None else None
    found = []
    for kind in {claim.debtor_kind or debtor: None for claim in facts.claims}:
        if kind is CONSUMER:
            first_day = None if term is None else term.costs_claimable_from
        else:
            first_day = _hand_over(facts, debtor, on)
        found.append(Ground(ref, debtor, notice, kind, term, first_day))
    return found


def _later(
    ref: str, debtor: DebtorKind, notices: Sequence[Notice], facts: CaseFacts, figures: Figures
) -> list[Ground]:
    """The grounds of notices of claims that came later: each a consumer's, from the day after its own term."""
    terms = [term_of(notice, policy=facts.policy, figures=figures) for notice in notices]
    return [
        Ground(ref, debtor, notice, CONSUMER, term, term.costs_claimable_from)
        for notice, term in zip(notices, terms, strict=True)
    ]


def _hand_over(facts: CaseFacts, debtor: DebtorKind, on: date) -> date | None:
    if facts.handed_over_on is not None:
        return facts.handed_over_on
    days = [
        claim.interest_from for claim in facts.claims
        if claim.interest_from <= on and (claim.debtor_kind or debtor) is not CONSUMER
    ]
    return max(days, default=None)


def accounts_in_default(ground: Ground, accounts: Sequence[ClaimAccount]) -> list[ClaimAccount]:
    """The claims of the ground in default when its notice was sent, or on the day of hand-over."""
    notice, kind, debtor = ground.notice, ground.kind, ground.debtor_kind
    day = notice and notice.sent_on if kind is CONSUMER else ground.first_day
    by = day or date.min
    found = [
        account for account in accounts
        if account.claim.interest_from <= by and (account.claim.debtor_kind or debtor) is kind
    ]
    if kind is CONSUMER and notice is not None and notice.claims is not None:
        return [account for account in found if account.claim.ref in notice.claims]
    return found


def accounts_of(ground: Ground, accounts: Sequence[ClaimAccount], facts: CaseFacts) -> list[ClaimAccount]:
    """The claims in the base of the fee: in default, and such that the scale reaches them."""
    return [
        account for account in accounts_in_default(ground, accounts)
        if bears_scale(account.claim, ground.kind, facts.clause_policy)
    ]


def fix_by_itself(ground: Ground, bases: Sequence[Decimal], facts: CaseFacts, figures: Figures, *, on: date) -> None:
    """Counts the fee of the ground over what is open of its accounts, with the scale and the VAT rate of `on`.

    Law: art. 6:96 lid 4-7 BW.
    """
    reclaims_vat = facts.creditor_reclaims_vat
    if ground.kind is CONSUMER:
        fixed = notice_fee(
            [open_claim(account.claim, base) for account, base in zip(ground.accounts, bases, strict=True)],
            reclaims_vat=reclaims_vat, on=on, figures=figures, earlier=facts.earlier_terms, policy=facts.costs_policy,
        )
        ground.fee, ground.bases, ground.has_small_terms = fixed.fee, list(fixed.bases), fixed.has_small_terms
        notice = ground.notice
        if notice is not None and notice.elsewhere:
            ground.fee = rest_of(ground.fee, notice.elsewhere, reclaims_vat=reclaims_vat, on=on, figures=figures)
        if notice is not None and notice.most_costs is not None:
            ground.fee = limited(ground.fee, notice.most_costs)
        return
    ground.bases = list(bases)
    ground.fee = fee(ground.base, reclaims_vat=reclaims_vat, on=on, figures=figures)
    ground.by_scale = ground.fee.amount
    agreed = facts.agreed_costs
    if agreed is not None:
        item = agreed_fee(
            ground.fee.base, agreed, debtor=ground.kind, by_scale=ground.fee.amount, on=on, figures=figures
        ).item
        ground.fee = fee_of(item, base=ground.fee.base, percent=agreed.percent)
    _by_late_payments(ground, facts, on=on)


def _by_late_payments(ground: Ground, facts: CaseFacts, *, on: date) -> None:
    """Takes forty euro for each late payment in the place of the fee, where the policy says so and it is more."""
    late = ground.late
    if late is None or facts.costs_policy.b2b_cost_basis is not BusinessCostBasis.GREATER_OF:
        return
    if late.amount > ground.fee.total:
        ground.fee = late.as_fee(on)
        ground.bases = [late.each if account.claim.ref in late.refs else ZERO for account in ground.accounts]


def together(earlier: Sequence[Ground], ground: Ground, facts: CaseFacts, figures: Figures) -> Fee:
    """The one fee of a debtor when this ground joins the `earlier` ones.

    No more than the scale gives over all principals together, and never less than was due. Law: art. 6:96 lid 7 BW.
    """
    on = ground.first_day
    assert on is not None, "a ground that was fixed has its day"
    base = ground.base + sum((each.base for each in earlier), ZERO)
    elsewhere = sum({each.notice: each.notice.elsewhere for each in (*earlier, ground) if each.notice}.values(), ZERO)
    most = fee(base, reclaims_vat=facts.creditor_reclaims_vat, on=on, figures=figures)
    most = rest_of(most, elsewhere, reclaims_vat=facts.creditor_reclaims_vat, on=on, figures=figures)
    return grown(earlier[-1].owed, ground.fee, most=most, on=on)

