"""The e-mail of a letter: the same words and figures as the PDF, and an outside that tells nobody what it is about."""

import io
import re
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from PIL import Image

from letters.blocks import AddressBlock
from letters.catalogue import content
from letters.document import inline_text, plain_text
from letters.examples import standard as factories
from letters.examples.answers import ANSWERS
from letters.kind import DebtorLetter
from letters.mail import Envelope, message, subject_of, tells, to_html
from letters.pdf import to_pdf
from tests.letters.reading import pdf_pages, squeezed
from tests.letters.test_plans_and_payments import KINDS
from tests.letters.test_rendering import HOSTILE, NAMES

LETTERS: list[DebtorLetter] = [*(made() for made in KINDS.values()), *(made() for made in ANSWERS.values())]
ENVELOPE = Envelope(
    sender="post@voorbeeld.test", sender_name="Voorbeeld B.V.", to="jansje@voorbeeld.test", case_number="2026-000123",
    message_id="<0123456789abcdef@voorbeeld.test>",
    at=datetime(2026, 11, 21, 10, 30, tzinfo=ZoneInfo("Europe/Amsterdam")),
)
OF_A_DEBT = re.compile(r"€|\d+[.,]\d{2}\b|schuld|factuur|rekening|betaal|betaling|incasso|vordering|aanmaning", re.I)


class Page(HTMLParser):
    """What a page says, and what it would fetch."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.fetched: list[str] = []
        self._in_head = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_head = tag == "head" or (self._in_head and tag != "body")
        found = dict(attrs)
        self.fetched += [str(found[name]) for name in ("src", "href", "background", "action") if name in found]
        self.fetched += re.findall(r"url\([^)]*\)", found.get("style") or "")
        if tag in ("script", "link", "iframe", "form", "img"):
            self.fetched.append(tag)

    def handle_data(self, data: str) -> None:
        if not self._in_head:
            self.said.append(data)


def read(mail: bytes) -> EmailMessage:
    found = message_from_bytes(mail, policy=policy.default)  # type: ignore[arg-type]  # the stubs know no EmailMessage
    assert isinstance(found, EmailMessage)
    return found


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    return str(found.get_content())


@pytest.mark.parametrize("data", LETTERS, ids=lambda data: data.kind)
def test_text_page_and_pdf_say_the_same(data: DebtorLetter) -> None:
    document = content(data)
    mail = read(message(document, to_pdf(document), ENVELOPE))
    text, page = part(mail, "plain"), Page(part(mail, "html"))
    assert text.splitlines() == plain_text(document).splitlines()
    # of the marks that the text alone puts between the pieces nothing is left to compare
    marks = str.maketrans("", "", "|:-")
    numbered = re.compile(r"^\d+\. ", re.M)
    assert squeezed("".join(page.said)).translate(marks) == squeezed(numbered.sub("", text)).translate(marks)
    (attached,) = mail.iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    pdf = squeezed("".join(pdf_pages(attached.get_content())))
    amounts = re.findall(r"€\s?[\d.]+,\d\d", text)
    assert [each for each in amounts if squeezed(each) not in pdf] == []


@pytest.mark.parametrize("data", LETTERS, ids=lambda data: data.kind)
def test_nothing_in_it_comes_from_elsewhere(data: DebtorLetter) -> None:
    assert set(Page(to_html(content(data))).fetched) <= {"img", "cid:betaalcode"}


@pytest.mark.parametrize("data", LETTERS, ids=lambda data: data.kind)
def test_where_it_speaks_of_a_code_the_code_stands_in_the_message_itself(data: DebtorLetter) -> None:
    mail = read(message(content(data), b"%PDF", ENVELOPE))
    shown = [each for each in mail.walk() if each.get_content_type() == "image/png"]
    read_back = [
        found.text for each in shown for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(each.get_content())))
    ]
    says_so = "scan de code" in part(mail, "plain").lower()
    expected = [data.payment_code.payload] if says_so and data.payment_code is not None else []
    assert read_back == expected
    assert ("cid:betaalcode" in Page(part(mail, "html")).fetched) is says_so is bool(expected)
    assert [each["Content-ID"] for each in shown] == ["<betaalcode>"] * len(expected)


@pytest.mark.parametrize("data", LETTERS, ids=lambda data: data.kind)
def test_its_outside_tells_no_debt_amount_or_creditor(data: DebtorLetter) -> None:
    document = content(data)
    mail = read(message(document, b"%PDF", ENVELOPE))
    outside = " ".join(str(value) for name, value in mail.items() if name != "To")
    outside += " ".join(str(each.get_filename()) for each in mail.iter_attachments())
    assert OF_A_DEBT.search(outside) is None
    assert data.creditor.name not in outside
    assert mail["Subject"] == "Bericht van Voorbeeld B.V., kenmerk 2026-000123"
    assert mail["From"] == '"Voorbeeld B.V." <post@voorbeeld.test>'


@pytest.mark.parametrize("name", [
    "Voorbeeld Incasso B.V.", "INCASSOBUREAU DE VRIES", "Schuldhulp Noord", "Deurwaarders Zuid", "Betaalpartner",
    "Noord Invorderingen", "Credit Control",
])
def test_a_name_that_tells_stands_nowhere_outside(name: str) -> None:
    assert tells(name)
    mail = read(message(content(factories.receipt()), b"%PDF", replace(ENVELOPE, sender_name=name)))
    assert mail["Subject"] == subject_of(name, "2026-000123") == "Bericht, kenmerk 2026-000123"
    assert mail["From"] == "post@voorbeeld.test"


def test_what_a_name_holds_is_no_part_of_the_page() -> None:
    data = factories.receipt(debtor=AddressBlock(name="<b>& Co</b> 'x' \"y\"", lines=("Dorpsstraat 1",)))
    html = to_html(content(data))
    assert "&lt;b&gt;&amp; Co&lt;/b&gt;" in html
    assert "<b>& Co" not in html


@pytest.mark.parametrize("name", [*NAMES, HOSTILE])
def test_any_name_arrives_whole(name: str) -> None:
    data = factories.receipt(debtor=AddressBlock(name=name, lines=("Dorpsstraat 1", "1234 AB Voorbeeldstad")))
    document = content(data)
    mail = read(message(document, b"%PDF", ENVELOPE))
    assert document.address[0] in part(mail, "plain")
    assert squeezed(document.address[0]) in squeezed("".join(Page(part(mail, "html")).said))


def test_the_same_letter_gives_the_same_bytes_in_lines_that_every_server_takes() -> None:
    document = content(factories.payment_received())
    made = message(document, b"%PDF", ENVELOPE)
    assert made == message(document, b"%PDF", ENVELOPE)
    assert made.isascii()
    assert max(len(line) for line in io.BytesIO(made)) < 1000
    assert b"\r\n" in made


def test_bold_words_are_bold() -> None:
    document = content(factories.payment_received())
    bold = next(
        inline_text((run,)) for block in document.blocks for runs in [getattr(block, "text", ())]
        for run in runs if run.bold
    )
    assert f"<strong>{bold}</strong>" in to_html(document)
