"""How the amounts of a case are counted: the choices that were frozen when it was opened."""

from dataclasses import asdict

from cases.models import Case
from legal.policies import (
    BusinessCostBasis,
    CostsOrder,
    CostsPolicy,
    CountingPolicy,
    CreditAfterNotice,
    DayCount,
    Feb29Anniversary,
    FeeBase,
    PeriodicStacking,
    Rounding,
    SegmentCuts,
)

POLICY_KEYS = {
    "day_count": DayCount, "full_year_exact": bool, "payment_day_counts": bool, "feb29_anniversary": Feb29Anniversary,
    "rounding": Rounding, "segment_cuts": SegmentCuts, "extend_term": bool,
}


def frozen_policy(policy: CountingPolicy, costs_policy: CostsPolicy) -> dict[str, str | bool]:
    """The choices as they are kept with a case."""
    return {key: getattr(policy, key) for key in POLICY_KEYS} | asdict(costs_policy)


def policy_of(case: Case) -> CountingPolicy:
    """How interest and terms are counted, as frozen when the case was opened."""
    return CountingPolicy(**{key: read(case.policy[key]) for key, read in POLICY_KEYS.items() if key in case.policy})


def costs_policy_of(case: Case) -> CostsPolicy:
    """How costs are counted, as frozen when the case was opened; a case older than these choices has the first ones."""
    kept, first = case.policy, CostsPolicy()
    return CostsPolicy(
        periodic_stacking=PeriodicStacking(kept.get("periodic_stacking", first.periodic_stacking)),
        fee_base=FeeBase(kept.get("fee_base", first.fee_base)),
        b2b_cost_basis=BusinessCostBasis(kept.get("b2b_cost_basis", first.b2b_cost_basis)),
        costs_order=CostsOrder(kept.get("costs_order", first.costs_order)),
        credit_after_notice=CreditAfterNotice(kept.get("credit_after_notice", first.credit_after_notice)),
    )
