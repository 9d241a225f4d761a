"""Collection costs of small periodic terms that are missed again and again, since 1 October 2024."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from legal.calendar import add_months
from legal.costs.scale import Fee, fee, fee_over
from legal.facts import Claim, Line, LineKind, MissedTerm, Remark
from legal.money import ZERO
from legal.parameters import CostScale, DatedValue, Figures, StackingLimit
from legal.parameters.series import weakest
from legal.policies import CostsPolicy, PeriodicStacking

LAW = "art. 2a Besluit vergoeding voor buitengerechtelijke incassokosten"
ONE_SOURCE = Remark(
    code="periodic_limit_one_source",
    text="De tekst van art. 2a van het Besluit is niet gelezen; de grens voor kleine termijnen is gerekend zoals één "
    "bron haar beschrijft. Laat een jurist het bedrag beoordelen.",
)

__all__ = [
    "MissedTerm",
    "NoticeFee",
    "OpenClaim",
    "counted",
    "is_small",
    "notice_fee",
    "open_claim",
]


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
        found = found._replace(lines=tuple(_by_the_limit(line, limit) for line in found.lines))
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
