"""What stands in a document, as text to search in."""

import io

from pypdf import PdfReader

from tests.journeys.visitor import plain
from tests.letters import reading


def pdf_text(content: bytes) -> str:
    """The text of a PDF with plain spaces; fails when it is none."""
    assert content.startswith(b"%PDF")
    return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def docx_text(content: bytes) -> str:
    """The text of a DOCX with plain spaces: paragraphs, tables, what stands above and under the pages."""
    return plain(reading.docx_text(content))
