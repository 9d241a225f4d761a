"""A kind of letter is whole: its name, its class, its text and its rule."""

import pytest

from cases.correspondence.rules import LetterRule, rules
from cases.models import LetterKind
from letters.catalogue import catalogue
from letters.kind import DebtorLetter


def test_every_kind_has_a_rule_and_a_class() -> None:
    assert set(rules()) == set(LetterKind)
    assert {each.kind for each in catalogue().values() if issubclass(each, DebtorLetter)} == set(LetterKind)


@pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.kind.value)
def test_a_letter_is_ordered_from_the_list_or_by_its_button(rule: LetterRule) -> None:
    assert bool(rule.offered_on) is bool(rule.button)
    by_the_list = rule.kind is LetterKind.FIRST_NOTICE
    by_its_warning = rule.kind is LetterKind.ADDED_NOTICE
    on_the_page_of_people = rule.kind is LetterKind.GUARANTOR_NOTICE
    assert rule.offered_on or by_the_list or by_its_warning or on_the_page_of_people
