"""Addresses as lists write them: in columns of their own, postal code with city, or all in one cell."""

from decimal import Decimal

import pytest

from cases.intake import ClaimFile, Field, FileFault, IntakeRefused, read_claim_file
from tests.cases.intake.lists import TODAY

ROW = ("20260101", "02-03-2026", "01-04-2026", "1.234,56")
END = "Factuurnummer;Factuurdatum;Vervaldatum;Openstaand"


def listed(header: str, *lines: tuple[str, ...], mark: str = ";") -> ClaimFile:
    """What a list with these columns says; the invoice stands behind them."""
    text = "\n".join((f"{header};{END}".replace(";", mark), *(mark.join(line) for line in lines), ""))
    return read_claim_file(text.encode(), "lijst.csv", today=TODAY)


def place(found: ClaimFile) -> tuple[str, ...]:
    row = found.rows[0]
    return row.street, row.full_house_number, row.postal_code, row.city


@pytest.mark.parametrize("header", ["Postcode en plaats", "PC/Plaats", "Postcode + woonplaats", "postcode plaats"])
def test_a_postal_code_with_its_city_is_taken_apart(header: str) -> None:
    found = listed(f"Naam;Adres;{header}", ("J. de Vries", "Kerkweg 7a", "1012 LK 's-Gravenhage", *ROW))
    assert place(found) == ("Kerkweg", "7a", "1012 LK", "'s-Gravenhage")


@pytest.mark.parametrize(("written", "read"), [
    ("Dorpsstraat 12, 3511 AB Utrecht", ("Dorpsstraat", "12", "3511 AB", "Utrecht")),
    ("Plein 1944 3 6511JD Nijmegen", ("Plein 1944", "3", "6511 JD", "Nijmegen")),
    ("Lange Voorhout 100-2, 2514 EH, Den Haag", ("Lange Voorhout", "100-2", "2514 EH", "Den Haag")),
])
def test_a_whole_address_in_one_cell_is_taken_apart(written: str, read: tuple[str, ...]) -> None:
    assert place(listed("Naam;Adres", ("J. de Vries", written, *ROW))) == read


def test_a_row_whose_cell_does_not_hold_all_of_it_is_refused_by_itself() -> None:
    found = listed(
        "Naam;Adres", ("J. de Vries", "Kerkweg 7a, 1012 LK Amsterdam", *ROW),
        ("A. Smit", "Kerkweg 9, 1012 LK Amsterdam", "20260102", *ROW[1:]),
        ("P. Bos", "Kerkweg 8", "20260103", *ROW[1:]),
    )
    assert [row.surname for row in found.rows] == ["Vries", "Smit"]
    assert (found.refused[0].column, found.refused[0].row) == ("Adres", 4)


def test_a_list_of_streets_without_places_still_says_what_is_missing() -> None:
    with pytest.raises(IntakeRefused) as refused:
        listed("Naam;Adres", ("J. de Vries", "Kerkweg 7a", *ROW))
    assert refused.value.code == FileFault.COLUMNS_MISSING
    assert "postcode, woonplaats" in str(refused.value)


def test_a_list_that_names_only_a_contact_names_its_debtor_so_and_says_that_it_guessed() -> None:
    found = listed("ContactName;Adres;Postcode;Plaats", ("J. de Vries", "Kerkweg 7a", "1012 LK", "Amsterdam", *ROW))
    assert found.rows[0].surname == "Vries"
    column = next(column for column in found.columns if column.field is Field.NAME)
    assert column.guessed


def test_an_inch_in_a_description_is_a_sign_and_swallows_no_row() -> None:
    header = "Naam;Adres;Postcode;Plaats;Omschrijving"
    found = listed(
        header, ("J. de Vries", "Kerkweg 7a", "1012 LK", "Amsterdam", 'Buis 3/4" koper', *ROW),
        ("A. Smit", "Kerkweg 9", "1012 LK", "Amsterdam", '"Los" begin', "20260102", *ROW[1:]),
        ("P. Bos", "Kerkweg 8", "1012 LK", "Amsterdam", '"netjes"', "20260103", *ROW[1:]),
    )
    assert [row.description for row in found.rows] == ['Buis 3/4" koper', '"Los" begin', "netjes"]
    assert found.total == Decimal("3703.68")
    again = read_claim_file(found.masked, "lijst.csv", today=TODAY)
    assert [row.description for row in again.rows] == [row.description for row in found.rows]


def test_a_quotation_mark_that_hides_a_delimiter_is_refused_with_the_true_reason() -> None:
    header = "Naam;Adres;Postcode;Plaats;Omschrijving"
    with pytest.raises(IntakeRefused) as refused:
        listed(header, ("J. de Vries", "Kerkweg 7a", "1012 LK", "Amsterdam", '"Los; vast" begin', *ROW))
    assert refused.value.code == FileFault.BROKEN_QUOTES


def test_a_payment_term_without_a_due_date_is_asked_about_with_the_day_it_would_be() -> None:
    text = (
        "Naam;Adres;Postcode;Plaats;Factuurnummer;Factuurdatum;Betaaltermijn (dagen);Openstaand\n"
        "J. de Vries;Kerkweg 7a;1012 LK;Amsterdam;20260101;02-03-2026;30;1.234,56\n"
    )
    found = read_claim_file(text.encode(), "lijst.csv", today=TODAY)
    assert (len(found.rows), len(found.waiting)) == (0, 1)
    assert "01-04-2026" in found.waiting[0].reason
