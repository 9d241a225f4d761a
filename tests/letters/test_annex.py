"""What stands behind the signature of a first letter begins a page, in the PDF and in Word with whatever font."""

import io

import docx
import pytest

from letters.catalogue import content, render
from letters.document import Heading
from letters.kind import DocumentData
from tests.letters import factories
from tests.letters.reading import pdf_pages

WITH_ANNEX = {"consumer": factories.first_notice, "business": factories.business_notice}


@pytest.mark.parametrize("name", WITH_ANNEX)
def test_the_annex_begins_a_page(name: str) -> None:
    made = render(WITH_ANNEX[name]())
    pages = pdf_pages(made.pdf)
    (page,) = [page for page in pages if "Gegevens over uw" in page]
    assert page.strip().splitlines()[0].startswith("Gegevens over uw")
    breaking = [
        paragraph.text for paragraph in docx.Document(io.BytesIO(made.docx)).paragraphs
        if paragraph.paragraph_format.page_break_before
    ]
    assert [text.startswith("Gegevens over uw") for text in breaking] == [True]


@pytest.mark.parametrize("data", [
    factories.arrangement_confirmation(), factories.summons_writ(), factories.interruption_letter(),
])
def test_no_other_document_costs_a_sheet_more(data: DocumentData) -> None:
    assert not any(block.new_page for block in content(data).blocks if isinstance(block, Heading))
