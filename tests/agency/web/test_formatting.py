"""Dutch notation, as it stands on screens."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from agency.web.formatting import (
    counted,
    day,
    euro,
    filesize,
    iban,
    longday,
    moment,
    number,
    percent,
    plural,
    unbroken,
)


@pytest.mark.parametrize(("amount", "shown"), [
    (Decimal("1234.56"), "€\u00a01.234,56"),
    (Decimal("0"), "€\u00a00,00"),
    (Decimal("-1234.5"), "-€\u00a01.234,50"),
    (Decimal("1234567.89"), "€\u00a01.234.567,89"),
    (Decimal("0.005") * 2, "€\u00a00,01"),
    (None, "–"),
])
def test_euro(amount: Decimal | None, shown: str) -> None:
    assert euro(amount) == shown


def test_euro_refuses_what_would_be_rounded_or_inexact() -> None:
    with pytest.raises(ValueError, match="fraction of a cent"):
        euro(Decimal("0.005"))
    with pytest.raises(TypeError):
        euro(0.1)  # type: ignore[arg-type]


def test_days_and_case_numbers_stay_on_one_line() -> None:
    assert unbroken("Jan <b> op 21-11-2026.") == 'Jan &lt;b&gt; op <span class="text-nowrap">21-11-2026.</span>'
    assert unbroken("2026-000001 en F-2026-1") == '<span class="text-nowrap">2026-000001</span> en F-2026-1'
    assert unbroken(None) == ""


def test_days() -> None:
    assert day(date(2026, 11, 21)) == "21-11-2026"
    assert day(date(2026, 3, 1)) == "01-03-2026"
    assert longday(date(2026, 11, 21)) == "21 november 2026"
    assert longday(date(2026, 3, 1)) == "1 maart 2026"
    assert day(None) == longday(None) == moment(None) == "–"


def test_a_moment_is_no_day() -> None:
    with pytest.raises(TypeError):
        day(datetime(2026, 11, 21, tzinfo=UTC))


@pytest.mark.parametrize(("at", "shown"), [
    (datetime(2026, 11, 21, 13, 5, tzinfo=UTC), "21-11-2026 14:05"),
    (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "02-07-2026 00:30"),
    (datetime(2026, 11, 21, 14, 5, tzinfo=timezone(timedelta(hours=1))), "21-11-2026 14:05"),
])
def test_moments_are_shown_in_the_netherlands(at: datetime, shown: str) -> None:
    assert moment(at) == shown


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment(datetime(2026, 11, 21, 14, 5))


def test_other_notations() -> None:
    assert iban("nl91abna0417164300") == "NL91\u00a0ABNA\u00a00417\u00a01643\u00a000"
    assert iban(None) == "–"
    assert [percent(Decimal(rate)) for rate in ("4", "4.00", "12.15", "0.125", "12345678901.25")] == [
        "4,00%", "4,00%", "12,15%", "0,125%", "12.345.678.901,25%",
    ]
    assert number(12345) == "12.345"
    assert [plural(count, "dossier", "dossiers") for count in (0, 1, 2, 1000)] == [
        "0\u00a0dossiers", "1\u00a0dossier", "2\u00a0dossiers", "1.000\u00a0dossiers",
    ]
    assert filesize(300) == "1\u00a0kB"
    assert filesize(3_400_000) == "3,4\u00a0MB"


@pytest.mark.parametrize(("count", "alone", "with_words"), [
    (0, "0", "0 dossiers"), (1, "1", "1 dossier"), (999, "999", "999 dossiers"),
    (1000, "1.000", "1.000 dossiers"), (1001, "1.000+", "1.000+ dossiers"),
])
def test_a_count_stops_at_a_thousand(count: int, alone: str, with_words: str) -> None:
    assert counted(count) == alone
    assert counted(count, "dossier", "dossiers") == with_words.replace(" ", "\u00a0")
