"""Small tests for what the other tests of the law let pass: found by mutation testing, see MUTATION.md."""

from datetime import date
from decimal import Decimal

import pytest

from legal.errors import InvalidFacts
from legal.facts import CaseFacts, Claim, DebtorKind, InterestKind, LineKind
from legal.fourteen_day_notice import REQUIRED_ELEMENTS
from legal.interest import leap_year_days, rate_span
from legal.notice_text import text_defects
from legal.policies import CountingPolicy, SegmentCuts
from legal.prescription import Interruption, InterruptionKind, PrescriptionRegime, prescription
from tests.legal.factories import FIGURES, claim, facts, interest_lines, value

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
