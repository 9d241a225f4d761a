"""One PDF of many letters: all pages, in order, each letter on a sheet of its own."""

import io

from pypdf import PdfReader, PdfWriter

from letters.blocks import AddressBlock
from letters.catalogue import content
from letters.document import Document, Paragraph, Run
from letters.examples import standard as factories
from letters.pdf import to_pdf
from letters.prints import joined

A4, A5 = (595, 842), (420, 595)


def one_page(text: str) -> bytes:
    return to_pdf(
        Document(kind="test", version="v1", title="Test", day=factories.ON, blocks=(Paragraph((Run(text),)),))
    )


def letter(name: str) -> bytes:
    debtor = AddressBlock(name=name, lines=("Lindelaan 7", "9712 BC Groningen"))
    return to_pdf(content(factories.first_notice(debtor=debtor)))


def pages_of(pdf: bytes) -> list[tuple[str, tuple[int, int]]]:
    """The text of each page, and its size in whole points."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return [(page.extract_text(), (round(page.mediabox.width), round(page.mediabox.height))) for page in pages]


def test_a_letter_with_an_odd_number_of_pages_gets_a_blank_one_of_its_size() -> None:
    small = PdfWriter(io.BytesIO(one_page("klein")))
    small.pages[0].mediabox.upper_right = A5
    made = io.BytesIO()
    small.write(made)
    parts = [one_page("een"), letter("Mevrouw A. de Vries"), made.getvalue(), one_page("vier"), one_page("vier")]
    first, vries, klein, vier, again = (pages_of(each) for each in parts)
    assert len(vries) == 2
    assert pages_of(joined(parts)) == [*first, ("", A4), *vries, *klein, ("", A5), *vier, ("", A4), *again, ("", A4)]


def test_the_fonts_of_the_letters_stand_in_it_once() -> None:
    parts = [letter(f"Mevrouw {name}") for name in ("Adan", "Nada", "Dana", "Anda")]
    assert len(joined(parts)) < sum(map(len, parts)) / 3


def test_nothing_joined_is_a_pdf_without_pages() -> None:
    assert pages_of(joined([])) == []
