"""The bailiff's side: packages of one office, what changed since, the logged download and the report of service."""

from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import documents, events, prescriptions, stages, statement
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.models import (
    Case,
    ClosingReason,
    Document,
    DocumentKind,
    EventKind,
    HoldKind,
    NextStep,
    PackageDownload,
    ServiceManner,
    ServiceReport,
    Stage,
    Writ,
    WritState,
)
from cases.store import DocumentStore
from legal.parameters import Figures
from legal.prescription import InterruptionKind
from letters.words import euro

NEEDS_PERSON = {ServiceManner.HOUSEMATE, ServiceManner.OTHER_PERSON, ServiceManner.OFFICE}


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
    served_at: time | None, left_with: str, costs: Decimal | None, remarks: str, today: date, actor_id: int,
    now: datetime, filename: str = "", content: bytes = b"",
) -> ServiceReport:
    """Record how and when the writ was served, or that it was not.

    Service interrupts the prescription of every claim from its own day (art. 3:317 BW) and moves the case on; not
    served sends the case back to the desk. Raises Refused for an impossible day or hour, Incomplete for what is
    missing, AlreadyDone for a second report.
    """
    writ = writ_of(session, office_id, writ_id, lock=True)
    _check_report(session, writ, manner, served_on, served_at, left_with, remarks, today)
    proof = None
    if content:
        proof = documents.add(
            session, store, kind=DocumentKind.SERVICE_REPORT, content=content, filename=filename,
            title=f"Betekeningsstuk van {served_on:%d-%m-%Y}", actor_id=actor_id, now=now, case_id=writ.case_id,
        ).id
    report = ServiceReport(
        writ_id=writ.id, manner=manner, served_on=served_on, served_at=served_at, left_with=left_with.strip(),
        costs=costs, remarks=remarks.strip(), document_id=proof, reported_at=now, reported_by=actor_id,
    )
    session.add(report)
    served = manner is not ServiceManner.NOT_SERVED
    was_open = writ.state is WritState.GIVEN
    if was_open:
        writ.state = WritState.SERVED if served else WritState.NOT_SERVED
    events.record(
        session, writ.case_id, EventKind.SERVICE_REPORTED, actor_id=actor_id, now=now, effective_on=served_on,
        writ_id=writ.id, manner=manner.value, left_with=report.left_with, remarks=report.remarks, document_id=proof,
    )
    if served:
        _interrupt(session, writ, served_on, actor_id=actor_id, now=now)
    if was_open:
        case = session.get_one(Case, writ.case_id, with_for_update=True, populate_existing=True)
        _move_on(session, case, served=served, on=served_on, today=today, actor_id=actor_id, now=now)
    session.flush()
    return report


def _check_report(
    session: Session, writ: Writ, manner: ServiceManner, served_on: date, served_at: time | None, left_with: str,
    remarks: str, today: date,
) -> None:
    if session.scalar(select(ServiceReport.id).where(ServiceReport.writ_id == writ.id)) is not None:
        raise AlreadyDone("Voor dit exploot is al een terugmelding gedaan. Bel het incassobureau om iets te wijzigen.")
    assert writ.given_at is not None
    if not writ.as_of <= served_on <= today:
        raise Refused(
            f"De datum {served_on:%d-%m-%Y} ligt niet tussen de overdracht ({writ.as_of:%d-%m-%Y}) en vandaag."
        )
    if manner is ServiceManner.NOT_SERVED:
        if not remarks.strip():
            raise Incomplete("Schrijf op waarom het exploot niet is betekend.")
        return
    if served_at is not None and not time(7) <= served_at < time(20):
        raise Refused("Betekenen kan niet vóór 07.00 uur of vanaf 20.00 uur (art. 64 Rv). Controleer het tijdstip.")
    if manner in NEEDS_PERSON and not left_with.strip():
        raise Incomplete("Vul in aan wie het afschrift is gelaten, met naam en hoedanigheid.")


def _interrupt(session: Session, writ: Writ, on: date, *, actor_id: int, now: datetime) -> None:
    prescriptions.add(
        session, writ.case.claims, kind=InterruptionKind.RESERVATION, on=on,
        source=f"{prescriptions.OF_SERVICE} {on:%d-%m-%Y}", now=now, actor_id=actor_id,
    )
    events.record(
        session, writ.case_id, EventKind.PRESCRIPTION_INTERRUPTED, actor_id=actor_id, now=now, effective_on=on,
        writ_id=writ.id, law="art. 3:317 lid 1 BW",
    )


def _move_on(
    session: Session, case: Case, *, served: bool, on: date, today: date, actor_id: int, now: datetime
) -> None:
    if case.stage is not Stage.WITH_BAILIFF:
        return
    if served:
        stages.move(
            session, case, Stage.SUMMONS_SERVED, next_step=NextStep.AWAIT_PAYMENT, next_step_on=on,
            reason="sommatie-exploot betekend", actor_id=actor_id, now=now, on=today,
        )
    else:
        stages.move(
            session, case, Stage.PRE_LEGAL, next_step=NextStep.COMPLETE_FILE, next_step_on=today,
            reason="sommatie-exploot niet betekend", actor_id=actor_id, now=now, on=today,
        )
