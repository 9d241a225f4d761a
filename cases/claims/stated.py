"""What is stated of one claim and may be corrected before a letter names it; checked as a whole, told in Dutch."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from cases.input_checks import Checks
from cases.intake import invoice_numbers
from cases.intake.owed import MAX_AMOUNT
from cases.models import Case, Claim
from cases.setup.client_terms import PERIODS, check_interest
from legal.counting.valuation import InterestKind
from legal.debtor.default import DefaultBasis
from legal.money import round_cents
from letters.words import euro, short_date

FIRST_DAY = date(1990, 1, 1)  # an earlier day is a slip of the keyboard: such a claim is long barred
_INTEREST = {
    InterestKind.STATUTORY: "wettelijke rente", InterestKind.COMMERCIAL: "wettelijke handelsrente",
    InterestKind.GOVERNMENT: "handelsrente voor overheden", InterestKind.NONE: "geen rente",
}


@dataclass(frozen=True, kw_only=True)
class StatedClaim:
    """One invoice as the client states it. `due_date`: the last day for payment; amounts in euro.

    `payment_term_agreed`: whether that day follows from the agreement, and not from the invoice alone.
    """

    invoice_number: str
    invoice_date: date
    due_date: date
    principal: Decimal
    subject: str
    payment_term_agreed: bool
    interest: InterestKind
    contract_date: date | None = None
    reminder_sent_on: date | None = None
    contract_percent: Decimal | None = None
    contract_per: str | None = None
    contract_compound: bool = False


LABELS = {
    "invoice_number": "factuurnummer", "invoice_date": "factuurdatum", "due_date": "vervaldatum",
    "principal": "bedrag", "subject": "omschrijving", "payment_term_agreed": "betaaltermijn afgesproken",
    "contract_date": "datum overeenkomst", "reminder_sent_on": "aanmaning verstuurd", "interest": "rente",
}


def stated(claim: Claim) -> StatedClaim:
    """What stands on record of a claim."""
    return StatedClaim(
        payment_term_agreed=claim.default_basis == DefaultBasis.AGREED_TERM,
        **{field.name: getattr(claim, field.name) for field in fields(StatedClaim)
           if field.name != "payment_term_agreed"},
    )


def checked(told: StatedClaim, case: Case, *, today: date) -> StatedClaim:
    """The values as they are stored; raises InvalidInput with everything that cannot be."""
    checks = Checks()
    number = checks.text("invoice_number", "Factuurnummer", told.invoice_number, longest=60, expected="het nummer")
    if number and not invoice_numbers.key(number):
        checks.wrong("invoice_number", "Factuurnummer", number, "een nummer met letters of cijfers")
    subject = checks.text("subject", "Omschrijving", told.subject, longest=300, expected="waarvoor de rekening is")
    checks.amount("principal", "Bedrag", told.principal, positive=True)
    if told.principal > MAX_AMOUNT:
        checks.wrong("principal", "Bedrag", euro(told.principal), f"een bedrag tot {euro(MAX_AMOUNT)}")
    _check_days(checks, told, today=today)
    if told.payment_term_agreed and not case.terms.payment_term_basis:
        checks.wrong("payment_term_agreed", "Betaaltermijn afgesproken", "ja",
                     f"nee: bij {case.client.name} staat niet vast waar de betaaltermijn is afgesproken")
    check_interest(
        checks, debtor=case.debtor_kind, interest=told.interest, percent=told.contract_percent, per=told.contract_per,
        compound=told.contract_compound,
    )
    checks.finish()
    return StatedClaim(**{field.name: getattr(told, field.name) for field in fields(told)} | {
        "invoice_number": number, "subject": subject, "principal": round_cents(told.principal),
    })


def changes(before: StatedClaim, after: StatedClaim) -> Iterator[tuple[str, str, str]]:
    """What was corrected: which detail, as it was and as it became, in Dutch."""
    for field, label in LABELS.items():
        was, became = _told(before, field), _told(after, field)
        if was != became:
            yield label, was, became


def _check_days(checks: Checks, told: StatedClaim, *, today: date) -> None:
    days = {
        "invoice_date": ("Factuurdatum", told.invoice_date),
        "contract_date": ("Datum overeenkomst", told.contract_date),
        "reminder_sent_on": ("Aanmaning verstuurd op", told.reminder_sent_on),
    }
    for field, (label, day) in days.items():
        checks.not_after(field, label, day, today=today)
        if day is not None and day < FIRST_DAY:
            checks.wrong(field, label, short_date(day), f"een dag vanaf {short_date(FIRST_DAY)}")
    if told.due_date < told.invoice_date:
        checks.wrong("due_date", "Vervaldatum", short_date(told.due_date), "een dag op of na de factuurdatum")
    elif told.due_date.year > today.year + 1:
        checks.wrong("due_date", "Vervaldatum", short_date(told.due_date), "een dag tot en met volgend jaar")


def _told(claim: StatedClaim, field: str) -> str:
    value = getattr(claim, field)
    if field == "interest":
        return _interest(claim)
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, Decimal):
        return euro(value)
    return short_date(value) if isinstance(value, date) else value or ""


def _interest(claim: StatedClaim) -> str:
    if claim.interest is not InterestKind.CONTRACTUAL or claim.contract_percent is None:
        return _INTEREST.get(claim.interest, "contractuele rente")
    percent = f"{claim.contract_percent.normalize():f}".replace(".", ",")
    compound = ", rente over rente" if claim.contract_compound else ""
    return f"contractuele rente van {percent}% per {PERIODS[claim.contract_per or 'year']}{compound}"
