"""The DOCX of a document, to be edited in Word: the parts of `house.docx`, whose styles are the look, round our text.

Only the text, the header and the footer differ per letter, and they are written as XML directly: opening and saving the
template for each letter would take twenty times as long.
"""

import io
import zipfile
from functools import cache
from pathlib import Path

from letters.document import Document
from letters.docx_parts import body, core_properties, first_header, footer, header, header_relations
from letters.logo import kind_of_picture

HOUSE = Path(__file__).parent / "house.docx"
_STAMP = (1980, 1, 1, 0, 0, 0)


@cache
def _house_parts() -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(HOUSE) as house:
        return tuple((name, house.read(name)) for name in house.namelist())


def to_docx(document: Document) -> bytes:
    """The document as DOCX, the same bytes for the same document. Raises LogoUnusable."""
    own = {
        "word/document.xml": body(document),
        "word/header1.xml": first_header(document),
        "word/header2.xml": header(document),
        "word/footer1.xml": footer(document),
        "word/footer2.xml": footer(document),
        "docProps/core.xml": core_properties(document),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as docx:
        for name, content in _house_parts():
            part = own.get(name)
            _write(docx, name, content if part is None else part.encode())
        if document.logo:
            picture = f"logo.{kind_of_picture(document.logo)}"
            _write(docx, f"word/media/{picture}", document.logo)
            _write(docx, "word/_rels/header1.xml.rels", header_relations(picture).encode())
    return made.getvalue()


def _write(docx: zipfile.ZipFile, name: str, content: bytes) -> None:
    docx.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED)
