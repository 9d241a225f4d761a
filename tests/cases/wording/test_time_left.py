"""How long a claim can still be enforced, on both sides of the day on which it is barred."""

from datetime import timedelta

import pytest

from cases.wording.time_left import days_left, time_left
from tests.factories import TODAY


@pytest.mark.parametrize(("days", "words"), [
    (23, "nog 23 dagen"), (2, "nog 2 dagen"), (1, "morgen"), (0, "verjaard sinds vandaag"),
    (-1, "verjaard sinds 1 dag"), (-3, "verjaard sinds 3 dagen"),
])
def test_how_long_still_is_said_in_words(days: int, words: str) -> None:
    assert time_left(TODAY + timedelta(days=days), TODAY) == words
    assert time_left(TODAY + timedelta(days=days), TODAY, is_doubtful=True) == f"misschien {words}"


@pytest.mark.parametrize(("days", "words"), [
    (2, "nog 2 dagen tot de verjaring op 23-11-2026"), (1, "nog 1 dag tot de verjaring op 22-11-2026"),
    (0, "verjaard sinds 21-11-2026"), (-1, "verjaard sinds 20-11-2026"),
])
def test_within_a_sentence_the_day_is_named(days: int, words: str) -> None:
    assert days_left(TODAY + timedelta(days=days), TODAY) == words
