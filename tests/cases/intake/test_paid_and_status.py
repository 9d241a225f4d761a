"""What was paid, written off, put on a balance or disputed according to the columns of the client."""

from decimal import Decimal
from itertools import accumulate

import pytest

from tests.cases.intake.lists import BAKERY, OPEN, TOTAL, VRIES, entry, flags, listed, refused, rows, waiting

WHOLE = ("1.334,56", "189,90", "350,00", "12.600,00", "145,10")
PAID = ("100,00",) * 5
PAID_HEADERS = (
    "Betaald", "Reeds voldaan", "Ontvangen", "Afgeboekt", "Paid", "Amount paid", "Betalingen", "Aanbetaling",
    "Reeds ontvangen bedrag", "Verrekend", "Deelbetaling", "Gecrediteerd",
)


def running(start: str = "0") -> list[str]:
    """A balance that adds up the open amounts."""
    numbers = [Decimal(text.replace(".", "").replace(",", ".")) for text in OPEN]
    return [f"{total:.2f}".replace(".", ",") for total in accumulate(numbers, initial=Decimal(start))][1:]


@pytest.mark.parametrize("whole", ["Factuurbedrag", "Bedrag", "Totaal incl. btw"])
@pytest.mark.parametrize("paid", PAID_HEADERS)
def test_what_was_paid_is_taken_off_the_amount_of_the_invoice_and_told(whole: str, paid: str) -> None:
    found = listed(f"{whole};{paid}", rows(WHOLE, PAID))
    assert (len(found.rows), found.total) == (5, TOTAL)
    assert flags(found) == {"payment_deducted"}


def test_payments_may_be_written_below_zero() -> None:
    assert listed("Bedrag;Betaald", rows(WHOLE, ["-100,00"] * 5)).total == TOTAL


def test_what_is_open_stays_open_when_it_is_what_the_payment_left() -> None:
    found = listed("Factuurbedrag;Betaald;Openstaand", rows(WHOLE, PAID, OPEN))
    assert (found.total, flags(found)) == (TOTAL, set())
    assert listed("Betaald;Openstaand", rows(PAID, OPEN)).total == TOTAL - Decimal("89.90") - Decimal("45.10")


def test_more_open_than_the_payment_left_waits() -> None:
    found = listed("Factuurbedrag;Betaald;Openstaand", rows(WHOLE, PAID, WHOLE))
    assert (found.total, {code for _, code in waiting(found)}) == (0, {"amounts_differ"})


@pytest.mark.parametrize("header", [
    "Nog te betalen", "Nog open", "Restbedrag", "Resterend bedrag", "Saldo factuur", "Remaining amount",
])
def test_a_column_by_which_less_is_left_makes_the_row_wait(header: str) -> None:
    found = listed(f"Factuurbedrag;{header}", rows(OPEN, ["234,56", *OPEN[1:]]))
    assert (found.total, waiting(found)) == (TOTAL - Decimal("1234.56"), [(2, "amounts_differ")])


def test_a_column_that_says_whether_it_is_open() -> None:
    found = listed("Bedrag;Open", rows(OPEN, ["ja", "J", "x", "nee", ""]))
    assert (found.total, waiting(found)) == (TOTAL - 12500, [(5, "amounts_differ")])
    assert listed("Bedrag;Dagen openstaand", rows(OPEN, ["45", "30", "12", "9", "3"])).total == TOTAL


def test_payments_in_cents_beside_an_amount_in_cents() -> None:
    cents = ["133456", "18990", "35000", "1260000", "14510"]
    assert listed("Bedrag (in centen);Betaald (in centen)", rows(cents, ["10000"] * 5)).total == TOTAL


def test_costs_on_top_of_the_invoice_wait() -> None:
    found = listed("Factuurbedrag;Openstaand", rows(OPEN, ["1.274,56", *OPEN[1:]]))
    assert waiting(found) == [(2, "amounts_differ")]


@pytest.mark.parametrize(("header", "cell"), [
    ("Betaald", "1.234,56"), ("Betaald", "2.000,00"), ("Betaald", "ja"), ("Voldaan", "x"), ("Voldaan", "✓"),
    ("Betaald", "voldaan"), ("Paid", "yes"),
])
def test_an_invoice_that_was_paid_is_refused_by_its_column(header: str, cell: str) -> None:
    found = listed(f"Bedrag;{header}", rows(OPEN, [cell, "", "0,00", "nee", "-"]))
    assert refused(found) == [(2, "paid")]
    assert found.refused[0].column == header
    assert found.total == TOTAL - Decimal("1234.56")


@pytest.mark.parametrize(("header", "cell"), [
    ("Voldaan op", "05-06-2026"), ("Betaaldatum", "2026-06-05"), ("Betaald", "deels"), ("Betaald", "1"),
    ("Betaald", "via de bank?"), ("Korting", "100,00"), ("In mindering", "50,00"), ("Inhouding", "zie brief"),
    ("Credit", "100,00"), ("Creditnota", "C118"), ("Opmerkingen", "heeft 100 betaald"), ("Memo", "gecrediteerd?"),
    ("Kolom zonder betekenis", "Betaald op 3 mei"),
])
def test_what_may_lower_the_claim_and_is_not_understood_makes_the_row_wait(header: str, cell: str) -> None:
    found = listed(f"Bedrag;{header}", rows(OPEN, [cell, "", "0,00", "", "nee"]))
    assert [row for row, _ in waiting(found)] == [2]
    assert found.total == TOTAL - Decimal("1234.56")


@pytest.mark.parametrize(("header", "cells"), [
    ("Betaaltermijn", ["30 dagen"] * 5), ("Betaalwijze", ["Vooruit betaald"] * 5), ("Betalingskenmerk", ["1234"] * 5),
    ("Onbetaald", ["ja"] * 5),
    ("Opmerkingen", ["belooft te betalen", "nog niet betaald", "", "belt terug", "geen klacht"]),
    ("Korting", ["0,00", "", "-", "geen", "0"]), ("Betaald", ["nee", "", "0,00", "-", "nog niet betaald"]),
])
def test_columns_that_only_resemble_a_payment_change_nothing(header: str, cells: list[str]) -> None:
    found = listed(f"Bedrag;{header}", rows(OPEN, cells))
    assert (found.total, flags(found)) == (TOTAL, set())


@pytest.mark.parametrize(("status", "code"), [
    ("Betaald", "paid"), ("VOLDAAN", "paid"), ("Paid", "paid"), ("Betaald op 01-06-2026", "paid"),
    ("volledig betaald", "paid"), ("gecrediteerd", "credited"), ("afgeboekt", "written_off"),
    ("Oninbaar", "written_off"), ("kwijtgescholden", "written_off"), ("Gesloten", "closed"), ("Cancelled", "closed"),
    ("concept", "closed"),
])
@pytest.mark.parametrize("header", ["Status", "Stand", "Betalingsstatus", "Invoice status"])
def test_a_status_that_says_that_nothing_is_open_refuses_the_row(header: str, status: str, code: str) -> None:
    found = listed(f"Totaal incl. btw;{header}", rows(OPEN, ["Open", "Openstaand", "", status, "vervallen"]))
    assert refused(found) == [(5, code)]
    assert found.refused[0].found == status
    assert found.total == TOTAL - 12500


@pytest.mark.parametrize("status", ["in behandeling", "B", "99", "regeling", "faillissement", "wacht op creditnota"])
def test_a_status_that_is_not_known_makes_the_row_wait_with_the_word(status: str) -> None:
    found = listed("Totaal incl. btw;Status", rows(OPEN, ["Open", "Open", "Open", status, "Open"]))
    assert waiting(found) == [(5, "status_unknown")]
    assert status in found.waiting[0].reason


@pytest.mark.parametrize("status", [
    "Openstaand", "vervallen", "Herinnering 2", "aangemaand", "2e aanmaning verzonden", "Te laat", "onbetaald",
    "niet betaald", "Overdue", "14-dagenbrief verzonden 01-07-2026", "Awaiting payment", "gestorneerd",
])
def test_a_status_that_says_open_or_reminded_is_good(status: str) -> None:
    assert listed("Totaal incl. btw;Status", rows(OPEN, [status] * 5)).total == TOTAL


def test_partly_paid_waits_unless_the_amount_is_what_is_left() -> None:
    cells = ["Open", "Open", "Open", "deels betaald", "Open"]
    assert waiting(listed("Factuurbedrag;Status", rows(OPEN, cells))) == [(5, "payment_unclear")]
    assert listed("Openstaand;Status", rows(OPEN, cells)).total == TOTAL


@pytest.mark.parametrize(("header", "cell"), [
    ("Betwist", "Ja"), ("Geschil", "x"), ("Disputed", "yes"), ("Betwist bedrag", "500,00"), ("Status", "in geschil"),
    ("Klacht", "levering onvolledig"), ("Opmerking", "klant betwist de factuur"), ("Reclamatie", "1"),
])
def test_a_disputed_row_is_taken_in_with_the_words_of_the_client(header: str, cell: str) -> None:
    found = listed(f"Openstaand;{header}", rows(OPEN, ["", "", "", cell, ""]))
    assert (found.total, flags(found)) == (TOTAL, {"disputed"})
    told = found.rows[3].flags[0].explanation
    assert (header in told, cell in told, "20260140" in told) == (True, True, True)


@pytest.mark.parametrize("cell", ["Nee", "nee", "N", "0", "0,00", "-", "false", "geen", "niet betwist"])
def test_a_row_that_is_not_disputed_has_no_flag(cell: str) -> None:
    assert flags(listed("Openstaand;Betwist", rows(OPEN, [cell] * 5))) == set()


@pytest.mark.parametrize("header", [
    "Debet;Credit;Saldo", "Debit;Credit;Balance", "Bij;Af;Saldo", "Debet;Credit;Lopend saldo",
])
def test_a_running_balance_is_not_the_amount_of_an_invoice(header: str) -> None:
    found = listed(header, rows(OPEN, [""] * 5, running()))
    assert (len(found.rows), found.total) == (5, TOTAL)
    assert listed(header, rows(OPEN, [""] * 5, running("500"))).total == TOTAL


def test_a_running_balance_beside_one_column_of_amounts() -> None:
    assert listed("Bedrag;Saldo", rows(OPEN, running())).total == TOTAL
    unknown = listed("Mutatie;Saldo", rows(OPEN, running()))
    assert (unknown.total, {code for _, code in waiting(unknown)}) == (0, {"balance_unclear"})


def test_a_balance_that_is_what_each_invoice_has_open_is_the_amount() -> None:
    assert listed("Bedrag;Saldo", rows(WHOLE, OPEN)).total == TOTAL
    assert listed("Debet;Credit;Saldo", rows(WHOLE, PAID, OPEN)).total == TOTAL


def test_debit_less_credit_is_the_amount_where_there_is_no_other() -> None:
    for nothing in ("", "-", "0,00"):
        lines = [*rows(OPEN, [nothing] * 5), entry(VRIES, "20260130", nothing, "100,00")]
        assert listed("Debet;Credit", lines).total == TOTAL - 100
    assert listed("Debet;Credit", rows(WHOLE, PAID)).total == TOTAL


@pytest.mark.parametrize("header", ["Bedrag (in centen)", "Bedrag (ct)", "Amount in cents", "Openstaand in centen"])
def test_an_amount_in_cents_is_read_as_cents(header: str) -> None:
    found = listed(header, rows(["123456", "8990", "25000", "1250000", "4510"]))
    assert found.total == TOTAL
    assert found.columns[-1].guessed
    assert listed(header, rows(OPEN)).total == 0


@pytest.mark.parametrize("header", [
    "Bedrag excl. btw", "Netto", "Nettobedrag", "Totaal zonder btw", "Bedrag ex btw", "Factuurbedrag exclusief btw",
])
def test_an_amount_without_vat_waits_for_the_amount_with_it(header: str) -> None:
    found = listed(header, rows(OPEN))
    assert (found.total, {code for _, code in waiting(found)}) == (0, {"amount_without_vat"})
    assert listed(f"{header};Openstaand", rows(("1,00",) * 5, OPEN)).total == TOTAL


def test_a_shortened_number_is_no_number() -> None:
    lines = [(*line[:5], "2,02601E+07", *line[6:]) for line in rows(OPEN)[:1]]
    assert waiting(listed("Openstaand", lines)) == [(2, "number_damaged")]
    shared = [("1,00E+05", *line[1:]) for line in rows(OPEN)]
    found = listed("Openstaand", shared)
    assert (found.total, found.customers, flags(found)) == (TOTAL, 4, {"customer_number_damaged"})


def test_two_namesakes_under_a_shortened_number_stay_two_debtors() -> None:
    elsewhere = ("1,00E+05", BAKERY[1], "Elders 1", "9711 AB", "Groningen", "77", "13-04-2026", "13-05-2026", "1,00")
    found = listed("Openstaand", [("1,00E+05", *rows(OPEN)[0][1:]), elsewhere])
    assert found.customers == 2
