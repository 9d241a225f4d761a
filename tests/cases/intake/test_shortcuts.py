"""What the reading does at one look says the same as looking closely: for whole rows, columns and files."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import chain

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stdnum.exceptions import InvalidComponent, ValidationError
from stdnum.nl import postcode

from cases.intake import amounts, code_pages, delimited, headers, privacy, values
from cases.intake.seen import Once, look
from cases.intake.table import NativeNumber, Record, text_of
from legal.debtor import debtor_signs
from tests.sizes import examples

# Letters that are alike in capitals, unseen signs, loose accents, and what is between cells and words.
ODD = "ab1 '|=;,+-\t\r\n\u00a0\u00ad\u200b\u0301\u0085éÉß€“ſKıİﬁ�ÃÂ©&?"
PIECES = (*privacy._HEALTH_WORDS, *map(str.upper, privacy._HEALTH_WORDS), " bij", "kosten", *ODD)
MONEY = ("EUR", "euro", "CR", "deb", "USD", "1", "234", *"ech€$ ()-−+=.,")
DIGITS = ("1112 22 333", "111222333", "11122233", "12-05-2026", "bsn ", "*" * 9, "1", "22", "-", "\u0663", "é", "\n")
NAMES = ("jan ", "en", " ", "J.", "/", "erven", "vader van", "postbus", "p/a", "& zn", "x", "failliet", "é")
LAID_OUT = ("naam", "bedrag", "factuurnummer", "klantnummer", ";", ",", ";", '"', "\r\n", "x")
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
    typed = NativeNumber in set(map(type, cells))
    found = look([Record(row, (cell,)) for row, cell in enumerate(cells, start=1)], 2, typed=typed)
    assert (found.rows, list(found.columns[0]), list(found.columns[1])) == (len(cells), list(seen), [])
    assert [type(cell) for cell, _ in found.columns[0]] == [type(cell) for cell, _ in seen]


def test_a_typed_cell_is_understood_apart_from_a_text_like_it() -> None:
    kind = Once(lambda cell: type(cell).__name__)
    assert [kind("1.5"), kind(NativeNumber("1.5")), kind("1.5")] == ["str", "NativeNumber", "str"]


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.lists(st.sampled_from(DIGITS), max_size=7).map("".join), max_size=6))
def test_citizen_numbers_are_found_among_many_texts(texts: list[str]) -> None:
    assert privacy.numbered_among(texts) == set(filter(privacy.holds_citizen_number, texts))


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join))
def test_what_tells_nothing_of_health_does_not(text: str) -> None:
    assert not (privacy.tells_nothing(text) and privacy._HEALTH.search(text))


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.text("abé -1\n&ß", max_size=5), unique=True, max_size=4))
def test_many_texts_are_compared_as_each_is(texts: list[str]) -> None:
    assert headers.normalised_each(texts) == {text: headers.normalised(text) for text in texts}


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.sampled_from(["1,00", "1.234,50", "12.50", "7", "1.2", "-1,00", NativeNumber("1.50")]), unique=True))
def test_usual_amounts_are_read_as_each_is(cells: list[str]) -> None:
    reading = amounts.decide([(cell, 1) for cell in cells])
    found = amounts.usual_numbers(cells, reading)
    assert found == {cell: amounts.parse(cell, reading) for cell in found}
    one_by_one: dict[amounts.Mark, int] = dict.fromkeys(amounts.Mark, 0)
    amounts._count([(cell, 1) for cell in cells], one_by_one)
    comma, point = one_by_one.values()
    assert reading.mark is (None if comma == point else amounts.Mark.COMMA if comma > point else amounts.Mark.POINT)


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(st.sampled_from(("Dorp", "a", " ", " ", ",", "12", "0", "1944", "-", "/", "é", "\u00a0")), max_size=8))
def test_a_usual_street_is_taken_apart_as_any_other(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert values.street_and_number(text) == values._taken_apart(text)


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.sampled_from(LAID_OUT), max_size=30))
def test_a_likely_delimiter_is_that_of_the_best_reading(pieces: list[str]) -> None:
    text = "".join((*pieces, "x"))
    likely = delimited._likely_reading(text, delimited.DELIMITERS)
    assert likely is None or likely == delimited._best_reading(text, delimited.DELIMITERS)


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(st.lists(st.text("ab \t'", max_size=4), min_size=2, max_size=3), min_size=1, max_size=4))
def test_many_rows_as_written_are_their_cells(rows: list[list[str]]) -> None:
    records = [Record(at, tuple(cells), ";".join(cells) + "\r\n") for at, cells in enumerate(rows, start=1)]
    assert text_of(records, ";") == text_of(records, None) == "|".join(chain.from_iterable(rows))


@settings(max_examples=examples(300), deadline=None)
@given(*[st.lists(st.sampled_from(NAMES), max_size=4).map("".join)] * 3)
def test_where_no_text_hints_there_is_no_sign(name: str, street: str, city: str) -> None:
    if not debtor_signs.hinting([name, street, city]):
        assert not debtor_signs.signs_in(name, is_company=False, street=street, city=city)
