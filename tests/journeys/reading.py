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
    """The text of a DOCX with plain spaces: what stands above and under the pages, paragraphs, tables."""
    document = Document(io.BytesIO(content))
    edges = [edge for section in document.sections for edge in (section.header, section.footer)]
    paragraphs = [paragraph.text for part in (*edges, document) for paragraph in part.paragraphs]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return plain(" ".join([*paragraphs, *cells]))
