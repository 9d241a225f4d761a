"""An application per test, and a browser that is logged in as some role."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cases.models.accounts import RoleName
from tests.web import add_user, make_app, sign_in


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    """The application on a fresh database."""
    return make_app(sqlite_url, tmp_path)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor who is not logged in."""
    return app.test_client()


@pytest.fixture
def login(app: Flask) -> Callable[[RoleName], FlaskClient]:
    """A browser logged in as a user of the role."""

    def make(role: RoleName) -> FlaskClient:
        browser = app.test_client()
        assert sign_in(browser, add_user(app, role)).status_code == 302
        return browser

    return make
