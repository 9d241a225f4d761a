"""What a lawsuit costs the client: the amounts of each outcome, and what the forecast leaves out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from legal.court.court_costs import CourtCase, forecast
from legal.errors import ParameterUnknown
from legal.parameters import PartyKind
from tests.legal.factories import FIGURES
from tests.legal.figures import FIGURES_2026

CASE = CourtCase(
    claimant=PartyKind.LEGAL_ENTITY,
    principal=Decimal("1000.00"),
    interest=Decimal("31.97"),
    collection_costs=Decimal("150.00"),
    served_on=date(2026, 11, 25),
    first_session_on=date(2026, 12, 9),
)


def test_every_outcome_of_an_ordinary_case() -> None:
    """Writ 125.57, court fee 350, one point of 144 over 1,181.97, half of it afterwards; the defendant two points."""
    found = forecast(CASE, figures=FIGURES)
    assert [str(item.amount) for item in found.items] == ["125.57", "350.00", "144.00", "72.00"]
    assert found.advance == Decimal("475.57")
    assert found.awarded_in_absentia == Decimal("691.57")
    assert found.net_if_paid == Decimal("-216.00")
    assert found.won_not_paid == found.lost_in_absentia == Decimal("475.57")
    assert found.worst_case == Decimal("835.57")  # 475.57 + 288.00 + 72.00


def test_the_own_fee_and_vat_are_paid_by_the_client() -> None:
    found = forecast(replace(CASE, own_fee=Decimal("200.00"), deducts_vat=False), figures=FIGURES)
    assert found.advance == Decimal("701.94")  # 151.94 + 350 + 200
    assert found.awarded_in_absentia == Decimal("717.94")
    assert found.net_if_paid == Decimal("-16.00")
    assert found.worst_case == found.advance + Decimal("360.00")


def test_what_is_left_out_or_assumed_is_said() -> None:
    codes = {remark.code for remark in forecast(CASE, figures=FIGURES).remarks}
    assert codes == {
        "points_unverified", "disbursements_left_out", "defendant_pays_no_court_fee", "judgment_day_assumed",
        "one_source",
    }  # fmt: skip
    known = forecast(replace(CASE, judgment_on=date(2026, 12, 30)), figures=FIGURES)
    assert "judgment_day_assumed" not in {remark.code for remark in known.remarks}


def test_costs_that_lift_the_claim_into_a_higher_band_are_named() -> None:
    found = forecast(replace(CASE, principal=Decimal("1400.00")), figures=FIGURES)
    assert "court_fee_band_with_costs" in {remark.code for remark in found.remarks}
    assert str(found.items[1].amount) == "397.00"


@pytest.mark.parametrize(
    "case",
    [
        replace(CASE, first_session_on=date(2025, 12, 31)),
        replace(CASE, served_on=date(2025, 12, 15)),
        replace(CASE, judgment_on=date(2025, 6, 1)),
        replace(CASE, first_session_on=date(2027, 1, 6)),
    ],
)
def test_no_part_forecast_where_a_figure_is_missing(case: CourtCase) -> None:
    with pytest.raises(ParameterUnknown):
        forecast(case, figures=FIGURES_2026)
