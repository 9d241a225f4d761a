"""The DOCX as Word reads it: any text is kept, and what the styles, lists, tables and open places are."""

import io
from datetime import date
from typing import Any

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Mm, Twips
from docx.text.run import Run as WordRun

from letters.catalogue import content
from letters.document import Block, Column, Document, Fact, Facts, Heading, Items, Paragraph, Row, Run, Style, Table
from letters.docx.fragments import HOUSE, fragments, styles_of
from letters.docx.writing import to_docx
from letters.examples import standard as factories
from tests.letters.test_rendering import picture

ODD = [
    "& < > \" ' &amp; <w:t> ]]>",
    " vooraan en achteraan ",
    "twee  spaties, vaste\u00a0spatie",
    "100% %s %(text)s {0}",
    "\U0001f600 Žižka 中",
]


def opened(*blocks: Block, **changes: Any) -> WordDocument:
    made = to_docx(Document(kind="test", version="v1", title="Titel", day=date(2026, 11, 21), blocks=blocks, **changes))
    return docx.Document(io.BytesIO(made))


def table(*rows: Row) -> Table:
    return Table((Column(30), Column(10, right=True)), Row(((Run("Waarvoor"),), (Run("Bedrag"),))), rows)


def row(first: str, second: str, *, total: bool = False) -> Row:
    return Row(((Run(first),), (Run(second),)), total=total)


@pytest.mark.parametrize("text", ODD)
def test_any_text_is_kept_wherever_it_stands(text: str) -> None:
    runs = (Run(text), Run(text, bold=True))
    document = opened(
        Paragraph(runs), Items((runs,)), table(row(text, "1")), Facts((Fact(text, runs),)),
        letterhead=(text, text), address=(text,), meta=(Fact(text, runs),), footer=(text, text), banner=text,
    )  # fmt: skip
    section = document.sections[0]
    assert [each.text for each in document.paragraphs if each.text] == [text * 2, text * 2]
    assert [run.bold for run in document.paragraphs[1].runs] == [None, True]
    window, amounts, facts = document.tables
    assert [cell.text for cell in window._cells] == [text, f"{text}\t{text * 2}"]
    assert [amounts._cells[2].text, [cell.text for cell in facts._cells]] == [text, [text, text * 2]]
    assert [cell.text for cell in section.first_page_header.tables[0]._cells] == [text, f"{text}\n{text}"]
    assert section.header.paragraphs[0].text == text
    assert [each.text for each in section.footer.paragraphs] == [f"{text}\tpagina 1 van 1", text]
    assert document.core_properties.author == text


def test_a_character_that_xml_cannot_hold_falls_away() -> None:
    document = opened(Paragraph((Run("a\x00b\x1bc\ufffed\ud800"),)), letterhead=("a\x00b",), banner="\x07c")
    assert document.paragraphs[0].text == "abcd"
    assert document.core_properties.author == "ab"
    assert document.sections[0].header.paragraphs[0].text == "c"


def test_each_style_that_is_used_stands_in_the_house_style() -> None:
    house = docx.Document(str(HOUSE))
    assert set(fragments().paragraphs) == set(styles_of(house))
    known = {style.style_id for style in house.styles}
    runs = (Run("a"),)
    document = opened(
        *(Heading(level, runs) for level in (1, 2, 3)), Paragraph(runs, Style.SMALL), Items((runs,), numbered=True),
        Paragraph((Run("b", open_field=True),)),
        *(Table((Column(1),) * many, Row((runs,) * many), (Row((runs,) * many),)) for many in (4, 5, 8)),
        Facts((Fact("c", runs),), framed=True), letterhead=("d", "e"), address=("f",), banner="g",
    )  # fmt: skip
    section = document.sections[0]
    edges = (section.header, section.first_page_header, section.footer)
    parts = (document.element.body, *(edge._element for edge in edges))
    used = {each.get(qn("w:val")) for part in parts for each in part.iter(qn("w:pStyle"), qn("w:rStyle"))}
    assert len(used) > 15
    assert used <= known


def test_each_numbered_list_starts_at_one() -> None:
    items = Items(((Run("een"),), (Run("twee"),)), numbered=True)
    document = opened(items, Paragraph((Run("tussen"),)), items, items)
    first, _, _, second, _, third, _ = (each._p.pPr.numPr for each in document.paragraphs)
    assert first is None, "the style numbers it"
    assert document.paragraphs[0].style.name == "List Number"
    numbering = document.part.numbering_part.element
    numbers = [numbering.num_having_numId(each.numId.val) for each in (second, third)]
    assert numbers[0].numId != numbers[1].numId
    assert [each.lvlOverride_lst[0].startOverride.val for each in numbers] == [1, 1]
    of_style = numbering.num_having_numId(document.styles["List Number"].element.pPr.numPr.numId.val)
    assert {each.abstractNumId.val for each in numbers} == {of_style.abstractNumId.val}


def test_a_table_repeats_its_heading_and_keeps_its_widths_and_whole_rows() -> None:
    heading, *rows = opened(table(row("a", "1"), row("b", "2"), row("Totaal", "3", total=True))).tables[0].rows
    assert [each._tr.trPr.find(qn("w:tblHeader")) is None for each in (heading, *rows)] == [False, True, True, True]
    assert all(each._tr.trPr.find(qn("w:cantSplit")) is not None for each in (heading, *rows))
    assert [cell.width for cell in heading.cells] == [Twips(7016), Twips(2338)]
    assert all(run.bold for cell in heading.cells for run in cell.paragraphs[0].runs)
    assert {each.cells[1].paragraphs[0].alignment for each in rows} == {WD_ALIGN_PARAGRAPH.RIGHT}
    assert [each.cells[0]._tc.tcPr.find(qn("w:shd")) is not None for each in rows] == [False, False, True]


def test_the_open_places_of_a_writ_are_fields_that_the_bailiff_fills_in() -> None:
    made = to_docx(content(factories.summons_writ()))
    document = docx.Document(io.BytesIO(made))
    fields = list(document.element.body.iter(qn("w:sdt")))
    runs = [WordRun(run, document) for field in fields for run in field.iter(qn("w:r"))]
    assert len(fields) == 7
    assert runs[0].text == "[datum voluit in letters]"
    assert {(run.style.name, run.font.highlight_color) for run in runs} == {("Open plek", WD_COLOR_INDEX.YELLOW)}
    for field, run in zip(fields, runs, strict=True):
        names = {field.find(f".//{qn(f'w:{tag}')}").get(qn("w:val")) for tag in ("alias", "tag")}
        assert names == {run.text[1:-1][:64]}, "Word takes no longer name"


def without_jfif(jpeg: bytes) -> bytes:
    """The same picture without the segment that says JFIF."""
    return jpeg[:2] + jpeg[4 + int.from_bytes(jpeg[4:6]) :]


@pytest.mark.parametrize("logo", [picture("PNG"), picture("JPEG"), without_jfif(picture("JPEG"))])
def test_the_logo_is_as_large_as_the_letterhead_allows_and_has_words(logo: bytes) -> None:
    header = opened(letterhead=("Voorbeeld & Co", "Kade 1"), address=("x",), logo=logo).sections[0].first_page_header
    (inline,) = header._element.iter(qn("wp:inline"))
    assert (inline.extent.cx, inline.extent.cy) == (Mm(60), Mm(20))
    assert inline.docPr.get("descr") == "Voorbeeld & Co"
    assert header.part.related_parts[inline.graphic.graphicData.pic.blipFill.blip.embed].blob == logo


def test_a_letter_and_a_report_have_their_own_first_page() -> None:
    letter, report = opened(address=("x",), letterhead=("Afzender",)).sections[0], opened().sections[0]
    assert (letter.different_first_page_header_footer, report.different_first_page_header_footer) == (True, False)
    assert (letter.header_distance, report.header_distance) == (Twips(1134), Twips(680))
    assert report.header.paragraphs[0].text == ""
    assert not list(report.header._element.iter(qn("w:pict"))), "the mark of a concept"


def test_nothing_beside_the_address_is_cut_off_in_a_wider_font() -> None:
    """The row begins at the window of the envelope, and grows where the facts take more room than there is."""
    made = docx.Document(io.BytesIO(to_docx(content(factories.first_notice()))))
    window = next(each for each in made.tables if "Betalingskenmerk" in each.rows[0].cells[1]._tc.xml)
    assert window.rows[0].height_rule is WD_ROW_HEIGHT_RULE.AT_LEAST


def test_a_date_and_a_reference_stand_on_one_line_in_the_widest_font_too() -> None:
    """Where Calibri and Carlito are missing. Measured in DejaVu Sans of 10 points: label, reference."""
    label, reference = Mm(31.8), Mm(39.3)
    made = docx.Document(io.BytesIO(to_docx(content(factories.first_notice()))))
    facts = next(each for each in made.tables if "Betalingskenmerk" in each.rows[0].cells[1]._tc.xml).rows[0].cells[1]
    stop = facts.paragraphs[0].paragraph_format.tab_stops[0].position
    assert facts.width is not None
    assert stop > label
    assert facts.width - stop > reference
    section, left = made.sections[0], made.tables[0].rows[0].cells[0].width
    assert None not in (section.left_margin, section.page_width, left)
    assert section.left_margin + left >= Mm(120), "the window of the envelope"  # type: ignore[operator]
    assert section.left_margin + left + facts.width < section.page_width - Mm(5)  # type: ignore[operator]
