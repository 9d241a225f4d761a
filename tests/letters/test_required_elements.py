"""Every letter to a debtor has what the law asks of it enforced: without it, it is not made."""

import pytest

from legal.notice.letter_elements import ELEMENTS
from letters.errors import WordingRefused
from letters.examples import makers
from tests.letters.reading import said

OWN_CHECKS = {"first_notice", "added_notice", "missed_term"}  # `notice_text` and `cure_term`, exactly
LETTERS = {kind: make() for kind, make in makers().items()}
HELD = ("arrangement_confirmation", "interruption_letter", "guarantor_notice")  # the others stand in their own tests
FORBIDDEN = {
    "no_admission": "U erkent de schuld.", "no_payment_asked": "Nu te betalen: € 10,00.",
}  # words that an element forbids


def test_each_kind_is_held_to_something_of_its_own() -> None:
    bare = {"registered"}
    assert {kind for kind in LETTERS if {each.code for each in ELEMENTS.get(kind, ())} <= bare} <= OWN_CHECKS


@pytest.mark.parametrize(("kind", "code"), [(kind, each.code) for kind in HELD for each in ELEMENTS[kind]])
def test_a_letter_without_one_of_its_elements_is_refused(kind: str, code: str) -> None:
    made = LETTERS[kind]
    text, element = said(made), next(each for each in ELEMENTS[kind] if each.code == code)
    made.refuse(text)
    spoilt = f"{text}\n{FORBIDDEN[code]}" if element.never else element.words.sub("", text)
    with pytest.raises(WordingRefused) as refused:
        made.refuse(spoilt)
    assert code in refused.value.phrases
