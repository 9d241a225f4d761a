"""Measures that nobody took are not announced."""

import pytest

from legal.notice.threats import threats


@pytest.mark.parametrize("words", [
    "Anders leggen wij loonbeslag.", "Dan komt er beslaglegging.", "U krijgt een BKR-registratie.",
    "Wij vragen uw faillissement aan.", "De deurwaarder komt langs.", "U wordt gedagvaard.",
    "Dan volgt een dagvaarding.",
    "U wordt ontruimd.", "Wij komen aan uw deur.", "Dit is uw LAATSTE KANS.", "Wij doen aangifte bij de politie.",
    "Wij bellen uw werkgever.",
])
def test_words_that_announce_one_are_found(words: str) -> None:
    found = threats(words)
    assert found
    assert found[0].law == "art. 4.1 Bki"
    assert found[0].found in words


@pytest.mark.parametrize("words", [
    "Kunt u het bedrag in twee keer betalen?", "U houdt altijd de beslagvrije voet.", "Bel ons voor een regeling.",
    "Wij stuurden u een factuur voor de deurbel.",
])
def test_plain_words_are_none(words: str) -> None:
    assert threats(words) == ()


def test_they_are_told_in_the_order_of_the_text() -> None:
    found = threats("Eerst een dagvaarding, dan beslag.")
    assert [each.found for each in found] == ["dagvaarding", "beslag"]
