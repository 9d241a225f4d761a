"""No line of a whole test run holds what the factories fill in: names, addresses, account numbers, passwords.

Every line is written as the program writes it (`agency.logs`), from INFO on as its processes do, and looked through.
Where one holds such a value the run is not green, and names the logger, the place and the test.
"""

import logging
import re
from collections.abc import Generator
from typing import Any

import pytest

from agency.logs import JsonLine

SEEDED = (
    "Jansje", "jansje@voorbeeld.test", "06 12345678", "Dorpsstraat", "Voorbeeldstad", "Voorbeeldlaan",
    "NL91ABNA0417164300", "Voorbeeld Incasso B.V.", "Voorbeeld Energie B.V.", "M. Voorbeeld", "@voorbeeld.test",
    "debiteuren@klant.test", "vier woorden in een zin", "K-1001", "Deurwaarders Voorbeeld",
    # of the demo, which is crawled
    "Broekhorst", "Zandgraver", "@post.example", "Stroomdal Energie", "Zevensprong", "Proefpad", "Oefenhof",
    "Modelweg", "Demostraat", "proef met vier woorden",
)
_SOUGHT = re.compile("|".join(map(re.escape, SEEDED)))
_FOUND = pytest.StashKey["Looker"]()


class Looker(logging.Handler):
    """Looks through each line and keeps where one holds a value."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLine())
        self.found: set[str] = set()
        self.test = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Note the place of a line that says too much."""
        try:
            line = self.format(record)
        except Exception as error:  # a line that cannot be written
            line = f"{type(error).__name__}: {SEEDED[0]}"
        if _SOUGHT.search(line):
            self.found.add(f"{record.name}, {record.pathname}:{record.lineno}, in {self.test}")


def pytest_configure(config: pytest.Config) -> None:
    """Look at all that is said from here on."""
    config.stash[_FOUND] = looker = Looker()
    root = logging.getLogger()
    root.addHandler(looker)
    root.setLevel(logging.INFO)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Show less of a test that failed than is looked through."""
    shown = session.config.pluginmanager.getplugin("logging-plugin")
    if shown is not None:  # a line per request says nothing about a test that failed
        shown.report_handler.setLevel(logging.WARNING)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Remember which test runs; one before it may have started a command here, which sets the level."""
    item.config.stash[_FOUND].test = item.nodeid
    logging.getLogger().setLevel(logging.INFO)
    return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker found."""
    node.config.stash[_FOUND].found |= set(getattr(node, "workeroutput", {}).get("logged_values", ()))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A worker hands over what it found; where anything was found the run is not green."""
    found = session.config.stash[_FOUND].found
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["logged_values"] = sorted(found)
    elif found and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name each place."""
    found = config.stash[_FOUND].found
    if found:
        terminalreporter.section("waarden in het logboek / values in the log")
        for place in sorted(found):
            terminalreporter.write_line(place)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave the loggers as they were."""
    logging.getLogger().removeHandler(config.stash[_FOUND])
