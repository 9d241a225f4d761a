"""Requests by chance: a few hundred in every run; an hour of them by `.ci/deep fuzz`, each hour by another seed.

FUZZ_SEED is that of the first round, the next ones count on from it; FUZZ_REQUESTS is how long a round is. So the line
of what went wrong names all that brings it back: FUZZ_SEED=… FUZZ_REQUESTS=… FUZZ_SECONDS=0.
"""

import gc
import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask, request

from agency import database
from agency.web import access
from tests.architecture.chances import Dice
from tests.architecture.fuzzing import FOREIGN, Fuzz, Outcome, make_foreign
from tests.architecture.hostile import note_what_is_asked
from tests.architecture.test_hostile_input import filled_app
from tests.factories import TODAY
from tests.plugins.postgres import WorkerDatabase
from tests.sizes import size
from tests.web import make_app

SEED = 4127
DATABASES = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))
MOST_TOLD = 20


def first_seed() -> int:
    """FUZZ_SEED; else another one for each long run, and the same for every short one."""
    return int(os.environ.get("FUZZ_SEED") or (time.time() if size("FUZZ_SECONDS") else SEED))


@pytest.fixture(params=DATABASES)
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """A database of each kind that is as new, whenever asked."""
    if request.param == "sqlite":
        template, path = request.getfixturevalue("sqlite_template"), tmp_path / "fuzz.db"

        def copied() -> str:
            for part in ("", "-wal", "-shm"):
                path.with_name(path.name + part).unlink(missing_ok=True)
            shutil.copy(template, path)
            return f"sqlite:///{path}"

        yield copied
    else:
        worker: WorkerDatabase = request.getfixturevalue("postgres_worker").beside("fuzz")
        yield lambda: worker.as_new().program
        worker.leave()


@contextmanager
def application(url: str, folder: Path) -> Iterator[Flask]:
    with _left(filled_app(url, folder)) as app:
        yield app


@contextmanager
def _left(app: Flask) -> Iterator[Flask]:
    """With a client of whom no other may see anything; afterwards without a connection."""
    make_foreign(app)
    yield app
    with app.app_context():
        database.engine().dispose()


def test_nothing_that_is_sent_by_chance_is_an_error_or_shows_what_is_of_others(
    fresh: Callable[[], str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = first = first_seed()
    until = time.monotonic() + size("FUZZ_SECONDS") / len(DATABASES)
    whole, is_first = Outcome(), True
    while is_first or time.monotonic() < until:
        folder = tmp_path / str(seed)
        with application(fresh(), folder) as app:
            found = Fuzz(app, seed).run(size("FUZZ_REQUESTS"))
        shutil.rmtree(folder)
        with capsys.disabled():
            for line in found.wrong:
                print(f"\nFUZZ_REQUESTS={size('FUZZ_REQUESTS')} {line}", flush=True)
        whole.counts += found.counts
        whole.wrong += found.wrong
        is_first, seed = False, seed + 1
        if len(whole.wrong) >= MOST_TOLD:
            break
    if size("FUZZ_SECONDS"):
        with capsys.disabled():
            print("\n".join(told(whole, first, seed - 1)), flush=True)
    gc.collect()  # what is left of it is told here, and at no test after it
    assert whole.wrong == []


def told(whole: Outcome, first: int, last: int) -> Iterator[str]:
    """Seeds and counts, by address and status."""
    yield f"\nseeds {first} to {last}: {whole.counts.total()} requests, {len(whole.wrong)} wrong"
    for endpoint in sorted({endpoint for endpoint, _ in whole.counts}):
        of_it = sorted((status, many) for (each, status), many in whole.counts.items() if each == endpoint)
        yield f"  {endpoint:40} {'  '.join(f'{status}: {many}' for status, many in of_it)}"


def test_a_page_that_fails_that_logs_an_error_or_that_shows_too_much_is_found(
    sqlite_url: str, tmp_path: Path
) -> None:
    app = make_app(sqlite_url, tmp_path, today=TODAY)
    note_what_is_asked(app)
    with _left(app):
        for name, view in {"kapot": _trusts_a_number, "stil": _logs_an_error, "lek": _shows_all}.items():
            app.add_url_rule(f"/{name}", name, access.public(view))
        wrong = Fuzz(app, SEED, only={"kapot", "stil", "lek"}).run(40).wrong
    for name, what in {"kapot": "answered 500", "stil": "logged ", "lek": "shows what is of somebody else"}.items():
        assert any(f"/{name}" in each and what in each for each in wrong), what
    assert not any(f"/{name}" in each for each in wrong for name in ("werkbak", "beheer"))


def test_one_seed_sends_the_same() -> None:
    assert _sent(Dice(SEED)) == _sent(Dice(SEED)) != _sent(Dice(SEED + 1))


def _sent(dice: Dice) -> list[object]:
    return [(dice.body(dice.fields(["a", "file"])), dice.headers()) for _ in range(20)]


def _trusts_a_number() -> str:
    return str(int(request.args.get("n") or "0"))


def _logs_an_error() -> str:
    try:
        return _trusts_a_number()
    except ValueError:
        logging.getLogger("agency.stil").exception("swallowed")
        return ""


def _shows_all() -> str:
    return f"<p>{FOREIGN}</p>"
