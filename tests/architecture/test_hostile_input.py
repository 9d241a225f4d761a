"""Whatever is sent to whichever address: a page that says what is wrong, never an error of the program."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from flask_security import hash_password

from agency import database
from agency.web import access
from cases.models.accounts import RoleName
from tests.agency.portals import given_writ, pre_legal_case, staff, store_of
from tests.architecture.hostile import note_what_is_asked, tries
from tests.factories import TODAY, make_bailiff_office, make_case, make_user
from tests.web import PASSWORD, csrf_of, let_go, make_app, sign_in


def filled_app(database_url: str, folder: Path) -> Flask:
    """An application with a case at the bailiff, a case that is new, and a user of every role."""
    app = make_app(database_url, folder, today=TODAY)
    note_what_is_asked(app)
    with app.app_context(), database.transaction() as session:
        people = staff(session)
        case = pre_legal_case(session, store_of(app), people)
        office = make_bailiff_office(session)
        given_writ(session, store_of(app), case, people, office_id=office.id, approver_id=people[1].id)
        make_case(session, store_of(app), customer="K-2", invoice="F-2")
        for role in RoleName:
            make_user(
                session, role, email=f"{role}@hostile.test", password_hash=hash_password(PASSWORD),
                client_id=case.client_id if role is RoleName.CLIENT else None,
                bailiff_office_id=office.id if role is RoleName.BAILIFF else None,
            )
    return app


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on each kind of database."""
    made = filled_app(database_url, tmp_path)
    yield made
    let_go(made)


@pytest.fixture
def small_app(sqlite_url: str, tmp_path: Path) -> Flask:
    """The application where the kind of database makes no difference."""
    return filled_app(sqlite_url, tmp_path)


def browsers_of(app: Flask) -> dict[RoleName | None, tuple[FlaskClient, str]]:
    """A visitor and a browser of every role, each with its token."""
    found: dict[RoleName | None, tuple[FlaskClient, str]] = {}
    visitor = app.test_client()
    found[None] = (visitor, csrf_of(visitor))
    for role in RoleName:
        browser = app.test_client()
        assert sign_in(browser, f"{role}@hostile.test").status_code == 302
        found[role] = (browser, csrf_of(browser))
    return found


def test_no_address_answers_with_an_error_of_the_program(app: Flask) -> None:
    assert list(tries(app, browsers_of(app))) == []


def test_a_page_that_trusts_a_number_is_found(small_app: Flask) -> None:
    small_app.add_url_rule("/kapot", "kapot", access.public(lambda: str(int(request.args.get("n") or "0"))))
    assert {(endpoint, name) for endpoint, _, name, _ in tries(small_app, {None: browsers_of(small_app)[None]})} == {
        ("kapot", "all"), ("kapot", "n"),
    }


def test_a_nul_is_not_understood_wherever_it_stands(app: Flask) -> None:
    visitor = app.test_client()
    token = csrf_of(visitor)
    form = {"email": "a\0b@voorbeeld.test", "password": "x", "csrf_token": token}
    file = {"csrf_token": token, "email": "a", "file": (io.BytesIO(b"x"), "a\0b.pdf")}
    for answer in (
        visitor.get("/inloggen?next=%00"), visitor.post("/inloggen", data=form), visitor.post("/inloggen", data=file),
        visitor.get("/inloggen%00"),
    ):
        assert answer.status_code in (400, 404)
        assert "Verzoek niet begrepen" in answer.text or "Niet gevonden" in answer.text


_REQUEST = (
    b'{"on": "2026-11-21", "debtor": "consumer", "creditor_reclaims_vat": true, "claims": [{"ref": "\\ud800", '
    b'"principal": "1.00", "interest_from": "2026-01-01", "interest": "statutory"}]}'
)
BODIES = (
    b'{"on": "\\u0000"}', b'{"on": "\\ud800"}', b'{"\\ud800": 1}', b'{"on": ' + b"9" * 5000 + b"}", b"[" * 5000,
    b"\xff\xfe", _REQUEST,
    b'{"claims": 1e999, "on": ' + b'"' + b"9" * 5000 + b'"}', b"", b"null", b'"a\\u0000"',
)


def test_a_program_gets_an_answer_it_can_read(small_app: Flask) -> None:
    browser, token = browsers_of(small_app)[RoleName.HANDLER]
    for body in BODIES:
        answer = browser.post("/api/v1/quote", data=body, content_type="application/json",
                              headers={"X-CSRFToken": token})
        assert answer.status_code < 500, body[:80]
        assert json.loads(answer.data) is not None


def test_headers_that_say_nothing_sensible_change_nothing(small_app: Flask) -> None:
    browser, _ = browsers_of(small_app)[RoleName.HANDLER]
    for name, value in (
        ("X-Forwarded-For", "9" * 5000), ("X-Forwarded-For", "'; --"), ("Cookie", "session=\xff\xfe; a=" + "9" * 5000),
        ("Accept-Language", "ÿ" * 500), ("If-Modified-Since", "gisteren"), ("Range", "bytes=" + "9" * 5000 + "-"),
        ("Content-Length", "-5"), ("HX-Request", "x"), ("Referer", "\ud800".encode("utf-8", "replace").decode()),
    ):
        assert browser.get("/dossiers", headers={name: value}).status_code < 500, name
