"""The colour of an agency: in headings and lines of every form of a letter, and dark enough to be read."""

import io
import re
import zipfile
from dataclasses import replace

import pytest

from letters.accent import HOUSE, LEAST_CONTRAST, contrast_with_white, is_colour
from letters.catalogue import content, render
from letters.examples import example
from letters.kind import DebtorLetter
from letters.mail import to_html
from letters.pdf import to_pictures
from letters.reviewing import letterhead

RED = "#8b1e3f"


def in_colour(accent: str) -> DebtorLetter:
    made = example("reminder")
    return replace(made, agency=replace(made.agency, accent=accent))


def xml_of(made: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        return {name: package.read(name).decode() for name in package.namelist() if name.endswith(".xml")}


# The examples of WCAG 2.2 (understanding 1.4.3): #777777 just fails, #767676 just passes.
@pytest.mark.parametrize(("colour", "passes"), [
    ("#000000", True), (HOUSE, True), (RED, True), ("#767676", True), ("#777777", False), ("#ffffff", False),
    ("#ffd700", False),
])
def test_contrast_with_white_is_counted(colour: str, passes: bool) -> None:
    assert (contrast_with_white(colour) >= LEAST_CONTRAST) is passes


@pytest.mark.parametrize("value", ["1f4e79", "#1f4e7", "#1F4E79", "#1f4e799", "rood", "", "#1f4e7g"])
def test_what_is_no_colour(value: str) -> None:
    assert not is_colour(value)


def test_every_form_has_it_and_none_keeps_that_of_the_house() -> None:
    made = render(in_colour(RED))
    xml = xml_of(made.docx)
    assert "8B1E3F" in xml["word/styles.xml"]
    assert "8B1E3F" in xml["word/numbering.xml"]
    assert "8B1E3F" in xml["word/document.xml"]
    assert [name for name, text in xml.items() if HOUSE[1:].upper() in text.upper()] == []
    page = to_html(content(in_colour(RED)))
    assert HOUSE not in page
    assert all(RED in heading for heading in re.findall(r"<h\d [^>]*>", page))
    assert to_pictures(content(in_colour(RED))) != to_pictures(content(in_colour("")))


def test_it_changes_no_word_and_without_one_the_house_style_stays() -> None:
    assert render(in_colour(RED)).text == render(in_colour("")).text
    assert render(in_colour("")) == render(in_colour(HOUSE))
    assert "1F4E79" in xml_of(render(in_colour("")).docx)["word/styles.xml"]


def test_a_name_that_reads_like_the_colour_stays_what_it_is() -> None:
    made = in_colour(RED)
    named = replace(made, agency=replace(made.agency, registered_name="Bureau \"1F4E79\" B.V."))
    assert any("1F4E79" in text for text in xml_of(render(named).docx).values())


def test_a_letterhead_is_shown_where_the_agency_has_what_a_letter_needs() -> None:
    agency = in_colour(RED).agency
    page = letterhead(agency)
    assert page is not None
    assert page.startswith(b"\x89PNG")
    assert page != letterhead(replace(agency, accent=""))
    assert letterhead(replace(agency, phone="")) is None
