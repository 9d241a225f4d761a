"""Which court, by amount, subject and place: both sides of every limit. Source: art. 93-110 Rv, text of 2017."""

from datetime import date
from decimal import Decimal

import pytest

from legal.court.competence import (
    CourtClaim,
    ForumFacts,
    Subject,
    competence,
    forums,
    is_place_checked_ex_officio,
    session_place,
)
from legal.errors import FiguresInvalid, ParameterUnknown
from legal.parameters import Confidence
from legal.parameters.court_reading import read_court_locations
from tests.legal.factories import FIGURES
from tests.legal.figures import FIGURES_2026

DAY = date(2026, 11, 25)


def claim(principal: str, interest: str = "0.00", subject: Subject = Subject.OTHER, **more: object) -> CourtClaim:
    return CourtClaim(ref="F1", principal=Decimal(principal), interest=Decimal(interest), subject=subject, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claims", "is_subdistrict", "law"),
    [
        ((claim("25000.00"),), True, "art. 93 onder a Rv"),
        ((claim("24000.00", "1000.00"),), True, "art. 93 onder a Rv"),
        ((claim("24000.00", "1000.01"),), False, "art. 93 onder a Rv"),  # interest counts
        ((claim("12500.00"), claim("12500.00")), True, "art. 93 onder a en 94 lid 1 Rv"),
        ((claim("12500.00"), claim("12500.01")), False, "art. 93 onder a en 94 lid 1 Rv"),  # added up
        ((claim("90000.00", subject=Subject.RENT),), True, "art. 93 onder c Rv"),
        ((claim("90000.00", subject=Subject.EMPLOYMENT),), True, "art. 93 onder c Rv"),
        ((claim("90000.00", subject=Subject.CONSUMER_SALE),), True, "art. 93 onder c Rv"),
        ((claim("90000.00", subject=Subject.AGENCY),), True, "art. 93 onder c Rv"),
        ((claim("90000.00", subject=Subject.HIRE_PURCHASE),), True, "art. 93 onder c Rv"),
        (
            (claim("45000.00", subject=Subject.CONSUMER_CREDIT, credit_sum=Decimal("40000.00")),),
            True,
            "art. 93 onder c Rv",
        ),
        (
            (claim("30000.00", subject=Subject.CONSUMER_CREDIT, credit_sum=Decimal("40000.01")),),
            False,
            "art. 93 onder a Rv",
        ),
        ((claim("30000.00", subject=Subject.CONSUMER_CREDIT),), False, "art. 93 onder a Rv"),  # sum not known
        (
            (claim("20000.00", subject=Subject.CONSUMER_CREDIT, credit_sum=Decimal("50000.00")),),
            True,
            "art. 93 onder a Rv",
        ),
        ((claim("90000.00", subject=Subject.RENT), claim("1000.00")), True, "art. 93 onder c en 94 lid 2 Rv"),
        ((claim("1000.00", disputed_title=True),), False, "art. 93 onder a Rv"),
    ],
)
def test_the_subdistrict_court_by_amount_and_subject(
    claims: tuple[CourtClaim, ...], is_subdistrict: bool, law: str
) -> None:
    found = competence(claims, summoned_on=DAY, figures=FIGURES)
    assert (found.is_subdistrict, found.law) == (is_subdistrict, law)
    assert found.remarks == ()
    assert ("rechtbank" in found.explanation or "Niet" in found.explanation) is not is_subdistrict


def test_a_large_claim_beside_a_subject_needs_connection() -> None:
    found = competence((claim("1000.00", subject=Subject.RENT), claim("25000.01")), summoned_on=DAY, figures=FIGURES)
    assert found.is_subdistrict
    assert [remark.code for remark in found.remarks] == ["connection_needed"]


@pytest.mark.parametrize(("costs", "codes"), [("1000.00", []), ("1000.01", ["costs_carry_over_limit"])])
def test_costs_that_would_carry_it_over_the_limit_are_named(costs: str, codes: list[str]) -> None:
    found = competence(
        (claim("24000.00"),), summoned_on=DAY, figures=FIGURES, collection_costs=Decimal(costs)
    )
    assert found.is_subdistrict
    assert [remark.code for remark in found.remarks] == codes


def test_the_limit_is_not_known_before_its_first_day() -> None:
    with pytest.raises(ParameterUnknown):
        competence((claim("1.00"),), summoned_on=date(2011, 6, 30), figures=FIGURES_2026)


@pytest.mark.parametrize(("day", "codes"), [
    (date(2026, 12, 31), []), (date(2027, 1, 1), ["figure_not_rechecked"]),
])
def test_the_limit_is_carried_on_in_a_new_year_and_says_so(day: date, codes: list[str]) -> None:
    found = competence((claim("1.00"),), summoned_on=day, figures=FIGURES_2026)
    assert found.is_subdistrict
    assert [remark.code for remark in found.remarks] == codes


def place(**more: object) -> list[tuple[str, bool, str]]:
    values: dict[str, object] = {"defendants": ("Utrecht",), "amount": Decimal("1000.00")}
    found = forums(ForumFacts(**(values | more)), summoned_on=DAY, figures=FIGURES)  # type: ignore[arg-type]
    return [(each.municipality, each.is_exclusive, each.law) for each in found]


def test_the_home_of_the_defendant() -> None:
    assert place() == [("Utrecht", False, "art. 99 lid 1 Rv")]
    assert place(is_consumer_contract=True) == [("Utrecht", False, "art. 99 lid 1 en 101 Rv")]


def test_co_defendants_can_be_sued_at_the_home_of_one() -> None:
    found = place(defendants=("Utrecht", "Breda", "Utrecht"))
    assert [each[0] for each in found] == ["Utrecht", "Breda"]
    assert all("art. 107 Rv" in each[2] for each in found)


def test_rented_premises_exclude_every_other_court() -> None:
    found = place(subject=Subject.RENT, let_property="Leiden", chosen="Breda", chosen_after_dispute=True)
    assert found == [("Leiden", True, "art. 103 Rv")]


def test_an_estate_adds_the_last_home() -> None:
    assert place(deceased_lived_in="Assen")[-1] == ("Assen", False, "art. 104 lid 2 Rv")


@pytest.mark.parametrize(
    ("amount", "consumer", "after", "works"),
    [
        ("25000.00", False, False, False),
        ("25000.01", False, False, True),
        ("25000.01", True, False, False),
        ("1000.00", True, True, True),
        ("25000.00", False, True, True),
    ],
)
def test_a_clause_on_the_court(amount: str, consumer: bool, after: bool, works: bool) -> None:
    """Art. 108 lid 2 Rv."""
    found = place(
        amount=Decimal(amount), is_consumer_contract=consumer, chosen="Breda", chosen_after_dispute=after
    )
    assert (found[0][0] == "Breda") is works
    assert found[0][1] is works


@pytest.mark.parametrize(("amount", "consumer", "checked"), [
    ("25000.00", False, True), ("25000.01", False, False), ("25000.01", True, True),
])  # fmt: skip
def test_when_the_court_checks_the_place_itself(amount: str, consumer: bool, checked: bool) -> None:
    """Art. 110 lid 1 Rv."""
    asked = ForumFacts(defendants=("Utrecht",), amount=Decimal(amount), is_consumer_contract=consumer)
    assert is_place_checked_ex_officio(asked, summoned_on=DAY, figures=FIGURES) is checked


def test_a_place_of_session_keeps_its_mark_and_the_bailiff_decides() -> None:
    row, remark = session_place(" utrecht ", on=DAY, figures=FIGURES)
    assert (row.court, row.place) == ("Rechtbank Midden-Nederland", "Utrecht")
    assert row.confidence is Confidence.UNVERIFIED
    assert "deurwaarder" in remark.text


@pytest.mark.parametrize(
    ("municipality", "day"),
    [("Zeist", DAY), ("Arnhem", DAY), ("", DAY), ("Utrecht", date(2012, 12, 31)), ("Utrecht", date(2027, 1, 1))],
)
def test_a_municipality_that_is_not_in_the_table_is_refused(municipality: str, day: date) -> None:
    with pytest.raises(ParameterUnknown, match="de deurwaarder bepaalt haar"):
        session_place(municipality, on=day, figures=FIGURES_2026)


TABLE = """
name: Zittingsplaatsen
unit: place
law: "art. 99 Rv"
checked_through: 2026-12-31
sources: {A: {name: "Stb.", address: "https://zoek.officielebekendmakingen.nl/"}}
rows:
  - {municipality: A, court: R, place: X, from: 2013-01-01, through: 2019-12-31, sources: [A], confidence: unverified}
  - {municipality: A, court: R, place: Y, from: 2020-01-01, sources: [A], confidence: one source}
"""


def test_rows_have_dates() -> None:
    table = read_court_locations(TABLE, "test")
    assert [table.on("A", day).place for day in (date(2019, 12, 31), date(2020, 1, 1))] == ["X", "Y"]
    with pytest.raises(FiguresInvalid):
        read_court_locations(TABLE.replace("2020-01-01", "2013-01-01"), "test")
