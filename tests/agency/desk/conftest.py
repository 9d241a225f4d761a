"""The desk on 21 November 2026: cases made through the services, a browser, and a look at what is on record."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select
from sqlalchemy.orm import Session

from agency import database
from cases.models import Case, NextStep, RoleName, Stage
from cases.store import DocumentStore
from tests.factories import TODAY, make_case, make_store, post_first_notice
from tests.web import make_app


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    """The application with its day pinned."""
    return make_app(sqlite_url, tmp_path, today=TODAY)


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    """Where the application keeps its documents."""
    return make_store(tmp_path)


@pytest.fixture
def writing(app: Flask) -> Iterator[Session]:
    """A session to put things on record with. Commit before the browser goes on: it holds the write lock."""
    with app.app_context():
        engine = database.engine().execution_options(read_only=False)
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def look(app: Flask) -> Callable[[Select[Any]], Any]:
    """One value as it is on record now."""
    with app.app_context():
        engine = database.engine()

    def ask(query: Select[Any]) -> Any:
        with Session(engine) as session:
            return session.scalar(query)

    return ask


@pytest.fixture
def running_notice(writing: Session, store: DocumentStore) -> Case:
    """A case of 500 euro whose first letter was posted on 2 October; no daily run moved it since."""
    made = make_case(writing, store, today=date(2026, 9, 28))
    post_first_notice(writing, store, made, posted_on=date(2026, 10, 2))
    writing.commit()
    return made


@pytest.fixture
def case(writing: Session, running_notice: Case) -> Case:
    """The same case in the amicable phase."""
    running_notice.stage, running_notice.next_step = Stage.AMICABLE, NextStep.CONTACT_DEBTOR
    running_notice.next_step_on = TODAY
    writing.commit()
    return running_notice


@pytest.fixture
def handler(login: Callable[[RoleName], FlaskClient]) -> FlaskClient:
    """A browser of a case handler."""
    return login(RoleName.HANDLER)
