"""What an administrator sees of what is kept: the register with its day, and what may go."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cases.models import RoleName
from tests.agency.desk.test_actions import words
from tests.factories import TODAY
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
