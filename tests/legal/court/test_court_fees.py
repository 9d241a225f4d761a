"""Court fee, salary and after-costs before the subdistrict court: by year, band and party, and where no figure exists.

Sources of the amounts: those named in legal/parameters/court_fees.yaml, representative_salary.yaml and
post_judgment_costs.yaml; each row below is one figure of those tables.
"""

from datetime import date
from decimal import Decimal

import pytest

from legal.court.court_fees import after_costs, court_fee, salary
from legal.errors import FiguresInvalid, ParameterUnknown
from legal.parameters import Confidence, PartyKind
from legal.parameters.court_reading import read_amounts, read_court_fees
from tests.legal.factories import FIGURES
from tests.legal.figures import FIGURES_2026

ENTITY, PERSON, POOR = PartyKind.LEGAL_ENTITY, PartyKind.NATURAL_PERSON, PartyKind.LIMITED_MEANS


def fee(claim: str, party: PartyKind, session: date) -> str:
    return str(court_fee(Decimal(claim), party=party, first_session_on=session, figures=FIGURES).amount)


@pytest.mark.parametrize(
    ("session", "claim", "party", "amount"),
    [
        (date(2022, 1, 1), "500.00", ENTITY, "128.00"),  # weersinkincasso.nl, 2022
        (date(2022, 12, 31), "500.01", ENTITY, "322.00"),
        (date(2023, 6, 1), "1500.00", ENTITY, "322.00"),  # twaelfprovincien.nl, 2023: not indexed
        (date(2023, 6, 1), "1500.01", ENTITY, "365.00"),
        (date(2023, 12, 31), "12500.01", PERSON, "693.00"),
        (date(2024, 1, 1), "12500.01", PERSON, "706.00"),  # wvhl.nl, 2024
        (date(2024, 12, 31), "2500.00", PERSON, "248.00"),
        (date(2026, 1, 1), "500.00", ENTITY, "139.00"),  # two tables of 2026
        (date(2026, 6, 1), "500.01", ENTITY, "350.00"),
        (date(2026, 6, 1), "1500.00", ENTITY, "350.00"),
        (date(2026, 6, 1), "1500.01", ENTITY, "397.00"),
        (date(2026, 6, 1), "2500.00", ENTITY, "397.00"),
        (date(2026, 6, 1), "2500.01", ENTITY, "529.00"),
        (date(2026, 6, 1), "5000.00", ENTITY, "529.00"),
        (date(2026, 6, 1), "5000.01", ENTITY, "559.00"),
        (date(2026, 6, 1), "12500.00", ENTITY, "559.00"),
        (date(2026, 6, 1), "12500.01", ENTITY, "1504.00"),
        (date(2026, 6, 1), "500.00", PERSON, "93.00"),
        (date(2026, 6, 1), "1000.00", PERSON, "233.00"),
        (date(2026, 6, 1), "12500.00", PERSON, "265.00"),
        (date(2026, 12, 31), "25000.00", PERSON, "753.00"),
        (date(2026, 12, 31), "25000.00", POOR, "93.00"),
    ],
)
def test_the_fee_by_year_band_and_party(session: date, claim: str, party: PartyKind, amount: str) -> None:
    """The year is that of the first session; the end of a band is in it."""
    assert fee(claim, party, session) == amount


def test_a_claim_of_undetermined_value_pays_the_first_band() -> None:
    found = court_fee(None, party=ENTITY, first_session_on=date(2026, 6, 1), figures=FIGURES)
    assert found.amount == Decimal("139.00")
    assert "onbepaalde waarde" in found.explanation


@pytest.mark.parametrize("day", [date(2025, 1, 1), date(2025, 12, 31)])
def test_the_fees_of_2025_are_missing_and_say_so(day: date) -> None:
    """The amounts that circulate for 2025 have no source: a refusal that names the year, never another year's fee."""
    with pytest.raises(ParameterUnknown, match="2025") as refusal:
        court_fee(Decimal("1000"), party=ENTITY, first_session_on=day, figures=FIGURES)
    assert refusal.value.series == FIGURES.court_fees.name
    assert refusal.value.day == day


@pytest.mark.parametrize("day", [date(2021, 12, 31), date(2027, 1, 1)])
def test_fees_outside_the_table_are_refused(day: date) -> None:
    with pytest.raises(ParameterUnknown):
        court_fee(Decimal("1000"), party=ENTITY, first_session_on=day, figures=FIGURES_2026)


def test_a_fee_from_one_source_says_so() -> None:
    one = court_fee(Decimal("1000"), party=ENTITY, first_session_on=date(2024, 6, 1), figures=FIGURES)
    two = court_fee(Decimal("1000"), party=ENTITY, first_session_on=date(2026, 6, 1), figures=FIGURES)
    assert one.confidence is Confidence.ONE_SOURCE
    assert "één bron" in one.source
    assert two.confidence is Confidence.TWO_SOURCES
    assert "Wet griffierechten burgerlijke zaken" in two.law


@pytest.mark.parametrize(
    ("judgment_on", "base", "points", "amount"),
    [
        (date(2023, 2, 1), "250.00", "1", "39.00"),  # e-legal.nl, liquidatietarief 2023
        (date(2024, 1, 31), "250.01", "1", "80.00"),
        (date(2024, 2, 1), "250.01", "1", "82.00"),  # rechtspraak.nl, liquidatietarief kanton 2024
        (date(2025, 7, 1), "1250.00", "2", "270.00"),  # 2025 kept the amounts of 2024: next indexation 1 February 2026
        (date(2026, 1, 31), "1250.01", "1", "204.00"),
        (date(2026, 2, 1), "1250.01", "1", "217.00"),
        (date(2026, 6, 1), "2500.00", "1", "217.00"),
        (date(2026, 6, 1), "2500.01", "1", "253.00"),
        (date(2026, 6, 1), "5000.00", "0.5", "144.00"),
        (date(2026, 6, 1), "25000.00", "1", "577.00"),
        (date(2026, 6, 1), "1000000.01", "1", "1731.00"),
        (date(2026, 6, 1), "250.00", "4", "129.00"),  # three points at most in the first band
        (date(2026, 6, 1), "250.01", "4", "348.00"),
        (date(2026, 6, 1), "250.01", "5", "348.00"),
        (date(2026, 6, 1), "150000.00", "12", "12120.00"),  # no most from 100.000
    ],
)
def test_salary_by_day_of_judgment_and_band(judgment_on: date, base: str, points: str, amount: str) -> None:
    found = salary(Decimal(base), points=Decimal(points), judgment_on=judgment_on, figures=FIGURES)
    assert str(found.amount) == amount
    assert found.vat == 0


@pytest.mark.parametrize("day", [date(2023, 1, 31), date(2027, 1, 1)])
def test_salary_outside_the_table_is_refused(day: date) -> None:
    with pytest.raises(ParameterUnknown):
        salary(Decimal("1000"), points=Decimal(1), judgment_on=day, figures=FIGURES_2026)


def test_points_over_the_most_are_named() -> None:
    found = salary(Decimal("250"), points=Decimal(4), judgment_on=date(2026, 6, 1), figures=FIGURES)
    assert "meer dan 3 punten telt niet" in found.explanation


@pytest.mark.parametrize(
    ("base", "amount"),
    [
        ("250.00", "21.50"),
        ("1250.00", "72.00"),
        ("5000.00", "144.00"),  # half of 288: exactly the maximum
        ("5000.01", "144.00"),  # half of 360 is 180: the maximum binds
    ],
)
def test_after_costs_are_half_a_point_with_a_maximum(base: str, amount: str) -> None:
    """LOVCK, 26 September 2012; the maximum of 2026 is not the 189 of the civil section."""
    assert str(after_costs(Decimal(base), judgment_on=date(2026, 6, 1), figures=FIGURES).amount) == amount


@pytest.mark.parametrize("day", [date(2024, 6, 1), date(2025, 6, 1), date(2026, 1, 31)])
def test_after_costs_without_a_verified_maximum_are_refused(day: date) -> None:
    with pytest.raises(ParameterUnknown, match="Nakosten"):
        after_costs(Decimal("250"), judgment_on=day, figures=FIGURES)


GAPPED = """
name: Proef
unit: euro
law: "art. 1"
checked_through: 2026-12-31
sources: {A: {name: "Stb.", address: "https://zoek.officielebekendmakingen.nl/"}}
gaps:
  - {from: 2021-01-01, through: 2021-12-31, reason: "onbekend jaar"}
values:
  - {from: 2020-01-01, value: "10.00", sources: [A], confidence: one source}
  - {from: 2022-01-01, value: "10.00", sources: [A], confidence: one source}
"""


def test_a_gap_is_a_hole_in_the_series_and_not_the_value_before_it() -> None:
    series = read_amounts(GAPPED, "test")
    assert series.on(date(2020, 12, 31)).value == series.on(date(2022, 1, 1)).value == Decimal("10.00")
    for day in (date(2021, 1, 1), date(2021, 12, 31)):
        with pytest.raises(ParameterUnknown, match="onbekend jaar"):
            series.on(day)
    with pytest.raises(ParameterUnknown):
        series.between(date(2020, 6, 1), date(2022, 6, 1))
    assert len(series.between(date(2022, 1, 1), date(2022, 6, 1))) == 1
    assert series.run_on(date(2020, 6, 1)).last_day == date(2020, 12, 31)
    assert series.run_on(date(2022, 6, 1)).first_day == date(2022, 1, 1)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("through: 2021-12-31", "through: 2020-12-31"),
        ("through: 2021-12-31", "through: 2027-12-31"),
        ("from: 2021-01-01", "from: 2019-01-01"),
        ('reason: "onbekend jaar"', 'reason: ""'),
        ('value: "10.00"', 'value: "0.00"'),
        ('value: "10.00"', 'value: "10.001"'),
        ('value: "10.00"', "value: 10.00"),
    ],
)
def test_a_wrong_gap_or_amount_is_refused(right: str, wrong: str) -> None:
    with pytest.raises(FiguresInvalid):
        read_amounts(GAPPED.replace(right, wrong, 1), "test")


def test_bands_must_ascend_and_end_open() -> None:
    text = """
name: Griffierecht
unit: euro
law: "art. 3"
checked_through: 2026-12-31
sources: {A: {name: "Stb.", address: "https://zoek.officielebekendmakingen.nl/"}}
values:
  - from: 2026-01-01
    value:
      bands:
        - {up_to: "500", legal_entity: "1.00", natural_person: "1.00", limited_means: "1.00"}
        - {up_to: "1500", legal_entity: "2.00", natural_person: "2.00", limited_means: "2.00"}
        - {legal_entity: "3.00", natural_person: "3.00", limited_means: "3.00"}
    sources: [A]
    confidence: one source
"""
    assert len(read_court_fees(text, "test").values[0].value.bands) == 3
    for wrong in (text.replace('"1500"', '"400"'), text.replace("- {legal_entity", '- {up_to: "9000", legal_entity')):
        with pytest.raises(FiguresInvalid):
            read_court_fees(wrong, "test")
