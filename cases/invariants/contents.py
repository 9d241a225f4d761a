"""What a database holds, in numbers that must be the same after it was put back from a backup."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, func, inspect, select

from cases.invariants.files import named_hashes
from cases.models import LedgerEntry, Seal
from cases.schema import revisions
from cases.schema.db import Base


@dataclass(frozen=True, kw_only=True)
class Contents:
    """The revision of the tables, the rows of each, the sum of the ledger in euro, the hashes of the files named.

    `head`: the last link of the chain; empty where there is none.
    """

    revision: str
    rows: dict[str, int]
    ledger: Decimal
    files: tuple[str, ...]
    head: str = ""

    def differences(self, other: "Contents") -> list[str]:
        """In Dutch, how `other` differs; empty where it is the same."""
        found = [
            f"tabel {name}: {self.rows.get(name, 0)} regels in de back-up, {other.rows.get(name, 0)} teruggezet"
            for name in sorted(self.rows.keys() | other.rows.keys()) if self.rows.get(name) != other.rows.get(name)
        ]
        if self.revision != other.revision:
            found.append(f"versie van de tabellen: {self.revision} in de back-up, {other.revision} teruggezet")
        if self.ledger != other.ledger:
            found.append(f"som van de boekingen: {self.ledger} in de back-up, {other.ledger} teruggezet")
        if self.head != other.head:
            found.append("de keten eindigt in de teruggezette database met een andere schakel dan in de back-up")
        if self.files != other.files:
            found.append("de teruggezette database noemt andere bestanden dan de back-up")
        return found


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a record on PostgreSQL is. `at`, by the database's clock: by then all this was kept.

    `position`, `head`: of the last link of the chain, 0 and empty where there is none; `files`: the hashes named.
    """

    at: datetime
    position: int
    head: str
    files: tuple[str, ...]


def standing(connection: Connection) -> Standing:
    """How far it is now."""
    last = connection.execute(select(Seal.position, Seal.hash).order_by(Seal.position.desc()).limit(1)).one_or_none()
    position, head = (0, "") if last is None else last
    return Standing(
        position=position, head=head, files=tuple(connection.scalars(named_hashes())),
        at=connection.execute(select(func.statement_timestamp())).scalar_one(),  # last: what was seen was kept by then
    )


def look(connection: Connection) -> Contents:
    """What it holds now."""
    names = sorted(set(inspect(connection).get_table_names()) & Base.metadata.tables.keys())
    rows = {
        name: connection.scalar(select(func.count()).select_from(Base.metadata.tables[name])) or 0 for name in names
    }
    return Contents(
        revision=revisions.of(connection), rows=rows,
        ledger=connection.scalar(select(func.sum(LedgerEntry.amount))) or Decimal("0.00"),
        files=tuple(connection.scalars(named_hashes())),
        head=_head(connection) if Seal.__tablename__ in names else "",
    )


def _head(connection: Connection) -> str:
    return connection.scalar(select(Seal.hash).order_by(Seal.position.desc()).limit(1)) or ""
