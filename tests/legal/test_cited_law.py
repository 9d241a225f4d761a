"""Which article each line of a specification and each element of a notice rests on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from legal.facts import Claim, DebtorKind, InterestKind, LineKind
from legal.notice.term import REQUIRED_ELEMENTS
from legal.parameters import Confidence
from tests.legal.factories import FIGURES, claim, facts, value

ON = date(2026, 11, 21)
CONSUMER, BUSINESS = DebtorKind.CONSUMER, DebtorKind.BUSINESS
DECREE = "Besluit vergoeding voor buitengerechtelijke incassokosten"


def agreed_with_authority(percent: str, per: str = "year") -> Claim:
    """A claim on a public authority with an agreed rate that compounds."""
    return replace(claim(percent=percent, per=per, compound=True), interest=InterestKind.GOVERNMENT)


@pytest.mark.parametrize(
    ("debtor", "asked", "law"),
    [
        (CONSUMER, claim(), "art. 6:119 lid 1 BW"),
        (BUSINESS, claim(interest=InterestKind.COMMERCIAL), "art. 6:119a lid 1 BW"),
        (BUSINESS, claim(interest=InterestKind.GOVERNMENT), "art. 6:119b lid 1 BW"),
        (BUSINESS, claim(percent="2"), "art. 6:119a BW, bedongen rente"),
        (BUSINESS, claim(percent="1", per="month"), "art. 6:119a BW, bedongen rente"),
        (BUSINESS, claim(percent="1", per="month", compound=True), "art. 6:119a BW, bedongen rente, per maand"),
        (BUSINESS, agreed_with_authority("12"), "art. 6:119b lid 8 BW (tekst 2017)"),
        (BUSINESS, agreed_with_authority("10"), "art. 6:119b lid 1 BW"),  # lower: it yields
        (BUSINESS, agreed_with_authority("1", "month"), "art. 6:119b lid 8 BW (tekst 2017), per maand"),
        (CONSUMER, claim(percent="4"), "art. 6:119 lid 3 BW"),  # equal to the statutory rate: it stands
        (CONSUMER, claim(percent="3.99"), "art. 6:119 lid 1 BW"),  # lower: it yields
        (CONSUMER, claim(percent="1", per="month", compound=True), "art. 6:119 lid 3 BW, per maand"),
    ],
)
def test_a_line_of_interest_cites_its_article(debtor: DebtorKind, asked: Claim, law: str) -> None:
    lines = value(facts(asked, debtor=debtor), date(2026, 2, 10)).lines
    assert {line.law for line in lines if line.kind is LineKind.INTEREST} == {law}


@pytest.mark.parametrize(
    ("principal", "laws"),
    [
        ("100.00", [f"art. 2 lid 2 {DECREE}", f"art. 2 lid 3 {DECREE}"]),
        ("1000.00", [f"art. 2 lid 1 {DECREE}", f"art. 2 lid 3 {DECREE}"]),
        ("1000000.00", [f"art. 2 lid 1 {DECREE}"] * 5 + [f"art. 2 lid 3 {DECREE}"]),
        ("1000001.00", [f"art. 2 lid 1 {DECREE}"] * 4 + [f"art. 2 lid 1 {DECREE}, maximum", f"art. 2 lid 3 {DECREE}"]),
    ],
)
def test_a_line_of_costs_cites_its_article(principal: str, laws: list[str]) -> None:
    case = facts(claim(principal, interest=InterestKind.NONE), debtor=BUSINESS, reclaims_vat=False)
    assert [line.law for line in value(case, ON).lines] == laws


def test_what_a_notice_must_hold_and_by_which_article() -> None:
    assert [(element.code, element.law) for element in REQUIRED_ELEMENTS] == [
        ("demand", "art. 6:96 lid 6 BW"),
        ("claims", "art. 6:96 lid 7 BW"),
        ("principal_total", "art. 6:96 lid 7 BW"),
        ("term", "art. 6:96 lid 6 BW"),
        ("consequence", "art. 6:96 lid 6 BW"),
        ("fee", "art. 6:96 lid 6 BW"),
        ("vat", f"art. 2 lid 3 {DECREE}"),
        ("creditor", "art. 11 lid 3 Wki"),
        ("payee_iban", "art. 3.1 Bki"),
        ("reference", "art. 3.1 Bki"),
        ("registration", "art. 11 lid 1 Wki"),
    ]


def test_a_line_names_the_sources_of_every_figure_under_it_once() -> None:
    """Commercial interest stayed 8.00 over the figures of 2016 and 2022; those of 2009 and 2010 are both secondary."""
    case = facts(claim(interest_from=date(2022, 3, 1), interest=InterestKind.COMMERCIAL), debtor=BUSINESS,
                 handed_over_on=date.max)  # fmt: skip
    one_figure, two_figures = value(case, date(2022, 6, 30)).lines[0], value(case, date(2022, 12, 31)).lines[0]
    series = FIGURES.statutory_commercial_interest
    first, second = series.on(date(2022, 6, 30)).cited, series.on(date(2022, 7, 1)).cited
    assert (one_figure.source, two_figures.source) == (first, f"{first}; {second}")
    assert (one_figure.amount, two_figures.amount) == (Decimal("26.74"), Decimal("67.07"))
    assert series.run_on(date(2010, 1, 1)).support(date(2009, 7, 1), date(2010, 6, 30))[0] == "secundaire bron"


def test_a_figure_that_came_later_throws_no_doubt_on_a_line_before_it() -> None:
    """Commercial interest stayed 8.00 from July 2016; that it still was so in July 2022 is known from one source."""
    case = facts(claim(interest_from=date(2016, 7, 1), interest=InterestKind.COMMERCIAL), debtor=BUSINESS,
                 handed_over_on=date.max)  # fmt: skip
    early, late = value(case, date(2016, 12, 31)).lines[-1], value(case, date(2022, 12, 31)).lines[-1]
    series = FIGURES.statutory_commercial_interest
    first, second = series.on(date(2016, 7, 1)), series.on(date(2022, 7, 1))
    assert (early.source, early.confidence) == (first.cited, Confidence.TWO_SOURCES)
    assert (late.source, late.confidence) == (second.cited, Confidence.ONE_SOURCE)
