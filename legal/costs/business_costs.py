"""Collection costs between businesses outside the scale: forty euro without demand, and agreed costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from legal.calendar import ONE_DAY
from legal.costs.cost_items import CostItem
from legal.costs.rechecking import not_rechecked
from legal.costs.scale import Fee
from legal.errors import InvalidFacts
from legal.facts import AgreedCosts, Claim, ClaimNature, DebtorKind, InterestKind, Line, LineKind, Remark
from legal.interest import AGREED_SOURCE
from legal.money import HUNDRED, ZERO, round_cents
from legal.parameters import Confidence, Figures
from legal.wording import dutch_day, dutch_euro

LAW_MINIMUM = "art. 6:96 lid 4 BW"
LAW_AGREED = "art. 6:96 BW, bedongen incassokosten"
LAW_MODERATION = "art. 242 lid 1 Rv"
# A commercial agreement: with the interest of art. 6:119a or 6:119b BW, or an agreed rate in its place.
OF_TRADE = (InterestKind.COMMERCIAL, InterestKind.GOVERNMENT, InterestKind.CONTRACTUAL)
SCALE_ALONE = "van een consument kan alleen de staffel worden gevorderd (art. 6:96 lid 5 BW)"
MODERATION = Remark(
    code="agreed_costs_moderation",
    text=f"De rechter kan bedongen incassokosten tussen bedrijven ambtshalve matigen ({LAW_MODERATION}), niet onder "
    "wat redelijk is.",
)


__all__ = [
    "AgreedCosts",
    "AgreedFee",
    "LatePayments",
    "agreed_fee",
    "is_of_trade",
    "late_payments",
    "minimum_without_demand",
]


@dataclass(frozen=True, kw_only=True)
class AgreedFee:
    """The agreed fee with its explanation, beside what the scale would give."""

    item: CostItem
    by_scale: Decimal
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, kw_only=True)
class LatePayments:
    """The late payments of a case between businesses: `each` is what one of them makes due, in euro without VAT."""

    refs: tuple[str, ...]
    each: Decimal
    source: str
    confidence: Confidence

    @property
    def amount(self) -> Decimal:
        """What they make due together."""
        return self.each * len(self.refs)

    def as_fee(self, on: date) -> Fee:
        """The fee by this reading, with its one line; no VAT: the decree that adds it speaks of the scale."""
        text = f"{LAW_MINIMUM}, {len(self.refs)} × {dutch_euro(self.each)}"
        line = Line(None, LineKind.COSTS, on, on, 0, self.amount, None, self.amount, text, self.source,
                    self.confidence)  # fmt: skip
        return Fee(self.amount, self.amount, ZERO, (line,))


def is_of_trade(claim: Claim, figures: Figures) -> bool:
    """Whether forty euro is owed for paying this claim late: of a commercial agreement since 16 March 2013.

    Where the day of the agreement is not known, that of default stands for it. Law: art. 6:96 lid 4 BW; art. 183a
    Overgangswet.
    """
    concluded_on = claim.concluded_on or claim.interest_from
    is_damages = claim.nature is ClaimNature.DAMAGES
    return claim.interest in OF_TRADE and not is_damages and concluded_on >= figures.commercial_minimum.first_day


def late_payments(claims: Sequence[Claim], *, on: date, figures: Figures) -> LatePayments | None:
    """The forty euro of each of these claims, that were paid late or not at all; None when none is of a trade.

    `on` is the day of hand-over. Raises ParameterUnknown past the days that were checked.
    """
    refs = tuple(claim.ref for claim in claims if is_of_trade(claim, figures))
    if not refs:
        return None
    dated = figures.commercial_minimum.on(max(on, figures.commercial_minimum.first_day))
    return LatePayments(refs=refs, each=dated.value, source=dated.cited, confidence=dated.confidence)


def minimum_without_demand(
    debtor: DebtorKind, *, concluded_on: date, last_payment_day: date, figures: Figures
) -> CostItem | None:
    """The forty euro due without any demand from the day after the last day of payment; `on` is that day.

    None for a consumer and for an agreement concluded before 16 March 2013. It is a minimum of the one fee, not a fee
    beside it. Past the days that were checked it is carried on, and the explanation says so.
    Law: art. 6:96 lid 4 BW; art. 183a Overgangswet.
    """
    if debtor is DebtorKind.CONSUMER or concluded_on < figures.commercial_minimum.first_day:
        return None
    due_from = last_payment_day + ONE_DAY
    day = max(due_from, figures.commercial_minimum.first_day)
    dated = figures.commercial_minimum.on(day)
    doubts = [each.text for each in not_rechecked(day, figures.commercial_minimum)]
    due = f"zonder aanmaning verschuldigd vanaf {dutch_day(due_from)}; onderdeel van de incassokosten"
    return CostItem(
        code="commercial_minimum",
        label="Minimumvergoeding handelsovereenkomst",
        amount=dated.value,
        on=due_from,
        explanation=". ".join([due, *doubts]),
        law=LAW_MINIMUM,
        source=dated.cited,
        confidence=dated.confidence,
    )


def agreed_fee(
    base: Decimal,
    agreed: AgreedCosts,
    *,
    debtor: DebtorKind,
    by_scale: Decimal,
    on: date,
    figures: Figures,
) -> AgreedFee:
    """The collection costs that businesses agreed on over a principal of `base`, whole cents, without VAT.

    Never less than the forty euro of a commercial agreement, where its day is known. `by_scale` is what the scale gives
    on the same base, for the judge who moderates. Raises InvalidFacts for a consumer: nothing but the scale can be
    claimed there.
    Law: art. 6:96 lid 4 and 5 BW; art. 242 lid 1 Rv.
    """
    if debtor is DebtorKind.CONSUMER:
        raise InvalidFacts(SCALE_ALONE, field="debtor")
    floor = None
    if agreed.concluded_on is not None:
        floor = minimum_without_demand(
            debtor, concluded_on=agreed.concluded_on, last_payment_day=on - ONE_DAY, figures=figures
        )
    minimum = max(agreed.minimum, floor.amount if floor else ZERO)
    counted = round_cents(base * agreed.percent / HUNDRED)
    amount = max(counted, minimum) if base > 0 else ZERO
    clause = f" ({agreed.clause})" if agreed.clause else ""
    text = f"{agreed.percent.normalize():f}".replace(".", ",") + f"% van {dutch_euro(base)}{clause}"
    if amount > counted:
        text += f", minimaal {dutch_euro(minimum)}"
    by_law = floor if amount > max(counted, agreed.minimum) else None
    item = CostItem(
        code="agreed_costs",
        label="Bedongen incassokosten",
        amount=amount,
        on=on,
        explanation=f"{text}; de staffel geeft {dutch_euro(by_scale)}",
        law=f"{LAW_MINIMUM}; {LAW_AGREED}" if by_law else f"{LAW_AGREED}; {LAW_MODERATION}",
        source=by_law.source if by_law else AGREED_SOURCE,
        confidence=Confidence.TWO_SOURCES,
    )
    return AgreedFee(item=item, by_scale=by_scale, remarks=(MODERATION,) if amount > by_scale else ())
