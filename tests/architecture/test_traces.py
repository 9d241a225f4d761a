"""Every address says what it leaves in the trace, every table who tells of its changes; and the net has no hole."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.routing import Rule

import cases.models  # noqa: F401 - puts every table on the metadata
from agency import database
from agency.web import access, traced, tracing
from agency.web.traced import ROUTES
from cases.models import BailiffOffice, Client, TraceKind
from cases.schema.db import Base
from tests.architecture.test_routes import UNSAFE, rules
from tests.factories import make_client
from tests.plugins import traces
from tests.web import make_app

# What keeps who and when itself, or nobody's doing at all.
OF_ITSELF = {
    "batch_work": "how far a batch is", "daily_run": "of the program", "duty": "of the program",
    "case_to_erase": "a list of the program", "erasure": "by the second look who asked and confirmed, or the clock",
    "figure_set": "figures by their hash", "file_to_remove": "a list of the program",
    "letter_batch": "who ordered it, and when", "login": "its line is written with it",
    "number_found": "a list of the program", "number_search": "who asked, and when", "open_difference": "counted",
    "overpaid": "counted", "print_run": "who made it and handed it over, and when",
    "print_run_letter": "by the events of its cases",
    "person_export": "who made it, and when", "redaction": "who asked and who confirmed",
    "role": "of the program", "seal": "the chain", "submission": "a form that was handled",
    "task": "who set and ended it", "trace_line": "the trace", "unsealed_row": "what the chain lacks",
    "upload": "who handed it in and confirmed it", "valuation_record": "a result as it was counted",
}
# A POST that asks and keeps nothing: it is no GET because it is long.
ONLY_ASKS = {
    "api.quote", "calculator.calculate", "calculator.find_default", "calculator.find_earnings", "calculator.find_terms",
    "calculator.print_calculation", "desk.preview_letters", "desk.preview_on_day",
    "admin.look_at_addition", "admin.look_at_agency",
    "admin.show_trace", "desk.find_debtor",  # words go in no address
}


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    return make_app(sqlite_url, tmp_path)


def test_every_view_says_once_what_it_leaves(app: Flask) -> None:
    assert set(ROUTES) ^ set(app.view_functions) == set()
    assert len(ROUTES) == traced.ROWS, "a view stands twice"


def test_what_is_about_one_case_or_paper_is_told(app: Flask) -> None:
    def kinds(part: str) -> set[TraceKind | None]:
        return {ROUTES[rule.endpoint].kind for rule in rules(app) if part in rule.arguments}

    assert kinds("case_id") == {TraceKind.CASE_SEEN, TraceKind.EXPORTED}
    assert kinds("document_id") == {TraceKind.DOCUMENT_OPENED}
    assert kinds("writ_id") == {TraceKind.CASE_SEEN, TraceKind.DOCUMENT_OPENED, TraceKind.EXPORTED}


def test_a_form_that_keeps_something_is_told_by_somebody(app: Flask) -> None:
    def is_silent(rule: Rule) -> bool:
        return bool(rule.methods & UNSAFE) and ROUTES[rule.endpoint].why.startswith("nothing")

    assert {rule.endpoint for rule in rules(app) if is_silent(rule)} == ONLY_ASKS


def test_every_table_has_who_tells_of_its_changes() -> None:
    tables = set(Base.metadata.tables)
    named = [*traces.SET_UP, *traces.OF_CASES, *OF_ITSELF]
    assert tables ^ set(named) == set()
    assert len(named) == len(tables), "a table stands twice"


@pytest.mark.parametrize("is_told", [False, True])
def test_a_page_that_changes_the_set_up_in_silence_is_caught(app: Flask, is_told: bool) -> None:
    """By whatever statement, on whichever page: every test of a page asks (`tests/plugins/traces.py`)."""
    with app.app_context(), database.transaction() as session:
        make_client(session)

    def change() -> str:
        with database.transaction() as session:
            session.execute(update(Client).values(phone="030 1234567"))
            session.add(BailiffOffice(
                name="Kantoor", street="Straat", house_number="1", postal_code="1234 AB", city="Utrecht", phone="",
            ))
            if is_told:
                tracing.lines.note(session, access.clock.act(), TraceKind.CHANGED)
        return "gedaan"

    app.add_url_rule("/stil", "stil", access.public(change), methods=["POST"])
    app.config["WTF_CSRF_ENABLED"] = False
    assert app.test_client().post("/stil").status_code == 200
    found, traces.untold[:] = list(traces.untold), []
    assert found == ([] if is_told else ["POST stil changed bailiff_office, client and told nothing"])
