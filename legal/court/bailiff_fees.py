"""What an official act of a bailiff costs the debtor (Btag), by the day on which it was done."""

from datetime import date
from decimal import Decimal

from legal.costs.cost_items import CostItem
from legal.money import HUNDRED, ZERO, round_cents
from legal.parameters import Figures

LAW_DAY = "art. 14 lid 2 Btag"
LAW_HALF = "art. 4 Btag"
LAW_VAT = "art. 10 Btag"

SUMMONS = "a"  # dagvaarding; the letters of all acts stand in the file of figures


def tariff(
    letter: str, *, performed_on: date, figures: Figures, deducts_vat: bool = True, was_paid_on_the_spot: bool = False
) -> CostItem:
    """The tariff of the act under `letter` on the day it is done, in euro; half of it when the debtor paid on the spot.

    VAT comes on top only when the principal cannot deduct it and says so. A summons to pay before judgment
    (sommatie-exploot) is none of these acts: it has no tariff and is a cost of the client. Raises ParameterUnknown
    where the tariff was not found, InvalidFacts for a letter that is not in the decree. Law: art. 2, 4, 10 and 14 Btag.
    """
    act = figures.bailiff_tariffs.of(letter)
    dated = act.tariff.on(performed_on)
    amount = round_cents(dated.value / 2) if was_paid_on_the_spot else dated.value
    vat = ZERO
    explanation = f"{act.act}; tarief van de dag van de ambtshandeling"
    law = f"{act.tariff.law}, {LAW_DAY}"
    if was_paid_on_the_spot:
        explanation += "; half tarief omdat ter plaatse is betaald"
        law += f", {LAW_HALF}"
    if not deducts_vat:
        vat = _vat(amount, performed_on, figures)
        explanation += "; met btw omdat de opdrachtgever die niet kan verrekenen"
        law += f", {LAW_VAT}"
    return CostItem(
        code=f"bailiff_{letter}",
        label=f"Explootkosten ({act.act})",
        amount=amount,
        vat=vat,
        on=performed_on,
        explanation=explanation,
        law=law,
        source=dated.cited,
        confidence=dated.confidence,
    )


def _vat(amount: Decimal, on: date, figures: Figures) -> Decimal:
    return round_cents(amount * figures.vat.on(on).value / HUNDRED)
