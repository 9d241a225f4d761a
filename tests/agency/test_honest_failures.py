"""A failure page says "not saved" only where that is so."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, func, select, text
from sqlalchemy.engine import Connection

from agency import database
from agency.web.access import public
from cases.models import Role
from tests.web import app_on, let_go, make_app

View = Callable[[], str]


def open_page(app: Flask, view: View) -> str:
    """What a visitor reads when `view` is behind an address."""
    app.add_url_rule("/proef", view_func=public(view), endpoint="trial")
    answer = app.test_client().get("/proef")
    assert answer.status_code == 500
    return answer.text


def roles(app: Flask, name: str) -> int:
    with app.app_context():
        return database.session().scalar(select(func.count()).where(Role.name == name)) or 0


def add_role(name: str) -> None:
    with database.transaction() as session:
        session.add(Role(name=name))


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    with app_on(database_url, tmp_path) as made:
        yield made


def test_a_bug_before_saving_says_that_nothing_was_saved(app: Flask) -> None:
    assert "Wat u net deed is niet opgeslagen." in open_page(app, lambda: str(1 / 0))


def test_a_bug_after_saving_says_that_something_was_saved(app: Flask) -> None:
    def view() -> str:
        add_role("kept")
        raise KeyError("the page after it")

    page = open_page(app, view)
    assert roles(app, "kept") == 1
    assert "niet opgeslagen" not in page
    assert "Er is al iets opgeslagen." in page


def test_the_next_request_starts_with_nothing_saved(app: Flask) -> None:
    calls = iter(("saves", "fails"))

    def view() -> str:
        if next(calls) == "fails":
            raise KeyError("nothing was done before this")
        add_role("first")
        return "goed"

    app.add_url_rule("/proef", view_func=public(view), endpoint="trial")
    visitor = app.test_client()
    assert visitor.get("/proef").text == "goed"
    assert "Wat u net deed is niet opgeslagen." in visitor.get("/proef").text


def _drop(connection: Connection, url: str) -> None:
    """End the server's side of a connection, as a server that stops does."""
    process = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
    other = create_engine(url, isolation_level="AUTOCOMMIT")
    with other.connect() as opened:
        opened.execute(text("SELECT pg_terminate_backend(:process, 5000)"), {"process": process})
    other.dispose()


@pytest.mark.postgres
@pytest.mark.parametrize("kept", [True, False])
def test_a_connection_lost_while_saving_is_told_as_uncertain(
    postgres_url: str, tmp_path: Path, kept: bool
) -> None:
    """The server took the change and could not say so, or never took it: from here they look the same."""
    app = make_app(postgres_url, tmp_path)

    def lose(connection: Connection) -> None:
        raw = connection.connection.driver_connection
        if kept:
            raw.execute("COMMIT")  # type: ignore[union-attr]
            raw.execute("BEGIN")  # type: ignore[union-attr]
        _drop(connection, postgres_url)

    def view() -> str:
        event.listen(database.engine(), "commit", lose, once=True)
        add_role("perhaps")
        return "opgeslagen"

    page = open_page(app, view)
    assert "Het is niet zeker of dit is opgeslagen." in page
    assert "niet opgeslagen" not in page
    assert roles(app, "perhaps") == int(kept)
    let_go(app)


def test_a_change_that_the_database_refuses_is_not_uncertain(app: Flask) -> None:
    def view() -> str:
        add_role("same")
        return "goed"

    with app.app_context():
        view()
    assert "Wat u net deed is niet opgeslagen." in open_page(app, view)


def test_a_damaged_file_is_told_in_words(app: Flask) -> None:
    from cases.store import DocumentStore

    def view() -> str:
        store = DocumentStore(Path(app.config["DOCUMENT_STORE"]))
        digest = store.put(b"brief")
        store.path(digest).write_bytes(b"brieg")
        return store.get(digest).decode()

    page = open_page(app, view)
    assert "Bestand niet in orde" in page
    assert "beschadigd" in page
