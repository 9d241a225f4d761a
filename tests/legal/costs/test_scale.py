"""The fee by bracket, with both sides of each border. Source: art. 2 Besluit vergoeding, Stb. 2012, 141."""

from datetime import date
from decimal import Decimal

import pytest

from legal.costs.scale import NO_FEE, Fee, added_to, fee, fee_over, grown, rest_of
from legal.facts import Channel, DebtorKind, InterestKind, Notice
from tests.legal.factories import FIGURES, claim, facts, paid, value

SCALE = FIGURES.collection_costs.on(date(2026, 1, 1)).value
POST = {"sent_on": date(2026, 10, 5)}  # delivered 7 October, term through 21 October


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("0.00", "0.00"),
        ("0.01", "40.00"),
        ("266.66", "40.00"),
        ("266.67", "40.00"),  # 40.0005
        ("266.70", "40.01"),  # 40.005, half up
        ("266.74", "40.01"),
        ("2499.99", "375.00"),
        ("2500.00", "375.00"),
        ("2500.01", "375.00"),
        ("2500.05", "375.01"),
        ("2500.10", "375.01"),
        ("4999.90", "624.99"),
        ("5000.00", "625.00"),
        ("5000.20", "625.01"),
        ("9999.80", "874.99"),
        ("10000.00", "875.00"),
        ("10001.00", "875.01"),
        ("199999.00", "2774.99"),
        ("200000.00", "2775.00"),
        ("200002.00", "2775.01"),
        ("999998.00", "6774.99"),
        ("1000000.00", "6775.00"),
        ("1000002.00", "6775.00"),
        ("5000000.00", "6775.00"),
    ],
)
def test_the_scale(base: str, expected: str) -> None:
    assert fee_over(Decimal(base), SCALE) == Decimal(expected)


def test_tiers_are_lines_that_add_up() -> None:
    case = facts(claim("12345.67"), sent_on=date(2026, 10, 5), reclaims_vat=False)
    valuation = value(case, date(2026, 10, 22))
    lines = [line for line in valuation.lines if line.kind != "interest"]
    assert [(str(line.base), str(line.rate_percent), str(line.amount)) for line in lines] == [
        ("2500.00", "15", "375.00"),
        ("2500.00", "10", "250.00"),
        ("5000.00", "5", "250.00"),
        ("2345.67", "1", "23.46"),
        ("898.46", "21.00", "188.68"),  # VAT, rounded once: 188.6766
    ]
    assert (valuation.costs, valuation.vat_on_costs) == (Decimal("898.46"), Decimal("188.68"))
    assert [line.kind for line in lines][-1] == "vat"


@pytest.mark.parametrize(
    ("principal", "percent", "law"),
    [
        ("100.00", None, "art. 2 lid 2"),
        ("266.63", None, "art. 2 lid 2"),  # 39.9945
        ("266.64", "15", "art. 2 lid 1"),  # 39.996: forty euro by the percentage, not by the minimum
        ("266.67", "15", "art. 2 lid 1"),
    ],
)
def test_the_minimum_is_one_line_with_its_own_article(principal: str, percent: str | None, law: str) -> None:
    valuation = value(facts(claim(principal), sent_on=date(2026, 10, 5)), date(2026, 10, 22))
    (line,) = [line for line in valuation.lines if line.kind == "costs"]
    assert (line.amount, str(line.base)) == (Decimal("40.00"), principal)
    assert (str(line.rate_percent) if line.rate_percent else None) == percent
    assert line.law == f"{law} Besluit vergoeding voor buitengerechtelijke incassokosten"


def test_costs_are_due_on_one_day_and_run_over_none() -> None:
    case = facts(claim("12345.67"), sent_on=date(2026, 10, 5), reclaims_vat=False)
    lines = [line for line in value(case, date(2026, 11, 21)).lines if line.kind != "interest"]
    day = date(2026, 10, 22)
    assert {(line.first_day, line.last_day, line.days, line.claim) for line in lines} == {(day, day, 0, None)}


@pytest.mark.parametrize(("principal", "lines"), [("2500.00", 1), ("2500.01", 2), ("5000.00", 2), ("10000.00", 3)])
def test_a_bracket_that_is_not_reached_is_no_line(principal: str, lines: int) -> None:
    found = fee(Decimal(principal), reclaims_vat=True, on=date(2026, 1, 1), figures=FIGURES)
    assert len(found.lines) == lines
    assert all(line.base > 0 for line in found.lines)


def test_over_nothing_no_fee_and_no_vat_is_due() -> None:
    """Also before the scale and the VAT rate are known: nothing is asked of them."""
    found = fee(Decimal("0.00"), reclaims_vat=False, on=date(1990, 1, 1), figures=FIGURES)
    assert (found.total, found.lines) == (Decimal("0.00"), ())


@pytest.mark.parametrize(("on", "costs"), [(date(2026, 10, 21), "0.00"), (date(2026, 10, 22), "150.00")])
def test_a_consumer_owes_costs_from_the_day_after_the_term(on: date, costs: str) -> None:
    valuation = value(facts(claim(), sent_on=date(2026, 10, 5)), on)
    assert valuation.costs == Decimal(costs)
    assert valuation.costs_claimable_from == date(2026, 10, 22)


@pytest.mark.parametrize(
    ("received_on", "costs"),
    [
        (date(2026, 10, 21), "79.32"),  # the last free day: 15% of 528.82
        (date(2026, 10, 22), "150.00"),  # a day later the fee stands
    ],
)
def test_part_payment_inside_the_term_lowers_the_base(received_on: date, costs: str) -> None:
    """HR 25 November 2016: the fee over what is left. Interest first: 263 days are 28.82, so 528.82 is left of 1000."""
    case = facts(claim(), sent_on=date(2026, 10, 5), payments=(paid(received_on, "500.00"),))
    valuation = value(case, date(2026, 11, 21))
    assert valuation.costs == Decimal(costs)


def test_paid_inside_the_term_costs_nothing() -> None:
    case = facts(claim(), sent_on=date(2026, 10, 5), payments=(paid(date(2026, 10, 21), "1028.82"),))
    valuation = value(case, date(2026, 11, 21))
    assert (valuation.costs, valuation.balance) == (0, 0)


def test_several_claims_one_fee_over_those_in_default_when_the_notice_was_sent() -> None:
    case = facts(
        claim("200.00", ref="F1"),
        claim("100.00", date(2026, 10, 5), ref="F2"),
        claim("700.00", date(2026, 10, 6), ref="F3"),
        sent_on=date(2026, 10, 5),
    )
    assert value(case, date(2026, 11, 1)).costs == Decimal("45.00")  # 15% of 300, not two minimums


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.REGISTERED_POST])
def test_a_notice_without_proof_of_receipt_makes_no_costs_due(channel: Channel) -> None:
    valuation = value(facts(claim(), notice=Notice(sent_on=date(2026, 10, 5), channel=channel)), date(2026, 11, 21))
    assert (valuation.costs, valuation.costs_claimable_from) == (0, None)
    assert valuation.notice is not None
    assert valuation.notice.delivery_basis == "none"
    assert [remark.code for remark in valuation.remarks] == ["notice_not_delivered"]


def test_without_a_notice_a_consumer_owes_no_costs() -> None:
    assert value(facts(claim()), date(2026, 11, 21)).costs == 0


def test_a_notice_before_default_covers_nothing() -> None:
    valuation = value(facts(claim(interest_from=date(2026, 10, 6)), sent_on=date(2026, 10, 5)), date(2026, 11, 21))
    assert valuation.costs == 0
    assert [remark.code for remark in valuation.remarks] == ["notice_before_default"]


def test_a_business_owes_costs_from_the_hand_over() -> None:
    case = facts(claim(), debtor=DebtorKind.BUSINESS, handed_over_on=date(2026, 6, 1),
                 payments=(paid(date(2026, 5, 31), "500.00"), paid(date(2026, 6, 1), "100.00")))  # fmt: skip
    assert value(case, date(2026, 5, 31)).costs == 0
    valuation = value(case, date(2026, 6, 1))
    assert valuation.costs == Decimal("76.97")  # 120 days: 13.15; 15% of 513.15, before the payment of that day
    assert valuation.payments[1].costs == Decimal("76.97")


def test_a_business_by_default_from_the_latest_claim_in_default() -> None:
    claims = (
        claim("500.00", ref="F1"),
        claim("500.00", date(2026, 3, 1), ref="F2"),
        claim("500.00", date(2026, 12, 1), ref="F3"),
    )
    valuation = value(facts(*claims, debtor=DebtorKind.BUSINESS), date(2026, 11, 21))
    assert (valuation.costs_claimable_from, valuation.costs) == (date(2026, 3, 1), Decimal("150.00"))
    assert value(facts(*claims, debtor=DebtorKind.BUSINESS), date(2026, 1, 1)).costs_claimable_from is None


@pytest.mark.parametrize(("handed_over_on", "vat"), [(date(2012, 9, 30), "28.50"), (date(2012, 10, 1), "31.50")])
def test_vat_is_that_of_the_first_claimable_day(handed_over_on: date, vat: str) -> None:
    case = facts(claim(interest_from=date(2012, 8, 1), interest=InterestKind.NONE), debtor=DebtorKind.BUSINESS,
                 handed_over_on=handed_over_on, reclaims_vat=False)  # fmt: skip
    assert value(case, date(2013, 1, 1)).vat_on_costs == Decimal(vat)


def test_before_the_decree_there_is_no_scale() -> None:
    old = claim(interest_from=date(2010, 1, 1), interest=InterestKind.COMMERCIAL)
    early = value(facts(old, debtor=DebtorKind.BUSINESS), date(2026, 1, 1))
    assert (early.costs, [remark.code for remark in early.remarks]) == (0, ["costs_before_decree"])
    late = value(facts(old, debtor=DebtorKind.BUSINESS, handed_over_on=date(2026, 1, 1)), date(2026, 1, 1))
    assert [remark.code for remark in late.remarks] == ["default_before_decree"]


def test_a_claim_not_in_default_at_hand_over_is_left_out_and_named() -> None:
    claims = (claim("500.00", ref="F1"), claim("500.00", date(2026, 6, 2), ref="F2"))
    valuation = value(facts(*claims, debtor=DebtorKind.BUSINESS, handed_over_on=date(2026, 6, 1)), date(2026, 11, 21))
    assert valuation.costs == Decimal("75.00")
    (remark,) = valuation.remarks
    assert remark.code == "handed_over_before_default"
    assert "F2" in remark.text


def test_costs_are_taken_once() -> None:
    """150.00 is due from 22 October: 100.00 of it by the first payment, 50.00 by the second, nothing by the third."""
    payments = tuple(paid(date(2026, 10, day), "100.00") for day in (22, 23, 24))
    case = facts(claim(interest=InterestKind.NONE), sent_on=date(2026, 10, 5), payments=payments)
    valuation = value(case, date(2026, 11, 21))
    assert [str(payment.costs) for payment in valuation.payments] == ["100.00", "50.00", "0.00"]
    assert valuation.balance == Decimal("850.00")


def test_the_fee_covers_only_the_claims_that_the_notice_names() -> None:
    """Two claims in default, one of them in the notice: 15 percent of 600.00."""
    claims = (claim("600.00", interest=InterestKind.NONE), claim("400.00", interest=InterestKind.NONE, ref="F2"))
    notice = Notice(sent_on=date(2026, 10, 5), channel=Channel.ORDINARY_POST, claims=("F1",))
    assert value(facts(*claims, notice=notice), date(2026, 11, 21)).costs == Decimal("90.00")
    assert value(facts(*claims, sent_on=date(2026, 10, 5)), date(2026, 11, 21)).costs == Decimal("150.00")


ON = date(2026, 10, 22)


def with_vat(base: str) -> Fee:
    """The fee over a principal, of a creditor who cannot take VAT back."""
    return fee(Decimal(base), reclaims_vat=False, on=ON, figures=FIGURES)


def sums(found: Fee) -> tuple[str, str, str]:
    return str(found.base), str(found.amount), str(found.vat)


@pytest.mark.parametrize(("own", "elsewhere", "costs", "vat"), [
    ("1000.00", "2000.00", "125.00", "26.25"),  # 425.00 over both, 300.00 over what stands elsewhere
    ("1000.00", "0.00", "150.00", "31.50"),
    ("1000.00", "-1.00", "150.00", "31.50"),
    ("100.00", "100.00", "0.00", "0.00"),       # the minimum is owed already
    ("300.00", "100.00", "20.00", "4.20"),      # 60.00 over both, 40.00 elsewhere
])  # fmt: skip
def test_one_fee_over_two_cases_leaves_the_rest_for_this_one(own: str, elsewhere: str, costs: str, vat: str) -> None:
    """Art. 6:96 lid 7 BW: principals are added up."""
    asked = with_vat(own)
    found = rest_of(asked, Decimal(elsewhere), reclaims_vat=False, on=ON, figures=FIGURES)
    assert sums(found) == (own, costs, vat)
    kept = [line for line in found.lines if line.kind == "costs"], [line for line in found.lines if line.kind == "vat"]
    assert [str(sum((line.amount for line in lines), Decimal("0.00"))) for lines in kept] == [costs, vat]
    assert {str(line.base) for line in kept[1]} <= {costs}
    told = [line.law.endswith(", wat één vergoeding over alles overlaat (art. 6:96 lid 7 BW)") for line in found.lines]
    assert all(told) == (found != asked or not told)


def test_where_no_fee_is_due_none_is_left() -> None:
    assert rest_of(NO_FEE, Decimal("100.00"), reclaims_vat=False, on=ON, figures=FIGURES) == NO_FEE


@pytest.mark.parametrize(("before", "added", "most", "costs", "vat", "lines"), [
    ("500.00", "500.00", "1000.00", "150.00", "31.50", [("costs", "75.00"), ("vat", "15.75")]),
    ("100.00", "200.00", "300.00", "45.00", "9.45", [("costs", "5.00"), ("vat", "1.05")]),  # less than twice 40.00
    ("100.00", "100.00", "200.00", "40.00", "8.40", []),
    ("300.00", "100.00", "200.00", "45.00", "9.45", []),  # never less than was due
])  # fmt: skip
def test_what_a_second_letter_adds_is_a_line_of_its_own(
    before: str, added: str, most: str, costs: str, vat: str, lines: list[tuple[str, str]]
) -> None:
    """Art. 6:96 lid 7 BW: one fee over the principals together."""
    first, day = with_vat(before), date(2026, 12, 1)
    found = grown(first, with_vat(added), most=with_vat(most), on=day)
    assert sums(found) == (str(Decimal(before) + Decimal(added)), costs, vat)
    assert found.lines[: len(first.lines)] == first.lines
    on_top = found.lines[len(first.lines):]
    assert [(line.kind, str(line.amount)) for line in on_top] == lines
    assert {(line.first_day, line.last_day, str(line.base)) for line in on_top} <= {(day, day, added)}
    assert all(line.law.endswith("; art. 6:96 lid 7 BW, hoofdsommen bij elkaar opgeteld") for line in on_top)
    grew = added_to(first, found)
    assert sums(grew) == (added, str(Decimal(costs) - first.amount), str(Decimal(vat) - first.vat))
    assert grew.lines == on_top


def test_a_fee_where_none_was_before_is_added_whole() -> None:
    assert added_to(NO_FEE, with_vat("500.00")) == with_vat("500.00")
