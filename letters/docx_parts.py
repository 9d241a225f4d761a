"""The parts of a DOCX that differ per document, as WordprocessingML. Lengths in twips unless named otherwise."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from letters.document import (
    Block,
    Column,
    Document,
    Fact,
    Facts,
    Heading,
    Inline,
    Items,
    PageBreak,
    Paragraph,
    Row,
    Run,
    Style,
    Table,
)
from letters.logo import size_in_mm

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_WIDTH = 9354  # 165 mm between the margins
_RIGHT_COLUMN = 3515  # 62 mm, outside the window
_LETTERHEAD = 1560  # with the gap under it 30 mm, so that the window lines start 50 mm from the top
_WINDOW = 1985  # 35 mm
_EMU_PER_MM = 36000
_GAP = '<w:p><w:pPr><w:pStyle w:val="TableGap"/></w:pPr></w:p>'
_FLUSH = '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>'
_NO_BORDER = 'w:val="nil"'


def _run(run: Run, label: bool = False) -> str:
    look = ""
    if run.open_field:
        look = '<w:rPr><w:rStyle w:val="OpenField"/><w:highlight w:val="yellow"/></w:rPr>'
    elif label:
        look = '<w:rPr><w:rStyle w:val="Label"/></w:rPr>'
    elif run.bold:
        look = "<w:rPr><w:b/><w:bCs/></w:rPr>"
    text = f"[{run.text}]" if run.open_field else run.text
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _paragraph(text: Inline, style: str = "", *, right: bool = False, label: bool = False, bold: bool = False) -> str:
    look = (f'<w:pStyle w:val="{style}"/>' if style else "") + ('<w:jc w:val="right"/>' if right else "")
    runs = "".join(_run(Run(run.text, run.bold or bold, run.open_field), label) for run in text)
    return f"<w:p>{f'<w:pPr>{look}</w:pPr>' if look else ''}{runs}</w:p>"


def _line(text: str, style: str, *, bold: bool = False) -> str:
    return _paragraph((Run(text),), style, bold=bold)


def _widths(shares: Iterable[int]) -> list[int]:
    shares = list(shares)
    return [round(_WIDTH * share / sum(shares)) for share in shares]


def _cell(content: str, width: int, *, look: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{look}</w:tcPr>{content}</w:tc>'


def _grid(widths: list[int], rows: str, *, look: str = "") -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{look}'
        f"</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _row(cells: str, *, header: bool = False, height: int = 0) -> str:
    look = "<w:cantSplit/>" + (f'<w:trHeight w:val="{height}" w:hRule="exact"/>' if height else "")
    return f"<w:tr><w:trPr>{look}{'<w:tblHeader/>' if header else ''}</w:trPr>{cells}</w:tr>"


def _borders(top: str) -> str:
    return f"<w:tcBorders><w:top {top}/></w:tcBorders>"


def _table(table: Table) -> str:
    many = len(table.columns)
    style = "TableTextSmaller" if many > 7 else "TableTextSmall" if many > 4 else "TableText"
    widths = _widths(column.share for column in table.columns)

    def row(row: Row, top: str, *, header: bool = False) -> str:
        look = _borders(top) + ('<w:shd w:val="clear" w:color="auto" w:fill="EEF3F8"/>' if row.total else "")
        look += '<w:vAlign w:val="bottom"/>' if header else ""
        cells = zip(row.cells, table.columns, widths, strict=True)
        return _row(
            "".join(_table_cell(text, column, width, style, look, bold=header) for text, column, width in cells),
            header=header,
        )

    strong, thin = (
        'w:val="single" w:sz="8" w:space="0" w:color="1F4E79"',
        'w:val="single" w:sz="4" w:space="0" w:color="B8C4D0"',
    )
    rows = row(table.header, _NO_BORDER, header=True)
    for place, each in enumerate(table.rows):
        rows += row(each, strong if place == 0 or each.total else thin)
    return _grid(widths, rows) + _GAP


def _table_cell(text: Inline, column: Column, width: int, style: str, look: str, *, bold: bool) -> str:
    return _cell(_paragraph(text, style, right=column.right, bold=bold), width, look=look)


def _facts(facts: Facts) -> str:
    widths = [2268 if facts.framed else 1814]
    widths.append(_WIDTH - widths[0])
    style = "PaymentText" if facts.framed else "TableText"
    rows = "".join(_fact(fact, widths, style, framed=facts.framed) for fact in facts.rows)
    return (_GAP if facts.framed else "") + _grid(widths, rows, look="" if facts.framed else _FLUSH) + _GAP


def _fact(fact: Fact, widths: list[int], style: str, *, framed: bool) -> str:
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="EEF3F8"/>' if framed else ""
    edge = (
        '<w:tcBorders><w:left w:val="single" w:sz="24" w:space="0" w:color="1F4E79"/></w:tcBorders>' if framed else ""
    )
    label = _paragraph((Run(fact.label),), style, label=True)
    return _row(
        _cell(label, widths[0], look=edge + shade) + _cell(_paragraph(fact.value, style), widths[1], look=shade)
    )


def _block(block: Block) -> str:
    match block:
        case Heading():
            return _paragraph(block.text, f"Heading{block.level}")
        case Paragraph():
            return _paragraph(block.text, "SmallPrint" if block.style is Style.SMALL else "")
        case Items():
            style = "ListNumber" if block.numbered else "ListBullet"
            return "".join(_paragraph(item, style) for item in block.items)
        case Table():
            return _table(block)
        case Facts():
            return _facts(block)
        case PageBreak():
            return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def _window(document: Document) -> str:
    left = _WIDTH - _RIGHT_COLUMN
    address = "".join(_line(line, "Address") for line in document.address)
    meta = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="Address"/><w:tabs><w:tab w:val="left" w:pos="1644"/></w:tabs>'
        f'<w:ind w:left="1644" w:hanging="1644"/></w:pPr>'
        f"{_run(Run(fact.label), label=True)}<w:r><w:tab/></w:r>{''.join(_run(run) for run in fact.value)}</w:p>"
        for fact in document.meta
    )
    return (
        _grid(
            [left, _RIGHT_COLUMN], _row(_cell(address, left) + _cell(meta, _RIGHT_COLUMN), height=_WINDOW), look=_FLUSH
        )
        + _GAP
    )


def body(document: Document) -> str:
    """word/document.xml."""
    is_letter = bool(document.address)
    blocks = (_window(document) if is_letter else "") + "".join(_block(block) for block in document.blocks)
    ends = (("header", "Header"), ("footer", "Footer"))
    references = "".join(
        f'<w:{end}Reference w:type="{kind}" r:id="rId{name}{number}"/>'
        for end, name in ends
        for kind, number in (("first", 1), ("default", 2))
    )
    top = 1474 if document.banner else 1134
    section = (
        f'<w:sectPr>{references}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="{top}" w:right="1134" w:bottom="1474" '
        f'w:left="1418" w:header="{1134 if is_letter else 680}" w:footer="567" w:gutter="0"/>'
        f"{'<w:titlePg/>' if is_letter else ''}</w:sectPr>"
    )
    return f"{_HEAD}<w:document {_NS}><w:body>{blocks}{section}</w:body></w:document>"


def first_header(document: Document) -> str:
    """word/header1.xml: the letterhead, on the first page of a letter."""
    if not document.letterhead:
        return header(document)
    left = _WIDTH - _RIGHT_COLUMN
    name, *lines = document.letterhead
    sign = _picture(document.logo, name) if document.logo else _line(name, "SenderName")
    side = _line(name, "Sender", bold=True) + "".join(_line(line, "Sender") for line in lines)
    grid = _grid(
        [left, _RIGHT_COLUMN], _row(_cell(sign, left) + _cell(side, _RIGHT_COLUMN), height=_LETTERHEAD), look=_FLUSH
    )
    return f"{_HEAD}<w:hdr {_NS}>{grid}{_GAP}</w:hdr>"


def header(document: Document) -> str:
    """word/header2.xml: the banner and watermark of a concept, else nothing."""
    if document.banner is None:
        return f'{_HEAD}<w:hdr {_NS}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr></w:p></w:hdr>'
    mark = (
        '<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:path textpathok="t" o:connecttype="rect"/>'
        '<v:textpath on="t" fitshape="t"/></v:shapetype><v:shape id="ConceptMark" type="#_x0000_t136" '
        'style="position:absolute;margin-left:0;margin-top:0;width:480pt;height:130pt;rotation:308;z-index:-251658752;'
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        'mso-position-vertical-relative:margin" fillcolor="#efefef" stroked="f">'
        '<v:textpath style="font-family:&quot;Calibri&quot;;font-size:1pt;font-weight:bold" string="CONCEPT"/>'
        "</v:shape></w:pict></w:r>"
    )
    line = _line(document.banner, "Banner").replace("</w:p>", mark + "</w:p>")
    return f"{_HEAD}<w:hdr {_NS}>{line}</w:hdr>"


def _field(code: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def footer(document: Document) -> str:
    """word/footer1.xml and footer2.xml: the sender's lines and "pagina x van y"."""
    pages = f"<w:r><w:tab/></w:r>{_run(Run('pagina '))}{_field('PAGE')}{_run(Run(' van '))}{_field('NUMPAGES')}"
    edge = '<w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="B8C4D0"/></w:pBdr>'
    first, *rest = document.footer or ("",)
    lines = f'<w:p><w:pPr><w:pStyle w:val="Footer"/>{edge}</w:pPr>{_run(Run(first))}{pages}</w:p>'
    return f"{_HEAD}<w:ftr {_NS}>{lines}{''.join(_line(line, 'Footer') for line in rest)}</w:ftr>"


def _picture(logo: bytes, alt: str) -> str:
    wide, high = (round(length * _EMU_PER_MM) for length in size_in_mm(logo))
    return (
        f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr><w:r><w:drawing>'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide}" cy="{high}"/><wp:docPr id="1" name="Logo" descr={quoteattr(alt)}/>'
        f'<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="1" name="Logo"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="rIdLogo"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        f"</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def header_relations(picture: str) -> str:
    """word/_rels/header1.xml.rels, for the logo."""
    return (
        f'{_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rIdLogo" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/{picture}"/>'
        f"</Relationships>"
    )


def core_properties(document: Document) -> str:
    """docProps/core.xml: title, maker and day."""
    author = document.letterhead[0] if document.letterhead else ""
    moment = f"{document.day.isoformat()}T12:00:00Z"
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{escape(document.title)}</dc:title>'
        f"<dc:creator>{escape(author)}</dc:creator><dc:language>nl-NL</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created></cp:coreProperties>'
    )
