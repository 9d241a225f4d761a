"""`agency bench`: every way gives the same cents, lists keep to their goal, as a Dutch table or as JSON."""

import json

import pytest

from agency.commands import cli
from agency.commands.dutch_click import run
from tests.sizes import size

CASES = size("BENCH_CASES")


def test_the_table_is_dutch_and_names_the_targets(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(cli.agency, ["bench", "law", "--cases", str(CASES)]) == 0
    shown = capsys.readouterr().out
    assert "Alle wegen geven dezelfde centen." in shown
    assert "norm" in shown


def test_the_figures_come_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(cli.agency, ["bench", "law", "--cases", str(CASES), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["same_cents"] is True
    assert found["portfolio_cases"] == CASES
    assert found["single_ratio"] > 0
    assert found["peak_mebibytes"] < 1536


def test_the_lists_are_measured_beside_bare_sql(capsys: pytest.CaptureFixture[str]) -> None:
    """Not whether they keep to the goal: on a small record everything is soon done."""
    assert run(cli.agency, ["bench", "pages", "--cases", "2000", "--json"]) in (0, 1)
    found = json.loads(capsys.readouterr().out)
    assert {"queue", "prescriptions", "client's list", "batch of letters"} <= {each["work"] for each in found}
    assert all(set(each) == {"work", "ours", "floor", "peer", "ratio", "goal"} for each in found)
    assert all(each["ours"] > 0 < each["floor"] for each in found)
