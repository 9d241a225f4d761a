"""Ids for many rows at once, so that one statement writes them: a database that gives them answers row by row."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import func, select, table, text
from sqlalchemy.orm import Session

from cases.schema.db import Base

_FROM_SEQUENCE = text(
    "SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :number)"
)


class _Numbered(Protocol):
    id: int


def add_numbered(session: Session, rows: Sequence[Base]) -> None:
    """Add rows of one table, in this order, each with its id. Nobody else gets these: the write lock or a sequence."""
    if rows:
        for row, number in zip(rows, reserve(session, type(rows[0]), len(rows)), strict=True):
            numbered: _Numbered = row  # type: ignore[assignment]
            numbered.id = number
        session.add_all(rows)


def reserve(session: Session, kind: type[Base], number: int) -> Sequence[int]:
    """Ids for so many new rows of a table, in ascending order."""
    name = kind.__tablename__
    if session.get_bind().dialect.name == "sqlite":
        session.flush()  # what waits without an id would be given the first of these
        last = session.scalar(select(func.max(text("id"))).select_from(table(name))) or 0
        return range(last + 1, last + number + 1)
    return session.scalars(_FROM_SEQUENCE, {"name": f'"{name}"', "number": number}).all()
