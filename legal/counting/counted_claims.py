"""A claim as it is counted: without what was never owed, and without what an unfair clause takes away."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from legal.errors import InvalidFacts, NotSupported
from legal.facts import (
    CaseFacts,
    Claim,
    ClaimNature,
    ClauseStatus,
    CostKind,
    CreditEffect,
    DebtorKind,
    InterestKind,
)
from legal.money import ZERO, round_cents
from legal.policies import AfterUnfairClause, ClausePolicy, CreditAfterNotice, InterestBesidePenalty

FAIR, UNFAIR = ClauseStatus.FAIR, ClauseStatus.UNFAIR
# Part of what the scale covers, unless a judgment awards them.
NEED_AWARD = (CostKind.BAILIFF_ACT, CostKind.TRADE_REGISTER, CostKind.REGISTER)
WITH_STATUTORY_RATE = (InterestKind.STATUTORY, InterestKind.COMMERCIAL, InterestKind.GOVERNMENT)


def kind_of(claim: Claim, debtor: DebtorKind) -> DebtorKind:
    """Consumer or business for this claim; `debtor` where the claim itself does not say."""
    return debtor if claim.debtor_kind is None else claim.debtor_kind


def is_plain(claim: Claim) -> bool:
    """Whether nothing was credited, no clause was tested and no penalty was agreed: it is counted as it stands."""
    return not claim.credits and claim.interest_clause is not UNFAIR and claim.penalty is None


def counted(claim: Claim, facts: CaseFacts) -> Claim:
    """The claim with the principal that was ever owed, and the interest that a penalty or an unfair clause leaves.

    A penalty that does not count is taken off. Law: art. 6:92 lid 2 BW.
    """
    if is_plain(claim):
        return claim
    kind = kind_of(claim, facts.debtor)
    is_penalised = bears_penalty(claim, kind)
    never_owed = credited(claim, CreditEffect.FROM_ORIGIN)
    claim = replace(
        claim, principal=claim.principal - never_owed, penalty=claim.penalty if is_penalised else None
    )
    if is_penalised and facts.clause_policy.beside_penalty is InterestBesidePenalty.NOTHING:
        return without_interest(claim)
    if claim.interest_clause is not UNFAIR or kind is DebtorKind.BUSINESS:
        return claim
    is_statutory = facts.clause_policy.unfair_interest is AfterUnfairClause.STATUTORY
    left = InterestKind.STATUTORY if is_statutory and claim.interest is not InterestKind.NONE else InterestKind.NONE
    return replace(claim, interest=left, contract_rate=None, surcharge=None)


def without_interest(claim: Claim) -> Claim:
    """The claim as one that bears no interest."""
    return replace(claim, interest=InterestKind.NONE, contract_rate=None, surcharge=None)


def bears_penalty(claim: Claim, kind: DebtorKind) -> bool:
    """Whether an agreed penalty counts: for a consumer by a clause that was found fair alone.

    Of a claim of which nothing was ever owed it falls away too. Law: art. 6:91 BW; richtlijn 93/13/EEG.
    """
    if claim.penalty is None or claim.principal <= credited(claim, CreditEffect.FROM_ORIGIN):
        return False
    return kind is DebtorKind.BUSINESS or claim.penalty.clause is FAIR


def credited(claim: Claim, effect: CreditEffect) -> Decimal:
    """What was credited of a claim with this effect, in euro."""
    return sum((credit.amount for credit in claim.credits if credit.effect is effect), ZERO)


def bears_scale(claim: Claim, kind: DebtorKind, policy: ClausePolicy) -> bool:
    """Whether collection costs by the scale are owed over a claim.

    Not over damages that were neither converted nor settled, and by policy not to a consumer after an unfair clause.
    Law: art. 1 of the decree; art. 6:96 lid 5 BW.
    """
    if claim.nature is ClaimNature.DAMAGES:
        return False
    is_struck = claim.costs_clause is UNFAIR and kind is DebtorKind.CONSUMER
    return not is_struck or policy.unfair_costs is AfterUnfairClause.STATUTORY


def at_sending(facts: CaseFacts, sent_on: date) -> CaseFacts:
    """The facts by which a notice of `sent_on` is judged: without the credits that are dated after it.

    With them where the policy says that a later credit breaks the notice too.
    """
    is_strict = facts.costs_policy.credit_after_notice is CreditAfterNotice.BREAKS
    if is_strict or not any(claim.credits for claim in facts.claims):
        return facts
    known = [tuple(credit for credit in claim.credits if credit.on <= sent_on) for claim in facts.claims]
    claims = (replace(claim, credits=credits_) for claim, credits_ in zip(facts.claims, known, strict=True))
    return replace(facts, claims=tuple(claims))


def check_corrections(claim: Claim, kind: DebtorKind, path: str) -> None:
    """Raises InvalidFacts or NotSupported for what comes off or on top of it and cannot be counted."""
    left = claim.principal
    for number, credit in enumerate(claim.credits):
        _check_amount(credit.amount, f"{path}.credits.{number}.amount")
        left -= credit.amount
        if left < 0:
            text = "samen is meer gecrediteerd dan de hoofdsom van deze vordering"
            raise InvalidFacts(text, field=f"{path}.credits.{number}.amount")
    for number, cost in enumerate(claim.other_costs):
        _check_amount(cost.amount, f"{path}.other_costs.{number}.amount")
        if cost.bears_interest_from is not None and cost.bears_interest_from < cost.on:
            text = "rente over kosten loopt niet voordat zij verschuldigd zijn"
            raise InvalidFacts(text, field=f"{path}.other_costs.{number}.bears_interest_from")
    if claim.surcharge is not None and claim.interest not in WITH_STATUTORY_RATE:
        text = "een opslag telt alleen bovenop een wettelijk percentage, en zou hier niet worden meegerekend"
        raise InvalidFacts(text, field=f"{path}.surcharge")
    _check_acceleration(claim, kind, path)
    _check_penalty(claim, path)


def check_changes(claim: Claim, path: str) -> None:
    """Raises InvalidFacts where the days on which an agreed rate changes are not in order, after its first day."""
    before = claim.interest_from
    for number, change in enumerate(claim.contract_rate.changes if claim.contract_rate else ()):
        if change.first_day <= before:
            text = "een wijziging van de rente ligt na de eerste rentedag, en na de vorige wijziging"
            raise InvalidFacts(text, field=f"{path}.contract_rate.changes.{number}.first_day")
        before = change.first_day


def _check_acceleration(claim: Claim, kind: DebtorKind, path: str) -> None:
    acceleration = claim.acceleration
    if acceleration is None:
        return
    if claim.interest_from < acceleration.on:
        text = "over vervroegd opgeëiste termijnen loopt geen rente voor de dag van opeising"
        raise InvalidFacts(text, field=f"{path}.interest_from")
    if acceleration.clause is UNFAIR and kind is DebtorKind.CONSUMER:
        text = "door een oneerlijk beding is niets vervroegd opeisbaar: geef alleen de vervallen termijnen op"
        raise NotSupported(text, field=f"{path}.acceleration.clause")


def _check_penalty(claim: Claim, path: str) -> None:
    """Law: art. 6:93 BW; it asks what damages ask, and so default (art. 6:81-6:83 BW)."""
    if claim.penalty is None:
        return
    _check_amount(claim.penalty.amount, f"{path}.penalty.amount")
    if claim.penalty.on < claim.interest_from:
        text = "een boete op te laat betalen is niet verschuldigd voor de eerste dag van het verzuim"
        raise InvalidFacts(text, field=f"{path}.penalty.on")


def _check_amount(amount: Decimal, path: str) -> None:
    if amount <= ZERO or amount != round_cents(amount):
        raise InvalidFacts("een bedrag van meer dan nul in hele centen werd verwacht", field=path)
