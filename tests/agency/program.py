"""Real processes for tests: the command `agency`, servers, and who is whose child."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds; what takes one on an idle machine may take this long on one with other work
AGENCY = [sys.executable, "-P", "-c", "from agency.commands.cli import main; main()"]


def environment(**changes: str) -> dict[str, str]:
    """The environment of a process of the product: none of the settings of this machine, and `changes`."""
    ours = (
        "AGENCY_", "AWS_", "BACKUP_", "DATABASE_", "REDIS_URL", "DOCUMENT_STORE", "SECRET_KEY", "STORE_",
        "TRUSTED_HOSTS",
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default"} | changes


def agency(
    *arguments: str, cwd: Path, given: str = "", **changes: str
) -> "subprocess.CompletedProcess[str]":
    """Run a command that ends by itself."""
    return subprocess.run(
        [*AGENCY, *arguments], cwd=cwd, env=environment(**changes), input=given, capture_output=True, text=True,
        timeout=3 * PATIENCE, check=False,
    )


@contextmanager
def running(*arguments: str, cwd: Path, **changes: str) -> "Iterator[subprocess.Popen[str]]":
    """A command that keeps running; its first line of output is read before the test goes on, then it is stopped."""
    process = start(*arguments, cwd=cwd, **changes)
    try:
        yield process
    finally:
        stop(process)


def start(*arguments: str, cwd: Path, **changes: str) -> "subprocess.Popen[str]":
    """Start a command; it has said on standard output that it is ready (`process.first_line` is what it said)."""
    log = (cwd / "agency.log").open("a")
    process = subprocess.Popen(
        [*AGENCY, *arguments], cwd=cwd, env=environment(PYTHONUNBUFFERED="1", **changes), stdout=subprocess.PIPE,
        stderr=log, text=True, start_new_session=True,
    )
    log.close()
    assert process.stdout is not None
    said = process.stdout.readline()
    if not said:
        stop(process)
        raise AssertionError((cwd / "agency.log").read_text())
    process.first_line = said.strip()  # type: ignore[attr-defined]  # what the test wants to know of it
    return process


def stop(process: "subprocess.Popen[str]") -> int:
    """Ask it to stop, and give its exit status."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
    if process.stdout is not None:
        process.stdout.close()
    return process.returncode


def children(pid: int) -> dict[int, str]:
    """Process id → name and command line of the children of `pid`; a forked one has the command line of its parent."""
    assert pid > 0  # 0 is the kernel's own: its children are not ours to look at, still less to kill
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            command = (folder / "comm").read_text() + (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if int(parent) == pid and state != "Z":
            found[int(folder.name)] = command
    return found


def descendants(pid: int) -> dict[int, str]:
    """The children of `pid`, theirs, and so on."""
    found = children(pid)
    for child in tuple(found):
        found |= descendants(child)
    return found


def child(pid: int, part: str) -> int:
    """Process id of the child whose name or command line holds `part`; 0 when there is none."""
    return next((number for number, command in children(pid).items() if part in command), 0)


def started(pid: int, part: str) -> int:
    """The same, as soon as there is one."""
    wait_for(lambda: child(pid, part), what=f"{part} has started")
    return child(pid, part)


def alive(pid: int) -> bool:
    """Whether a process runs and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill(*pids: int) -> None:
    """kill -9, all of them at once as far as that goes; one that is gone already is fine."""
    assert all(pid > 1 for pid in pids)  # 0 would mean our own group
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def wait_for(condition: Callable[[], object], *, seconds: float = PATIENCE, what: str = "") -> None:
    """Wait until `condition` holds; fails the test when that takes longer than `seconds`."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"not within {seconds} s: {what}"
        time.sleep(0.02)
