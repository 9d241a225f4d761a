"""An application on a test database, with users of each role who can log in."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from typing import ClassVar
from urllib.parse import parse_qsl

from flask import Flask
from flask.testing import FlaskClient
from flask_security import hash_password
from flask_sqlalchemy.record_queries import get_recorded_queries
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from agency import create_app, database
from agency.settings import Settings
from cases.models.accounts import Role, RoleName, User
from legal.parameters import Figures
from tests.conftest import NOW
from tests.factories import make_bailiff_office, make_client

PASSWORD = "vier woorden in een zin"


class _Compiled(BytecodeCache):
    """Templates that some application of this process has compiled, by their content: all read them the same way."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was kept for the same text; else the template is compiled."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


class _RuleCompiledOnce(Rule):
    """A rule of addresses whose builder is compiled once in this process: it takes nine tenths of a new application."""

    _builders: ClassVar[dict[tuple[object, ...], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        what = (self.rule, tuple(self._trace), tuple((self.defaults or {}).items()), append_unknown)
        if what not in self._builders:
            self._builders[what] = super()._compile_builder(append_unknown)
        return self._builders[what]


Flask.url_rule_class = _RuleCompiledOnce


def make_settings(database_url: str, instance: Path, **changes: object) -> Settings:
    """Settings of a test installation; `changes` name the fields that matter."""
    values: dict[str, object] = {
        "instance": instance, "secret_key": "t" * 40, "factor_key": "f" * 40, "database_url": database_url,
        "document_store": str(instance / "documents"), "anchors": instance / "ankers.txt", "second_step": False,
        "testing": True,
    }
    return Settings(**(values | changes))  # type: ignore[arg-type]  # the fields are checked by the class


def make_app(database_url: str, instance: Path, **changes: object) -> Flask:
    """The application; a bug raises no exception in the test but answers 500, as it does for people."""
    app = create_app(make_settings(database_url, instance, **changes))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.jinja_env.bytecode_cache = _COMPILED
    return app


@contextmanager
def app_on(database_url: str, instance: Path, **changes: object) -> Iterator[Flask]:
    """The same, which leaves no connection behind."""
    app = make_app(database_url, instance, **changes)
    try:
        yield app
    finally:
        let_go(app)


def let_go(app: Flask) -> None:
    """Nobody is connected to the database by this application any more."""
    with app.app_context():
        database.session().close()
        database.engine().dispose()


def stand_on(app: Flask, figures: Figures) -> None:
    """From now on the application knows these figures, as if they came with the program; nothing was added to them."""
    app.extensions["figures"] = (0, figures)  # as agency.resources keeps them: the newest decision, the figures


def add_user(
    app: Flask, role: RoleName | None, *, email: str = "", name: str = "M. Voorbeeld", active: bool = True,
    belongs: bool = True,
) -> str:
    """A user of that role with PASSWORD, of a company or office of its own if it `belongs`; the e-mail address."""
    email = email or f"{role or 'nobody'}@voorbeeld.test"
    with app.app_context(), database.transaction() as session:
        roles = []
        if role is not None:
            kept = session.scalar(select(Role).where(Role.name == role.value))
            roles = [kept or Role(name=role.value)]
        client_id = make_client(session, name=f"Klant van {email}").id if belongs and role is RoleName.CLIENT else None
        office_id = None
        if belongs and role is RoleName.BAILIFF:
            office_id = make_bailiff_office(session, name=f"Kantoor van {email}").id
        session.add(User(
            email=email, name=name, password=hash_password(PASSWORD), active=active, client_id=client_id,
            bailiff_office_id=office_id, fs_uniquifier=f"key-{email}", created_at=NOW, roles=roles,
        ))
    return email


def csrf_of(client: FlaskClient) -> str:
    """The token on the page where a visitor logs in, or the user changes the password."""
    page = client.get("/wachtwoord", follow_redirects=True).text
    return page.split('name="csrf-token" content="')[1].split('"')[0]


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD) -> TestResponse:
    """Send the log-in form."""
    return client.post("/inloggen", data={"email": email, "password": password, "csrf_token": csrf_of(client)})


def asked(browser: FlaskClient, typed: str) -> str:
    """Where a search leads: `typed` is its address with what is typed behind it, such as `/zoeken?q=vries`."""
    path, _, fields = typed.partition("?")
    sent = dict(parse_qsl(fields, keep_blank_values=True))
    answer = browser.post(path, data={"csrf_token": csrf_of(browser), **sent})
    assert answer.status_code == 303, answer.text
    return answer.location


def open_link(browser: FlaskClient, link: str, **typed: str) -> TestResponse:
    """As the page of a link to choose a password does: its token goes in a form."""
    path, _, token = link.partition("#")
    return browser.post(path, data={"csrf_token": csrf_of(browser), "code": token, **typed})


def questions(browser: FlaskClient, address: str) -> list[str]:
    """What the database is asked for one page, the user who looks at it included."""
    with browser:  # keeps the context of the request, which holds what was recorded
        assert browser.get(address).status_code == 200
        statements = [query.statement or "" for query in get_recorded_queries()]
    asked = [statement for statement in statements if statement.lstrip().startswith("SELECT")]
    assert asked, "nothing was recorded"
    return asked


def rows_of(page: str) -> list[list[str]]:
    """The cells of each row of a page that begins with a heading, as text."""
    rows = re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", page, re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]
