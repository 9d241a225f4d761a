"""What the database sees to itself: history, money and figures never change, and each row waits for its seal.

The one change that is let through is in `redactable.py`.
"""

from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from cases.schema import redactable

APPEND_ONLY = (
    "case_event", "ledger_entry", "interruption", "package_download", "figure_addition", "figure_decision",
    "figure_set", "valuation_record", "letter_content", "set_up_change", "means_shown", "service_report",
    "writ_confirmation", "figure_keeper", "told_amount", "consumer_contract", "loss_acceptance",
    "other_cost", "entry_paper", "claim_move", "trace_line", "person_export", "seal", "redaction", "outsider",
    "erasure", "text_approval", "letter_addition",
)
# By the column that numbers it; a set of figures is known by its own hash, and a link seals others.
SEALED = {
    table: {"letter_content": "letter_id", "entry_paper": "entry_id"}.get(table, "id")
    for table in APPEND_ONLY if table not in ("figure_set", "seal")
}

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END;
$$ LANGUAGE plpgsql
"""
_POSTGRES_LISTING = """
CREATE OR REPLACE FUNCTION list_unsealed_{key}() RETURNS trigger AS $$
BEGIN INSERT INTO unsealed_row (source, row_id) SELECT TG_TABLE_NAME, {key} FROM added; RETURN NULL; END;
$$ LANGUAGE plpgsql
"""
_POSTGRES_LISTED = """
CREATE OR REPLACE TRIGGER {table}_unsealed AFTER INSERT ON {table} REFERENCING NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION list_unsealed_{key}()
"""
_SQLITE_LISTED = """
CREATE TRIGGER IF NOT EXISTS {table}_unsealed AFTER INSERT ON {table}
BEGIN INSERT INTO unsealed_row (source, row_id) VALUES ('{table}', NEW.{key}); END
"""


def install(connection: Connection) -> None:
    """(Re)create the triggers; a rebuilt table on SQLite loses them silently."""
    dialect, present = connection.dialect.name, _present(connection)
    if dialect == "postgresql":
        connection.exec_driver_sql(_POSTGRES_FUNCTION)
    for table in present:
        for statement in _statements(table, dialect):
            connection.exec_driver_sql(statement)
    if "redaction" in present:
        _let_redactions_through(connection, present)
    if "seal" in present:
        for table in present:
            if table in SEALED:
                for statement in _listing(table, SEALED[table], dialect):
                    connection.exec_driver_sql(statement)


def names(dialect: str) -> list[str]:
    """What `install` puts in place at the newest revision."""
    actions = ("update", "delete", "truncate") if dialect == "postgresql" else ("update", "delete")
    listed = [f"{table}_unsealed" for table in SEALED]
    return [*(f"{table}_no_{action}" for table in APPEND_ONLY for action in actions), *listed]


def _let_redactions_through(connection: Connection, present: list[str]) -> None:
    is_postgres = connection.dialect.name == "postgresql"
    if is_postgres:
        for function in redactable.POSTGRES_FUNCTIONS:
            connection.exec_driver_sql(function)
    for table in set(present) & {"seal", *redactable.WORDS}:
        key = SEALED.get(table, "")
        for statement in (
            [redactable.postgres_trigger(table, key)] if is_postgres
            else redactable.sqlite_triggers(connection, table, key, erases="erasure" in present)
        ):
            connection.exec_driver_sql(statement)


def remove(connection: Connection) -> None:
    """Drop the triggers, for a migration that takes the tables away."""
    for table in _present(connection):
        for action in ("update", "delete", "truncate", "unsealed"):
            on_table = f" ON {table}" if connection.dialect.name == "postgresql" else ""
            name = f"{table}_unsealed" if action == "unsealed" else f"{table}_no_{action}"
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on_table}")
    if connection.dialect.name == "postgresql":
        for function in ("refuse_change()", *redactable.POSTGRES_NAMES):
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {function}")
        for key in sorted(set(SEALED.values())):
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS list_unsealed_{key}()")


def _present(connection: Connection) -> list[str]:
    """The append-only tables that exist at this revision."""
    names = set(inspect(connection).get_table_names())
    return [table for table in APPEND_ONLY if table in names]


def _statements(table: str, dialect: str) -> list[str]:
    if dialect == "postgresql":
        levels = (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT"))
        return [
            f"CREATE OR REPLACE TRIGGER {table}_no_{action} BEFORE {action.upper()} ON {table} "
            f"FOR EACH {level} EXECUTE FUNCTION refuse_change()"
            for action, level in levels
        ]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{action} BEFORE {action.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for action in ("update", "delete")
    ]


def _listing(table: str, key: str, dialect: str) -> list[str]:
    """What puts each new row on the list of those that are not sealed yet."""
    if dialect == "postgresql":
        return [_POSTGRES_LISTING.format(key=key), _POSTGRES_LISTED.format(table=table, key=key)]
    return [_SQLITE_LISTED.format(table=table, key=key)]
