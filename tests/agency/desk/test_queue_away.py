"""The queue server is away and comes back: people log in and order, pages say what is not made yet, none is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from agency.background.doorbell import open_queue, waiting_letters
from agency.background.schedule import once
from agency.running.embedded_queue import EmbeddedQueue
from cases.store import DocumentStore
from tests.agency.desk.test_actions import preview_of, send, words
from tests.factories import TODAY, make_case
from tests.web import make_app


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[EmbeddedQueue]:
    """A queue server that does not run yet."""
    made = EmbeddedQueue(tmp_path)
    yield made
    made.stop()


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path, queue: EmbeddedQueue) -> Flask:
    """An application that counts attempts and rings there."""
    return make_app(sqlite_url, tmp_path, today=TODAY, redis_url=queue.url)


def test_letters_ordered_while_it_is_away_are_rung_for_when_it_is_back(
    app: Flask, handler: FlaskClient, writing: Session, store: DocumentStore, queue: EmbeddedQueue
) -> None:
    case = make_case(writing, store)
    writing.commit()
    sent = preview_of(send(handler, "/brieven/voorbeeld", dossier=[case.id]).text)
    page = handler.get(send(handler, "/brieven", **sent).location).text
    assert "0 van 1 brief gemaakt" in words(page)
    assert "op de achtergrond" in words(page)
    queue.tend()
    assert once(app, queue.url, with_daily=False)
    assert waiting_letters(open_queue(queue.url)) == {1}
    assert "0 van 1 brief gemaakt" in words(handler.get("/brieven/1").text)
