"""Processor seconds of each file of tests, of this process and of those that it waited for.

With TESTS_COSTS a run writes them to that file. Then:

    python -m tests.plugins.costs COSTS KEPT           the dearest files, beside the numbers kept
    python -m tests.plugins.costs COSTS KEPT --keep    the same, and keep these numbers
"""

import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

HERE = pytest.StashKey["Counter[str]"]()
ELSEWHERE = pytest.StashKey["Counter[str]"]()
STARTED = time.monotonic()
AROUND, WALL = "(reading and handing out the tests)", "(on the clock)"
SHOWN = 10
KEPT_FROM = 5.0  # seconds; what costs less is not kept


def own(who: int = resource.RUSAGE_SELF) -> float:
    """Processor seconds of this process so far."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def spent() -> float:
    """Processor seconds of this process and its children that ended, so far."""
    return own() + own(resource.RUSAGE_CHILDREN)


def pytest_configure(config: pytest.Config) -> None:
    """Start with nothing spent."""
    config.stash[HERE], config.stash[ELSEWHERE] = Counter(), Counter()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Add what a test spends, with its fixtures, to its file."""
    before = spent()
    try:
        return (yield)
    finally:
        item.config.stash[HERE][item.location[0]] += spent() - before


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker hands over what it spent."""
    workeroutput = getattr(session.config, "workeroutput", None)
    if workeroutput is not None:
        here = session.config.stash[HERE]
        workeroutput["costs"] = {**here, AROUND: spent() - here.total()}


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker spent."""
    node.config.stash[ELSEWHERE].update(getattr(node, "workeroutput", {}).get("costs", {}))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Write down what all of it cost, dearest first."""
    wanted = os.environ.get("TESTS_COSTS")
    if wanted is None or hasattr(config, "workeroutput"):
        return
    here, elsewhere = config.stash[HERE], config.stash[ELSEWHERE]
    # The workers are children of this process: what they spent is known from them.
    around = own() if elsewhere else spent() - here.total()
    rest = {AROUND: elsewhere[AROUND] + around, WALL: time.monotonic() - STARTED}
    write(Path(wanted), {**elsewhere, **here, **rest})


def write(path: Path, costs: dict[str, float]) -> None:
    """One line per file, dearest first."""
    ordered = sorted(costs.items(), key=lambda each: -each[1])
    path.write_text("".join(f"{name}\t{seconds:.1f}\n" for name, seconds in ordered), encoding="utf-8")


def read(path: Path) -> dict[str, float]:
    """What `write` wrote; nothing where there is no file."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return {name: float(seconds) for name, seconds in (line.split("\t") for line in lines)}


def main(found: Path, kept: Path, *flags: str) -> None:
    """Print the dearest files beside the numbers kept."""
    now, before = read(found), read(kept)
    print(f"{'processor seconds':>20} {'kept':>8}")
    for name in [*[name for name in now if not name.startswith("(")][:SHOWN], AROUND]:
        _print_row(name, now, before)
    files = [name for name in now if name != WALL]
    _print_row("all of it", {"all of it": sum(now[name] for name in files)}, before)
    _print_row(WALL, now, before)
    if "--keep" in flags:
        keep = {name: seconds for name, seconds in now.items() if seconds >= KEPT_FROM}
        write(kept, keep | {"all of it": sum(now[name] for name in files)})


def _print_row(name: str, now: dict[str, float], before: dict[str, float]) -> None:
    last = f"{before[name]:8.0f}" if name in before else f"{'-':>8}"
    print(f"{now.get(name, 0):20.0f} {last}  {name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
