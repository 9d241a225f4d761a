"""What stands behind the signature of a first letter begins a page, in the PDF and in Word with whatever font."""

import io
from typing import Any

import docx
import pytest

from letters.blocks import AddressBlock
from letters.catalogue import content, render
from letters.document import Heading, plain_text
from letters.examples import standard as factories
from letters.kind import DocumentData
from letters.kinds.first_notice import MANY_CLAIMS
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


LONG = {
    "debtor": AddressBlock(
        name="De heer Johannes Wilhelmus Bartholomeus van den Brandhof tot Nieuwenhuizen",
        lines=("p/a Bewindvoerderskantoor De Vooruitgang", "Burgemeester Van der Voortlaan 123-bis", "3571 AB Utrecht"),
    ),
    "creditor": factories.creditor(name="Coöperatieve Woningbouwvereniging Het Algemeen Belang van Zuid-Holland U.A."),
}


@pytest.mark.parametrize("names", [{}, LONG])
@pytest.mark.parametrize("periods", [1, 2, 6])
def test_forty_claims_stay_on_three_pages_with_all_that_is_asked_for_them(
    periods: int, names: dict[str, Any]
) -> None:
    data = factories.first_notice(**factories.many_claims(40, periods), **names)
    pages = pdf_pages(render(data).pdf)
    assert len(pages) <= 3
    text = "".join(pages)
    assert [claim.invoice_number for claim in data.claims if claim.invoice_number not in text] == []
    assert text.count("31-01-2026") == 40, "the extended term of each"
    rows = data.interest_rows
    assert len(rows) == 40 + periods - 1
    assert sum(row.amount for row in rows) == data.valuation.interest
    assert ("40 rekeningen" in text) is (periods > 1)


def test_a_few_claims_have_each_line_of_interest_by_itself() -> None:
    data = factories.first_notice(**factories.many_claims(MANY_CLAIMS - 1))
    assert len(data.interest_rows) == len(data.interest_lines)
    assert "staan samen op één regel" not in plain_text(content(data))


@pytest.mark.parametrize("data", [
    factories.arrangement_confirmation(), factories.summons_writ(), factories.interruption_letter(),
])
def test_no_other_document_costs_a_sheet_more(data: DocumentData) -> None:
    assert not any(block.new_page for block in content(data).blocks if isinstance(block, Heading))
