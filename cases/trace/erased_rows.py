"""The words of rows that never change go after their term: a mark in the place of each text, and the chain stays true.

A text that was empty stays so. Of a structure keys, numbers, codes, days and amounts stay, so that its row reads on.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final  # Any: what a column holds

from sqlalchemy import JSON, ColumnElement, String, Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.errors import Refused
from cases.events.texts import without_texts
from cases.models import Erasure, EventKind, Scope, Seal
from cases.schema.db import Base
from cases.schema.redactable import WORDS
from cases.schema.triggers import SEALED
from cases.trace.digests import digest_of, new_salt, rows_written, write_plainly
from cases.trace.redacting import overwrite_what_goes

_SEALS: Final = Base.metadata.tables[Seal.__tablename__]


class NotSealed(Refused):
    """A row was written just now, and its seal would be made over the words."""

    code = "not_sealed"


@dataclass(frozen=True, kw_only=True)
class Ground:
    """In which scope of which term, by whose confirmation; None after an older backup was put back."""

    scope: Scope
    second_look_id: int | None


def mark_of(today: date) -> str:
    """What takes the place of a text."""
    return f"[gewist op {today:%d-%m-%Y}]"


def told_of(act: Act, ground: Ground | None, source: str, row_id: int, digest: str = "") -> dict[str, Any]:
    """The values of what the record says of it; without a `ground` it went by a term of its own."""
    return {
        "source": source, "row_id": row_id, "scope": ground and ground.scope, "mark": mark_of(act.today),
        "digest": digest, "erased_on": act.today, "erased_at": act.now,
        "second_look_id": ground and ground.second_look_id,
    }


def erase_rows(session: Session, act: Act, source: str, which: ColumnElement[bool], ground: Ground | None) -> int:
    """Put the mark in the place of every text of these rows of an append-only table; how many rows had any.

    Raises NotSealed where one is not in the chain yet.
    """
    table = Base.metadata.tables[source]
    left = _left(session, table, which, mark_of(act.today))
    if not left:
        return 0
    overwrite_what_goes(session)
    salts = _new_salts(session, source, left)
    write_plainly(session)
    digests = {
        row[0]: digest_of(salts[row[0]], _with(table, row[1:], left[row[0]]))
        for row in rows_written(session, source, left) if row[0] in left
    }
    session.execute(insert(Erasure), [told_of(act, ground, source, key, digests[key]) for key in left])
    _write(session, table, left)
    session.execute(
        update(_SEALS).where(_SEALS.c.source == source, _SEALS.c.row_id == bindparam("key"))
        .values(salt=bindparam("new_salt")),
        [{"key": key, "new_salt": salt} for key, salt in salts.items()],
    )
    for row in rows_written(session, source, left):
        if row[0] in left and digest_of(salts[row[0]], row[1:]) != digests[row[0]]:
            raise RuntimeError("a row is written in another way than was foreseen")
    session.expire_all()
    return len(left)


def _left(session: Session, table: Table, which: ColumnElement[bool], mark: str) -> dict[int, dict[str, Any]]:
    """Of each row with a text its columns of words without, by its number."""
    key, names = table.c[SEALED[table.name]], WORDS[table.name]
    kind = table.c["kind"] if table.name == "case_event" else key
    found = {}
    for row in session.execute(select(key, kind, *(table.c[name] for name in names)).where(which).order_by(key)):
        held = dict(zip(names, row[2:], strict=True))
        left = {name: _without(row[1], value, mark) for name, value in held.items()}
        if left != held:
            found[row[0]] = left
    return found


def _without(kind: EventKind | int, value: Any, mark: str) -> Any:
    if isinstance(kind, EventKind) and isinstance(value, Mapping):
        return without_texts(kind, value, mark)
    return mark if value else value


def _new_salts(session: Session, source: str, ids: Collection[int]) -> dict[int, str]:
    sealed = set(session.scalars(
        select(_SEALS.c.row_id).where(_SEALS.c.source == source, _SEALS.c.row_id.in_(list(ids)))
    ))
    if sealed != set(ids):
        raise NotSealed("Hier is net iets geschreven dat nog niet in de keten staat. Probeer het over een minuut.")
    return {key: new_salt() for key in ids}


def _with(table: Table, written: Sequence[Any], left: Mapping[str, Any]) -> tuple[str | None, ...]:
    """A row as the database will write it, with these values."""
    columns, names = list(written), list(table.c.keys())
    for name, value in left.items():
        columns[names.index(name)] = value if value is None or isinstance(value, str) else json.dumps(value)
    return tuple(columns)


def _write(session: Session, table: Table, left: Mapping[int, Mapping[str, Any]]) -> None:
    key = table.c[SEALED[table.name]]
    values = {
        name: bindparam(f"new_{name}", type_=JSON() if isinstance(table.c[name].type, JSON) else String())
        for name in WORDS[table.name]
    }
    session.execute(
        update(table).where(key == bindparam("key")).values(values),
        [{"key": row_id, **{f"new_{name}": each[name] for name in values}} for row_id, each in left.items()],
    )
