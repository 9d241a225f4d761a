"""Each kind of process has its own time limits on a real server, and none of them cuts what may take long."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from agency import database
from agency.background.doorbell import JOB_TIMEOUT_SECONDS
from agency.background.setting import application
from agency.running.processes import REQUEST_SECONDS, ROUND_SECONDS
from agency.running.supervisor import _working_children
from cases.schema import limits
from cases.schema.db import create_engine_for
from cases.schema.limits import TimeLimits
from tests.web import let_go, make_app, make_settings

pytestmark = pytest.mark.postgres
SHOWN = ("application_name", "statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


def shown(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        return {name: str(connection.scalar(text(f"SHOW {name}"))) for name in SHOWN}


def shown_of(app: Flask) -> dict[str, str]:
    with app.app_context():
        found = shown(database.engine())
    let_go(app)
    return found


def expected(kind: TimeLimits) -> dict[str, str]:
    """As the server writes them: minutes where they are whole."""
    times = [f"{each // 60}min" if each and each % 60 == 0 else f"{each}s" if each else "0"
             for each in (kind.statement, kind.lock, kind.idle)]
    return dict(zip(SHOWN, [f"incasso {kind.name}", *times], strict=True))


def test_every_kind_of_process_has_its_own(postgres_url: str, tmp_path: Path) -> None:
    settings = make_settings(postgres_url, tmp_path, redis_url="redis://127.0.0.1:1/0")
    _worker, clock = _working_children(settings, 1)
    from agency.background.jobs import _open_workshop

    assert shown_of(make_app(postgres_url, tmp_path)) == expected(limits.WEB)
    assert shown_of(_open_workshop().app) == expected(limits.WORKER)
    assert shown_of(clock.work.args[0].app) == expected(limits.CLOCK)  # type: ignore[attr-defined]  # a partial
    assert shown_of(application(settings)) == expected(limits.COMMAND)
    made = create_engine_for(postgres_url)  # as migrating, backup and restore do
    assert shown(made) == expected(limits.COMMAND)
    made.dispose()


def test_the_times_fit_what_the_processes_themselves_are_given() -> None:
    """A page is told before its server gives it up; a job or round may think as long as it may last."""
    assert limits.WEB.lock < limits.WEB.statement < REQUEST_SECONDS
    assert limits.WORKER.idle > JOB_TIMEOUT_SECONDS
    assert limits.CLOCK.idle >= ROUND_SECONDS
    assert (limits.COMMAND.statement, limits.COMMAND.idle) == (0, 0)


def test_the_readme_tells_these_times() -> None:
    told = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    kinds = {"pages": limits.WEB, "jobs": limits.WORKER, "the clock": limits.CLOCK,
             "commands, with backup, restore and upgrade": limits.COMMAND}
    for name, kind in kinds.items():
        times = " | ".join(str(each or "no limit") for each in (kind.statement, kind.lock, kind.idle))
        assert f"| {name} | {times} |" in told


@pytest.fixture
def hasty(postgres_url: str) -> Iterator[Engine]:
    made = create_engine_for(postgres_url, replace(limits.WORKER, statement=1, idle=1))
    yield made
    made.dispose()


def test_long_work_in_short_questions_is_not_cut(hasty: Engine) -> None:
    with Session(hasty) as session:
        for _ in range(3):
            session.execute(text("SELECT pg_sleep(0.5)"))
        with pytest.raises(OperationalError, match="statement timeout"):
            session.execute(text("SELECT pg_sleep(60)"))


def test_a_process_that_hangs_gives_up_what_others_need(hasty: Engine, postgres_url: str) -> None:
    hanging, other = hasty.connect(), create_engine_for(postgres_url)
    hanging.execute(text("SELECT pg_advisory_xact_lock(12)"))
    with Session(other) as session:
        session.execute(text("SELECT pg_advisory_xact_lock(12)"))
    other.dispose()
    hanging.invalidate()
    hanging.close()
