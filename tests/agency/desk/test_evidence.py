"""Evidence at the desk: opened before it is kept, and a reason that helps when it is not."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select, func, select
from werkzeug.http import parse_options_header
from werkzeug.test import TestResponse

from agency import database
from agency.resources import as_attachment
from cases import documents
from cases.models import Case, Claim, Document, DocumentKind
from tests.papers import SCRIPT, attached, locked, pdf, picture, saying, when_opened
from tests.web import csrf_of

Look = Callable[[Select[Any]], Any]


def add(
    handler: FlaskClient, case: Case, content: bytes, filename: str = "factuur.pdf", *, token: str = "t"
) -> TestResponse:
    """Add the invoice of the case."""
    return handler.post(f"/dossiers/{case.id}/stukken", data={
        "kind": "invoice", "claim_id": str(case.claims[0].id), "title": "Factuur F-1", "csrf_token": csrf_of(handler),
        "token": token, "file": (BytesIO(content), filename),
    })


@pytest.mark.parametrize(("content", "told"), [
    (locked(user="geheim"), "PDF zonder wachtwoord"), (pdf()[:400], "beschadigd of niet volledig"),
    (pdf(when_opened("JavaScript", **SCRIPT)), "een script (JavaScript)"),
    (pdf(attached("virus.exe", b"MZ")), "een bijlage die een programma is"), (b"tekst", "geen PDF, PNG of JPEG"),
    (b"\x89PNG\r\n\x1a\n<svg onload=alert(1)>", "beschadigd of niet volledig"), (b"", "is leeg"),
])
def test_what_cannot_be_kept_is_refused_beside_the_file_with_what_to_do(
    handler: FlaskClient, look: Look, case: Case, content: bytes, told: str
) -> None:
    answer = add(handler, case, content)
    assert answer.status_code == 422
    assert told in answer.text
    assert "Factuur F-1" in answer.text  # what was typed stays
    assert look(select(func.count()).select_from(Document).where(Document.kind == DocumentKind.INVOICE)) == 0


@pytest.mark.parametrize(("content", "media_type"), [
    (pdf(), "application/pdf"), (locked(user=""), "application/pdf"), (picture("PNG"), "image/png"),
    (picture("JPEG"), "image/jpeg"),
])
def test_a_good_document_is_kept_as_it_came(
    handler: FlaskClient, look: Look, case: Case, content: bytes, media_type: str
) -> None:
    assert add(handler, case, content).status_code == 302
    number = look(select(Document.id).where(Document.kind == DocumentKind.INVOICE))
    shown = handler.get(f"/stukken/{number}")
    assert (shown.data, shown.mimetype) == (content, media_type)
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert ("sandbox" in shown.headers["Content-Security-Policy"]) == media_type.startswith("image/")


@pytest.mark.parametrize(("content", "sent", "kept", "is_said"), [
    (pdf(), "foto.png", "foto.png.pdf", True), (picture("PNG"), "nota.PDF", "nota.PDF.png", True),
    (picture("JPEG"), "scan.exe", "scan.exe.jpg", True), (picture("JPEG"), "scan.JPEG", "scan.JPEG", False),
    (pdf(), "nota nr. 12", "nota nr. 12.pdf", False), (pdf(), "versie 1.2", "versie 1.2.pdf", False),
    (pdf(), "a" * 199 + ".png", "a" * 196 + ".pdf", False),
])
def test_a_file_has_a_name_that_fits_what_is_in_it_and_the_page_says_so(
    handler: FlaskClient, look: Look, case: Case, content: bytes, sent: str, kept: str, is_said: bool
) -> None:
    assert add(handler, case, content, sent).status_code == 302
    page = handler.get(f"/dossiers/{case.id}").text
    assert ("is iets anders dan de naam zegt" in page) == is_said
    paper = look(select(Document).where(Document.kind == DocumentKind.INVOICE))
    assert paper.filename == kept
    _, named = parse_options_header(handler.get(f"/stukken/{paper.id}").headers["Content-Disposition"])
    assert named["filename"] == kept


def test_a_file_of_before_leaves_under_a_name_that_fits(
    app: Flask, handler: FlaskClient, look: Look, case: Case
) -> None:
    add(handler, case, pdf())
    number = look(select(Document.id).where(Document.kind == DocumentKind.INVOICE))
    with app.app_context(), database.transaction() as session:
        session.get_one(Document, number).filename = "foto.png"
    assert "foto.png.pdf" in handler.get(f"/stukken/{number}").headers["Content-Disposition"]
    with app.test_request_context():  # as it leaves for clients and bailiffs
        given = as_attachment(b"", "foto.png", "application/pdf")
    assert given.headers["Content-Disposition"] == "attachment; filename=foto.png.pdf"


WINDOWS = [
    ("CON", "_CON"), ("con.pdf", "_con.pdf"), ("NUL.tar.pdf", "_NUL.tar.pdf"), ("aux .pdf", "_aux .pdf"),
    ("Lpt1.pdf", "_Lpt1.pdf"), ("COM\u00b9.pdf", "_COM\u00b9.pdf"), ("CONIN$", "_CONIN$"),
    ("NU\u202eL.pdf", "_NUL.pdf"),
    ("console.pdf", "console.pdf"), ("com10.pdf", "com10.pdf"), ("nul-meting.pdf", "nul-meting.pdf"),
    ("nota.pdf. .", "nota.pdf"), (" nota.pdf ", "nota.pdf"), ("nota.pdf:stroom", "nota.pdf_stroom"),
    ("wat? <nu>*|\".pdf", "wat_ _nu____.pdf"), ("C:\\map\\PRN.pdf", "_PRN.pdf"), ("a/..", "a"), (". .", "bestand"),
    ("x" * 195 + ". . . .pdf", "x" * 195),
]


@pytest.mark.parametrize(("sent", "kept"), WINDOWS)
def test_a_name_that_only_windows_minds_is_another_on_the_way_in_and_on_the_way_out(
    app: Flask, sent: str, kept: str
) -> None:
    fitting = kept if kept.endswith(".pdf") else f"{kept}.pdf"
    assert documents.fitting_name(sent, "application/pdf") == fitting
    assert documents.fitting_name(fitting, "application/pdf") == fitting, "once is enough"
    assert documents.fitting_name(sent, "text/plain") == kept
    with app.test_request_context():  # of a row of before, as it leaves for clients and bailiffs
        left = as_attachment(b"", sent, "text/csv").headers["Content-Disposition"]
    assert parse_options_header(left)[1]["filename"] == kept


def test_such_a_name_leaves_the_desk_as_another_too(app: Flask, handler: FlaskClient, look: Look, case: Case) -> None:
    assert add(handler, case, pdf(), "CON.pdf").status_code == 302
    paper = look(select(Document).where(Document.kind == DocumentKind.INVOICE))
    assert paper.filename == "_CON.pdf"
    with app.app_context(), database.transaction() as session:
        session.get_one(Document, paper.id).filename = "NUL.pdf"
    assert "filename=_NUL.pdf" in handler.get(f"/stukken/{paper.id}").headers["Content-Disposition"]


def test_the_name_of_a_refused_file_shows_no_citizen_number(handler: FlaskClient, case: Case) -> None:
    assert "111222333" not in add(handler, case, b"tekst", "bsn 111222333.pdf").text


def test_a_paper_with_a_citizen_number_in_it_is_refused_and_one_with_its_own_invoice_number_is_kept(
    app: Flask, handler: FlaskClient, look: Look, case: Case
) -> None:
    answer = add(handler, case, pdf(saying("bsn 111222333")))
    assert answer.status_code == 422
    assert "Er staat een burgerservicenummer in" in answer.text
    assert "111222333" not in answer.text
    with app.app_context(), database.transaction() as session:
        claim = session.get_one(Claim, case.claims[0].id)
        claim.invoice_number = claim.invoice_key = claim.invoice_core = "111222333"
    assert add(handler, case, pdf(saying("Wij vragen u 111222333 te voldoen"))).status_code == 302
    with app.app_context(), database.transaction() as session:  # 100000204 has what is left of 124 without zeros
        claim = session.get_one(Claim, case.claims[0].id)
        claim.invoice_number = claim.invoice_key = claim.invoice_core = "124"
    assert add(handler, case, pdf(saying("Wij vragen u 100000204 te voldoen"))).status_code == 422
    assert look(select(func.count()).select_from(Document).where(Document.kind == DocumentKind.INVOICE)) == 1
