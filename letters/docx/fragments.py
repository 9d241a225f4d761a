"""The fragments of a DOCX: built by python-docx on the styles of `house.docx`, once per process, each with its places.

A place is `%s` or `%(name)s` in the XML of a fragment. A letter fills fragments and joins them: to build each letter by
python-docx would take twenty-five times as long. Lengths in twips unless named otherwise.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_COLOR_INDEX
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.shape import CT_Inline
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Twips
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from letters.accent import HOUSE as HOUSE_COLOUR
from letters.document import Column

HOUSE = Path(__file__).parent.parent / "house.docx"
WIDTH = 9354  # 165 mm between the margins
RIGHT_COLUMN = 3515  # 62 mm, outside the window
LEFT_COLUMN = WIDTH - RIGHT_COLUMN
_WINDOW = 1985  # 35 mm
# The facts beside the window reach into the right margin, which stays free in our own font: in the widest that a word
# processor takes in its place (DejaVu Sans) a date and a payment reference must stand on one line.
_META = 4110  # 72.5 mm
_META_LABEL = 1871  # 33 mm
PLACE = re.compile(r" \ue100(\w*)\ue101 ")  # private characters, which no text holds
_NAMESPACE = re.compile(r' xmlns:(?!(?:wp|a|pic)=)\w+="[^"]*"')  # those of a picture the root has not
CODE_RELATION = "rIdPaymentCode"
_CODE_SIDE = Mm(25)
_NO_EDGE = {"val": "nil"}
_ACCENT = HOUSE_COLOUR[1:].upper()  # as it stands in `house.docx` too
_STRONG = {"val": "single", "sz": "8", "space": "0", "color": _ACCENT}
_THIN = {"val": "single", "sz": "4", "space": "0", "color": "B8C4D0"}
_THICK = {"val": "single", "sz": "24", "space": "0", "color": _ACCENT}
_TINT = {"val": "clear", "color": "auto", "fill": "EEF3F8"}


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a place for its rows, and its kinds of row with a place in each cell."""

    table: str
    rows: tuple[str, ...]

    def coloured(self, accent: str) -> "Grid":
        """The same with lines in another colour than that of the house style."""
        if accent == HOUSE_COLOUR:
            return self
        return Grid(coloured(self.table, accent), tuple(coloured(row, accent) for row in self.rows))


@dataclass(frozen=True, slots=True)
class Fragments:
    """Those without a measure of their own; each has one place, for text or for runs, unless named otherwise."""

    paragraphs: Mapping[str, str]  # by the id of their style
    kept: str  # running text on the page of what comes below it
    annex: str  # a heading of the first level that begins a page
    meta: str  # label, runs
    page_break: str  # no place
    plain: str
    bold: str
    open_field: str  # %(name)s, %(text)s
    window: Grid  # one kind of row: paragraphs, paragraphs
    facts: Grid  # one kind of row: text, runs
    payment: Grid  # idem
    payment_code: Grid  # the first row: text, runs, what the picture is; further ones as above


def house() -> WordDocument:
    """The house style as a document without text of its own."""
    document = docx.Document(str(HOUSE))
    document.element.body.clear_content()
    return document


def styles_of(document: WordDocument) -> dict[str, ParagraphStyle]:
    """Every style of a paragraph by its id."""
    return {
        style.style_id: style
        for style in document.styles
        if isinstance(style, ParagraphStyle) and style.type is WD_STYLE_TYPE.PARAGRAPH  # to python-docx tables are both
    }


def coloured(xml: str, accent: str) -> str:
    """XML without text of a letter, with `accent` where it has the colour of the house style."""
    return xml.replace(f'"{_ACCENT}"', f'"{accent[1:].upper()}"')


def place(name: str = "") -> str:
    """What stands where text will come. For the spaces round it python-docx lets the XML keep those of the text."""
    return f" \ue100{name}\ue101 "


def with_places(xml: str) -> str:
    """`xml` with its places in the form that `%` fills."""
    return PLACE.sub(lambda found: f"%({found[1]})s" if found[1] else "%s", xml.replace("%", "%%"))


def _leave_open(element: BaseOxmlElement) -> None:
    """A place for elements, behind those that `element` has."""
    if len(element):
        element[-1].tail = place()
    else:
        element.text = place()


def _add_element(parent: BaseOxmlElement, tag: str, attributes: Mapping[str, str] | None = None) -> BaseOxmlElement:
    """Adds to `parent` an element of Word's own for which python-docx has no call."""
    made = OxmlElement(f"w:{tag}", {qn(f"w:{name}"): value for name, value in (attributes or {}).items()})
    parent.append(made)
    return made


def _fragment(element: BaseOxmlElement) -> str:
    """The XML of `element`; its namespaces are left to the root of the document."""
    _declaration, xml = serialize_part_xml(element).decode().split("?>\n")
    return with_places(_NAMESPACE.sub("", xml))


@cache
def fragments() -> Fragments:
    """The fragments without a measure."""
    document = house()
    styles = styles_of(document)
    paragraphs = {}
    for name, style in styles.items():
        paragraph = document.add_paragraph(style=style)
        _leave_open(paragraph._p)
        paragraphs[name] = _fragment(paragraph._p)
    annex = document.add_paragraph(style=styles["Heading1"])
    annex.paragraph_format.page_break_before = True
    _leave_open(annex._p)
    kept = document.add_paragraph(style=styles["Normal"])
    kept.paragraph_format.keep_with_next = True
    _leave_open(kept._p)
    runs = document.add_paragraph()
    breaking = document.add_paragraph()
    breaking.add_run().add_break(WD_BREAK.PAGE)
    return Fragments(
        paragraphs=paragraphs,
        kept=_fragment(kept._p),
        annex=_fragment(annex._p),
        meta=_meta(document.add_paragraph(style=styles["Address"])),
        page_break=_fragment(breaking._p),
        plain=_fragment(runs.add_run(place())._r),
        bold=_fragment(set_bold(runs.add_run(place()))._r),
        open_field=_content_control(runs.add_run(place("text"), "Open plek")),
        window=_window(document.add_table(1, 2)),
        facts=_facts(document.add_table(1, 2), styles, framed=False),
        payment=_facts(document.add_table(1, 2), styles, framed=True),
        payment_code=_payment_code(document.add_table(2, 3), styles),
    )


def set_bold(run: Run) -> Run:
    """`run`, bold in every script."""
    run.bold = run.font.cs_bold = True
    return run


def _meta(paragraph: Paragraph) -> str:
    paragraph.paragraph_format.tab_stops.add_tab_stop(Twips(_META_LABEL))
    paragraph.paragraph_format.left_indent = Twips(_META_LABEL)
    paragraph.paragraph_format.first_line_indent = Twips(-_META_LABEL)
    paragraph.add_run(place(), "Label")
    paragraph.add_run().add_tab()
    _leave_open(paragraph._p)
    return _fragment(paragraph._p)


def _content_control(run: Run) -> str:
    """A field round the run that the bailiff fills in; the whole text gives way to the first letter typed.

    Not one of plain text (`w:text`): LibreOffice would not show its highlight.
    """
    run.font.highlight_color = WD_COLOR_INDEX.YELLOW  # Word ignores it in a character style
    control = parse_xml(
        f'<w:sdt {nsdecls("w")}><w:sdtPr><w:alias w:val="{place("name")}"/><w:tag w:val="{place("name")}"/>'
        "<w:showingPlcHdr/><w:richText/></w:sdtPr><w:sdtContent/></w:sdt>"
    )
    control[-1].append(run._r)
    return _fragment(control)


@cache
def numbered_item(restart: int) -> str:
    """An item of a numbered list, with a place for runs. The first list is 0; each next starts at one again."""
    document = house()
    paragraph = document.add_paragraph(style=styles_of(document)["ListNumber"])
    if restart:
        number = restarting_numbers(document, restart)[-1]
        paragraph._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number
    _leave_open(paragraph._p)
    return _fragment(paragraph._p)


def restarting_numbers(document: WordDocument, many: int) -> list[int]:
    """Adds to `document` so many numberings like that of the style, each from one; their numbers, in order."""
    numbering = document.part.numbering_part.element
    of_style = styles_of(document)["ListNumber"].element.pPr.numPr.numId.val
    kind = numbering.num_having_numId(of_style).abstractNumId.val
    numbers = []
    for _ in range(many):
        number = numbering.add_num(kind)
        number.add_lvlOverride(0).add_startOverride(1)
        numbers.append(number.numId)
    return numbers


def set_measures(table: Table, widths: Sequence[int], *, flush: bool = False) -> None:
    """Fixed widths and rows that stay on one page; `flush` for text at the very edge of the cells."""
    table.autofit = False
    properties = table._tbl.tblPr
    for name, value in (("w", str(sum(widths))), ("type", "dxa")):
        properties.find(qn("w:tblW")).set(qn(f"w:{name}"), value)
    properties.remove(properties.find(qn("w:tblLook")))  # what a table style does to the first row and column
    if flush:
        margins = _add_element(properties, "tblCellMar")
        for side in ("left", "right"):
            _add_element(margins, side, {"w": "0", "type": "dxa"})
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Twips(width)
    for row in table._tbl.tr_lst:
        _add_element(row.get_or_add_trPr(), "cantSplit")
    for at, cell in enumerate(table._cells):  # `table.cell` counts all cells anew each time
        cell.width = Twips(widths[at % len(widths)])


def set_exact_height(table: Table, height: int) -> None:
    """The height of the first row, whatever stands in it."""
    table.rows[0].height_rule, table.rows[0].height = WD_ROW_HEIGHT_RULE.EXACTLY, Twips(height)


def _grid(table: Table) -> Grid:
    rows = []
    for row in table._tbl.tr_lst:
        rows.append(_fragment(row))
        table._tbl.remove(row)
    _leave_open(table._tbl)
    return Grid(_fragment(table._tbl), tuple(rows))


def _window(table: Table) -> Grid:
    """The address in the window of the envelope, and the facts beside it."""
    set_measures(table, (LEFT_COLUMN, _META), flush=True)
    first = table.rows[0]  # more than fits makes it higher: in another font than ours nothing may be cut off
    first.height_rule, first.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Twips(_WINDOW)
    for cell in table._cells:
        cell._tc.remove(cell.paragraphs[0]._p)
        _leave_open(cell._tc)
    return _grid(table)


def _facts(table: Table, styles: Mapping[str, ParagraphStyle], *, framed: bool) -> Grid:
    label_width = 2268 if framed else 1814
    set_measures(table, (label_width, WIDTH - label_width), flush=not framed)
    label, value = table._cells
    if framed:
        _set_look(label, "left", _THICK, _TINT)
        _add_element(value._tc.get_or_add_tcPr(), "shd", _TINT)
    for cell in (label, value):
        cell.paragraphs[0].style = styles["PaymentText" if framed else "TableText"]
    label.paragraphs[0].add_run(place(), "Label")
    _leave_open(value.paragraphs[0]._p)
    return _grid(table)


def _payment_code(table: Table, styles: Mapping[str, ParagraphStyle]) -> Grid:
    """The frame of a payment with the square code beside its rows."""
    label_width, code_width = 2268, 1814
    set_measures(table, (label_width, WIDTH - label_width - code_width, code_width))
    for row in range(2):
        label, value, beside = table._cells[row * 3 : row * 3 + 3]
        _add_element(beside._tc.get_or_add_tcPr(), "vMerge", {"val": "restart"} if row == 0 else None)
        _set_look(label, "left", _THICK, _TINT)
        for cell in (value, beside):
            _add_element(cell._tc.get_or_add_tcPr(), "shd", _TINT)
        for cell in (label, value, beside):
            cell.paragraphs[0].style = styles["PaymentText"]
        label.paragraphs[0].add_run(place(), "Label")
        _leave_open(value.paragraphs[0]._p)
        if row == 0:
            beside.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
            beside.paragraphs[0].add_run()._r.add_drawing(_code_picture())
    return _grid(table)


def _code_picture() -> BaseOxmlElement:
    """The picture of the code, which each letter brings; a place for what it is."""
    inline = CT_Inline.new_pic_inline(2, CODE_RELATION, "Betaalcode", _CODE_SIDE, _CODE_SIDE)
    inline.docPr.set("descr", place())
    return inline


@cache
def table_of(columns: tuple[Column, ...]) -> Grid:
    """A table of amounts, with a place for runs in each cell. Rows: heading, first, further, total."""
    document = house()
    style = "TableTextSmaller" if len(columns) > 7 else "TableTextSmall" if len(columns) > 4 else "TableText"
    table = document.add_table(4, len(columns))
    shares = [column.share for column in columns]
    set_measures(table, [round(WIDTH * share / sum(shares)) for share in shares])
    _add_element(table._tbl.tr_lst[0].trPr, "tblHeader")
    looks = ((_NO_EDGE, None), (_STRONG, None), (_THIN, None), (_STRONG, _TINT))
    for at, cell in enumerate(table._cells):
        row, column = divmod(at, len(columns))
        top, tint = looks[row]
        _set_look(cell, "top", top, tint)
        if row == 0:
            cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
        paragraph = cell.paragraphs[0]
        paragraph._p.style = style  # by its id: `paragraph.style` goes through all styles of the document each time
        if columns[column].right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _leave_open(paragraph._p)
    return _grid(table)


def _set_look(cell: _Cell, side: str, edge: Mapping[str, str], tint: Mapping[str, str] | None) -> None:
    properties = cell._tc.get_or_add_tcPr()
    _add_element(_add_element(properties, "tcBorders"), side, edge)
    if tint:
        _add_element(properties, "shd", tint)
