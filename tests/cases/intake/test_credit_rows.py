"""Rows that lower what is owed: credit notes, payments and marks of credit are never claimed, nor read over."""

from decimal import Decimal

import pytest

from cases.intake import WaitCode
from tests.cases.intake.lists import (
    BAKERY,
    BERG,
    HOPE,
    INVOICES,
    OPEN,
    TOTAL,
    VRIES,
    csv,
    entry,
    flags,
    listed,
    numbers,
    read,
    refused,
    rows,
    waiting,
)

MARKS = [
    ("D/C", "D", "C"), ("Debet/Credit", "Debet", "Credit"), ("Af/Bij", "Bij", "Af"), ("dc", "d", "c"),
    ("S/H", "S", "H"), ("+/-", "+", "-"), ("Dr/Cr", "DR", "CR"), ("D/C", "", "C"), ("Soort boeking", "Debet", "Credit"),
    ("Type document", "Factuur", "Creditnota"), ("Soort", "Factuur", "Credit nota"), ("Type", "F", "C"),
    ("Transactietype", "INV", "CRN"), ("Type", "Verkoopfactuur", "Betaling"), ("Doc.soort", "RV", "DZ"),
]


@pytest.mark.parametrize(("header", "debit", "credit"), MARKS)
def test_a_row_marked_credit_is_taken_off_the_only_invoice_of_its_debtor(header: str, debit: str, credit: str) -> None:
    lines = [*rows(OPEN, [debit] * 5), entry(VRIES, "20260130", "100,00", credit)]
    found = listed(f"Bedrag;{header}", lines)
    assert found.total == TOTAL - 100
    assert [row.amount for row in found.rows if row.customer_number == "10002"] == [Decimal("150.00")]
    assert [(one.row, one.code.value) for one in found.skipped] == [(7, "deducted")]
    assert flags(found) == {"credit_deducted"}


@pytest.mark.parametrize(("header", "debit", "credit"), MARKS)
def test_a_row_marked_credit_makes_the_invoices_wait_that_it_may_lower(header: str, debit: str, credit: str) -> None:
    lines = [*rows(OPEN, [debit] * 5), entry(BAKERY, "20260130", "100,00", credit)]
    found = listed(f"Bedrag;{header}", lines)
    assert numbers(found) == ["20260122", "20260140", "20260151"]
    assert waiting(found) == [(2, "credit_of_debtor"), (3, "credit_of_debtor")]
    assert refused(found) == [(7, "credit_row")]


@pytest.mark.parametrize("amount", ["-89,90", "89,90-", "(89,90)", "89,90 CR", "- 89,90", "€ -89,90"])
def test_a_minus_of_exactly_the_amount_of_an_invoice_makes_that_one_wait(amount: str) -> None:
    found = listed("Openstaand", [*rows(OPEN), entry(BAKERY, "20260118", amount)])
    assert found.total == TOTAL - Decimal("89.90")
    assert (waiting(found), refused(found)) == ([(3, "credit_of_debtor")], [(7, "credit_row")])
    assert "Regel 7" in found.waiting[0].reason


def test_a_part_payment_with_the_number_of_its_invoice_is_taken_off_to_the_cent() -> None:
    lines = rows(OPEN)
    lines.insert(1, (*BAKERY, "20260101", "01-05-2026", "01-04-2026", "-234,56"))
    found = listed("Openstaand", lines)
    assert (len(found.rows), found.total) == (5, Decimal("13885.00"))
    told = found.rows[0].flags[0].explanation.replace("\N{NO-BREAK SPACE}", " ")
    assert told == "Verrekend met regel 3: € 1.234,56 min € 234,56 is € 1.000,00."
    assert any(note.startswith("Regel 3: verrekend") for note in found.notes)


def test_a_credit_note_that_names_its_invoice_elsewhere_is_taken_off_that_one() -> None:
    lines = [*rows(OPEN, ["brood"] * 5), entry(BAKERY, "20260130", "-100,00", "Creditnota bij 20260101")]
    found = listed("Openstaand;Omschrijving", lines)
    assert found.rows[0].amount == Decimal("1134.56")
    assert found.rows[1].amount == Decimal("89.90")


def test_an_invoice_that_is_reversed_as_a_whole_waits() -> None:
    found = listed("Openstaand", [*rows(OPEN), entry(VRIES, "20260122", "-250,00")])
    assert (found.total, waiting(found)) == (TOTAL - 250, [(4, "credit_of_debtor")])


def test_two_credits_of_the_amount_of_one_invoice_hold_all_of_the_debtor() -> None:
    extra = [entry(BAKERY, "20260118", "-89,90"), entry(BAKERY, "20260119", "-89,90")]
    assert waiting(listed("Openstaand", [*rows(OPEN), *extra])) == [(2, "credit_of_debtor"), (3, "credit_of_debtor")]


def test_a_credit_of_another_debtor_holds_nothing() -> None:
    stranger = ("10009", "A. Ander", "Kerkweg 9", "1012 LK", "Amsterdam")
    found = listed("Openstaand", [*rows(OPEN), entry(stranger, "20260118", "-89,90")])
    assert (found.total, waiting(found)) == (TOTAL, [])


def test_a_namesake_with_another_number_is_another_debtor() -> None:
    found = listed("Openstaand", [*rows(OPEN), entry(("10009", *VRIES[1:]), "20260118", "-250,00")])
    assert (found.total, waiting(found)) == (TOTAL, [])


def test_a_credit_without_number_is_known_by_the_name() -> None:
    found = listed("Openstaand", [*rows(OPEN), entry(("", "PROEFBAKKERIJ JANSEN BV", "", "", ""), "118", "-89,90")])
    assert waiting(found) == [(3, "credit_of_debtor")]


def test_a_credit_of_nobody_may_be_of_anybody() -> None:
    found = listed("Openstaand", [*rows(OPEN), entry(("", "", "", "", ""), "20260118", "-89,91")])
    assert found.total == 0
    assert len(found.waiting) == 5


def test_a_credit_of_more_than_a_year_before_the_invoices_is_told_and_holds_nothing() -> None:
    found = listed("Openstaand", [*rows(OPEN), entry(BAKERY, "20240118", "-45,00", day="22-11-2024")])
    assert (found.total, waiting(found)) == (TOTAL, [])
    assert flags(found) == {"credit_stands_open"}


@pytest.mark.parametrize("mark", ["", "X", "Memoriaal"])
def test_a_mark_that_is_not_understood_may_be_a_credit(mark: str) -> None:
    lines = [*rows(OPEN, ["D"] * 5), entry(BAKERY, "20260130", "89,90", mark)]
    found = listed("Bedrag;D/C", lines)
    assert waiting(found) == [(3, "credit_of_debtor"), (7, "mark_unknown")]


def test_a_credit_note_may_show_by_its_number_or_its_description() -> None:
    by_number = listed("Openstaand", [*rows(OPEN), entry(BAKERY, "C20260118", "89,90")])
    assert waiting(by_number) == [(3, "credit_of_debtor"), (7, "credit_likely")]
    lines = [*rows(OPEN, ["brood"] * 5), entry(BAKERY, "20260118", "89,90", "Creditnota 118")]
    assert listed("Openstaand;Omschrijving", lines).total == TOTAL - Decimal("89.90")
    assert listed("Openstaand;Tekst bij boeking", lines).total == TOTAL - Decimal("89.90")
    word = [*rows(OPEN, ["Verkoop"] * 5), entry(BAKERY, "20260118", "89,90", "Credit")]
    assert listed("Openstaand;Boeking", word).total == TOTAL - Decimal("89.90")


@pytest.mark.parametrize(("header", "cells"), [
    ("Type", ["P", "P", "P", "Z", "P"]), ("Type", ["C", "B", "C", "C", "B"]), ("Soort", ["Particulier"] * 5),
    ("Soort", ["Debiteur"] * 5), ("D/C", ["D"] * 5), ("D/C", [""] * 5), ("Creditlimiet", ["500,00"] * 5),
    ("Crediteurnummer", ["C1"] * 5), ("Factuursoort", ["Verkoopfactuur"] * 5),
])
def test_a_column_that_marks_no_credit_changes_nothing(header: str, cells: list[str]) -> None:
    found = listed(f"Openstaand;{header}", rows(OPEN, cells))
    assert (len(found.rows), found.total) == (5, TOTAL)


def test_series_of_invoice_numbers_that_begin_with_a_letter_are_no_credits() -> None:
    lines = [(*line[:5], f"C{line[5]}", *line[6:]) for line in rows(OPEN)]
    assert listed("Openstaand", lines).total == TOTAL


def test_a_list_of_credits_alone_claims_nothing() -> None:
    found = listed("Bedrag;D/C", rows(OPEN, ["C"] * 5))
    assert (found.total, {code for _, code in refused(found)}) == (0, {"credit_row"})


def test_the_question_is_asked_of_the_row_that_waits_with_its_amount() -> None:
    found = listed("Openstaand", [*rows(OPEN), entry(HOPE, "1", "-12.500,00"), entry(BERG, "2", "-1,00")])
    assert [(one.row, one.code, one.amount) for one in found.waiting] == [
        (5, WaitCode.CREDIT_OF_DEBTOR, Decimal("12500.00"))]
    assert found.waiting_total == Decimal("12500.00")


def test_a_column_without_a_known_name_that_holds_only_marks_is_one() -> None:
    rows = [(*INVOICES[0], "1.234,56", "D"), (*INVOICES[1], "89,90", "D"), (*INVOICES[1], "89,90", "C")]
    found = read(csv("Bedrag;Boekingsteken", rows))
    assert found.total <= Decimal("1234.56")


def test_a_column_of_classes_is_no_mark() -> None:
    rows = [(*INVOICES[0], "1.234,56", "A"), (*INVOICES[1], "89,90", "C")]
    assert read(csv("Bedrag;Klasse", rows)).total == Decimal("1324.46")
