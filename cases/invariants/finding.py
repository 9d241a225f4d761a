"""What a check looks at, and what it says of a row that is wrong."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias  # Any: a request of `agency quote`, as JSON

from sqlalchemy import Select
from sqlalchemy.orm import Session

from cases.store import DocumentStore
from cases.trace.anchors import Anchor
from legal.parameters import Figures

IN_PIECES = 500  # rows of a table that are in memory at a time

Recount: TypeAlias = Callable[[Mapping[str, Any], Figures], Mapping[str, str]]


class CannotRecount(Exception):
    """A kept request is no longer one that can be answered."""


class Flaw(StrEnum):
    """What kind of wrong it is, where a summary counts them apart."""

    RULE = "rule"
    SUM = "sum"
    MISSING = "missing"
    CHANGED = "changed"
    ORPHAN = "orphan"
    CHAIN = "chain"
    OPEN = "open"


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """One row that is wrong: its table, its key, and what is wrong in Dutch. Never what people typed."""

    table: str
    row: str
    what: str
    flaw: Flaw = Flaw.RULE


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What the checks look at; what `session` has read is forgotten on the way.

    Amounts are counted through `on`, or through the last day that the figures reach.
    `recount` answers a request of `agency quote` with the figures given: its totals, as text; it raises CannotRecount.
    `anchors`: where the chain ended on earlier days, as was written outside the database.
    `sample`: at most so many cases, and as many kept results, are counted again; None: all.
    """

    session: Session
    store: DocumentStore
    on: date
    figures: Figures
    recount: Recount
    anchors: tuple[Anchor, ...] = ()
    sample: int | None = None


Check: TypeAlias = Callable[[Looked], Iterator[Wrong]]


def all_of(looked: Looked, table: str, keys: Select[int], what: str) -> Iterator[Wrong]:
    """Every row of the table whose key this query gives is wrong in this way; the rows are not kept in memory."""
    for row in looked.session.scalars(keys.execution_options(yield_per=IN_PIECES)):
        yield Wrong(table=table, row=str(row), what=what)
