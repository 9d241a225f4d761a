"""The fee for extrajudicial collection (buitengerechtelijke incassokosten): scale, minimum, VAT, and its lines."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from legal.costs.cost_items import CostItem
from legal.facts import Line, LineKind
from legal.money import HUNDRED, ZERO, round_cents
from legal.parameters import CostScale, Figures

DECREE = "Besluit vergoeding voor buitengerechtelijke incassokosten"
LAW_SCALE = f"art. 2 lid 1 {DECREE}"
LAW_MINIMUM = f"art. 2 lid 2 {DECREE}"
LAW_VAT = f"art. 2 lid 3 {DECREE}"
COSTS, VAT = LineKind.COSTS, LineKind.VAT  # as in `interest`: asked for every line
LAW_TOGETHER = "art. 6:96 lid 7 BW, hoofdsommen bij elkaar opgeteld"
NAMED = ", ten hoogste het in de brief genoemde bedrag"
ONE_FEE = ", wat één vergoeding over alles overlaat (art. 6:96 lid 7 BW)"


class Tier(NamedTuple):
    """One step of the fee, as a line shows it: `percent` of `base`, rounded to cents; None when it is the minimum."""

    base: Decimal
    percent: Decimal | None
    amount: Decimal
    law: str


class Fee(NamedTuple):
    """The fee over `base`: `amount` without VAT, `vat` on it, both whole cents, with the lines that add up to them."""

    base: Decimal
    amount: Decimal
    vat: Decimal
    lines: tuple[Line, ...] = ()

    @property
    def total(self) -> Decimal:
        """Fee and VAT."""
        return self.amount + self.vat


NO_FEE = Fee(ZERO, ZERO, ZERO)


def tiers(base: Decimal, scale: CostScale) -> list[Tier]:
    """The steps of the fee over a principal of `base`; none when it is zero. Law: art. 2 lid 1 and 2 of the decree."""
    if base <= 0:
        return []
    steps, total = [], ZERO
    for bracket in scale.brackets:
        if base <= bracket.over:
            break
        part = (base if bracket.up_to is None or base < bracket.up_to else bracket.up_to) - bracket.over
        amount = round_cents(part * bracket.percent / HUNDRED)
        steps.append(Tier(round_cents(part), bracket.percent, amount, LAW_SCALE))
        total += amount
    if total < scale.minimum:
        return [Tier(round_cents(base), None, scale.minimum, LAW_MINIMUM)]
    if total > scale.maximum:
        last = steps[-1]
        steps[-1] = last._replace(amount=last.amount - (total - scale.maximum), law=f"{LAW_SCALE}, maximum")
    return steps


def fee_over(base: Decimal, scale: CostScale) -> Decimal:
    """The fee without VAT over a principal of `base`, whole cents.

    Less than the minimum; one bracket; 15% of the first 2.500 euro and 10% of the rest.

    >>> from legal.parameters import load_figures
    >>> scale = load_figures().collection_costs.on(date(2026, 6, 1)).value
    >>> [str(fee_over(Decimal(base), scale)) for base in (100, 1000, 3000)]
    ['40.00', '150.00', '425.00']
    """
    return _sum(tiers(base, scale))


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
    lines = [Line(None, COSTS, on, on, 0, *step, scale.cited, scale.confidence) for step in steps]
    if most is not None:
        lines = _cut(lines, _sum(lines) - most)
    amount = _sum(lines)
    vat = ZERO
    if not reclaims_vat and amount:
        rate = figures.vat.on(on)
        vat = round_cents(amount * rate.value / HUNDRED)
        lines.append(Line(None, VAT, on, on, 0, amount, rate.value, vat, LAW_VAT, rate.cited, rate.confidence))
    return Fee(round_cents(base), amount, vat, tuple(lines))


def fee_of(item: CostItem, *, base: Decimal, percent: Decimal) -> Fee:
    """An agreed amount as the fee, with its one line; no VAT: the decree that adds it speaks of the scale."""
    if not item.amount:
        return NO_FEE
    line = Line(None, COSTS, item.on, item.on, 0, base, percent, item.amount, item.law, item.source, item.confidence)
    return Fee(base, item.amount, ZERO, (line,))


def limited(fee: Fee, most: Decimal, why: str = NAMED) -> Fee:
    """The fee with VAT brought down to `most` euro, what the notice named: VAT gives way first, then the last tiers.

    Law: art. 6:96 lid 6 BW: no more is claimable than the consequence that was announced.
    """
    lines = tuple(_cut(fee.lines, fee.total - most, why))
    vat = _sum(line for line in lines if line.kind is VAT)
    amount = _sum(line for line in lines if line.kind is COSTS)
    return Fee(fee.base, amount, vat, lines)


def rest_of(own: Fee, elsewhere: Decimal, *, reclaims_vat: bool, on: date, figures: Figures) -> Fee:
    """What one fee over `own` and principal `elsewhere` (euro) leaves for `own`: costs first, with VAT over just that.

    Law: art. 6:96 lid 7 BW: principals are added up, for one fee.
    """
    if elsewhere <= ZERO or not own.amount:
        return own
    together = fee(own.base + elsewhere, reclaims_vat=reclaims_vat, on=on, figures=figures)
    before = fee(elsewhere, reclaims_vat=reclaims_vat, on=on, figures=figures)
    amount, vat = max(ZERO, together.amount - before.amount), max(ZERO, together.vat - before.vat)
    costs = _cut([line for line in own.lines if line.kind is COSTS], own.amount - amount, ONE_FEE)
    on_top = [line for line in own.lines if line.kind is VAT]
    with_vat = [line._replace(base=amount) for line in _cut(on_top, own.vat - vat, ONE_FEE)]
    return Fee(own.base, min(own.amount, amount), min(own.vat, vat), (*costs, *with_vat))


def grown(before: Fee, added: Fee, *, most: Fee, on: date) -> Fee:
    """The fee `before` with `added` on it, no more than `most` together: what comes on top is one line, and its VAT.

    Law: art. 6:96 lid 7 BW: principals are added up, for one fee.
    """
    amount = max(ZERO, min(added.amount, most.amount - before.amount))
    vat = max(ZERO, min(added.vat, most.vat - before.vat))
    lines = list(before.lines)
    for kind, part in ((COSTS, amount), (VAT, vat)):
        of_kind = next((line for line in most.lines if line.kind is kind), None)
        if part and of_kind is not None:
            law = f"{of_kind.law}; {LAW_TOGETHER}"
            lines.append(of_kind._replace(first_day=on, last_day=on, base=added.base, rate_percent=None, amount=part,
                                          law=law))  # fmt: skip
    return Fee(before.base + added.base, before.amount + amount, before.vat + vat, tuple(lines))


def added_to(before: Fee, now: Fee) -> Fee:
    """What a fee grew by since it was `before`, with the lines of just that."""
    if not before.total:
        return now
    return Fee(now.base - before.base, now.amount - before.amount, now.vat - before.vat, now.lines[len(before.lines):])


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


def _sum(parts: Iterable[Tier | Line]) -> Decimal:
    total = ZERO
    for part in parts:
        total += part.amount
    return total
