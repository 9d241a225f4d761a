"""What no test asks and every test of a page proves: a request that changes the record leaves a trace of it.

The set-up has its line, a case its event, in the same transaction. Factories of tests work outside requests; what else
is to be watched is done `watched`.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from flask import has_request_context, request
from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection

SET_UP: Final = frozenset({
    "agency_profile", "client", "client_terms", "bailiff_office", "user", "user_role", "team", "team_member",
    "assignment_rule", "absence", "second_look", "second_factor", "recovery_code", "account_link", "figure_addition",
    "figure_decision", "figure_keeper", "outsider", "set_up_change", "text_approval", "letter_addition",
    "text_stop",
})
OF_CASES: Final = frozenset({
    "arrangement", "assessment", "carried_hold", "case", "case_event", "case_party", "claim", "claim_move", "contact",
    "contact_point", "consumer_contract", "cost_approval", "debtor", "delivery", "details_proposal", "document",
    "entry_paper", "hold", "inbound", "instalment", "interruption", "ledger_entry", "legal_hold", "letter",
    "letter_content", "loss_acceptance", "means_shown", "order_stop", "other_cost", "package_download", "party_link",
    "privacy_request", "register_check", "service_report", "text_message", "told_amount", "writ", "writ_confirmation",
    "write_off",
})
# By whom a transaction tells of changes in these tables.
TOLD_IN: Final = ((SET_UP, {"set_up_change", "trace_line"}), (OF_CASES, {"case_event"}))
# What is told otherwise, by table and the columns that change.
NOT_TOLD: Final = {
    "second_factor": {"counter", "used_at"},  # used: the step that it makes is told as it is made
    "recovery_code": {"used_at"},
    "user": {"password"},  # the same password, hashed anew
    # ordered or taken back with its letter, which is told; `*` is its planning
    "delivery": {"*", "state", "reason", "ended_at"},
    # set aside, of no case: the row says by whom
    "inbound": {"state", "reason", "decided_at", "decided_by"},
    # a worker takes it, or another takes its place: what is made and ordered is told
    "letter": {"attempts", "lease_token", "lease_until", "standing", "state"},
}
_WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?(?: SET (.*?)(?: WHERE |$))?', re.DOTALL)
_COLUMN = re.compile(r"(\w+)=")
_KEPT, _BEFORE = "written", "written_before"  # since the transaction began; as each of its savepoints was set
untold: list[str] = []
_watches: list[str] = []


@contextmanager
def watched(what: str) -> Iterator[None]:
    """Everything that is written inside, also by no request, must be told."""
    _watches.append(what)
    yield
    _watches.remove(what)


@event.listens_for(Engine, "after_cursor_execute")
def _note(connection: Connection, cursor: Any, statement: str, *_others: Any) -> None:
    found = _WRITES.match(statement) if _watches or has_request_context() else None
    nothing_met = cursor.rowcount == 0 and "RETURNING" not in statement  # with it rows are counted as they are read
    if found is not None and not nothing_met:
        written = connection.info.setdefault(_KEPT, {})
        written.setdefault(found[1], set()).update(_COLUMN.findall(found[2] or "") or {"*"})


@event.listens_for(Engine, "savepoint")
def _remember(connection: Connection, name: str) -> None:
    written = connection.info.get(_KEPT, {})
    connection.info.setdefault(_BEFORE, {})[name] = {table: set(columns) for table, columns in written.items()}


@event.listens_for(Engine, "rollback_savepoint")
def _take_back(connection: Connection, name: str, _context: Any) -> None:
    if not connection.invalidated:
        connection.info[_KEPT] = connection.info.get(_BEFORE, {}).pop(name, {})


@event.listens_for(Engine, "rollback")
def _forget(connection: Connection) -> None:
    if connection.invalidated:
        return  # lost, with what was noted of it
    connection.info.pop(_KEPT, None)
    connection.info.pop(_BEFORE, None)


@event.listens_for(Engine, "commit")
def _judge(connection: Connection) -> None:
    connection.info.pop(_BEFORE, None)
    written: dict[str, set[str]] = connection.info.pop(_KEPT, {})
    what = f"{request.method} {request.endpoint}" if has_request_context() else "; ".join(_watches)
    for tables, told_by in TOLD_IN:
        changed = {table for table in tables & set(written) if not written[table] <= NOT_TOLD.get(table, set())}
        if changed == {"document"} and "set_up_change" in written:
            continue  # a paper of a client, for all his cases
        if changed and not told_by & set(written):
            untold.append(f"{what} changed {', '.join(sorted(changed))} and told nothing")


@pytest.fixture(autouse=True)
def _everything_is_told() -> Iterator[None]:
    """Fails the test in which something was changed that nothing tells."""
    untold.clear()
    yield
    assert untold == []
