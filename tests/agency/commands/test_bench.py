"""`agency bench law`: every way gives the same cents, and the figures come as a Dutch table or as JSON."""

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
