"""`agency simulate`: a folder of its own, a summary that tells, an exit status that says whether everything held."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from agency.commands.cli import agency
from agency.commands.dutch_click import run

STORY = {
    "id": "x", "days": [{"on": "2026-09-02", "events": []}],
    "given": {
        "today": "2026-09-01", "debtor": "consumer", "creditor_reclaims_vat": True,
        "claims": [{"ref": "F1", "principal": "100.00", "interest_from": "2026-02-01", "interest": "none"}],
    },
}


def _simulate(*arguments: str, sent: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(agency, ["simulate", *arguments], input=sent, standalone_mode=False)
    assert done.exception is None, done.output
    return int(done.return_value or 0), done.stdout


def test_a_summary_tells_what_happened(tmp_path: Path) -> None:
    asked = ("--seed", "4", "--days", "6", "--cases", "3", "--faults", "0.05", "--instance", str(tmp_path / "new"))
    status, said = _simulate(*asked, "--json")
    told = json.loads(said)
    assert (status, told["violations"], told["days"], told["seed"]) == (0, [], 6, "4")
    assert set(told) >= {"cases", "events", "closed", "amounts", "refused", "lost", "first_day"}
    assert told["amounts"]["principal"].count(".") == 1
    status, said = _simulate("--days", "2", "--cases", "1", "--instance", str(tmp_path / "other"))
    assert (status, said.rstrip().splitlines()[-1]) == (0, "Alles klopt.")


def test_a_folder_that_holds_anything_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "agency.db").write_bytes(b"van iemand")
    status, said = _simulate("--cases", "1", "--instance", str(tmp_path), "--json")
    assert (status, json.loads(said)["error"]["code"]) == (2, "invalid")
    assert (tmp_path / "agency.db").read_bytes() == b"van iemand"


def test_given_stories_are_answered_as_a_list() -> None:
    status, said = _simulate("--json", sent=json.dumps([STORY, STORY | {"id": "y", "given": {}}]))
    first, second = json.loads(said)
    assert status == 0
    assert (first["id"], first["days"][0]["balance"], second["id"], second["error"]["code"]) == (
        "x", "100.00", "y", "invalid"
    )


@pytest.mark.parametrize("sent", ["", "{}", "[" * 100_000])
def test_what_is_no_list_of_stories_is_an_error(sent: str) -> None:
    status, said = _simulate("--json", sent=sent)
    assert (status, json.loads(said)["error"]["code"]) == (2, "invalid")


def test_without_cases_or_stories_it_says_what_is_missing(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(agency, ["simulate"]) == 2
    assert "--cases" in capfd.readouterr().err
