"""Letters for the printer on the desk: chosen, handed over once as one PDF, and confirmed as posted together."""

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cases.correspondence import ordering, print_runs, printer_answers
from cases.models import CaseEvent, EventKind, Letter, LetterBatch, LetterState, PrintRun, PrintState
from cases.store import DocumentStore
from tests.agency.desk.test_actions import Look, send, words
from tests.factories import FIGURES, TODAY, by, finish_batch, make_case, make_letters, order_first_notice


@pytest.fixture
def batches(writing: Session, store: DocumentStore) -> list[LetterBatch]:
    """Two batches that wait for the printer: of two letters, and of one."""
    made = []
    for numbers in ((1, 2), (3,)):
        cases = [
            make_case(writing, store, customer=f"K-{n}", invoice=f"F-{n}", surname=f"Nr{n}", house_number=str(n))
            for n in numbers
        ]
        made.append(order_first_notice(writing, *cases))
        make_letters(writing, store, made[-1])
    writing.commit()
    return made


def token(page: str, action: str) -> str:
    form = page[page.index(f'action="{action}"'):]
    found = re.search(r'name="token"[^>]*value="([^"]+)"', form)
    assert found is not None
    return found[1]


def press(browser: FlaskClient, page: str, action: str, **values: object) -> TestResponse:
    """Send the form on `page` that goes to `action`."""
    return send(browser, action, token=token(page, action), **values)


def made(handler: FlaskClient, *batch_ids: int) -> str:
    """The address of a run of these batches."""
    sent = press(handler, handler.get("/brieven").text, "/brieven/drukwerk", batches=list(batch_ids))
    assert sent.status_code == 302
    return sent.location


def handed_over(handler: FlaskClient, *batch_ids: int) -> str:
    address = made(handler, *batch_ids)
    assert press(handler, handler.get(address).text, f"{address}/overdragen").mimetype == "application/pdf"
    return address


@pytest.mark.usefixtures("batches")
def test_what_waits_goes_into_one_run_and_is_downloaded_once(handler: FlaskClient) -> None:
    page = handler.get("/brieven").text
    assert "Wacht op de printer" in words(page)
    address = made(handler, 1, 2)
    assert "Wacht op de printer" not in words(handler.get("/brieven").text)
    page = handler.get(address).text
    assert "3 brieven. Verzending 1 (2), 2 (1)" in words(page)
    pdf = press(handler, page, f"{address}/overdragen")
    assert "attachment" in pdf.headers["Content-Disposition"]
    assert "Drukwerk 1" in PdfReader(io.BytesIO(pdf.data)).pages[0].extract_text()
    again = press(handler, page, f"{address}/overdragen")  # the same button on the page that still stands open
    assert again.status_code == 302
    told = words(handler.get(address).text)
    assert "al overgedragen of vervallen. Er is niets dubbel gedrukt" in told
    assert "waarvan 3 gedrukt op 3 vellen" in told
    assert "Download de PDF" not in told
    assert handler.get(f"{address}/pakbon").text.splitlines()[-1] == "totaal;;3;;3;3;"


@pytest.mark.usefixtures("batches")
def test_a_second_press_of_the_button_makes_no_second_run(handler: FlaskClient, look: Look) -> None:
    page = handler.get("/brieven").text
    first = press(handler, page, "/brieven/drukwerk", batches=[1])
    assert press(handler, page, "/brieven/drukwerk", batches=[1]).location == first.location
    other = press(handler, handler.get("/brieven").text, "/brieven/drukwerk", batches=[1])
    assert other.location == "/brieven"
    assert "Er wacht geen brief meer op de printer" in words(handler.get("/brieven").text)
    assert look(select(func.count(PrintRun.id))) == 1


@pytest.mark.usefixtures("batches")
def test_nothing_chosen_makes_no_run(handler: FlaskClient, look: Look) -> None:
    press(handler, handler.get("/brieven").text, "/brieven/drukwerk")
    assert "Kies eerst" in words(handler.get("/brieven").text)
    assert look(select(func.count(PrintRun.id))) == 0


@pytest.mark.usefixtures("batches")
def test_a_batch_of_a_run_is_printed_and_posted_there(handler: FlaskClient) -> None:
    address = made(handler, 1)
    page = handler.get("/brieven/1").text
    assert "gaan mee met drukwerk 1" in words(page)
    assert "Alle brieven in één PDF" not in words(page)
    assert handler.get("/brieven/1/drukwerk").status_code == 422
    refused = send(handler, "/brieven/1/gepost", on="21-11-2026", sure="")
    assert "Nog niet alle brieven van verzending 1 zijn bij de printer" in words(refused.text)
    assert "Posten bevestigen" not in words(handler.get(address).text)


def test_what_was_withdrawn_since_is_named_and_the_rest_is_posted_together(
    handler: FlaskClient, writing: Session, batches: list[LetterBatch], look: Look
) -> None:
    address = handed_over(handler, 1, 2)
    gone = batches[0].letters[0]
    ordering.withdraw(writing, by(), gone.id, reason="betaald", on=TODAY)
    writing.commit()
    page = handler.get(address).text
    assert "1 brief is ingetrokken nadat dit drukwerk was overgedragen. Haal die uit de stapel: nummer 1" in words(page)
    wrong = press(handler, page, f"{address}/gepost", on="1-1-2020", sure="", seen="")
    assert wrong.status_code == 422
    assert "ligt niet tussen de briefdatum" in words(wrong.text)
    assert press(handler, page, f"{address}/gepost", on="21-11-2026", sure="", seen="").status_code == 302
    page = handler.get(address).text
    assert "als gepost bevestigd" in words(page)
    assert "Opnieuw drukken" not in words(page)
    for batch in batches:
        finish_batch(writing, batch)
    writing.commit()
    assert look(select(func.count(Letter.id)).where(Letter.state == LetterState.POSTED)) == 2


@pytest.mark.usefixtures("batches")
def test_printing_again_asks_why_and_tells_it_in_the_case(handler: FlaskClient, look: Look) -> None:
    address = handed_over(handler, 1, 2)
    page = handler.get(address).text
    assert "Schrijf op waarom" in words(press(handler, page, f"{address}/opnieuw", numbers="2", reason="").text)
    assert "Schrijf nummers" in words(press(handler, page, f"{address}/opnieuw", numbers="twee", reason="nat").text)
    sent = press(handler, page, f"{address}/opnieuw", numbers="2 en 3", reason="nat geworden")
    assert sent.location == "/brieven/drukwerk/2"
    assert "Opnieuw gedrukt: nat geworden" in words(handler.get(sent.location).text)
    again = select(func.count(CaseEvent.id)).where(CaseEvent.kind == EventKind.LETTER_PRINTED_AGAIN)
    assert look(again) == 2


@pytest.mark.usefixtures("batches")
def test_a_run_that_was_not_handed_over_can_be_dropped(handler: FlaskClient) -> None:
    address = made(handler, 1, 2)
    assert send(handler, f"{address}/vervallen").location == "/brieven"
    assert "Drukwerk 1 is vervallen" in words(handler.get("/brieven").text)
    assert "Wacht op de printer" in words(handler.get("/brieven").text)
    assert handler.get(f"{address}/pakbon").status_code == 404
    assert handler.get("/brieven/drukwerk/99").status_code == 404


def test_a_run_for_the_folder_says_why_it_waits_and_may_be_taken_by_hand(
    app: Flask, handler: FlaskClient, writing: Session, batches: list[LetterBatch], tmp_path: Path
) -> None:
    app.config["PRINT_FOLDER"] = tmp_path / "drukker"
    address = made(handler, batches[0].id)
    page = words(handler.get(address).text)
    assert "gaat vanzelf naar de map van de drukker" in page
    assert "Download de PDF" not in page
    writing.get_one(PrintRun, 1).trouble = "De map van de drukker is vol."
    writing.commit()
    assert "De map van de drukker is vol." in words(handler.get("/brieven").text)
    page = handler.get(address).text
    assert "De map van de drukker is vol." in words(page)
    assert press(handler, page, f"{address}/overdragen").mimetype == "application/pdf"


def test_a_run_in_doubt_is_settled_by_a_person(
    handler: FlaskClient, writing: Session, store: DocumentStore, batches: list[LetterBatch]
) -> None:
    address = made(handler, batches[0].id)
    run = writing.get_one(PrintRun, 1)
    ready = print_runs.compose(writing, store, 1, today=TODAY, figures=FIGURES)
    run.state, run.pdf_sha256 = PrintState.DELIVERING, ready.sha256
    printer_answers.doubt(writing, by(), 1)
    writing.commit()
    page = handler.get(address).text
    assert "Het is niet zeker of de drukker dit drukwerk heeft" in words(page)
    assert press(handler, page, f"{address}/uitzoeken", reason="gebeld").status_code == 422
    assert press(handler, page, f"{address}/uitzoeken", has_it="nee", reason="gebeld").status_code == 302
    assert "Wacht op de printer" in words(handler.get("/brieven").text)
