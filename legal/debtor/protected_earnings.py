"""The protected earnings level (beslagvrije voet) as an indication: the bailiff determines it, never the agency."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from legal.errors import InvalidFacts, NotSupported
from legal.facts import Remark
from legal.money import HUNDRED, ZERO, round_cents
from legal.parameters import Confidence, Figures, LivingSituation
from legal.parameters.series import SECONDARY as SECONDARY_SOURCE
from legal.wording import dutch_day, dutch_euro

LAW = "art. 475da Rv"
PROTECTED_PERCENT = Decimal(95)  # art. 475da Rv as schuldinfo.nl describes it: five percent can be seized
DUTCH_SITUATIONS = {
    LivingSituation.SINGLE: "alleenstaande",
    LivingSituation.SINGLE_PARENT: "alleenstaande ouder",
    LivingSituation.COUPLE: "paar zonder kinderen",
    LivingSituation.COUPLE_WITH_CHILDREN: "paar met kinderen",
}
INDICATION = Remark(
    code="indication_only",
    text="Dit is een indicatie uit eigen opgave. De deurwaarder stelt de beslagvrije voet vast met gegevens uit de "
    "registers; woonkosten, inkomen van de partner en inkomen buiten het beslag kunnen hem veranderen.",
)
SECONDARY = Remark(
    code="protected_earnings_one_source",
    text="De regel en het hoogste bedrag komen uit één secundaire bron; de wettekst is niet gelezen.",
)


class IncomeGroup(StrEnum):
    """The groups of the formula that can be answered; what lies between them hangs on taxable income: refused."""

    LOW = "low"    # income at most the norm of social assistance
    HIGH = "high"  # a fixed maximum per situation


@dataclass(frozen=True, kw_only=True)
class Household:
    """What the debtor declared; euro a month, net, holiday pay included.

    `norm` is the norm of social assistance for the situation on that day, `norm_source` where it was read: no norm is
    in the figures, so nothing is counted without one. `is_high_income`: the income is known to be in the highest group.
    """

    situation: LivingSituation
    net_income: Decimal
    norm: Decimal | None = None
    norm_source: str = ""
    is_high_income: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the count: what, and the amount in euro that came out."""

    text: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Indication:
    """The indication in euro a month and what is left above it (`capacity`), with every step."""

    group: IncomeGroup
    protected: Decimal
    capacity: Decimal
    steps: tuple[Step, ...]
    law: str
    source: str
    confidence: Confidence
    remarks: tuple[Remark, ...]


def indicative_protected_earnings(household: Household, *, on: date, figures: Figures) -> Indication:
    """An indication of the protected earnings level of a household on a day.

    Income at most the norm: 95 % of the income. Income known to be in the highest group: the fixed maximum. Between
    them the formula was not found: NotSupported. Raises InvalidFacts without norm and its source for the lowest group,
    ParameterUnknown for a day without a known maximum. Law: art. 475da Rv.
    """
    if household.net_income < 0:
        raise InvalidFacts("het inkomen kan niet negatief zijn", field="net_income")
    if household.is_high_income:
        return _high(household, on, figures)
    if household.norm is None or not household.norm_source.strip():
        raise InvalidFacts("de bijstandsnorm en waar die is gelezen, zijn nodig", field="norm")
    if household.net_income > household.norm:
        raise NotSupported(
            "boven de bijstandsnorm hangt de beslagvrije voet af van een formule die niet is gevonden: "
            "vraag de deurwaarder",
            field="net_income",
        )
    return _low(household, household.norm)


def _low(household: Household, norm: Decimal) -> Indication:
    protected = round_cents(household.net_income * PROTECTED_PERCENT / HUNDRED)
    steps = (
        Step(text="Netto inkomen met vakantiegeld per maand", amount=household.net_income),
        Step(text=f"Bijstandsnorm ({household.norm_source}); het inkomen is niet hoger", amount=norm),
        Step(text=f"{PROTECTED_PERCENT}% van het inkomen", amount=protected),
    )
    source = f"{SECONDARY_SOURCE}; norm: {household.norm_source}"
    return _indication(IncomeGroup.LOW, household, protected, steps, source)


def _high(household: Household, on: date, figures: Figures) -> Indication:
    dated = figures.protected_earnings_maximum.on(on)
    protected = dated.value.of(household.situation)
    if household.net_income <= protected:
        raise InvalidFacts("een inkomen tot het hoogste bedrag hoort niet in de hoogste groep", field="is_high_income")
    steps = (
        Step(text="Netto inkomen met vakantiegeld per maand", amount=household.net_income),
        Step(
            text=f"Hoogste beslagvrije voet voor {DUTCH_SITUATIONS[household.situation]} op {dutch_day(on)}",
            amount=protected,
        ),
        Step(text="Daarboven", amount=household.net_income - protected),
    )
    return _indication(IncomeGroup.HIGH, household, protected, steps, dated.cited)


def _indication(
    group: IncomeGroup, household: Household, protected: Decimal, steps: tuple[Step, ...], source: str
) -> Indication:
    return Indication(
        group=group,
        protected=protected,
        capacity=max(ZERO, household.net_income - protected),
        steps=steps,
        law=LAW,
        source=source,
        confidence=Confidence.ONE_SOURCE,
        remarks=(INDICATION, SECONDARY),
    )


def explanation(indication: Indication) -> str:
    """The steps as one Dutch text, the word "indicatief" in front."""
    steps = "; ".join(f"{step.text}: {dutch_euro(step.amount)}" for step in indication.steps)
    return f"Indicatief. {steps}. Beslagvrije voet: {dutch_euro(indication.protected)}."
