"""A case of which everything is there for a summons writ, and what comes out of its package."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import documents
from cases.amicable import contacts
from cases.amicable.contacts import ContactInput
from cases.assessment import assessments
from cases.documents import File, NewDocument
from cases.legal_track import evidence, gate, writ_data, writs
from cases.legal_track.gate import RegisterInput
from cases.models import (
    BailiffOffice,
    Case,
    ContactChannel,
    ContactOutcome,
    Document,
    DocumentKind,
    Register,
    Role,
    RoleName,
    User,
    Writ,
)
from cases.store import DocumentStore
from legal.court.gate import GateItem
from legal.debtor.assessment import Outcome
from tests.agency.portals import at, pre_legal_case, staff
from tests.factories import FIGURES, SMALL_PDF, TODAY, by, make_bailiff_office, make_user, show_means
from tests.letters.reading import docx_text

NOW = at(TODAY)
EARLIER = TODAY - timedelta(days=3)


def ready_case(session: Session, store: DocumentStore, people: tuple[User, User] | None = None, **row: str) -> Case:
    """In the legal track with all evidence, checks and the client's approval; one bailiff's office."""
    people = people or staff(session)
    case = pre_legal_case(session, store, people, **row)
    hand_in(session, store, case, people[1])
    make_bailiff_office(session)
    return case


def hand_in(session: Session, store: DocumentStore, case: Case, lead: User) -> None:
    """What the gate asks of evidence, register checks and approval."""
    for kind, claim_id, client_id in (
        (DocumentKind.INVOICE, case.claims[0].id, None), (DocumentKind.TERMS, None, None),
        (DocumentKind.MANDATE, None, case.client_id),
    ):
        documents.add(
            session, by(lead.id), store, File("stuk.pdf", SMALL_PDF),
            NewDocument(kind=kind, case_id=None if client_id else case.id, claim_id=claim_id, client_id=client_id),
        )
    for register in Register:
        gate.check_register(
            session, by(lead.id), store, case.id,
            RegisterInput(register=register, checked_on=TODAY, is_listed=False, proof=File("uit.pdf", SMALL_PDF)),
        )
    approver = make_user(session, RoleName.CLIENT, client_id=case.client_id)
    gate.approve_costs(session, by(approver.id), case.id, client_id=case.client_id, on=TODAY)


def exhibit_titles(session: Session, case: Case) -> list[str]:
    """The titles of the exhibits of a writ of today."""
    behind = writ_data.letters_behind(session, case, as_of=TODAY, figures=FIGURES)
    return [each.title for each in evidence.exhibit_list(session, case, behind)]


def assess_again(session: Session, case: Case) -> None:
    """After what came in, the debtor refuses again and shows means; both persons agree once more on unwillingness."""
    handler, lead = (
        session.scalars(select(User).where(User.roles.any(Role.name == role.value))).first()
        for role in (RoleName.HANDLER, RoleName.LEGAL_LEAD)
    )
    assert handler is not None
    assert lead is not None
    contacts.log(
        session, by(handler.id), case.id,
        ContactInput(channel=ContactChannel.PHONE_OUT, outcome=ContactOutcome.REFUSES, right_party=True),
    )
    show_means(session, case, on=TODAY)
    assessments.decide(
        session, by(handler.id), case.id, outcome=Outcome.ABLE_UNWILLING,
        reason="Weigert opnieuw en zegt genoeg geld te hebben.",
    )
    assessments.confirm(session, by(lead.id), case.id, note="")
    session.flush()


def gate_of(session: Session, case: Case) -> dict[str, GateItem]:
    """The requirements by their code."""
    return {item.code: item for item in gate.requirements(session, case, on=TODAY, figures=FIGURES)}


def missing(session: Session, case: Case) -> dict[str, str]:
    """What stands in the way, by code."""
    return {code: item.missing for code, item in gate_of(session, case).items() if not item.met}


def draft(session: Session, store: DocumentStore, case: Case) -> Writ:
    """The draft of today for the only office."""
    office = proceedings_office(session)
    return writs.draft(session, by(), store, case.id, bailiff_office_id=office, figures=FIGURES)


def proceedings_office(session: Session) -> int:
    """The office of the test."""
    return session.scalars(select(BailiffOffice.id)).first() or 0


def give(session: Session, store: DocumentStore, case: Case) -> Writ:
    """The package of the draft."""
    return writs.give(session, by(), store, case.id, figures=FIGURES)


def text_of(session: Session, store: DocumentStore, writ: Writ) -> str:
    """The draft as a reader sees it, on one line."""
    content = store.get(session.get_one(Document, writ.docx_id).sha256)
    return " ".join(docx_text(content).replace("\u00a0", " ").split())


def package_of(session: Session, store: DocumentStore, writ: Writ) -> dict[str, bytes]:
    """The files of the package."""
    assert writ.package_id is not None
    with zipfile.ZipFile(io.BytesIO(store.get(session.get_one(Document, writ.package_id).sha256))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def all_text(files: dict[str, bytes]) -> str:
    """Everything that can be read in a package: names of files, data, and the text of each document."""
    told = [*files]
    for name, content in files.items():
        if name.endswith(".json"):
            told.append(content.decode())
        elif name.endswith(".docx"):
            told.append(docx_text(content))
        elif name.endswith(".pdf") and content != SMALL_PDF:
            told += [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return " ".join(" ".join(told).replace("\u00a0", " ").split())


def data_of(files: dict[str, bytes]) -> dict[str, Any]:
    """The dossier of the package."""
    read: dict[str, Any] = json.loads(files["dossier.json"])
    return read

