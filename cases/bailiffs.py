"""The bailiff's side: packages of one office, what changed since, the logged download and the report of service."""

from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import documents, events, order_stops, prescriptions, recalls, stages, statement
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.input_checks import AMSTERDAM
from cases.models import (
    Case,
    Document,
    DocumentKind,
    EventKind,
    NextStep,
    OrderStop,
    PackageDownload,
    ServiceManner,
    ServiceReport,
    Stage,
    StopCause,
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
    """A writ given to this office; raises NotFound for any other, in the same words as for none.

    With `lock` the case is locked first and then the writ, as whatever stops the order does.
    """
    query = select(Writ).where(
        Writ.id == writ_id, Writ.bailiff_office_id == office_id, Writ.given_at.is_not(None)
    )
    writ = session.scalar(query)
    if writ is None:
        raise NotFound("Dit pakket bestaat niet.")
    if lock:
        session.get_one(Case, writ.case_id, with_for_update=True, populate_existing=True)
        writ = session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()
    return writ


def barrier(session: Session, writ: Writ) -> str:
    """Why the writ may not be served or taken, for the bailiff to read; empty while it may, and after his report."""
    if writ.state is WritState.WITHDRAWN:
        since = "" if writ.withdrawn_at is None else f" Ingetrokken op {_moment(writ.withdrawn_at)}."
        return f"INGETROKKEN: niet betekenen. {writ.withdrawn_reason}{since}"
    if writ.state is not WritState.GIVEN:
        return ""
    case = writ.case
    if case.stage is Stage.CLOSED:
        return f"INGETROKKEN: niet betekenen. Het dossier is gesloten op {case.closed_on:%d-%m-%Y}."
    holds = stages.open_holds(session, case.id)
    if holds:
        since = f"{holds[0].started_on:%d-%m-%Y}"
        return f"STILGEZET: niet betekenen; {order_stops.ON_HOLD[holds[0].kind].said}, sinds {since}."
    stops = recalls.open_stops(session, case.id)
    if stops:
        return (
            f"STILGEZET: niet betekenen tot het incassobureau heeft gekeken. Sinds {_moment(stops[0].stopped_at)} is "
            "er iets binnengekomen."
        )
    if case.stage is not Stage.WITH_BAILIFF:
        return "INGETROKKEN: niet betekenen. Het dossier is niet meer in de fase voor de deurwaarder."
    return ""


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(AMSTERDAM):%d-%m-%Y om %H:%M} uur"


def warning(session: Session, writ: Writ, *, figures: Figures, today: date) -> str:
    """What the bailiff must know before he serves; empty while the package is as it was given."""
    stands = barrier(session, writ)
    if stands or writ.state is not WritState.GIVEN:
        return stands
    assert writ.given_at is not None
    said = [_released(stop) for stop in order_stops.releases(session, writ.id)]
    if any(entry.recorded_at > writ.given_at for entry in statement.payments_of(session, writ.case_id)):
        on = statement.last_known_day(figures, today)
        balance = statement.valuation(session, writ.case, on=on, figures=figures).balance
        said.append(f"DEELS BETAALD sinds de overdracht: bel vóór betekening. Nu verschuldigd: {euro(balance)}.")
    return " ".join(dict.fromkeys(said))


def _released(stop: OrderStop) -> str:
    assert stop.ended_at is not None
    return f"VRIJGEGEVEN op {_moment(stop.ended_at)} door het incassobureau: {stop.release_reason}"


def download(
    session: Session, store: DocumentStore, *, office_id: int, writ_id: int, figures: Figures, today: date,
    actor_id: int, now: datetime,
) -> tuple[Document, bytes, str]:
    """The package with what the page said, written down: who, when, which hash, which warning.

    Raises Refused with the reason while the order is recalled or halted.
    """
    writ = writ_of(session, office_id, writ_id, lock=True)
    if writ.package_id is None:
        raise NotFound("Dit pakket bestaat niet.")
    if stands := barrier(session, writ):
        raise Refused(stands)
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
    now: datetime, filename: str = "", content: bytes = b"", despite_stop: bool = False,
) -> ServiceReport:
    """Record how and when the writ was served, or that it was not.

    Service interrupts the prescription of every claim from its own day (art. 3:317 BW) and moves the case on; not
    served sends the case back to the desk. What was served before the order was recalled counts as served; of what was
    served after it he must say so (`despite_stop`). Raises Refused for an impossible day or hour, Incomplete for what
    is missing, AlreadyDone for a second report.
    """
    writ = writ_of(session, office_id, writ_id, lock=True)
    _check_report(session, writ, manner, served_on, served_at, left_with, remarks, today)
    served = manner is not ServiceManner.NOT_SERVED
    despite = served and order_stops.require_serviceable(
        session, writ, served_on=served_on, served_at=served_at, despite=despite_stop
    )
    proof = None
    if content:
        proof = documents.add(
            session, store, kind=DocumentKind.SERVICE_REPORT, content=content, filename=filename,
            title=f"Betekeningsstuk van {served_on:%d-%m-%Y}", actor_id=actor_id, now=now, case_id=writ.case_id,
        ).id
    report = ServiceReport(
        writ_id=writ.id, manner=manner, served_on=served_on, served_at=served_at, left_with=left_with.strip(),
        costs=costs, remarks=remarks.strip(), document_id=proof, reported_at=now, reported_by=actor_id,
        despite_stop=despite,
    )
    session.add(report)
    was_open = writ.state is WritState.GIVEN
    if was_open or served:
        writ.state = WritState.SERVED if served else WritState.NOT_SERVED
    events.record(
        session, writ.case_id, EventKind.SERVICE_REPORTED, actor_id=actor_id, now=now, effective_on=served_on,
        writ_id=writ.id, manner=manner.value, left_with=report.left_with, remarks=report.remarks, document_id=proof,
        despite_stop=despite,
    )
    if served:
        _interrupt(session, writ, served_on, actor_id=actor_id, now=now)
    if was_open or served:
        case = session.get_one(Case, writ.case_id, with_for_update=True, populate_existing=True)
        if recalls.open_writ(session, case.id) is None:
            _move_on(session, case, served=served, on=served_on, today=today, actor_id=actor_id, now=now)
        else:  # recalled, given anew, and then it proves to have been served the first time
            order_stops.halt(
                session, case, cause=StopCause.EARLIER_SERVICE, on=today, actor_id=actor_id, now=now
            )
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
    """To what follows service, also where the order was recalled only after it; else back to the desk."""
    if served and case.stage in (Stage.WITH_BAILIFF, Stage.PRE_LEGAL):
        held = bool(stages.open_holds(session, case.id))
        stages.move(
            session, case, Stage.SUMMONS_SERVED, next_step=NextStep.REVIEW_HOLD if held else NextStep.AWAIT_PAYMENT,
            next_step_on=case.next_step_on if held else on, reason="sommatie-exploot betekend", actor_id=actor_id,
            now=now, on=today,
        )
        order_stops.keep_first(session, case)
    elif not served and case.stage is Stage.WITH_BAILIFF:
        stages.move(
            session, case, Stage.PRE_LEGAL, next_step=NextStep.COMPLETE_FILE, next_step_on=today,
            reason="sommatie-exploot niet betekend", actor_id=actor_id, now=now, on=today,
        )
