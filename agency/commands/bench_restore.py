"""`agency bench restore`: putting a PostgreSQL server back at its last moment, and documents, beside bare copying.

Milliseconds of the clock on the wall, until all of it is on the disk: half of the cases are in the base, half in the
log that is played. The bare way copies the same files as they are afterwards.
"""

import os
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Final

import psycopg
from sqlalchemy import Engine

from agency.backup import keys, restoring
from agency.backup.folder import BackupFolder
from agency.backup.keys import Secrets
from agency.backup.making import Packer
from agency.commands.bench_scale import Bench
from agency.commands.measures import Measure
from agency.commands.own_server import OwnServer, give_away, ourselves, run_as_server
from cases.schema import migrate
from cases.schema.db import create_engine_for
from cases.store import DocumentStore
from legal.parameters import Figures

GOAL: Final = 3.0
DOCUMENT_BYTES: Final = 40_000  # of a letter
MIB: Final = 2**20


def measure(cases: int, figures: Figures) -> list[Measure]:
    """A record of `cases` cases, and as many documents, on a server of its own that goes again. Raises Refusal."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        secrets = Secrets(identity=keys.new_identity(), secret_key="", factor_key="")
        kept = BackupFolder(folder / "kept")
        kept.begin(secrets.recipient)
        secrets.write(folder / "kept.sleutels")
        for each in (folder, kept.root, kept.root / "back-up.json", folder / "kept.sleutels"):
            give_away(each)
        return [*_server(cases, figures, kept.root), _documents(cases, kept, secrets)]


def _server(cases: int, figures: Figures, kept: Path) -> Iterator[Measure]:
    wal = [*ourselves(), "wal"]
    first, second = OwnServer(kept.with_name("first")), OwnServer(kept.with_name("second"))
    handing_over = shlex.join([*wal, "keep", str(kept)]).replace("'", "''")
    first.make("archive_mode = on", "archive_timeout = 300", f"archive_command = '{handing_over} %p'")
    first.start()
    try:
        with psycopg.connect(first.conninfo("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
        engine = create_engine_for(first.url("bench"))
        _fill(engine, cases, figures, lambda: run_as_server(*wal, "base", str(kept), **first.environment))
    finally:
        first.stop()  # when it has handed over all of its log
    os.sync()

    def put_back() -> None:
        run_as_server(*wal, "put-back", str(kept), "--data", str(second.data))
        second.start()
        os.sync()

    second.prepare()
    ours = _timed(put_back)
    second.stop()
    size = sum(path.stat().st_size for path in second.data.rglob("*") if path.is_file()) // MIB
    floor = _timed(lambda: _copy(second.data, kept.with_name("bare")))
    yield Measure(work=f"server van {cases} dossiers ({size} MiB) terugzetten", ours=ours, floor=floor, goal=GOAL)


def _fill(engine: Engine, cases: int, figures: Figures, make_base: Callable[[], object]) -> None:
    try:
        migrate.upgrade(engine)
        bench = Bench(engine, figures)
        bench.fill(range(cases // 2))
        make_base()
        bench.fill(range(cases // 2, cases))
    finally:
        engine.dispose()


def _documents(cases: int, kept: BackupFolder, secrets: Secrets) -> Measure:
    folder = kept.root.parent
    store, back, scratch = DocumentStore(folder / "documents"), DocumentStore(folder / "back"), folder / "scratch"
    scratch.mkdir()
    named = {store.put(os.urandom(DOCUMENT_BYTES)) for _ in range(cases)}
    Packer(kept, store, secrets.recipient, scratch).add(sorted(named))
    os.sync()

    def put_back() -> None:
        restoring.put_documents_back(kept, back, scratch, secrets.identity, named)
        os.sync()

    ours = _timed(put_back)
    floor = _timed(lambda: _copy(folder / "documents", folder / "bare documents"))
    return Measure(work=f"{cases} documenten terugzetten", ours=ours, floor=floor, goal=GOAL)


def _copy(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)  # noqa: S603, S607 - our own folders
    os.sync()


def _timed(work: Callable[[], None]) -> float:
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1000
