"""`agency bench letters`: what is measured, and that a goal that is missed is told by the exit status."""

import json

import pytest

from agency.commands import bench_letters, cli
from agency.commands.dutch_click import run
from agency.commands.measures import Measure, as_json, table

SLOW = Measure(work="eerste brief", ours=50.0, floor=25.0, goal=1.25)


def test_the_measures_are_a_list_with_ratios(capsys: pytest.CaptureFixture[str]) -> None:
    """Three rounds of two letters: the figures mean nothing at this size, what they are made of does."""
    run(cli.agency, ["bench", "letters", "--letters", "2", "--json"])
    ordering, whole, posting, *requests = json.loads(capsys.readouterr().out)
    assert ordering["ours"] > 0
    assert [request["goal"] for request in requests] == [1_000] * 3
    assert all(request["ours"] > 0 for request in requests)
    assert whole["ratio"] == pytest.approx(whole["ours"] / whole["floor"], rel=0.01)
    assert whole["ratio"] > 1, "recording costs something beside drawing"
    assert (whole["goal"], posting["goal"], posting["floor"]) == (1.25, None, None)


def test_a_goal_that_is_missed_gives_status_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench_letters, "measure", lambda *_args, **_options: [SLOW])
    assert run(cli.agency, ["bench", "letters"]) == 1
    assert "TE HOOG" in capsys.readouterr().out
    assert json.loads(as_json([SLOW]))[0]["ratio"] == 2.0
    assert "2,00" in table([SLOW])
