"""`agency bench memory`: what an embedded installation holds and what its first page costs, looked up in /proc.

It starts the demo as people do, in a folder that is gone afterwards, and reads pages as a handler does. Memory is the
proportional set size: what three processes share counts for a third in each.
"""

import html
import http.cookiejar
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from agency.commands.measures import ROUNDS, Measure, middle
from agency.demo.story import PASSWORD
from agency.running.forking import WEB

MEMORY_GOAL = 200.0
FIRST_PAGE_GOAL = 150.0
PAGES = 30
PATIENCE_SECONDS = 30.0
_PROC = Path("/proc")
_CHECKOUT = Path(__file__).resolve().parents[2]
_START = "/werkbak"
_HANDLER = "behandelaar@demo.example"
_AGENCY = "from agency.commands.cli import main; main()"
# What no start can do without: an interpreter, the libraries of the database, and the tables.
_BARE = """import sys
from cases.schema import migrate
from cases.schema.db import create_engine_for
migrate.upgrade(create_engine_for(sys.argv[1]))"""


@dataclass(frozen=True, kw_only=True)
class Round:
    """What one start of the demo took: MiB, and milliseconds of the processor."""

    at_start: float
    after_pages: float
    first_page: float
    start: float
    bare: float


class Handler:
    """A handler with a browser."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def read(self, path: str, form: dict[str, str] | None = None) -> str:
        """The page at `path`, after sending it `form`."""
        sent = None if form is None else urllib.parse.urlencode(form).encode()
        with self._browser.open(self._address + path, sent, PATIENCE_SECONDS) as answer:
            content: bytes = answer.read()
        return content.decode(errors="replace")

    def log_in(self) -> None:
        """Fill in the form of the first page."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.read("/inloggen"))
        assert token is not None
        self.read("/inloggen", {"csrf_token": token[1], "email": _HANDLER, "password": PASSWORD})

    def read_about(self) -> None:
        """Read pages, each linked from one before it."""
        found = [_START]
        for path in islice(found, PAGES):
            page = self.read(path)
            links = [html.unescape(link) for link in re.findall(r'<a [^>]*href="(/[^"#]*)"', page)]
            found += [link for link in dict.fromkeys(links) if link not in found]


def measure(*, starts: int = ROUNDS) -> list[Measure]:
    """The middle of so many starts."""
    rounds = [_round() for _ in range(starts)]
    return [
        Measure(work="MiB in rust: na de start", ours=middle([each.at_start for each in rounds])),
        Measure(
            work=f"MiB in rust: na {PAGES} pagina's per webproces",
            ours=middle([each.after_pages for each in rounds]), goal=MEMORY_GOAL,
        ),
        Measure(
            work="eerste pagina van een nieuw webproces", ours=middle([each.first_page for each in rounds]),
            goal=FIRST_PAGE_GOAL,
        ),
        Measure(
            work="van agency demo tot de eerste pagina", ours=middle([each.start for each in rounds]),
            floor=middle([each.bare for each in rounds]),
        ),
    ]


def _round() -> Round:
    with tempfile.TemporaryDirectory() as folder, _demo(Path(folder) / "demo") as (program, address):
        at_start = _memory(program)
        handler = Handler(address)
        handler.read("/inloggen")
        start = sum(_all_milliseconds(pid) for pid in family(program))
        handler.log_in()
        for serving in _web_processes(program):
            with _alone(serving, program):
                handler.read_about()
        after_pages = _memory(program)
        first_page = _first_page_of_a_new_one(program, handler)
        bare = _bare_milliseconds(Path(folder) / "bare.db")
    return Round(at_start=at_start, after_pages=after_pages, first_page=first_page, start=start, bare=bare)


@contextmanager
def _demo(instance: Path) -> Iterator[tuple[int, str]]:
    """A demo that answers: its process and its address."""
    command = [sys.executable, "-P", "-c", _AGENCY, "demo", "--port", "0", "--instance", str(instance)]
    with subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            assert process.stdout is not None
            said = next((line for line in process.stdout if "http://" in line), "")
            address = re.search(r"http://[^/\s]+", said)
            assert address is not None, "the demo does not start: see its messages above"
            yield process.pid, address[0]
        finally:
            process.terminate()


def _first_page_of_a_new_one(program: int, handler: Handler) -> float:
    """Milliseconds that a web process worked, from the fork until it has answered once."""
    before = _web_processes(program)
    os.kill(before[0], signal.SIGTERM)
    until = time.monotonic() + PATIENCE_SECONDS
    while not (new := set(_web_processes(program)) - set(before)):
        assert time.monotonic() < until, "no web process came in place of the one that was stopped"
        time.sleep(0.01)
    with _alone(new.pop(), program) as serving:
        handler.read(_START)
        return _own_milliseconds(serving)


@contextmanager
def _alone(serving: int, program: int) -> Iterator[int]:
    """Hold the other web processes, so that this one answers."""
    others = [pid for pid in _web_processes(program) if pid != serving]
    for pid in others:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield serving
    finally:
        for pid in others:
            os.kill(pid, signal.SIGCONT)


def _web_processes(program: int) -> list[int]:
    """The processes that answer: the children of the web server."""
    return [pid for server in children(program) if name_of(server) == WEB for pid in children(server)]


def _bare_milliseconds(database: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(  # noqa: S603
        [sys.executable, "-P", "-c", _BARE, f"sqlite:///{database}"], env=_environment(), check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(_CHECKOUT)}


def family(program: int) -> list[int]:
    """A process, its children, theirs, and so on."""
    return [program, *(pid for child in children(program) for pid in family(child))]


def children(program: int) -> list[int]:
    """The processes that it started, as far as they are there."""
    found = (_read(task / "children") for task in _tasks(program))
    return [int(pid) for pids in found for pid in pids.split()]


def name_of(pid: int) -> str:
    """What it is called in lists of processes."""
    return _read(_PROC / str(pid) / "comm").strip()


def _memory(program: int) -> float:
    """MiB of all its processes, each with its part of what it shares."""
    rollups = (_read(_PROC / str(pid) / "smaps_rollup") for pid in family(program))
    return sum(int(size) for rollup in rollups for size in re.findall(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)) / 1024


def _own_milliseconds(pid: int) -> float:
    """Processor time of all its threads."""
    return sum(int(_read(task / "schedstat").split()[0]) for task in _tasks(pid)) / 1_000_000


def _all_milliseconds(pid: int) -> float:
    """Processor time of itself and of the children that ended."""
    fields = _read(_PROC / str(pid) / "stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) * 1000 / os.sysconf("SC_CLK_TCK")


def _tasks(pid: int) -> list[Path]:
    folder = _PROC / str(pid) / "task"
    return list(folder.iterdir()) if folder.exists() else []


def _read(path: Path) -> str:
    """What the kernel says; nothing where the process has ended: the clock has one for each round."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
