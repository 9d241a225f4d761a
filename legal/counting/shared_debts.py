"""A debt that several owe in parts: each part is a debt of its own, with its own notice, fee and payments.

Heirs owe pro rata; what one pays frees only him. Law: art. 6:6 lid 1 and 4:182 lid 2 BW.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Protocol, TypeVar

from legal.bounds import check_shared
from legal.counting.counted_claims import without_interest
from legal.counting.imputation import split
from legal.counting.too_much import ByPayer, whose
from legal.errors import InvalidFacts
from legal.facts import (
    BookedPayment,
    CaseFacts,
    Claim,
    ClaimTotals,
    Credit,
    Debtor,
    DebtorTotals,
    Liability,
    OtherCost,
    Payment,
    Penalty,
    Remark,
    Share,
    Valuation,
)
from legal.money import ZERO
from legal.parameters import Figures

Divided = TypeVar("Divided", Credit, OtherCost)
TOO_SMALL = "dit deel is minder dan een cent"


class Valuate(Protocol):
    """How one part is counted."""

    def __call__(self, facts: CaseFacts, *, on: date, figures: Figures) -> Valuation: ...


@dataclass
class Part:
    """What one debtor owes; `debtor` None: what nobody named owes. `numbers`: which payments of the case are his."""

    debtor: Debtor | None
    facts: CaseFacts
    numbers: list[int] = field(default_factory=list)

    def pays(self, payment: Payment, amount: Decimal, number: int) -> None:
        """Takes `amount` of a payment as his."""
        if amount:
            paid = replace(payment, amount=amount, debtor=None)
            self.facts = replace(self.facts, payments=(*self.facts.payments, paid))
            self.numbers.append(number)


def valuate_shares(facts: CaseFacts, *, on: date, figures: Figures, valuate: Valuate) -> Valuation:
    """The parts together through `on`. Raises InvalidFacts where shares pass the whole.

    A payment of which nobody knows who made it is shared by what each owes on that day.
    """
    parts = parts_of(facts, on=on, figures=figures, valuate=valuate)
    found = [valuate(part.facts, on=on, figures=figures) for part in parts]
    days = [each.costs_claimable_from for each in found if each.costs_claimable_from is not None]
    too_much = _too_much(facts, parts, found)
    return Valuation(
        on=on, principal=_sum(each.principal for each in found), interest=_sum(each.interest for each in found),
        costs=_sum(each.costs for each in found), vat_on_costs=_sum(each.vat_on_costs for each in found),
        paid=_sum(each.paid for each in found), balance=_sum(each.balance for each in found),
        costs_claimable_from=min(days, default=None),
        notice=next((each.notice for each in found if each.notice is not None), None),
        lines=tuple(line for each in found for line in each.lines), claims=_claims(found),
        payments=_payments(facts, parts, found), policy=facts.policy, costs_policy=facts.costs_policy,
        remarks=_remarks(found), other_costs=_sum(each.other_costs for each in found),
        penalty=_sum(each.penalty for each in found),
        debtors=tuple(
            DebtorTotals(part.debtor.ref, each.balance, each.costs, each.vat_on_costs, each.costs_claimable_from,
                         each.notice, too_much.get(part.debtor.ref, ZERO))
            for part, each in zip(parts, found, strict=True) if part.debtor is not None
        ),
        too_much=sum(too_much.values(), ZERO),
    )  # fmt: skip


def parts_of(facts: CaseFacts, *, on: date, figures: Figures, valuate: Valuate) -> list[Part]:
    """What each debtor owes with his payments through `on`; last what nobody named owes, where shares leave some."""
    shares = _shares(facts)
    rest = 1 - sum(shares, Fraction(0))
    owners: list[Debtor | None] = [*facts.debtors, *([None] if rest else [])]
    weights = [*shares, *([rest] if rest else [])]
    by_claim = [_divided(claim, weights) for claim in facts.claims]
    parts = []
    for place, debtor in enumerate(owners):
        claims = tuple(each for divided in by_claim if (each := divided[place]) is not None)
        if not claims:
            raise InvalidFacts(TOO_SMALL, field=f"debtors.{place}.share")
        letters = debtor or facts.unnamed
        own = replace(
            facts, debtors=(), claims=claims, payments=(), notice=letters.notice, later_notices=letters.later_notices,
            debtor=debtor.kind if debtor else facts.debtor,
        )
        parts.append(Part(debtor, own))
    due = [(number, payment) for number, payment in enumerate(facts.payments) if payment.received_on <= on]
    check_shared(sum(payment.debtor is None for _, payment in due), len(parts))
    for number, payment in sorted(due, key=lambda each: each[1].received_on):
        _share_payment(parts, payment, number, figures, valuate)
    return parts


def part_of(facts: CaseFacts, debtor: Debtor) -> CaseFacts:
    """What one who owes a share beside others for the whole owes by himself, with what he paid himself.

    Raises InvalidFacts for a share of less than a cent.
    """
    share = debtor.share or Fraction(0)
    claims = [_divided(claim, [share, 1 - share] if share < 1 else [share])[0] for claim in facts.claims]
    found = tuple(each for each in claims if each is not None)
    if not found:
        raise InvalidFacts(TOO_SMALL, field="debtors")
    paid = tuple(replace(each, debtor=None) for each in facts.payments if each.debtor == debtor.ref)
    return replace(
        facts, debtors=(), debtor=debtor.kind, notice=debtor.notice, later_notices=debtor.later_notices, claims=found,
        payments=paid,
    )


def check_shares(debtors: Sequence[Debtor]) -> None:
    """Raises InvalidFacts where the shares pass the whole, or one is nothing."""
    total = Fraction(0)
    for index, debtor in enumerate(debtors):
        if debtor.liability is Liability.SHARE:
            share = debtor.share or Fraction(0)
            total += share
            if share <= 0 or total > 1:
                text = "de delen zijn samen meer dan het geheel, of een deel is nul"
                raise InvalidFacts(text, field=f"debtors.{index}.share")


def _shares(facts: CaseFacts) -> list[Fraction]:
    check_shares(facts.debtors)
    return [debtor.share or Fraction(0) for debtor in facts.debtors]


def _divided(claim: Claim, weights: Sequence[Fraction]) -> list[Claim | None]:
    """The claim in parts that add up to it; None where a part is less than a cent."""
    whole = lcm(*(weight.denominator for weight in weights))
    by_weight = [Decimal(int(weight * whole)) for weight in weights]
    credited = [split(credit.amount, by_weight) for credit in claim.credits]
    costs = [split(cost.amount, by_weight) for cost in claim.other_costs]
    penalties = [None] * len(weights) if claim.penalty is None else _penalties(claim.penalty, by_weight)
    return [
        replace(
            _as_penalised(claim, penalties[place]), principal=principal,
            credits=_with_amounts(claim.credits, [each[place] for each in credited]),
            other_costs=_with_amounts(claim.other_costs, [each[place] for each in costs]),
        ) if principal else None
        for place, principal in enumerate(split(claim.principal, by_weight))
    ]  # fmt: skip


def _penalties(penalty: Penalty, by_weight: Sequence[Decimal]) -> list[Penalty | None]:
    """The penalty in parts that add up to it; None where a part is less than a cent."""
    return [
        replace(penalty, amount=amount) if amount else None for amount in split(penalty.amount, by_weight)
    ]


def _as_penalised(claim: Claim, part: Penalty | None) -> Claim:
    """The claim with a part of its penalty; where nothing of it falls in this part, it bears no interest either."""
    if claim.penalty is None:
        return claim
    return replace(claim if part is not None else without_interest(claim), penalty=part)


def _with_amounts(whole: Sequence[Divided], amounts: Sequence[Decimal]) -> tuple[Divided, ...]:
    """Each with its part of the amount; those of which nothing falls in this part are left out."""
    return tuple(replace(each, amount=amount) for each, amount in zip(whole, amounts, strict=True) if amount)


def _share_payment(parts: list[Part], payment: Payment, number: int, figures: Figures, valuate: Valuate) -> None:
    """Gives a payment to who made it, else to each by what he owes on that day; what is over goes to the first."""
    if payment.debtor is not None:
        next(part for part in parts if part.debtor and part.debtor.ref == payment.debtor).pays(
            payment, payment.amount, number
        )
        return
    owed = [max(ZERO, valuate(part.facts, on=payment.received_on, figures=figures).balance) for part in parts]
    total = sum(owed, ZERO)
    amounts = split(min(payment.amount, total), owed)
    amounts[0] += payment.amount - sum(amounts, ZERO)
    for part, amount in zip(parts, amounts, strict=True):
        part.pays(payment, amount, number)


def _claims(found: Sequence[Valuation]) -> tuple[ClaimTotals, ...]:
    merged: dict[str, ClaimTotals] = {}
    for claim in (claim for each in found for claim in each.claims):
        before = merged.get(claim.ref)
        merged[claim.ref] = claim if before is None else ClaimTotals(
            claim.ref, before.principal + claim.principal, before.interest + claim.interest, before.paid + claim.paid,
            before.balance + claim.balance,
        )  # fmt: skip
    return tuple(merged.values())


def _payments(facts: CaseFacts, parts: Sequence[Part], found: Sequence[Valuation]) -> tuple[BookedPayment, ...]:
    """Every payment of the case once, with what all parts took of it; those of one day in the order given."""
    taken: dict[int, list[BookedPayment]] = {}
    for part, each in zip(parts, found, strict=True):
        for number, booked in zip(part.numbers, each.payments, strict=True):
            taken.setdefault(number, []).append(booked)
    numbers = sorted(taken, key=lambda number: (facts.payments[number].received_on, number))
    return tuple(_merged(facts.payments[number], taken[number]) for number in numbers)


def _merged(payment: Payment, booked: Sequence[BookedPayment]) -> BookedPayment:
    shares: dict[str, Share] = {}
    for share in (share for each in booked for share in each.per_claim):
        before = shares.get(share.ref)
        shares[share.ref] = share if before is None else Share(
            ref=share.ref, costs=before.costs + share.costs, interest=before.interest + share.interest,
            principal=before.principal + share.principal, penalty=before.penalty + share.penalty,
            for_other_costs=before.for_other_costs + share.for_other_costs,
        )  # fmt: skip
    return BookedPayment(
        received_on=payment.received_on, amount=payment.amount, costs=_sum(each.costs for each in booked),
        interest=_sum(each.interest for each in booked), principal=_sum(each.principal for each in booked),
        unallocated=_sum(each.unallocated for each in booked), per_claim=tuple(shares.values()),
        penalty=_sum(each.penalty for each in booked),
    )


def _too_much(facts: CaseFacts, parts: Sequence[Part], found: Sequence[Valuation]) -> ByPayer:
    """What was paid beyond each part, by who paid it (euro)."""
    too_much: ByPayer = {}
    for part, each in zip(parts, found, strict=True):
        payers = [facts.payments[number].debtor for number in part.numbers]
        for payer, amount in whose(max(ZERO, -each.balance), each.payments, payers).items():
            too_much[payer] = too_much.get(payer, ZERO) + amount
    return too_much


def _remarks(found: Sequence[Valuation]) -> tuple[Remark, ...]:
    return tuple(dict.fromkeys(remark for each in found for remark in each.remarks))


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
