"""Cases by chance, counted a second way: the letter, its PDF and the pages of both sides say those cents (M3).

The cases round interest once, at the end, as the second way does; what each line rounds by itself is tested by the law.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import posting
from cases.counting import statement
from cases.models import Case, Client, Document, Letter, PaidTo, RoleName
from cases.store import DocumentStore
from legal.facts import CaseFacts, Claim, ContractRate, DebtorKind, InterestKind, Payment
from legal.policies import Rounding
from letters.catalogue import render
from tests.agency.portals import browser_of
from tests.factories import (
    FIGURES,
    TODAY,
    by,
    claim_row,
    finish_batch,
    make,
    make_agency,
    make_client,
    make_terms,
    make_upload,
    order_first_notice,
)
from tests.legal.naive_valuation import NaiveCase, count, tables_of
from tests.letters.reading import pdf_pages, squeezed
from tests.sizes import size

TABLES = tables_of(FIGURES)
TAKEN_IN, POSTED = date(2026, 9, 28), date(2026, 10, 2)
SIGNED = date(2026, 1, 5)
WITH_VAT = {"reclaims_vat": False, "vat_not_deductible_declared_on": SIGNED, "vat_raised_therefore_declared_on": SIGNED}
YEARLY = Decimal("9.5")
# How a client agreed: terms, the kind of debtor, and what the claims bear.
TERMS: tuple[tuple[dict[str, Any], DebtorKind, InterestKind], ...] = (
    ({}, DebtorKind.CONSUMER, InterestKind.STATUTORY),
    (WITH_VAT, DebtorKind.CONSUMER, InterestKind.STATUTORY),
    ({"interest": InterestKind.CONTRACTUAL, "contract_percent": YEARLY, "contract_per": "year"},
     DebtorKind.CONSUMER, InterestKind.CONTRACTUAL),
    ({"debtor_kind": DebtorKind.BUSINESS, "interest": InterestKind.COMMERCIAL},
     DebtorKind.BUSINESS, InterestKind.COMMERCIAL),
    (WITH_VAT | {"debtor_kind": DebtorKind.BUSINESS, "interest": InterestKind.COMMERCIAL},
     DebtorKind.BUSINESS, InterestKind.COMMERCIAL),
)
BORDERS = ("0.01", "266.66", "266.67", "2500.00", "2500.01", "10000.00")


@dataclass
class Drawn:
    """What came of chance: the invoices (number, last day to pay, amount), payments, and the day that is asked."""

    terms: int
    invoices: list[tuple[str, date, Decimal]]
    paid: list[tuple[date, Decimal]]
    on: date

    def facts(self, known: CaseFacts) -> CaseFacts:
        """What is owed, as it was drawn; the letter as it is on record."""
        _, _, interest = TERMS[self.terms]
        rate = ContractRate(percent=YEARLY, per="year") if interest is InterestKind.CONTRACTUAL else None
        claims = tuple(
            Claim(ref=number, principal=amount, interest_from=due + timedelta(days=1), interest=interest,
                  contract_rate=rate)
            for number, due, amount in self.invoices
        )
        received = tuple(Payment(received_on=day, amount=amount) for day, amount in self.paid)
        return CaseFacts(
            debtor=TERMS[self.terms][1], creditor_reclaims_vat="reclaims_vat" not in TERMS[self.terms][0],
            claims=claims, notice=known.notice and replace(known.notice, claims=None), payments=received,
            handed_over_on=known.handed_over_on,
        )


def drawn(dice: Random, number: int) -> Drawn:
    """A case by chance: one to four invoices, at most three payments after the letter that leave something."""
    invoices = []
    for at in range(dice.randint(1, 4)):
        amount = Decimal(dice.choice(BORDERS)) if dice.random() < 0.3 else Decimal(dice.randint(1, 900_000)).scaleb(-2)
        due = date(2025, 1, 10) + timedelta(days=dice.randint(0, 590))
        invoices.append((f"F{number}-{at}", due, amount))
    total, paid = sum(amount for *_, amount in invoices), []
    for _ in range(dice.randint(0, 3)):
        amount = (total * Decimal(dice.randint(1, 25)) / 100).quantize(Decimal("0.01"))
        paid.append((POSTED + timedelta(days=dice.randint(1, 49)), max(amount, Decimal("0.01"))))
    return Drawn(number % len(TERMS), invoices, sorted(paid), TODAY + timedelta(days=dice.randint(-40, 30)))


def euro(amount: Fraction | Decimal) -> str:
    """As it stands on a page or a paper, without any blank; by hand, so that both ways write it for themselves."""
    cents = int(Fraction(amount) * 100)
    assert cents == Fraction(amount) * 100
    whole = f"{abs(cents) // 100:,}".replace(",", ".")
    return f"€{'-' if cents < 0 else ''}{whole},{abs(cents) % 100:02}"


def said(page: str) -> str:
    """What a page says, without any blank."""
    return squeezed(html.unescape(re.sub(r"<[^>]+>", "", page))).replace("−", "-")


def make_case_of(session: Session, store: DocumentStore, client: Client, case: Drawn, number: int) -> Case:
    """On record: taken in, its letter made with its real text and posted, and the payments booked."""
    is_business = TERMS[case.terms][1] is DebtorKind.BUSINESS
    who = {"company": f"Handel {number} B.V.", "legal_form": "bv", "kvk": f"{20000000 + number}", "first_name": "",
           "prefix": "", "surname": "", "born": ""} if is_business else {"surname": f"Visser{number}"}
    make_upload(session, store, client, *(
        claim_row(customer=f"K-{number}", invoice=name, due=f"{due:%d-%m-%Y}", reminder="",
                  invoice_date=f"{due - timedelta(days=14):%d-%m-%Y}", amount=f"{amount:.2f}".replace(".", ","), **who)
        for name, due, amount in case.invoices
    ), today=TAKEN_IN)
    made = session.scalars(select(Case).order_by(Case.id.desc())).first()
    assert made is not None
    made.policy = made.policy | {"rounding": Rounding.AT_END.value}
    session.flush()
    batch = order_first_notice(session, made, letter_date=POSTED, act=by(today=POSTED))
    make(session, store, batch, drawn=render)
    posting.confirm_posted(session, by(), batch.id, posted_on=POSTED, figures=FIGURES)
    finish_batch(session, batch)
    for day, amount in case.paid:
        told = PaymentInput(amount=amount, received_on=day, paid_to=PaidTo.AGENCY)
        payments.register(session, by(), made.id, told, figures=FIGURES)
    session.commit()
    return made


def on_page(case: Drawn, naive: NaiveCase) -> list[str]:
    """What the page of the case says of its amounts on the day that is asked."""
    paid = [booking for booking in naive.bookings if booking.payment.received_on <= case.on]
    rows = [
        "kosten" + euro(sum((part.costs for part in each.splits.values()), Fraction(0)))
        + ",rente" + euro(sum((part.interest for part in each.splits.values()), Fraction(0)))
        + ",hoofdsom" + euro(sum((part.principal for part in each.splits.values()), Fraction(0)))
        for each in paid
    ]
    interest = [f"Renteover{ref}{euro(amount)}" for ref, amount in naive.interest.items() if amount]
    vat = [f"Btwoverdeincassokosten{euro(naive.vat)}"] if naive.vat else []
    return [f"op{case.on:%d-%m-%Y}{euro(naive.balance)}", f"){euro(sum(each[2] for each in case.invoices))}",
            euro(naive.costs), *interest, *vat, *rows]


def on_letter(case: Drawn, facts: CaseFacts) -> list[str]:
    """What the letter says: owed through its own day, and the costs that come after it or are due already."""
    before = replace(facts, payments=())
    now = count(before, POSTED, tables=TABLES)
    later = count(before, POSTED + timedelta(days=60), tables=TABLES)
    interest = sum(now.interest.values(), Fraction(0))
    principal = sum(each[2] for each in case.invoices)
    costs = [euro(later.costs), *([euro(later.vat), euro(later.costs + later.vat)] if later.vat else [])]
    return [f"Betaal{euro(now.balance)}", f"(hoofdsom){euro(principal)}", f"2oktober2026{euro(interest)}", *costs]


@pytest.fixture
def client_of(writing: Session) -> Callable[[int], Client]:
    """The client that agreed to one of the TERMS."""
    make_agency(writing)
    made: dict[int, Client] = {}

    def of(at: int) -> Client:
        if at not in made:
            made[at] = make_client(writing, name=f"Opdrachtgever {at} B.V.", terms=make_terms(**TERMS[at][0]))
        return made[at]

    return of


def test_letter_pdf_and_pages_say_what_the_second_way_to_count_says(
    app: Flask, handler: FlaskClient, writing: Session, store: DocumentStore, client_of: Callable[[int], Client]
) -> None:
    dice, portals, wrong = Random(20261), {}, []
    for number in range(size("RECOUNTED_CASES")):
        case = drawn(dice, number)
        client_id = client_of(case.terms).id
        made = make_case_of(writing, store, client_of(case.terms), case, number)
        facts = case.facts(statement.facts_of(writing, made, figures=FIGURES))
        letter = writing.scalars(select(Letter).where(Letter.case_id == made.id)).one()
        pdf = store.get(writing.get_one(Document, letter.pdf_id).sha256)
        case_id, text = made.id, letter.content.text
        writing.rollback()
        if client_id not in portals:
            portals[client_id] = browser_of(app, RoleName.CLIENT, email=f"k{number}@k.test", client_id=client_id)
        asked = f"{case_id}?op={case.on:%d-%m-%Y}"
        naive = count(facts, case.on, tables=TABLES)
        for where, told, expected in (
            ("pdf", squeezed("".join(pdf_pages(pdf))), on_letter(case, facts)),
            ("letter", squeezed(re.sub(r"[*|]", "", text)), on_letter(case, facts)),
            ("page", said(handler.get(f"/dossiers/{asked}").text), on_page(case, naive)),
            ("portal", said(portals[client_id].get(f"/opdrachtgever/dossiers/{asked}").text),
             [f"{case.on:%d-%m-%Y}{euro(naive.balance)}"]),
        ):
            wrong += [f"{number} {where}: {each}" for each in expected if each not in told]
    assert wrong == []
