"""Every list, count and search key reads by an index, on 60,000 cases, as the database itself decides."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from agency.commands.bench_record import fill
from agency.simulation import bulk
from cases.amicable import inbound_cases
from cases.amicable.inbound_cases import Found
from cases.claims import known_invoices
from cases.correspondence import shared_letters
from cases.inspection.mails import Mail
from cases.models import InboundBy, NextStep, Scope, Stage
from cases.parties import known_debtors
from cases.progress.assignment import Divider
from cases.queries import bailiff, person_file, retention, searching
from cases.queries.client import portfolio
from cases.queries.client.portfolio import Selection
from cases.queries.desk import exchanges, letters, prescription_list, privacy, settlement, work
from cases.queries.desk.exchanges import Exchange
from cases.queries.desk.other_lists import other_lists
from cases.queries.desk.work import Filter, Whose
from cases.queries.keyset import Turned
from tests.engines import create_engine_for
from tests.factories import FIGURES, TODAY, make_client

CASES = 60_000
GONE = date(2040, 1, 1)
LARGE = ("case", "claim", "debtor", "document", "ledger_entry", "case_event", "letter", "writ")
Question = Callable[[Session], object]
OWN, NOBODYS = Whose(handler_id=1), Whose(is_nobodys=True)
DEEP = Turned(after="10000~1 2026-11-01")


def listed(**wanted: Any) -> Question:
    sort, turned = wanted.pop("sort", "nummer-af"), wanted.pop("turned", Turned())
    return lambda session: work.cases(session, Filter(**wanted), sort=sort, today=TODAY, turned=turned)


def owned(selection: Selection, words: str = "") -> Question:
    return lambda session: portfolio.case_list(
        session, 1, selection=selection, words=words, on=TODAY, figures=FIGURES
    )


QUESTIONS: dict[str, Question] = {
    "queue": lambda session: work.queue(session, today=TODAY),
    "queue, deep": lambda session: work.queue(session, today=TODAY, turned=DEEP),
    "queue, back": lambda session: work.queue(session, today=TODAY, turned=Turned(before=DEEP.after)),
    "queue of a step": lambda session: work.queue(session, today=TODAY, step=NextStep.CONTACT_DEBTOR),
    "queue counts": lambda session: work.queue_counts(session, today=TODAY),
    "next": lambda session: work.next_in_queue(session, today=TODAY, after_case=10_000),
    "queue of a handler": lambda session: work.queue(session, today=TODAY, whose=OWN),
    "queue of nobody": lambda session: work.queue(session, today=TODAY, whose=NOBODYS),
    "queue counts of a handler": lambda session: work.queue_counts(session, today=TODAY, whose=OWN),
    "next of a handler": lambda session: work.next_in_queue(session, today=TODAY, after_case=10_000, whose=OWN),
    "glance": lambda session: work.glance(session, 1), "has own": lambda session: work.has_own(session, 1),
    "cases of a handler": listed(whose=OWN, sort="actie"), "cases of nobody": listed(whose=NOBODYS, sort="naam"),
    "load": lambda session: Divider(session, on=TODAY).handler_for(1, "Bakker"),
    "newest": listed(), "by name": listed(sort="naam"), "by name, back": listed(sort="naam-af"),
    "by name, deep": listed(sort="naam", turned=Turned(after="10000~mulder")),
    "by action": listed(sort="actie"), "by action, deep": listed(sort="actie", turned=Turned(after="9000~2026-11-20")),
    "a stage by name": listed(stage=Stage.AMICABLE, sort="naam"),
    "a client by action": listed(client_id=2, sort="actie"),
    "a step by number": listed(step=NextStep.ASSESS), "held": listed(held=True), "text": listed(text="visserberg"),
    "prescriptions": lambda session: prescription_list.watched(session, today=TODAY),
    "prescriptions, deep": lambda session: prescription_list.watched(
        session, today=TODAY, turned=Turned(after="5000~0 2027-02-01")
    ),
    "prescriptions, end": lambda session: prescription_list.watched(
        session, today=TODAY, turned=Turned(after="10~1 10")
    ),
    "watch": lambda session: prescription_list.watch(session, today=TODAY),
    "batches": lambda session: letters.batches(session), "batch": lambda session: letters.batch(session, 3),
    "client, counts": lambda session: portfolio.selection_counts(session, 1),
    "client, small differences": lambda session: portfolio.small_differences(session, 1, today=TODAY),
    "too much paid": lambda session: settlement.overpaid(session, today=TODAY, figures=FIGURES),
    "write-offs that wait": settlement.waiting, "other lists": lambda session: other_lists(session, today=TODAY),
    "privacy requests": privacy.waiting,
    "what may go": lambda session: retention.due(session, Scope.PERSON, today=GONE),
    "cases of a creditor": lambda session: person_file.cases_of_client(session, 1, last_day=TODAY),
    "who was in a file": lambda session: exchanges.people_in(session, Exchange.UPLOAD, 1),
    "in what somebody was": lambda session: exchanges.of_person(session, 10_000),
    "client, upload": lambda session: portfolio.cases_of_upload(session, 1, 1),
    **{f"client, {each}": owned(each) for each in Selection if each is not Selection.HELD},
    "client, search": owned(Selection.ALL, "visserberg"),
    "cases of one letter": lambda session: shared_letters.with_others(session, [10_000]),
    "cases of one letter, many": lambda session: shared_letters.with_others(session, range(10_000, 10_200)),
    "bailiff": lambda session: bailiff.packages(
        session, 1, selection=bailiff.Selection.OPEN, words="", figures=FIGURES, today=TODAY
    ),
    "bailiff, counts": lambda session: bailiff.counts(session, 1),
    **{
        f"search {words}": lambda session, words=words: searching.search(session, words) for words in (
            "2026-010000", "2026-77", "9000000000010000", "K-110000", "F-3010000", "f 3010000", "0612010000",
            "10010000", "d77@voorbeeld.test", "d77@voor", "1500 AB", "1500AB 12", "visserberg", "isserber",
            "visserbreg", "de visser", "dorpsstraat 12", "qqqqqqq",
        )
    },
}


@contextmanager
def watched(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    """What is asked meanwhile."""
    asked: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:
        if statement.lstrip("(").startswith("SELECT"):
            asked.append((statement, values))

    event.listen(engine, "before_cursor_execute", keep)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", keep)


def whole_plan(session: Session, statement: str, values: Any) -> list[str]:
    """How the database would answer it, line by line."""
    explain = "EXPLAIN QUERY PLAN " if session.get_bind().dialect.name == "sqlite" else "EXPLAIN "
    driver = session.connection().connection.driver_connection
    assert driver is not None
    return [str(row[-1]).strip(" ->") for row in driver.execute(explain + statement, values).fetchall()]


def whole_tables(session: Session, statement: str, values: Any) -> list[str]:
    """What a plan reads from beginning to end of the large tables, without an index."""
    plan = whole_plan(session, statement, values)
    if session.get_bind().dialect.name != "sqlite":
        return [line for line in plan for table in LARGE if f'Seq Scan on {table} ' in f'{line.replace(chr(34), "")} ']
    # The table lies in the order of its numbers, and a page is soon full.
    walks_by_number = re.search(r'ORDER BY "case"\.id (ASC|DESC)', statement)
    return [
        line for line in plan for table in LARGE
        if line.split()[:2] == ["SCAN", table] and "USING" not in line and not walks_by_number
    ]


def test_no_question_reads_a_whole_table(engine: Engine, superuser: Engine) -> None:
    """On PostgreSQL as the program, by the policies of the agency's own people."""
    with superuser.begin() as connection:
        fill(connection, cases=CASES, today=TODAY)
    if engine.dialect.name == "postgresql":  # what autovacuum does within a minute
        with superuser.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
    found: dict[str, list[str]] = {}
    with Session(engine) as session:
        for name, question in QUESTIONS.items():
            session.expire_all()
            with watched(engine) as asked:
                question(session)
            read = [line for statement, values in asked for line in whole_tables(session, statement, values)]
            if read:
                found[name] = read
    assert not found, "\n".join(f"{name}: {read}" for name, read in found.items())


@pytest.mark.parametrize(("key", "exact"), [("2026-000077", True), ("F-3000077", True), ("jans", False)])
def test_the_questions_find_something(engine: Engine, superuser: Engine, key: str, exact: bool) -> None:
    """A plan of a question that finds nothing would prove little."""
    with superuser.begin() as connection:
        fill(connection, cases=800, today=TODAY)
    with Session(engine) as session:
        found = searching.search(session, key)
        assert found.case_ids
        assert found.exact is exact


def test_a_sender_is_found_by_an_index_however_he_writes_his_address(engine: Engine, superuser: Engine) -> None:
    with superuser.begin() as connection:
        fill(connection, cases=CASES, today=TODAY)
        connection.execute(text(
            "INSERT INTO contact_point (debtor_id, kind, value, state, state_on, state_reason, preferred, source, "
            "from_day, recorded_at, street, house_number, postal_code, city, country) "
            "SELECT id, 'email', 'D' || id || '@Voorbeeld.test', 'in_use', :day, '', true, 'client', :day, :at, "
            "'', '', '', '', '' FROM debtor"
        ), {"day": TODAY.isoformat(), "at": f"{TODAY} 10:00:00+00:00"})
    if engine.dialect.name == "postgresql":
        with superuser.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE contact_point"))
    with Session(engine) as session:
        with watched(engine) as asked:
            found = inbound_cases.find(session, Mail(sha256="", sender="d77@VOORBEELD.test"), None)
        statement, values = next(each for each in asked if "lower(contact_point.value)" in each[0])
        plan = " ".join(whole_plan(session, statement, values))
    assert found == Found(case_id=77, by=InboundBy.ADDRESS)
    assert "find_contact_point_value" in plan


def test_rows_of_a_file_are_looked_up_by_two_columns_each_before_anything_was_counted(sqlite_url: str) -> None:
    """By the client alone would read all his debtors for every five hundred rows: a fresh SQLite took that way."""
    engine = create_engine_for(sqlite_url)
    with Session(engine) as session:
        terms = make_client(session).current_terms
        assert terms is not None
        rows = [row for debtor in bulk.debtors(range(40), read_on=TODAY) for row in debtor]
        with watched(engine) as asked:
            known_debtors.known(session, terms.client_id, rows)
            known_invoices.matches(session, terms.client_id, rows)
        driver = session.connection().connection.driver_connection
        assert driver is not None
        plans = [
            line[-1] for statement, values in asked
            for line in driver.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
        ]
    engine.dispose()
    searched = [plan for plan in plans if plan.startswith(("SEARCH", "SCAN"))]
    assert len(searched) >= 4
    assert [plan for plan in searched if "client_id=?" not in plan or "=? AND" not in plan] == []
