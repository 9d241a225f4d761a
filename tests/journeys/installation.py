"""A real installation for the journeys: the command `agency` in an empty directory, on a pinned day, one at a time."""

import shutil
from datetime import date
from pathlib import Path
from subprocess import Popen

from tests.agency.program import agency, alive, descendants, kill, start, stop, wait_for


class Installation:
    """Web server, queue, worker and clock of one instance; it can be stopped and started again on a later day."""

    def __init__(self, folder: Path) -> None:
        self.instance = folder / "instance"
        self.elsewhere = folder / "elsewhere"  # commands must work from any directory
        self.elsewhere.mkdir()
        self.serve: tuple[str, ...] = ("serve", "--instance", str(self.instance))
        self.address = ""
        self.today: date | None = None
        self._process: Popen[str] | None = None

    def command(self, *arguments: str, given: str = "") -> str:
        """What a command that must succeed says on standard output."""
        done = agency(*arguments, "--instance", str(self.instance), cwd=self.elsewhere, given=given)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, today: date) -> None:
        """Serve on a free port, as if today were that day; returns when the pages answer."""
        assert self._process is None, "already running"
        self._process = start(*self.serve, "--port", "0", "--today", today.isoformat(), cwd=self.elsewhere)
        said: str = self._process.first_line  # type: ignore[attr-defined]  # set by `start`
        self.address = said.partition("http")[1] + said.partition("http")[2].partition(" ")[0].rstrip("/")
        self.today = today

    def stop(self) -> None:
        """Stop as Ctrl-C does; fails when the command is not clean about it or leaves a process behind."""
        if self._process is None:
            return
        process, self._process = self._process, None
        ours = descendants(process.pid)
        status = stop(process)
        wait_for(lambda: not any(alive(pid) for pid in ours), what=f"nothing left running of {ours}")
        assert status == 0, f"status {status}: {self.log()}"
        assert "Traceback" not in self.log(), self.log()

    def lose(self) -> None:
        """The machine is gone: nothing is asked to stop, and nothing that lay on it is there any more."""
        assert self._process is not None, "not running"
        process, self._process = self._process, None
        ours = (process.pid, *descendants(process.pid))
        kill(*ours)
        stop(process)
        wait_for(lambda: not any(alive(pid) for pid in ours), what="the machine is gone")
        shutil.rmtree(self.instance)

    def move_to(self, today: date) -> None:
        """Go on with the same instance on another day."""
        self.stop()
        self.start(today)

    def log(self) -> str:
        """What the processes said on standard error."""
        path = self.elsewhere / "agency.log"
        return path.read_text() if path.is_file() else ""
