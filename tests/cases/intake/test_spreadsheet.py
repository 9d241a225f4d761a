"""Spreadsheets: typed cells, sheets, and archives that are out to hurt."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from cases.intake import (
    ClaimFile,
    FileFault,
    IntakeRefused,
    MediaKind,
    read_claim_file,
    refused_rows_file,
    spreadsheet,
    workbook,
)
from cases.intake.table import NativeDate, NativeNumber
from tests.cases.intake.claims import TODAY, row


def cells_of(number: int = 1, **changes: str) -> list[str]:
    """The good row with its days and amount as a spreadsheet holds them."""
    typed = {"Geboortedatum": NativeDate("1990-04-30"), "Contractdatum": NativeDate("2024-01-15"),
             "Factuurdatum": NativeDate("2026-01-15"), "Vervaldatum": NativeDate("2026-01-29"),
             "Herinnering verstuurd": NativeDate("2026-02-20"), "Bedrag": NativeNumber("1250.5")}
    return list({**row(number), **typed, **changes}.values())


def book(*rows: list[str], name: str = "Posten") -> bytes:
    return workbook.write([("Toelichting", [["Een toelichting"]]), (name, [["Titel"], [], list(row()), *rows])])


def read(content: bytes) -> ClaimFile:
    return read_claim_file(content, "lijst.xlsx", today=TODAY)


def fault_of(content: bytes) -> str:
    with pytest.raises(IntakeRefused) as refusal:
        read(content)
    return refusal.value.code


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_typed_cells_need_no_decision() -> None:
    result = read(book(cells_of(1), cells_of(2, Bedrag=NativeNumber("12"))))
    assert (result.kind, result.sheet, result.header_row) == (MediaKind.XLSX, "Posten", 3)
    assert [one.row for one in result.rows] == [4, 5]
    assert result.rows[0].due_date == date(2026, 1, 29)
    assert [one.amount for one in result.rows] == [Decimal("1250.50"), Decimal("12.00")]
    assert not any(column.guessed for column in result.columns)


def test_a_sum_that_a_spreadsheet_shows_as_cents_is_cents() -> None:
    assert read(book(cells_of(Bedrag=NativeNumber("577.9800000000001")))).total == Decimal("577.98")


def test_a_number_with_more_decimals_is_refused() -> None:
    assert read(book(cells_of(Bedrag=NativeNumber("577.985")))).refused[0].column == "Bedrag"


def test_a_bare_serial_number_is_no_date() -> None:
    assert read(book(cells_of(Vervaldatum=NativeNumber("46051")))).refused[0].column == "Vervaldatum"


def test_the_masked_copy_is_the_same_list_and_hides_nothing() -> None:
    told, typed = cells_of(2, Omschrijving="BSN 111222333"), cells_of(3, Woonplaats=NativeNumber("123456782"))
    first = read(book(cells_of(1), told, typed))
    assert [(one.row, one.column) for one in first.refused] == [(5, "Omschrijving"), (6, "Woonplaats")]
    assert not first.keep_original
    again = read(first.masked)
    assert (again.rows, again.refused, again.masked) == (first.rows, first.refused, first.masked)
    archive = zipfile.ZipFile(io.BytesIO(first.masked))
    parts = [archive.read(name) for name in archive.namelist()]
    assert not any(number in part for part in parts for number in (b"111222333", b"123456782"))


def test_a_citizen_number_on_another_sheet_or_in_a_note_is_not_kept() -> None:
    clean = book(cells_of(1))
    assert read(clean).keep_original
    members = {info.filename: zipfile.ZipFile(io.BytesIO(clean)).read(info) for info in
               zipfile.ZipFile(io.BytesIO(clean)).infolist()}
    noted = read(zipped({**members, "xl/comments1.xml": b"<comment><t>bsn 111222333</t></comment>"}))
    assert not noted.keep_original
    for hidden in (b"<headerFooter><oddHeader>bsn 111222333</oddHeader></headerFooter>",
                   b'<dataValidations><dataValidation prompt="bsn 111222333"/></dataValidations>'):
        sheet = members["xl/worksheets/sheet1.xml"].replace(b"</worksheet>", hidden + b"</worksheet>")
        assert not read(zipped({**members, "xl/worksheets/sheet1.xml": sheet})).keep_original
    other = {**members, "xl/worksheets/sheet1.xml": members["xl/worksheets/sheet1.xml"].replace(b"Een", b"111222333")}
    result = read(zipped(other))
    assert not result.keep_original
    assert b"111222333" not in zipfile.ZipFile(io.BytesIO(result.masked)).read("xl/worksheets/sheet1.xml")


def test_refused_rows_come_back_as_a_spreadsheet_of_plain_text() -> None:
    wrong = cells_of(2, Achternaam="=1+1", Bedrag=NativeNumber("-4"))
    name, content = refused_rows_file(read(book(cells_of(1), wrong)))
    assert name == "lijst-geweigerd.xlsx"
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<v>-4</v>" in sheet
    again = read(content)
    assert again.columns[-1].header == "reden"
    assert [one.column for one in again.refused] == ["Bedrag"]


def test_two_sheets_with_claims_are_asked_about() -> None:
    rows = [list(row()), cells_of(1)]
    assert fault_of(workbook.write([("Jan", rows), ("Feb", rows)])) == FileFault.SEVERAL_SHEETS


@pytest.mark.parametrize("text", ["a\x00b\x0b", "<&>\"'", "_x0041_", "Ž ǃ 🙂", " rand \r\n", "=1+1"])
def test_text_survives_our_own_spreadsheet(text: str) -> None:
    table = spreadsheet.parse(workbook.write([("A & 'B' [1]", [["", text]])]))
    assert table.sheets[0].records[0].cells[1].split() == text.replace("\x00", " ").replace("\x0b", " ").split()


@pytest.mark.parametrize(("members", "fault"), [
    ({"readme.txt": b"x"}, FileFault.UNKNOWN_FORMAT),
    ({"xl/workbook.xml": b"0" * 50_000_000}, FileFault.ZIP_BOMB),
    ({f"{number}": b"" for number in range(2_100)}, FileFault.ZIP_BOMB),
    ({"xl/workbook.xml": b"<broken"}, FileFault.UNREADABLE),
], ids=["other archive", "ratio", "members", "broken"])
def test_hostile_and_broken_archives_are_refused(members: dict[str, bytes], fault: FileFault) -> None:
    assert fault_of(zipped(members)) == fault


def test_an_archive_that_declares_too_much_is_refused_from_its_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MAX_UNPACKED", 1_000)
    assert fault_of(book(cells_of(1))) == FileFault.ZIP_BOMB


@pytest.mark.parametrize(("content", "fault"), [
    (b"PK\x03\x04 not a zip", FileFault.UNREADABLE),
    (spreadsheet.OLE_MAGIC + b"nonsense" * 100, FileFault.UNREADABLE),
    (spreadsheet.OLE_MAGIC + "EncryptedPackage".encode("utf-16-le"), FileFault.PASSWORD),
])
def test_other_beginnings_are_judged(content: bytes, fault: FileFault) -> None:
    assert fault_of(content) == fault


def test_a_cell_far_away_ends_the_child_and_not_the_program() -> None:
    clean = book(cells_of(1))
    source = zipfile.ZipFile(io.BytesIO(clean))
    members = {info.filename: source.read(info) for info in source.infolist()}
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    members["xl/worksheets/sheet2.xml"] = members["xl/worksheets/sheet2.xml"].replace(b"</sheetData>", far)
    assert fault_of(zipped(members)) == FileFault.TOO_BIG
