"""Which tests run in one worker, and in which order.

The journeys tell one story and stay together (`browser`). Every other file stays together too, so that what it makes
once is made once; a file that starts real processes (`program`) comes early, because it mostly waits.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.agency import program

MOST_WORKERS = 8  # every worker reads all tests and keeps a database of its own
JOURNEYS = "tests/journeys/"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """A worker per processor; none for files that are named: they run at once, and a debugger can look in."""
    if all(Path(argument.partition("::")[0]).is_file() for argument in config.args):
        return 0
    return min(len(os.sched_getaffinity(0)), MOST_WORKERS)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out whole groups, in the order of the tests."""
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    config.option.loadscopereorder = False
    return ByGroup(config, log)


def group_of(nodeid: str) -> str:
    """The name of the group of a test."""
    return "browser" if nodeid.startswith(JOURNEYS) else nodeid.partition("::")[0]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what starts real processes; put first what takes long, so that no worker waits for another at the end."""
    for item in items:
        if _starts_processes(item):
            item.add_marker(pytest.mark.program)
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if item.get_closest_marker("browser"):
        return 0
    return 1 if item.get_closest_marker("program") else 2


def _starts_processes(item: pytest.Item) -> bool:
    module = getattr(item, "module", None)
    return any(getattr(each, "__module__", "") == program.__name__ for each in vars(module).values())
