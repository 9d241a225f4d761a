"""What may not be kept is made unreadable: a mark takes its place, and the record says who asked and who confirmed.

A row that never changes is changed here alone, in the one way that its trigger lets through (`schema/redactable.py`).
"""

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final  # Any: what a column holds

from sqlalchemy import JSON, ColumnElement, String, Table, and_, bindparam, delete, select, update
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.errors import NotFound, Refused
from cases.events.redactions import MadeUnreadable
from cases.models import Letter, NumberFound, Redaction, Seal, User
from cases.privacy.citizen_numbers import spans
from cases.schema.db import Base
from cases.schema.triggers import SEALED
from cases.trace.digests import digest_of, new_salt, rows_written, write_plainly

_KEY: Final = re.compile(r"[A-Za-z0-9_]+")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a text stands: `path` is the way within a structure, a point between its parts; "" for a plain text."""

    source: str
    row_id: int
    column: str
    path: str = ""


@dataclass(frozen=True, kw_only=True)
class Request:
    """Who asked it, when and why, and the second look that it waited for."""

    asked_by: int
    asked_at: datetime
    reason: str
    second_look_id: int


@dataclass(frozen=True, kw_only=True)
class Taken:
    """The piece that went, and the digest of the row from then on; as in `Redaction`."""

    path: str
    starts_at: int
    ends_at: int
    digest: str


def mark_of(today: date) -> str:
    """What takes the place of it."""
    return f"[onleesbaar gemaakt op {today:%d-%m-%Y}: burgerservicenummer]"


def words_at(session: Session, place: Place) -> str:
    """The text that stands there. Raises NotFound."""
    table = Base.metadata.tables[place.source]
    value = session.scalar(select(table.c[place.column]).where(_key(table) == place.row_id))
    for part in filter(None, place.path.split(".")):
        value = _within(value, part)
    if not isinstance(value, str):
        raise NotFound("Hier staat geen tekst.")
    return value


def redact(session: Session, act: Act, place: Place, asked: Request) -> None:
    """Put a mark in the place of each citizen service number in a text. `act` is who confirms.

    Raises Refused where there is none, or where the row is not in the chain yet: a seal over the number would be made.
    """
    table = Base.metadata.tables[place.source]
    row = session.execute(select(table).where(_key(table) == place.row_id).with_for_update()).mappings().one_or_none()
    if row is None:
        raise NotFound("Deze regel is er niet.")
    words = words_at(session, place)
    if not spans(words):
        raise Refused("Hier staat geen burgerservicenummer meer.")
    overwrite_what_goes(session)
    salt = _salt_to_come(session, place)
    while found := spans(words):
        words = _take_out(session, act, place, words, found[-1], salt=salt, asked=asked)
    _take_out_of_copy(session, table, place)
    if salt:
        session.execute(update(Base.metadata.tables["seal"]).where(_is_seal_of(place)).values(salt=salt))
    session.flush()
    session.expire_all()
    tell(session, act, row, place.source, asked)
    session.execute(delete(NumberFound).where(
        NumberFound.source == place.source, NumberFound.row_id == place.row_id,
        NumberFound.column_name == place.column, NumberFound.path == place.path,
    ))


def _take_out(
    session: Session, act: Act, place: Place, words: str, span: tuple[int, int], *, salt: str, asked: Request
) -> str:
    """The text with a mark in one place, on record. Of the last piece the record has the digest of the row then."""
    table, mark = Base.metadata.tables[place.source], mark_of(act.today)
    column = table.c[place.column]
    start, end = _in_its_length(words, span, mark, getattr(column.type, "length", None))
    left = words[:start] + mark + words[end:]
    value: Any = left
    if place.path:
        value = session.scalar(select(column).where(_key(table) == place.row_id))
        _put_within(value, place.path.split("."), left)
    digest = _digest_with(session, place, salt, value) if salt and not spans(left) else ""
    session.add(row_of(act, place, asked, Taken(
        path=_way(session, place), starts_at=start, ends_at=end, digest=digest
    )))
    session.flush()
    kind = JSON() if place.path else String()  # past the check of a Note: another number may still stand in it
    session.execute(update(table).where(_key(table) == place.row_id).values(
        {place.column: bindparam("left", value, type_=kind)}
    ))
    if digest and digest != _digest_with(session, place, salt):
        raise RuntimeError("a row is written in another way than was foreseen")
    return left


def _take_out_of_copy(session: Session, table: Table, place: Place) -> None:
    """Of a name the copy to search by, which shows nowhere: the number goes, without a mark."""
    if "search_name" not in table.c:
        return
    copy = session.scalar(select(table.c.search_name).where(_key(table) == place.row_id)) or ""
    for start, end in reversed(spans(copy)):
        copy = copy[:start] + copy[end:]
    session.execute(update(table).where(_key(table) == place.row_id).values(search_name=copy))


def _digest_with(session: Session, place: Place, salt: str, value: Any = None) -> str:
    """The digest of the row as it is, or as it will be with this value in its column."""
    write_plainly(session)
    (row,) = rows_written(session, place.source, [place.row_id])
    columns = list(row[1:])
    if value is not None:
        at = list(Base.metadata.tables[place.source].c.keys()).index(place.column)
        columns[at] = value if isinstance(value, str) else json.dumps(value)
    return digest_of(salt, tuple(columns))


def _in_its_length(words: str, span: tuple[int, int], mark: str, longest: int | None) -> tuple[int, int]:
    """The piece that goes; more of the text goes with it where the mark would make it too long for its column."""
    start, end = span
    if longest is not None and longest < len(mark):
        raise Refused("Dit veld is te kort voor een merkteken. Verbeter het op de pagina waar het is ingevuld.")
    too_long = 0 if longest is None else max(0, len(words) - (end - start) + len(mark) - longest)
    behind = min(too_long, len(words) - end)
    return start - (too_long - behind), end + behind


def _salt_to_come(session: Session, place: Place) -> str:
    """A new salt for the seal of a row; "" for a row of which no seal is made."""
    if place.source not in SEALED:
        return ""
    if session.scalar(select(Seal.position).where(_is_seal_of(place))) is None:
        raise Refused("Dit is net geschreven en staat nog niet in de keten. Probeer het over een minuut opnieuw.")
    return new_salt()


def _is_seal_of(place: Place) -> ColumnElement[bool]:
    return and_(Seal.source == place.source, Seal.row_id == place.row_id)


def row_of(act: Act, place: Place, asked: Request, gone: Taken) -> Redaction:
    """What the record says of it, still to be added."""
    return Redaction(
        source=place.source, row_id=place.row_id, column_name=place.column, path=gone.path, starts_at=gone.starts_at,
        ends_at=gone.ends_at, mark=mark_of(act.today), digest=gone.digest, reason=asked.reason,
        second_look_id=asked.second_look_id, asked_by=asked.asked_by, asked_at=asked.asked_at,
        confirmed_by=act.person_id, confirmed_at=act.now,
    )


def tell(session: Session, act: Act, row: Any, source: str, asked: Request) -> None:  # Any: columns by name
    """Tell it in the history of the case that the row is of, where it is of one."""
    case_id = row["id"] if source == "case" else row.get("case_id")
    if source == "letter_content":
        case_id = session.scalar(select(Letter.case_id).where(Letter.id == row["letter_id"]))
    if case_id is not None:
        asker = session.get_one(User, asked.asked_by)
        told = MadeUnreadable(place=source, reason=asked.reason, asked_by=asker.name)
        events.record(session, act, case_id, told, effective_on=act.today)


def _way(session: Session, place: Place) -> str:
    """The way within a structure as both databases read it: `$.parts[0].reason`."""
    if not place.path:
        return ""
    table, way = Base.metadata.tables[place.source], "$"
    value = session.scalar(select(table.c[place.column]).where(_key(table) == place.row_id))
    for part in place.path.split("."):
        if not _KEY.fullmatch(part):
            raise Refused("Dit kan alleen wie het systeem beheert onleesbaar maken.")
        way += f"[{part}]" if isinstance(value, list) else f".{part}"
        value = _within(value, part)
    return way


def _within(value: Any, part: str) -> Any:
    try:
        return value[int(part)] if isinstance(value, list) else value[part]
    except (KeyError, IndexError, TypeError, ValueError):
        raise NotFound("Hier staat geen tekst.") from None


def _put_within(value: Any, parts: list[str], words: str) -> None:
    for part in parts[:-1]:
        value = _within(value, part)
    value[int(parts[-1]) if isinstance(value, list) else parts[-1]] = words


def _key(table: Table) -> Any:
    (key,) = table.primary_key.columns
    return key


def overwrite_what_goes(session: Session) -> None:
    """SQLite leaves in its file what is no longer there, unless it is asked to write over it."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA secure_delete=ON")
