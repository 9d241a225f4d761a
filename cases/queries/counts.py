"""How many rows there are, to a thousand: beyond that nobody reads the number, and counting costs more than the page.

Also the conditions of partial indexes, written out: with a value that comes later no database knows that one holds.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    TextClause,
    bindparam,
    func,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.visitors import InternalTraversal

from cases.models import Case, Stage

MOST_COUNTED = 1_000
Key = TypeVar("Key")
Rows = Select[*tuple[Any, ...]]


def count(session: Session, rows: Rows) -> int:
    """How many rows; MOST_COUNTED + 1 says "more than that"."""
    return session.scalar(select(func.count()).select_from(_some(rows))) or 0


def counts(session: Session, wanted: Mapping[Key, Rows]) -> dict[Key, int]:
    """The same of several queries, in one."""
    if not wanted:
        return {}
    numbered: list[Rows] = [
        select(literal_column(str(at)).label("at"), func.count().label("number")).select_from(_some(rows))
        for at, rows in enumerate(wanted.values())
    ]
    keys = list(wanted)
    return {keys[at]: number for at, number in sorted(tuple(row) for row in session.execute(union_all(*numbered)))}


def _some(rows: Rows) -> Any:
    return rows.limit(MOST_COUNTED + 1).subquery()


def written_out(column: InstrumentedAttribute[Any], *choices: StrEnum, negated: bool = False) -> ColumnElement[bool]:
    """`column` is one of these choices, or none of them, as it stands in the condition of a partial index."""
    if len(choices) == 1:
        one = bindparam(None, choices[0], type_=column.type, literal_execute=True)
        return column != one if negated else column == one
    several: Collection[StrEnum] = list(choices)
    return column.in_(bindparam(None, several, type_=column.type, expanding=True, literal_execute=True))


def is_open() -> ColumnElement[bool]:
    """Cases that are not closed."""
    return written_out(Case.stage, Stage.CLOSED, negated=True)


def of_open_case() -> TextClause:
    """Claims of such cases, as the database keeps it at the claim (`cases.schema.lookups`)."""
    return text("claim.is_open")


class passed_over(ColumnElement[bool]):  # noqa: N801 - reads as a function in a query, like those of SQLAlchemy
    """The same condition, for a database without knowledge of how many rows fit: walk the order, do not look them up.

    SQLite takes an index of any condition that has one, sorts all that fit, and shows fifty.
    """

    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012 - the class attribute that SQLAlchemy reads
        ("condition", InternalTraversal.dp_clauseelement),
    ]
    type = Boolean()

    def __init__(self, condition: ColumnElement[bool]) -> None:
        self.condition = condition


@compiles(passed_over)
def _as_it_is(element: passed_over, compiler: Any, **how: Any) -> str:  # Any: SQLAlchemy leaves compilers untyped
    return str(compiler.process(element.condition, **how))


@compiles(passed_over, "sqlite")
def _without_index(element: passed_over, compiler: Any, **how: Any) -> str:
    return f"+({compiler.process(element.condition, **how)})"
