"""The trace of the set-up: who gave which field another value, and when. Written in the transaction that did it.

Each is told by a line of the trace (`trace/lines.py`), which says from where.
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cases.acts import Act
from cases.models import SetUpChange, SetUpSubject
from cases.names import name
from cases.trace import lines
from letters.words import euro

SHOWN = 50
Value = str | bool | int | bytes | date | Decimal | tuple[str, ...] | None


def record(
    session: Session, act: Act, subject: SetUpSubject, subject_id: int, *, before: Mapping[str, Value],
    after: Mapping[str, Value],
) -> None:
    """Add a row, and its line, for each field whose value differs; a field that is missing before was empty."""
    found = ((field, _in_words(before.get(field)), _in_words(value)) for field, value in after.items())
    lines.note_changes(session, act, [
        SetUpChange(
            subject=subject, subject_id=subject_id, field=field, old_value=old, new_value=new, changed_at=act.now,
            changed_by=act.actor_id,
        )
        for field, old, new in found if old != new
    ])
    session.flush()


def latest(session: Session, subject: SetUpSubject, subject_id: int) -> list[SetUpChange]:
    """The newest changes first, at most `SHOWN`."""
    query = (
        select(SetUpChange).where(SetUpChange.subject == subject, SetUpChange.subject_id == subject_id)
        .options(joinedload(SetUpChange.changer)).order_by(SetUpChange.id.desc()).limit(SHOWN)
    )
    return list(session.scalars(query))


def _in_words(value: Value) -> str:
    """A value as a person reads it back; of a picture the start of its fingerprint."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, StrEnum):
        return name(value)
    if isinstance(value, bytes):
        return f"afbeelding {hashlib.sha256(value).hexdigest()[:12]}"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, Decimal):
        return euro(value)
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value)
