"""Which revision of the tables this program has, and which a database has, without the tool that migrates (large)."""

from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect, text

_VERSIONS: Final = Path(__file__).parents[1] / "migrations" / "versions"


@cache
def newest() -> str:
    """The newest revision of this program, as "0038": the number that its file begins with. Later ones sort later."""
    return max(path.name.partition("_")[0] for path in _VERSIONS.glob("[0-9]*.py"))


def of(connection: Connection) -> str:
    """The revision that a database is at; empty before the first."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""
