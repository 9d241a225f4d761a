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


def test_pairs_of_debtors_are_compared_in_order_with_the_reasons() -> None:
    home = {"postcode": "3511ab", "house_number": 12, "addition": "a", "street": "Dorpsstraat", "town": "Utrecht"}
    sent = [
        {"a": {"kind": "person", "name": "Vries, J. de"} | home,
         "b": {"kind": "person", "first_names": "Jan", "prefix": "de", "last_name": "Vries", "house_number": "12A",
               "street": "Dorpsstr.", "postcode": "3511 AB", "email": None, "birth_date": ""}},
        {"a": {"kind": "organisation", "name": "Jansen BV", "kvk": 1234567},
         "b": {"kind": "organisation", "name": "Bouw", "kvk": "01 23 45 67"}},
        {side: {"name": "Jan Jansen", "birth_date": born} for side, born in (("a", "1950-03-04"), ("b", "1981-09-07"))},
        {"a": {}, "b": {}},
    ]
    status, said = _check("people", "--json", sent=json.dumps(sent))
    found = json.loads(said)
    assert status == 0
    assert [each["verdict"] for each in found] == ["same", "same", "different", "doubtful"]
    assert found[0]["reasons"] == ["de naam is gelijk", "adres gelijk"]
    assert all(each["reasons"] for each in found)


@pytest.mark.parametrize(("sent", "field"), [
    ("", None), ("{}", None), ("[5]", "0"), ('[{"a": {"name": "Geheim"}}]', "0.b"),
    ('[{"a": {"name": "Geheim", "birth_date": "1980-02-30"}, "b": {}}]', "0.a.birth_date"),
    ('[{"a": {}, "b": {"name": ["Geheim"]}}]', "0.b.name"), ('[{"a": {}, "b": {"kind": "Geheim"}}]', "0.b.kind"),
])
def test_what_is_no_list_of_pairs_is_an_error_that_names_the_field_and_repeats_nothing(
    sent: str, field: str | None
) -> None:
    status, said = _check("people", "--json", sent=sent)
    error = json.loads(said)["error"]
    assert (status, error["code"], error.get("field")) == (2, "invalid", field)
    assert "Geheim" not in said
