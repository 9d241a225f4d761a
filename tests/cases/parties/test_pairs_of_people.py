"""A hundred pairs of debtors: spelling, order, initials, families, twins, moves, companies; each judged beforehand.

A row of the table is what is found of the pair, and the two as a file of `agency check people` describes them. "thuis"
and "elders" are two addresses. Never is a pair the same by one shared fact, but the trade register number of two
organisations.
"""

import json
from pathlib import Path
from typing import Any  # JSON

import pytest

from agency.commands.check_people import _pairs
from cases.parties.likeness import compare

AT = {
    "thuis": {"street": "Dorpsstraat", "house_number": "12", "postcode": "3511 AB", "town": "Utrecht"},
    "elders": {"street": "Kade", "house_number": "3", "postcode": "9711 AB", "town": "Groningen"},
}
ROWS = json.loads(Path(__file__).with_name("pairs_of_people.json").read_text(encoding="utf-8"))


def described(short: dict[str, Any]) -> dict[str, Any]:
    told = {"kind": "person"} | short
    return told | AT[told.pop("at")] if "at" in told else told


@pytest.mark.parametrize(("verdict", "one", "other"), ROWS, ids=str)
def test_a_pair_is_judged_so_whichever_comes_first(
    verdict: str, one: dict[str, Any], other: dict[str, Any]
) -> None:
    pair = {"a": described(one), "b": described(other)}
    ((a, b),) = _pairs(json.dumps([pair]).encode())
    assert (compare(a, b).verdict, compare(b, a).verdict) == (verdict, verdict)


def test_no_pair_is_the_same_by_one_fact_alone() -> None:
    for verdict, one, other in ROWS:
        shared = {key for key in one if key in other and key not in ("kind", "name", "first_names", "last_name")}
        if verdict == "same":
            assert shared, (one, other)
