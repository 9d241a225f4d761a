"""What the reading does at one look says the same as looking closely: for whole rows, columns and files."""

import re
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stdnum.exceptions import InvalidComponent, ValidationError
from stdnum.nl import postcode

from cases.intake import amounts, code_pages, headers, privacy, values
from cases.intake.seen import Once, look
from cases.intake.table import NativeNumber, Record
from tests.sizes import examples

# Letters that are alike in capitals, unseen signs, loose accents, and what is between cells and words.
ODD = "ab1 '|=;,+-\t\r\n\u00a0\u00ad\u200b\u0301\u0085éÉß€“ſKıİﬁ�ÃÂ©&?"
PIECES = (*privacy._HEALTH_WORDS, *map(str.upper, privacy._HEALTH_WORDS), " bij", "kosten", *ODD)
MONEY = ("EUR", "euro", "CR", "deb", "USD", "1", "234", *"ech€$ ()-−+=.,")
DAMAGED = ("Caf\u00c3\u00a9", "Zo?n", "a&amp;b", "&", "?", "\u00c3", "b\u00c2", "Jansen", "Müller", "C\ufffdf")


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.text(ODD, max_size=6), max_size=4))
@example(["a|b"])
@example(["it's", ""])
def test_a_row_that_is_tidy_at_one_look_stays_as_it_is(cells: list[str]) -> None:
    if values.is_tidy(cells):
        assert [values.clean(cell) for cell in cells] == cells


def test_a_usual_row_is_tidy_at_one_look() -> None:
    assert values.is_tidy(["J. de Vries", "", "Coöperatie ‘De Één’", "€ 12,50", "3511 AB"])


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
def test_words_on_health_are_found_wherever_they_stand(text: str) -> None:
    assert privacy.speaks_of_health(text) is bool(privacy._HEALTH.search(text))


@settings(max_examples=examples(200), deadline=None)
@given(st.from_regex(r"[0-9]{4}[ -]{0,2}[A-Za-z]{2}", fullmatch=True))
@example("1234 SS")
@example("1234SD")
@example("0123 AB")
def test_a_postal_code_is_what_the_library_says(text: str) -> None:
    try:
        wanted = (postcode.validate(text), False)
    except InvalidComponent:
        wanted = (f"{text[:4]} {text[-2:].upper()}", True)
    except ValidationError:
        assert values.dutch_postal_code(text) is None
        return
    assert values.dutch_postal_code(text) == wanted


@settings(max_examples=examples(200), deadline=None)
@given(st.text(max_size=12) | st.text(ODD, max_size=12))
def test_a_header_is_compared_by_its_letters_and_digits(text: str) -> None:
    plain = unicodedata.normalize("NFKD", text.casefold())
    assert headers.normalised(text) == "".join(char for char in plain if char.isalnum())


@settings(max_examples=examples(200), deadline=None)
@given(st.sets(st.sampled_from(DAMAGED)))
def test_damaged_texts_are_found_among_others(texts: set[str]) -> None:
    assert code_pages.damaged_among(texts) == {text for text in texts if code_pages.looks_damaged(text)}


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(st.sampled_from(MONEY), max_size=7).map("".join))
def test_what_begins_as_a_word_is_no_number_however_it_goes_on(text: str) -> None:
    if amounts._begins_as_word(text):
        assert not re.match("[0-9]", amounts._unsigned(text)[1])


@pytest.mark.parametrize(("cells", "seen"), [
    (["a", "", "b", "a"], [("a", 2), ("b", 1)]),
    (["1", NativeNumber("1"), "1"], [("1", 2), (NativeNumber("1"), 1)]),
])
def test_each_text_is_seen_once_and_a_typed_cell_apart(cells: Sequence[str], seen: Sequence[tuple[str, int]]) -> None:
    found = look([Record(row, (cell,)) for row, cell in enumerate(cells, start=1)], 2, typed=len(set(map(type, cells))) > 1)
    assert (found.rows, list(found.columns[0]), list(found.columns[1])) == (len(cells), list(seen), [])
    assert [type(cell) for cell, _ in found.columns[0]] == [type(cell) for cell, _ in seen]


def test_a_typed_cell_is_understood_apart_from_a_text_like_it() -> None:
    kind = Once(lambda cell: type(cell).__name__)
    assert [kind("1.5"), kind(NativeNumber("1.5")), kind("1.5")] == ["str", "NativeNumber", "str"]
