"""Append-only by the database itself: history, money, figures and what results were counted from never change."""

from sqlalchemy import inspect
from sqlalchemy.engine import Connection

APPEND_ONLY = (
    "case_event", "ledger_entry", "interruption", "package_download", "figure_addition", "figure_decision",
    "figure_set", "valuation_record", "letter_content", "set_up_change", "means_shown", "service_report",
    "writ_confirmation", "figure_keeper", "told_amount", "consumer_contract", "loss_acceptance",
    "other_cost", "entry_paper", "claim_move",
)

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '%% is append-only', TG_TABLE_NAME; END;
$$ LANGUAGE plpgsql
"""


def install(connection: Connection) -> None:
    """(Re)create the triggers; a rebuilt table on SQLite loses them silently."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_POSTGRES_FUNCTION)
    for table in _present(connection):
        for statement in _statements(table, connection.dialect.name):
            connection.exec_driver_sql(statement)


def remove(connection: Connection) -> None:
    """Drop the triggers, for a migration that takes the tables away."""
    for table in _present(connection):
        for action in ("update", "delete", "truncate"):
            on_table = f" ON {table}" if connection.dialect.name == "postgresql" else ""
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{action}{on_table}")
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS refuse_change()")


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
