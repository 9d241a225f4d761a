"""Collection costs of small periodic terms that are missed again and again, since 1 October 2024."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from legal.calendar import add_months
from legal.collection_costs import fee_over
from legal.errors import InvalidFacts
from legal.facts import Remark
from legal.money import ZERO
from legal.parameters import Figures
from legal.policies import CostsPolicy, PeriodicStacking
from legal.wording import dutch_day, dutch_euro

LAW = "art. 2a Besluit vergoeding voor buitengerechtelijke incassokosten"
ONE_SOURCE = Remark(
    code="periodic_limit_one_source",
    text="De tekst van art. 2a van het Besluit is niet gelezen; de grens voor kleine termijnen is gerekend zoals één "
    "bron haar beschrijft. Laat een jurist het bedrag beoordelen.",
)


@dataclass(frozen=True, kw_only=True)
class MissedTerm:
    """A term of one contract that was not paid in time, also when it was paid later; amounts in euro without VAT.

    `missed_on`: the first day of default. `has_own_notice`: a valid notice for this term alone ran its term unpaid.
    `fee_charged`: what was already charged over it.
    """

    ref: str
    principal: Decimal
    missed_on: date
    has_own_notice: bool
    fee_charged: Decimal = ZERO


@dataclass(frozen=True, kw_only=True)
class PeriodicFee:
    """The fee in euro without VAT, what it rests on (Dutch), the terms looked back at, and what must be known."""

    amount: Decimal
    explanation: str
    law: str
    looked_back_at: tuple[str, ...]
    remarks: tuple[Remark, ...]


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
    limit = _limit_for(term, figures, policy)
    if limit is None:
        text = f"De staffel over de termijn van {dutch_euro(term.principal)} zelf."
        return PeriodicFee(amount=alone, explanation=text, law=_scale_law(), looked_back_at=(), remarks=())
    first = add_months(term.missed_on, -limit)
    window = [each for each in earlier if first <= each.missed_on <= term.missed_on and each.has_own_notice]
    total = fee_over(term.principal + sum((each.principal for each in window), ZERO), scale)
    charged = sum((each.fee_charged for each in window), ZERO)
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
    large = [term for term in listed if _limit_for(term, figures, policy) is None]
    if large:
        amount = fee_over(sum((term.principal for term in large), ZERO), scale)
        text = "De staffel over de som van de termijnen boven de grens."
        remarks = () if len(large) == len(listed) else (ONE_SOURCE,)
        law = "art. 6:96 lid 7 BW"
        return PeriodicFee(amount=amount, explanation=text, law=law, looked_back_at=(), remarks=remarks)
    amount = max(fee_over(term.principal, scale) for term in listed)
    text = f"Eén brief voor {len(listed)} termijnen zonder eigen brief: het hoogste bedrag van één termijn."
    return PeriodicFee(amount=amount, explanation=text, law=LAW, looked_back_at=(), remarks=(ONE_SOURCE,))


def _limit_for(term: MissedTerm, figures: Figures, policy: CostsPolicy | None) -> int | None:
    """How many months one looks back for this term; None when the limit does not reach it."""
    series = figures.periodic_stacking
    wanted = (policy or CostsPolicy()).periodic_stacking is PeriodicStacking.LIMITED
    if not wanted or term.missed_on < series.first_day:
        return None
    limit = series.on(term.missed_on).value
    return limit.months if term.principal <= limit.threshold else None


def _scale_law() -> str:
    return "art. 2 lid 1 Besluit vergoeding voor buitengerechtelijke incassokosten"
