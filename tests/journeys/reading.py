"""What stands in a document, as text to search in."""

import io

from docx import Document
from pypdf import PdfReader

from tests.journeys.visitor import plain


def pdf_text(content: bytes) -> str:
    """The text of a PDF with plain spaces; fails when it is none."""
    assert content.startswith(b"%PDF")
    return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def docx_text(content: bytes) -> str:
    """The text of a DOCX, tables included, with plain spaces."""
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return plain(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]))
