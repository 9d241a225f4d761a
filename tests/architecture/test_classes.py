"""Each class of data is treated as is written: words are put in its columns, and looked for where they may not be.

The classes and what each asks stand in `cases/privacy/classes.py`, and on the page of the register.
"""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import JSON, String, select, text
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeDecorator
from werkzeug.routing import Rule
from wtforms import StringField

from agency import database
from agency.web.access import ROLES, permission_of
from agency.web.fields import _ParsedField
from agency.web.forms import QueryForm, VeiledQuery
from cases.amicable import holds
from cases.models import Case, HoldKind, RoleName
from cases.privacy import classes
from cases.privacy.classes import ALL, PERSONAL, PRIVATE, SECRET, class_of, columns_of
from cases.privacy.register import TABLES
from cases.schema.db import Base
from tests.agency.logged import Written, written_log
from tests.architecture.hostile import NOT_TRIED, address
from tests.architecture.test_hostile_input import browsers_of, filled_app
from tests.factories import TODAY, by
from tests.web import let_go

LEADS = re.compile(r'(?:href|action|formaction|src|hx-get|hx-post)="([^"]*)"')
NOT_ASKED = {*NOT_TRIED, "health.show_alive", "health.show_metrics"}
# A fingerprint by which a file is found in the store; what is found by another spelling of a name.
NO_WORDS = {("document", "sha256"), ("debtor", "identity"), ("debtor", "search_name")}
TEMPLATES = Path(__file__).parents[2] / "agency" / "templates"


def test_every_column_has_a_class_and_what_is_named_is_there() -> None:
    found = {(table, column): class_of(table, column) for table, kept in TABLES.items() for column in kept.columns}
    assert set(found.values()) == set(ALL)
    named = classes.named()
    assert len(named) == len(set(named))
    assert [each for each in named if each not in found] == []


def test_what_only_has_to_be_compared_is_secret() -> None:
    """A column for a hash, a key or a token is never anything less."""
    kinds = re.compile(r"password|secret|_hash|token|credential|public_key|uniquifier|salt")
    less = [
        f"{table}.{column}" for table, kept in TABLES.items() for column in kept.columns
        if kinds.search(column) and class_of(table, column) is not SECRET
    ]
    assert less == ["user.must_change_password"]


def is_words(table: str, column: str) -> bool:
    """Whether a column holds a text of its own."""
    kind = Base.metadata.tables[table].c[column].type
    kind = kind.impl if isinstance(kind, TypeDecorator) else kind
    return isinstance(kind, String) and not isinstance(kind, JSON) and (table, column) not in NO_WORDS


def mark(table: str, column: str) -> str:
    """A word that stands nowhere else."""
    return f"{'Privemerk' if class_of(table, column) is PRIVATE else 'Merk'}qz-{table}-{column}"


def put_marks(session: Session) -> set[tuple[str, str]]:
    """In each column of words that are private or personal, where there is something; which those are."""
    connection, marked = session.connection(), set()
    for trigger in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        if trigger.endswith("_no_update"):
            connection.exec_driver_sql(f"DROP TRIGGER {trigger}")
    for table, column in (*columns_of(PRIVATE), *columns_of(PERSONAL)):
        if is_words(table, column):
            done = connection.execute(text(
                f'UPDATE "{table}" SET "{column}" = :mark || rowid WHERE "{column}" IS NOT NULL AND "{column}" <> \'\''
            ), {"mark": mark(table, column)})
            if done.rowcount:
                marked.add((table, column))
    return marked


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    made = filled_app(sqlite_url, tmp_path)
    with made.app_context(), database.transaction() as session:
        case = session.scalars(select(Case)).all()[1]
        holds.place(session, by(1), case.id, kind=HoldKind.VULNERABLE, reason="opgenomen", on=TODAY)
    yield made
    let_go(made)


def secrets_on(session: Session) -> set[str]:
    """What stands in the secret columns."""
    found = {
        value for table, column in columns_of(SECRET)
        for value in session.scalars(select(Base.metadata.tables[table].c[column])).all()
    }
    return {value for value in found if isinstance(value, str) and len(value) > 10}


def pages(app: Flask, role: RoleName, browser: FlaskClient) -> Iterator[tuple[str, str, list[str]]]:
    """Address, text and what it leads to of every page that a role may look at."""
    for rule in app.url_map.iter_rules():
        if may_look(app, rule, role):
            for number in ("1", "2") if rule.arguments else ("1",):
                where = address(app, rule, number)
                answer = browser.get(where)
                assert answer.status_code < 500, where
                said = answer.text if answer.mimetype in ("text/html", "text/csv", "text/plain") else ""
                leads = [*LEADS.findall(said), answer.location or ""]
                yield where, said, [each for each in leads if not each.startswith(("tel:", "mailto:", "otpauth:"))]


def may_look(app: Flask, rule: Rule, role: RoleName) -> bool:
    needed = permission_of(app.view_functions[rule.endpoint])
    return "GET" in (rule.methods or ()) and rule.endpoint not in NOT_ASKED and (
        needed == "public" or needed in ROLES[role]
    )


def test_no_word_stands_where_its_class_forbids_it(app: Flask) -> None:
    """Private and personal words in no address and no log line, private ones on no page of a client or bailiff.

    And what is secret on no page of anybody.
    """
    browsers = browsers_of(app)
    with app.app_context(), database.transaction() as session:
        marked = put_marks(session)
        secret = secrets_on(session)
    assert {("contact", "note"), ("assessment", "reason"), ("hold", "reason"), ("debtor", "surname"),
            ("contact_point", "value"), ("claim", "subject")} <= marked
    assert len(secret) > 10
    wrong, seen = [], 0
    with written_log() as said:
        for role in RoleName:
            for where, page, leads in pages(app, role, browsers[role][0]):
                seen += "qz-" in page
                wrong += [f"{role} {where} leads to {each}" for each in leads if "qz-" in unquote(unescape(each))]
                wrong += [f"{role} {where} shows a secret" for each in secret if each in page]
                if role in (RoleName.CLIENT, RoleName.BAILIFF):
                    wrong += [f"{role} {where} shows {each}" for each in re.findall(r"Privemerkqz-[\w-]+", page)]
    assert seen > 20, "the marks are on the pages of those who may see them"
    assert wrong == []
    assert_silent(said, secret)


def assert_silent(said: Written, secret: set[str]) -> None:
    """No line of the log holds a word or a secret."""
    assert said.lines()
    assert "qz-" not in said.text
    assert [each for each in secret if each in said.text] == []


def queries(of: type[QueryForm] = QueryForm) -> Iterator[type[QueryForm]]:
    """Every form that is sent in an address."""
    for form in of.__subclasses__():
        yield form
        yield from queries(form)


def test_a_form_that_is_sent_in_an_address_asks_no_words(app: Flask) -> None:
    """Days, amounts and choices may stand there; words go by POST, and in the address veiled."""
    with app.test_request_context():
        plain = [form() for form in queries() if not issubclass(form, VeiledQuery)]
        asking = {
            f"{type(form).__name__}.{field.name}" for form in plain for field in form
            if isinstance(field, StringField) and not isinstance(field, _ParsedField)
        }
    assert asking == {"MistakeForm.version"}  # of the program


def test_so_does_one_that_a_template_writes_itself() -> None:
    """A field to type in of a form by GET is one of a form class, or for a day."""
    typed = re.compile(r'<input\b[^>]*name="(\w+)"[^>]*>')
    found = set()
    for path in TEMPLATES.rglob("*.html"):
        for form in re.findall(r'<form\b[^>]*method="get".*?</form>', path.read_text(encoding="utf-8"), re.DOTALL):
            found |= {(path.name, name) for name in typed.findall(form)}
    assert {name for _, name in found} <= {"op"}, found
