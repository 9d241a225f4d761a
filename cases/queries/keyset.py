"""Pages by key: the next page starts after the last row shown, so that it is as fast on page 500 as on page 1."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_
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
    """An order by one column and then the id. `read` makes a value of the text in the address, `write` the reverse."""

    column: ColumnElement[Any] | InstrumentedAttribute[Any]  # Any: text, day or number
    id_column: ColumnElement[int] | InstrumentedAttribute[int]
    read: Callable[[str], Any]
    write: Callable[[Any], str]
    descending: bool = False

    def parse(self, key: str) -> tuple[Any, int] | None:
        """Value and id of a key from an address; None when somebody made it up."""
        row_id, mark, text = key.partition("~")
        try:
            return (self.read(text), read_number(row_id)) if mark else None
        except ValueError:
            return None

    def key(self, value: Any, row_id: int) -> str:
        """The key of a row."""
        return f"{row_id}~{self.write(value)}"

    def beyond(self, value: Any, row_id: int, *, backwards: bool) -> ColumnElement[bool]:
        """The rows that come after this one, or before it."""
        if self.descending == backwards:
            return or_(self.column > value, and_(self.column == value, self.id_column > row_id))
        return or_(self.column < value, and_(self.column == value, self.id_column < row_id))

    def columns(self, *, backwards: bool) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
        """What to order by."""
        if self.descending == backwards:
            return self.column.asc(), self.id_column.asc()
        return self.column.desc(), self.id_column.desc()


def page(
    session: Session, query: Select[*tuple[Any, ...]], order: Order, turned: Turned, *, size: int
) -> Page[Any]:
    """Rows of `query` in `order`, at most `size`, with the keys of the next and the previous page.

    The first two columns of the query are the ordered value and the id. A made-up key gives the first page.
    """
    backwards, size = bool(turned.before), turned.size or size
    start = order.parse(turned.before or turned.after)
    backwards = backwards and start is not None
    if start is not None:
        query = query.where(order.beyond(*start, backwards=backwards))
    rows = session.execute(query.order_by(*order.columns(backwards=backwards)).limit(size + 1)).all()
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows = rows[::-1]
    if not rows:
        return Page(rows=(), after=None, before=None)
    has_next = more if not backwards else True
    has_previous = more if backwards else start is not None
    return Page(
        rows=tuple(rows), after=order.key(rows[-1][0], rows[-1][1]) if has_next else None,
        before=order.key(rows[0][0], rows[0][1]) if has_previous else None,
    )
