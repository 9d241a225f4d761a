"""The skeleton of a DOCX: the package round the text, built by python-docx once per letterhead and banner."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.ns import qn
from docx.oxml.shape import CT_Inline
from docx.parts.image import ImagePart
from docx.section import _Footer, _Header
from docx.shared import Mm, Twips
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from letters.accent import HOUSE as HOUSE_COLOUR
from letters.docx.fragments import (
    CODE_RELATION,
    LEFT_COLUMN,
    PLACE,
    RIGHT_COLUMN,
    WIDTH,
    coloured,
    house,
    place,
    restarting_numbers,
    set_bold,
    set_exact_height,
    set_measures,
    styles_of,
    with_places,
)
from letters.logo import kind_of_picture, size_in_mm

_LETTER_HEADER = 1134
_TOP_WITH_BANNER = 1474
_LETTERHEAD = 1560  # with the gap under it 30 mm, so that the window lines start 50 mm from the top
_CODE = PackURI("/word/media/code.png")
_COLOURED = ("word/styles.xml", "word/numbering.xml")
_STAMP = (1980, 1, 1, 0, 0, 0)
_QUICK, _SMALL = 1, 9  # levels of compression: quick gives a letter a twelfth more bytes than the usual level


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What decides the skeleton. `restarts` is how many numbered lists come after the first one, `has_code` whether the
    letter brings the picture of a payment code."""

    is_letter: bool
    letterhead: tuple[str, ...]
    banner: str | None
    logo: bytes | None
    restarts: int
    has_code: bool = False
    accent: str = HOUSE_COLOUR


@dataclass(frozen=True, slots=True)
class Skeleton:
    """`constant`: a ZIP of the parts that are always the same. `open`: the name and the XML of those with places."""

    constant: bytes
    open: tuple[tuple[str, str], ...]

    def filled(self, values: Mapping[str, str], code: bytes | None = None) -> bytes:
        """The DOCX with XML at each place and the picture of its payment code; the same bytes for the same values."""
        made = io.BytesIO()
        made.write(self.constant)
        with zipfile.ZipFile(made, "a") as package:
            for name, xml in self.open:
                _write(package, name, (xml % values).encode(), _QUICK)
            if code is not None:
                _write(package, _CODE.membername, code, _QUICK)
        return made.getvalue()


def _write(package: zipfile.ZipFile, name: str, content: bytes, level: int) -> None:
    package.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED, level)


@lru_cache(maxsize=32)
def skeleton(shape: Shape) -> Skeleton:
    """The skeleton, with places for blocks, footer, more_footer, title, author and moment.

    Raises LogoUnusable.
    """
    document = house()
    document.element.body.text = place("blocks")
    restarting_numbers(document, shape.restarts)
    if shape.has_code:
        document.part.rels.add_relationship(RELATIONSHIP_TYPE.IMAGE, ImagePart(_CODE, "image/png", b""), CODE_RELATION)
    section = document.sections[0]
    section.different_first_page_header_footer = shape.is_letter
    if shape.is_letter:
        section.header_distance = Twips(_LETTER_HEADER)
    if shape.banner is not None:
        section.top_margin = Twips(_TOP_WITH_BANNER)
    for header in (section.first_page_header, section.header):
        _set_banner(header, shape.banner)
    if shape.letterhead:
        _set_letterhead(section.first_page_header, shape, styles_of(document))
    for footer in (section.first_page_footer, section.footer):
        _open_footer(footer)
    properties = document.core_properties
    properties.title, properties.author, properties.language = place("title"), place("author"), "nl-NL"
    properties.created = datetime(*_STAMP, tzinfo=UTC)
    properties._element.find(qn("dcterms:created")).text = place("moment")
    return _packed(document, shape.accent)


def _set_banner(header: _Header, banner: str | None) -> None:
    """The line and the mark of a concept stand in the house style: this sets the line, or takes both away."""
    paragraph = header.paragraphs[0]
    if banner is not None:
        paragraph.runs[0].text = banner
    else:
        paragraph.clear().style = "Header"


def _set_letterhead(header: _Header, shape: Shape, styles: Mapping[str, ParagraphStyle]) -> None:
    for paragraph in header.paragraphs:
        header._element.remove(paragraph._p)
    table = header.add_table(1, 2, Twips(WIDTH))
    set_measures(table, (LEFT_COLUMN, RIGHT_COLUMN), flush=True)
    set_exact_height(table, _LETTERHEAD)
    sign, side = table._cells
    name, *lines = shape.letterhead
    if shape.logo:
        sign.paragraphs[0].style = styles["Header"]
        _add_logo(sign.paragraphs[0], shape.logo, name)
    else:
        sign.paragraphs[0].style = styles["SenderName"]
        sign.paragraphs[0].add_run(name)
    side.paragraphs[0].style = styles["Sender"]
    set_bold(side.paragraphs[0].add_run(name))
    for line in lines:
        side.add_paragraph(line, styles["Sender"])
    header.add_paragraph(style=styles["TableGap"])


def _add_logo(paragraph: Paragraph, logo: bytes, text: str) -> None:
    """The logo, with `text` for who does not see it. `add_picture` refuses a JPEG that is neither JFIF nor Exif."""
    kind = kind_of_picture(logo)
    wide, high = (Mm(length) for length in size_in_mm(logo))
    picture = ImagePart(PackURI(f"/word/media/logo.{kind}"), f"image/{kind}", logo)
    relation = paragraph.part.relate_to(picture, RELATIONSHIP_TYPE.IMAGE)
    inline = CT_Inline.new_pic_inline(1, relation, "Logo", wide, high)
    inline.docPr.set("descr", text)
    for side in ("distT", "distB", "distL", "distR"):  # LibreOffice leaves a margin where none is named
        inline.set(side, "0")
    paragraph.add_run()._r.add_drawing(inline)


def _open_footer(footer: _Footer) -> None:
    paragraph = footer.paragraphs[0]
    paragraph.runs[0].text = place("footer")
    paragraph._p.tail = place("more_footer")


def _packed(document: WordDocument, accent: str) -> Skeleton:
    saved, constant = io.BytesIO(), io.BytesIO()
    document.save(saved)
    open_parts = []
    with zipfile.ZipFile(saved) as package, zipfile.ZipFile(constant, "w") as same:
        for name in package.namelist():
            if name == _CODE.membername:
                continue  # each letter brings its own
            content = package.read(name)
            xml = content.decode() if name.endswith(".xml") else ""
            if name in _COLOURED:
                content = coloured(xml, accent).encode()
            if PLACE.search(xml):
                open_parts.append((name, with_places(xml)))
            else:
                _write(same, name, content, _SMALL)
    return Skeleton(constant.getvalue(), tuple(open_parts))
