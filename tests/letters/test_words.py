"""Numbers, dates and amounts in Dutch, by the official spelling."""

from datetime import date
from decimal import Decimal

import pytest

from letters.words import days, euro, iban_in_fours, in_words, long_date, percent, short_date

NUMBERS = [
    (0, "nul"),
    (1, "een"),
    (14, "veertien"),
    (20, "twintig"),
    (21, "eenentwintig"),
    (22, "tweeëntwintig"),
    (23, "drieëntwintig"),
    (28, "achtentwintig"),
    (32, "tweeëndertig"),
    (93, "drieënnegentig"),
    (100, "honderd"),
    (101, "honderdeen"),
    (112, "honderdtwaalf"),
    (122, "honderdtweeëntwintig"),
    (203, "tweehonderddrie"),
    (999, "negenhonderdnegenennegentig"),
    (1000, "duizend"),
    (1001, "duizend een"),
    (1100, "elfhonderd"),
    (1999, "negentienhonderdnegenennegentig"),
    (2000, "tweeduizend"),
    (2026, "tweeduizend zesentwintig"),
    (2133, "tweeduizend honderddrieëndertig"),
    (22_022, "tweeëntwintigduizend tweeëntwintig"),
    (1_000_000, "een miljoen"),
    (2_000_003, "twee miljoen drie"),
]


@pytest.mark.parametrize(("number", "words"), NUMBERS)
def test_a_number_is_written_by_the_official_spelling(number: int, words: str) -> None:
    assert in_words(number) == words


def test_no_two_numbers_share_their_words() -> None:
    assert len({in_words(number) for number in range(12_000)}) == 12_000


@pytest.mark.parametrize("number", [-1, 1_000_000_000])
def test_a_number_outside_the_range_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        in_words(number)


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0.00", "€\u00a00,00"),
        ("0.05", "€\u00a00,05"),
        ("1234.56", "€\u00a01.234,56"),
        ("158250.01", "€\u00a0158.250,01"),
        ("1234567.8", "€\u00a01.234.567,80"),
        ("-5", "-€\u00a05,00"),
        ("-0.01", "-€\u00a00,01"),
    ],
)
def test_an_amount_is_printed_the_dutch_way(amount: str, text: str) -> None:
    assert euro(Decimal(amount)) == text


def test_a_fraction_of_a_cent_is_never_printed() -> None:
    with pytest.raises(ValueError, match="fraction of a cent"):
        euro(Decimal("1.005"))


def test_dates_rates_and_ibans_are_printed_as_letters_need_them() -> None:
    assert long_date(date(2026, 11, 1)) == "1\u00a0november\u00a02026"
    assert short_date(date(2026, 11, 1)) == "01-11-2026"
    assert [percent(Decimal(rate)) for rate in ("6.00", "10", "4.25", "0.5")] == ["6%", "10%", "4,25%", "0,5%"]
    assert iban_in_fours("nl91 abna0417164300") == "NL91\u00a0ABNA\u00a00417\u00a01643\u00a000"
    assert (days(1), days(14)) == ("1\u00a0dag", "14\u00a0dagen")
