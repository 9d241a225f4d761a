"""All figures as one JSON value, kept once under its fingerprint, and back: so that an old result can be recounted."""

import hashlib
import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any  # Any: a figure of whatever shape

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cases.errors import NotFound
from cases.models import FigureSet
from legal.parameters import Figures, load_figures

TYPE = "type"  # the key that names the class of a value


# What this process counted with last. Found by identity: the hash of all figures takes longer than a small valuation.
_KNOWN = 4
_known: list[tuple[Figures, str]] = []


def fingerprint(figures: Figures) -> str:
    """SHA-256 of everything in `figures`, sources included."""
    for each, sha256 in tuple(_known):
        if each is figures:
            return sha256
    return _know(figures, _sha256(as_json(figures)))


def is_whole(kept: FigureSet) -> bool:
    """Whether what is on record is what was kept, whichever version did: it still has its fingerprint."""
    return _sha256(kept.content) == kept.sha256


def _sha256(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _know(figures: Figures, sha256: str) -> str:
    _known.append((figures, sha256))
    del _known[:-_KNOWN]
    return sha256


def keep(session: Session, figures: Figures, *, now: datetime) -> str:
    """Keep these figures unless they are on record; their fingerprint."""
    sha256 = fingerprint(figures)
    if session.scalar(select(FigureSet.sha256).where(FigureSet.sha256 == sha256)) is None:
        insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
        values = {"sha256": sha256, "content": as_json(figures), "kept_at": now}
        session.execute(insert(FigureSet).values(values).on_conflict_do_nothing(index_elements=["sha256"]))
    return sha256


def kept(session: Session, sha256: str) -> Figures:
    """The figures on record under that fingerprint; raises NotFound."""
    for figures, known in tuple(_known):
        if known == sha256:
            return figures
    figures = restore(session, sha256, like=load_figures())
    _know(figures, sha256)
    return figures


def restore(session: Session, sha256: str, *, like: Figures) -> Figures:
    """The figures on record under that fingerprint; `like` shows which classes they are made of. Raises NotFound."""
    found = session.get(FigureSet, sha256)
    if found is None:
        raise NotFound(f"figure set {sha256}")
    restored = from_json(found.content, like=like)
    assert isinstance(restored, Figures)
    return restored


def as_json(value: object) -> Any:
    """`value` in plain JSON, with the class of everything that JSON does not know."""
    if is_dataclass(value) and not isinstance(value, type):
        content = {each.name: as_json(getattr(value, each.name)) for each in fields(value) if each.init}
        return {TYPE: type(value).__name__, **content}
    if isinstance(value, Enum):
        return {TYPE: type(value).__name__, "value": value.value}
    if isinstance(value, Decimal):
        return {TYPE: "Decimal", "value": str(value)}
    if isinstance(value, date):
        return {TYPE: "date", "value": value.isoformat()}
    if isinstance(value, tuple | list):
        return [as_json(each) for each in value]
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TypeError(f"no JSON for a {type(value).__name__}")


def from_json(content: Any, *, like: Figures) -> Any:
    """The value that `as_json` wrote. Only classes that occur in `like` are made. Raises KeyError for another."""
    return _read(content, _classes(like))


def _read(content: Any, classes: dict[str, type]) -> Any:
    if isinstance(content, list):
        return tuple(_read(each, classes) for each in content)
    if not isinstance(content, dict):
        return content
    kind = content[TYPE]
    if kind == "Decimal":
        return Decimal(content["value"])
    if kind == "date":
        return date.fromisoformat(content["value"])
    made = classes[kind]
    if issubclass(made, Enum):
        return made(content["value"])
    return made(**{key: _read(each, classes) for key, each in content.items() if key != TYPE})


@lru_cache(maxsize=4)
def _classes(like: Figures) -> dict[str, type]:
    classes: dict[str, type] = {}
    waiting: list[object] = [like]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Enum):
            classes[type(value).__name__] = type(value)
        elif isinstance(value, tuple):
            waiting.extend(value)
        elif is_dataclass(value) and not isinstance(value, type):
            classes[type(value).__name__] = type(value)
            waiting.extend(getattr(value, each.name) for each in fields(value) if each.init)
    return classes
