"""A kind of letter is whole: its name, its class, its text and its rule."""

import re

import pytest

from cases.correspondence.rules import LetterGroup, LetterRule, rules
from cases.models import LetterKind
from letters.catalogue import catalogue
from letters.kind import DebtorLetter


def test_every_kind_has_a_rule_and_a_class() -> None:
    assert set(rules()) == set(LetterKind)
    assert {each.kind for each in catalogue().values() if issubclass(each, DebtorLetter)} == set(LetterKind)


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.kind.value)
def test_a_letter_can_be_chosen_by_hand_and_has_a_button_where_it_has_a_card(rule: LetterRule) -> None:
    assert bool(rule.offered_on) is bool(rule.button)
    assert rule.group in LetterGroup
    assert rule.purpose.endswith(".")
    assert rule.heading


def test_each_has_a_word_of_its_own_in_its_address() -> None:
    words = [rule.stem for rule in rules().values()]
    assert len(set(words)) == len(words) == len(LetterKind)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", word) for word in words)
