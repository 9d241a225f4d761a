"""The page for whoever inspects: choose what was wrong, see whom it touched, take it along, set the tasks once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from agency import database
from agency.admin import mistakes
from cases.models import RoleName, Task
from cases.store import DocumentStore
from tests import factories
from tests.agency.admin.test_setup import send
from tests.cases.mistakes.test_affected import HIGH, lettered
from tests.factories import make_agency

Login = Callable[[RoleName], FlaskClient]
RATE = "?what=figure&figure=statutory_interest"


@pytest.fixture
def admin(app: Flask, login: Login, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """An administrator of an agency with one letter that was counted with a rate that is too high."""
    with monkeypatch.context() as patched, app.app_context(), database.transaction() as session:
        patched.setattr(factories, "FIGURES", HIGH)
        make_agency(session)
        lettered(session, DocumentStore(tmp_path / "documents"), surname="=Vries")
    return login(RoleName.ADMIN)


def number_of_tasks(app: Flask) -> int:
    with app.app_context():
        query = select(func.count()).select_from(Task).where(Task.key.startswith("mistake:"))
        return database.session().scalar(query) or 0


def test_it_is_chosen_seen_taken_along_and_set_once(app: Flask, admin: FlaskClient) -> None:
    assert "Geraakte dossiers" not in admin.get("/beheer/fouten").text
    page = admin.get(f"/beheer/fouten{RATE}").text
    assert "1\u00a0dossier, 1\u00a0persoon, 1\u00a0brief" in page
    assert "gepost op 02-10-2026" in page
    listed = admin.get(f"/beheer/fouten/lijst.csv{RATE}")
    assert listed.headers["Content-Disposition"].endswith("geraakt.csv")
    assert len(listed.data.decode("utf-8-sig").splitlines()) == 2
    for _ in range(2):
        assert send(admin, f"/beheer/fouten/taken{RATE}", {}).status_code == 302
        assert number_of_tasks(app) == 3


def test_nobody_is_found_by_a_text_that_nobody_got(admin: FlaskClient) -> None:
    assert "Er is niemand geraakt." in admin.get("/beheer/fouten?what=text&text=first_notice/v2").text


@pytest.mark.parametrize(("asked", "words"), [
    ("?what=between", "Vul twee dagen in."),
    ("?what=between&first_day=2-1-2026&last_day=1-1-2026", "ligt voor de eerste"),
    ("?what=code", "Geef de versie van het programma"),
])
def test_what_is_not_understood_is_said(admin: FlaskClient, asked: str, words: str) -> None:
    answer = admin.get(f"/beheer/fouten{asked}")
    assert (answer.status_code, words in answer.text) == (422, True)


def test_more_than_a_page_looks_through_is_left_to_the_command(
    admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mistakes, "MOST", 0)
    assert "agency affected" in admin.get(f"/beheer/fouten{RATE}").text
