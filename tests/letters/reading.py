"""Reading back what was made: the text of a PDF and of a DOCX."""

import io
from collections.abc import Mapping

import docx
import pypdfium2
from docx.oxml.ns import qn

from legal.notice.letter_elements import ELEMENTS, faults
from legal.notice.threats import threats as announced
from letters.catalogue import content
from letters.document import plain_text
from letters.kind import DebtorLetter


def squeezed(text: str) -> str:
    """Text without any white space or soft hyphens, to compare what line breaks tore apart."""
    return "".join(char for char in text if not char.isspace() and char not in "\u00ad\u0002\ufffe")


def pdf_pages(pdf: bytes) -> list[str]:
    """The text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def docx_text(made: bytes) -> str:
    """All text of the body, headers and footers, as Word would show it, open fields too; a line per paragraph."""
    document = docx.Document(io.BytesIO(made))
    section = document.sections[0]
    parts = [document.element.body, section.header._element, section.footer._element]
    parts += [section.first_page_header._element, section.first_page_footer._element]
    paragraphs = (paragraph for part in parts for paragraph in part.iter(qn("w:p")))
    return "\n".join("".join(node.text or "" for node in paragraph.iter(qn("w:t"))) for paragraph in paragraphs)


def threats(text: str) -> list[str]:
    """Measures in a letter's own text that may not be announced in this stage."""
    return [threat.found for threat in announced(text)]


def said(data: DebtorLetter) -> str:
    """What a letter says, on one kind of space."""
    return plain_text(content(data)).replace("\xa0", " ")


def assert_refused_without(data: DebtorLetter, code: str, forbidden: Mapping[str, str]) -> None:
    """One of the elements of its kind is taken away, or what it forbids is added by these words: that is found."""
    text, element = said(data), next(each for each in ELEMENTS[data.kind] if each.code == code)
    spoilt = f"{text}\n{forbidden[code]}" if element.never else element.words.sub("", text)
    assert faults(data.kind, text) == ()
    assert code in {each.code for each in faults(data.kind, spoilt)}
