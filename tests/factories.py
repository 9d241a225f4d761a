"""What a test needs on record, made through the services: functions with keyword arguments and dull defaults."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.amicable import debtor_editing
from cases.assessment import means
from cases.claims import arriving, uploads
from cases.correspondence import batch_work, making, ordering, posting, previewing
from cases.correspondence.batch_work import Turn
from cases.input_checks import day_of
from cases.models import (
    AgencyProfile,
    BailiffOffice,
    Case,
    Client,
    CollectionBasis,
    Debtor,
    LetterBatch,
    LetterKind,
    MeansShown,
    MeansSign,
    PointKind,
    PointSource,
    PointState,
    RoleName,
    Upload,
    User,
)
from cases.parties import contact_points, point_changes
from cases.parties.contact_points import Detail, Origin
from cases.parties.debtor_likeness import Address
from cases.setup import accounts, organisations, text_approvals
from cases.setup.accounts import RoleInput
from cases.setup.client_terms import TermsInput
from cases.setup.organisations import AgencyProfileValues, BailiffOfficeValues, ClientValues
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind, InterestKind
from letters.catalogue import Rendered
from letters.kind import DebtorLetter
from tests.conftest import NOW
from tests.legal.figures import FIGURES

TODAY = date(2026, 11, 21)
WORKER, LEASE = "worker", timedelta(minutes=2)
HEADER = (
    "Klantnummer;Bedrijfsnaam;Rechtsvorm;KvK-nummer;Voornaam;Tussenvoegsel;Achternaam;Straat;Huisnummer;Postcode;"
    "Woonplaats;E-mail;Telefoon;Geboortedatum;Contractdatum;Factuurnummer;Factuurdatum;Vervaldatum;Bedrag;"
    "Omschrijving;Herinnering verstuurd;Termijn van contract"
)


def by(actor_id: int | None = None, now: datetime = NOW, today: date | None = None) -> Act:
    """An act of that user at that moment; on the day that the moment falls on in the Netherlands, unless another."""
    return Act(actor_id, now, today or day_of(now))


def make_agency(session: Session) -> AgencyProfile:
    """The agency itself, registered, with texts that were approved."""
    text_approvals.take_over(session, by())
    return organisations.save_agency_profile(session, by(), AgencyProfileValues(
        registered_name="Voorbeeld Incasso B.V.", wki_registration_number="WKI-000001", kvk_number="12345678",
        street="Voorbeeldlaan", house_number="1", postal_code="1234 AB", city="Utrecht", phone="030 123 45 67",
        phone_hours="maandag tot en met vrijdag van 9 tot 17 uur", email="post@voorbeeld.test",
        website="https://voorbeeld.test", iban="NL91ABNA0417164300", account_name="Voorbeeld Incasso B.V.",
        complaints_text="Klachten kunt u schriftelijk sturen aan ons postadres.", wki_valid_until=date(2030, 12, 31),
        dispute_body="Geschillencommissie Voorbeeld, www.geschillen.test",
    ))


def make_terms(**changes: object) -> TermsInput:
    """Terms of a client with consumers: payment term agreed, statutory interest, no VAT on the costs."""
    values: dict[str, object] = {
        "debtor_kind": DebtorKind.CONSUMER, "payment_term_agreed": True,
        "payment_term_basis": "artikel 7 van de algemene voorwaarden", "interest": InterestKind.STATUTORY,
        "reclaims_vat": True, "basis": CollectionBasis.MANDATE, "basis_signed_on": date(2026, 1, 5),
        "cost_ceiling": Decimal("350.00"),
    }
    return TermsInput(**(values | changes))  # type: ignore[arg-type]  # the fields are checked by the class


def make_client(
    session: Session, *, name: str = "Voorbeeld Energie B.V.", terms: TermsInput | None = None, now: datetime = NOW,
) -> Client:
    """A client with agreed terms."""
    client = organisations.add_client(session, by(None, now), ClientValues(
        name=name, legal_form="besloten vennootschap", kvk_number="87654321", street="Stroomweg", house_number="2",
        postal_code="3511 AA", city="Utrecht", email="debiteuren@klant.test", phone="030 765 43 21",
    ))
    organisations.agree_terms(session, by(None, now), client.id, terms or make_terms())
    session.refresh(client)
    return client


def make_bailiff_office(session: Session, *, name: str = "Deurwaarders Voorbeeld") -> BailiffOffice:
    """A bailiff office."""
    return organisations.add_bailiff_office(session, by(), BailiffOfficeValues(
        name=name, street="Gerechtsplein", house_number="3", postal_code="3511 BB", city="Utrecht",
        email="kantoor@deurwaarder.test",
    ))


def make_user(
    session: Session, role: RoleName, *, email: str = "", name: str = "", client_id: int | None = None,
    bailiff_office_id: int | None = None, password_hash: str = "x", now: datetime = NOW,
) -> User:
    """A user of the role, with a password of the own; pass a real hash where somebody logs in."""
    user = accounts.add_user(
        session, by(None, now), email=email or f"{role.value}@voorbeeld.test", name=name or f"M. {role.value.title()}",
        password_hash=password_hash,
        given=RoleInput(role=role, client_id=client_id, bailiff_office_id=bailiff_office_id),
    )
    user.must_change_password = False
    return user


def claim_row(**changes: str) -> str:
    """One row of a claim file: a consumer with one overdue invoice, unless `changes` say otherwise."""
    values = {
        "customer": "K-1001", "company": "", "legal_form": "", "kvk": "", "first_name": "Jansje", "prefix": "de",
        "surname": "Vries", "street": "Dorpsstraat", "house_number": "12", "postal_code": "1234 AB",
        "city": "Voorbeeldstad", "email": "jansje@voorbeeld.test", "phone": "06 12345678", "born": "01-05-1980",
        "contract": "01-02-2024", "invoice": "F-1", "invoice_date": "01-06-2026", "due": "15-06-2026",
        "amount": "500,00", "subject": "Levering elektriciteit", "reminder": "01-07-2026",
        "term_of": "",
    }
    return ";".join((values | changes).values())


def claim_file(*rows: str) -> bytes:
    """A claim file in CSV with these rows."""
    return "\n".join((HEADER, *rows, "")).encode()


def make_upload(
    session: Session, store: DocumentStore, client: Client, *rows: str, today: date = TODAY, now: datetime = NOW,
    filename: str = "vorderingen.csv", actor_id: int | None = None,
) -> Upload:
    """A claim file that was previewed and confirmed; one row when none is given."""
    shown = uploads.preview(
        session, by(actor_id, now, today), store, client_id=client.id, content=claim_file(*(rows or (claim_row(),))),
        filename=filename,
    )
    assert shown.refused_count == 0, shown.report["refused"]
    return arriving.confirm(
        session, by(actor_id, now, today), store, upload_id=shown.id, client_id=client.id, figures=FIGURES
    )


def make_case(
    session: Session, store: DocumentStore, *, client: Client | None = None, today: date = TODAY, **row: str
) -> Case:
    """A case with one claim, in the intake stage; `row` changes the claim row. Makes agency and client if needed."""
    if organisations.agency_profile(session) is None:
        make_agency(session)
    client = client or session.scalar(select(Client).order_by(Client.id)) or make_client(session)
    upload = make_upload(session, store, client, claim_row(**row), today=today)
    session.flush()
    query = select(Case).join(Debtor).where(Debtor.customer_number == row.get("customer", "K-1001"))
    case = session.scalar(query.order_by(Case.id.desc()).limit(1))
    assert case is not None, upload.report
    return case


def order_first_notice(
    session: Session, *cases: Case, letter_date: date = TODAY, act: Act | None = None
) -> LetterBatch:
    """First letters for these cases, ordered and not yet made."""
    ids = [case.id for case in cases]
    shown = previewing.preview(
        session, ids, kind=LetterKind.FIRST_NOTICE, letter_date=letter_date, figures=FIGURES
    )
    batch = ordering.order(
        session, act or by(), shown.marks, kind=LetterKind.FIRST_NOTICE, letter_date=letter_date, figures=FIGURES
    )
    finish_batch(session, batch, now=(act or by()).now)
    return batch


def finish_batch(session: Session, batch: LetterBatch, *, now: datetime = NOW) -> int:
    """Do what is left of a batch, as a worker does; in how many pieces."""
    pieces = 0
    while batch_work.go_on(session, batch.id, Turn(token=WORKER, now=now, lease=LEASE), figures=FIGURES):
        pieces += 1
    session.flush()
    session.expire(batch, ["letters"])
    return pieces


def make_letters(session: Session, store: DocumentStore, batch: LetterBatch, *, now: datetime = NOW) -> None:
    """Do what the worker does, with two small files in place of the documents, which take seconds to draw."""
    def drawn(_data: DebtorLetter) -> Rendered:
        return Rendered(docx=b"PK made-up", pdf=SMALL_PDF, text="", version="v1", title="Eerste brief")

    make(session, store, batch, drawn=drawn, now=now)


def make(
    session: Session, store: DocumentStore, batch: LetterBatch, *, drawn: Callable[[DebtorLetter], Rendered],
    now: datetime = NOW,
) -> None:
    """Every letter of a batch as a worker makes it; `drawn` makes the files."""
    claimed = making.claim(session, [letter.id for letter in batch.letters], now=now, lease=timedelta(minutes=5))
    assert len(claimed.attempts) == len(batch.letters)
    made = [
        making.put(store, work, drawn(work.data))
        for work in making.work(session, claimed, figures=FIGURES) if isinstance(work, making.Work)
    ]
    assert making.finish(session, made, now=now) == set(claimed.attempts)
    session.flush()  # a refresh drops what is not flushed
    for letter in batch.letters:
        session.refresh(letter)


def post_first_notice(
    session: Session, store: DocumentStore, *cases: Case, posted_on: date = TODAY, act: Act | None = None
) -> LetterBatch:
    """First letters for these cases, ordered, made and posted on `posted_on`."""
    act = replace(act or by(), today=max(TODAY, posted_on))
    batch = order_first_notice(session, *cases, letter_date=posted_on, act=act)
    make_letters(session, store, batch, now=act.now)
    posting.confirm_posted(session, act, batch.id, posted_on=posted_on, figures=FIGURES)
    finish_batch(session, batch, now=act.now)
    return batch


def move_debtor(session: Session, case: Case, *, on: date = TODAY, act: Act | None = None, **address: str) -> None:
    """Another address of the debtor, as somebody told it; what is not given is a made-up one in Utrecht."""
    given = {"street": "Nieuweweg", "house_number": "7", "postal_code": "3511 AA", "city": "Utrecht", "country": "NL"}
    point_changes.use(
        session, act or by(), case.debtor, Detail(kind=PointKind.ADDRESS, address=Address(**given | address)),
        Origin(source=PointSource.DEBTOR, since=on),
    )


def confirm_address(session: Session, case: Case, *, act: Act | None = None) -> None:
    """Somebody looked where the debtor lives: the address that a letter came back from is right after all."""
    point = contact_points.preferred(session, case.debtor_id, PointKind.ADDRESS)
    assert point is not None
    debtor_editing.mark_point(
        session, act or by(), case.debtor_id, point.id, state=PointState.IN_USE, reason="Basisregistratie geraadpleegd"
    )


def show_means(
    session: Session, case: Case, *, on: date = TODAY, sign: MeansSign = MeansSign.CAN_PAY_SAID
) -> MeansShown:
    """A sign that the debtor can pay, without which nobody decides that he can and will not."""
    return means.record(
        session, by(None, datetime.combine(on, time(10), tzinfo=NOW.tzinfo), on), case.id, sign=sign, shown_on=on,
        source="Telefoongesprek met de debiteur",
    )


def make_store(folder: Path) -> DocumentStore:
    """A document store under `folder`."""
    return DocumentStore(folder / "documents")


SMALL_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)
