"""The fee for extrajudicial collection (buitengerechtelijke incassokosten): scale, minimum, VAT, and its lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from legal.costs.cost_items import CostItem
from legal.facts import Line, LineKind
from legal.money import HUNDRED, ZERO, round_cents
from legal.parameters import CostScale, DatedValue, Figures

DECREE = "Besluit vergoeding voor buitengerechtelijke incassokosten"
LAW_SCALE = f"art. 2 lid 1 {DECREE}"
LAW_MINIMUM = f"art. 2 lid 2 {DECREE}"
LAW_VAT = f"art. 2 lid 3 {DECREE}"
NAMED = ", ten hoogste het in de brief genoemde bedrag"


@dataclass(frozen=True, kw_only=True)
class Tier:
    """One step of the fee: `percent` of `base`, rounded to cents; None when it is the minimum."""

    base: Decimal
    percent: Decimal | None
    amount: Decimal
    law: str


@dataclass(frozen=True, kw_only=True)
class Fee:
    """The fee over `base`: `amount` without VAT, `vat` on it, both whole cents, with the lines that add up to them."""

    base: Decimal
    amount: Decimal
    vat: Decimal
    lines: tuple[Line, ...] = ()

    @property
    def total(self) -> Decimal:
        """Fee and VAT."""
        return self.amount + self.vat


NO_FEE = Fee(base=ZERO, amount=ZERO, vat=ZERO)


def tiers(base: Decimal, scale: CostScale) -> tuple[Tier, ...]:
    """The steps of the fee over a principal of `base`; none when it is zero. Law: art. 2 lid 1 and 2 of the decree."""
    if base <= 0:
        return ()
    steps = []
    for bracket in scale.brackets:
        if base <= bracket.over:
            break
        part = (base if bracket.up_to is None else min(base, bracket.up_to)) - bracket.over
        amount = round_cents(part * bracket.percent / HUNDRED)
        steps.append(Tier(base=round_cents(part), percent=bracket.percent, amount=amount, law=LAW_SCALE))
    total = sum((step.amount for step in steps), ZERO)
    if total < scale.minimum:
        return (Tier(base=round_cents(base), percent=None, amount=scale.minimum, law=LAW_MINIMUM),)
    if total > scale.maximum:
        last = steps[-1]
        capped = last.amount - (total - scale.maximum)
        steps[-1] = Tier(base=last.base, percent=last.percent, amount=capped, law=f"{LAW_SCALE}, maximum")
    return tuple(steps)


def fee_over(base: Decimal, scale: CostScale) -> Decimal:
    """The fee without VAT over a principal of `base`, whole cents.

    Less than the minimum; one bracket; 15% of the first 2.500 euro and 10% of the rest.

    >>> from legal.parameters import load_figures
    >>> scale = load_figures().collection_costs.on(date(2026, 6, 1)).value
    >>> [str(fee_over(Decimal(base), scale)) for base in (100, 1000, 3000)]
    ['40.00', '150.00', '425.00']
    """
    return sum((step.amount for step in tiers(base, scale)), ZERO)


def fee(
    base: Decimal,
    *,
    reclaims_vat: bool,
    on: date,
    figures: Figures,
    most: Decimal | None = None,
) -> Fee:
    """The fee over `base` by the scale and the VAT rate of `on`, the first day on which it is due.

    `most`: no more than this without VAT. VAT only when the creditor cannot reclaim it and declared so. Raises
    ParameterUnknown where no figure is known. Law: art. 2 of the decree.
    """
    if base <= 0:
        return NO_FEE
    scale = figures.collection_costs.on(on)
    steps = tiers(base, scale.value)
    lines = [_line(LineKind.COSTS, step.base, step.percent, step.amount, step.law, on, scale) for step in steps]
    if most is not None:
        lines = _cut(lines, sum((line.amount for line in lines), ZERO) - most)
    amount = sum((line.amount for line in lines), ZERO)
    vat = ZERO
    if not reclaims_vat and amount:
        rate = figures.vat.on(on)
        vat = round_cents(amount * rate.value / HUNDRED)
        lines.append(_line(LineKind.VAT, amount, rate.value, vat, LAW_VAT, on, rate))
    return Fee(base=round_cents(base), amount=amount, vat=vat, lines=tuple(lines))


def fee_of(item: CostItem, *, base: Decimal, percent: Decimal) -> Fee:
    """An agreed amount as the fee, with its one line; no VAT: the decree that adds it speaks of the scale."""
    if not item.amount:
        return NO_FEE
    line = Line(
        claim=None,
        kind=LineKind.COSTS,
        first_day=item.on,
        last_day=item.on,
        days=0,
        base=base,
        rate_percent=percent,
        amount=item.amount,
        law=item.law,
        source=item.source,
        confidence=item.confidence,
    )
    return Fee(base=base, amount=item.amount, vat=ZERO, lines=(line,))


def limited(fee: Fee, most: Decimal) -> Fee:
    """The fee with VAT brought down to `most` euro, what the notice named: VAT gives way first, then the last tiers.

    Law: art. 6:96 lid 6 BW: no more is claimable than the consequence that was announced.
    """
    lines = tuple(_cut(fee.lines, fee.total - most, NAMED))
    vat = sum((line.amount for line in lines if line.kind is LineKind.VAT), ZERO)
    amount = sum((line.amount for line in lines if line.kind is LineKind.COSTS), ZERO)
    return Fee(base=fee.base, amount=amount, vat=vat, lines=lines)


def _cut(lines: Sequence[Line], over: Decimal, why: str = "") -> list[Line]:
    """The lines with `over` euro taken off, the last ones first; the article of a line that was cut says `why`."""
    left = max(over, ZERO)
    kept = []
    for line in reversed(lines):
        cut = min(left, line.amount)
        left -= cut
        if line.amount > cut:
            kept.append(line._replace(amount=line.amount - cut, law=f"{line.law}{why}") if cut else line)
    return kept[::-1]


def _line(
    kind: LineKind,
    base: Decimal,
    percent: Decimal | None,
    amount: Decimal,
    law: str,
    on: date,
    figure: DatedValue[CostScale] | DatedValue[Decimal],
) -> Line:
    return Line(
        claim=None,
        kind=kind,
        first_day=on,
        last_day=on,
        days=0,
        base=base,
        rate_percent=percent,
        amount=amount,
        law=law,
        source=figure.cited,
        confidence=figure.confidence,
    )
