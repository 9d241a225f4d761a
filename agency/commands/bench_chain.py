"""`agency bench chain`: sealing what was written, and following the chain, beside bare hashing of the same rows.

Milliseconds of the processor on SQLite, where the database is this process; on PostgreSQL those of the clock on the
wall, because the server works elsewhere.
"""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any  # Any: what a driver gives

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from agency import clock
from agency.commands.bench_scale import Bench, refuse_tables
from agency.commands.measures import ROUNDS, Measure, middle
from agency.quote.recounting import recount
from cases.invariants import Looked, chain
from cases.models import UnsealedRow
from cases.schema import migrate
from cases.schema.db import create_engine_for
from cases.schema.triggers import SEALED
from cases.store import DocumentStore
from cases.trace import sealing
from legal.parameters import Figures

FOLLOWING_GOAL = 3.0
THOUSAND = 1_000


def measure(cases: int, figures: Figures, *, database_url: str | None = None) -> list[Measure]:
    """The rows of `cases` cases; without a database on SQLite in a folder that goes again.

    Raises Refusal where a given database has tables already.
    """
    with tempfile.TemporaryDirectory() as name:
        engine = create_engine_for(database_url or f"sqlite:///{Path(name) / 'bench.db'}")
        try:
            refuse_tables(engine)
            migrate.upgrade(engine)
            bench = Bench(engine, figures)
            bench.fill(range(cases))
            bench.count_anew()
            return list(_measures(bench, Path(name), figures))
        finally:
            engine.dispose()


def _measures(bench: Bench, folder: Path, figures: Figures) -> Iterator[Measure]:
    kind = bench.engine.dialect.name
    with Session(bench.engine) as session:
        rows = session.scalar(select(func.count()).select_from(UnsealedRow)) or 0
    sealed = bench.timed(partial(_seal, bench.engine))
    bench.count_anew()
    yield Measure(work=f"duizend regels verzegelen ({kind})", ours=sealed / rows * THOUSAND)
    with _looked(bench.engine, folder, figures) as looked:
        pairs = [
            (bench.timed(partial(_follow, looked)), bench.timed(partial(_hash_bare, looked.session)))
            for _ in range(ROUNDS)
        ]
    ours, floor = (middle(each) / rows * THOUSAND for each in zip(*pairs, strict=True))
    yield Measure(
        work=f"de keten volgen, per duizend van {rows} ({kind})", ours=ours, floor=floor, goal=FOLLOWING_GOAL
    )


def _seal(engine: Engine) -> None:
    done = 1
    while done:
        with Session(engine) as session:
            done = sealing.seal(session)
            session.commit()


@contextmanager
def _looked(engine: Engine, folder: Path, figures: Figures) -> Iterator[Looked]:
    with Session(engine) as session:
        yield Looked(session=session, store=DocumentStore(folder), on=clock.today(), figures=figures, recount=recount)


def _follow(looked: Looked) -> None:
    """As `agency verify` does. Raises RuntimeError where it finds anything: then nothing was measured."""
    if found := [*chain.wrong(looked)]:
        raise RuntimeError(f"the chain of a new record is broken: {found[0]}")


def _hash_bare(session: Session) -> str:
    """All that is sealed, read by the driver and hashed row after row, each with the hash before it."""
    driver: Any = session.connection().connection.driver_connection
    before = ""
    for table, key in SEALED.items():
        cursor = driver.cursor()
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY {key}')
        for row in cursor:
            before = hashlib.sha256(f"{before}{row!r}".encode()).hexdigest()
    return before
