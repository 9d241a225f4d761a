"""Collection costs of small periodic terms that are missed again and again, since 1 October 2024."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from legal.calendar import add_months
from legal.costs.scale import LAW_SCALE, Fee, fee, fee_over
from legal.errors import InvalidFacts
from legal.facts import Claim, Line, LineKind, MissedTerm, Remark
from legal.money import ZERO
from legal.parameters import CostScale, DatedValue, Figures, StackingLimit
from legal.parameters.series import weakest
from legal.policies import CostsPolicy, PeriodicStacking
from legal.wording import dutch_day, dutch_euro

LAW = "art. 2a Besluit vergoeding voor buitengerechtelijke incassokosten"
LAW_JOINT = "art. 6:96 lid 7 BW"
ONE_SOURCE = Remark(
    code="periodic_limit_one_source",
    text="De tekst van art. 2a van het Besluit is niet gelezen; de grens voor kleine termijnen is gerekend zoals één "
    "bron haar beschrijft. Laat een jurist het bedrag beoordelen.",
)

__all__ = [
    "MissedTerm",
    "NoticeFee",
    "OpenClaim",
    "PeriodicFee",
    "counted",
    "is_small",
    "joint_notice_fee",
    "notice_fee",
    "open_claim",
    "term_fee",
]


@dataclass(frozen=True, kw_only=True)
class PeriodicFee:
    """The fee in euro without VAT, what it rests on (Dutch), the terms looked back at, and what must be known."""

    amount: Decimal
    explanation: str
    law: str
    looked_back_at: tuple[str, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, kw_only=True)
class OpenClaim:
    """A claim as it counts for the fee: `open_principal` of `principal` euro, in default since `missed_on`."""

    principal: Decimal
    open_principal: Decimal
    missed_on: date
    term_of: str | None = None


def open_claim(claim: Claim, open_principal: Decimal) -> OpenClaim:
    """A claim of which `open_principal` euro is left, as it counts for the fee."""
    return OpenClaim(
        principal=claim.principal, open_principal=open_principal, missed_on=claim.interest_from, term_of=claim.term_of
    )


@dataclass(frozen=True, kw_only=True)
class NoticeFee:
    """The fee of a notice and what of each claim it was counted over, in the order given."""

    fee: Fee
    bases: tuple[Decimal, ...]
    has_small_terms: bool


def term_fee(
    term: MissedTerm, *, earlier: Iterable[MissedTerm], figures: Figures, policy: CostsPolicy | None = None
) -> PeriodicFee:
    """The fee that may be charged for a missed term after its own notice, given the earlier ones of the same contract.

    For a small term one looks back six months, terms paid late included: together the terms bear one fee by the scale
    over their sum, with one minimum, and what was charged goes off. A larger term, one missed before 1 October 2024, or
    the policy `per_term`: the scale over the term alone. The limit as one source describes it; its text was not read.
    Raises ParameterUnknown outside the scale, InvalidFacts without an own notice. Law: art. 2a of the decree.
    """
    if not term.has_own_notice:
        raise InvalidFacts("zonder eigen veertiendagenbrief is over deze termijn niets verschuldigd", field="notice")
    scale = figures.collection_costs.on(term.missed_on).value
    alone = fee_over(term.principal, scale)
    months = _months_looked_back(term.principal, term.missed_on, figures, policy)
    if months is None:
        text = f"De staffel over de termijn van {dutch_euro(term.principal)} zelf."
        return PeriodicFee(amount=alone, explanation=text, law=LAW_SCALE, looked_back_at=(), remarks=())
    first = add_months(term.missed_on, -months)
    window = _window(earlier, first, term.missed_on)
    total, charged = _together(term.principal, window, scale)
    amount = min(alone, max(ZERO, total - charged))
    text = (
        f"Teruggekeken tot {dutch_day(first)}: {len(window)} eerdere termijnen; samen ten hoogste {dutch_euro(total)}, "
        f"waarvan {dutch_euro(charged)} al is gerekend."
    )
    refs = tuple(each.ref for each in window)
    return PeriodicFee(amount=amount, explanation=text, law=LAW, looked_back_at=refs, remarks=(ONE_SOURCE,))


def joint_notice_fee(
    terms: Iterable[MissedTerm], *, figures: Figures, policy: CostsPolicy | None = None
) -> PeriodicFee:
    """The fee of one notice for terms that had none of their own: the highest that one of them alone would bear.

    That rule is for small terms missed since 1 October 2024; larger terms are added up, as several claims are. With
    both kinds in one notice the larger ones are added up and the small ones bear nothing more: the careful side.
    Law: art. 2a of the decree as one source describes it; art. 6:96 lid 7 BW.
    """
    listed = tuple(terms)
    if not listed:
        raise InvalidFacts("minstens één termijn is nodig", field="terms")
    scale = figures.collection_costs.on(max(term.missed_on for term in listed)).value
    small = [is_small(term.principal, term.missed_on, figures, policy) for term in listed]
    amount = fee_over(sum(counted([term.principal for term in listed], small), ZERO), scale)
    if all(small):
        text = f"Eén brief voor {len(listed)} termijnen zonder eigen brief: het hoogste bedrag van één termijn."
        return PeriodicFee(amount=amount, explanation=text, law=LAW, looked_back_at=(), remarks=(ONE_SOURCE,))
    text = "De staffel over de som van de termijnen boven de grens."
    remarks = (ONE_SOURCE,) if any(small) else ()
    return PeriodicFee(amount=amount, explanation=text, law=LAW_JOINT, looked_back_at=(), remarks=remarks)


def notice_fee(
    claims: Sequence[OpenClaim],
    *,
    reclaims_vat: bool,
    on: date,
    figures: Figures,
    earlier: Iterable[MissedTerm] = (),
    policy: CostsPolicy | None = None,
) -> NoticeFee:
    """The one fee of a consumer over the claims of a notice, counted with the scale of `on`.

    Open principals are added up (art. 6:96 lid 7 BW). Of small periodic terms only the largest counts, and only when
    nothing else is open; over it no more than the `earlier` terms of its agreement leave room for (art. 2a of the
    decree, one source). Raises ParameterUnknown where no figure is known.
    """
    opens = [claim.open_principal for claim in claims]
    small = [
        claim.term_of is not None and is_small(claim.principal, claim.missed_on, figures, policy) for claim in claims
    ]
    bases = counted(opens, small)
    most = None
    for claim, base, limited in zip(claims, bases, small, strict=True):
        if base and limited:
            most = _room(claim, base, earlier, on, figures, policy)
    found = fee(sum(bases, ZERO), reclaims_vat=reclaims_vat, on=on, figures=figures, most=most)
    if most is not None or bases != opens:
        limit = figures.periodic_stacking.on(on)
        found = replace(found, lines=tuple(_by_the_limit(line, limit) for line in found.lines))
    return NoticeFee(fee=found, bases=tuple(bases), has_small_terms=any(small))


def is_small(principal: Decimal, missed_on: date, figures: Figures, policy: CostsPolicy | None = None) -> bool:
    """Whether the limit reaches a periodic term of `principal` euro: no more than the threshold, since October 2024."""
    return _months_looked_back(principal, missed_on, figures, policy) is not None


def counted(principals: Sequence[Decimal], small: Sequence[bool]) -> list[Decimal]:
    """What of each open principal counts for the one fee of a notice, `small` telling which are small periodic terms.

    Small terms count only when nothing else is open, and then the largest of them alone.
    """
    others = [ZERO if left_out else principal for principal, left_out in zip(principals, small, strict=True)]
    if any(others) or not any(principals):
        return others
    largest = max(range(len(principals)), key=principals.__getitem__)
    return [principal if index == largest else ZERO for index, principal in enumerate(principals)]


def _by_the_limit(line: Line, limit: DatedValue[StackingLimit]) -> Line:
    """A line of the fee that is lower by the limit, or could be: it says so, and how sure that is."""
    if line.kind is not LineKind.COSTS:
        return line
    return line._replace(
        law=f"{line.law}; {LAW}",
        source=f"{line.source}; {limit.cited}",
        confidence=weakest((line.confidence, limit.confidence)),
    )


def _room(
    claim: OpenClaim,
    base: Decimal,
    earlier: Iterable[MissedTerm],
    on: date,
    figures: Figures,
    policy: CostsPolicy | None,
) -> Decimal:
    """What may still be charged over a small term after the earlier ones of its agreement, in euro without VAT."""
    months = _months_looked_back(claim.principal, claim.missed_on, figures, policy)
    same = [each for each in earlier if each.term_of == claim.term_of]
    window = _window(same, add_months(claim.missed_on, -(months or 0)), claim.missed_on)
    total, charged = _together(base, window, figures.collection_costs.on(on).value)
    return max(ZERO, total - charged)


def _window(earlier: Iterable[MissedTerm], first_day: date, last_day: date) -> list[MissedTerm]:
    """The terms missed in the span, both days included, that a notice of their own ran over."""
    return [each for each in earlier if first_day <= each.missed_on <= last_day and each.has_own_notice]


def _together(principal: Decimal, window: Sequence[MissedTerm], scale: CostScale) -> tuple[Decimal, Decimal]:
    """The fee over a term and the earlier ones together, and what of it was charged."""
    total = fee_over(principal + sum((each.principal for each in window), ZERO), scale)
    return total, sum((each.fee_charged for each in window), ZERO)


def _months_looked_back(
    principal: Decimal, missed_on: date, figures: Figures, policy: CostsPolicy | None
) -> int | None:
    """How many months one looks back for a term; None when the limit does not reach it."""
    series = figures.periodic_stacking
    wanted = (policy or CostsPolicy()).periodic_stacking is PeriodicStacking.LIMITED
    if not wanted or missed_on < series.first_day:
        return None
    limit = series.on(missed_on).value
    return limit.months if principal <= limit.threshold else None
