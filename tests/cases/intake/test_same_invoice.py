"""Rows about one invoice, and rows that add up others: nothing is claimed twice."""

from decimal import Decimal

import pytest

from tests.cases.intake.lists import (
    BAKERY,
    BERG,
    INVOICES,
    OPEN,
    TOTAL,
    VRIES,
    entry,
    flags,
    listed,
    numbers,
    refused,
    rows,
    waiting,
)

SUBTOTAL = ("20260199", "13-04-2026", "13-05-2026", "1.324,46")
PARTS = (("1.224,56", "10,00"), ("79,90", "10,00"), ("240,00", "10,00"), ("12.490,00", "10,00"), ("35,10", "10,00"))
LINES = [
    (*invoice, amount, what) for invoice, parts in zip(INVOICES, PARTS, strict=True)
    for amount, what in zip(parts, ("Artikel", "Verzendkosten"), strict=True)
]


@pytest.mark.parametrize("word", [
    "Totaal 10001", "Subtotaal", "Sub-totaal 10001", "Sub totaal", "Totaal klant", "Total", "Eindtotaal",
])
def test_a_total_that_repeats_its_debtor_is_no_claim(word: str) -> None:
    found = listed("Openstaand", [*rows(OPEN), (*BAKERY, word, *SUBTOTAL[1:])])
    assert (len(found.rows), found.total, refused(found)) == (5, TOTAL, [])
    assert [(one.row, one.code.value) for one in found.skipped] == [(7, "total")]
    assert any("Totaalregel 7" in note for note in found.notes)


def test_subtotals_between_the_invoices_are_left_out_and_the_total_fits() -> None:
    lines = rows(OPEN)
    lines.insert(2, ("", "Subtotaal Proefbakkerij Jansen", "", "", "", "", "", "", "1.324,46"))
    found = listed("Openstaand", [*lines, ("", "Totaal generaal", "", "", "", "", "", "", "14.119,56")])
    assert (found.total, refused(found), found.stated_total) == (TOTAL, [], TOTAL)
    assert any("is gelijk aan" in note for note in found.notes)


def test_a_star_marks_a_sum_as_sap_does_and_a_second_one_the_sum_of_the_file() -> None:
    lines = rows(OPEN)
    star = ("*", "", "", "", "", "", "", "")
    lines.insert(2, (*star, "1.324,46"))
    parts = listed("Openstaand", [*lines, (*star, "45,10")])
    assert (parts.total, refused(parts), parts.stated_total) == (TOTAL, [], None)
    whole = listed("Openstaand", [*lines, ("**", *star[1:], "14.119,56")])
    assert (whole.total, refused(whole), whole.stated_total) == (TOTAL, [], TOTAL)
    single = listed("Openstaand", [*rows(OPEN), (*star, "14.119,56")])
    assert (single.total, refused(single), single.stated_total) == (TOTAL, [], TOTAL)


@pytest.mark.parametrize("subtotal", [
    (*BAKERY, "20260117", *SUBTOTAL[1:]), (*BAKERY, "TOT", *SUBTOTAL[1:]), (*BAKERY, "10001", *SUBTOTAL[1:]),
    (BAKERY[0], "Totaal Proefbakkerij Jansen", *BAKERY[2:], "20260117", *SUBTOTAL[1:]),
    (*BERG, "99999", "15-06-2026", "15-07-2026", "14.119,56"),
])
def test_a_sum_without_the_word_waits(subtotal: tuple[str, ...]) -> None:
    found = listed("Openstaand", [*rows(OPEN), subtotal])
    assert (found.total, waiting(found)) == (TOTAL, [(7, "sum_of_other_rows")])


def test_a_sum_without_the_word_in_the_middle_waits_and_its_invoice_stays() -> None:
    lines = rows(OPEN)
    lines.insert(2, (*BAKERY, "20260117", *SUBTOTAL[1:]))
    found = listed("Openstaand", lines)
    assert (found.total, waiting(found)) == (TOTAL, [(4, "sum_of_other_rows")])


def test_a_debtor_with_one_invoice_has_its_subtotal_found_by_the_customer_number() -> None:
    lines = [*rows(OPEN), (*VRIES, "10002", "20-04-2026", "20-05-2026", "250,00")]
    assert listed("Openstaand", lines).total == TOTAL


def test_invoices_that_happen_to_add_up_are_good() -> None:
    lines = [
        (*BAKERY, "1001", "01-03-2026", "15-03-2026", "10,00"), (*BAKERY, "1002", "01-04-2026", "15-04-2026", "10,00"),
        (*BAKERY, "1003", "01-05-2026", "15-05-2026", "20,00"), (*VRIES, "1004", "01-05-2026", "15-05-2026", "20,00"),
    ]
    assert listed("Openstaand", lines).total == Decimal("60.00")


def test_a_company_called_total_is_a_debtor() -> None:
    company = ("10009", "Totaal Bouw B.V.", *BAKERY[2:])
    found = listed("Openstaand", [*rows(OPEN), entry(company, "20260177", "10,00")])
    assert found.total == TOTAL + 10


def test_lines_of_invoices_are_added_up_where_the_file_shows_that_they_are_lines() -> None:
    found = listed("Openstaand;Omschrijving", LINES)
    assert (len(found.rows), found.total, flags(found)) == (5, TOTAL, {"lines_added"})
    assert found.rows[0].description == "Artikel; Verzendkosten"
    assert [one.row for one in found.skipped] == [3, 5, 7, 9, 11]


@pytest.mark.parametrize(("header", "second"), [
    ("Bedrag", ("1.000,00",)), ("Bedrag;Omschrijving", ("1.000,00", "Restant")),
    ("Bedrag;Omschrijving", ("1.234,56", "Herinnering")), ("Bedrag;Omschrijving", ("1.000,00", "Na betaling")),
    ("Bedrag;Omschrijving", ("40,00", "Incassokosten")),
])
def test_a_second_amount_of_one_invoice_makes_both_rows_wait(header: str, second: tuple[str, ...]) -> None:
    first = rows(OPEN, ["Factuur"] * 5) if "Omschrijving" in header else rows(OPEN)
    found = listed(header, [*first, (*INVOICES[0], *second)])
    assert waiting(found) == [(2, "invoice_lines"), (7, "invoice_lines")]
    assert numbers(found) == [invoice[5] for invoice in INVOICES[1:]]


def test_lines_without_a_word_for_what_they_are_all_wait() -> None:
    found = listed("Openstaand", [line[:-1] for line in LINES])
    assert (found.total, len(found.waiting)) == (0, 10)


def test_lines_of_one_invoice_alone_wait() -> None:
    found = listed("Openstaand;Omschrijving", LINES[:2])
    assert waiting(found) == [(2, "invoice_lines"), (3, "invoice_lines")]


def test_a_negative_line_lowers_the_lines_of_its_invoice() -> None:
    lines = [*LINES, (*INVOICES[0], "-34,56", "Terug te geven")]
    found = listed("Openstaand;Omschrijving", lines)
    assert found.rows[0].amount == Decimal("1200.00")


def test_the_same_row_twice_is_a_duplicate_and_the_first_stays() -> None:
    found = listed("Openstaand", [*rows(OPEN), rows(OPEN)[0]])
    assert (found.total, refused(found)) == (TOTAL, [(7, "duplicate")])
