"""Periodic terms in one notice, through the whole valuation: art. 2a of the decree as one source describes it."""

from datetime import date
from decimal import Decimal

import pytest

from legal.counting.daily_interest import daily_interest
from legal.counting.valuation import Valuation, valuate
from legal.facts import CaseFacts, Channel, Claim, DebtorKind, InterestKind, MissedTerm, Notice, Payment
from legal.notice.notice_validity import NoticeClaim, SentNotice, as_noticed, notice_defects
from legal.parameters import Confidence
from legal.policies import CostsPolicy, PeriodicStacking
from tests.legal.factories import FIGURES

ON = date(2026, 11, 21)
SENT = date(2026, 9, 7)
PER_TERM = CostsPolicy(periodic_stacking=PeriodicStacking.PER_TERM)


def term(ref: str, principal: str, missed_on: date = date(2026, 7, 2), term_of: str | None = "HUUR-1") -> Claim:
    return Claim(
        ref=ref,
        principal=Decimal(principal),
        interest_from=missed_on,
        interest=InterestKind.STATUTORY,
        term_of=term_of,
    )


def case(
    *claims: Claim,
    debtor: DebtorKind = DebtorKind.CONSUMER,
    earlier: tuple[MissedTerm, ...] = (),
    payments: tuple[Payment, ...] = (),
    reclaims_vat: bool = True,
    policy: CostsPolicy | None = None,
) -> CaseFacts:
    return CaseFacts(
        debtor=debtor,
        creditor_reclaims_vat=reclaims_vat,
        claims=claims,
        notice=Notice(sent_on=SENT, channel=Channel.ORDINARY_POST),
        payments=payments,
        earlier_terms=earlier,
        costs_policy=policy or CostsPolicy(),
    )


def value(facts: CaseFacts) -> Valuation:
    return valuate(facts, on=ON, figures=FIGURES)


def earlier(
    missed_on: date,
    charged: str = "40.00",
    *,
    principal: str = "60.00",
    term_of: str = "HUUR-1",
    has_notice: bool = True,
) -> MissedTerm:
    return MissedTerm(
        ref="eerder",
        principal=Decimal(principal),
        missed_on=missed_on,
        has_own_notice=has_notice,
        fee_charged=Decimal(charged),
        term_of=term_of,
    )


def test_four_small_terms_in_one_notice_bear_the_fee_of_one() -> None:
    """Added up they would be 800 and bear 120; each alone bears 40."""
    terms = [term(f"T{month}", "200.00", date(2026, month, 2)) for month in range(4, 8)]
    found = value(case(*terms))
    assert found.costs == Decimal("40.00")
    assert [remark.code for remark in found.remarks] == ["periodic_limit_one_source"]
    assert value(case(*terms, policy=PER_TERM)).costs == Decimal("120.00")
    plain = [term(each.ref, "200.00", each.interest_from, None) for each in terms]
    assert (value(case(*plain)).costs, value(case(*plain)).remarks) == (Decimal("120.00"), ())


@pytest.mark.parametrize(("principal", "costs"), [("266.67", "40.00"), ("266.68", "80.00")])
def test_the_threshold_is_of_the_term_in_full(principal: str, costs: str) -> None:
    """At 266.67 the terms are small; a cent more and both are added up: 15% of 533.36."""
    assert value(case(term("T1", principal), term("T2", principal))).costs == Decimal(costs)


def test_a_large_term_stays_large_when_a_part_of_it_is_paid() -> None:
    paid = Payment(received_on=date(2026, 8, 1), amount=Decimal("100.00"), claim="T1")
    found = value(case(term("T1", "300.00"), term("T2", "300.00"), payments=(paid,)))
    assert found.costs > Decimal("60.00")  # 15% of all that is open, about 500


def test_beside_another_claim_small_terms_bear_nothing_more() -> None:
    other = term("F1", "400.00", term_of=None)
    assert value(case(term("T1", "200.00"), term("T2", "200.00"), other)).costs == Decimal("60.00")
    third = term("F2", "300.00", term_of=None)
    assert value(case(term("T1", "200.00"), other, third)).costs == Decimal("105.00")  # 15% of 400 and 300


def test_the_largest_that_is_still_open_counts_and_bears_the_fee() -> None:
    paid = Payment(received_on=date(2026, 9, 10), amount=Decimal("250.00"), claim="T2")
    later = Payment(received_on=date(2026, 11, 1), amount=Decimal("40.00"), claim="T1")
    facts = case(term("T1", "120.00"), term("T2", "240.00"), payments=(paid, later))
    found = value(facts)
    assert found.costs == Decimal("40.00")
    assert found.payments[1].costs == Decimal("40.00")  # the fee stands on T1, the one that is open
    (line,) = [line for line in found.lines if line.kind == "costs"]
    assert line.base == Decimal("112.80")  # 250 paid T2 with its interest of 1.87, then 0.93 and 7.20 of T1


@pytest.mark.parametrize(
    ("before", "costs"),
    [
        (earlier(date(2026, 5, 2)), "0.00"),                               # together 120: one minimum, charged before
        (earlier(date(2026, 1, 2)), "0.00"),                               # the first day of the six months
        (earlier(date(2026, 1, 1)), "40.00"),                              # the day before it
        (earlier(date(2026, 5, 2), term_of="HUUR-2"), "40.00"),            # another agreement
        (earlier(date(2026, 5, 2), principal="240.00"), "5.00"),           # 15% of 300 is 45
        (earlier(date(2026, 5, 2), charged="0.00", has_notice=False), "40.00"),
    ],
)  # fmt: skip
def test_what_was_charged_over_six_months_goes_off(before: MissedTerm, costs: str) -> None:
    found = value(case(term("T1", "60.00"), earlier=(before,)))
    assert (found.costs, found.vat_on_costs) == (Decimal(costs), Decimal("0.00"))


def test_vat_is_counted_over_what_is_left_of_the_fee() -> None:
    before = earlier(date(2026, 5, 2), principal="240.00")
    found = value(case(term("T1", "60.00"), earlier=(before,), reclaims_vat=False))
    assert (found.costs, found.vat_on_costs) == (Decimal("5.00"), Decimal("1.05"))
    used_up = value(case(term("T1", "60.00"), earlier=(earlier(date(2026, 5, 2)),), reclaims_vat=False))
    assert (used_up.costs, used_up.vat_on_costs) == (Decimal("0.00"), Decimal("0.00"))
    assert used_up.lines[-1].kind == "interest"


def test_the_line_names_the_article_that_limits_it() -> None:
    found = value(case(term("T1", "60.00"), earlier=(earlier(date(2026, 5, 2), principal="240.00"),)))
    (line,) = [line for line in found.lines if line.kind == "costs"]
    decree = "Besluit vergoeding voor buitengerechtelijke incassokosten"
    assert line.law == f"art. 2 lid 2 {decree}; art. 2a {decree}"
    assert (line.confidence, line.source.endswith("(één bron)")) == (Confidence.ONE_SOURCE, True)


def test_the_limit_and_its_doubt_stand_at_the_costs_and_not_at_the_vat() -> None:
    before = earlier(date(2026, 5, 2), principal="240.00")
    fee, vat = value(case(term("T1", "60.00"), earlier=(before,), reclaims_vat=False)).lines[-2:]
    on = fee.first_day
    scale, limit, rate = (
        series.on(on).cited for series in (FIGURES.collection_costs, FIGURES.periodic_stacking, FIGURES.vat)
    )
    assert (fee.source, fee.confidence) == (f"{scale}; {limit}", "one source")
    assert (vat.kind, vat.source) == ("vat", rate)
    assert vat.law == "art. 2 lid 3 Besluit vergoeding voor buitengerechtelijke incassokosten"


def test_a_business_is_not_limited() -> None:
    found = value(case(term("T1", "200.00"), term("T2", "200.00"), debtor=DebtorKind.BUSINESS))
    assert (found.costs, found.remarks) == (Decimal("60.00"), ())


def test_the_day_before_the_limit_terms_are_added_up() -> None:
    for missed_on, costs in ((date(2024, 9, 30), "60.00"), (date(2024, 10, 1), "40.00")):
        assert value(case(term("T1", "200.00", missed_on), term("T2", "200.00", missed_on))).costs == Decimal(costs)


def test_a_notice_that_adds_small_terms_up_names_too_much() -> None:
    """Two terms of 200: 60 is the fee of the sum, 40 that of one term."""
    claims = [as_noticed(term(ref, "200.00"), Decimal("200.00")) for ref in ("T1", "T2")]

    def codes(fee: str, *before: MissedTerm, policy: CostsPolicy | None = None) -> list[str]:
        sent = SentNotice(
            sent_on=SENT,
            channel=Channel.ORDINARY_POST,
            claims_named=("T1", "T2"),
            addressed_to=("J. Voorbeeld",),
            fee_named=Decimal(fee),
        )
        found = notice_defects(
            sent,
            claims=claims,
            debtors=("J. Voorbeeld",),
            reclaims_vat=True,
            figures=FIGURES,
            earlier_terms=before,
            costs_policy=policy or CostsPolicy(),
        )
        return [defect.code for defect in found.defects]

    assert codes("40.00") == []
    assert codes("60.00") == ["fee_too_high"]
    assert codes("60.00", policy=PER_TERM) == []
    assert codes("40.00", earlier(date(2026, 5, 2))) == ["fee_too_high"]


@pytest.mark.parametrize(("full", "fee", "codes"), [
    ("300.00", "60.00", []), ("300.00", "40.00", ["fee_too_low"]), ("200.00", "60.00", ["fee_too_high"]),
    (None, "60.00", ["fee_too_high"]), (None, "40.00", []),
])  # fmt: skip
def test_a_notice_is_judged_by_the_terms_in_full(full: str | None, fee: str, codes: list[str]) -> None:
    """Of both terms 200.00 is open: of terms of 300.00 that is 15% of 400.00, of small ones the minimum of one."""
    claims = [
        NoticeClaim(
            ref=ref,
            principal=Decimal("200.00"),
            default_from=date(2026, 7, 2),
            term_of="HUUR-1",
            full_principal=Decimal(full) if full else None,
        )
        for ref in ("T1", "T2")
    ]
    sent = SentNotice(
        sent_on=SENT,
        channel=Channel.ORDINARY_POST,
        claims_named=("T1", "T2"),
        addressed_to=("J. Voorbeeld",),
        fee_named=Decimal(fee),
    )
    found = notice_defects(sent, claims=claims, debtors=("J. Voorbeeld",), reclaims_vat=True, figures=FIGURES)
    assert [defect.code for defect in found.defects] == codes


def test_interest_runs_over_every_term_all_the_same() -> None:
    facts = case(term("T1", "200.00"), term("T2", "200.00"))
    plain = case(term("T1", "200.00", term_of=None), term("T2", "200.00", term_of=None))
    assert value(facts).interest == value(plain).interest
    assert daily_interest(facts, on=ON, figures=FIGURES) == daily_interest(plain, on=ON, figures=FIGURES)
