"""Names and addresses taken apart."""

import pytest

from cases.intake.values import HouseNumber, legal_form, names_company, person_name, street_and_number


@pytest.mark.parametrize(("text", "parts"), [
    ("F. ten Haack", ("", "F.", "ten", "Haack")),
    ("Haack, F. ten", ("", "F.", "ten", "Haack")),
    ("van der Haack, Fred", ("Fred", "", "van der", "Haack")),
    ("Fred ten Haack", ("Fred", "", "ten", "Haack")),
    ("Jan Willem Bakker", ("Jan Willem", "", "", "Bakker")),
    ("dhr. J.W. van 't El Amrani", ("", "J.W.", "van 't", "El Amrani")),
    ("JW de Boer", ("", "JW", "de", "Boer")),
    ("JAN DE VRIES", ("JAN", "", "DE", "VRIES")),
    ("L. Henric van den Nuwenhuse", ("", "L.", "", "Henric van den Nuwenhuse")),
    ("Vries", ("", "", "", "Vries")),
    ("", ("", "", "", "")),
])
def test_a_full_name_is_taken_apart(text: str, parts: tuple[str, ...]) -> None:
    assert tuple(person_name(text)) == parts


@pytest.mark.parametrize(("text", "street", "number", "addition"), [
    ("Marinuslaan 64", "Marinuslaan", "64", ""),
    ("Jaysteeg 176-2", "Jaysteeg", "176", "2"),
    ("Weg 212a", "Weg", "212", "a"),
    ("Berendbaan 44 bis", "Berendbaan", "44", "bis"),
    ("Plein 1944 12", "Plein 1944", "12", ""),
    ("1e Hugo de Grootstraat 12-3", "1e Hugo de Grootstraat", "12", "3"),
    ("Kerkstraat 12, 2 hoog", "Kerkstraat", "12", "2 hoog"),
    ("Postbus 123", "Postbus", "123", ""),
])
def test_an_address_is_taken_apart(text: str, street: str, number: str, addition: str) -> None:
    assert street_and_number(text) == (street, HouseNumber(number, addition))


@pytest.mark.parametrize("text", ["Dorpsstraat", "12", "Laan van 12 Apostelen 5", "Kerkstraat 0"])
def test_an_address_with_no_or_two_readings_is_not_guessed(text: str) -> None:
    assert street_and_number(text) is None


@pytest.mark.parametrize(("text", "is_company"), [
    ("Jansen B.V.", True), ("Bakker vof", True), ("Stichting De Hoop", True), ("J. de Vries", False)])
def test_a_legal_form_makes_a_company(text: str, is_company: bool) -> None:
    assert names_company(text) is is_company


@pytest.mark.parametrize(("text", "form"), [
    ("B.V.", "bv"), ("bv", "bv"), ("V.O.F.", "vof"), ("Coöperatie", "coöperatie"), ("SE", "SE")])
def test_legal_forms_have_one_short_name(text: str, form: str) -> None:
    assert legal_form(text) == form
