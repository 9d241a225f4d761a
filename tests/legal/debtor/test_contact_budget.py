"""How often somebody is approached at most. No law names a number: the policy of the agency, art. 4.1 Bki behind it."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legal.debtor.contact_budget import may_again, within
from legal.policies import APPROACHING, ApproachPolicy

AT = datetime(2026, 11, 23, 12)
MINUTE = timedelta(minutes=1)


def hours(*before: float) -> list[datetime]:
    return [AT - timedelta(hours=each) for each in before]


@pytest.mark.parametrize(("tried", "next_at"), [
    ([], None),
    (hours(1), None),
    (hours(1, 2), AT + timedelta(hours=22)),
    (hours(1, 24), None),                                     # exactly a day ago counts no more
    (hours(1, 23.5), AT + timedelta(minutes=30)),
    (hours(25, 60, 167), AT + timedelta(hours=1)),            # three in seven days
    (hours(25, 60, 168), None),
    (hours(1, 2, 30), AT + timedelta(hours=7 * 24 - 30)),     # the later of day and week
    (hours(*(24 * each for each in (8, 10, 12, 15, 17, 20, 25, 29.5))), AT + timedelta(hours=12)),
    (hours(*(24 * each for each in (8, 10, 12, 15, 17, 20, 25, 30))), None),
    (hours(-1, -2, -3), None),                                # later ones count not
])
def test_both_sides_of_each_limit(tried: list[datetime], next_at: datetime | None) -> None:
    found = may_again(tried, AT, APPROACHING)
    assert found.allowed is (next_at is None)
    assert found.next_at == (next_at or AT)
    assert bool(found.reason) is not found.allowed
    assert "beleid" in found.law


def test_every_limit_that_is_full_is_named() -> None:
    found = may_again(hours(1, 2, 30, 50), AT, APPROACHING)
    assert found.reason == (
        "In de laatste 24 uur 2 keer benaderd: 2 keer is genoeg. "
        "In de laatste 7 dagen 4 keer benaderd: 3 keer is genoeg."
    )


def test_the_limits_grow_with_their_span_and_never_with_their_pace() -> None:
    for (short, few), (long, many) in pairwise(APPROACHING.limits):
        assert few < many
        assert few / short > many / long


@given(
    tried=st.lists(st.integers(0, 40 * 24 * 60).map(lambda minutes: AT - minutes * MINUTE), max_size=20),
    policy=st.builds(
        ApproachPolicy, most_in_day=st.integers(1, 3), most_in_week=st.integers(1, 6), most_in_month=st.integers(1, 12)
    ),
)
def test_the_moment_that_is_named_is_the_first_that_holds(tried: list[datetime], policy: ApproachPolicy) -> None:
    found = may_again(tried, AT, policy)
    assert may_again(tried, found.next_at, policy).allowed
    if not found.allowed:
        assert not may_again(tried, found.next_at - MINUTE, policy).allowed
        looser = replace(policy, most_in_day=99, most_in_week=99, most_in_month=99)
        assert may_again(tried, AT, looser).allowed


def test_attempts_are_counted_up_to_the_moment_itself() -> None:
    assert within([AT, AT + MINUTE, AT - timedelta(days=7), AT - timedelta(days=7) + MINUTE], AT, 7) == 2
