"""Pages by key: the next page starts after the last row shown, so that it is as fast on page 500 as on page 1."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Integer, Select, literal_column, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from cases.input_checks import whole_number

Row = TypeVar("Row")


def read_number(text: str) -> int:
    """The whole number in a key; raises ValueError for one that no row can have."""
    found = whole_number(text)
    if found is None:
        raise ValueError("no number of a row")
    return found


@dataclass(frozen=True)
class Turned:
    """The page that was turned to: after or before the row with this key, else the first.

    `size`: the rows on it, 0 for as many as the list itself shows.
    """

    after: str = ""
    before: str = ""
    size: int = 0


FIRST_PAGE = Turned()


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page, and the keys of the pages around it; None at the ends."""

    rows: tuple[Row, ...]
    after: str | None
    before: str | None


@dataclass(frozen=True, kw_only=True)
class Order:
    """An order by one column and then the id. `read` makes a value of the text in the address, `write` the reverse.

    With `rank` the rows of a query are all of that rank; those of a lower one come before them, and it stands in front
    in the key, such as "1 2026-11-21". `is_hidden`: the value tells who somebody is and stands in no address; the key
    is the id alone, and the value is looked up.
    """

    column: ColumnElement[Any] | InstrumentedAttribute[Any]  # Any: text, day or number
    id_column: ColumnElement[int] | InstrumentedAttribute[int]
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    descending: bool = False
    rank: int | None = None
    is_hidden: bool = False

    def start(self, session: Session, query: Select[*tuple[Any, ...]], key: str) -> "_Start | None":
        """Where a key from an address points to in `query`; None when somebody made it up."""
        if not self.is_hidden:
            return self.parse(key)
        row_id = whole_number(key)
        value = None if row_id is None else session.scalar(
            query.with_only_columns(self.column).where(self.id_column == row_id)
        )
        return None if row_id is None or value is None else _Start(rank=None, value=value, row_id=row_id)

    def parse(self, key: str) -> "_Start | None":
        """Where a key from an address points to; None when somebody made it up."""
        row_id, mark, text = key.partition("~")
        if not mark:
            return None
        try:
            if self.rank is None:
                return _Start(rank=None, value=self.read(text), row_id=read_number(row_id))
            ranked, _, rest = text.partition(" ")
            if read_number(ranked) != self.rank:
                return None
            return _Start(rank=self.rank, value=self.read(rest), row_id=read_number(row_id))
        except ValueError:
            return None

    def key(self, value: Any, row_id: int) -> str:
        """The key of a row."""
        if self.is_hidden:
            return str(row_id)
        ranked = "" if self.rank is None else f"{self.rank} "
        return f"{row_id}~{ranked}{self.write(value)}"

    def beyond(self, value: Any, row_id: int, *, backwards: bool) -> ColumnElement[bool]:
        """The rows that come after this one, or before it: one comparison, which an index answers."""
        own = tuple_(self.column, self.id_column)
        passed = tuple_(value, row_id, types=[self.column.type, self.id_column.type])
        return own > passed if self.descending == backwards else own < passed

    def columns(self, *, backwards: bool) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        """What to order by."""
        if self.descending == backwards:
            return self.column.asc(), self.id_column.asc()
        return self.column.desc(), self.id_column.desc()


@dataclass(frozen=True, kw_only=True)
class _Start:
    """The row from which a page goes on."""

    rank: int | None
    value: Any
    row_id: int


Part = tuple[Select[*tuple[Any, ...]], Order]


def page(
    session: Session, query: Select[*tuple[Any, ...]], order: Order, turned: Turned, *, size: int
) -> Page[Any]:
    """Rows of `query` in `order`, at most `size`, with the keys of the next and the previous page.

    The first two columns of the query are the ordered value and the id. A made-up key gives the first page.
    """
    return page_of_ranks(session, [(query, order)], turned, size=size)


def page_of_ranks(session: Session, parts: Sequence[Part], turned: Turned, *, size: int) -> Page[Any]:
    """As `page`, of queries that follow each other by the rank of their order.

    Those that are ordered by the same column are asked together, others one by one and only where rows lack.
    """
    backwards, size = bool(turned.before), turned.size or size
    key = turned.before or turned.after
    starts = (order.start(session, query, key) for query, order in parts) if key else ()
    start = next((found for found in starts if found is not None), None)
    backwards = backwards and start is not None
    asked = [
        (from_here, order) for query, order in (reversed(parts) if backwards else parts)
        if (from_here := _from(query, order, start, backwards=backwards)) is not None
    ]
    is_same = len(asked) > 1 and len({order.column for _, order in asked}) == 1
    ask = _together if is_same else _one_by_one
    found = ask(session, asked, backwards=backwards, size=size + 1)
    more = len(found) > size
    found = found[:size]
    if backwards:
        found = found[::-1]
    if not found:
        return Page(rows=(), after=None, before=None)
    has_next = more if not backwards else True
    has_previous = more if backwards else start is not None
    (first, by_first), (last, by_last) = found[0], found[-1]
    return Page(
        rows=tuple(row for row, _ in found), after=by_last.key(last[0], last[1]) if has_next else None,
        before=by_first.key(first[0], first[1]) if has_previous else None,
    )


def _one_by_one(
    session: Session, asked: Sequence[Part], *, backwards: bool, size: int
) -> list[tuple[Any, Order]]:
    found: list[tuple[Any, Order]] = []
    for query, order in asked:
        if len(found) < size:
            ordered = query.order_by(*order.columns(backwards=backwards)).limit(size - len(found))
            found += [(row, order) for row in session.execute(ordered).all()]
    return found


def _together(
    session: Session, asked: Sequence[Part], *, backwards: bool, size: int
) -> list[tuple[Any, Order]]:
    """Each query by its own index, the first rows of each; the order of the parts, and in them their own, on top."""
    limited = [query.order_by(*order.columns(backwards=backwards)).limit(size).subquery() for query, order in asked]
    rows = union_all(*(
        select(*each.c, literal_column(str(place), Integer()).label("part")) for place, each in enumerate(limited)
    )).subquery()
    value, row_id, *_ = rows.c
    order = replace(asked[0][1], column=value, id_column=row_id)
    ordered = select(rows).order_by(rows.c.part, *order.columns(backwards=backwards))
    return [(row, asked[row.part][1]) for row in session.execute(ordered.limit(size)).all()]


def _from(
    query: Select[*tuple[Any, ...]], order: Order, start: _Start | None, *, backwards: bool
) -> Select[*tuple[Any, ...]] | None:
    """What of a query lies beyond the start; None for one that was passed altogether."""
    if start is None:
        return query
    if start.rank is not None and order.rank is not None and start.rank != order.rank:
        return query if (start.rank > order.rank) == backwards else None
    return query.where(order.beyond(start.value, start.row_id, backwards=backwards))
