"""One claim as the law counts it: what is on record of it, with what was credited and what came on top."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.models import CREDITS, Claim, ClientTerms, LedgerEntry, LedgerKind, OtherCost
from legal.counting.counted_claims import WITH_STATUTORY_RATE
from legal.facts import (
    Acceleration,
    ClaimNature,
    ClauseStatus,
    ContractRate,
    Credit,
    CreditEffect,
    InterestKind,
    Penalty,
    RateChange,
    Remark,
    Surcharge,
)
from legal.facts import Claim as LegalClaim
from legal.facts import OtherCost as LegalCost
from legal.money import ZERO

OF_CLAIM = "Vordering "  # how the law begins a remark on one claim


def costs_of(session: Session, entries: Iterable[LedgerEntry]) -> dict[int, OtherCost]:
    """What each entry of other costs is of, by the id of the entry; asks nothing where there are none."""
    ids = [entry.id for entry in entries if entry.kind is LedgerKind.OTHER_COST]
    if not ids:
        return {}
    query = select(OtherCost).where(OtherCost.entry_id.in_(ids))
    return {cost.entry_id: cost for cost in session.scalars(query) if cost.entry_id is not None}


def legal_claims(
    claims: Sequence[Claim], terms: ClientTerms, booked: Collection[LedgerEntry], costs: Mapping[int, OtherCost]
) -> tuple[LegalClaim, ...]:
    """Claims of one case with the credits and other costs among the `booked` entries.

    Costs that belong to no claim stand on the first one: a payment takes them before anything of that claim.
    """
    credits_: dict[int | None, list[Credit]] = defaultdict(list)
    burdens: dict[int | None, list[LegalCost]] = defaultdict(list)
    for entry in booked:
        if entry.kind in CREDITS:
            credits_[entry.claim_id].append(_credit(entry))
        elif entry.kind is LedgerKind.OTHER_COST:
            burdens[entry.claim_id or claims[0].id].append(_cost(entry, costs[entry.id]))
    return tuple(
        replace(as_fact(claim, terms), credits=tuple(credits_[claim.id]), other_costs=tuple(burdens[claim.id]))
        for claim in claims
    )


def as_fact(claim: Claim, terms: ClientTerms) -> LegalClaim:
    """What was stated and found of one claim. While it is not in default it bears no interest.

    What was found of a clause on the claim itself goes before what the terms of the case say.
    """
    in_default = claim.default_from is not None
    first_day = claim.default_from or claim.due_date
    return LegalClaim(
        ref=str(claim.id),
        principal=claim.principal,
        interest_from=first_day,
        interest=claim.interest if in_default else InterestKind.NONE,
        contract_rate=_rate(claim, first_day) if in_default else None,
        surcharge=_surcharge(claim) if in_default else None,
        term_of=claim.term_of or None,
        nature=claim.nature or ClaimNature.CONTRACTUAL,
        interest_clause=claim.interest_clause or terms.interest_clause,
        costs_clause=claim.costs_clause or terms.costs_clause,
        acceleration=_acceleration(claim, first_day),
        penalty=penalty_of(claim, claim.penalty, claim.penalty_from, claim.penalty_clause),
    )


def _rate(claim: Claim, first_day: date) -> ContractRate | None:
    """The agreed rate as it is on the first day of default, with its later changes."""
    if claim.contract_percent is None or claim.contract_per is None:
        return None
    changes = [
        RateChange(first_day=date.fromisoformat(day), percent=Decimal(percent))
        for day, percent in claim.rate_changes or ()
    ]
    begun = [change.percent for change in changes if change.first_day <= first_day]
    return ContractRate(
        percent=begun[-1] if begun else claim.contract_percent, per=claim.contract_per,
        compound=claim.contract_compound, changes=tuple(change for change in changes if change.first_day > first_day),
    )


def _surcharge(claim: Claim) -> Surcharge | None:
    if claim.surcharge_percent is None or claim.surcharge_per is None or claim.interest not in WITH_STATUTORY_RATE:
        return None
    return Surcharge(percent=claim.surcharge_percent, per=claim.surcharge_per)


def _acceleration(claim: Claim, first_day: date) -> Acceleration | None:
    if claim.called_in_on is None or claim.called_in_clause is None or first_day < claim.called_in_on:
        return None
    return Acceleration(on=claim.called_in_on, clause=claim.called_in_clause)


def penalty_of(
    claim: Claim, amount: Decimal | None, since: date | None, clause: ClauseStatus | None
) -> Penalty | None:
    """An agreed penalty on a claim; none before its default. Law: art. 6:93 BW."""
    if amount is None or since is None or claim.default_from is None:
        return None
    return Penalty(on=max(since, claim.default_from), amount=amount, clause=clause)


def by_number(remarks: Sequence[Remark], numbers: Mapping[str, str]) -> tuple[Remark, ...]:
    """Remarks on a claim with its invoice number in the place of its name in the facts."""
    return tuple(_by_number(remark, numbers) if remark.text.startswith(OF_CLAIM) else remark for remark in remarks)


def _by_number(remark: Remark, numbers: Mapping[str, str]) -> Remark:
    ref, _, text = remark.text.removeprefix(OF_CLAIM).partition(": ")
    return replace(remark, text=f"Factuur {numbers[ref]}: {text}") if ref in numbers else remark


def credited(booked: Iterable[LedgerEntry]) -> Decimal:
    """What was credited by these entries, whatever its effect (euro)."""
    return sum((-entry.amount for entry in booked if entry.kind in CREDITS), ZERO)


def _credit(entry: LedgerEntry) -> Credit:
    assert entry.effect is not None, "a credit says from when"
    return Credit(on=entry.effective_on, amount=-entry.amount, effect=CreditEffect(entry.effect.value))


def _cost(entry: LedgerEntry, cost: OtherCost) -> LegalCost:
    return LegalCost(
        kind=cost.kind, on=entry.effective_on, amount=entry.amount, bears_interest_from=cost.interest_from
    )
