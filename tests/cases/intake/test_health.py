"""Words about someone's health (art. 9 AVG): in nothing that is kept, and what is kept reads as the file did."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from cases.claims import arriving, uploads
from cases.intake import (
    ClaimFile,
    FlagCode,
    dry_run_answer,
    read_claim_file,
    refused_rows_file,
    spreadsheet,
    workbook,
)
from cases.intake.privacy import MASK, NOT_KEPT
from cases.intake.table import NativeNumber
from cases.models import Upload
from tests.cases.intake.claims import TODAY, csv_of, good_rows, row
from tests.factories import FIGURES, by, make_agency, make_client, make_store

TOLD = "Consult psycholoog"
Make = Callable[[list[dict[str, str]]], bytes]


def sheet_of(rows: list[dict[str, str]]) -> bytes:
    cells = [list({**one, **({"Bedrag": NativeNumber("1250.5")} if one["Bedrag"] == "1.250,50" else {})}.values())
             for one in rows]
    return workbook.write([("Posten", [[f"Stand na {TOLD}"], list(rows[0]), *cells]), ("Notities", [["", TOLD]])])


def texts_of(content: bytes) -> str:
    """Everything that stands in a file, that of an archive unpacked."""
    if not spreadsheet.is_spreadsheet(content):
        return content.decode("utf-8-sig")
    archive = zipfile.ZipFile(io.BytesIO(content))
    return "".join(archive.read(name).decode() for name in archive.namelist())


def read_twice(content: bytes, name: str = "lijst.csv") -> ClaimFile:
    """The file as read, after its kept copy was found to say the same."""
    first = read_claim_file(content, name, today=TODAY)
    again = read_claim_file(first.masked, name, today=TODAY)
    assert (again.rows, again.refused, again.total) == (first.rows, first.refused, first.total)
    assert (again.columns, again.notes, again.masked) == (first.columns, first.notes, first.masked)
    return first


def assert_nothing_told(result: ClaimFile, *words: str) -> None:
    everything = texts_of(result.masked) + repr(result) + json.dumps(dry_run_answer(result), ensure_ascii=False)
    everything += texts_of(refused_rows_file(result)[1])
    assert [word for word in words or ("psycho", "huisarts") if word in everything.casefold()] == []


@pytest.mark.parametrize("make", [csv_of, sheet_of], ids=["csv", "spreadsheet"])
def test_a_description_that_tells_of_health_is_in_nothing_that_is_kept(make: Make) -> None:
    told = [{**row(number), "Kenmerk": "K-1", "Opmerking": "belt"} for number in range(1, 5)]
    told[1]["Omschrijving"] = TOLD
    told[2]["Kenmerk"] = f"verwijzing huisarts {'x' * 200}"
    told[3]["Opmerking"] = f"Was bij de {TOLD}"
    result = read_twice(make(told))
    assert_nothing_told(result)
    assert not result.keep_original
    assert result.refused == ()
    assert [one.description for one in result.rows] == [
        "Levering elektriciteit", "Rekening F-2", "Levering elektriciteit", "Levering elektriciteit"]
    assert [one.reference for one in result.rows] == ["K-1", "K-1", "", "K-1"]
    assert [[flag.code for flag in one.flags] for one in result.rows] == [
        [], [FlagCode.HEALTH_TEXT_DROPPED], [FlagCode.HEALTH_TEXT_DROPPED], []]
    assert str(result.total) == "5002.00"


def test_other_rows_are_kept_to_the_letter() -> None:
    content = csv_of([*good_rows(2), row(3, Omschrijving=TOLD)])
    assert read_twice(content).masked == content.replace(TOLD.encode(), NOT_KEPT.encode())


def test_a_file_that_tells_nothing_is_kept_as_it_is() -> None:
    content = csv_of(good_rows(2))
    result = read_twice(content)
    assert (result.masked, result.keep_original) == (content, True)


@pytest.mark.parametrize("text", [
    '"Consult\r\npsycholoog; intake"', "CONSULT PSYCHOLOOG", "psy\u200bcholoog", "behandeling  bij de tandarts",
])
def test_no_way_of_writing_slips_through(text: str) -> None:
    result = read_twice(csv_of([row(1), row(2, Omschrijving=text)], encoding="utf-8"))
    assert_nothing_told(result, "psy", "tandarts", "behandeling")
    assert result.rows[1].description == "Rekening F-2"


def test_a_citizen_number_beside_it_still_refuses_the_row() -> None:
    result = read_twice(csv_of([row(1), row(2, Omschrijving=f"{TOLD} 111222333")]))
    assert_nothing_told(result, "psycho", "111222333")
    assert (result.refused[0].column, result.refused[0].found) == ("Omschrijving", f"{MASK} {NOT_KEPT}")


@pytest.mark.parametrize("column", ["Bedrag", "Vervaldatum", "Postcode", "Telefoon", "E-mail", "Geboortedatum"])
def test_text_in_the_wrong_column_is_not_kept_either(column: str) -> None:
    result = read_twice(csv_of([row(1), row(2), {**row(3), column: TOLD}]))
    assert_nothing_told(result)
    assert [(one.column, one.found) for one in result.refused] == (
        [] if column in ("Telefoon", "E-mail") else [(column, NOT_KEPT)])


def test_a_refused_row_keeps_none_in_its_other_cells() -> None:
    result = read_twice(csv_of([row(1), row(2, Klantnummer="00013", Bedrag="-5,00", Omschrijving=TOLD)]))
    assert_nothing_told(result)
    assert NOT_KEPT in result.refused[0].cells


def test_names_and_places_are_no_health_data() -> None:
    named = {"Bedrijfsnaam": "GGZ Voorbeeld B.V.", "Straat": "Ziekenhuisweg", "E-mail": "info@psycholoog.example"}
    content = csv_of([{**row(), **named}])
    result = read_twice(content)
    claim = result.rows[0]
    assert (claim.company_name, claim.street, claim.email) == tuple(named.values())
    assert claim.flags == ()
    assert result.masked == content


def test_in_a_row_of_the_wrong_width_no_column_is_trusted() -> None:
    shifted = dict(enumerate(["1", "Consult", "psycholoog", *list(row(2).values())[1:]]))
    result = read_twice(csv_of([row(1), row(3)]) + (";".join(shifted.values()) + "\r\n").encode())
    assert_nothing_told(result)
    assert (result.refused[0].column, result.refused[0].found) == ("(hele regel)", "20 velden")


@pytest.mark.parametrize("column", ["Achternaam", "Straat", "Factuurnummer"])
def test_no_claim_is_made_in_the_name_of_what_was_not_kept(column: str) -> None:
    result = read_twice(csv_of([row(1), {**row(2), column: NOT_KEPT}]))
    assert [(one.row, one.column) for one in result.refused] == [(3, column)]
    assert "vul het opnieuw in" in result.refused[0].expected


def test_the_example_in_the_explanation_of_a_column_is_another() -> None:
    column = next(one for one in read_twice(csv_of([row(1, Omschrijving=TOLD), row(2)])).columns
                  if one.header == "Omschrijving")
    assert column.how == "omschrijving: Levering elektriciteit → Levering elektriciteit; 1 van 2 regels"


def test_a_spreadsheet_that_hides_it_in_a_note_may_not_be_kept() -> None:
    plain = workbook.write([("Posten", [list(row()), list(row().values())])])
    source = zipfile.ZipFile(io.BytesIO(plain))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for info in source.infolist():
            archive.writestr(info, source.read(info))
        archive.writestr("xl/comments1.xml", f"<comment><t>{TOLD}</t></comment>")
    assert read_twice(plain).keep_original
    noted = read_twice(out.getvalue())
    assert not noted.keep_original
    assert_nothing_told(noted)


@pytest.mark.parametrize("make", [csv_of, sheet_of], ids=["csv", "spreadsheet"])
def test_nothing_of_it_is_stored_and_confirming_takes_in_what_was_shown(
    session: Session, tmp_path: Path, make: Make
) -> None:
    make_agency(session)
    client, store = make_client(session), make_store(tmp_path / "papers")
    content = make([row(1, Omschrijving=TOLD), row(2), row(3, Vervaldatum=TOLD), row(4, Bedrag="x", Omschrijving=TOLD)])
    upload = uploads.preview(session, by(), store, client_id=client.id, content=content, filename="lijst")
    shown = (upload.accepted_count, upload.accepted_total, json.dumps(upload.report))
    assert_not_stored(upload, tmp_path / "papers")
    arriving.confirm(session, by(), store, upload_id=upload.id, client_id=client.id, figures=FIGURES)
    assert (upload.accepted_count, upload.accepted_total, json.dumps(upload.report)) == shown
    assert_not_stored(upload, tmp_path / "papers")
    back = uploads.refused_file(session, store, upload_id=upload.id, client_id=client.id)[1]
    assert "psycho" not in texts_of(back)


def assert_not_stored(upload: Upload, papers: Path) -> None:
    assert "psycho" not in json.dumps(upload.report)
    kept = [texts_of(path.read_bytes()) for path in papers.rglob("*") if path.is_file()]
    assert any(NOT_KEPT in text for text in kept)
    assert not any("psycho" in text for text in kept)
