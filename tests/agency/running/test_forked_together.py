"""All processes of an installation are forked from one that loaded the program: they work, and end, together."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.running.forking import apart, end_of, fork
from cases.models import DailyRun, SetUpSubject
from cases.trace import sealing, set_up_changes
from tests.agency.program import (
    AGENCY,
    alive,
    child,
    children,
    descendants,
    environment,
    kill,
    running,
    started,
    wait_for,
)
from tests.engines import create_engine_for
from tests.factories import by, make_agency

pytestmark = pytest.mark.program


def open_files(pid: int) -> set[str]:
    """What a process has open: paths of files, and sockets by their number."""
    found = set()
    for each in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.add(os.readlink(each))
        except FileNotFoundError:
            continue
    return found


def refuse(what: str) -> None:
    """What raises in the other process."""
    raise ValueError(what)


def hang() -> int:
    """What does not end."""
    time.sleep(600)
    return 0


def test_what_is_done_apart_gives_its_result_or_its_error() -> None:
    assert apart(os.path.basename, "/a/b") == "b"
    assert apart(os.getpgid, 0) == os.getpgid(0), "Ctrl-C ends it with us"
    with pytest.raises(ValueError, match="geen tabellen"):
        apart(refuse, "geen tabellen")


def test_a_forked_process_has_its_own_name_group_input_and_signals(tmp_path: Path) -> None:
    def tell() -> int:
        told = (
            Path("/proc/self/comm").read_text().strip(), os.getpgid(0) == os.getpid(), os.readlink("/proc/self/fd/0"),
            signal.getsignal(signal.SIGTERM) is signal.SIG_DFL, signal.pthread_sigmask(signal.SIG_BLOCK, ()),
        )
        (tmp_path / "told").write_text(repr(told))
        return 3

    earlier = signal.signal(signal.SIGTERM, lambda _number, _frame: None)
    try:
        process = fork("agency-proef", tell)
        process.join()
    finally:
        signal.signal(signal.SIGTERM, earlier)
    assert process.exitcode == 3
    assert (tmp_path / "told").read_text() == repr(("agency-proef", True, os.devnull, True, set()))


@pytest.mark.parametrize(("work", "within", "stop_asked", "status"), [
    (lambda: 3, 60, (), 3),
    (hang, 0.1, (), -signal.SIGKILL),
    (hang, 600, (signal.SIGTERM,), -signal.SIGKILL),
], ids=["ends", "hangs", "we must stop"])
def test_a_forked_process_is_waited_for_no_longer_than_that(
    work: Callable[[], int], within: float, stop_asked: tuple[int, ...], status: int
) -> None:
    process = fork("agency-proef", work)
    assert end_of(process, within=within, stop_asked=stop_asked) == status
    assert not Path(f"/proc/{process.pid}").exists(), "it is no zombie"


def test_what_only_one_process_may_hold_is_held_by_one(tmp_path: Path) -> None:
    with running("serve", "--port", "0", "--instance", ".", cwd=tmp_path) as program:
        lock = str(tmp_path / "queue" / "lock")
        parent = open_files(program.pid)
        (listening,) = (each for each in parent if each.startswith("socket:"))
        assert lock in parent
        assert not [each for each in parent if "agency.db" in each], "a connection would be shared by all"
        assert len(list(Path(f"/proc/{program.pid}/task").iterdir())) == 1, "a thread does not survive a fork"
        for pid, name in children(program.pid).items():
            held = open_files(pid)
            assert lock not in held, name
            assert (listening in held) == name.startswith("agency-web"), name


def test_a_web_process_that_is_killed_comes_back_from_the_loaded_program(tmp_path: Path) -> None:
    with running("serve", "--port", "0", "--instance", ".", cwd=tmp_path) as program:
        server = started(program.pid, "agency-web")
        wait_for(lambda: len(children(server)) == 2, what="two web processes")
        before = set(children(server))
        kill(*before)
        wait_for(lambda: len(set(children(server)) - before) == 2, what="two others")


def test_ctrl_c_ends_all_of_them_in_order(tmp_path: Path) -> None:
    with running("serve", "--port", "0", "--instance", ".", cwd=tmp_path) as program:
        processes = tuple(descendants(program.pid))
        os.killpg(program.pid, signal.SIGINT)
        assert program.wait() == 0
        assert not any(map(alive, processes))
    assert "Traceback" not in (tmp_path / "agency.log").read_text()


def test_a_demo_that_is_killed_while_it_is_filled_leaves_nothing_running(tmp_path: Path) -> None:
    command = [*AGENCY, "demo", "--port", "0", "--instance", str(tmp_path / "demo")]
    with subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL) as program:
        wait_for((tmp_path / "demo" / "agency.db").exists, what="it is being filled")
        filling = tuple(descendants(program.pid))
        kill(program.pid)
    wait_for(lambda: not any(map(alive, filling)), what="every process ends")


def test_the_clock_does_the_daily_run_and_seals_in_processes_that_end(sqlite_url: str, tmp_path: Path) -> None:
    engine = create_engine_for(sqlite_url)

    def days() -> int:
        with Session(engine.execution_options(read_only=True)) as session:
            return len(session.scalars(select(DailyRun)).all())

    def all_sealed() -> bool:
        with Session(engine.execution_options(read_only=True)) as session:
            return sealing.head(session)[0] > 0 and not sealing.is_waited_for(session)

    settings = {"DATABASE_URL": sqlite_url, "AGENCY_INSTANCE": str(tmp_path), "AGENCY_SWEEP_SECONDS": "0.2"}
    with running("worker", cwd=tmp_path, **settings) as program:
        wait_for(lambda: days() > 0, what="a daily run")
        with Session(engine) as session:
            make_agency(session)
            set_up_changes.record(session, by(), SetUpSubject.AGENCY, 1, before={}, after={"website": "x"})
            session.commit()
        wait_for(all_sealed, what="what was written stands in the chain")
        wait_for((tmp_path / "ankers.txt").exists, what="an anchor")
        clock = started(program.pid, "agency-clock")
        wait_for(lambda: not children(clock), what="their processes have ended")
        assert not [each for each in open_files(clock) if ".db" in each]
    engine.dispose()


def test_a_round_of_the_clock_that_hangs_does_not_outlive_the_program(tmp_path: Path) -> None:
    with running("worker", "--instance", ".", cwd=tmp_path, AGENCY_SWEEP_SECONDS="0.2") as program:
        clock = started(program.pid, "agency-clock")
        hanging: list[int] = []

        def holds_one() -> bool:
            for pid in children(clock):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGSTOP)
                    hanging.append(pid)
            return any(map(alive, hanging))

        wait_for(holds_one, what="a round that is at work")
        program.terminate()
        assert program.wait() == 0
    assert not any(map(alive, hanging))


def test_a_round_of_the_clock_that_is_killed_is_told_and_followed_by_another(tmp_path: Path) -> None:
    with running("worker", "--instance", ".", cwd=tmp_path, AGENCY_SWEEP_SECONDS="0.2") as program:
        clock = started(program.pid, "agency-clock")

        def tells() -> bool:
            kill(*children(clock))
            return "ended by signal 9" in (tmp_path / "agency.log").read_text()

        wait_for(tells, what="a round that was killed is told")
        wait_for(lambda: children(clock), what="the next")
        assert child(program.pid, "agency-clock") == clock
