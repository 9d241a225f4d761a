"""Court fee (griffierecht), salary of the representative and after-costs (nakosten) before the subdistrict court."""

from datetime import date
from decimal import Decimal

from legal.costs.cost_items import CostItem
from legal.money import round_cents
from legal.parameters import CourtFeeBand, Figures, PartyKind, SalaryBand
from legal.parameters.series import weakest
from legal.wording import dutch_day, dutch_euro

LAW_COURT_FEE = "art. 3, 10 en bijlage Wet griffierechten burgerlijke zaken"
LAW_NO_FEE_OF_DEFENDANT = "art. 4 lid 1 onder b Wet griffierechten burgerlijke zaken"
LAW_SALARY = "liquidatietarief kanton"
LAW_AFTER_COSTS = "art. 237 lid 4 Rv, aanbeveling LOVCK van 26 september 2012"
ONE_POINT = Decimal(1)

DUTCH_PARTIES = {
    PartyKind.LEGAL_ENTITY: "niet-natuurlijk persoon",
    PartyKind.NATURAL_PERSON: "natuurlijk persoon",
    PartyKind.LIMITED_MEANS: "onvermogende",
}


def court_fee(claim: Decimal | None, *, party: PartyKind, first_session_on: date, figures: Figures) -> CostItem:
    """The court fee of the claimant for a claim of that many euro (None: of undetermined value, the first band).

    The year of the first cause-list day decides. A sole trader is a natural person, a partnership a legal entity. The
    defendant pays none. Raises ParameterUnknown for a year without a sourced table. Law: art. 3, 4 and 10 Wgbz.
    """
    dated = figures.court_fees.on(first_session_on)
    band = dated.value.bands[0] if claim is None else fee_band(dated.value.bands, claim)
    upper = "zonder bovengrens" if band.up_to is None else f"tot en met {dutch_euro(band.up_to)}"
    of_value = "een vordering van onbepaalde waarde" if claim is None else f"een vordering van {dutch_euro(claim)}"
    return CostItem(
        code="court_fee",
        label="Griffierecht",
        amount=band.of(party),
        on=first_session_on,
        explanation=f"{DUTCH_PARTIES[party]}, {of_value} (klasse {upper}), eerste roldatum in {first_session_on.year}",
        law=LAW_COURT_FEE,
        source=dated.cited,
        confidence=dated.confidence,
    )


def salary(base: Decimal, *, points: Decimal, judgment_on: date, figures: Figures) -> CostItem:
    """The salary of the representative: points times the euro of the band of `base`, at most the points of the band.

    `base` is principal, interest and collection costs together. The day of the judgment decides. No VAT. Raises
    ParameterUnknown before 1 February 2023 and past the days that were checked. Law: liquidatietarief kanton.
    """
    dated = figures.representative_salary.on(judgment_on)
    band = salary_band(dated.value.bands, base)
    counted = points if band.max_points is None else min(points, band.max_points)
    at_most = f", meer dan {_points(band.max_points)} telt niet" if band.max_points and points > band.max_points else ""
    return CostItem(
        code="salary",
        label="Salaris gemachtigde",
        amount=round_cents(counted * band.per_point),
        on=judgment_on,
        explanation=f"{_points(counted)} van {dutch_euro(band.per_point)} over {dutch_euro(base)}, "
        f"vonnis van {dutch_day(judgment_on)}{at_most}",
        law=LAW_SALARY,
        source=dated.cited,
        confidence=dated.confidence,
    )


def after_costs(base: Decimal, *, judgment_on: date, figures: Figures) -> CostItem:
    """The after-costs: half a salary point of the main case, at most the amount of the day of the judgment, in euro.

    Raises ParameterUnknown where the maximum was not found. Law: art. 237 lid 4 Rv; recommendation LOVCK 26-09-2012.
    """
    table = figures.representative_salary.on(judgment_on)
    maximum = figures.post_judgment_costs.on(judgment_on)
    half = round_cents(salary_band(table.value.bands, base).per_point / 2)
    return CostItem(
        code="after_costs",
        label="Nakosten",
        amount=min(half, maximum.value),
        on=judgment_on,
        explanation=f"een half punt salaris ({dutch_euro(half)}), ten hoogste {dutch_euro(maximum.value)}",
        law=LAW_AFTER_COSTS,
        source="; ".join(dict.fromkeys((table.cited, maximum.cited))),
        confidence=weakest((table.confidence, maximum.confidence)),
    )


def fee_band(bands: tuple[CourtFeeBand, ...], claim: Decimal) -> CourtFeeBand:
    """The band of the table of court fees that holds a claim of that many euro; the end of a band is in it."""
    return next(band for band in bands if band.up_to is None or claim <= band.up_to)


def salary_band(bands: tuple[SalaryBand, ...], base: Decimal) -> SalaryBand:
    """The band of the salary table that holds a base of that many euro; the end of a band is in it."""
    return next(band for band in bands if band.up_to is None or base <= band.up_to)


def _points(points: Decimal) -> str:
    text = f"{points.normalize():f}".replace(".", ",")
    return f"{text} punt" if points == ONE_POINT else f"{text} punten"
