"""What a lawsuit before the subdistrict court costs the client: won or lost in absentia, and at worst."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from legal.costs.cost_items import CostItem
from legal.court.bailiff_fees import SUMMONS, tariff
from legal.court.court_fees import LAW_NO_FEE_OF_DEFENDANT, ONE_POINT, after_costs, court_fee, fee_band, salary
from legal.facts import Remark
from legal.money import ZERO
from legal.parameters import Confidence, Figures, PartyKind
from legal.wording import dutch_day, dutch_euro

DEFENDED_POINTS = Decimal(2)  # answer and hearing; how many points an act earns stands in no source that was read


@dataclass(frozen=True, kw_only=True)
class CourtCase:
    """A lawsuit to be brought; amounts in euro.

    `interest` through the day of the summons; `collection_costs` with VAT. `judgment_on` None: the day of the first
    session. `own_fee`: what the client pays its own representative by agreement. `defended_points`: salary points of a
    defendant who wins with a representative.
    """

    claimant: PartyKind
    principal: Decimal
    interest: Decimal
    collection_costs: Decimal
    served_on: date
    first_session_on: date
    judgment_on: date | None = None
    deducts_vat: bool = True
    own_fee: Decimal = ZERO
    defended_points: Decimal = DEFENDED_POINTS

    @property
    def claim(self) -> Decimal:
        """What the writ asks: principal, interest and collection costs."""
        return self.principal + self.interest + self.collection_costs


@dataclass(frozen=True, kw_only=True)
class CourtCostForecast:
    """The forecast in euro: what the client pays first, what the judgment gives back, and each outcome.

    `items` are the costs that the judgment awards in absentia; `other_side` what a winning defendant may be awarded.
    `net_if_paid` may be below zero: an awarded salary can be more than the own fee.
    """

    items: tuple[CostItem, ...]
    other_side: tuple[CostItem, ...]
    advance: Decimal
    awarded_in_absentia: Decimal
    net_if_paid: Decimal
    won_not_paid: Decimal
    lost_in_absentia: Decimal
    worst_case: Decimal
    remarks: tuple[Remark, ...]


def forecast(case: CourtCase, *, figures: Figures) -> CourtCostForecast:
    """What the lawsuit costs the client when won or lost in absentia, and at worst.

    Raises ParameterUnknown where the fee, salary or tariff of a day was not found: a part forecast would look too low.
    Law: art. 237 and 238 Rv; Wet griffierechten burgerlijke zaken; liquidatietarief kanton; Btag.
    """
    judgment_on = case.judgment_on or case.first_session_on
    writ = tariff(SUMMONS, performed_on=case.served_on, figures=figures, deducts_vat=case.deducts_vat)
    fee = court_fee(case.claim, party=case.claimant, first_session_on=case.first_session_on, figures=figures)
    own_salary = salary(case.claim, points=ONE_POINT, judgment_on=judgment_on, figures=figures)
    after = after_costs(case.claim, judgment_on=judgment_on, figures=figures)
    theirs = salary(case.claim, points=case.defended_points, judgment_on=judgment_on, figures=figures)
    advance = writ.total + fee.total + case.own_fee
    awarded = writ.total + fee.total + own_salary.total + after.total
    return CourtCostForecast(
        items=(writ, fee, own_salary, after),
        other_side=(theirs, after),
        advance=advance,
        awarded_in_absentia=awarded,
        net_if_paid=advance - awarded,
        won_not_paid=advance,
        lost_in_absentia=advance,
        worst_case=advance + theirs.total + after.total,
        remarks=_remarks(case, (writ, fee, own_salary, after), judgment_on, figures),
    )


def _remarks(
    case: CourtCase, items: tuple[CostItem, ...], judgment_on: date, figures: Figures
) -> tuple[Remark, ...]:
    told = [
        Remark(
            code="points_unverified",
            text="Hoeveel punten een proceshandeling telt, is praktijk en niet geverifieerd: bij verstek één punt voor "
            f"de dagvaarding, bij verweer {case.defended_points.normalize():f} punten voor de gedaagde.",
        ),
        Remark(
            code="disbursements_left_out",
            text="Verschotten van de deurwaarder (BRP, handelsregister, beslagregister) zijn niet meegeteld: hun "
            "huidige bedragen zijn niet gevonden.",
        ),
        Remark(
            code="defendant_pays_no_court_fee",
            text=f"De gedaagde betaalt bij de kantonrechter geen griffierecht ({LAW_NO_FEE_OF_DEFENDANT}).",
        ),
    ]
    if case.judgment_on is None:
        text = f"Gerekend met een vonnis op de eerste roldatum ({dutch_day(judgment_on)}); een later vonnis kan een "
        told.append(Remark(code="judgment_day_assumed", text=text + "ander salaris geven."))
    without_costs = case.principal + case.interest
    bands = figures.court_fees.on(case.first_session_on).value.bands
    if fee_band(bands, without_costs) is not fee_band(bands, case.claim):
        text = f"Zonder de incassokosten ({dutch_euro(without_costs)}) valt de vordering in een lagere klasse van het "
        text += "griffierecht. Of zij meetellen, is niet nagegaan: gerekend is met de hogere klasse."
        told.append(Remark(code="court_fee_band_with_costs", text=text))
    weak = [item.label.split(" (")[0].lower() for item in items if item.confidence is not Confidence.TWO_SOURCES]
    if weak:
        text = f"Uit één bron: {', '.join(weak)}. Controleer deze bedragen voor gebruik in een processtuk."
        told.append(Remark(code="one_source", text=text))
    return tuple(told)
