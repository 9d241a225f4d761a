"""When the term of a fourteen-day notice ends, and the fee that it must name."""

from datetime import date
from decimal import Decimal

import pytest

from legal.costs.periodic_costs import OpenClaim
from legal.errors import ParameterUnknown
from legal.facts import Channel, DeliveryBasis, Notice
from legal.notice.term import REQUIRED_ELEMENTS, fee_to_announce, term_of
from legal.policies import CountingPolicy
from tests.legal.factories import FIGURES
from tests.legal.figures import FIGURES_2026


def term(sent_on: date, channel: Channel = Channel.ORDINARY_POST, delivered_on: date | None = None,
         extend: bool = True) -> tuple[date | None, date | None, date | None]:  # fmt: skip
    """Delivered, last free day, first day of costs."""
    notice = Notice(sent_on=sent_on, channel=channel, delivered_on=delivered_on)
    found = term_of(notice, policy=CountingPolicy(extend_term=extend), figures=FIGURES_2026)
    return found.delivered_on, found.last_free_day, found.costs_claimable_from


@pytest.mark.parametrize(
    ("sent_on", "delivered_on", "last_free_day", "costs_from"),
    [
        # Monday 5 October: second delivery day Wednesday 7; fourteenth day Wednesday 21
        (date(2026, 10, 5), date(2026, 10, 7), date(2026, 10, 21), date(2026, 10, 22)),
        # A Friday: Saturday, then Tuesday 24 November; Tuesday 8 December
        (date(2026, 11, 20), date(2026, 11, 24), date(2026, 12, 8), date(2026, 12, 9)),
        # Ends on Saturday 5 December: the term runs through Monday 7
        (date(2026, 11, 19), date(2026, 11, 21), date(2026, 12, 7), date(2026, 12, 8)),
        # Ends on Christmas Day, a Friday: Boxing Day, Sunday, so Monday 28 December
        (date(2026, 12, 9), date(2026, 12, 11), date(2026, 12, 28), date(2026, 12, 29)),
        # Posted before Christmas: delivered Tuesday 29 December, ends Tuesday 12 January
        (date(2026, 12, 23), date(2026, 12, 29), date(2027, 1, 12), date(2027, 1, 13)),
        # Ends on Good Friday 3 April 2026: Tuesday 7 after Easter Monday
        (date(2026, 3, 18), date(2026, 3, 20), date(2026, 4, 7), date(2026, 4, 8)),
        # Ends on King's Day, Tuesday 27 April 2027: Wednesday 28
        (date(2027, 4, 9), date(2027, 4, 13), date(2027, 4, 28), date(2027, 4, 29)),
        # Ends on the equated Friday 15 May 2026: Monday 18
        (date(2026, 4, 29), date(2026, 5, 1), date(2026, 5, 18), date(2026, 5, 19)),
        # Ends on 2 January 2026, equated: Monday 5
        (date(2025, 12, 17), date(2025, 12, 19), date(2026, 1, 5), date(2026, 1, 6)),
    ],
)
def test_term_by_ordinary_post(sent_on: date, delivered_on: date, last_free_day: date, costs_from: date) -> None:
    assert term(sent_on) == (delivered_on, last_free_day, costs_from)


def test_without_extension_the_fourteenth_day_is_the_last() -> None:
    assert term(date(2026, 11, 19), extend=False)[1:] == (date(2026, 12, 5), date(2026, 12, 6))


def test_a_proved_day_goes_before_a_presumed_one() -> None:
    assert term(date(2026, 10, 5), delivered_on=date(2026, 10, 12))[0] == date(2026, 10, 12)
    assert term(date(2026, 10, 5), Channel.EMAIL, date(2026, 10, 5))[2] == date(2026, 10, 20)


def test_a_bailiff_serves_on_the_day() -> None:
    notice = Notice(sent_on=date(2026, 10, 5), channel=Channel.BAILIFF)
    found = term_of(notice, policy=CountingPolicy(), figures=FIGURES)
    assert (found.delivered_on, found.delivery_basis) == (date(2026, 10, 5), DeliveryBasis.PROVED)


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.REGISTERED_POST])
def test_sending_alone_proves_nothing(channel: Channel) -> None:
    assert term(date(2026, 10, 5), channel) == (None, None, None)


def test_a_term_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(ParameterUnknown):
        term(date(2028, 12, 20))


def test_the_announced_fee_is_one_fee_over_all_principals() -> None:
    missed_on = date(2026, 10, 1)
    claims = [
        OpenClaim(principal=amount, open_principal=amount, missed_on=missed_on)
        for amount in (Decimal("200.00"), Decimal("100.00"))
    ]
    found = fee_to_announce(claims, reclaims_vat=False, on=date(2026, 11, 21), figures=FIGURES)
    assert (found.fee, found.vat, found.total) == (Decimal("45.00"), Decimal("9.45"), Decimal("54.45"))
    assert found.vat_percent == Decimal("21.00")
    plain = fee_to_announce(claims, reclaims_vat=True, on=date(2026, 11, 21), figures=FIGURES)
    assert (plain.total, plain.vat_percent) == (Decimal("45.00"), None)


def test_required_elements_name_their_article() -> None:
    assert {"demand", "term", "consequence", "fee", "claims"} <= {element.code for element in REQUIRED_ELEMENTS}
    assert all(element.law.startswith("art. ") for element in REQUIRED_ELEMENTS)
