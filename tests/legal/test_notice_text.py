"""Words that make a fourteen-day notice fail: its term, its last day, and the amount of the costs."""

from datetime import date
from decimal import Decimal

import pytest

from legal.notice_text import text_defects


@pytest.mark.parametrize(
    "text",
    [
        "Betaal binnen vijftien dagen nadat deze brief bij u is bezorgd.",
        "Betaal binnen 15 dagen\nnadat deze brief bij u is bezorgd.",
        "U kunt betalen binnen veertien dagen vanaf de dag nadat deze brief bij u is bezorgd.",
        "Betaal binnen zestien dagen nadat u deze brief hebt ontvangen.",
    ],
)
def test_terms_that_hold(text: str) -> None:
    """The two wordings that HR 25 November 2016 accepts, and a longer term."""
    assert text_defects(text) == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Betaal binnen veertien dagen na heden.", "term_from_today"),
        ("Betaal binnen 14 dagen na dagtekening van deze brief.", "term_from_dating"),
        ("Betaal binnen veertien dagen vanaf de dag na dagtekening.", "term_from_dating"),
        ("Betaal binnen 14 dagen na de datum van deze brief.", "term_from_letter_date"),
        ("Betaal binnen 14 dagen na verzending.", "term_from_sending"),
        ("Betaal binnen veertien dagen nadat deze brief bij u is bezorgd.", "term_too_short"),
        ("Betaal binnen tien dagen vanaf de dag nadat deze brief bij u is bezorgd.", "term_too_short"),
        ("Betaal zo snel mogelijk.", "term_missing"),
    ],
)
def test_terms_that_make_the_fee_undue(text: str, code: str) -> None:
    """A defect stays a defect beside a right sentence."""
    right = "Betaal binnen vijftien dagen nadat deze brief bij u is bezorgd."
    assert code in [defect.code for defect in text_defects(text)]
    if code != "term_missing":
        assert [defect.code for defect in text_defects(f"{right} {text}")] == [code]


@pytest.mark.parametrize(
    ("deadline", "defects"),
    [
        ("uiterlijk op 20 oktober 2026", ["deadline_too_early"]),
        ("uiterlijk 21 oktober 2026", []),
        ("vóór 21 oktober 2026", ["deadline_too_early"]),
        ("vóór 22 oktober 2026", []),
        ("vóór 15 januari 2026", []),  # a day in the past is the due date of the invoice
    ],
)
def test_an_absolute_last_day_may_not_be_too_early(deadline: str, defects: list[str]) -> None:
    text = f"Betaal {deadline}, binnen vijftien dagen nadat deze brief bij u is bezorgd."
    found = text_defects(text, sent_on=date(2026, 10, 5), last_free_day=date(2026, 10, 21))
    assert [defect.code for defect in found] == defects


def test_the_text_must_name_the_fee() -> None:
    text = "Binnen vijftien dagen nadat deze brief bij u is bezorgd. Anders betaalt u ook € 1.139,31 incassokosten."
    assert text_defects(text, fee=Decimal("1139.31")) == ()
    assert [defect.code for defect in text_defects(text, fee=Decimal("1139.32"))] == ["fee_missing"]


NUMBERS = [
    "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien",
    "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien", "twintig", "eenentwintig",
]  # fmt: skip
MONTHS = [
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
]  # fmt: skip


@pytest.mark.parametrize(("count", "word"), list(enumerate(NUMBERS, start=1)))
def test_a_term_in_words_counts_as_in_figures(count: int, word: str) -> None:
    for written in (word, str(count)):
        after_delivery = text_defects(f"Betaal binnen {written} dagen nadat deze brief bij u is bezorgd.")
        assert [defect.code for defect in after_delivery] == (["term_too_short"] if count < 15 else [])
        from_next_day = text_defects(f"Betaal binnen {written} dagen vanaf de dag nadat deze brief bij u is bezorgd.")
        assert [defect.code for defect in from_next_day] == (["term_too_short"] if count < 14 else [])


@pytest.mark.parametrize(("number", "month"), list(enumerate(MONTHS, start=1)))
def test_a_last_day_is_read_in_every_month(number: int, month: str) -> None:
    term = "binnen vijftien dagen nadat deze brief bij u is bezorgd"
    last = date(2026, number, 20)
    for day, codes in ((19, ["deadline_too_early"]), (20, [])):
        text = f"Betaal {term}, uiterlijk op {day} {month} 2026."
        found = text_defects(text, sent_on=date(2026, number, 1), last_free_day=last)
        assert [defect.code for defect in found] == codes


@pytest.mark.parametrize(
    ("deadline", "codes"),
    [
        ("31 februari 2026", ["deadline_no_date"]),
        ("5 oktober 2026", ["deadline_too_early"]),  # the day of sending itself
        ("4 oktober 2026", []),  # before it: the due date of the invoice
    ],
)
def test_a_last_day_that_cannot_be(deadline: str, codes: list[str]) -> None:
    text = f"Betaal uiterlijk {deadline}, binnen vijftien dagen nadat deze brief bij u is bezorgd."
    found = text_defects(text, sent_on=date(2026, 10, 5), last_free_day=date(2026, 10, 21))
    assert [defect.code for defect in found] == codes
    assert text_defects(text, sent_on=date(2026, 10, 5)) == ()  # without the true last day nothing can be said


def test_a_defect_tells_what_was_found_and_why() -> None:
    (missing,) = text_defects("Betaal binnen vijftien dagen nadat u deze brief hebt ontvangen.", fee=Decimal("40.00"))
    assert (missing.code, missing.found, missing.law) == ("fee_missing", "", "art. 6:96 lid 6 BW")
    assert "€ 40,00" in missing.message
    wrong, none = text_defects("Betaal binnen 14 dagen na dagtekening.")
    assert (wrong.found, none.found) == ("na dagtekening", "")
    assert {wrong.law, none.law} == {"ECLI:NL:HR:2016:2704"}
