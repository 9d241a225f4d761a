"""Columns: what a header means, and how numbers and days are read over all rows."""

from datetime import date
from decimal import Decimal

import pytest

from cases.intake import Field, FileFault, FlagCode, IntakeRefused, read_claim_file
from cases.intake.headers import is_citizen_number_header, is_health_header, meaning
from tests.cases.intake.claims import TODAY, csv_of, good_rows, read, row

BUSINESS = {
    "customer_id": "C1", "company": "Proef B.V.", "legal_form": "B.V.", "kvk_number": "01234567", "contact": "Bo Test",
    "street": "Teststraat", "house_number": "1", "postal_code": "1234AB", "city": "Ede", "country": "NL",
    "invoice_number": "1", "invoice_date": "2026-01-05", "due_date": "2026-02-04", "amount": "1964.17",
    "currency": "EUR", "payment_term_agreed": "yes", "interest_rate_pct_per_month": "1.5",
}


@pytest.mark.parametrize(("header", "field"), [
    ("Klantnummer", Field.CUSTOMER_NUMBER), ("Patiëntnr", Field.CUSTOMER_NUMBER),
    ("customer_id", Field.CUSTOMER_NUMBER),
    ("Openstaand (€)", Field.AMOUNT), ("Bedrag in euro", Field.AMOUNT), ("OPENSTAAND BEDRAG", Field.AMOUNT),
    ("Uiterste betaaldatum", Field.DUE_DATE), ("Geb.dat.", Field.BIRTH_DATE), ("PC", Field.POSTAL_CODE),
    ("invoiceDate", Field.INVOICE_DATE), ("E-mailadres", Field.EMAIL), ("KvK-nummer", Field.KVK_NUMBER),
    ("Straat + huisnummer", Field.ADDRESS), ("interest_rate_pct_per_month", Field.CONTRACT_RATE_MONTH),
])
def test_headers_are_known_without_case_accents_and_punctuation(header: str, field: Field) -> None:
    found = meaning(header)
    assert found is not None
    assert (found.field, found.guessed) == (field, False)


def test_a_typing_error_is_a_guess_and_shown_as_one() -> None:
    rows = [{("Factuurnumer" if key == "Factuurnummer" else key): text for key, text in row().items()}]
    column = next(one for one in read(*rows).columns if one.header == "Factuurnumer")
    assert (column.field, column.guessed) == (Field.INVOICE_NUMBER, True)


@pytest.mark.parametrize("header", ["Factuurbedrag excl. btw", "Opmerking", "Saldo vorig jaar", "Naam accountmanager"])
def test_nothing_looser_is_guessed(header: str) -> None:
    assert meaning(header) is None


def test_columns_that_mean_nothing_are_listed_as_ignored() -> None:
    column = read({**row(), "Rayon": "Noord"}).columns[-1]
    assert (column.header, column.ignored, column.field) == ("Rayon", True, None)


@pytest.mark.parametrize("header", ["Behandeling", "Diagnose", "Datum behandeling", "DBC-code", "Treatment"])
def test_health_headers_are_recognised(header: str) -> None:
    assert is_health_header(header)


@pytest.mark.parametrize("header", ["BSN", "Burgerservicenummer", "BSN klant", "Sofi-nummer", "bsn_nummer"])
def test_headers_of_the_citizen_number_are_recognised(header: str) -> None:
    assert is_citizen_number_header(header)


def test_health_columns_are_dropped_everywhere_even_when_a_choice_says_otherwise() -> None:
    result = read({**row(), "Behandeling": "Wortelpunt"}, mapping={"Behandeling": "description"})
    assert "gezondheidsgegeven" in result.columns[-1].how
    assert "Wortelpunt" not in repr(result)
    assert b"Wortelpunt" not in result.masked
    assert not result.keep_original


def test_business_rows_are_read_with_their_terms() -> None:
    claim = read(BUSINESS).rows[0]
    assert claim.is_company
    assert (claim.company_name, claim.legal_form, claim.kvk_number) == ("Proef B.V.", "bv", "01234567")
    assert (claim.contract_rate_percent, claim.contract_rate_per) == (Decimal("1.5"), "month")
    assert claim.payment_term_agreed is True
    assert (claim.contact_person, claim.surname) == ("Bo Test", "")


@pytest.mark.parametrize(("change", "column"), [
    ({"currency": "USD"}, "currency"), ({"country": "Atlantis"}, "country"), ({"kvk_number": "1234567"}, "kvk_number"),
    ({"payment_term_agreed": "misschien"}, "payment_term_agreed"),
    ({"interest_rate_pct_per_month": "150"}, "interest_rate_pct_per_month"), ({"company": ""}, "company"),
])
def test_faults_of_business_rows(change: dict[str, str], column: str) -> None:
    assert read({**BUSINESS, **change}).refused[0].column == column


@pytest.mark.parametrize(("country", "postal_code", "flags"), [
    ("BE", "2000", []), ("Duitsland", "10115", []), ("DE", "8228DS", [FlagCode.COUNTRY_UNCLEAR]),
])
def test_foreign_postal_codes_are_taken_as_written(country: str, postal_code: str, flags: list[FlagCode]) -> None:
    claim = read({**BUSINESS, "country": country, "postal_code": postal_code, "kvk_number": ""}).rows[0]
    assert claim.postal_code == postal_code
    assert claim.country in {"BE", "DE"}
    assert [flag.code for flag in claim.flags] == [*flags, FlagCode.ABROAD]


@pytest.mark.parametrize(("amounts", "accepted"), [
    (["1.234,56", "12", "1.234"], ["1234.56", "12.00", "1234.00"]),
    (["1,234.56", "12", "1,234"], ["1234.56", "12.00", "1234.00"]),
    (["1 234,56", "€ 5,00", "EUR 7,50", "12,-"], ["1234.56", "5.00", "7.50", "12.00"]),
    (["1'234.50", "0.5"], ["1234.50", "0.50"]),
    (["1.234", "2.345"], []),
    (["1.234", "100"], ["100.00"]),
    (["12,50", "12.50"], []),
    (["1.234.567"], ["1234567.00"]),
    (["12,50", "13,50", "14.50", "1.234"], ["12.50", "13.50"]),
])
def test_the_decimal_mark_is_decided_per_column(amounts: list[str], accepted: list[str]) -> None:
    result = read(*(row(number, Bedrag=text) for number, text in enumerate(amounts)))
    assert [str(one.amount) for one in result.rows] == accepted
    assert len(result.refused) == len(amounts) - len(accepted)


def test_an_ambiguous_amount_asks_for_its_decimal_mark() -> None:
    assert "decimaalteken vaststaat" in read(row(Bedrag="1.234")).refused[0].expected


def test_a_choice_settles_the_decimal_mark() -> None:
    assert read(row(Bedrag="1.234"), mapping={"Bedrag": "amount:comma"}).total == Decimal("1234.00")


def test_the_explanation_shows_an_example_as_understood() -> None:
    how = next(one for one in read(*good_rows(3), row(9, Bedrag="x")).columns if one.field is Field.AMOUNT).how
    assert how == "openstaand bedrag: 1.250,50 → €\u00a01.250,50; 3 van 4 regels"


DATES = {"Contractdatum": "", "Geboortedatum": "", "Herinnering verstuurd": ""}


@pytest.mark.parametrize(("invoice", "due", "expected"), [
    ("05/03/2026", "19/03/2026", date(2026, 3, 5)),
    ("03/05/2026", "03/19/2026", date(2026, 3, 5)),
    ("05-03-2026", "06-04-2026", date(2026, 3, 5)),
    ("2026-03-05", "2026-04-06", date(2026, 3, 5)),
    ("20260305", "20260406", date(2026, 3, 5)),
    ("5 maart 2026", "6 apr. 2026", date(2026, 3, 5)),
    ("2026-03-05 00:00:00", "2026-04-06T00:00", date(2026, 3, 5)),
])
def test_the_order_of_day_and_month_is_decided_over_the_file(invoice: str, due: str, expected: date) -> None:
    assert read({**row(), **DATES, "Factuurdatum": invoice, "Vervaldatum": due}).rows[0].invoice_date == expected


def test_slashes_without_a_day_above_twelve_are_not_guessed() -> None:
    refused = read({**row(), **DATES, "Factuurdatum": "05/03/2026", "Vervaldatum": "06/04/2026"}).refused[0]
    assert refused.column == "Factuurdatum"
    assert "dag en maand vaststaan" in refused.expected


def test_a_choice_settles_the_order_of_day_and_month() -> None:
    changed = {**row(), **DATES, "Factuurdatum": "05/03/2026", "Vervaldatum": "06/04/2026"}
    result = read(changed, mapping={"Factuurdatum": "invoice_date:mdy", "Vervaldatum": "due_date:mdy"})
    assert (result.rows[0].invoice_date, result.rows[0].due_date) == (date(2026, 5, 3), date(2026, 6, 4))


def test_a_column_that_contradicts_itself_is_refused() -> None:
    result = read(row(1, Factuurdatum="15/01/2026"), row(2, Factuurdatum="01/15/2026"))
    assert [one.column for one in result.refused] == ["Factuurdatum", "Factuurdatum"]


def test_in_a_mixed_column_only_days_with_one_reading_are_taken() -> None:
    days = ["15/01/2026", "16/01/2026", "01/15/2026", "05/01/2026"]
    result = read(*(row(number, Factuurdatum=day) for number, day in enumerate(days)))
    assert [one.row for one in result.rows] == [2, 3]


def test_a_guessed_order_is_shown_as_a_guess() -> None:
    column = next(one for one in read(row(Herinnering_verstuurd="01-02-2026")).columns
                  if one.field is Field.REMINDER_SENT_ON)
    assert column.guessed
    assert "dag-maand-jaar" in column.how


def test_the_better_name_wins_and_the_other_column_is_named() -> None:
    result = read({**row(), "Openstaand": "10,00"})
    assert result.total == Decimal("10.00")
    assert "‘Openstaand’" in next(one for one in result.columns if one.header == "Bedrag").how


def test_a_remembered_choice_goes_before_our_own_reading() -> None:
    result = read({**row(), "Rayon": "10,00"}, mapping={"Rayon": "amount", "Telefoon": "ignore"})
    assert result.total == Decimal("10.00")
    assert result.rows[0].phone == ""


@pytest.mark.parametrize("choice", ["prijs", "amount:dmy", "due_date:comma", "invoice_number:dmy"])
def test_an_unknown_choice_is_refused(choice: str) -> None:
    with pytest.raises(IntakeRefused) as refusal:
        read(row(), mapping={"Bedrag": choice})
    assert refusal.value.code == FileFault.UNKNOWN_MAPPING


def test_two_columns_with_the_same_decisive_name_are_refused() -> None:
    content = csv_of([row()]).replace(b"Omschrijving", b"Bedrag")
    with pytest.raises(IntakeRefused) as refusal:
        read_claim_file(content, "x.csv", today=TODAY)
    assert refusal.value.code == FileFault.COLUMN_TWICE


def test_missing_columns_are_named_with_what_was_found() -> None:
    with pytest.raises(IntakeRefused) as refusal:
        read({key: text for key, text in row().items() if key not in ("Vervaldatum", "Postcode")})
    assert refusal.value.code == FileFault.COLUMNS_MISSING
    assert "postcode, vervaldatum" in str(refusal.value)
    assert "‘Klantnummer’" in str(refusal.value)


def test_terms_of_a_contract_need_no_invoice() -> None:
    rent = {"Contractnr": "HC-1", "Huurder": "Proef, B. van", "Adres": "Weg 212a", "Postcode": "1234 AB",
            "Plaats": "Ell", "Huurperiode": "03-2026", "Vervaldatum": "13-03-2026", "Huur": "500,00",
            "Totaal": "550,00"}
    result = read(rent, {**rent, "Huurperiode": "04-2026", "Vervaldatum": "13-04-2026"}, rent)
    claim = result.rows[0]
    assert (claim.invoice_number, claim.period) == ("HC-1 03-2026", "03-2026")
    assert [flag.code for flag in claim.flags] == [FlagCode.TERM_WITHOUT_INVOICE]
    assert claim.invoice_date == claim.due_date == date(2026, 3, 13)
    assert claim.description == "Huurperiode 03-2026"
    assert (claim.initials, claim.prefix, claim.surname) == ("B.", "van", "Proef")
    assert result.total == Decimal("1100.00")
    assert (result.refused[0].row, result.refused[0].column) == (4, "Huurperiode")
