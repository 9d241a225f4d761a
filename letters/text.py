"""The text files: found by kind and version, filled with the fields of one data class, nothing else."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from letters import words
from letters.abbreviations import hours_written_out, law_written_out
from letters.errors import EmptyMergeField
from letters.markup import shield

# A value that ends in a full stop (B.V.) at the end of a sentence would give two. The stop of the value is marked, so
# that one of two falls away and nothing within a value changes.
_LAST_STOP = "\uf8f0"
_DOUBLE_STOP = re.compile(rf"{_LAST_STOP}\.(?!\.)")
_INCLUDED = re.compile(r'\{%-? include "(?P<path>[^"]+)"')
HERE = Path(__file__).parent
TEXTS = HERE / "texts"  # a text takes in what many share by `{% include "parts/<name>/v<N>.txt" %}`


def _merge_field(value: object) -> str:
    """What a merge field prints: non-empty text or a whole number; amounts and dates pass a filter first."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        if value is None:
            raise EmptyMergeField("een veld in de tekst heeft geen waarde")
        raise TypeError(f"format a {type(value).__name__} before it is printed")
    printed = shield(str(value))
    if not printed.strip():
        raise EmptyMergeField("een veld in de tekst is leeg")
    return f"{printed[:-1]}{_LAST_STOP}" if printed.endswith(".") and not printed.endswith("..") else printed


_FILTERS: dict[str, Callable[..., str]] = {
    "counted": words.counted,
    "day_in_full": words.day_in_full,
    "days": words.days,
    "euro": words.euro,
    "hours_written_out": hours_written_out,
    "iban": words.iban_in_fours,
    "in_words": words.in_words,
    "long_date": words.long_date,
    "percent": words.percent,
    "percent_in_full": words.percent_in_full,
    "short_date": words.short_date,
    "written_out": law_written_out,
}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader((TEXTS, HERE)),
        undefined=StrictUndefined,
        finalize=_merge_field,
        autoescape=False,  # noqa: S701 - plain text, not HTML; `_merge_field` makes every value inert
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,  # or the last line of a part would run on into what follows it
        auto_reload=False,
    )
    environment.filters.update(_FILTERS)
    return environment


@cache
def template(kind: str, version: str) -> Template:
    """The compiled text of `kind` and `version`."""
    return _environment().get_template(f"{kind}/{version}/body.txt")


@cache
def versions(kind: str) -> tuple[str, ...]:
    """The versions of the text of a kind, the oldest first."""
    return tuple(sorted((each.name for each in (TEXTS / kind).iterdir()), key=lambda name: int(name[1:])))


@cache
def fingerprint(kind: str, version: str) -> str:
    """The SHA-256 over a text and every part that it takes in, each with its path: any change of a sentence shows.

    Of a part that the data choose (the book of defences) all that can be chosen count.
    """
    found = hashlib.sha256()
    for path in sorted({*_files(TEXTS / kind / version / "body.txt")}):
        found.update(f"{path.relative_to(HERE).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    yield path
    for match in _INCLUDED.finditer(path.read_text(encoding="utf-8")):
        part = HERE / match["path"]
        for each in part.rglob("*.txt") if part.is_dir() else [part]:
            yield from _files(each)


def fill(kind: str, version: str, data: Any) -> str:  # Any: one of the data classes, whichever the kind asks
    """The text file of `kind` and `version` with the fields of `data` as its only variables."""
    filled = template(kind, version).render(
        {each.name: getattr(data, each.name) for each in fields(data)} | {"data": data}
    )
    return _DOUBLE_STOP.sub(".", filled).replace(_LAST_STOP, ".")
