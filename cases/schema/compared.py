"""Whether the tables of a database are those of this program: the schema itself, whatever revision stands beside it.

Columns with whether they may be empty, indexes, and triggers that are on. An index or trigger more is no difference.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from sqlalchemy import Connection, MetaData, Table, UniqueConstraint, text

from cases.schema import lookups, triggers

_SQLITE_COLUMNS: Final = text(
    'SELECT m.name, c.name, c."notnull" FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = \'table\''
)
_SQLITE_OTHERS: Final = text("SELECT type, name FROM sqlite_master WHERE type IN ('index', 'trigger')")
_POSTGRES_COLUMNS: Final = text(
    "SELECT c.relname, a.attname, a.attnotnull FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
    "WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND pg_table_is_visible(c.oid)"
)
_POSTGRES_OTHERS: Final = text(
    "SELECT 'index', c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
    "WHERE i.indisvalid AND pg_table_is_visible(c.oid) "
    "UNION ALL SELECT 'trigger', tgname FROM pg_trigger "
    "WHERE NOT tgisinternal AND tgenabled <> 'D' AND pg_table_is_visible(tgrelid)"
)


def differences(connection: Connection, metadata: MetaData) -> list[str]:
    """What is not as in `metadata`, in Dutch, each in a few words; nothing where all is. Three questions in all.

    Raises LookupError where no model was loaded.
    """
    if not metadata.tables:
        raise LookupError("no table is known: cases.models was not imported")
    standing = _standing(connection)
    others = {
        tuple(row)
        for row in connection.execute(_SQLITE_OTHERS if connection.dialect.name == "sqlite" else _POSTGRES_OTHERS)
    }
    found = [each for table in metadata.sorted_tables for each in _of_table(table, standing.get(table.name))]
    for kind, names, missing in (
        ("index", indexes(connection, metadata), "ontbreekt"),
        ("trigger", trigger_names(connection.dialect.name), "ontbreekt of staat uit"),
    ):
        found += [f"{kind} {name} {missing}" for name in sorted(names) if (kind, name) not in others]
    return found


def absent(connection: Connection, metadata: MetaData) -> list[str]:
    """The tables and columns of `metadata` that are not there, in Dutch: with any of them gone nothing can be read."""
    standing = _standing(connection)
    return [each for table in metadata.sorted_tables for each in _absent_of_table(table, standing.get(table.name))]


def indexes(connection: Connection, metadata: MetaData) -> set[str]:
    """The names of all indexes that must be there."""
    modelled = {name for table in metadata.tables.values() for name in _index_names(connection, table)}
    return modelled | set(lookups.index_names(connection.dialect.name))


def trigger_names(dialect: str) -> set[str]:
    """The names of all triggers that must be there."""
    return {*triggers.names(dialect), *lookups.trigger_names(dialect)}


def _standing(connection: Connection) -> dict[str, dict[str, bool]]:
    """Of each table that there is its columns, with whether they may be empty."""
    standing: dict[str, dict[str, bool]] = {}
    statement = _SQLITE_COLUMNS if connection.dialect.name == "sqlite" else _POSTGRES_COLUMNS
    for table, column, is_needed in connection.execute(statement):
        standing.setdefault(table, {})[column] = not is_needed
    return standing


def _of_table(table: Table, standing: dict[str, bool] | None) -> Iterator[str]:
    yield from _absent_of_table(table, standing)
    if standing is None:
        return
    for column in table.columns:
        if standing.get(column.name, column.nullable) != column.nullable:
            yield f"kolom {table.name}.{column.name} mag nu {'' if standing[column.name] else 'niet '}leeg zijn"
    yield from (f"kolom {table.name}.{name} is onbekend" for name in sorted(standing.keys() - table.columns.keys()))


def _absent_of_table(table: Table, standing: dict[str, bool] | None) -> Iterator[str]:
    if standing is None:
        yield f"tabel {table.name} ontbreekt"
        return
    yield from (
        f"kolom {table.name}.{column.name} ontbreekt" for column in table.columns if column.name not in standing
    )


def _index_names(connection: Connection, table: Table) -> Iterable[str]:
    """As the database has them: it cuts off a name that is too long."""
    cut = connection.dialect.identifier_preparer.truncate_and_render_index_name
    for index in table.indexes:
        assert index.name is not None
        yield cut(index.name)
    if connection.dialect.name == "postgresql":  # SQLite makes names of its own for these
        for each in table.constraints:
            if isinstance(each, UniqueConstraint):
                yield cut(str(each.name))
