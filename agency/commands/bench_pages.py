"""`agency bench pages`: what the database does for each list, beside the barest SQL that reads what the page shows.

Of a page the statements are taken down once, with their values; then they and the bare ones go through the driver in
turn, rows and all. So the time of Python, templates and the network of people is in neither.
"""

import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any  # Any: values of a statement, rows of a driver

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from agency.commands.bench_record import fill
from agency.commands.measures import ROUNDS, Measure, middle
from cases.queries import bailiff, searching
from cases.queries.client import portfolio
from cases.queries.client.portfolio import Selection
from cases.queries.desk import letters, prescription_list, work
from cases.queries.desk.other_lists import other_lists
from cases.queries.desk.work import Filter
from cases.schema import lookups, migrate
from cases.schema.db import create_engine_for
from legal.parameters import Figures

ON = date(2026, 11, 21)
GOAL = 4.0
AT_ONCE = 20
MILLISECONDS = 1000
Statement = tuple[str, Any]

# The same fifty rows in one statement: what a list shows of a case.
_SHOWN = """SELECT c.id, c.number, c.stage, c.next_step, c.next_step_on, c.debtor_kind, d.company_name, d.surname,
 d.name_prefix, d.first_names, d.city, o.name,
 (SELECT sum(principal) FROM claim WHERE case_id = c.id), (SELECT count(*) FROM claim WHERE case_id = c.id),
 (SELECT min(kind) FROM hold WHERE case_id = c.id AND ended_on IS NULL),
 (SELECT count(*) FROM letter WHERE case_id = c.id AND kind = 'first_notice' AND state = 'posted')
 FROM ({ids}) AS page JOIN "case" c ON c.id = page.id JOIN debtor d ON d.id = c.debtor_id
 JOIN client o ON o.id = c.client_id"""
_COUNT = "SELECT count(*) FROM (SELECT 1 FROM {rows} LIMIT 1001) AS some"
_OPEN = "\"case\" WHERE stage <> 'closed'"
_STEPS = (
    "send_first_notice", "wait_notice_term", "contact_debtor", "call_back", "follow_arrangement", "assess",
    "complete_file", "await_service", "review_stop",
)


def _rows(ids: str) -> str:
    return _SHOWN.format(ids=ids)


def _works(figures: Figures, cases: int) -> dict[str, tuple[Callable[[Session], object], list[str]]]:
    """What is asked of the record for each page, and the bare statements that read the same."""
    due = f"{_OPEN} AND next_step_on <= '{ON}'"
    near = f"claim WHERE is_open AND barred_from > '{ON}' AND barred_from <= '{ON.replace(year=ON.year + 1)}'"
    queue_ids = (
        f"SELECT id FROM {due} AND ({lookups.URGENCY}) = 0 ORDER BY next_step_on, id LIMIT 50"
    )
    one_client = '"case" WHERE client_id = 1'
    client_rows = (
        "SELECT c.*, d.*, t.*, k.*, (SELECT sum(amount) FROM ledger_entry WHERE case_id = c.id AND kind = 'payment'), "
        "(SELECT max(id) FROM case_event WHERE case_id = c.id), (SELECT max(id) FROM letter WHERE case_id = c.id), "
        "(SELECT max(id) FROM hold WHERE case_id = c.id) "
        f"FROM (SELECT id FROM {one_client} AND stage <> 'closed' ORDER BY id DESC LIMIT 25) AS page "
        'JOIN "case" c ON c.id = page.id JOIN debtor d ON d.id = c.debtor_id '
        "JOIN client_terms t ON t.id = c.terms_id JOIN claim k ON k.case_id = c.id"
    )
    middle = cases // 2
    return {
        "queue": (
            lambda session: (
                work.queue(session, today=ON), work.queue_counts(session, today=ON),
                work.glance(session, 1), other_lists(session, today=ON),
            ),
            [_rows(queue_ids), *(_COUNT.format(rows=f"{due} AND next_step = '{step}'") for step in _STEPS),
             _COUNT.format(rows=near), f"SELECT min(barred_from) FROM {near}"],
        ),
        "list, newest first": (
            lambda session: work.cases(session, Filter(), sort="nummer-af", today=ON),
            [_rows('SELECT id FROM "case" ORDER BY id DESC LIMIT 50')],
        ),
        "list, by name": (
            lambda session: work.cases(session, Filter(), sort="naam", today=ON),
            [_rows('SELECT c.id FROM debtor d JOIN "case" c ON c.debtor_id = d.id '
                   f"ORDER BY {lookups.SORT_NAME}, d.id LIMIT 50")],
        ),
        "list, by action": (
            lambda session: work.cases(session, Filter(), sort="actie", today=ON),
            [_rows(f'SELECT id FROM "case" ORDER BY {lookups.ACTION_DAY}, id LIMIT 50')],
        ),
        "prescriptions": (
            lambda session: prescription_list.watched(session, today=ON),
            [_rows(f"SELECT case_id AS id FROM {near} ORDER BY barred_from, case_id LIMIT 50"),
             f"SELECT k.* FROM claim k JOIN (SELECT case_id FROM {near} ORDER BY barred_from, case_id LIMIT 50) "
             "AS page ON page.case_id = k.case_id"],
        ),
        "search, number": (
            lambda session: searching.search(session, f"{ON.year}-{middle:06d}"),
            [f"SELECT id FROM \"case\" WHERE number = '{ON.year}-{middle:06d}'",
             *(f"SELECT id FROM debtor WHERE {key} = 'x'" for key in (lookups.EMAIL, lookups.CUSTOMER_NUMBER)),
             "SELECT id FROM claim WHERE invoice_core = 'x'", "SELECT id FROM \"case\" WHERE payment_reference = 'x'"],
        ),
        "client's list": (
            lambda session: portfolio.case_list(
                session, 1, selection=Selection.OPEN, words="", on=ON, figures=figures
            ),
            [client_rows],
        ),
        "client's start": (
            lambda session: (portfolio.overview(session, 1), portfolio.sums(session, 1)),
            ["SELECT sum(principal) FROM claim WHERE client_id = 1 AND is_open",
             'SELECT sum(amount) FROM ledger_entry e JOIN "case" c ON c.id = e.case_id WHERE c.client_id = 1 '
             "AND e.kind IN ('payment', 'payment_reversed')",
             *(_COUNT.format(rows=f"{one_client} AND stage = '{each}'") for each in ("closed", "intake", "amicable"))],
        ),
        "cases of an upload": (
            lambda session: portfolio.cases_of_upload(session, 1, 1),
            ['SELECT c.id, c.number, d.surname, d.first_names FROM "case" c JOIN debtor d ON d.id = c.debtor_id '
             "WHERE c.upload_id = 1 ORDER BY c.id LIMIT 100"],
        ),
        "batch of letters": (
            lambda session: letters.batch(session, 1),
            ["SELECT state, count(*) FROM letter WHERE batch_id = 1 GROUP BY state",
             "SELECT l.id, l.state, l.error, l.pdf_id, c.number, d.surname, d.first_names FROM letter l "
             'JOIN "case" c ON c.id = l.case_id JOIN debtor d ON d.id = c.debtor_id WHERE l.batch_id = 1 '
             "ORDER BY c.number LIMIT 50"],
        ),
        "bailiff's packages": (
            lambda session: bailiff.packages(
                session, 1, selection=bailiff.Selection.OPEN, words="", figures=figures, today=ON
            ),
            ["SELECT w.*, c.*, d.*, o.*, k.*, (SELECT max(id) FROM hold WHERE case_id = c.id), "
             "(SELECT max(id) FROM order_stop WHERE writ_id = w.id), "
             "(SELECT max(id) FROM ledger_entry WHERE case_id = c.id AND kind = 'payment'), "
             "(SELECT max(interrupted_on) FROM interruption WHERE claim_id = k.id), "
             "(SELECT max(id) FROM package_download WHERE writ_id = w.id) "
             "FROM (SELECT * FROM writ WHERE bailiff_office_id = 1 AND given_at IS NOT NULL AND state = 'given' "
             'ORDER BY id DESC LIMIT 25) AS w JOIN "case" c ON c.id = w.case_id JOIN debtor d ON d.id = c.debtor_id '
             "JOIN client o ON o.id = c.client_id JOIN claim k ON k.case_id = c.id"],
        ),
    }


def measure(cases: int, figures: Figures) -> list[Measure]:
    """Each list on a made-up record of `cases` cases, on SQLite, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine_for(f"sqlite:///{Path(folder) / 'agency.db'}")
        migrate.upgrade(engine)
        with engine.begin() as connection:
            fill(connection, cases=cases, today=ON)
        found = [
            _measured(engine, name, asked, [(statement, ()) for statement in bare])
            for name, (asked, bare) in _works(figures, cases).items()
        ]
        engine.dispose()
    return found


def _measured(
    engine: Engine, name: str, asked: Callable[[Session], object], bare: Sequence[Statement]
) -> Measure:
    """The middle of three rounds, the page and the bare SQL in turn; processor time, for the machine may be busy."""
    with Session(engine) as session:
        statements = _taken_down(engine, session, asked)
        driver: Any = session.connection().connection.driver_connection
        ours, floor = [], []
        for _ in range(ROUNDS):
            ours.append(_time(driver, statements))
            floor.append(_time(driver, bare))
    return Measure(work=name, ours=middle(ours), floor=middle(floor), goal=GOAL)


def _taken_down(engine: Engine, session: Session, asked: Callable[[Session], object]) -> list[Statement]:
    found: list[Statement] = []

    def keep(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        found.append((statement, values))

    event.listen(engine, "before_cursor_execute", keep)
    try:
        asked(session)
    finally:
        event.remove(engine, "before_cursor_execute", keep)
    return [each for each in found if each[0].lstrip("(").startswith("SELECT")]


def _time(driver: Any, statements: Sequence[Statement]) -> float:
    start = process_time()
    for _ in range(AT_ONCE):
        for statement, values in statements:
            driver.execute(statement, values).fetchall()
    return (process_time() - start) / AT_ONCE * MILLISECONDS
