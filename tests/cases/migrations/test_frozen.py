"""The rules that migrations carry give what they gave in 2026, whatever the law and the record say later."""

from datetime import date

import pytest

from cases.migrations.frozen.invoice_numbers_2026 import core
from cases.migrations.frozen.prescription_2026 import barred_from, regime_of

DUE = date(2024, 6, 15)


@pytest.mark.parametrize(("regime", "due", "barred"), [
    ("consumer_sale", DUE, date(2026, 6, 16)),
    ("contract", DUE, date(2029, 6, 16)),
    ("periodic", DUE, date(2029, 6, 16)),
    ("judgment", DUE, date(2044, 6, 16)),
    ("contract", date(2024, 2, 28), date(2029, 3, 1)),   # the term starts on 29 February
    ("contract", date(2024, 2, 27), date(2029, 2, 28)),
    ("judgment", date(2024, 2, 28), date(2044, 2, 29)),
])
def test_a_term_starts_the_day_after_the_due_date(regime: str, due: date, barred: date) -> None:
    assert barred_from(regime, due_date=due, interruptions=()) == barred


@pytest.mark.parametrize(("regime", "events", "barred"), [
    ("consumer_sale", [("demand", date(2026, 6, 15))], date(2028, 6, 16)),   # the last day before it is barred
    ("consumer_sale", [("demand", date(2026, 6, 16))], date(2026, 6, 16)),   # the first day on which it is
    ("consumer_sale", [("demand", DUE)], date(2026, 6, 16)),                 # before the term starts
    ("consumer_sale", [("action", date(2028, 6, 1)), ("demand", date(2026, 6, 1))], date(2030, 6, 2)),
    ("judgment", [("acknowledgement", date(2025, 1, 1))], date(2044, 6, 16)),  # a new term is five years at most
    ("judgment", [("acknowledgement", date(2044, 1, 1))], date(2049, 1, 2)),
    ("contract", [("reservation", date(2025, 1, 1))], date(2030, 1, 2)),
    ("contract", [("withdrawn_action", date(2025, 1, 1))], date(2029, 6, 16)),
    ("contract", [("failed_action", date(2025, 1, 1))], date(2029, 6, 16)),
])
def test_an_interruption_in_time_starts_a_new_term(
    regime: str, events: list[tuple[str, date]], barred: date
) -> None:
    assert barred_from(regime, due_date=DUE, interruptions=events) == barred


@pytest.mark.parametrize(("stated", "debtor", "is_periodic", "regime"), [
    ("damages", "consumer", True, "damages"),
    (None, "consumer", True, "consumer_sale"),
    (None, "business", True, "periodic"),
    (None, "business", False, "contract"),
])
def test_what_nobody_stated_is_counted_with_care(
    stated: str | None, debtor: str, is_periodic: bool, regime: str
) -> None:
    assert regime_of(stated, debtor=debtor, is_periodic=is_periodic) == regime


def test_a_kind_of_after_2026_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        barred_from("later", due_date=DUE, interruptions=())
    with pytest.raises(KeyError):
        barred_from("contract", due_date=DUE, interruptions=[("later", DUE)])
    with pytest.raises(ValueError, match="later"):
        regime_of(None, debtor="later", is_periodic=False)


@pytest.mark.parametrize(("number", "expected"), [
    ("F2026-0101", "2611"), ("20260101", "2611"), ("2026/101", "2611"), ("INV 20260101", "2611"),
    ("20260101,00", "2611"), ("A101", "11"), ("000", ""), ("Factuur", "FACTUUR"), ("é-1", "1"),
    ("RB00", "RB"), ("Nr. 00", ""), ("ABC" * 30, ("ABC" * 30)[:60]),
])
def test_a_number_keeps_its_core_in_every_spelling(number: str, expected: str) -> None:
    assert core(number) == expected
