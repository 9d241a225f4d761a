"""The square code to pay by: read back from the printed page, it says what the letter says."""

import io
import random
from collections.abc import Callable
from datetime import date

import docx
import pypdf
import pypdfium2
import pytest
import zxingcpp
from docx.oxml.ns import qn
from PIL import Image

from letters.catalogue import catalogue, content, render
from letters.document import Facts, inline_text
from letters.examples import answers
from letters.examples import standard as factories
from letters.examples.answers import ANSWERS
from letters.examples.standard import D
from letters.kind import DebtorLetter
from letters.kinds.arrangement_confirmation import PrintedTerm
from letters.kinds.dispute_answered import Outcome
from letters.payment_code import MOST, PaymentCode
from letters.words import euro, iban_in_fours
from tests.letters.reading import said

REFERENCE = "9000000000000042"
KINDS = sorted(kind for kind, made in catalogue().items() if issubclass(made, DebtorLetter))
NOBODY_PAYS = {
    "budget_form", "case_closed", "claim_submission", "client_question", "complaint_answered", "complaint_received",
    "copies", "debt_help_balance", "dispute_received", "guarantor_notice", "interruption_letter", "plan_proposed",
    "receipt", "to_heirs", "to_representative",
}
PAYING = sorted(set(KINDS) - NOBODY_PAYS)


def letter(kind: str, **changes: object) -> DebtorLetter:
    made: Callable[..., DebtorLetter] = ANSWERS.get(kind) or getattr(factories, kind)
    return made(**{"reference": REFERENCE} | changes)


def read(picture: Image.Image) -> list[str]:
    """What stands in the square codes of a picture."""
    return [found.text for found in zxingcpp.read_barcodes(picture) if found.format == zxingcpp.BarcodeFormat.QRCode]


def codes_of(pdf: bytes, dots_per_inch: int = 150) -> list[str]:
    """What stands in the codes on its pages, as they are printed."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [code for page in document for code in read(page.render(scale=dots_per_inch / 72).to_pil())]
    finally:
        document.close()


def printed(data: DebtorLetter) -> dict[str, str]:
    """The frame of the payment, by its labels."""
    (frame,) = [block for block in content(data).blocks if isinstance(block, Facts) and block.framed]
    return {fact.label: inline_text(fact.value) for fact in frame.rows}


@pytest.mark.parametrize("kind", PAYING)
def test_the_code_on_paper_pays_what_the_letter_asks_to_whom_it_says(kind: str) -> None:
    data = letter(kind)
    (code,) = codes_of(render(data).pdf)
    service, version, encoding, what, bic, name, iban, amount, purpose, structured, text = code.split("\n")
    assert (service, version, encoding, what, bic, purpose, structured) == ("BCD", "002", "1", "SCT", "", "", "")
    frame = printed(data)
    assert (name, iban_in_fours(iban), text) == (frame["Naam"], frame["IBAN"], frame["Betalingskenmerk"])
    assert text == REFERENCE
    assert amount == f"EUR{data.to_pay:.2f}"
    if kind == "arrangement_confirmation":
        assert euro(D(amount[3:])) in frame["Of scan de code"]
    else:
        assert euro(D(amount[3:])) == frame["Bedrag"]
        assert data.to_pay == data.asked


@pytest.mark.parametrize("kind", sorted(NOBODY_PAYS))
def test_a_letter_by_which_nobody_pays_has_no_code_and_no_account_to_pay_to(kind: str) -> None:
    data = letter(kind)
    assert data.to_pay is None
    assert data.payment_code is None
    assert not [block for block in content(data).blocks if isinstance(block, Facts) and block.framed]


@pytest.mark.parametrize("kind", PAYING)
def test_who_does_not_see_the_code_is_told_what_it_is_in_both_forms(kind: str) -> None:
    data, made = letter(kind), render(letter(kind))
    assert data.to_pay is not None
    told = f"QR-code om te betalen: {euro(data.to_pay)} aan {data.agency.account_name}"
    figures = [each.get("/Alt", "") for each in tags(made.pdf) if each.get("/S") == "/Figure"]
    assert [alt.startswith(told) for alt in figures] == [True]
    document = docx.Document(io.BytesIO(made.docx))
    (inline,) = document.element.body.iter(qn("wp:inline"))
    assert inline.docPr.get("descr").startswith(told)
    part = document.part.related_parts[inline.graphic.graphicData.pic.blipFill.blip.embed]
    assert read(Image.open(io.BytesIO(part.blob))) == codes_of(made.pdf)


def tags(pdf: bytes) -> list[pypdf.generic.DictionaryObject]:
    """Every element of the structure of a PDF."""
    found, waiting = [], [pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, pypdf.generic.DictionaryObject):
            found.append(element)
            waiting += [element["/K"]] if "/K" in element else []
        elif isinstance(element, pypdf.generic.ArrayObject):
            waiting += element
    return found


def test_any_amount_and_name_is_read_back() -> None:
    chance = random.Random(7)
    names = ["A", "Stichting Derdengelden Žižka & Zn. “De Øre”", "N" * 90]
    for name in names:
        for _ in range(20):
            amount = D(chance.randrange(1, 10 ** chance.randrange(2, 11))) / 100
            reference = f"{chance.randrange(10**15, 10**16)}"
            code = PaymentCode(name=name, iban="NL91ABNA0417164300", amount=amount, reference=reference)
            (text,) = read(Image.open(io.BytesIO(code.picture)))
            assert text.split("\n")[5:] == [
                name[:70], "NL91ABNA0417164300", f"EUR{amount:.2f}", "", "", reference,
            ]


def test_more_than_one_payment_can_be_has_no_code() -> None:
    more = MOST + D("0.01")
    now = factories.valuation()._replace(principal=more, balance=more, interest=D(0), paid=D(0), lines=(), claims=())
    data = letter("first_notice", valuation=now, claims=(), total_now=more)
    assert data.payment_code is None
    assert letter("first_notice").payment_code is not None


def test_a_line_break_in_a_name_begins_no_other_field_of_the_code() -> None:
    code = letter("plan_lapsed", agency=factories.agency(account_name="A\nB")).payment_code
    assert code is not None
    assert code.payload.split("\n")[5:7] == ["A B", "NL91ABNA0417164300"]


@pytest.mark.parametrize(("paid", "ordinal", "left"), [
    ("0.00", 1, "100.00"), ("30.00", 1, "70.00"), ("100.00", 2, "1088.07"), ("600.00", 2, "588.07"),
    ("1188.07", None, None),
])
def test_the_code_of_an_arrangement_pays_what_is_left_of_its_next_term(
    paid: str, ordinal: int | None, left: str | None
) -> None:
    total = factories.valuation().balance
    terms = (
        PrintedTerm(ordinal=1, due_on=date(2026, 12, 1), amount=D("100.00")),
        PrintedTerm(ordinal=2, due_on=date(2027, 1, 4), amount=total - D("100.00")),
    )
    data = factories.arrangement_confirmation(reference=REFERENCE, terms=terms, paid_since=D(paid))
    codes = [code.split("\n")[7] for code in codes_of(render(data).pdf)]
    assert codes == ([] if left is None else [f"EUR{left}"])
    if left is None:
        assert "code" not in said(data)
    else:
        assert f"De code is voor termijn {ordinal}: {euro(D(left))}.".replace("\xa0", " ") in said(data)


@pytest.mark.parametrize("data", [
    answers.dispute_answered(outcome=Outcome.UPHELD, reply_by=None),
    factories.payment_received(arrangement_runs=True),
])
def test_where_a_letter_asks_nothing_after_all_there_is_no_code(data: DebtorLetter) -> None:
    assert codes_of(render(data).pdf) == []
    assert "scan de code" not in said(data)
