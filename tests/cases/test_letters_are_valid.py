"""Every first letter that the system makes itself is a valid notice: no defect breaks or limits it."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from agency import demo_data
from cases import correspondence, making_letters, organisations, payments, statement, uploads
from cases.client_terms import TermsInput
from cases.db import create_engine_for
from cases.models import Case, Claim, CollectionBasis, LetterKind, PaidTo
from cases.store import DocumentStore
from legal.facts import DebtorKind, InterestKind
from letters.catalogue import Rendered, content
from letters.document import plain_text
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    SMALL_PDF,
    TODAY,
    claim_row,
    make_agency,
    make_client,
    make_store,
    make_terms,
    make_upload,
)

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "claims"
SAMPLE_FILES = ("energie-noord.csv", "huisvesting-maasstad.xlsx", "tandartspraktijk-linden.txt",
                "bouwgroothandel-de-vries.csv")
MOST = 40
SIGNED = date(2026, 1, 5)
WITH_VAT = {"reclaims_vat": False, "vat_not_deductible_declared_on": SIGNED, "vat_raised_therefore_declared_on": SIGNED}
CONTRACTUAL = {"interest": InterestKind.CONTRACTUAL, "contract_percent": Decimal("1"), "contract_per": "month"}


@pytest.fixture
def session(sqlite_url: str) -> Iterator[Session]:
    """What a letter says does not hang on the kind of database."""
    engine = create_engine_for(sqlite_url)
    with Session(engine, expire_on_commit=False) as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    return make_store(tmp_path)


def send_all(session: Session, store: DocumentStore, *, letter_date: date, posted_on: date) -> list[Case]:
    """First letters for every case that can get one, with their real text; the cases that got one."""
    query = select(Case).options(selectinload(Case.claims), selectinload(Case.debtor), selectinload(Case.terms))
    ids = [case.id for case in session.scalars(query.order_by(Case.id).limit(MOST))]
    shown = correspondence.preview(
        session, ids, kind=LetterKind.FIRST_NOTICE, letter_date=letter_date, figures=FIGURES
    )
    batch = correspondence.order(
        session, ids, kind=LetterKind.FIRST_NOTICE, letter_date=letter_date, digest=shown.digest, figures=FIGURES,
        actor_id=None, now=NOW,
    )
    for letter in batch.letters:
        token = making_letters.claim(session, letter.id, now=NOW, lease=timedelta(minutes=5))
        assert token is not None
        work = making_letters.work(session, letter.id, token=token, figures=FIGURES)
        text = plain_text(content(work.kind, work.data))
        rendered = Rendered(docx=b"PK made-up", pdf=SMALL_PDF, text=text, version="v1", title="Eerste brief")
        assert making_letters.finish(session, store, work, rendered=rendered, now=NOW)
    session.flush()
    session.expire_all()
    correspondence.confirm_posted(
        session, batch.id, posted_on=posted_on, today=posted_on, figures=FIGURES, actor_id=None, now=NOW
    )
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
    assert set(judged.verdict.covers) == {claim.invoice_number for claim in case.claims}
    return [f"{case.number}: {defect.code} {defect.message}" for defect in judged.verdict.defects]


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
        session, paid.id, Decimal("333.33"), received_on=date(2026, 11, 2), paid_to=PaidTo.CLIENT, today=TODAY,
        figures=FIGURES, actor_id=None, now=NOW - timedelta(days=1),
    )
    day = date(2026, 11, 3)
    sent = send_all(session, store, letter_date=day, posted_on=day + timedelta(days=days_later))
    assert len(sent) == len(amounts) + 1
    assert [each for case in sent for each in defects(session, case)] == []


def test_the_letters_of_the_demo_clients_are_valid(session: Session, store: DocumentStore) -> None:
    organisations.save_agency_profile(session, demo_data.AGENCY)
    for at, (values, terms) in enumerate(demo_data.clients(TODAY).values()):
        client = organisations.add_client(session, values, now=NOW)
        organisations.agree_terms(session, client.id, terms, actor_id=None, now=NOW)
        session.refresh(client)
        make_upload(session, store, client, claim_row(customer=f"D-{at}", invoice=f"D-{at}", surname=f"Demo{at}"))
    sent = send_all(session, store, letter_date=TODAY, posted_on=TODAY)
    assert len(sent) == 3
    found = [each for case in sent for each in defects(session, case)]
    assert all("sent_on_free_day" in each for each in found), "the pinned day is a Saturday, which is only a warning"


@pytest.mark.parametrize("name", SAMPLE_FILES)
def test_the_letters_over_a_sample_file_are_valid(session: Session, store: DocumentStore, name: str) -> None:
    """The first forty cases of a file that a client could send."""
    path = SAMPLES / name
    if not path.is_file():
        pytest.skip("samples: ../shared/samples is not there")
    make_agency(session)
    terms: TermsInput = make_terms(reminder_term_days=14)
    client = make_client(session, terms=terms)
    shown = uploads.preview(
        session, store, client_id=client.id, content=path.read_bytes(), filename=name, today=TODAY, actor_id=None,
        now=NOW,
    )
    uploads.confirm(
        session, store, upload_id=shown.id, client_id=client.id, figures=FIGURES, today=TODAY, actor_id=None, now=NOW
    )
    session.execute(update(Claim).where(Claim.subject == "").values(subject="Geleverde dienst"))  # the client adds it
    sent = send_all(session, store, letter_date=date(2026, 11, 23), posted_on=date(2026, 11, 24))
    assert len(sent) >= 20
    assert [each for case in sent for each in defects(session, case)] == []
