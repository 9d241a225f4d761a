"""Words that make a fourteen-day notice fail: its term, its last day, and the amount of the costs."""

from datetime import date
from decimal import Decimal

import pytest

from legal.notice.notice_text import text_defects


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


TERM = "binnen vijftien dagen nadat deze brief bij u is bezorgd"


def codes(text: str, sent_on: date = date(2026, 10, 5), last: date = date(2026, 10, 21)) -> list[str]:
    return [defect.code for defect in text_defects(text, sent_on=sent_on, last_free_day=last)]


@pytest.mark.parametrize(
    ("early", "right"),
    [
        ("uiterlijk 20 oktober", "uiterlijk 21 oktober"),
        ("uiterlijk op dinsdag 20 oktober 2026", "uiterlijk op woensdag 21 oktober 2026"),
        ("uiterlijk de 20 oktober", "uiterlijk de 21 oktober"),
        ("uiterlijk 20 okt. 2026", "uiterlijk 21 okt. 2026"),
        ("niet later dan 20-10-2026", "niet later dan 21-10-2026"),
        ("ten laatste 20/10/2026", "ten laatste 21/10/2026"),
        ("ten laatste op 20.10.26", "ten laatste op 21.10.26"),
        ("voor of op 20 oktober 2026", "voor of op 21 oktober 2026"),
        ("vóór of op 20 oktober 2026", "vóór of op 21 oktober 2026"),
        ("voor 21 oktober 2026", "voor 22 oktober 2026"),
        ("vóór 21-10-2026", "vóór 22-10-2026"),
        ("vóor 21-10-2026", "vóor 22-10-2026"),
        ("voór 21 okt", "voór 22 okt"),
    ],
)
def test_a_last_day_is_read_as_people_write_it(early: str, right: str) -> None:
    """Delivered 7 October, term through 21 October 2026; "voor" leaves the day itself out."""
    assert codes(f"Betaal {TERM}, {early}.") == ["deadline_too_early"]
    assert codes(f"Betaal {TERM}, {right}.") == []


SHORT = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]


@pytest.mark.parametrize(("number", "month"), [*enumerate(SHORT, start=1), (9, "sept")])
def test_a_month_may_be_shortened(number: int, month: str) -> None:
    for day, found in ((19, ["deadline_too_early"]), (20, [])):
        for written in (f"{day} {month}", f"{day} {month}. 2026"):
            text = f"Betaal {TERM}, uiterlijk {written}."
            assert codes(text, date(2026, number, 1), date(2026, number, 20)) == found


@pytest.mark.parametrize("weekday", ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"])
def test_a_last_day_may_be_named_with_its_weekday(weekday: str) -> None:
    assert codes(f"Betaal {TERM}, uiterlijk {weekday} 20 oktober 2026.") == ["deadline_too_early"]


@pytest.mark.parametrize("year", ["2025", "2027"])
def test_the_year_of_a_last_day_counts(year: str) -> None:
    """The year before: the due date of the invoice. The year after: late enough."""
    assert codes(f"Betaal {TERM}, uiterlijk 20 oktober {year}.") == []
    assert codes(f"Betaal {TERM}, uiterlijk 20-10-{year}.") == []


@pytest.mark.parametrize(
    ("deadline", "found"),
    [
        ("uiterlijk 4 januari", ["deadline_too_early"]),  # of next year, the first one from the sending on
        ("uiterlijk 5 januari", []),
        ("uiterlijk 18 december", ["deadline_too_early"]),  # the day of sending
        ("uiterlijk 17 december", []),  # of next year
        ("uiterlijk 29 februari", ["deadline_no_date"]),
    ],
)
def test_a_last_day_without_a_year_is_the_first_one_that_comes(deadline: str, found: list[str]) -> None:
    assert codes(f"Betaal {TERM}, {deadline}.", date(2026, 12, 18), date(2027, 1, 5)) == found


def test_a_day_that_does_not_exist_is_said() -> None:
    (defect,) = text_defects(
        f"Betaal {TERM}, uiterlijk 31-11-2026.", sent_on=date(2026, 10, 5), last_free_day=date(2026, 10, 21)
    )
    assert (defect.code, defect.found, defect.message) == (
        "deadline_no_date", "uiterlijk 31-11-2026", "Deze datum bestaat niet."
    )  # fmt: skip


@pytest.mark.parametrize(
    ("written", "fee"),
    [
        ("€ 40,00", "40.00"), ("€40", "40.00"), ("€ 40,-", "40.00"), ("€ 40,--", "40.00"), ("€ 40,–", "40.00"),
        ("40 euro", "40.00"), ("40,50 euro", "40.50"), ("1.250 euro", "1250.00"), ("€ 1.250", "1250.00"),
        ("€ 1.250,75", "1250.75"), ("€ 1250,75", "1250.75"), ("€ 1.001.250", "1001250.00"),
        ("een bedrag van 40,50", "40.50"), ("een bedrag van 1.250,75", "1250.75"),
    ],
)  # fmt: skip
def test_the_fee_is_read_as_people_write_it(written: str, fee: str) -> None:
    text = f"Betaal {TERM}. Anders komt daar {written} bij."
    assert text_defects(text, fee=Decimal(fee)) == ()
    assert [each.code for each in text_defects(text, fee=Decimal(fee) + Decimal("0.01"))] == ["fee_missing"]


def test_a_number_that_is_no_amount_names_no_fee() -> None:
    assert [each.code for each in text_defects(f"Betaal {TERM}. Dossier 40.", fee=Decimal("40.00"))] == ["fee_missing"]
    assert text_defects(f"Betaal {TERM}.", fee=Decimal("0.00")) == ()  # no costs, nothing to name


def test_a_count_may_stand_in_words_and_in_figures() -> None:
    assert text_defects("Betaal binnen 15 (vijftien) dagen nadat deze brief bij u is bezorgd.") == ()
    assert text_defects("Betaal binnen 21 (eenentwintig) dagen nadat deze brief bij u is bezorgd.") == ()
    (short,) = text_defects("Betaal binnen veertien (14) dagen nadat deze brief bij u is bezorgd.")
    assert short.code == "term_too_short"
