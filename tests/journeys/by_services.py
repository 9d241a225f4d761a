"""What the story needs beside what is told in the browser: other cases on their way to a bailiff, done by services."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import documents
from cases.amicable import contacts, payments
from cases.amicable.contacts import ContactInput
from cases.amicable.payment_doubts import PaymentInput
from cases.assessment import assessments
from cases.documents import File, NewDocument
from cases.legal_track import gate, writs
from cases.legal_track.gate import RegisterInput
from cases.models import (
    BailiffOffice,
    Case,
    ContactChannel,
    ContactOutcome,
    DocumentKind,
    PaidTo,
    Register,
    RoleName,
    User,
)
from cases.store import DocumentStore
from legal.debtor.assessment import Outcome
from tests.engines import create_engine_for
from tests.factories import FIGURES, SMALL_PDF, by, make_bailiff_office, show_means
from tests.journeys.installation import Installation


@contextmanager
def at_the_record(installation: Installation) -> Iterator[Session]:
    """The database of the installation; committed at the end."""
    engine = create_engine_for(f"sqlite:///{installation.instance / 'agency.db'}")
    with Session(engine) as session, session.begin():
        yield session
    engine.dispose()


def case_of(session: Session, number: str) -> Case:
    """The case with this number."""
    return session.scalars(select(Case).where(Case.number == number)).one()


def user_of(session: Session, role: RoleName) -> int:
    """Id of the first user with this role."""
    return next(user.id for user in session.scalars(select(User)) if role.value in {each.name for each in user.roles})


def add_office(installation: Installation, name: str) -> None:
    """Another bailiff's office."""
    with at_the_record(installation) as session:
        make_bailiff_office(session, name=name)


def make_able_but_unwilling(session: Session, case: Case, on: date, now: datetime) -> None:
    """A refusal, a sign of means, a reasoned decision, and a second person who agrees."""
    handler = user_of(session, RoleName.HANDLER)
    for outcome, spoken in ((ContactOutcome.NO_ANSWER, None), (ContactOutcome.REFUSES, True)):
        contacts.log(
            session, by(handler, now, on), case.id,
            ContactInput(channel=ContactChannel.PHONE_OUT, outcome=outcome, right_party=spoken),
        )
    show_means(session, case, on=on)
    assessments.decide(
        session, by(handler, now, on), case.id, outcome=Outcome.ABLE_UNWILLING, reason="Weigert zonder verweer."
    )
    assessments.confirm(session, by(user_of(session, RoleName.LEGAL_LEAD), now, on), case.id, note="Eens")


def complete(session: Session, store: DocumentStore, case: Case, on: date, now: datetime) -> None:
    """Invoices, register checks and the client's yes to the costs."""
    handler = user_of(session, RoleName.HANDLER)
    for claim in case.claims:
        documents.add(
            session, by(handler, now), store, File(f"{claim.invoice_number}.pdf", SMALL_PDF),
            NewDocument(
                kind=DocumentKind.INVOICE, title=f"Factuur {claim.invoice_number}", case_id=case.id, claim_id=claim.id
            ),
        )
    for register in Register:
        gate.check_register(
            session, by(handler, now, on), store, case.id,
            RegisterInput(register=register, checked_on=on, is_listed=False, proof=File("uitdraai.pdf", SMALL_PDF)),
        )
    gate.approve_costs(session, by(user_of(session, RoleName.CLIENT), now), case.id, client_id=case.client_id, on=on)


def take_to_bailiff(installation: Installation, number: str, office: str, on: date) -> int:
    """Everything from the assessment to the package at that office on one day; the id of the writ."""
    store, now = DocumentStore(installation.instance / "documents"), datetime.combine(on, time(10), tzinfo=UTC)
    with at_the_record(installation) as session:
        case = case_of(session, number)
        office_id = session.scalars(select(BailiffOffice.id).where(BailiffOffice.name == office)).one()
        make_able_but_unwilling(session, case, on, now)
        complete(session, store, case, on, now)
        lead = user_of(session, RoleName.LEGAL_LEAD)
        writs.draft(session, by(lead, now, on), store, case.id, bailiff_office_id=office_id, figures=FIGURES)
        return writs.give(session, by(lead, now, on), store, case.id, figures=FIGURES).id


def pay_all(installation: Installation, number: str, on: date) -> None:
    """The debtor pays more than enough to the client."""
    with at_the_record(installation) as session:
        payments.register(
            session, by(user_of(session, RoleName.CLIENT), datetime.combine(on, time(10), tzinfo=UTC), on),
            case_of(session, number).id,
            PaymentInput(amount=Decimal("5000.00"), received_on=on, paid_to=PaidTo.CLIENT), figures=FIGURES,
        )
