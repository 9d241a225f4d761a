"""The two renderers: the same words, whatever the data hold, and pages that a machine without fonts makes too."""

import io
import os
import re
from dataclasses import replace

import docx
import pypdf
import pytest
from PIL import Image

from letters.blocks import AddressBlock
from letters.catalogue import catalogue, content, look_at, render
from letters.document import Document, inline_text, plain_text
from letters.errors import EmptyMergeField, LogoUnusable, UnprintableText
from letters.examples import standard as factories
from letters.examples.answers import ANSWERS
from letters.kind import DocumentData
from letters.markup import MarkupError, inline, parse, shield
from letters.pdf import to_pdf
from letters.text import TEXTS, fill
from tests.letters.reading import docx_text, pdf_pages, squeezed

DOCUMENTS: list[DocumentData] = [
    factories.first_notice(), factories.business_notice(), factories.summons_writ(), factories.specification(),
    factories.arrangement_confirmation(), factories.interruption_letter(), factories.guarantor_notice(),
    factories.added_notice(), factories.missed_term(),
    *(made() for made in ANSWERS.values()),
]
HOSTILE = r"#{}$*_<>&\ {{7*7}} {% x %} [[open]] **vet** | ::: a]b @ref //x `c` = - + ~ #set page() <w:t> ]]> &amp;"
NAMES = ["Žižka Özdemir-Łukasz", "IJsbrand Ĳ ß Ævar Þór", "Γιώργος Дмитрий", "d'Àvila–O’Neill", "Nguyễn Thị Hương"]


def running_text(document: Document, pdf: bytes) -> str:
    """The PDF's text without what every page repeats, squeezed, so that a sentence runs on over a page break."""
    pages = [squeezed(page) for page in pdf_pages(pdf)]
    for number, page in enumerate(pages):
        for repeated in (*document.footer, document.banner or "", f"pagina {number + 1} van {len(pages)}"):
            assert squeezed(repeated) in page
            page = page.replace(squeezed(repeated), "")
        pages[number] = page
    return "".join(pages)


@pytest.mark.parametrize("data", DOCUMENTS)
def test_pdf_and_docx_say_the_same_and_all_of_it(data: DocumentData) -> None:
    document, made = content(data), render(data)
    pdf, word = running_text(document, made.pdf), squeezed(docx_text(made.docx))
    body = plain_text(replace(document, footer=(), banner=None))
    pieces = [piece for line in body.splitlines() for part in line.split(" | ") for piece in part.split(": ", 1)]
    said = [squeezed(re.sub(r"^(- |\d+\. )", "", piece)) for piece in pieces]
    assert len(said) > 50
    assert [piece for piece in said if piece not in pdf] == []
    assert [piece for piece in said if piece not in word] == []


def test_a_letter_fits_two_pages_and_numbers_them() -> None:
    pages = pdf_pages(render(factories.first_notice()).pdf)
    assert len(pages) == 2
    assert [f"pagina {n} van 2" in page for n, page in enumerate(pages, start=1)] == [True, True]


def test_a_letter_is_looked_at_as_it_is_made_each_page_as_a_picture() -> None:
    looked, made = look_at(factories.missed_term()), render(factories.missed_term())
    assert (looked.pdf, looked.text) == (made.pdf, made.text)
    pages = [Image.open(io.BytesIO(page)) for page in looked.pages]
    assert [page.format for page in pages] == ["PNG"] * len(pdf_pages(made.pdf))
    assert all(page.height > page.width > 800 for page in pages)
    assert pages[0].convert("L").getextrema()[0] < 50, "something is printed on it"


def test_the_concept_mark_stands_on_every_page_of_the_writ() -> None:
    made = render(factories.summons_writ())
    mark = "CONCEPT – uitsluitend bestemd voor de gerechtsdeurwaarder"
    assert all(mark in page for page in pdf_pages(made.pdf))
    assert docx.Document(io.BytesIO(made.docx)).sections[0].header.paragraphs[0].text == mark


@pytest.mark.parametrize("name", [HOSTILE, *NAMES])
def test_a_name_is_printed_as_it_is_and_never_read_as_markup(name: str) -> None:
    data = factories.first_notice(debtor=AddressBlock(name=name, lines=("Lindelaan 7", "9712 BC Groningen")))
    made = render(data)
    assert squeezed(name) in squeezed("".join(pdf_pages(made.pdf)))
    assert squeezed(name) in squeezed(docx_text(made.docx))
    assert name in made.text


def test_control_characters_and_line_breaks_in_a_value_do_no_harm() -> None:
    data = factories.first_notice(salutation="Geachte\n# heer\x00\x1b\u202e\ue000 De Vries,")
    made = render(data)
    assert "Geachte # heer De Vries," in made.text
    assert docx.Document(io.BytesIO(made.docx)).paragraphs


def test_a_character_without_a_picture_is_refused_by_name() -> None:
    with pytest.raises(UnprintableText, match=r"De aanhef .*“Geachte 中,”.* niet kan worden afgedrukt: 中 .U.4E2D."):
        render(factories.first_notice(salutation="Geachte 中,"))


def test_the_same_data_give_the_same_bytes() -> None:
    once, again = (render(factories.summons_writ()) for _ in range(2))
    assert once == again


def test_the_pdf_carries_its_fonts_title_language_and_tags() -> None:
    made = render(factories.first_notice())
    reader = pypdf.PdfReader(io.BytesIO(made.pdf))
    assert reader.trailer["/Root"]["/Lang"] == "nl-NL"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == made.title
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    names = {str(font.get_object()["/BaseFont"]) for font in fonts}
    assert names
    assert all("Carlito" in name for name in names)
    assert all("/FontFile" in str(font.get_object()["/DescendantFonts"][0]["/FontDescriptor"]) for font in fonts)


def picture(kind: str) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (300, 100), "navy").save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_logo_stands_in_both(kind: str) -> None:
    data = factories.first_notice(agency=factories.agency(logo=picture(kind)))
    made = render(data)
    assert len(pypdf.PdfReader(io.BytesIO(made.pdf)).pages[0].images) == 2, "the payment code is the other"
    header = docx.Document(io.BytesIO(made.docx)).sections[0].first_page_header
    assert [part.blob for part in header.part.related_parts.values()] == [picture(kind)]


@pytest.mark.parametrize("logo", [b"GIF89a", b"<svg/>", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", picture("PNG")[:40]])
def test_a_logo_that_cannot_be_placed_is_refused(logo: bytes) -> None:
    with pytest.raises(LogoUnusable):
        render(factories.first_notice(agency=factories.agency(logo=logo)))


def test_a_process_forked_after_making_a_pdf_makes_pdfs_too() -> None:
    made = render(factories.summons_writ()).pdf
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        again = render(factories.summons_writ()).pdf
        os.write(write, b"same" if again == made else b"other")
        os._exit(0)
    os.close(write)
    assert os.waitpid(child, 0)[1] == 0
    assert os.read(read, 10) == b"same"
    os.close(read)


def test_every_kind_has_its_text_and_every_text_its_kind() -> None:
    assert {path.name for path in TEXTS.iterdir() if path.is_dir()} == set(catalogue())
    for kind, data in catalogue().items():
        assert (TEXTS / kind / data.version / "body.txt").is_file()


def test_an_empty_merge_field_is_refused_even_when_no_list_names_it() -> None:
    data = factories.first_notice(agency=factories.agency(visiting_address=("\u200b",)))
    with pytest.raises(EmptyMergeField):
        fill("first_notice", "v1", data)


def test_a_value_that_looks_like_markup_is_one_run() -> None:
    assert [inline_text(inline(shield(HOSTILE)))] == [HOSTILE]
    assert len(inline(shield("**a** [[b]]"))) == 1


@pytest.mark.parametrize(
    "source", ["::: facts\na :: b", "::: onbekend\n:::", "| a |\n| b |", "| a |\n|- 1 |\n| b | c |"]
)
def test_a_text_that_is_not_well_formed_is_refused(source: str) -> None:
    with pytest.raises(MarkupError):
        parse(source)


def test_many_claims_run_over_pages_with_the_heading_repeated() -> None:
    claim = factories.claims()[0]
    totals = factories.valuation().claims[0]
    many = tuple(replace(claim, ref=f"F{n}", invoice_number=f"N-{n:03d}") for n in range(120))
    valued = factories.valuation()._replace(
        lines=(), payments=(), claims=tuple(totals._replace(ref=f"F{n}") for n in range(120))
    )
    made = render(factories.first_notice(claims=many, valuation=valued))
    pages = pdf_pages(made.pdf)
    assert sum("Waarvoor" in page for page in pages) > 1
    assert all(f"N-{n:03d}" in "".join(pages) for n in range(120))


def test_pdf_needs_no_font_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "/nonexistent")
    assert to_pdf(content(factories.specification())).startswith(b"%PDF")
