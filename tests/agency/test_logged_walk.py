"""Nothing that anybody gave, and nothing of anybody on record, gets into the log, whatever breaks meanwhile (O2)."""

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from agency import database, logs
from agency.background import jobs
from agency.background.setting import Pace
from agency.resources import store
from agency.web.access import public
from agency.web.request_lines import HEADER
from cases.models import Case, Document, RoleName, User
from tests.agency.logged import Written, written_log
from tests.agency.portals import browser_of, store_of
from tests.conftest import NOW
from tests.factories import SMALL_PDF, TODAY, claim_file, claim_row, make_case, make_letters, order_first_notice
from tests.owner import as_owner
from tests.web import app_on, asked, csrf_of, let_go, make_settings, open_link, sign_in

NAME, EMAIL, PHONE = "Quirinus", "quirinus@geheim.test", "0687654321"
IBAN, BSN, TOKEN, WRONG = "NL02ABNA0123456789", "111222333", "tok-4f1e9a77c2d84b", "gegokt wachtwoord van nu"
GIVEN = f"{NAME} {IBAN} {BSN} {PHONE}"
SECRETS = (NAME, EMAIL, "geheim.test", PHONE, "87654321", IBAN, "0123456789", BSN, TOKEN, WRONG, "gegokt")


@pytest.fixture
def said() -> Iterator[Written]:
    with written_log() as found:
        yield found
    assert [secret for secret in SECRETS if secret in found.text] == []


def requests(said: Written) -> list[dict[str, Any]]:
    """The lines of the pages that were asked."""
    return [line for line in said.lines() if line.get("said") == "request"]


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    with app_on(database_url, tmp_path, today=TODAY) as made:
        yield made


@pytest.fixture
def case(app: Flask) -> Case:
    """A case of a debtor with a letter that was made."""
    with app.app_context(), database.transaction() as session:
        made = make_case(session, store_of(app), surname=NAME, first_name=NAME, email=EMAIL, phone=PHONE)
        make_letters(session, store_of(app), order_first_notice(session, made))
        session.expunge_all()
        return made


def send(browser: FlaskClient, address: str, **values: Any) -> int:
    """A form with these values."""
    return browser.post(
        address, data={"csrf_token": csrf_of(browser), **values}, content_type="multipart/form-data"
    ).status_code


def test_a_day_of_work_leaves_pages_numbers_and_milliseconds(app: Flask, case: Case, said: Written) -> None:
    visitor = app.test_client()
    assert sign_in(visitor, EMAIL, WRONG).status_code == 422
    assert visitor.get(f"/wachtwoord-kiezen/{TOKEN}").status_code == 302  # as links were before
    assert open_link(visitor, f"/wachtwoord-kiezen#{TOKEN}").status_code == 404
    assert visitor.get(f"/{NAME}?email={EMAIL}").status_code == 404
    assert visitor.get(f"/inloggen?next=/zoeken?q={NAME}").status_code == 200
    handler = browser_of(app, RoleName.HANDLER, email="h@werk.test")
    for address in (
        *(asked(handler, f"/zoeken?q={words}") for words in (NAME, IBAN, EMAIL)), f"/zoeken?q={NAME}",
        f"/dossiers?q={EMAIL}&na={NAME}", f"/dossiers/{case.id}", f"/dossiers/{case.id}/betaling",
    ):
        assert handler.get(address).status_code in (200, 302), address
    assert send(handler, f"/dossiers/{case.id}/betaling", amount=GIVEN, note=GIVEN, received_on=NAME) == 422
    assert send(handler, f"/dossiers/{case.id}/contact", note=GIVEN, channel="phone_out", outcome="refuses") == 422
    broken = (io.BytesIO(SMALL_PDF[:200] + GIVEN.encode()), f"{NAME} {BSN}.pdf")
    assert send(handler, f"/dossiers/{case.id}/stukken", file=broken, kind="invoice", title=NAME) == 422
    assert handler.post("/api/v1/quote", data=json.dumps({"on": GIVEN, NAME: IBAN}), headers={
        "X-CSRFToken": csrf_of(handler), "Content-Type": "application/json",
    }).status_code == 400
    client = browser_of(app, RoleName.CLIENT, email="c@werk.test", client_id=case.client_id)
    for content in (claim_file(claim_row(surname=NAME, amount=IBAN, subject=BSN)), f"{GIVEN}\0".encode(), b""):
        file = (io.BytesIO(content), f"{NAME}.csv")
        assert send(client, "/opdrachtgever/aanleveren", file=file) in (302, 422)
    lines = requests(said)
    assert len(lines) > 20
    assert {"desk.search", "desk.show_case", "security.login", "none"} <= {line["route"] for line in lines}
    opened = next(line for line in lines if line["route"] == "desk.show_case")
    assert opened.keys() == {
        "at", "level", "logger", "said", "request", "method", "route", "status", "ms", "user",
    }
    assert isinstance(opened["user"], int)
    assert all(line["user"] is None for line in lines if line["route"] == "none")


def same_user_twice() -> str:
    """What a driver says of a row that is not unique: PostgreSQL quotes it."""
    with database.engine().execution_options(read_only=False).begin() as connection:
        for _ in range(2):
            connection.execute(User.__table__.insert().values(
                email=EMAIL, name=NAME, password=WRONG, active=True, fs_uniquifier=TOKEN, created_at=NOW,
            ))
    return ""


def bare_driver() -> str:
    """The same without our engine in between."""
    connection = database.session().connection().connection.driver_connection
    assert connection is not None
    connection.execute(f"SELECT '{GIVEN}' FROM \"{NAME}\"")
    return ""


def own_words() -> str:
    """An error of the program that quotes what it was given."""
    try:
        raise KeyError(IBAN)
    except KeyError as error:
        raise ValueError(GIVEN) from error


def open_paper() -> str:
    """A reader of files that quotes what stands in one."""
    from pypdf import PdfReader

    return str(len(PdfReader(io.BytesIO(b"%PDF-1.4\n" + GIVEN.encode() + b"\ntrailer <</Root 9 0 R>>")).pages))


def wrong_type() -> str:
    """A value that its column refuses."""
    database.session().execute(text("SELECT :given").columns(), {"given": object()})
    return ""


@pytest.mark.parametrize("fail", [same_user_twice, bare_driver, own_words, open_paper, wrong_type])
def test_what_breaks_is_told_with_its_places_and_the_number_on_the_page(
    app: Flask, said: Written, fail: Callable[[], str]
) -> None:
    app.add_url_rule("/kapot/<given>", "broken", public(lambda given: fail()))  # noqa: ARG005
    answer = app.test_client().get(f"/kapot/{NAME}?q={IBAN}")
    assert answer.status_code == 500
    (shown,) = re.findall(r"Code <code>(\w+)</code>", answer.text)
    assert answer.headers[HEADER] == shown
    mine = [line for line in said.lines() if line.get("request") == shown]
    (told,) = [line["error"] for line in mine if "error" in line]
    assert any(fail.__name__ in place for place in told["places"])
    assert [line["status"] for line in mine if line.get("said") == "request"] == [500]


def test_lost_files_and_tables_are_told_without_what_was_in_them(app: Flask, case: Case, said: Written) -> None:
    handler = browser_of(app, RoleName.HANDLER, email="h@werk.test")
    with app.app_context():
        document = database.session().query(Document).filter(Document.case_id == case.id).first()
        assert document is not None
        store().path(document.sha256).unlink()
    assert handler.get(f"/stukken/{document.id}").status_code == 500
    with app.app_context(), database.engine().execution_options(read_only=False).begin() as connection:
        as_owner(connection, "ALTER TABLE contact RENAME TO gone")
    assert handler.get(f"/dossiers/{case.id}").status_code == 500
    assert handler.get(asked(handler, f"/zoeken?q={NAME}")).status_code in (200, 302)
    assert sum("error" in line for line in said.lines()) >= 2


def test_a_job_that_breaks_names_itself(
    app: Flask, database_url: str, tmp_path: Path, said: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), database.transaction() as session:
        case = make_case(session, store_of(app), surname=NAME, customer=NAME)
        letter_id = order_first_notice(session, case).letters[0].id

    def break_down(_data: object) -> None:
        raise LookupError(GIVEN)

    monkeypatch.setattr(jobs, "_workshop", None)
    monkeypatch.setattr(jobs, "render", break_down)
    workshop = jobs.prepare(make_settings(database_url, tmp_path), Pace())
    with logs.about(job="letters-1-1"):
        jobs.render_letters([letter_id])
    let_go(workshop.app)
    (broken,) = [line for line in said.lines() if "error" in line]
    assert broken["job"] == "letters-1-1"
    assert broken["said"] == f"letter {letter_id} could not be made at attempt 1"
    assert broken["error"]["class"] == "LookupError"
