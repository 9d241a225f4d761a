"""What a spreadsheet hides, days that it may have swapped, formulas it never worked out, and wrong code pages."""

import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal

import pytest

from cases.intake import FileFault, IntakeRefused, read_claim_file, workbook
from cases.intake.table import NativeDate
from cases.intake.workbook import Unseen
from tests.cases.intake.lists import (
    HEAD,
    INVOICES,
    OPEN,
    TODAY,
    TOTAL,
    book,
    csv,
    flags,
    numbers,
    read,
    refused,
    sheet_rows,
    typed,
    waiting,
)

SHEET = "xl/worksheets/sheet1.xml"


def changed(content: bytes, *pairs: tuple[str, str], part: str = SHEET) -> bytes:
    """A workbook with texts of one part replaced."""
    source, out = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in source.infolist():
            text = source.read(info).decode()
            for old, new in pairs if info.filename == part else ():
                assert old in text
                text = text.replace(old, new)
            archive.writestr(info.filename, text)
    return out.getvalue()


@pytest.mark.parametrize("hide", [
    ('<row r="3">', '<row r="3" hidden="1">'), ('<row r="3">', '<row r="3" hidden="true" outlineLevel="1">'),
    ('<row r="3">', '<row r="3" ht="0" customHeight="1">'),
])
def test_a_hidden_row_waits_and_the_others_stay(hide: tuple[str, str]) -> None:
    found = read(changed(book(), hide), "lijst.xlsx")
    assert waiting(found) == [(3, "hidden_row")]
    assert numbers(found) == ["20260101", "20260122", "20260140", "20260151"]


def test_rows_that_are_hidden_unless_said_otherwise_wait() -> None:
    rule = ("<sheetData>", '<sheetFormatPr zeroHeight="1"/><sheetData>')
    shown = ('<row r="2">', '<row r="2" hidden="0">')
    assert numbers(read(changed(book(), rule, shown), "lijst.xlsx")) == ["20260101"]


def test_a_workbook_that_hides_nothing_is_read_whole() -> None:
    found = read(book(), "lijst.xlsx")
    assert (found.total, waiting(found)) == (TOTAL, [])


def test_a_hidden_column_of_amounts_makes_all_rows_wait_and_another_does_not() -> None:
    hidden = read(book(Unseen(columns=frozenset({8}))), "lijst.xlsx")
    assert {code for _, code in waiting(hidden)} == {"hidden_column"}
    assert hidden.total == 0
    assert read(book(Unseen(columns=frozenset({4}))), "lijst.xlsx").total == TOTAL


def test_a_hidden_sheet_beside_the_list_is_not_read_and_that_is_told() -> None:
    content = workbook.write([("Posten", sheet_rows()), ("Oud", sheet_rows())], [Unseen(), Unseen(sheet=True)])
    found = read(content, "lijst.xlsx")
    assert found.total == TOTAL
    assert any("Oud" in note for note in found.notes)


def test_a_list_on_a_hidden_sheet_alone_waits() -> None:
    found = read(book(Unseen(sheet=True)), "lijst.xlsx")
    assert (found.total, {code for _, code in waiting(found)}) == (0, {"hidden_sheet"})


def test_two_sheets_that_are_shown_are_still_asked_about() -> None:
    with pytest.raises(IntakeRefused) as refusal:
        read(workbook.write([("2025", sheet_rows()), ("2026", sheet_rows())]), "lijst.xlsx")
    assert refusal.value.code == FileFault.SEVERAL_SHEETS


def test_a_sheet_that_declares_entities_is_refused() -> None:
    declared = ("<worksheet", '<!DOCTYPE w [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><worksheet')
    with pytest.raises(IntakeRefused) as refusal:
        read(changed(book(), declared), "lijst.xlsx")
    assert refusal.value.code == FileFault.UNREADABLE


def ods(lines: Sequence[Sequence[str]], *, hidden: str, row: int) -> bytes:
    """A small ODS of texts with one row hidden."""
    body = ""
    for number, line in enumerate(lines, start=1):
        state = f' table:visibility="{hidden}"' if number == row else ""
        cells = "".join(f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>'
                        for c in line)
        body += f"<table:table-row{state}>{cells}</table:table-row>"
    names = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
                    for name in ("office", "table", "text"))
    content = (f'<office:document-content{names}><office:body><office:spreadsheet><table:table table:name="Posten">'
               f"{body}</table:table></office:spreadsheet></office:body></office:document-content>")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


@pytest.mark.parametrize("hidden", ["collapse", "filter"])
def test_a_row_that_an_ods_hides_waits(hidden: str) -> None:
    lines = [(*HEAD, "Openstaand"), *((*one, amount) for one, amount in zip(INVOICES, OPEN, strict=True))]
    assert waiting(read(ods(lines, hidden=hidden, row=3), "lijst.ods")) == [(3, "hidden_row")]
    assert waiting(read(ods(lines, hidden="visible", row=3), "lijst.ods")) == []


def test_a_formula_without_value_says_so_and_one_with_value_is_read() -> None:
    value = "<v>1234.56</v>"
    without = read(changed(book(), (value, "<f>1234+0.56</f>")), "lijst.xlsx")
    assert refused(without) == [(2, "formula_without_value")]
    assert "doorrekenen" in without.refused[0].expected
    empty = read(changed(book(), (value, "<f>1234+0.56</f><v></v>")), "lijst.xlsx")
    assert refused(empty) == [(2, "formula_without_value")]
    assert read(changed(book(), (value, f"<f>1234+0.56</f>{value}")), "lijst.xlsx").total == TOTAL


def swapped(*days: tuple[str, str]) -> bytes:
    """A workbook in which the first rows have these days; a tuple with dashes first is typed."""
    lines = [list(typed(one, amount)) for one, amount in zip(INVOICES, OPEN, strict=True)]
    for line, pair in zip(lines, days, strict=True):
        line[6:8] = [NativeDate(day) if day[:4].isdigit() else day for day in pair]
    return book(lines=[[*HEAD, "Openstaand"], *lines])


def iso(day: str) -> str:
    """13/04/2026 as a spreadsheet types it."""
    return "-".join(reversed(day.split("/")))


TEXTS = (("13/04/2026", "13/05/2026"), ("20/04/2026", "20/05/2026"), ("26/05/2026", "25/06/2026"),
         ("15/06/2026", "15/07/2026"))


def test_typed_days_among_texts_of_which_a_part_exceeds_twelve_wait() -> None:
    found = read(swapped(("2026-02-03", "2026-05-04"), *TEXTS), "lijst.xlsx")
    assert waiting(found) == [(2, "date_swapped")]
    assert found.total == TOTAL - found.waiting_total
    assert "03-02-2026" in found.waiting[0].reason
    assert "02-03-2026" in found.waiting[0].reason


def test_american_texts_among_typed_days_wait_too() -> None:
    texts = tuple((f"{a[3:5]}/{a[:2]}/2026", f"{b[3:5]}/{b[:2]}/2026") for a, b in TEXTS)
    assert waiting(read(swapped(("2026-02-03", "2026-05-04"), *texts), "lijst.xlsx")) == [(2, "date_swapped")]


@pytest.mark.parametrize("days", [
    (("2026-03-13", "2026-04-15"), *TEXTS),  # a typed day beyond twelve was not swapped
    (("2026-03-03", "2026-04-04"), *TEXTS),  # the same day both ways
    (("2026-03-02", "2026-04-01"), *((iso(a), iso(b)) for a, b in TEXTS)),  # all typed
])
def test_days_that_cannot_have_been_swapped_are_good(days: tuple[tuple[str, str], ...]) -> None:
    assert waiting(read(swapped(*days), "lijst.xlsx")) == []


def test_a_swap_shows_over_the_columns_together() -> None:
    days = (("2026-02-03", "15/04/2026"), ("2026-03-04", "18/05/2026"), ("2026-04-05", "20/05/2026"),
            ("2026-05-06", "25/06/2026"), ("2026-06-07", "15/07/2026"))
    found = read(swapped(*days), "lijst.xlsx")
    assert (found.total, {code for _, code in waiting(found)}) == (0, {"date_swapped"})


NAMES = ("Café Zomer B.V.", "Crèche Zoë", "Renée Aniël", "José Bën", "Françoise Hôtel")


def named(*names: str) -> list[tuple[str, ...]]:
    """Rows of debtors with these names."""
    return [(f"2000{at}", name, *one[2:], amount)
            for at, (name, one, amount) in enumerate(zip(names, INVOICES, OPEN, strict=False))]


@pytest.mark.parametrize("content", [
    csv("Openstaand", named(*NAMES), encoding="cp850"), csv("Openstaand", named(*NAMES), encoding="cp437"),
    csv("Openstaand", named(*(name.encode().decode("cp1252") for name in NAMES))),
    csv("Openstaand", named(*(name.encode().decode("cp850") for name in NAMES))),
    csv("Openstaand", named(*(name.encode().decode("cp1252").encode().decode("cp1252") for name in NAMES))),
    book(lines=[[*HEAD, "Openstaand"], *named(
        "Caf&eacute; Zomer B.V.", "Cr&#232;che Zo&euml;", "Ren&eacute;e Ani&euml;l", "Jos&eacute; B&euml;n",
        "Fran&ccedil;oise H&ocirc;tel",
    )]),
], ids=["cp850", "cp437", "utf-8 twice", "utf-8 as cp850", "utf-8 three times", "entities"])
def test_words_of_another_code_page_are_mended_and_both_spellings_shown(content: bytes) -> None:
    found = read(content)
    assert [row.company_name or f"{row.first_names} {row.surname}" for row in found.rows] == list(NAMES)
    told = [flag.explanation for row in found.rows for flag in row.flags if flag.code.value == "text_repaired"]
    assert len(told) == 5
    assert all("gelezen als" in text for text in told)


@pytest.mark.parametrize("name", ["M\N{REPLACEMENT CHARACTER}ller", "M?ller", "CafÃ", "Ren‚e Zo‰ Š˜™x", "Caf=C3=A9"])
def test_words_that_cannot_be_mended_for_certain_wait(name: str) -> None:
    found = read(csv("Openstaand", named(name, "Anna Bakker")))
    assert waiting(found) == [(2, "text_damaged")]
    assert len(found.rows) == 1


@pytest.mark.parametrize("name", [
    "Café Zoë", "Müller & Söhne", "D’Artagnan", "‘t Hof", "Café “De Zon”", "Škoda Žiga", "São João", "Ærøskøbing",
    "Wat nu? B.V.", "Œuvre", "Łódź", "JOÃO", "Brand™ B.V.", "Rotterdam–Zuid", "Kerkweg 3½", "Van Dam & Zn",
])
def test_good_words_are_left_alone(name: str) -> None:
    found = read(csv("Openstaand", named(name)))
    assert (len(found.rows), flags(found)) == (1, set())


@pytest.mark.parametrize(("content", "code", "says"), [
    (b"<html><table><tr><td>Naam</td></tr></table></html>", FileFault.UNKNOWN_FORMAT, "als XLSX"),
    (csv("Openstaand;Omschrijving", [(*INVOICES[0], "1,00", '"Los; vast" begin')]), FileFault.BROKEN_QUOTES,
     "aanhalings"),
    (b"\n".join([b"toelichting"] * 28) + b"\n" + csv("Openstaand", [(*INVOICES[0], "1,00")]), FileFault.NO_HEADER,
     "eerste 25"),
])
def test_a_file_that_is_refused_as_a_whole_gets_the_true_reason(content: bytes, code: FileFault, says: str) -> None:
    with pytest.raises(IntakeRefused) as refusal:
        read_claim_file(content, "lijst.csv", today=TODAY)
    assert refusal.value.code == code
    assert says in str(refusal.value)
    assert "kies welke" not in str(refusal.value)


def test_an_amount_whose_header_says_ct_is_read_in_cents() -> None:
    assert read(csv("Openstaand (ct)", [(*INVOICES[0], "123456")])).total == Decimal("1234.56")
