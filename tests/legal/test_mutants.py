"""Small tests for what the other tests of the law let pass: found by mutation testing, see MUTATION.md."""

from datetime import date
from decimal import Decimal

import pytest

from legal.daily_interest import unrounded_daily_interest
from legal.errors import InvalidFacts
from legal.facts import CaseFacts, Channel, Claim, DebtorKind, InterestKind, LineKind, Notice
from legal.fourteen_day_notice import REQUIRED_ELEMENTS
from legal.interest import leap_year_days, rate_span
from legal.notice_text import text_defects
from legal.policies import CountingPolicy, DayCount, Rounding, SegmentCuts
from legal.prescription import Interruption, InterruptionKind, PrescriptionRegime, prescription
from tests.legal.factories import FIGURES, claim, facts, interest_lines, paid, value

ON = date(2026, 11, 21)
CONSUMER, BUSINESS = DebtorKind.CONSUMER, DebtorKind.BUSINESS
DECREE = "Besluit vergoeding voor buitengerechtelijke incassokosten"


@pytest.mark.parametrize(
    ("regime", "law"),
    [
        ("contract", "art. 3:307 lid 1 BW"),
        ("consumer_sale", "art. 7:28 BW"),
        ("periodic", "art. 3:308 BW"),
        ("undue_payment", "art. 3:309 BW"),
        ("damages", "art. 3:310 lid 1 BW"),
        ("judgment", "art. 3:324 lid 1 BW"),
        ("judgment_periodic", "art. 3:324 lid 3 BW"),
        ("other", "art. 3:306 BW"),
    ],
)
def test_prescription_cites_its_article(regime: str, law: str) -> None:
    due = date(2024, 3, 10)
    event = Interruption(kind=InterruptionKind.DEMAND, on=date(2025, 1, 1))
    assert prescription(PrescriptionRegime(regime), due_date=due).law == law
    interrupted = prescription(PrescriptionRegime(regime), due_date=due, interruptions=[event])
    assert interrupted.law == f"{law} en art. 3:319 BW"


@pytest.mark.parametrize(
    ("debtor", "asked", "law"),
    [
        (CONSUMER, claim(), "art. 6:119 lid 1 BW"),
        (BUSINESS, claim(interest=InterestKind.COMMERCIAL), "art. 6:119a lid 1 BW"),
        (BUSINESS, claim(interest=InterestKind.GOVERNMENT), "art. 6:119b lid 1 BW"),
        (BUSINESS, claim(percent="2"), "art. 6:119a BW, bedongen rente"),
        (BUSINESS, claim(percent="1", per="month"), "art. 6:119a BW, bedongen rente"),
        (BUSINESS, claim(percent="1", per="month", compound=True), "art. 6:119a BW, bedongen rente, per maand"),
        (CONSUMER, claim(percent="4"), "art. 6:119 lid 3 BW"),  # equal to the statutory rate: it stands
        (CONSUMER, claim(percent="3.99"), "art. 6:119 lid 1 BW"),  # lower: it yields
        (CONSUMER, claim(percent="1", per="month", compound=True), "art. 6:119 lid 3 BW, per maand"),
    ],
)
def test_a_line_of_interest_cites_its_article(debtor: DebtorKind, asked: Claim, law: str) -> None:
    lines = value(facts(asked, debtor=debtor), date(2026, 2, 10)).lines
    assert {line.law for line in lines if line.kind is LineKind.INTEREST} == {law}


def test_agreed_interest_without_a_rate_is_refused() -> None:
    with pytest.raises(InvalidFacts):
        rate_span(claim(interest=InterestKind.CONTRACTUAL), BUSINESS, ON, FIGURES)


@pytest.mark.parametrize(
    ("first_day", "last_day", "days"),
    [
        (date(2019, 3, 1), date(2019, 6, 30), 0),  # the year after is a leap year, and plays no part
        (date(2019, 12, 30), date(2020, 1, 2), 2),
        (date(2020, 1, 1), date(2020, 12, 31), 366),
        (date(2020, 2, 29), date(2020, 2, 29), 1),
        (date(2020, 12, 30), date(2021, 1, 5), 2),
        (date(2019, 7, 1), date(2021, 7, 1), 366),
        (date(2019, 1, 1), date(2024, 12, 31), 732),
    ],
)
def test_days_of_a_span_in_leap_years(first_day: date, last_day: date, days: int) -> None:
    assert leap_year_days(first_day, last_day) == days


def test_half_years_end_with_june_and_december() -> None:
    policy = CountingPolicy(segment_cuts=SegmentCuts.HALF_YEARS)
    lines = interest_lines(value(facts(claim(interest_from=date(2020, 6, 10)), policy=policy), date(2021, 1, 15)))
    assert [line[1] for line in lines] == ["2020-06-30", "2020-12-31", "2021-01-15"]
    from_july = interest_lines(value(facts(claim(interest_from=date(2020, 7, 1)), policy=policy), date(2020, 12, 31)))
    assert [line[:2] for line in from_july] == [("2020-07-01", "2020-12-31")]


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


def test_a_case_without_claims_is_refused() -> None:
    with pytest.raises(InvalidFacts) as refused:
        value(CaseFacts(debtor=CONSUMER, creditor_reclaims_vat=True, claims=()), ON)
    assert refused.value.field == "claims"


NUMBERS = [
    "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien",
    "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien", "twintig", "eenentwintig",
]  # fmt: skip
MONTHS = [
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
]  # fmt: skip


@pytest.mark.parametrize(("count", "word"), list(enumerate(NUMBERS, start=1)))
def test_a_term_in_words_counts_as_in_figures(count: int, word: str) -> None:
    for written in (word, str(count)):
        after_delivery = text_defects(f"Betaal binnen {written} dagen nadat deze brief bij u is bezorgd.")
        assert ("term_too_short" in [defect.code for defect in after_delivery]) == (count < 15)
        from_next_day = text_defects(f"Betaal binnen {written} dagen vanaf de dag nadat deze brief bij u is bezorgd.")
        assert ("term_too_short" in [defect.code for defect in from_next_day]) == (count < 14)


@pytest.mark.parametrize(("number", "month"), list(enumerate(MONTHS, start=1)))
def test_a_last_day_is_read_in_every_month(number: int, month: str) -> None:
    term = "binnen vijftien dagen nadat deze brief bij u is bezorgd"
    last = date(2026, number, 20)
    for day, codes in ((19, ["deadline_too_early"]), (20, [])):
        text = f"Betaal {term}, uiterlijk op {day} {month} 2026."
        found = text_defects(text, sent_on=date(2026, number, 1), last_free_day=last)
        assert [defect.code for defect in found] == codes


@pytest.mark.parametrize(
    ("deadline", "codes"),
    [
        ("31 februari 2026", ["deadline_no_date"]),
        ("5 oktober 2026", ["deadline_too_early"]),  # the day of sending itself
        ("4 oktober 2026", []),  # before it: the due date of the invoice
    ],
)
def test_a_last_day_that_cannot_be(deadline: str, codes: list[str]) -> None:
    text = f"Betaal uiterlijk {deadline}, binnen vijftien dagen nadat deze brief bij u is bezorgd."
    found = text_defects(text, sent_on=date(2026, 10, 5), last_free_day=date(2026, 10, 21))
    assert [defect.code for defect in found] == codes
    assert text_defects(text, sent_on=date(2026, 10, 5)) == ()  # without the true last day nothing can be said


def test_a_defect_tells_what_was_found_and_why() -> None:
    (missing,) = text_defects("Betaal binnen vijftien dagen nadat u deze brief hebt ontvangen.", fee=Decimal("40.00"))
    assert (missing.code, missing.found, missing.law) == ("fee_missing", "", "art. 6:96 lid 6 BW")
    assert "€ 40,00" in missing.message
    wrong, none = text_defects("Betaal binnen 14 dagen na dagtekening.")
    assert (wrong.found, none.found) == ("na dagtekening", "")
    assert {wrong.law, none.law} == {"ECLI:NL:HR:2016:2704"}


def test_costs_are_taken_once() -> None:
    """150.00 is due from 22 October: 100.00 of it by the first payment, 50.00 by the second, nothing by the third."""
    payments = tuple(paid(date(2026, 10, day), "100.00") for day in (22, 23, 24))
    case = facts(claim(interest=InterestKind.NONE), sent_on=date(2026, 10, 5), payments=payments)
    valuation = value(case, ON)
    assert [str(payment.costs) for payment in valuation.payments] == ["100.00", "50.00", "0.00"]
    assert valuation.balance == Decimal("850.00")


def test_a_line_names_the_sources_of_every_figure_under_it_once() -> None:
    """Commercial interest stayed 8.00 over the figures of July 2009, January 2010 and July 2010."""
    case = facts(claim(interest_from=date(2009, 7, 1), interest=InterestKind.COMMERCIAL), debtor=BUSINESS,
                 handed_over_on=date.max)  # fmt: skip
    one_figure, two_figures = value(case, date(2009, 12, 31)).lines[0], value(case, date(2010, 6, 30)).lines[0]
    series = FIGURES.statutory_commercial_interest
    first, second = series.on(date(2009, 7, 1)).cited, series.on(date(2010, 1, 1)).cited
    assert (one_figure.source, two_figures.source) == (first, f"{first}; {second}")
    assert (one_figure.amount, two_figures.amount) == (Decimal("40.33"), Decimal("80.00"))


@pytest.mark.parametrize("rounding", list(Rounding))
def test_every_full_year_may_earn_exactly_the_yearly_rate(rounding: Rounding) -> None:
    """2024, a leap year, earns 7 percent of 1000.00; the year after 6 percent of 1070.00."""
    policy = CountingPolicy(full_year_exact=True, rounding=rounding)
    after_leap = value(facts(claim(interest_from=date(2024, 1, 1)), policy=policy), date(2025, 12, 31))
    assert [line[3:] for line in interest_lines(after_leap)] == [
        ("1000.00", "7.00", "70.00"), ("1070.00", "6.00", "64.20"),
    ]  # fmt: skip
    # 2023: 19.8356 over 181 days and 30.2466 over 184; then 7 percent of what that makes, over 366 of 366 days
    before_leap = value(facts(claim(interest_from=date(2023, 1, 1)), policy=policy), date(2024, 12, 31))
    second, base = ("30.25", "1050.09") if rounding is Rounding.PER_SEGMENT else ("30.24", "1050.08")
    assert [line[3:] for line in interest_lines(before_leap)] == [
        ("1000.00", "4.00", "19.84"), ("1000.00", "6.00", second), (base, "7.00", "73.51"),
    ]  # fmt: skip


def test_a_full_year_of_365_days_is_exact_also_when_leap_days_weigh_less() -> None:
    """1 March 2024 through 28 February 2025: 306 days over 366 and 59 over 365 would be 1196.72... of 1200.00."""
    policy = CountingPolicy(full_year_exact=True, day_count=DayCount.ACT_ACT)
    case = facts(claim("10000.00", date(2024, 3, 1), percent="12", compound=True), debtor=BUSINESS,
                 handed_over_on=date.max, policy=policy)  # fmt: skip
    assert value(case, date(2025, 2, 28)).interest == Decimal("1200.00")


def test_the_interest_of_a_day_does_not_capitalise_early() -> None:
    """Interest of closed lines joins the base on the anniversary, not when somebody asks for a day before it."""
    case = facts(claim("3650.00", date(2025, 7, 1)))
    assert unrounded_daily_interest(case, on=date(2026, 3, 1), figures=FIGURES) == Decimal("0.4")
    policy = CountingPolicy(payment_day_counts=False)
    case = facts(claim("3650.00", date(2025, 7, 1)), payments=(paid(date(2026, 3, 1), "10.00"),), policy=policy)
    assert interest_lines(value(case, date(2026, 7, 1))) == [
        ("2025-07-01", "2025-12-31", 184, "3650.00", "6.00", "110.40"),
        ("2026-01-01", "2026-06-30", 181, "3650.00", "4.00", "72.40"),
        ("2026-07-01", "2026-07-01", 1, "3822.80", "4.00", "0.42"),  # 3650.00 + 110.40 + 72.40 - 10.00
    ]


def test_a_fraction_of_a_cent_leaves_the_base_when_all_interest_is_paid() -> None:
    """Compounding by month: 100.10 x 1.5% = 1.5015 for April; 1.50 is paid on 1 May, after the interest of that day."""
    case = facts(claim("100.10", date(2026, 4, 1), percent="1.5", per="month", compound=True), debtor=BUSINESS,
                 handed_over_on=date.max, payments=(paid(date(2026, 5, 1), "1.55"),))  # fmt: skip
    valuation = value(case, date(2026, 6, 30))
    assert valuation.payments[0].interest == Decimal("1.55")
    # May: 101.6015 x 1.5% x 1/31 = 0.0492 -> 0.05 on the 1st; then 100.10 x 1.5% x 30/31 = 1.4531
    # June: 100.10 + 0.0007 + 1.4531 = 101.5538 x 1.5% = 1.5233
    assert [line[3:] for line in interest_lines(valuation)] == [
        ("100.10", "1.5", "1.50"), ("101.60", "1.5", "0.05"), ("100.10", "1.5", "1.45"), ("101.55", "1.5", "1.52"),
    ]  # fmt: skip


def test_the_fee_covers_only_the_claims_that_the_notice_names() -> None:
    """Two claims in default, one of them in the notice: 15 percent of 600.00."""
    claims = (claim("600.00", interest=InterestKind.NONE), claim("400.00", interest=InterestKind.NONE, ref="F2"))
    notice = Notice(sent_on=date(2026, 10, 5), channel=Channel.ORDINARY_POST, claims=("F1",))
    assert value(facts(*claims, notice=notice), ON).costs == Decimal("90.00")
    assert value(facts(*claims, sent_on=date(2026, 10, 5)), ON).costs == Decimal("150.00")
