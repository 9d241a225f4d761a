"""What somebody gets of himself names nobody else."""

import pytest

from cases.privacy.others import Masker

MASKER = Masker(
    ["Piet Jansen", "Jansen", "Bo", "p.jansen@voorbeeld.test", "06 87654321", ""], own=["Jansje de Vries", "Vries"]
)


@pytest.mark.parametrize(("text", "left"), [
    ("Piet Jansen belde", "[iemand anders] belde"),
    ("JANSEN belde, p.jansen@voorbeeld.test, 06 87654321", "[iemand anders] belde, [iemand anders], [iemand anders]"),
    ("Jansens winkel en Jansje de Vries", "Jansens winkel en Jansje de Vries"),  # a part of a word is no name
    ("Bo kwam langs", "Bo kwam langs"),  # too short to be told from a word
    ("", ""),
])
def test_names_addresses_and_numbers_of_others_are_taken_out(text: str, left: str) -> None:
    assert MASKER.text(text) == left


def test_also_in_a_structure() -> None:
    assert MASKER.value({"note": ["Jansen", 1, None], "amount": "5.00"}) == {
        "note": ["[iemand anders]", 1, None], "amount": "5.00",
    }


def test_who_shares_his_name_leaves_his_own_readable() -> None:
    assert Masker(["Vries", "Kees Vries"], own=["Vries"]).text("Kees Vries en Vries") == "[iemand anders] en Vries"


def test_with_nobody_else_nothing_is_taken_out() -> None:
    assert Masker([], own=[]).text("Jansen") == "Jansen"
