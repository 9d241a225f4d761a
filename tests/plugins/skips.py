"""What was not run is named; where everything must run, only what reads files beside the repository may be left out."""

import os
from typing import Any

import pytest

from tests.samples import SAMPLES

NOT_THERE = "samples: ../shared/samples is not there"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave a test of the sample files out where they are not."""
    if item.get_closest_marker("samples") and not SAMPLES.is_dir():
        pytest.skip(NOT_THERE)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name what was not run, so that a green run never hides it."""
    reasons: dict[str, list[str]] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reasons.setdefault(report.longrepr[2].removeprefix("Skipped: "), []).append(report.nodeid)
    if not reasons:
        return
    terminalreporter.section("niet uitgevoerd / not run")
    for reason, tests in sorted(reasons.items()):
        terminalreporter.write_line(f"{len(tests)} x {reason}")
        names = [test.partition("[")[0] for test in tests]
        for name in sorted(set(names)):
            terminalreporter.write_line(f"    {names.count(name)} x {name}")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With TESTS_MUST_ALL_RUN a run that left something out is not green, absent sample files aside."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if not os.environ.get("TESTS_MUST_ALL_RUN") or exitstatus != 0 or reporter is None:
        return
    if any(not _may_be_left_out(report) for report in reporter.stats.get("skipped", [])):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _may_be_left_out(report: Any) -> bool:
    return "samples" in report.keywords and not SAMPLES.is_dir()
