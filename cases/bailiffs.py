"""The bailiff's side: packages of one office, what changed since, the logged download and the report of service."""

from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events, service_corrections, service_reports, stages, statement
from cases.errors import AlreadyDone, NotFound
from cases.models import (
    Case,
    ClosingReason,
    Document,
    EventKind,
    HoldKind,
    PackageDownload,
    ServiceManner,
    ServiceReport,
    Stage,
    Writ,
    WritState,
)
from cases.service_reports import Reported
from cases.store import DocumentStore
from legal.parameters import Figures
from letters.words import euro


def writs(session: Session, office_id: int) -> list[Writ]:
    """Writs that were given to this office, newest first; drafts were not."""
    query = select(Writ).where(Writ.bailiff_office_id == office_id, Writ.given_at.is_not(None))
    return list(session.scalars(query.order_by(Writ.given_at.desc(), Writ.id.desc())))


def writ_of(session: Session, office_id: int, writ_id: int, *, lock: bool = False) -> Writ:
    """A writ given to this office; raises NotFound for any other, in the same words as for none."""
    query = select(Writ).where(
        Writ.id == writ_id, Writ.bailiff_office_id == office_id, Writ.given_at.is_not(None)
    )
    writ = session.scalar(query.with_for_update() if lock else query)
    if writ is None:
        raise NotFound("Dit pakket bestaat niet.")
    return writ


def warning(session: Session, writ: Writ, *, figures: Figures, today: date) -> str:
    """What the bailiff must know before he serves; empty while the package is as it was given."""
    case = writ.case
    if writ.state is WritState.WITHDRAWN:
        return f"INGETROKKEN: niet betekenen. {writ.withdrawn_reason}"
    if case.stage is Stage.CLOSED:
        paid = case.closing_reason is ClosingReason.PAID_IN_FULL
        return f"{'BETAALD' if paid else 'GESLOTEN'}: niet betekenen. Dossier gesloten op {case.closed_on:%d-%m-%Y}."
    holds = stages.open_holds(session, case.id)
    if holds:
        disputed = any(hold.kind is HoldKind.DISPUTE for hold in holds)
        why = "de vordering is betwist" if disputed else "het incassobureau heeft het dossier stilgezet"
        return f"STILGEZET: niet betekenen; {why}, sinds {holds[0].started_on:%d-%m-%Y}. Bel het incassobureau."
    if writ.given_at is not None and writ.state is WritState.GIVEN:
        later = [e for e in statement.payments_of(session, case.id) if e.recorded_at > writ.given_at]
        if later:
            balance = statement.valuation(
                session, case, on=statement.last_known_day(figures, today), figures=figures
            ).balance
            return f"DEELS BETAALD sinds de overdracht: bel vóór betekening. Nu verschuldigd: {euro(balance)}."
    return ""


def download(
    session: Session, store: DocumentStore, *, office_id: int, writ_id: int, figures: Figures, today: date,
    actor_id: int, now: datetime,
) -> tuple[Document, bytes, str]:
    """The package with what the page said, written down: who, when, which hash, which warning."""
    writ = writ_of(session, office_id, writ_id)
    if writ.package_id is None:
        raise NotFound("Dit pakket bestaat niet.")
    document = session.get_one(Document, writ.package_id)
    said = warning(session, writ, figures=figures, today=today)
    session.add(PackageDownload(
        writ_id=writ.id, user_id=actor_id, downloaded_at=now, sha256=document.sha256, warning=said[:300]
    ))
    events.record(
        session, writ.case_id, EventKind.PACKAGE_DOWNLOADED, actor_id=actor_id, now=now, effective_on=today,
        writ_id=writ.id, office=writ.bailiff_office.name, sha256=document.sha256, warning=said,
    )
    session.flush()
    return document, store.get(document.sha256), said


def report_service(
    session: Session, store: DocumentStore, *, office_id: int, writ_id: int, manner: ServiceManner, served_on: date,
    served_at: time | None, left_with: str, costs: Decimal | None, remarks: str, figures: Figures, today: date,
    actor_id: int, now: datetime, filename: str = "", content: bytes = b"", leave_court: str = "",
    leave_on: date | None = None, costs_confirmed: bool = False,
) -> ServiceReport:
    """Record how and when the writ was served, or that it was not.

    Service interrupts the prescription of every claim from its own day (art. 3:317 BW) and moves the case on; not
    served sends the case back to the desk. Raises ReportRefused with all that is wrong or missing, AlreadyDone for a
    second report; nothing is kept then, and no file either.
    """
    writ = writ_of(session, office_id, writ_id, lock=True)
    told = Reported(
        manner=manner, served_on=served_on, served_at=served_at, left_with=left_with, costs=costs, remarks=remarks,
        leave_court=leave_court, leave_on=leave_on, costs_confirmed=costs_confirmed,
    )
    _check_report(session, writ, told, figures=figures, today=today, now=now)
    report = service_reports.keep(
        session, store, writ, told, actor_id=actor_id, now=now, filename=filename, content=content
    )
    was_open = writ.state is WritState.GIVEN
    if was_open:
        writ.state = WritState.SERVED if report.is_served else WritState.NOT_SERVED
    events.record(
        session, writ.case_id, EventKind.SERVICE_REPORTED, actor_id=actor_id, now=now, effective_on=served_on,
        **service_reports.told_of(session, writ, report),
    )
    if report.is_served:
        service_reports.interrupt(session, writ, served_on, actor_id=actor_id, now=now)
    if was_open:
        case = session.get_one(Case, writ.case_id, with_for_update=True, populate_existing=True)
        if case.stage is Stage.WITH_BAILIFF:
            service_reports.move_on(
                session, case, served=report.is_served, on=served_on, today=today, actor_id=actor_id, now=now
            )
    session.flush()
    return report


def correct_service(
    session: Session, store: DocumentStore, told: Reported, *, office_id: int, writ_id: int, seen: int | None,
    reason: str, figures: Figures, today: date, actor_id: int, now: datetime, filename: str = "", content: bytes = b"",
) -> ServiceReport:
    """The office corrects its own report; see `service_corrections.correct`. Raises NotFound for another office."""
    writ = writ_of(session, office_id, writ_id, lock=True)
    return service_corrections.correct(
        session, store, writ, told, seen=seen, reason=reason, figures=figures, today=today, actor_id=actor_id, now=now,
        filename=filename, content=content,
    )


def _check_report(
    session: Session, writ: Writ, told: Reported, *, figures: Figures, today: date, now: datetime
) -> None:
    if service_reports.standing(session, writ.id) is not None:
        raise AlreadyDone("Voor dit exploot is al een terugmelding gedaan. Klopt die niet, corrigeer haar dan.")
    service_reports.check(session, writ, told, figures=figures, today=today, now=now)
