"""What an administrator sees of what is kept: the register with its day, and what may go."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from agency import database
from cases.models import RoleName
from tests.agency.desk.test_actions import words
from tests.factories import TODAY, make_agency
from tests.web import make_app


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    """The application with its day pinned."""
    return make_app(sqlite_url, tmp_path, today=TODAY)


def test_the_register_and_what_may_go_are_pages(login: Callable[[RoleName], FlaskClient]) -> None:
    admin = login(RoleName.ADMIN)
    register = words(admin.get("/beheer/privacy").text)
    for told in ("Gemaakt op 21-11-2026", "Vorderingen innen", "art. 5.1 lid 4 Bki", "art. 52 AWR", "facturen"):
        assert told in register
    for scope in ("woorden", "persoon", "iets"):
        assert "Van geen gesloten dossier" in words(admin.get(f"/beheer/bewaartermijnen?wat={scope}").text)


def test_the_draft_of_the_assessment_is_on_the_page_and_a_dated_file(
    app: Flask, login: Callable[[RoleName], FlaskClient]
) -> None:
    with app.app_context(), database.transaction() as session:
        make_agency(session)
    admin = login(RoleName.ADMIN)
    asked = (
        "Gemaakt op 21-11-2026", "onder a AVG", "onder b", "onder c", "onder d",
        "tot 2 jaar na het sluiten van het dossier", "art. 52 AWR",
    )
    page = words(admin.get("/beheer/privacy").text)
    answer = admin.get("/beheer/privacy/effectbeoordeling")
    assert "effectbeoordeling-2026-11-21.pdf" in answer.headers["Content-Disposition"]
    file = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    for told in asked:
        assert told in page
        assert told in " ".join(file.split())
