"""A citizen service number in what a PDF says is found, wherever it stands; what an invoice is full of is not one."""

import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from cases.inspection import Code, look_at
from cases.inspection.pdf_words import numbers
from tests.papers import Change, attached, locked, on_page, pdf, saying

NUMBER = "111222333"


def titled(document: Pdf) -> None:
    document.docinfo["/Title"] = f"Verklaring van {NUMBER}"


def made_by_a_program(document: Pdf) -> None:
    document.docinfo["/Producer"] = document.docinfo["/PTEX.Fullbanner"] = f"Zetter {NUMBER}"


def described(document: Pdf) -> None:
    with document.open_metadata() as metadata:
        metadata["dc:description"] = f"over {NUMBER}"


def typed_in(document: Pdf) -> None:
    field = document.make_indirect(Dictionary(FT=Name.Tx, T=String("naam"), V=String(NUMBER)))
    document.Root.AcroForm = Dictionary(Fields=Array([field]))


@pytest.mark.parametrize("change", [
    saying(f"BSN {NUMBER}"), saying("Geachte heer,", "mijn nummer is 111.222.333, dank"), saying("Burgerservicenummer:",
    "111 222 333"), titled, described, typed_in, on_page("Text", Contents=String(f"bsn {NUMBER}")),
    attached("verklaring.pdf", pdf(saying(NUMBER))), attached("lijst.xml", f"<naam>{NUMBER}</naam>".encode()),
])
def test_it_is_found_wherever_it_stands(change: Change) -> None:
    assert set(numbers(pdf(change))) == {NUMBER}


@pytest.mark.parametrize("line", [
    "111222334", "Factuurnummer 111222333", "Klantnr. 111 222 333", "111  222  333", "KvK 12345678", "06-12345678",
    "NL111222333B01", "1.112.223,33 euro",
])
def test_what_an_invoice_is_full_of_is_none(line: str) -> None:
    assert list(numbers(pdf(saying(line)))) == []


def test_what_a_program_says_of_itself_is_not_read() -> None:
    assert list(numbers(pdf(made_by_a_program))) == []


def test_the_child_refuses_it_with_what_to_do_and_shows_no_number() -> None:
    verdict = look_at(pdf(saying(f"bsn {NUMBER}")))
    assert (verdict.accepted, verdict.code, verdict.pages) == (False, Code.CITIZEN_NUMBER, 2)
    assert "zwart vlak" in verdict.reason
    assert NUMBER not in repr(verdict)
    assert look_at(locked(user="")).accepted


def test_what_cannot_be_read_says_nothing() -> None:
    assert list(numbers(b"%PDF-1.4 kapot")) == []
    assert list(numbers(pdf(saying(NUMBER)), until=0.0)) == []
