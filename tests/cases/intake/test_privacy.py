"""Citizen service numbers and health data: found, masked everywhere, and found again in the masked copy."""

import pytest

from cases.intake import dry_run_answer, read_claim_file, refused_rows_file
from cases.intake.privacy import MASK, mask
from tests.cases.intake.claims import TODAY, csv_of, good_rows, read, row

# Made-up numbers that pass the eleven test, well-known from documentation.
NUMBERS = ["111222333", "123456782"]


@pytest.mark.parametrize(("text", "masked"), [
    ("BSN 111222333 gas", f"BSN {MASK} gas"),
    ("BSN111222333.", f"BSN{MASK}."),
    ("111.222.333", MASK),
    ("1112.22.333", MASK),
    ("111 222 333 en 123456782", f"{MASK} en {MASK}"),
    ("１１１２２２３３３", MASK),
    ("111222334", "111222334"),
    ("1112223330", "1112223330"),
    ("0111222333", "0111222333"),
    ("000000000", "000000000"),
    ("NL91ABNA0417164300", "NL91ABNA0417164300"),
])
def test_nine_digits_that_pass_the_test_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("column", ["Omschrijving", "Achternaam", "Woonplaats", "E-mail", "Bedrag", "Rayon"])
def test_a_citizen_number_refuses_the_row_and_shows_nowhere(number: str, column: str) -> None:
    result = read({**row(1), "Rayon": "Noord"}, {**row(2), "Rayon": "Noord", column: f"BSN {number} gas"})
    refused = result.refused[0]
    assert (refused.row, refused.column, refused.found) == (3, column, f"BSN {MASK} gas")
    assert "burgerservicenummer" in refused.expected
    everything = repr(result) + repr(dry_run_answer(result)) + repr(refused_rows_file(result))
    assert number not in everything
    assert number.encode() not in result.masked
    assert not result.keep_original


@pytest.mark.parametrize("unseen", ["\u200b", "\u00ad", "\u2060", "\ufeff"])
def test_signs_that_nobody_sees_hide_no_citizen_number(unseen: str) -> None:
    content = csv_of([row(1), row(2, Omschrijving=f"BSN 111{unseen}222{unseen}333")], encoding="utf-8")
    result = read_claim_file(content, "x.csv", today=TODAY)
    assert [refused.found for refused in result.refused] == [f"BSN {MASK}"]
    kept = result.masked.decode("utf-8-sig").translate(dict.fromkeys(map(ord, "\u200b\u00ad\u2060\ufeff")))
    assert "111222333" not in kept


def test_the_masked_copy_gives_the_same_verdict() -> None:
    first = read(*good_rows(2), row(3, Omschrijving="BSN 111222333"))
    again = read_claim_file(first.masked, "vorderingen.csv", today=TODAY)
    assert (again.rows, again.refused, again.masked) == (first.rows, first.refused, first.masked)
    assert again.sha256 != first.sha256


def test_only_the_rows_concerned_are_rewritten() -> None:
    content = csv_of([*good_rows(2), row(3, Omschrijving="BSN 111222333")])
    first = read_claim_file(content, "x.csv", today=TODAY)
    assert first.masked == content.replace(b"111222333", MASK.encode())


@pytest.mark.parametrize("column", ["Klantnummer", "Factuurnummer", "Telefoon", "Abonnementsnummer"])
def test_numbers_that_happen_to_pass_are_left_alone(column: str) -> None:
    result = read({**row(), column: "111222333"})
    assert result.refused == ()
    assert b"111222333" in result.masked


def test_bank_accounts_are_not_taken_for_citizen_numbers_and_not_kept() -> None:
    result = read({**row(), "Rekeningnummer": "123456782"})
    assert len(result.rows) == 1
    assert "123456782" not in repr(result.rows)


@pytest.mark.parametrize("header", ["BSN", "Burgerservicenummer", "Sofinummer"])
def test_a_column_of_citizen_numbers_is_masked_whatever_stands_in_it(header: str) -> None:
    result = read({**row(1), header: "12345678"}, {**row(2), header: ""})
    assert [(one.row, one.column, one.found) for one in result.refused] == [(2, header, MASK)]
    assert [one.row for one in result.rows] == [3]
    assert b"12345678\r" not in result.masked
    assert result.columns[-1].ignored


def test_citizen_numbers_posing_as_customer_numbers_are_recognised() -> None:
    valid = [str(number) for number in range(111222300, 111222400) if mask(str(number)) == MASK][:6]
    result = read(*({**row(number), "Klantnummer": text} for number, text in enumerate(valid)))
    assert result.rows == ()
    assert {one.column for one in result.refused} == {"Klantnummer"}
    assert not any(text.encode() in result.masked for text in valid)
