"""The whole database at one moment, in one file, and back into an empty one."""

import os
import re
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.engine import URL, make_url

from cases.schema.db import create_engine_for
from cases.schema.viewers import INSIDE

T = TypeVar("T")
_DEBIAN_TOOLS = "/usr/lib/postgresql"
# Lines of the contents of an archive: they name roles of the server that it was made on, and are made anew.
_OF_ROLES = re.compile(r"^\d+; \d+ \d+ (POLICY|ROW SECURITY) ", re.ASCII)
PATIENCE = 30  # seconds that putting back waits for who holds the file


class SnapshotFailed(Exception):
    """A copy could not be made or put back; the message is Dutch and says why."""


def take(url: str, target: Path, look: Callable[[Connection], T]) -> T:
    """Write the database as it is at one moment to `target`, while others go on; what `look` sees of that moment.

    SQLite gives a database, PostgreSQL the archive of pg_dump. Raises SnapshotFailed.
    """
    engine = create_engine_for(url, viewer=INSIDE)
    try:
        if engine.dialect.name == "sqlite":
            _copy_sqlite(engine, target)
            return looked_at(f"sqlite:///{target}", look)
        with engine.connect().execution_options(isolation_level="REPEATABLE READ", read_only=True) as connection:
            moment = connection.scalar(text("SELECT pg_export_snapshot()"))
            _run_tool(
                url, "pg_dump", "--format=custom", "--compress=1", "--no-owner", "--no-privileges",
                f"--snapshot={moment}", f"--file={target}", "--enable-row-security", *_seeing_all(connection),
            )
            return look(connection)
    finally:
        engine.dispose()


def put_back(url: str, source: Path) -> None:
    """Fill an empty database with what `take` wrote. Raises SnapshotFailed; then it is as empty as it was."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        source.replace(str(address.database))
        return
    parts = source.with_suffix(".parts")
    listed = _run_tool(url, "pg_restore", "--list", str(source), on_database=False)
    parts.write_text("".join(line for line in listed.splitlines(True) if not _OF_ROLES.search(line)), encoding="utf-8")
    try:
        _run_tool(
            url, "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", f"--use-list={parts}",
            str(source),
        )
    finally:
        parts.unlink()
    engine = create_engine_for(url)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    finally:
        engine.dispose()


@contextmanager
def scratch(url: str) -> Iterator[str | None]:
    """The name of an empty database beside this one, for as long as it is needed; None where this role makes none.

    Raises SnapshotFailed.
    """
    name = f"proef_{secrets.token_hex(8)}"
    is_made = _administered(url, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield name if is_made else None
    finally:
        if is_made:
            _administered(url, sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def replace_sqlite(url: str, source: Path) -> None:
    """Fill a database file with what `take` wrote, whatever is in it, for all who have it open. Raises SnapshotFailed.

    The file itself stays: a program that has it open reads on in the same one.
    """
    with sqlite3.connect(source) as opened, sqlite3.connect(str(make_url(url).database), timeout=PATIENCE) as there:
        try:
            opened.backup(there)
        except sqlite3.OperationalError as error:
            raise SnapshotFailed(f"De database kon niet worden teruggezet: {error}") from error
    opened.close()
    there.close()


def is_empty(url: str) -> bool:
    """Whether there is nothing in it yet."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return not Path(str(address.database)).exists()
    engine = create_engine_for(url)
    try:
        return not inspect(engine).get_table_names()
    finally:
        engine.dispose()


def looked_at(url: str, look: Callable[[Connection], T]) -> T:
    """What `look` sees of a database now; nothing can be changed."""
    engine = create_engine_for(url, viewer=INSIDE)
    try:
        with engine.connect().execution_options(read_only=True) as connection:
            return look(connection)
    finally:
        engine.dispose()


def _seeing_all(connection: Connection) -> tuple[str, ...]:
    """What makes pg_dump see every row: the program's role by itself sees none of a case."""
    inside = connection.scalar(text("SELECT current_user"))
    return () if inside == connection.scalar(text("SELECT session_user")) else (f"--role={inside}",)


def _copy_sqlite(engine: Engine, target: Path) -> None:
    with engine.connect().execution_options(read_only=True) as connection, _opened(target) as copy:
        driver: Any = connection.connection.driver_connection
        driver.backup(copy)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    copy = sqlite3.connect(path)
    try:
        yield copy
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        (said,) = copy.execute("PRAGMA quick_check").fetchone()
        if said != "ok":
            raise SnapshotFailed(f"De kopie van de database is beschadigd: {said}")
    finally:
        copy.close()


def _run_tool(url: str, tool: str, *arguments: str, on_database: bool = True) -> str:
    """Run a program of PostgreSQL on this database; what it says. The password is in no list of processes."""
    address = make_url(url)
    secret = {"PGPASSWORD": address.password} if address.password else {}
    on = [f"--dbname={_conninfo(address)}"] if on_database else []
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL, with values of our own settings
        [tool_path(tool), *on, *arguments], env=os.environ | secret, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["zonder uitleg"]
        raise SnapshotFailed(f"{tool} is niet gelukt: {lines[0]}")
    return done.stdout


def _administered(url: str, statement: sql.Composed) -> bool:
    """Carry out what no transaction can hold; False where this role may not. Raises SnapshotFailed."""
    try:
        address = make_url(url)
        with psycopg.connect(_conninfo(address), password=address.password, autocommit=True) as connection:
            connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return False
    except psycopg.Error as error:
        raise SnapshotFailed(f"De database voor een proef: {str(error).partition(chr(10))[0]}") from error
    return True


def _conninfo(address: URL) -> str:
    """Where a database is, without a password."""
    return psycopg.conninfo.make_conninfo(
        **{key: str(value) for key, value in _where(address).items() if value is not None}
    )


def _where(address: URL) -> dict[str, Any]:
    return {
        "host": address.host, "port": address.port, "user": address.username, "dbname": address.database,
    } | dict(address.query)


def tool_path(name: str) -> str:
    """Where a program of PostgreSQL is: in POSTGRES_TOOLS, in the newest version of Debian, or on the path."""
    given = os.environ.get("POSTGRES_TOOLS")
    folders = [Path(given)] if given else []
    debian = Path(_DEBIAN_TOOLS)
    if debian.is_dir():
        folders += [each / "bin" for each in sorted(debian.iterdir(), key=_version, reverse=True)]
    found = next((folder / name for folder in folders if (folder / name).is_file()), None) or shutil.which(name)
    if found is None:
        raise SnapshotFailed(
            f"{name} is niet gevonden. Installeer postgresql-client, of noem in POSTGRES_TOOLS de map waar het staat."
        )
    return str(found)


def _version(folder: Path) -> int:
    return int(folder.name) if folder.name.isdigit() else 0
