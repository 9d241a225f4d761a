"""Which claim a payment goes to, and how a sum of cents is shared without making or losing one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby

from legal.counting.claim_account import ClaimAccount
from legal.facts import BookedPayment, Payment, Share
from legal.money import ZERO, from_cents, round_cents, to_cents


def book(payment: Payment, accounts: Sequence[ClaimAccount]) -> BookedPayment:
    """Books a payment on the claims; interest must have been counted through the day that the policy asks for.

    Claim by claim: the designated one, then by onerousness and age, equal ones pro rata to all that is open on them.
    Within a claim: costs that are due, interest, principal. What is left after all claims goes to agreed penalties:
    debts of their own that bear nothing, so that the others are the more onerous. Who designated a claim pays its
    penalty before other claims. Law: art. 6:43 and 6:44 BW.
    """
    left = payment.amount
    taken: dict[str, Share] = {}
    own = [] if payment.claim is None else [
        account for account in accounts if account.penalty_open and account.claim.ref == payment.claim
    ]
    for group in order(payment, accounts):
        if own and group[0].claim.ref != payment.claim:
            left -= _take_penalties(left, own, taken)
            own = []
        if not left:
            break
        for account, part in zip(group, parts_of(left, group), strict=True):
            if part:
                share = taken[account.claim.ref] = account.take(part)
                left -= share.costs + share.interest + share.principal
    for penalised in (own, accounts):
        if left:
            left -= _take_penalties(left, penalised, taken)
    shares = tuple(taken[account.claim.ref] for account in accounts if account.claim.ref in taken)
    return BookedPayment(
        received_on=payment.received_on,
        amount=payment.amount,
        costs=sum((share.costs for share in shares), ZERO),
        interest=sum((share.interest for share in shares), ZERO),
        principal=sum((share.principal for share in shares), ZERO),
        unallocated=left,
        per_claim=shares,
        penalty=sum((share.penalty for share in shares), ZERO),
    )


def _take_penalties(amount: Decimal, accounts: Sequence[ClaimAccount], taken: dict[str, Share]) -> Decimal:
    """Takes of `amount` the penalties that are owed, in order of their days, into `taken`; gives back how much."""
    left = amount
    owed = sorted((account for account in accounts if account.penalty_open), key=_penalty_day)
    for _, grouped in groupby(owed, key=_penalty_day):
        group = list(grouped)
        opens = [account.penalty_open for account in group]
        for account, part in zip(group, opens if sum(opens) <= left else split(left, opens), strict=True):
            if part:
                ref = account.claim.ref
                share = taken.get(ref) or Share(ref=ref, costs=ZERO, interest=ZERO, principal=ZERO)
                taken[ref] = replace(share, penalty=share.penalty + part)
                account.penalty_open -= part
                left -= part
    return amount - left


def _penalty_day(account: ClaimAccount) -> date:
    assert account.claim.penalty is not None, "only who agreed on a penalty owes one"
    return account.claim.penalty.on


def order(payment: Payment, accounts: Sequence[ClaimAccount]) -> list[list[ClaimAccount]]:
    """The claims in the order in which they take the payment; those in one group take pro rata.

    The designated claim; then those in default on that day before those that are not, the highest rate first, then the
    oldest `interest_from`. Law: art. 6:43 lid 1 and 2 BW.
    """
    open_accounts = [account for account in accounts if account.open_amount]
    designated = [account for account in open_accounts if account.claim.ref == payment.claim]
    others = [account for account in open_accounts if account.claim.ref != payment.claim]
    groups = [designated] if designated else []
    if len(others) == 1:
        return [*groups, others]
    ranked = sorted(((rank(account, payment.received_on), account) for account in others), key=lambda pair: pair[0])
    return [*groups, *([account for _, account in group] for _, group in groupby(ranked, key=lambda pair: pair[0]))]


def rank(account: ClaimAccount, day: date) -> tuple[bool, Decimal, date]:
    """Sorts claims for a payment on `day`: in default, most onerous, oldest."""
    return not account.is_in_default(day), -account.yearly_percent_on(day), account.claim.interest_from


def parts_of(amount: Decimal, group: Sequence[ClaimAccount]) -> list[Decimal]:
    """What each claim of a group may take of `amount`: everything when it is enough, else pro rata."""
    opens = [account.open_amount for account in group]
    return opens if sum(opens) <= amount else split(amount, opens)


def split(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """`amount` in whole cents shared by `weights`; odd cents go to the largest remainders, the first one on a tie.

    The shares add up to `amount` exactly. All zero when the weights are.

    >>> [str(share) for share in split(Decimal("10.00"), [Decimal(50), Decimal(50), Decimal(50)])]
    ['3.34', '3.33', '3.33']
    """
    cents, total = to_cents(amount), sum(weights)
    if not total:
        return [ZERO for _ in weights]
    if len(weights) == 1:
        return [round_cents(amount)]
    exact = [cents * weight / total for weight in weights]
    whole = [int(share) for share in exact]
    by_remainder = sorted(range(len(whole)), key=lambda index: whole[index] - exact[index])
    for index in by_remainder[: cents - sum(whole)]:
        whole[index] += 1
    return [from_cents(share) for share in whole]
