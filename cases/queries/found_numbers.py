"""What the newest search for citizen service numbers found, each shown without the number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any  # Any: what a column holds

from sqlalchemy import Column, select
from sqlalchemy.orm import Session

from cases.documents import is_another_number
from cases.intake.privacy import MASK, mask
from cases.models import Case, LookKind, LookState, NumberFound, SecondLook
from cases.queries.citizen_numbers import on_record
from cases.queries.counts import count
from cases.schema.db import Base
from cases.trace.redacting import Place

PAGE_SIZE = 50
_AROUND = 60  # signs shown before and behind


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One place: `words` masked, "" where it is clean by now; the case it is of; whether a look waits for it."""

    id: int
    place: Place
    words: str
    case: str
    waits: bool


def search(session: Session) -> list[Place]:
    """Every place on record with such a number; an invoice or customer number is none where it is repeated."""
    found = on_record(session, but=lambda digits: is_another_number(session, digits))
    return [
        Place(source=each.table, row_id=int(each.row), column=each.column, path=each.path) for each in found
    ]


def found(session: Session, *, after: int = 0) -> tuple[list[Shown], int | None]:
    """A page of the list, and the key of the next; None at its end."""
    rows = session.scalars(
        select(NumberFound).where(NumberFound.id > after).order_by(NumberFound.id).limit(PAGE_SIZE + 1)
    ).all()
    return _shown(session, rows[:PAGE_SIZE]), rows[PAGE_SIZE - 1].id if len(rows) > PAGE_SIZE else None


def one(session: Session, found_id: int) -> Shown | None:
    """One of the list."""
    row = session.get(NumberFound, found_id)
    return None if row is None else _shown(session, [row])[0]


def how_many(session: Session) -> int:
    """How many are on the list (as `counts` counts)."""
    return count(session, select(NumberFound.id))


def at(session: Session, place: Place) -> Shown:
    """A place as if it were on the list."""
    return _shown(session, [NumberFound(
        id=0, source=place.source, row_id=place.row_id, column_name=place.column, path=place.path
    )])[0]


def _shown(session: Session, rows: Sequence[NumberFound]) -> list[Shown]:
    places = {
        row.id: Place(source=row.source, row_id=row.row_id, column=row.column_name, path=row.path) for row in rows
    }
    values, waiting = _values(session, places.values()), _waiting(session)
    cases = {case_id for _, case_id in values.values() if case_id is not None}
    numbers = {row.id: row.number for row in session.execute(select(Case.id, Case.number).where(Case.id.in_(cases)))}
    shown = []
    for row_id, place in places.items():
        value, case_id = values.get((place.source, place.column, place.row_id), ("", None))
        shown.append(Shown(
            id=row_id, place=place, words=_excerpt(_text(value, place.path)), waits=place in waiting,
            case="" if case_id is None else numbers[case_id],
        ))
    return shown


def _values(session: Session, places: Iterable[Place]) -> dict[tuple[str, str, int], tuple[Any, int | None]]:
    """What these columns hold, with the case of their row; one question for each column."""
    wanted: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for place in places:
        wanted[place.source, place.column].add(place.row_id)
    found = {}
    for (source, column), ids in wanted.items():
        table = Base.metadata.tables[source]
        (key,) = table.primary_key.columns
        of_case: Column[Any] | None = key if source == "case" else table.c.get("case_id")
        columns = [key, table.c[column], *([] if of_case is None else [of_case.label("of_case")])]
        for row in session.execute(select(*columns).where(key.in_(ids))):
            found[source, column, row[0]] = row[1], None if of_case is None else row[2]
    return found


def _waiting(session: Session) -> set[Place]:
    """The places for which a second look is open."""
    looks = session.scalars(select(SecondLook.wanted).where(
        SecondLook.kind == LookKind.REDACTION, SecondLook.state == LookState.OPEN
    ))
    return {
        Place(source=each["source"], row_id=each["row_id"], column=each["column"], path=each["path"])
        for each in looks
    }


def _text(value: Any, path: str) -> str:
    for part in filter(None, path.split(".")):
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (KeyError, IndexError, TypeError, ValueError):
            return ""
    return value if isinstance(value, str) else ""


def _excerpt(words: str) -> str:
    hidden = mask(words)
    if hidden == words:
        return ""
    at = hidden.find(MASK)
    start, end = max(0, at - _AROUND), at + len(MASK) + _AROUND
    return ("… " if start else "") + hidden[start:end].strip() + (" …" if end < len(hidden) else "")
