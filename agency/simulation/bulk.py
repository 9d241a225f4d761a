"""A large record in minutes: made-up debtors straight into the service that opens cases, without files in between.

The same law, the same rows and the same checks as for a claim file that was read, so `agency verify` holds of it.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from agency.demo.people import FIRST_NAMES, PLACES
from cases.acts import Act
from cases.claims import opening
from cases.claims.odd_rows import Recognised
from cases.claims.opening import Intake
from cases.intake import ClaimRow
from cases.models import ClientTerms
from legal.parameters import Figures

DEBTORS_AT_ONCE = 400
INVOICES = (1, 1, 1, 2)  # of one debtor after the other
_LETTERS = "ABCDEGHJKLMNPRTVWXZ"
_HEADS = ("proef", "voor", "toets", "model", "schets", "oefen", "test", "beeld", "school", "teken")
_TAILS = ("beek", "berg", "dam", "dijk", "huis", "kamp", "laar", "man", "mans", "meer", "sma", "stra", "veld", "weg")


def debtors(numbers: range, *, read_on: date) -> Iterator[list[ClaimRow]]:
    """The rows of one debtor after the other: consumers with one or two invoices that fell due in the last year."""
    row = numbers.start * sum(INVOICES)
    for number in numbers:
        rows = []
        for invoice in range(INVOICES[number % len(INVOICES)]):
            row += 1
            rows.append(_row(number, invoice, row, read_on))
        yield rows


def fill(
    session: Session, act: Act, *, terms: ClientTerms, numbers: range, figures: Figures, upload_id: int | None = None
) -> Iterator[set[int]]:
    """Open the cases of these debtors in pieces; the ids of each. Commit after each one: nobody else waits longer."""
    intake = Intake(terms=terms, figures=figures, recognised=Recognised(), upload_id=upload_id)
    for start in range(numbers.start, numbers.stop, DEBTORS_AT_ONCE):
        piece = range(start, min(start + DEBTORS_AT_ONCE, numbers.stop))
        yield opening.open_or_extend(session, act, list(debtors(piece, read_on=act.today)), intake)


def _row(number: int, invoice: int, row: int, read_on: date) -> ClaimRow:
    street, _, city = PLACES[number % len(PLACES)]
    due = read_on - timedelta(days=30 + number % 300 + 20 * invoice)
    head, tail = _HEADS[number // 14 % len(_HEADS)], _TAILS[number % len(_TAILS)]
    return ClaimRow(
        row=row, customer_number=f"B-{number:07d}", first_names=FIRST_NAMES[number % len(FIRST_NAMES)], initials="",
        prefix="", surname=f"{head}{tail}{number // 140 % 7_000}".capitalize(), company_name="", contact_person="",
        legal_form="", kvk_number="", street=street, house_number=str(1 + number % 900), house_number_addition="",
        postal_code=_postal_code_of(number), city=city, country="NL", email=f"klant{number}@post.example",
        phone=f"06{10_000_000 + number}", birth_date=date(1950 + number % 50, 1 + number % 12, 1 + number % 28),
        contract_date=due - timedelta(days=400), invoice_number=f"B{number:07d}{invoice}",
        invoice_date=due - timedelta(days=14), due_date=due, period="",
        amount=Decimal(1_500 + number * 7_919 % 250_000) / 100, description="Levering elektriciteit en gas",
        reference="", reminder_sent_on=None, contract_rate_percent=None, contract_rate_per=None,
        payment_term_agreed=None,
    )


def _postal_code_of(number: int) -> str:
    """As many postcodes as a country has, so that as few debtors share a front door as in real life."""
    letters = number // 9_000 % (len(_LETTERS) ** 2)
    first, second = divmod(letters, len(_LETTERS))
    return f"{1_000 + number % 9_000} {_LETTERS[first]}{_LETTERS[second]}"
