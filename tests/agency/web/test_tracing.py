"""What a request leaves in the trace: who looked, who was refused, who logged in, who tried; and what is never kept."""

import io
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session

from agency import database
from agency.web import tracing
from cases import documents
from cases.documents import File, NewDocument
from cases.models import Case, DocumentKind, RoleName, SetUpChange, StepBy, TraceKind, TraceLine
from tests.agency.admin.test_figures import propose
from tests.agency.auth.test_second_step import set_up, step
from tests.agency.portals import browser_of, store_of
from tests.engines import create_engine_for
from tests.factories import SMALL_PDF, TODAY, by, make_case, make_client
from tests.web import PASSWORD, add_user, asked, csrf_of, let_go, make_app, open_link, questions, sign_in

Login = Callable[[RoleName], FlaskClient]
WRONG = "verkeerd wachtwoord"


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    """The application with its day pinned."""
    return make_app(sqlite_url, tmp_path, today=TODAY)


@pytest.fixture
def case(app: Flask) -> Case:
    """A case on record."""
    with app.app_context(), database.transaction() as session:
        return make_case(session, store_of(app))


def told(app: Flask, *but: TraceKind) -> list[tuple[TraceKind, str, int | None]]:
    """Kind, what is said, and the case of every line, without changes of the set-up and those kinds."""
    with app.app_context():
        lines = database.session().scalars(select(TraceLine).order_by(TraceLine.id))
        return [
            (line.kind, line.said, line.case_id) for line in lines
            if line.kind not in (TraceKind.CHANGED, TraceKind.LOGGED_IN, *but)
        ]


def test_who_opens_a_case_leaves_one_line_however_often(app: Flask, login: Login, case: Case) -> None:
    handler = login(RoleName.HANDLER)
    for page in ("", "/regeling", "/betaling", "/saldo", ""):
        assert handler.get(f"/dossiers/{case.id}{page}").status_code == 200
    assert told(app) == [(TraceKind.CASE_SEEN, "", case.id)]
    other = app.test_client()
    other.environ_base["REMOTE_ADDR"] = "192.0.2.9"
    sign_in(other, add_user(app, RoleName.LEGAL_LEAD))
    other.get(f"/dossiers/{case.id}")
    page = other.get(f"/dossiers/{case.id}/gezien").text
    assert "192.0.2.9" in page
    assert "M. Voorbeeld" in page
    assert told(app) == [(TraceKind.CASE_SEEN, "", case.id)] * 2


def test_what_is_done_blindly_on_a_case_is_told_too(app: Flask, login: Login, case: Case) -> None:
    """A stolen session that posts without ever opening a page."""
    handler = login(RoleName.HANDLER)
    token = csrf_of(handler)
    answer = handler.post(f"/dossiers/{case.id}/notitie", data={"csrf_token": token, "note": "Gebeld."})
    assert answer.status_code in (302, 422)
    assert told(app) == [(TraceKind.CASE_SEEN, "", case.id)]


def test_a_look_costs_one_question_and_one_line(app: Flask, login: Login, case: Case) -> None:
    handler = login(RoleName.HANDLER)
    for _ in range(2):
        asked = questions(handler, f"/dossiers/{case.id}")
        assert sum("FROM trace_line" in each for each in asked) == 1
    assert len(told(app)) == 1


def test_a_paper_that_is_opened_is_told_at_its_case_and_one_that_is_not_there_is_refused(
    app: Flask, login: Login, case: Case
) -> None:
    with app.app_context(), database.transaction() as session:
        paper = documents.add(
            session, by(), store_of(app), File("f.pdf", SMALL_PDF),
            NewDocument(kind=DocumentKind.INVOICE, case_id=case.id),
        )
    handler = login(RoleName.HANDLER)
    for document_id, status in ((paper.id, 200), (paper.id, 200), (99, 404)):
        assert handler.get(f"/stukken/{document_id}", buffered=True).status_code == status
    assert told(app) == [(TraceKind.DOCUMENT_OPENED, "", case.id), (TraceKind.REFUSED, "404", None)]


def test_what_is_refused_to_who_is_logged_in_is_told(app: Flask, case: Case) -> None:
    with app.app_context(), database.transaction() as session:
        other = make_client(session, name="Een ander B.V.").id
    stranger = browser_of(app, RoleName.CLIENT, email="k@voorbeeld.test", client_id=other)
    assert stranger.get(f"/opdrachtgever/dossiers/{case.id}").status_code == 404
    assert stranger.get(f"/opdrachtgever/dossiers/{case.id}").status_code == 404
    assert stranger.get(f"/dossiers/{case.id}").status_code == 403
    assert stranger.post(f"/opdrachtgever/dossiers/{case.id}/kosten").status_code == 400
    assert stranger.get("/bestaat-niet").status_code == 404  # no page of ours: a typing error
    assert told(app) == [(TraceKind.REFUSED, said, case.id) for said in ("404", "403", "400")]


def test_of_a_visitor_only_guesses_are_told(app: Flask, case: Case) -> None:
    visitor = app.test_client()
    for address in (f"/dossiers/{case.id}", "/static/geen.css", "/"):
        visitor.get(address)
    assert told(app) == []
    for _ in range(3):
        assert open_link(visitor, "/wachtwoord-kiezen#geraden").status_code == 404
    assert told(app) == [(TraceKind.REFUSED, "404", None)]


def test_logging_in_and_out_and_failing_is_told_without_what_was_typed(app: Flask) -> None:
    email = add_user(app, RoleName.HANDLER)
    browser = app.test_client()
    for typed in [email.upper(), "PROEFWOORD in het verkeerde veld", *[email] * 11]:
        sign_in(browser, typed, WRONG)
    assert told(app) == [(TraceKind.LOGIN_FAILED, "", None)] * 11 + [(TraceKind.TOO_MANY_TRIES, "", None)]
    other = app.test_client()
    other.environ_base["REMOTE_ADDR"] = "192.0.2.9"
    assert sign_in(other, email).status_code == 302
    other.post("/uitloggen", data={"csrf_token": csrf_of(other)})
    assert told(app)[-1] == (TraceKind.LOGGED_OUT, "logged_out", None)
    with app.app_context():
        rows = database.session().execute(select(TraceLine.user_id, TraceLine.kind).order_by(TraceLine.id)).all()
        user_id = rows[-1].user_id
        assert [row.user_id for row in rows[:12]] == [user_id, None, *[user_id] * 9, user_id]
        kept = str(database.session().execute(text("SELECT * FROM trace_line")).all())
    assert not any(secret in kept for secret in (WRONG, PASSWORD, "PROEFWOORD", "proefwoord", "@"))


def test_the_second_step_made_and_failed_is_told(sqlite_url: str, tmp_path: Path) -> None:
    app = make_app(sqlite_url, tmp_path, second_step=True)
    email = add_user(app, RoleName.HANDLER)
    first = app.test_client()
    sign_in(first, email)
    _, codes = set_up(first)
    second = app.test_client()
    sign_in(second, email)
    assert second.get("/dossiers/1").status_code == 302, "a password alone opens no case"
    assert (step(second, "000000"), step(second, codes[0])) == (422, 302)
    assert told(app) == [
        (TraceKind.STEP_MADE, StepBy.APP.value, None), (TraceKind.STEP_FAILED, "", None),
        (TraceKind.STEP_MADE, StepBy.RECOVERY_CODE.value, None),
    ]


def test_only_a_wrong_password_fails_not_a_poor_new_one(app: Flask, login: Login) -> None:
    browser = login(RoleName.HANDLER)
    form = {"new_password": "kort", "new_password_confirm": "kort", "csrf_token": csrf_of(browser)}
    for password in (PASSWORD, WRONG):
        assert browser.post("/wachtwoord", data=form | {"password": password}).status_code == 422
    assert told(app) == [(TraceKind.PASSWORD_FAILED, "", None)]


def test_of_a_search_its_kind_is_kept_and_no_word(app: Flask, login: Login) -> None:
    handler = login(RoleName.HANDLER)
    for words in ("Vriesland", "Vriesland", "vera@vriesland.test", "1234 AB 5", "2026-000123", "06 12345678"):
        handler.get(asked(handler, f"/dossiers?tekst={quote(words)}"))
    handler.get("/dossiers")
    kinds = ["words", "email", "postal_code", "number"]
    assert told(app) == [(TraceKind.SEARCHED, kind, None) for kind in kinds]
    handler.get(asked(handler, "/dossiers/openen/zoeken?opdrachtgever=1&zoek=Vriesland"))
    assert told(app)[len(kinds):] == [(TraceKind.SEARCHED, "words", None)], "who may be on record already"
    with app.app_context():
        assert "vriesland" not in str(database.session().execute(text("SELECT * FROM trace_line")).all()).lower()


def test_who_would_be_two_persons_is_told(app: Flask, login: Login) -> None:
    admin = login(RoleName.ADMIN)
    assert propose(admin).status_code == 302
    admin.post("/beheer/cijfers/1/bevestigen", data={"csrf_token": csrf_of(admin)})
    assert told(app) == [(TraceKind.REFUSED, "second_person_needed", None)]


def test_a_choice_that_no_page_offers_is_told_and_a_mistyped_day_is_not(
    app: Flask, login: Login, case: Case
) -> None:
    handler = login(RoleName.HANDLER)
    form = {"csrf_token": csrf_of(handler), "title": "Nota", "kind": "invoice", "claim_id": ""}
    page = f"/dossiers/{case.id}/stukken"
    assert handler.post(page, data=form).status_code == 422, "no file: who forgets that is told, and nobody else"
    assert told(app) == [(TraceKind.CASE_SEEN, "", case.id)]
    assert handler.post(page, data=form | {"kind": "package"}).status_code == 422
    assert told(app) == [(TraceKind.CASE_SEEN, "", case.id), (TraceKind.REFUSED, "not_offered", case.id)]
    admin = login(RoleName.ADMIN)
    assert "keuze die de pagina niet geeft" in admin.get("/beheer/logboek").text


def test_a_file_that_is_not_what_may_come_in_is_told(app: Flask, login: Login, case: Case) -> None:
    handler = login(RoleName.HANDLER)
    answer = handler.post(f"/dossiers/{case.id}/stukken", data={
        "csrf_token": csrf_of(handler), "title": "Nota", "kind": "invoice", "claim_id": "",
        "file": (io.BytesIO(b"MZ\x90\x00" + bytes(200)), "nota.pdf"),
    })
    assert answer.status_code == 422
    assert told(app) == [(TraceKind.REFUSED, "file_refused", case.id), (TraceKind.CASE_SEEN, "", case.id)]


def test_a_change_of_the_set_up_is_told_with_old_and_new_and_from_where(app: Flask) -> None:
    admin = app.test_client()
    admin.environ_base["REMOTE_ADDR"] = "192.0.2.9"
    sign_in(admin, add_user(app, RoleName.ADMIN, name="Bea Heer"))
    add_user(app, RoleName.HANDLER)
    admin.post("/beheer/gebruikers/2/inactief", data={"csrf_token": csrf_of(admin)})
    with app.app_context():
        line = database.session().scalars(
            select(TraceLine).join(SetUpChange).where(SetUpChange.field == "active").order_by(TraceLine.id.desc())
        ).first()
        assert line is not None
        assert line.change is not None
        assert (line.kind, line.address, line.change.old_value, line.change.new_value) == (
            TraceKind.CHANGED, "192.0.2.9", "ja", "nee",
        )
        assert line.user_id == line.change.changed_by


def test_a_line_that_cannot_be_kept_keeps_no_page_back(
    app: Flask, login: Login, case: Case, sqlite_url: str, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tracing, "_LOCK_SECONDS", 0.2)
    handler = login(RoleName.HANDLER)
    other = create_engine(sqlite_url, isolation_level=None)
    with other.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        with caplog.at_level(logging.ERROR):
            assert handler.get(f"/dossiers/{case.id}").status_code == 200
        connection.exec_driver_sql("ROLLBACK")
    other.dispose()
    assert "not in the trace: case_seen at desk.show_case" in caplog.text
    assert told(app) == []
    handler.get(f"/dossiers/{case.id}")
    assert told(app) == [(TraceKind.CASE_SEEN, "", case.id)], "the next look is told"


def test_a_line_waits_for_who_writes_longer_than_a_moment(
    app: Flask, login: Login, case: Case, sqlite_url: str
) -> None:
    handler = login(RoleName.HANDLER)
    other = create_engine(sqlite_url, isolation_level=None, connect_args={"check_same_thread": False})
    with other.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        done = threading.Timer(0.6, connection.exec_driver_sql, ("ROLLBACK",))
        done.start()
        assert handler.get(f"/dossiers/{case.id}").status_code == 200
        done.join()
    other.dispose()
    assert told(app) == [(TraceKind.CASE_SEEN, "", case.id)]


@pytest.mark.postgres
def test_a_look_does_not_wait_for_who_works_on_the_case(postgres_url: str, tmp_path: Path) -> None:
    app = make_app(postgres_url, tmp_path, today=TODAY)
    with app.app_context(), database.transaction() as session:
        case = make_case(session, store_of(app))
    handler = browser_of(app, RoleName.HANDLER, email="h@voorbeeld.test")
    other = create_engine_for(postgres_url)
    with Session(other) as working:
        working.execute(text('SELECT id FROM "case" FOR UPDATE'))
        working.execute(text('SELECT id FROM "user" FOR UPDATE'))
        assert handler.get(f"/dossiers/{case.id}").status_code == 200
        assert told(app) == [(TraceKind.CASE_SEEN, "", case.id)]
    other.dispose()
    let_go(app)
