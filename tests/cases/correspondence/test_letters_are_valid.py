"""Every first letter that the system makes itself is a valid notice, but for the presumption of post abroad."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from agency.demo import people
from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.claims import arriving, uploads
from cases.correspondence import ordering, posting, previewing
from cases.counting import statement
from cases.models import Case, Claim, CollectionBasis, LetterKind, PaidTo
from cases.setup import organisations, text_approvals
from cases.setup.client_terms import TermsInput
from cases.store import DocumentStore
from legal.facts import DebtorKind, InterestKind
from letters.catalogue import Rendered, content
from letters.document import plain_text
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    SMALL_PDF,
    TODAY,
    by,
    claim_row,
    finish_batch,
    make,
    make_agency,
    make_client,
    make_terms,
    make_upload,
)
from tests.samples import SAMPLES
from tests.sizes import size

CLAIMS = SAMPLES / "claims"
SAMPLE_FILES = ("energie-noord.csv", "huisvesting-maasstad.xlsx", "tandartspraktijk-linden.txt",
                "bouwgroothandel-de-vries.csv")
MOST = size("SAMPLE_LETTERS")
REASONS = ("staat stil", "nog geen verzuim voor", "waarschijnlijk verjaard")
LETTER_DATE = date(2026, 11, 23)
SIGNED = date(2026, 1, 5)
WITH_VAT = {"reclaims_vat": False, "vat_not_deductible_declared_on": SIGNED, "vat_raised_therefore_declared_on": SIGNED}
CONTRACTUAL = {"interest": InterestKind.CONTRACTUAL, "contract_percent": Decimal("1"), "contract_per": "month"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What a letter says does not hang on the kind of database."""
    return sqlite_url


def send_all(session: Session, store: DocumentStore, *, letter_date: date, posted_on: date) -> list[Case]:
    """First letters for the first cases that can get one, with their real text; the cases that got one."""
    query = select(Case).options(selectinload(Case.claims), selectinload(Case.debtor), selectinload(Case.terms))
    every = [case.id for case in session.scalars(query.order_by(Case.id))]
    look = partial(previewing.preview, session, kind=LetterKind.FIRST_NOTICE, letter_date=letter_date,
                   figures=FIGURES)
    ids = [item.case_id for item in look(every).sending][:MOST]
    shown = look(ids)
    batch = ordering.order(
        session, by(), shown.marks, kind=LetterKind.FIRST_NOTICE, letter_date=letter_date, figures=FIGURES
    )
    finish_batch(session, batch)
    make(session, store, batch, drawn=lambda data: Rendered(
        docx=b"PK made-up", pdf=SMALL_PDF, text=plain_text(content(data)), version="v1", title="Eerste brief"
    ))
    session.expire_all()
    posting.confirm_posted(session, by(None, NOW, posted_on), batch.id, posted_on=posted_on, figures=FIGURES)
    finish_batch(session, batch)
    return [session.get_one(Case, letter.case_id) for letter in batch.letters]


def defects(session: Session, case: Case) -> list[str]:
    judged = statement.counting_notice(session, case, figures=FIGURES)
    assert judged is not None
    if case.debtor_kind is DebtorKind.BUSINESS:
        assert judged.verdict is None
        return []
    assert judged.verdict is not None, "a letter of today can be judged"
    assert judged.letter.content is not None
    assert "incassokosten" in judged.letter.content.text
    if case.debtor.country != "NL":
        assert [defect.code for defect in judged.verdict.defects] == ["not_delivered"], "no presumption of post abroad"
        return []
    assert set(judged.verdict.covers) == {claim.invoice_number for claim in case.claims}
    return [f"{case.number}: {defect.code} {defect.message}" for defect in judged.verdict.defects]


def take_in(session: Session, store: DocumentStore, content: bytes, name: str) -> None:
    """The cases of a claim file of a new client, as it stands."""
    make_agency(session)
    terms: TermsInput = make_terms(reminder_term_days=14)
    client = make_client(session, terms=terms)
    shown = uploads.preview(session, by(), store, client_id=client.id, content=content, filename=name)
    arriving.confirm(session, by(), store, upload_id=shown.id, client_id=client.id, figures=FIGURES)


def skipped_for(session: Session) -> set[str]:
    """Why cases of any file get no first letter, without the numbers."""
    shown = previewing.preview(
        session, session.scalars(select(Case.id)).all(), kind=LetterKind.FIRST_NOTICE, letter_date=LETTER_DATE,
        figures=FIGURES,
    )
    return {next((word for word in REASONS if item.skipped.startswith(word)), item.skipped) for item in shown.skipping}


@pytest.mark.parametrize("terms", [
    pytest.param({}, id="statutory interest"),
    pytest.param(WITH_VAT, id="vat on the costs"),
    pytest.param(CONTRACTUAL, id="contractual interest"),
    pytest.param({"basis": CollectionBasis.ASSIGNMENT}, id="assigned"),
    pytest.param({"reminder_term_days": 14}, id="reminder"),
])
@pytest.mark.parametrize("days_later", [0, 3])
def test_a_letter_over_any_amount_is_valid(
    session: Session, store: DocumentStore, terms: dict[str, object], days_later: int
) -> None:
    """Minimum, each tier, the maximum, many invoices at once, and a payment that was known."""
    make_agency(session)
    client = make_client(session, terms=make_terms(**terms))
    amounts = ("0,01", "12,34", "266,66", "266,67", "999,99", "2500,00", "2500,01", "12345,67", "250000,00",
               "1200000,00")
    rows = [
        claim_row(customer=f"K-{at}", surname=f"Bakker{at}", invoice=f"F-{at}", amount=amount)
        for at, amount in enumerate(amounts)
    ]
    rows += [claim_row(customer="K-99", surname="Smit", invoice=f"G 75,00-{at}", amount="75,00") for at in range(8)]
    make_upload(session, store, client, *rows, today=date(2026, 11, 2))
    paid = session.scalars(select(Case).order_by(Case.id)).all()[4]
    payments.register(
        session, by(None, NOW - timedelta(days=1), TODAY), paid.id,
        PaymentInput(amount=Decimal("333.33"), received_on=date(2026, 11, 2), paid_to=PaidTo.CLIENT), figures=FIGURES,
    )
    day = date(2026, 11, 3)
    sent = send_all(session, store, letter_date=day, posted_on=day + timedelta(days=days_later))
    assert len(sent) == len(amounts) + 1
    assert [each for case in sent for each in defects(session, case)] == []


def test_the_letters_of_the_demo_clients_are_valid(session: Session, store: DocumentStore) -> None:
    profile = replace(people.AGENCY, wki_valid_until=TODAY)
    organisations.save_agency_profile(session, by(), profile)
    text_approvals.take_over(session, by())
    for at, (values, terms) in enumerate(people.clients(TODAY).values()):
        client = organisations.add_client(session, by(), values)
        organisations.agree_terms(session, by(), client.id, terms)
        session.refresh(client)
        make_upload(session, store, client, claim_row(customer=f"D-{at}", invoice=f"D-{at}", surname=f"Demo{at}"))
    sent = send_all(session, store, letter_date=TODAY, posted_on=TODAY)
    assert len(sent) == 3
    found = [each for case in sent for each in defects(session, case)]
    assert all("sent_on_free_day" in each for each in found), "the pinned day is a Saturday, which is only a warning"


@pytest.mark.samples
@pytest.mark.parametrize("name", SAMPLE_FILES)
def test_the_letters_over_a_sample_file_are_valid(session: Session, store: DocumentStore, name: str) -> None:
    """The first letters of a file that a client could send."""
    take_in(session, store, (CLAIMS / name).read_bytes(), name)
    assert skipped_for(session) <= set(REASONS)
    sent = send_all(session, store, letter_date=LETTER_DATE, posted_on=date(2026, 11, 24))
    assert len(sent) >= 20
    assert [each for case in sent for each in defects(session, case)] == []


@pytest.mark.parametrize(("headings", "cells", "subject"), [
    ("order_reference", "PO-1", "Bestelling PO-1"),
    ("Behandeling", "Vulling", "Rekening N-1"),
    ("Omschrijving", "", "Rekening N-1"),
    ("Omschrijving", "Consult huisarts", "Rekening N-1"),
    ("Huurperiode", "03-2026", "Huurperiode 03-2026"),
    ("Abonnementsnummer", "AB-7", "Termijn van overeenkomst AB-7"),
])
def test_a_file_that_describes_nothing_still_makes_letters(
    session: Session, store: DocumentStore, headings: str, cells: str, subject: str
) -> None:
    """Art. 3.1 Bki asks what must be paid for, and a treatment may not be told."""
    content = (
        f"Klantnummer;Naam;Adres;Postcode;Plaats;Factuurnummer;Factuurdatum;Vervaldatum;Bedrag;{headings}\n"
        f"K-1;J. Proefstra;Teststraat 1;1234 AB;Utrecht;N-1;01-06-2026;15-06-2026;120,00;{cells}\n"
    ).encode()
    take_in(session, store, content, "rekeningen.csv")
    assert session.scalars(select(Claim.subject)).all() == [subject]
    assert skipped_for(session) == set()
    (case,) = send_all(session, store, letter_date=LETTER_DATE, posted_on=LETTER_DATE)
    assert defects(session, case) == []
