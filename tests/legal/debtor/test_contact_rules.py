"""When a debtor may be approached. Source: art. 4.2 Besluit kwaliteit incassodienstverlening."""

from datetime import datetime

import pytest

from legal.debtor.contact_rules import Way, may_approach, may_contact
from tests.legal.factories import FIGURES


@pytest.mark.parametrize(
    ("at", "next_at"),
    [
        ("2026-11-20T06:59:59", "2026-11-20T07:00:00"),
        ("2026-11-20T07:00:00", None),
        ("2026-11-20T19:59:59", None),
        ("2026-11-20T20:00:00", "2026-11-21T07:00:00"),
        ("2026-11-21T12:00:00", None),  # Saturday is allowed
        ("2026-11-21T20:30:00", "2026-11-23T07:00:00"),  # not on Sunday
        ("2026-11-22T12:00:00", "2026-11-23T07:00:00"),
        ("2026-12-24T21:00:00", "2026-12-28T07:00:00"),  # Christmas on Friday and Saturday, then Sunday
        ("2026-05-14T10:00:00", "2026-05-16T07:00:00"),  # Ascension, then the equated Friday
        ("2026-04-27T10:00:00", "2026-04-28T07:00:00"),  # King's Day
        ("2026-11-20T03:15:30", "2026-11-20T07:00:00"),
    ],
)
def test_hours_sundays_and_holidays(at: str, next_at: str | None) -> None:
    verdict = may_contact(datetime.fromisoformat(at), holidays=FIGURES.holidays)
    assert verdict.allowed is (next_at is None)
    assert verdict.next_at == datetime.fromisoformat(next_at or at)
    assert bool(verdict.reason) is not verdict.allowed


def test_the_reason_names_the_holiday() -> None:
    assert "Koningsdag" in may_contact(datetime(2026, 4, 27, 10), holidays=FIGURES.holidays).reason


@pytest.mark.parametrize(
    ("channel", "is_wki_debtor", "allowed"),
    [
        (Way.EMAIL, True, False),
        (Way.MESSAGE, True, False),
        (Way.PHONE, True, False),
        (Way.VISIT, True, False),
        (Way.POST, True, True),
        (Way.LIVE_REPLY, True, True),
        (Way.PHONE, False, True),  # a company, or a person who lives abroad
    ],
)
def test_the_hours_by_channel_and_debtor(channel: Way, is_wki_debtor: bool, allowed: bool) -> None:
    """A sole trader with a business debt is a natural person: inside these hours."""
    sunday = datetime(2026, 11, 22, 12)
    found = may_approach(sunday, channel, is_wki_debtor=is_wki_debtor, holidays=FIGURES.holidays)
    assert found.allowed is allowed
    assert found.next_at == (sunday if allowed else datetime(2026, 11, 23, 7))
