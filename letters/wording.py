"""Dutch wording of choices made elsewhere: the way a notice went, the counting policy of a case."""

from legal.counting.valuation import Channel
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

_CHANNELS = {
    Channel.ORDINARY_POST: "per gewone post",
    Channel.REGISTERED_POST: "per aangetekende post",
    Channel.EMAIL: "per e-mail",
    Channel.BAILIFF: "bij exploot van een gerechtsdeurwaarder",
}
_DAY_COUNTS = {
    DayCount.ACT_365: "werkelijke dagen gedeeld door 365, ook in een schrikkeljaar",
    DayCount.ACT_ACT: "werkelijke dagen gedeeld door de dagen van dat jaar",
}
_ANNIVERSARIES = {Feb29Anniversary.FEB_28: "op 28 februari", Feb29Anniversary.MAR_1: "op 1 maart"}
_ROUNDINGS = {
    Rounding.PER_SEGMENT: "elke regel op hele centen, een halve cent naar boven",
    Rounding.AT_END: "pas het totaal op hele centen, een halve cent naar boven",
}
_CUTS = {
    SegmentCuts.REAL_CHANGES: "alleen waar de rentevoet of het bedrag verandert en op de verjaardag",
    SegmentCuts.HALF_YEARS: "ook op elke 1 januari en 1 juli",
}
FEE_BASE_LABEL = "Grondslag van de incassokosten"
FEE_BASES = {
    FeeBase.PRINCIPAL: "hoofdsom alleen",
    FeeBase.WITH_CAPITALISED_INTEREST: "hoofdsom met bijgeschreven rente (één bron)",
}
STACKING_LABEL = "Kleine periodieke termijnen"
STACKINGS = {
    PeriodicStacking.LIMITED: "kosten samen begrensd (art. 2a Besluit, één bron)",
    PeriodicStacking.PER_TERM: "elke termijn eigen kosten, zoals voor 1 oktober 2024",
}


def channel_in_words(channel: Channel) -> str:
    """How a notice was sent, as a part of a sentence."""
    return _CHANNELS[channel]


def policy_in_words(policy: CountingPolicy) -> tuple[tuple[str, str], ...]:
    """Each choice of the policy as a label with what was chosen."""
    return (
        ("Dagen per jaar", _DAY_COUNTS[policy.day_count]),
        ("Vol jaar", "precies de jaarrente" if policy.full_year_exact else "gerekend in dagen, zoals de rest"),
        ("Dag van betaling", "draagt nog rente" if policy.payment_day_counts else "draagt geen rente meer"),
        ("Verjaardag van 29 februari", _ANNIVERSARIES[policy.feb29_anniversary]),
        ("Afronding", _ROUNDINGS[policy.rounding]),
        ("Nieuwe regel", _CUTS[policy.segment_cuts]),
        (
            "Einde van de veertiendagentermijn",
            "schuift van een zaterdag, zondag of feestdag naar de volgende werkdag" if policy.extend_term
            else "schuift niet op",
        ),
    )  # fmt: skip


def costs_policy_in_words(policy: CostsPolicy) -> tuple[tuple[str, str], ...]:
    """Each choice on collection costs as a label with what was chosen; the later ones only where they differ."""
    told = [
        (FEE_BASE_LABEL, FEE_BASES[policy.fee_base]),
        (STACKING_LABEL, STACKINGS[policy.periodic_stacking]),
    ]
    if policy.b2b_cost_basis is BusinessCostBasis.GREATER_OF:
        told.append(("Te late betalingen van bedrijven", "veertig euro voor elk, als dat meer is dan de staffel"))
    if policy.costs_order is CostsOrder.COLLECTION_FIRST:
        told.append(("Volgorde van kosten", "een betaling neemt eerst de incassokosten, dan andere kosten"))
    if policy.credit_after_notice is CreditAfterNotice.BREAKS:
        told.append(("Creditnota na de brief", "de brief noemde te veel en maakt geen kosten verschuldigd"))
    return tuple(told)
