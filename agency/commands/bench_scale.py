"""`agency bench scale`: making cases beside the driver's own way to write the same rows, a day in a large record, how
long others wait meanwhile, and whole pages beside those of a small record.

Milliseconds of the processor on SQLite, where the database is this process; on PostgreSQL those of the clock on the
wall, because the server works elsewhere.
"""

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any  # Any: what a driver takes and gives

from sqlalchemy import Engine, func, inspect, select
from sqlalchemy.orm import Session

from agency.clock import AMSTERDAM
from agency.commands import bench_flat, bench_waits
from agency.commands.dutch_click import Refusal
from agency.commands.measures import ROUNDS, Measure, middle
from agency.demo import people
from agency.simulation import bulk
from cases import daily_run
from cases.acts import Act
from cases.claims.comparing import compare
from cases.intake import ClaimFile
from cases.intake.model import MediaKind
from cases.models import Case, CaseEvent, Claim, ClientTerms, ContactPoint, Debtor, LedgerEntry
from cases.schema import migrate
from cases.schema.db import Base, create_engine_for
from cases.setup import organisations
from legal.parameters import Figures

TODAY = date(2026, 11, 2)
ACT = Act(None, datetime.combine(TODAY, time(9), tzinfo=AMSTERDAM), TODAY)
TABLES: tuple[type[Base], ...] = (Debtor, ContactPoint, Case, Claim, LedgerEntry, CaseEvent)
MEASURED_DEBTORS = 4_000  # at most, in a round of making
MOST_ROWS = 100_000  # of one file
MAKING_GOAL, NOTHING_DUE_GOAL = 2.0, 1_000.0
_REFERS: dict[str, type[Base]] = {"debtor_id": Debtor, "case_id": Case, "claim_id": Claim}
_ONCE = {"identity", "number", "payment_reference", "invoice_key"}

Rows = tuple[list[str], list[tuple[Any, ...]]]


def measure(cases: int, figures: Figures, *, database_url: str | None = None) -> list[Measure]:
    """A record of `cases` cases, made by the services; without a database on SQLite in a folder that goes again.

    Pages are measured where it is larger than the small record beside it; a given database is emptied for them.
    Raises Refusal where a given database has tables already: whose they are is not known.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        engine = create_engine_for(database_url or f"sqlite:///{folder / 'bench.db'}")
        try:
            refuse_tables(engine)
            migrate.upgrade(engine)
            found = list(_measures(Bench(engine, figures), cases))
        finally:
            engine.dispose()
        rows = min(cases, MOST_ROWS)
        found += bench_waits.measure(rows, figures, folder / "waits", database_url=database_url)
        if cases > bench_flat.SMALL:
            found += bench_flat.measure(cases, folder / "pages", database_url=database_url)
    return found


def refuse_tables(engine: Engine) -> None:
    """Raises Refusal where it has tables: whose they are is not known."""
    if tables := len(inspect(engine).get_table_names()):
        raise Refusal(f"In deze database staan al {tables} tabellen. Geef met --database een lege database.")


def _measures(bench: "Bench", cases: int) -> Iterator[Measure]:
    kind, many = bench.engine.dialect.name, f"{cases:,}".replace(",", ".")
    filled = bench.timed(partial(bench.fill, range(cases)))
    yield Measure(work=f"{many} dossiers maken, ms per dossier ({kind})", ours=filled / cases)
    bench.count_anew()
    at_once = min(MEASURED_DEBTORS, cases)
    rounds = [
        bench.making(range(start, start + at_once)) for start in range(cases, cases + ROUNDS * at_once, at_once)
    ]
    ours, floor, seen = (middle(each) for each in zip(*rounds, strict=True))
    yield Measure(work=f"vordering tot dossier maken ({kind})", ours=ours, floor=floor, goal=MAKING_GOAL)
    yield Measure(work=f"regel naast het dossier leggen ({kind})", ours=seen)
    bench.day(TODAY)
    nothing = bench.timed(partial(bench.day, TODAY + timedelta(days=1)))
    yield Measure(work=f"dag waarop niets valt, hele dag ({kind})", ours=nothing, goal=NOTHING_DUE_GOAL)


class Bench:
    """A record with one client, to open cases in."""

    def __init__(self, engine: Engine, figures: Figures) -> None:
        self.engine, self.figures = engine, figures
        self.clock = process_time if engine.dialect.name == "sqlite" else perf_counter
        values, terms = people.clients(TODAY)["energie"]
        with self._session() as session:
            client = organisations.add_client(session, ACT, values)
            self.terms_id = organisations.agree_terms(session, ACT, client.id, terms).id

    def timed(self, work: Callable[[], object]) -> float:
        """How many milliseconds it takes."""
        began = self.clock()
        work()
        return (self.clock() - began) * 1000

    def fill(self, numbers: range) -> None:
        """Open the cases of these debtors, each piece kept by itself."""
        with self._session() as session:
            terms = session.get_one(ClientTerms, self.terms_id)
            for _ in bulk.fill(session, ACT, terms=terms, numbers=numbers, figures=self.figures):
                session.commit()

    def count_anew(self) -> None:
        """Let the database look how large its tables are, as it has in a record that was not made a moment ago.

        PostgreSQL also does now what its autovacuum would do while the rounds after it run, in some of them.
        """
        statement = "ANALYZE" if self.engine.dialect.name == "sqlite" else "VACUUM (ANALYZE)"
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(statement)

    def making(self, numbers: range) -> tuple[float, float, float]:
        """Milliseconds for an invoice: making cases, writing the same rows bare, and looking what is on record."""
        before = self._last_ids()
        ours = self.timed(partial(self.fill, numbers))
        pieces = list(self._pieces(before))
        claims = sum(len(piece[Claim][1]) for piece in pieces)
        floor = self.timed(partial(self._write_bare, pieces))
        self._pass_over_ids()
        rows = tuple(row for debtor in bulk.debtors(numbers, read_on=TODAY) for row in debtor)
        with self._session() as session:
            terms, file = session.get_one(ClientTerms, self.terms_id), _as_file(rows)

            def read(known: Callable[[Any], object]) -> ClaimFile:
                known(file.rows)
                return file

            seen = self.timed(lambda: compare(session, read, terms=terms, today=TODAY))
        return ours / claims, floor / claims, seen / claims

    def day(self, day: date) -> None:
        """The daily run of a day, each piece kept by itself."""
        done = None
        while done is None:
            with self._session() as session:
                standing = daily_run.go_on(session, day=day, figures=self.figures, now=ACT.now)
                done = standing is None or standing.done_at is not None or None

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with Session(self.engine, expire_on_commit=False) as session:
            yield session
            session.commit()

    def _last_ids(self) -> dict[type[Base], int]:
        with self._session() as session:
            return {kind: session.scalar(select(func.max(kind.__table__.c.id))) or 0 for kind in TABLES}

    def _pass_over_ids(self) -> None:
        """A sequence of PostgreSQL does not see the ids that were written bare."""
        if self.engine.dialect.name != "sqlite":
            with self._session() as session:
                for table, last in self._last_ids().items():
                    name = f'"{table.__tablename__}"'
                    session.execute(select(func.setval(func.pg_get_serial_sequence(name, "id"), last)))

    def _pieces(self, before: dict[type[Base], int]) -> Iterator[dict[type[Base], Rows]]:
        """The rows after these ids as the driver gives them, under the next ids, piece by piece as they came."""
        after = self._last_ids()
        shift = {kind: after[kind] - before[kind] for kind in TABLES}
        starts = range(before[Case], after[Case], bulk.DEBTORS_AT_ONCE)
        with self._session() as session:
            driver: Any = session.connection().connection.driver_connection
            for start in starts:
                last = min(start + bulk.DEBTORS_AT_ONCE, after[Case])
                yield {kind: _copied(driver, kind, start, last, shift) for kind in TABLES}

    def _write_bare(self, pieces: Sequence[dict[type[Base], Rows]]) -> None:
        for piece in pieces:
            with self._session() as session:
                driver: Any = session.connection().connection.driver_connection
                for kind, (names, rows) in piece.items():
                    _write(driver, kind.__tablename__, names, rows, is_sqlite=self.engine.dialect.name == "sqlite")


def _copied(driver: Any, kind: type[Base], start: int, last: int, shift: dict[type[Base], int]) -> Rows:
    # a debtor has the number of his case here
    place = "id" if kind in (Debtor, Case) else "debtor_id" if kind is ContactPoint else "case_id"
    cursor = driver.execute(
        f'SELECT * FROM "{kind.__tablename__}" WHERE {place} > {start} AND {place} <= {last} ORDER BY id'
    )
    names = [column[0] for column in cursor.description]
    moved = {name: shift[_REFERS.get(name, kind)] for name in names if name == "id" or name in _REFERS}
    return names, [
        tuple(_other(name, value, moved) for name, value in zip(names, row, strict=True)) for row in cursor.fetchall()
    ]


def _other(name: str, value: Any, moved: dict[str, int]) -> Any:
    """The value in a row that stands beside the first one."""
    if name in moved and value is not None:
        return value + moved[name]
    if name in _ONCE:
        return f"X{value[1:]}"
    return json.dumps(value) if isinstance(value, dict | list) else value


def _write(driver: Any, table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]], *, is_sqlite: bool) -> None:
    columns = ", ".join(f'"{name}"' for name in names)
    if is_sqlite:
        marks = ", ".join("?" * len(names))
        driver.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', rows)
        return
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def _as_file(rows: Sequence[Any]) -> ClaimFile:
    return ClaimFile(
        sha256="", filename="", kind=MediaKind.CSV, encoding=None, delimiter=None, newline="", sheet=None, header_row=1,
        columns=(), rows=tuple(rows), refused=(), waiting=(), skipped=(), masked=b"", keep_original=True,
    )
