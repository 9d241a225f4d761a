"""What the program writes about itself: JSON, one line each, in which no value of anybody stands.

Of our own lines the words are fixed and what is filled in are numbers and codes; an error that is filled in becomes its
class. Of an error stand its class, its code and its places, never its words: those of a database, a form or a reader of
files quote what they were given. Libraries say what they like, so of their lines only the place stands, and of those
whose lines were read (`_READ`) the words before anything is filled in.
"""

import json
import logging
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final  # Any: what a logger is given

log = logging.getLogger(__name__)

FIELDS: Final = "fields"  # the name under which a line is given more than words, in `extra`
_OURS: Final = ("agency", "cases", "letters", "legal")
_READ: Final = ("gunicorn", "rq")
_ROOT: Final = Path(__file__).parents[1]
_PLACES: Final = 20  # of an error: the innermost
_CAUSES: Final = 5
_CODES: Final = ("sqlstate", "sqlite_errorname", "errno")

_about: ContextVar[Mapping[str, str] | None] = ContextVar("about", default=None)


@contextmanager
def about(**what: str) -> Iterator[None]:
    """Until the end, every line says what it belongs to, as `job="letters-1-50"`."""
    outer = _about.set(what)
    try:
        yield
    finally:
        _about.reset(outer)


def now_about(**what: str) -> None:
    """From here on every line of this thread says what it belongs to; nothing when nothing is given."""
    _about.set(what or None)


def to_screen(level: int) -> None:
    """Write what is as serious as `level`, or more, on standard error; also warnings, and errors that nobody caught."""
    handler = _Screen()
    handler.setLevel(level)  # some libraries lower the level of their own logger
    root = logging.getLogger()
    for former in [each for each in root.handlers if isinstance(each, _Screen)]:
        root.removeHandler(former)
    root.addHandler(handler)
    root.setLevel(level)
    warnings.showwarning = _warned
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


class JsonLine(logging.Formatter):
    """A line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """When, how serious, who says it, what, what it belongs to, and of an error what may be said."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(), "logger": record.name, **_words(record), **(_about.get() or {}),
            **(getattr(record, FIELDS, {}) if _is_of(record, _OURS) else {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = told(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=_class_of)


class Lines(logging.StreamHandler[Any]):
    """Writes such lines. One that cannot be written is told without what it was given."""

    def __init__(self, stream: Any = None) -> None:
        super().__init__(stream)
        self.setFormatter(JsonLine())

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is the library's
        """Say from where; the library would print words and values. Work goes on where the log is read no more."""
        said = {"level": "error", "said": "a line could not be written"}
        place = {"place": _place(record.pathname, record.lineno, record.funcName)}
        with suppress(OSError, ValueError):
            self.stream.write(json.dumps(said | place) + "\n")


class _Screen(Lines):
    """Standard error, also where that becomes another one."""

    @property
    def stream(self) -> Any:
        """Where it goes now."""
        return sys.stderr

    @stream.setter
    def stream(self, _given: object) -> None:
        """The library sets it once."""


def told(error: BaseException) -> dict[str, Any]:
    """What may be said of an error: class, code of the database or the system, places, and the same of its causes."""
    chain, seen = [error], {id(error)}
    while len(chain) < _CAUSES and (cause := _cause(chain[-1])) is not None and id(cause) not in seen:
        chain.append(cause)
        seen.add(id(cause))
    found: dict[str, Any] = {}
    for each in reversed(chain):
        found = {"class": _class_of(each), **_code(each), "places": _places(each)} | ({"by": found} if found else {})
    return found


def _words(record: logging.LogRecord) -> dict[str, str]:
    if _is_of(record, _OURS):
        return {"said": record.msg % _fillings(record.args) if record.args else str(record.msg)}
    place = {"place": _place(record.pathname, record.lineno, record.funcName)}
    return {"said": str(record.msg), **place} if record.args and _is_of(record, _READ) else place


def _fillings(given: Any) -> Any:
    if isinstance(given, tuple):
        return tuple(_class_of(each) if isinstance(each, BaseException) else each for each in given)
    return given


def _is_of(record: logging.LogRecord, packages: tuple[str, ...]) -> bool:
    return record.name.partition(".")[0] in packages


def _cause(error: BaseException) -> BaseException | None:
    return error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _code(error: BaseException) -> dict[str, str | int]:
    for name in _CODES:
        code = getattr(error, name, None)
        if isinstance(code, str | int):
            return {"code": code}
    return {}


def _class_of(value: object) -> str:
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _places(error: BaseException) -> list[str]:
    frames = list(traceback.walk_tb(error.__traceback__))[-_PLACES:]
    return [_place(frame.f_code.co_filename, line, frame.f_code.co_name) for frame, line in frames]


def _place(file: str, line: int, function: str | None) -> str:
    """As `agency/web/once.py:47 carry_out`; of a library from its package on."""
    path = Path(file)
    if path.is_relative_to(_ROOT):
        path = path.relative_to(_ROOT)
    parts = path.parts
    if "site-packages" in parts:
        parts = parts[parts.index("site-packages") + 1:]
    return f"{'/'.join(parts[-4:])}:{line} {function or ''}".rstrip()


def _warned(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, file: object = None,
    line: str | None = None,
) -> None:  # the names are the library's
    del message, file, line
    log.warning("%s at %s", category.__name__, _place(filename, lineno, ""))


def _uncaught(_kind: type[BaseException], error: BaseException, _places: TracebackType | None) -> None:
    log.critical("an error ended the process", exc_info=error)


def _uncaught_in_thread(given: threading.ExceptHookArgs) -> None:
    log.critical("an error ended a thread", exc_info=given.exc_value)
