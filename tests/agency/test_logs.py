"""A line of the log says what happened and where, and holds no value of anybody."""

import json
import logging
import sqlite3
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import create_engine, text

from agency import logs
from agency.logs import JsonLine
from tests.agency.logged import Written, written_log

SECRET = "Hendrika van der Geheim"


@pytest.fixture
def written() -> Iterator[Written]:
    with written_log() as found:
        yield found


def test_a_line_says_when_who_what_and_to_what_it_belongs(written: Written) -> None:
    with logs.about(job="letters-1-50"):
        logging.getLogger("agency.proef").warning("letter %d is tried again", 12, extra={logs.FIELDS: {"ms": 3}})
    logging.getLogger("agency.proef").warning("afterwards")
    first, second = written.lines()
    assert first.pop("at").endswith("+00:00")
    assert first == {
        "level": "warning", "logger": "agency.proef", "said": "letter 12 is tried again", "job": "letters-1-50",
        "ms": 3,
    }
    assert "job" not in second


def of_sqlite() -> None:
    engine = create_engine("sqlite://", hide_parameters=True)
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE t (name TEXT UNIQUE)"))
        connection.execute(text("INSERT INTO t VALUES (:name)"), [{"name": SECRET}, {"name": SECRET}])


def of_a_statement() -> None:
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text(f"SELECT '{SECRET}' FROM nothing"))


def of_another() -> None:
    try:
        of_sqlite()
    except Exception as error:
        raise LookupError(SECRET) from error


FAILURES: dict[str, Callable[[], object]] = {
    "key": lambda: {}[SECRET], "number": lambda: int(SECRET), "json": lambda: json.loads(SECRET),
    "file": lambda: open(f"/{SECRET}"), "codec": lambda: SECRET.encode().decode("utf-16-le"),  # noqa: SIM115
    "unique row": of_sqlite, "statement": of_a_statement, "chain": of_another,
}


@pytest.mark.parametrize("fail", FAILURES.values(), ids=FAILURES.keys())
@pytest.mark.parametrize("logger", ["agency.proef", "library"])
def test_of_an_error_stand_class_and_places_never_its_words(
    written: Written, logger: str, fail: Callable[[], object]
) -> None:
    with pytest.raises(Exception) as raised:  # noqa: PT011 - any of them
        fail()
    logging.getLogger(logger).error("it failed (%s)", raised.value, exc_info=raised.value)
    (line,) = written.lines()
    assert SECRET not in written.text
    assert "Geheim" not in written.text
    assert line["error"]["class"].endswith(type(raised.value).__name__)
    assert any(place.startswith("tests/agency/test_logs.py:") for place in line["error"]["places"])


def test_the_code_of_the_database_is_told_and_what_caused_an_error(written: Written) -> None:
    with pytest.raises(LookupError) as raised:
        of_another()
    logging.getLogger("agency.proef").error("it failed", exc_info=raised.value)
    (line,) = written.lines()
    found = line["error"]
    assert found["class"] == "LookupError"
    assert found["by"]["by"]["class"] == "sqlite3.IntegrityError"
    assert found["by"]["by"]["code"] == "SQLITE_CONSTRAINT_UNIQUE"
    assert sqlite3.IntegrityError.__name__ in found["by"]["class"]


@pytest.mark.parametrize(("logger", "words"), [("gunicorn.error", "Error handling request %s"), ("other", None)])
def test_what_a_library_fills_in_is_left_out(written: Written, logger: str, words: str | None) -> None:
    said = logging.getLogger(logger)
    said.propagate = True
    said.error("Error handling request %s", f"/zoeken?q={SECRET}")
    said.error(f"made up with {SECRET}")
    first, second = written.lines()
    assert SECRET not in written.text
    assert first.get("said") == words
    assert first["place"].startswith("tests/agency/test_logs.py:")
    assert "said" not in second


def test_a_line_that_cannot_be_written_says_only_where(written: Written) -> None:
    written.handler.handle(logging.LogRecord("agency.proef", 40, __file__, 1, "%d letters", (SECRET,), None))
    (line,) = written.lines()
    assert SECRET not in written.text
    assert line["place"].startswith("tests/agency/test_logs.py:")


def test_a_warning_is_told_by_its_class_and_place(written: Written) -> None:
    logs._warned(f"of {SECRET}", DeprecationWarning, __file__, 7)
    (line,) = written.lines()
    assert line["said"] == "DeprecationWarning at tests/agency/test_logs.py:7"


def test_work_goes_on_where_nobody_reads_the_log_any_more(written: Written) -> None:
    written.stream.close()
    written.handler.handle(logging.LogRecord("agency.proef", 40, __file__, 1, "letter %d", (12,), None))


def test_an_error_that_causes_itself_ends() -> None:
    first, second = KeyError("a"), KeyError("b")
    first.__cause__, second.__cause__ = second, first
    assert JsonLine().format(logging.LogRecord("agency", 40, "f", 1, "said", None, (KeyError, first, None)))
