"""`agency check`: one JSON answer, nothing printed again, nothing changed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from agency.commands.cli import agency


def _check(*arguments: str, sent: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(agency, ["check", *arguments], input=sent, standalone_mode=False)
    return int(done.return_value or 0), done.stdout


def test_each_text_is_answered_in_order_with_the_places() -> None:
    sent = ["Bel 06-12345678 over € 1.112.223,33", "bsn 111/222/333 en 123456782", ""]
    status, said = _check("text", "--json", sent=json.dumps(sent))
    assert status == 0
    assert json.loads(said) == [
        {"accepted": True, "found": []},
        {"accepted": False, "found": [{"start": 4, "end": 15}, {"start": 19, "end": 28}]},
        {"accepted": True, "found": []},
    ]


@pytest.mark.parametrize("sent", ["", "111222333", '{"a": "111222333"}', '["111222333", 5]', "[" * 100_000])
def test_what_is_no_list_of_texts_is_an_error_that_repeats_nothing(sent: str) -> None:
    status, said = _check("text", "--json", sent=sent)
    assert status == 2
    assert json.loads(said)["error"]["code"] == "invalid"
    assert "111222333" not in said


def test_the_record_is_searched_only_where_there_is_one(tmp_path: Path) -> None:
    status, said = _check("record", "--json", "--instance", str(tmp_path))
    assert (status, json.loads(said)["error"]["code"]) == (2, "invalid")
    assert not (tmp_path / "agency.db").exists()
