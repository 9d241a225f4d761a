"""One rule per row: what is refused, in which column, and what is taken in with a flag."""

from datetime import date
from decimal import Decimal

import pytest

from cases.intake import Fault, FlagCode, read_claim_file
from cases.intake.model import Field
from tests.cases.intake.claims import TODAY, csv_of, good_rows, read, row


def test_a_good_row_is_read_field_by_field() -> None:
    claim = read(row()).rows[0]
    assert (claim.customer_number, claim.first_names, claim.prefix, claim.surname) == (
        "00012", "Fenna", "van der", "Proefstra")
    assert (claim.street, claim.house_number, claim.house_number_addition) == ("Teststraat", "12", "a")
    assert (claim.full_house_number, claim.postal_code, claim.city, claim.country) == (
        "12a", "1234 AB", "Utrecht", "NL")
    assert (claim.birth_date, claim.contract_date) == (date(1990, 4, 30), date(2024, 1, 15))
    assert (claim.invoice_date, claim.due_date) == (date(2026, 1, 15), date(2026, 1, 29))
    assert claim.amount == Decimal("1250.50")
    assert claim.reminder_sent_on == date(2026, 2, 20)
    assert claim.flags == ()
    assert not claim.is_company


@pytest.mark.parametrize(("column", "text", "expected"), [
    ("Bedrag", "0,00", "boven nul"),
    ("Bedrag", "abc", "in cijfers"),
    ("Bedrag", "1e3", "in cijfers"),
    ("Bedrag", "NaN", "in cijfers"),
    ("Bedrag", "∞".encode("cp1252", "replace").decode(), "in cijfers"),
    ("Bedrag", "12,345", "twee decimalen"),
    ("Bedrag", "1234.56", "decimale komma"),
    ("Bedrag", "USD 12,50", "in euro"),
    ("Bedrag", "", "boven nul"),
    ("Bedrag", "1.000.000.000,00", "tot"),
    ("Vervaldatum", "31-02-2026", "bestaande datum"),
    ("Vervaldatum", "29-02-2025", "bestaande datum"),
    ("Vervaldatum", "01-01-2020", "op of na de factuurdatum"),
    ("Vervaldatum", "", "vervaldatum"),
    ("Vervaldatum", "binnenkort", "dag-maand-jaar"),
    ("Factuurdatum", "", "factuurdatum"),
    ("Factuurdatum", "15-01-26", "vier cijfers"),
    ("Factuurdatum", "15-01-1899", "na 01-01-1980"),
    ("Factuurdatum", "46037", "dag-maand-jaar"),
    ("Geboortedatum", "30-04-2027", "tot en met vandaag"),
    ("Geboortedatum", "30-04-1890", "na 01-01-1900"),
    ("Contractdatum", "31-04-2020", "bestaande datum"),
    ("Factuurnummer", "", "factuurnummer"),
    ("Achternaam", "", "naam"),
    ("Straat", "", "straat"),
    ("Huisnummer", "", "huisnummer"),
    ("Huisnummer", "achter", "huisnummer"),
    ("Postcode", "12AB 34", "1234 AB"),
    ("Postcode", "0123 AB", "1234 AB"),
    ("Postcode", "", "1234 AB"),
    ("Woonplaats", " ", "plaats"),
])
def test_a_fault_names_its_column_and_what_was_expected(column: str, text: str, expected: str) -> None:
    wrong = {**row(9), column: text}
    result = read(*good_rows(3), wrong)
    assert [one.row for one in result.rows] == [2, 3, 4]
    refused = result.refused[0]
    assert (refused.row, refused.column) == (5, column)
    assert expected in refused.expected
    assert refused.found == (text.strip() or "(leeg)")


@pytest.mark.parametrize(("due", "accepted"), [("20-11-2026", True), ("21-11-2026", False), ("22-11-2026", False)])
def test_a_claim_is_due_the_day_after_its_due_date(due: str, accepted: bool) -> None:
    result = read(row(Vervaldatum=due, Herinnering_verstuurd=""))
    assert bool(result.rows) is accepted
    if not accepted:
        assert "nog niet opeisbaar" in result.refused[0].expected


@pytest.mark.parametrize(("day", "accepted"), [("21-11-2026", True), ("22-11-2026", False)])
def test_an_invoice_date_may_be_today_but_not_later(day: str, accepted: bool) -> None:
    refused = read(row(Factuurdatum=day, Vervaldatum=day)).refused[0]
    assert refused.column == ("Vervaldatum" if accepted else "Factuurdatum")


def test_the_same_invoice_twice_is_refused_and_points_to_the_first() -> None:
    result = read(row(1), row(2), row(1))
    assert [one.row for one in result.rows] == [2, 3]
    assert (result.refused[0].row, result.refused[0].column) == (4, "Factuurnummer")
    assert "regel 2" in result.refused[0].expected


def test_a_corrected_row_after_a_refused_one_is_no_duplicate() -> None:
    result = read(*good_rows(2), row(9, Bedrag="een"), row(9, Bedrag="1,00"))
    assert [one.row for one in result.rows] == [2, 3, 5]


def test_the_same_number_at_another_customer_is_flagged_not_refused() -> None:
    result = read(row(1), {**row(1), "Klantnummer": "00013", "Achternaam": "Anders"})
    assert len(result.rows) == 2
    assert {flag.code for one in result.rows for flag in one.flags} == {FlagCode.INVOICE_NUMBER_SHARED}


def test_two_people_under_one_customer_number_stay_two_debtors() -> None:
    result = read(row(1), {**row(2), "Voornaam": "Bo", "Achternaam": "Anders", "Geboortedatum": "13-05-1998"})
    assert result.customers == 2
    assert result.rows[0].debtor_key != result.rows[1].debtor_key
    assert all(one.flags[0].code is FlagCode.CUSTOMER_NUMBER_SHARED for one in result.rows)


def test_one_person_at_two_addresses_is_one_debtor() -> None:
    assert read(row(1), {**row(2), "Postcode": "4321 BA", "Straat": "Nieuwstraat"}).customers == 1


@pytest.mark.parametrize(("born", "flagged"), [("15-01-2006", False), ("16-01-2006", True)])
def test_a_minor_at_the_contract_is_taken_in_and_flagged(born: str, flagged: bool) -> None:
    claim = read(row(Geboortedatum=born)).rows[0]
    assert [flag.code for flag in claim.flags] == ([FlagCode.MINOR_AT_CONTRACT] if flagged else [])
    if flagged:
        assert "17 jaar op 15-01-2024" in claim.flags[0].explanation


def test_without_contract_date_the_invoice_date_tells_who_was_a_minor() -> None:
    claim = read(row(Contractdatum="", Geboortedatum="16-01-2008")).rows[0]
    assert [flag.code for flag in claim.flags] == [FlagCode.MINOR_AT_INVOICE]


@pytest.mark.parametrize(("change", "code"), [
    ({"Postcode": "8510 SS"}, FlagCode.POSTAL_CODE_UNUSUAL),
    ({"E-mail": "geen adres"}, FlagCode.EMAIL_DROPPED),
    ({"Telefoon": "geheim"}, FlagCode.PHONE_DROPPED),
    ({"Omschrijving": "Consult psycholoog"}, FlagCode.HEALTH_TEXT_DROPPED),
    ({"Omschrijving": "x" * 2000}, FlagCode.DESCRIPTION_SHORTENED),
    ({"Herinnering verstuurd": "29-01-2026"}, FlagCode.REMINDER_BEFORE_DUE),
    ({"Contractdatum": "16-01-2026"}, FlagCode.CONTRACT_AFTER_INVOICE),
])
def test_a_doubt_is_flagged_and_the_row_taken_in(change: dict[str, str], code: FlagCode) -> None:
    claim = read({**row(), **change}).rows[0]
    assert [flag.code for flag in claim.flags] == [code]


def test_words_on_health_are_not_kept() -> None:
    claim = read({**row(), "Omschrijving": "Consult psycholoog", "Kenmerk": "GGZ-3"}).rows[0]
    assert claim.description == "Rekening F-1"
    assert "psycholoog" not in repr(claim)


@pytest.mark.parametrize(("change", "description"), [
    ({"order_reference": "PO-3403"}, "Bestelling PO-3403"),
    ({"Bestelnummer": "77"}, "Bestelling 77"),
    ({"Uw kenmerk": "ABC"}, "Rekening F-1, kenmerk ABC"),
    ({"Uw kenmerk": ""}, "Rekening F-1"),
    ({"Uw kenmerk": "Consult huisarts"}, "Rekening F-1"),
    ({"Ordernummer": "H21", "Behandeling": "Vulling"}, "Rekening F-1"),  # it may be the code of a treatment
    ({"Abonnementsnummer": "AB-7", "Ordernummer": "77"}, "Termijn van overeenkomst AB-7"),
    ({"Abonnementsnummer": "AB-7", "Periode": "03-2026"}, "Periode 03-2026"),
    ({"Omschrijving": "Gas", "Ordernummer": "77"}, "Gas"),
    ({"Omschrijving": "", "Ordernummer": "77"}, "Bestelling 77"),
])
def test_a_row_without_description_says_what_it_can_say_itself(change: dict[str, str], description: str) -> None:
    bare = {name: cell for name, cell in row().items() if name != "Omschrijving"}
    result = read({**bare, **change})
    claim = result.rows[0]
    assert claim.description == description
    assert [flag.code for flag in claim.flags] == (
        [FlagCode.HEALTH_TEXT_DROPPED] if "huisarts" in "".join(change.values()) else [])
    told = [note for note in result.notes if "geen omschrijving" in note]
    assert told == ([] if "Omschrijving" in change else [
        f"Het bestand heeft geen omschrijving. In de brief staat dan bijvoorbeeld “{description}”."])


def test_the_first_fault_decides_and_the_others_are_listed() -> None:
    refused = read(*good_rows(2), row(9, Postcode="x", Bedrag="abc", Vervaldatum="")).refused[0]
    assert refused.column == "Postcode"
    assert [fault.column for fault in refused.also] == ["Vervaldatum", "Bedrag"]


def test_a_row_with_the_wrong_number_of_cells_is_refused_as_a_whole() -> None:
    short = {"Klantnummer": "1", "Voornaam": "Te", "Tussenvoegsel": "kort"}
    refused = read(*good_rows(2), short).refused[0]
    assert (refused.row, refused.column, refused.found) == (4, "(hele regel)", "3 velden")
    assert "18 velden" in refused.expected


def test_a_row_with_an_unquoted_delimiter_is_refused_as_a_whole() -> None:
    refused = read(*good_rows(2), row(9, Omschrijving="gas; water")).refused[0]
    assert (refused.column, refused.found) == ("(hele regel)", "19 velden")


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "@SUM(1)", "{{7*7}}", "<script>alert(1)</script>", "a\x00b"])
def test_hostile_text_in_a_name_is_only_text(text: str) -> None:
    claim = read(row(Achternaam=text)).rows[0]
    assert claim.surname == text.replace("\x00", " ")


def test_a_name_of_2000_characters_is_refused_with_its_length() -> None:
    refused = read(row(1), row(2, Achternaam="x" * 2000)).refused[0]
    assert refused.column == "Achternaam"
    assert "gevonden 2000" in refused.expected
    assert len(refused.found) == 120


def test_the_total_is_the_sum_of_what_was_taken_in() -> None:
    result = read(row(1, Bedrag="0,10"), row(2, Bedrag="0,10"), row(3, Bedrag="0,10"), row(4, Bedrag="een"))
    assert result.total == Decimal("0.30")
    assert str(result.total) == "0.30"


def test_an_empty_line_counts_for_the_row_number_only() -> None:
    blank = dict.fromkeys(row(), "")
    result = read(row(1), blank, row(2))
    assert [one.row for one in result.rows] == [2, 4]
    assert result.refused == ()


def test_the_day_decides_what_is_due() -> None:
    assert read(row(), today=date(2026, 1, 29)).rows == ()
    assert len(read(row(Herinnering_verstuurd=""), today=date(2026, 1, 30)).rows) == 1


def test_an_invoice_that_is_on_record_is_refused_in_its_place() -> None:
    content = csv_of(good_rows(3))
    on_record = Fault(column="Factuurnummer", found="F-2", expected="een factuur die nog niet is ingediend")
    result = read_claim_file(content, "x.csv", today=TODAY, known=lambda rows: {rows[1].row: on_record})
    assert [one.row for one in result.rows] == [2, 4]
    assert (result.refused[0].row, result.refused[0].expected) == (3, on_record.expected)
    assert result.total == Decimal("2501.00")


COMPANY = {"Bedrijfsnaam": "Bouw Proefstra B.V.", "Voornaam": "", "Tussenvoegsel": "", "Achternaam": "",
           "Geboortedatum": ""}


@pytest.mark.parametrize("header", ["Soort vordering", "SOORT_VORDERING", "Aard van de vordering", "Claim type"])
@pytest.mark.parametrize(("text", "regime"), [
    ("consumentenkoop", "consumer_sale"), ("Koop", "consumer_sale"), ("Levering goederen", "consumer_sale"),
    ("dienst", "contract"), ("Overeenkomst", "contract"), ("lening", "contract"), ("Huur", "periodic"),
    ("abonnement", "periodic"), ("Schadevergoeding", "damages"), ("boete", "damages"),
    ("onverschuldigde betaling", "undue_payment"), ("", None),
])
def test_a_row_states_what_kind_of_claim_it_is(header: str, text: str, regime: str | None) -> None:
    claim_file = read(row() | {header: text})
    assert claim_file.rows[0].prescription_regime == regime
    column = claim_file.columns[-1]
    assert column.field is Field.CLAIM_KIND
    assert column.how.startswith("soort vordering: ")


def test_a_file_without_the_column_states_nothing() -> None:
    assert read(row()).rows[0].prescription_regime is None


@pytest.mark.parametrize("text", ["koop", "levering goederen"])
def test_goods_sold_to_a_company_are_a_contract(text: str) -> None:
    assert read(row() | COMPANY | {"Soort vordering": text}).rows[0].prescription_regime == "contract"


@pytest.mark.parametrize("text", ["vonnis", "overig", "Levering energie", "stadswarmte", "water"])
def test_a_kind_that_is_not_known_is_flagged_and_states_nothing(text: str) -> None:
    claim = read(row() | {"Soort vordering": text}).rows[0]
    assert claim.prescription_regime is None
    assert [flag.code for flag in claim.flags] == [FlagCode.CLAIM_KIND_UNCLEAR]
    assert f"“{text}” is niet herkend en geldt als niet vastgelegd" in claim.flags[0].explanation


def test_a_number_in_the_column_is_masked_in_the_flag() -> None:
    claim = read(row() | {"Soort vordering": "overig 111222333"})
    assert "111222333" not in repr(claim.rows) + repr(claim.refused)


def test_a_company_does_no_consumer_sale() -> None:
    claim_file = read(row() | COMPANY | {"Soort vordering": "consumentenkoop"})
    assert claim_file.rows == ()
    refused = claim_file.refused[0]
    assert (refused.column, refused.found) == ("Soort vordering", "consumentenkoop")
    assert "de debiteur is een bedrijf" in refused.expected
