"""Terms of payment between businesses and towards the government: both sides of every date.

Sources: art. 6:119a and 6:119b BW (text of 2017), Stb. 2022, 146 (lid 6 and art. 183b lid 2 Overgangswet), in force
1 July 2022 (Stb. 2022, 175).
"""

from datetime import date

import pytest

from legal.debtor.commercial_terms import CommercialParties, Receipts, TermLimit, statutory_term, term_limit
from legal.debtor.default import DefaultBasis, DefaultFinding, PaymentTerm, default_of
from tests.legal.factories import FIGURES


def limit(received_on: date, **parties: object) -> tuple[int, str] | None:
    found = term_limit(CommercialParties(**parties), received_on=received_on)  # type: ignore[arg-type]
    return (found.days, found.law) if isinstance(found, TermLimit) else None


LARGE = {"is_large_debtor": True, "is_small_creditor": True}


@pytest.mark.parametrize(
    ("concluded_on", "received_on", "days", "text"),
    [
        (date(2022, 7, 1), date(2022, 8, 1), 30, "per 1 juli 2022"),
        (date(2022, 6, 30), date(2022, 8, 1), 60, "1 juli 2017"),
        (date(2022, 6, 30), date(2023, 6, 30), 60, "1 juli 2017"),
        (date(2022, 6, 30), date(2023, 7, 1), 30, "183b lid 2"),  # one year later for older agreements
        (date(2017, 7, 1), date(2017, 8, 1), 60, "1 juli 2017"),
        (date(2010, 1, 1), date(2023, 7, 1), 30, "183b lid 2"),
        (None, date(2023, 7, 1), 30, "183b lid 2"),
    ],
)
def test_a_large_debtor_to_a_small_creditor(
    concluded_on: date | None, received_on: date, days: int, text: str
) -> None:
    """Art. 6:119a lid 6 BW: no express agreement helps."""
    for express in (True, False, None):
        found = limit(received_on, concluded_on=concluded_on, longer_is_express=express, **LARGE)
        assert found is not None
        assert found[0] == days
        assert text in found[1]


def test_the_cap_needs_both_sizes() -> None:
    day = date(2026, 1, 1)
    assert limit(day, concluded_on=day, is_large_debtor=True) is None
    assert limit(day, concluded_on=day, is_small_creditor=True) is None


@pytest.mark.parametrize(
    ("concluded_on", "express", "days"),
    [
        (date(2013, 3, 15), False, None),  # art. 183a Overgangswet: older agreements are free
        (date(2013, 3, 16), False, 60),
        (date(2013, 3, 16), True, None),
        (date(2013, 3, 16), None, None),  # not known: nothing is shortened
        (None, False, None),
        (date(2017, 6, 30), False, 60),
    ],
)
def test_sixty_days_unless_expressly_longer(concluded_on: date | None, express: bool | None, days: int | None) -> None:
    found = limit(date(2018, 1, 1), concluded_on=concluded_on, longer_is_express=express)
    assert (found[0] if found else None) == days
    assert found is None or found[1] == "art. 6:119a lid 5 BW"


@pytest.mark.parametrize(("express", "days"), [(None, 30), (False, 30), (True, 60)])
def test_the_government_pays_in_thirty_days_and_never_over_sixty(express: bool | None, days: int) -> None:
    """Art. 6:119b lid 5 BW."""
    found = limit(
        date(2026, 1, 1), concluded_on=date(2025, 1, 1), is_government_debtor=True, longer_is_express=express
    )
    assert found == (days, "art. 6:119b lid 5 BW")


@pytest.mark.parametrize(
    ("receipts", "letter", "last_day"),
    [
        (Receipts(invoice=date(2026, 1, 1)), "a", date(2026, 1, 31)),
        (Receipts(invoice=date(2026, 1, 1), performance=date(2026, 1, 1)), "a", date(2026, 1, 31)),
        (Receipts(invoice=date(2026, 1, 1), performance=date(2026, 1, 2)), "b", date(2026, 2, 1)),
        (Receipts(performance=date(2026, 1, 2)), "b", date(2026, 2, 1)),
        (Receipts(invoice=date(2026, 1, 1), acceptance=date(2026, 1, 10)), "c", date(2026, 2, 9)),
        (Receipts(invoice=date(2026, 1, 11), acceptance=date(2026, 1, 10)), "a", date(2026, 2, 10)),
    ],
)
def test_the_term_of_the_law(receipts: Receipts, letter: str, last_day: date) -> None:
    """Art. 6:119a lid 2 BW: thirty days after the start of the day after receipt."""
    found = statutory_term(receipts)
    assert found is not None
    assert (found.letter, found.last_day) == (letter, last_day)


def test_without_a_receipt_there_is_no_term_of_the_law() -> None:
    assert statutory_term(Receipts()) is None


def finding(term: PaymentTerm) -> DefaultFinding:
    found = default_of(term, holidays=FIGURES.holidays)
    assert isinstance(found, DefaultFinding)
    return found


@pytest.mark.parametrize(
    ("due_date", "first_day", "law"),
    [
        (date(2026, 1, 31), date(2026, 2, 1), "art. 6:83 onder a BW"),  # exactly thirty days
        (date(2026, 2, 1), date(2026, 2, 1), "art. 6:119a lid 6 BW"),
        (date(2026, 3, 31), date(2026, 2, 1), "art. 6:119a lid 6 BW"),
    ],
)
def test_a_term_that_is_too_long_is_shortened(due_date: date, first_day: date, law: str) -> None:
    parties = CommercialParties(concluded_on=date(2025, 6, 1), is_large_debtor=True, is_small_creditor=True)
    found = finding(
        PaymentTerm(
            due_date=due_date,
            term_agreed=True,
            is_commercial=True,
            invoice_received_on=date(2026, 1, 1),
            parties=parties,
        )
    )
    assert (found.first_day, found.basis) == (first_day, DefaultBasis.AGREED_TERM)
    assert found.law.startswith(law)


@pytest.mark.parametrize("received", [None, date(2026, 1, 1)])
def test_nothing_is_shortened_outside_commerce_or_without_a_receipt(received: date | None) -> None:
    parties = CommercialParties(concluded_on=date(2025, 6, 1), is_large_debtor=True, is_small_creditor=True)
    term = PaymentTerm(
        due_date=date(2026, 3, 31), term_agreed=True, is_commercial=received is None, invoice_received_on=received,
        parties=parties,
    )  # fmt: skip
    assert finding(term).first_day == date(2026, 4, 1)


def test_the_government_without_an_agreed_term() -> None:
    term = PaymentTerm(
        due_date=date(2026, 3, 31), term_agreed=False, is_commercial=True, invoice_received_on=date(2026, 1, 1),
        parties=CommercialParties(is_government_debtor=True),
    )  # fmt: skip
    found = finding(term)
    assert (found.first_day, found.law) == (date(2026, 2, 1), "art. 6:119b lid 2 onder a BW")


def test_a_term_on_the_invoice_of_a_consumer_is_never_a_term_of_the_law() -> None:
    """One-sided: only a demand with a reasonable term brings default."""
    term = PaymentTerm(due_date=date(2026, 1, 31), term_agreed=False, invoice_received_on=date(2026, 1, 1))
    assert not isinstance(default_of(term, holidays=FIGURES.holidays), DefaultFinding)
