"""Whether tables are those of the program is seen in the tables, whatever revision stands beside them."""

import pytest
from sqlalchemy import Engine, MetaData, inspect, text

import cases.models  # noqa: F401 - puts every table on the metadata
from cases.schema import compared, migrate
from cases.schema.db import Base


def differences(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return compared.differences(connection, Base.metadata)


def test_a_new_database_has_what_is_asked_and_nothing_of_ours_is_left_out(engine: Engine) -> None:
    """Every trigger that stands there is one that is looked for: a new kind is in it by itself."""
    assert differences(engine) == []
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[engine.dialect.name]
    with engine.connect() as connection:
        assert set(connection.scalars(text(catalogue))) == compared.trigger_names(engine.dialect.name)
        looked_for = compared.indexes(connection, Base.metadata)
    standing = {
        index["name"] for table in Base.metadata.tables for index in inspect(engine).get_indexes(table)
        if not str(index["name"]).startswith("find_debtor_part")
    }
    assert standing <= looked_for


@pytest.mark.superuser
@pytest.mark.parametrize(("statement", "said"), [
    ("ALTER TABLE task ADD COLUMN extra INTEGER", ["kolom task.extra is onbekend"]),
    ("ALTER TABLE daily_run DROP COLUMN after_id", ["kolom daily_run.after_id ontbreekt"]),
    ("DROP INDEX ix_letter_state_lease_until", ["index ix_letter_state_lease_until ontbreekt"]),
    ("DROP INDEX order_case_urgency", ["index order_case_urgency ontbreekt"]),
    ("DROP TABLE duty", ["tabel duty ontbreekt"]),
], ids=["column more", "column less", "index", "index of ours", "table"])
def test_what_was_changed_by_hand_is_named(engine: Engine, statement: str, said: list[str]) -> None:
    with engine.execution_options(read_only=False).begin() as connection:
        connection.exec_driver_sql(statement)
    assert differences(engine) == said
    assert not migrate.is_current(engine)


@pytest.mark.superuser
@pytest.mark.parametrize("statement", [
    "DROP TRIGGER case_event_no_update ON case_event", "ALTER TABLE case_event DISABLE TRIGGER case_event_no_update",
], ids=["gone", "off"])
def test_history_that_can_be_changed_is_named_and_the_upgrade_mends_it(engine: Engine, statement: str) -> None:
    if engine.dialect.name == "sqlite":
        statement = "DROP TRIGGER case_event_no_update"  # there it cannot be switched off
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert differences(engine) == ["trigger case_event_no_update ontbreekt of staat uit"]
    migrate.upgrade(engine)
    assert migrate.is_current(engine)


@pytest.mark.superuser
def test_a_column_that_may_be_empty_and_may_not_is_named(server: Engine) -> None:
    with server.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE task ALTER COLUMN due_on DROP NOT NULL")
    assert differences(server) == ["kolom task.due_on mag nu leeg zijn"]


def test_without_the_models_nothing_is_called_right(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(LookupError):
        compared.differences(connection, MetaData())
