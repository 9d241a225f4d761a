"""A writ at the bailiff without the papers, which take seconds to draw, and reports of its service."""

from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import documents
from cases.correspondence.making import PDF
from cases.documents import File, NewDocument
from cases.input_checks import AMSTERDAM
from cases.legal_track import bailiffs
from cases.legal_track.service_corrections import Correction
from cases.legal_track.service_reports import Reported
from cases.models import (
    BailiffOffice,
    Case,
    DocumentKind,
    NextStep,
    RoleName,
    ServiceManner,
    ServiceReport,
    Stage,
    User,
    Writ,
    WritState,
)
from cases.store import DocumentStore
from tests.factories import FIGURES, SMALL_PDF, by, make_bailiff_office, make_case, make_user

GIVEN = date(2026, 11, 20)    # a Friday, at eleven
SERVED = date(2026, 11, 23)   # a Monday
TODAY = date(2026, 11, 24)    # at noon


def here(day: date, hour: int, minute: int = 0) -> datetime:
    """That hour of that day in the Netherlands."""
    return datetime.combine(day, time(hour, minute), tzinfo=AMSTERDAM)


def at_bailiff(session: Session, store: DocumentStore, *, given: datetime | None = None, **row: str) -> Writ:
    """The writ of a new case, given to a new office; the bailiff of that office is its first user."""
    case: Case = make_case(session, store, **row)
    office = make_bailiff_office(session, name=f"Kantoor {case.number}")
    make_user(session, RoleName.BAILIFF, email=f"{case.number}@kantoor.test", bailiff_office_id=office.id)
    return give_to(session, store, case, office, given or here(GIVEN, 11))


def give_to(session: Session, store: DocumentStore, case: Case, office: BailiffOffice, given: datetime) -> Writ:
    """A writ of this case at this office."""
    papers = [
        documents.keep(
            session, by(None, given), store, File("concept.pdf", SMALL_PDF),
            NewDocument(kind=DocumentKind.WRIT, case_id=case.id), media_type=PDF,
        ).id for _ in range(3)
    ]
    writ = Writ(
        case_id=case.id, bailiff_office_id=office.id, state=WritState.GIVEN, as_of=given.date(), text_version="v1",
        dossier={}, docx_id=papers[0], pdf_id=papers[1], specification_id=papers[2], made_at=given, given_at=given,
    )
    session.add(writ)
    case.stage, case.next_step, case.next_step_on = Stage.WITH_BAILIFF, NextStep.AWAIT_SERVICE, given.date()
    session.flush()
    return writ


def told(**changes: object) -> Reported:
    """In person on Monday at ten past ten, unless `changes` say otherwise."""
    values: dict[str, object] = {
        "manner": ServiceManner.IN_PERSON, "served_on": SERVED, "served_at": time(10, 10), "costs": Decimal("95.00"),
    }
    return Reported(**(values | changes))  # type: ignore[arg-type]  # the fields are checked by the class


def report(
    session: Session, store: DocumentStore, writ: Writ, *, now: datetime | None = None, content: bytes = b"",
    **changes: object,
) -> ServiceReport:
    """The bailiff reports."""
    said, moment = told(document=proof(content), **changes), now or here(TODAY, 12)
    return bailiffs.report_service(
        session, by(bailiff_of(session, writ), moment), store, said, office_id=writ.bailiff_office_id, writ_id=writ.id,
        figures=FIGURES,
    )


def correct(
    session: Session, store: DocumentStore, writ: Writ, seen: ServiceReport, *, now: datetime | None = None,
    reason: str = "Datum verkeerd overgenomen", content: bytes = b"", **changes: object,
) -> ServiceReport:
    """The bailiff corrects the report that he saw."""
    moment = now or here(TODAY, 15)
    said = Correction(told=told(document=proof(content), **changes), seen=seen.id, reason=reason)
    return bailiffs.correct_service(
        session, by(bailiff_of(session, writ), moment), store, said, office_id=writ.bailiff_office_id, writ_id=writ.id,
        figures=FIGURES,
    )


def proof(content: bytes) -> File | None:
    """The writ as it was served; none without content."""
    return File("exploot.pdf", content) if content else None


def bailiff_of(session: Session, writ: Writ) -> int:
    """Somebody of the office."""
    return session.scalars(select(User.id).where(User.bailiff_office_id == writ.bailiff_office_id)).first() or 0
