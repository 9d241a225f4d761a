"""Files as a whole: encodings, delimiters, quotes, title lines, limits, and refusals that say what to do."""

import json
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.intake import ClaimFile, FileFault, IntakeRefused, MediaKind, read_claim_file
from cases.intake import table as table_module
from cases.intake.delimited import parse
from tests.cases.intake.claims import TODAY, csv_of, good_rows, row
from tests.samples import SAMPLES
from tests.sizes import examples

SPECTRUM = SAMPLES / "csv" / "csv-spectrum"
CONTRADICTORY = "location_coordinates"  # its CSV and its JSON give different phone numbers
SPECTRUM_NAMES = sorted({path.stem for path in (SPECTRUM / "csvs").glob("*.csv")} - {CONTRADICTORY})


def read(content: bytes, name: str = "x.csv") -> ClaimFile:
    return read_claim_file(content, name, today=TODAY)


def refusal_of(content: bytes) -> IntakeRefused:
    with pytest.raises(IntakeRefused) as refusal:
        read(content)
    assert "Verwacht: " in str(refusal.value)
    return refusal.value


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encoding_and_delimiter_are_found(encoding: str, delimiter: str) -> None:
    content = csv_of([row(Achternaam="Özdemir", Bedrag="12.50")], delimiter=delimiter, encoding=encoding)
    result = read(content)
    assert (result.encoding, result.delimiter, result.kind) == (encoding, delimiter, MediaKind.CSV)
    assert result.rows[0].surname == "Özdemir"
    assert result.masked == content
    assert result.keep_original


def test_a_quoted_line_break_is_one_row_as_in_a_spreadsheet() -> None:
    content = csv_of(good_rows(3)).replace(b"Levering elektriciteit", b'"Levering\r\nelektriciteit; ""gas"""', 1)
    result = read(content)
    assert [one.row for one in result.rows] == [2, 3, 4]
    assert result.rows[0].description == 'Levering elektriciteit; "gas"'


def test_an_instruction_to_excel_is_not_a_row() -> None:
    assert read(b"sep=;\r\n" + csv_of(good_rows(1))).rows[0].row == 2


def test_title_lines_above_the_header_count_as_rows() -> None:
    result = read(b"Openstaande posten\r\n\r\nper 21-11-2026;;\r\n" + csv_of(good_rows(2)))
    assert (result.header_row, [one.row for one in result.rows]) == (4, [5, 6])


def test_a_total_line_is_left_out_and_compared() -> None:
    total = ";".join(["Totaal", *[""] * 14, "2.501,00", "", ""])
    result = read(csv_of(good_rows(2)) + total.encode() + b"\r\n")
    assert (len(result.rows), result.refused, result.stated_total) == (2, (), Decimal("2501.00"))
    assert "Totaalregel 4" in result.notes[0]
    assert " gelijk aan" in result.notes[1]
    assert "niet gelijk" not in result.notes[1]


def test_a_customer_called_total_is_no_total_line() -> None:
    assert len(read(csv_of([row(1), row(2, Achternaam="Totaal")])).rows) == 2


@pytest.mark.parametrize(("content", "fault"), [
    (b"", FileFault.EMPTY),
    (b" \r\n\r\n", FileFault.EMPTY),
    (b"\xef\xbb\xbf", FileFault.EMPTY),
    (csv_of(good_rows(1)).splitlines(keepends=True)[0], FileFault.EMPTY),
    (b"%PDF-1.7 ...", FileFault.UNKNOWN_FORMAT),
    (b"\xef\xbb\xbf<?xml version='1.0'?><Invoice/>", FileFault.UNKNOWN_FORMAT),
    (b"Naam;Bedrag\r\n\x81\x8d\x8f;1\r\n", FileFault.ENCODING),
    ("Naam;Bedrag\r\n".encode("utf-16-le"), FileFault.ENCODING),
    (b'"Naam;Bedrag\r\nJan;1\r\n', FileFault.BROKEN_QUOTES),
    (b"Jan;12,50;1-1-2026\r\nPiet;13,50;1-1-2026\r\n", FileFault.NO_HEADER),
    (b"\0" * 5000 + b"x", FileFault.ENCODING),
])
def test_a_file_that_cannot_be_read_says_why(content: bytes, fault: FileFault) -> None:
    assert refusal_of(content).code == fault


def test_a_citizen_number_is_masked_in_a_refusal_too() -> None:
    assert "111222333" not in str(refusal_of(b"111222333;x\r\n1;2\r\n"))


def test_too_big_too_long_and_too_wide_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal_of(b"a" * (table_module.MAX_BYTES + 1)).code == FileFault.TOO_BIG
    assert refusal_of(b"a;" * 300).code == FileFault.TOO_MANY_COLUMNS
    monkeypatch.setattr(table_module, "MAX_ROWS", 3)
    assert refusal_of(csv_of(good_rows(4))).code == FileFault.TOO_MANY_ROWS
    assert len(read(csv_of(good_rows(3))).rows) == 3


def test_the_hash_is_of_the_bytes_as_received() -> None:
    content = csv_of(good_rows(1))
    assert read(content).sha256 == read(content, "ander.csv").sha256
    assert read(content).sha256 != read(content + b"\r\n").sha256


def test_nul_bytes_and_the_path_in_a_name_are_harmless() -> None:
    assert read(csv_of(good_rows(1)), "../../etc/\x00111222333.csv").filename == "../../etc/ *********.csv"


@settings(max_examples=examples(60), deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for whole in (content, csv_of(good_rows(1)) + content):
        with suppress(IntakeRefused):
            assert read(whole).rows is not None


@pytest.mark.samples
@pytest.mark.parametrize("name", SPECTRUM_NAMES)
def test_csv_spectrum_is_taken_apart_as_its_authors_say(name: str) -> None:
    content = (SPECTRUM / "csvs" / f"{name}.csv").read_bytes()
    expected = json.loads((SPECTRUM / "json" / f"{name}.json").read_text("utf-8"))
    expected = expected if isinstance(expected, list) else [expected]
    header, *records = [record.cells for record in parse(content).sheets[0].records if not record.is_blank]
    found = [dict(zip(header, cells, strict=True)) for cells in records]
    assert [_unix(one) for one in found] == [_unix(one) for one in expected]


def _unix(record: dict[str, str]) -> dict[str, str]:
    return {key: text.replace("\r\n", "\n") for key, text in record.items()}
