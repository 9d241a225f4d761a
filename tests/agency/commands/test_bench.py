"""`agency bench`: every way gives the same cents; what is measured, as a Dutch table or as JSON."""

import json

import pytest

from agency.commands import bench, cli
from agency.commands.dutch_click import run
from agency.commands.measures import Measure
from tests.sizes import size

CASES = size("BENCH_CASES")


def test_the_law_is_measured_beside_bare_loops(capsys: pytest.CaptureFixture[str]) -> None:
    """All ways gave the same cents, or there would be no list. Not whether it keeps to the goals: no test is timed."""
    assert run(cli.agency, ["bench", "law", "--cases", str(CASES), "--json"]) in (0, 1)
    found = {each["work"]: each for each in json.loads(capsys.readouterr().out)}
    assert all(set(each) == {"work", "ours", "floor", "peer", "ratio", "goal"} for each in found.values())
    assert found["1.000 zaken, alleen rente"]["goal"] == 3.1
    assert found["1.000 zaken van een bedrijf, met kosten"]["goal"] == 5.6
    assert found["1.000 vorderingen tegelijk"]["goal"] == 2.0
    assert 0 < found["hoogste geheugen in MiB"]["ours"] < found["hoogste geheugen in MiB"]["goal"]


def test_the_law_in_a_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(cli.agency, ["bench", "law", "--cases", str(CASES)]) in (0, 1)
    assert "ten hoogste" in capsys.readouterr().out


def test_a_law_that_is_slower_than_its_goal_gives_status_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    slow = Measure(work="1.000 zaken, alleen rente", ours=40.0, floor=8.0, goal=bench.SINGLE_GOAL)
    monkeypatch.setattr(bench, "measure", lambda *_: [slow])
    assert run(cli.agency, ["bench", "law"]) == 1
    assert "TE HOOG" in capsys.readouterr().out


def test_the_lists_are_measured_beside_bare_sql(capsys: pytest.CaptureFixture[str]) -> None:
    """Not whether they keep to the goal: on a small record everything is soon done."""
    assert run(cli.agency, ["bench", "pages", "--cases", "2000", "--json"]) in (0, 1)
    found = json.loads(capsys.readouterr().out)
    assert {"queue", "prescriptions", "client's list", "batch of letters"} <= {each["work"] for each in found}
    assert all(set(each) == {"work", "ours", "floor", "peer", "ratio", "goal"} for each in found)
    assert all(each["ours"] > 0 < each["floor"] for each in found)
