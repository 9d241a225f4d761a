"""Cases of December 2026 and the figures of January 2027, made up: they come on the 4th, on the 12th, or not at all."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.models import Case, LedgerEntry, PaidTo
from cases.setup.client_terms import TermsInput
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind, InterestKind
from legal.parameters import Figures
from tests.conftest import NOW
from tests.factories import by, make_agency, make_case, make_client, make_terms, post_first_notice
from tests.legal.figures import FIGURES_2026

LAST, POSTED, DUE = date(2026, 12, 31), date(2026, 12, 15), date(2027, 1, 1)
EARLY, MIDDLE = date(2027, 1, 4), date(2027, 1, 12)
FEE = Decimal("103.23")  # 15 % of 688,20
RATES = ("statutory_interest", "statutory_commercial_interest")


def with_rates(*names: str) -> Figures:
    """The figures of 2026 with these rates for the first half of 2027; the values are made up."""
    grown = {}
    for name in names:
        series = getattr(FIGURES_2026, name)
        later = replace(series.values[-1], first_day=DUE, value=Decimal("5.00"))
        grown[name] = series.extended(later, checked_through=date(2027, 6, 30))
    return replace(FIGURES_2026, **grown)


def figures_on(day: date, *, come_on: date | None) -> Figures:
    """What is known on a day when the rates of 2027 come on that other day."""
    return with_rates(*RATES) if come_on is not None and day >= come_on else FIGURES_2026


def at(day: date) -> datetime:
    """Ten in the morning of that day."""
    return datetime.combine(day, time(10), tzinfo=NOW.tzinfo)


def december_case(session: Session, store: DocumentStore, **row: str) -> Case:
    """A consumer who owes € 688,20 since 1 November 2026."""
    values = {"amount": "688,20", "invoice_date": "17-10-2026", "due": "31-10-2026", "reminder": "10-11-2026"}
    return make_case(session, store, today=date(2026, 12, 10), **(values | row))


def with_notice(session: Session, store: DocumentStore) -> Case:
    """The same, with a first letter posted on 15 December that names the fee due from 1 January."""
    case = december_case(session, store)
    post_first_notice(session, store, case, posted_on=POSTED, act=by(None, at(POSTED)))
    return case


def business_terms() -> TermsInput:
    """Terms of a client with businesses, at the commercial rate."""
    return make_terms(debtor_kind=DebtorKind.BUSINESS, interest=InterestKind.COMMERCIAL)


def business_case(session: Session, store: DocumentStore, *, opened_on: date = date(2026, 12, 10)) -> Case:
    """A company that owes € 688,20 at the commercial rate."""
    make_agency(session)
    client = make_client(session, name="Voorbeeld Bouw B.V.", terms=business_terms())
    return make_case(
        session, store, client=client, today=opened_on, customer="B-1", company="Voorbeeld Handel B.V.",
        legal_form="bv", kvk="11223344", first_name="", prefix="", surname="", born="", amount="688,20",
        invoice="H-1", invoice_date="17-10-2026", due="31-10-2026", reminder="10-11-2026",
    )


def pay(session: Session, case: Case, amount: str, on: date, figures: Figures) -> LedgerEntry:
    """A payment to the agency, booked on the day on which it came in."""
    return payments.register(
        session, by(None, at(on) + timedelta(hours=1), on), case.id,
        PaymentInput(amount=Decimal(amount), received_on=on, paid_to=PaidTo.AGENCY), figures=figures,
    )
