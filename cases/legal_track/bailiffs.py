"""The bailiff's side: packages of one office, what changed since, the logged download and the report of service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import documents, events
from cases.acts import Act
from cases.counting import case_facts, ledger_entries, reaching, statement
from cases.errors import AlreadyDone, NotFound, Refused
from cases.events.writs import PackageDownloaded
from cases.input_checks import AMSTERDAM
from cases.legal_track import service_corrections, service_reports
from cases.legal_track.service_corrections import Correction
from cases.legal_track.service_reports import Reported
from cases.models import (
    Document,
    Hold,
    LedgerEntry,
    OrderStop,
    PackageDownload,
    ServiceReport,
    Stage,
    StopCause,
    Writ,
    WritState,
)
from cases.progress import locking, order_stops, recalls, stages
from cases.store import DocumentStore
from legal.parameters import Figures
from letters.words import euro, short_date


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
        locking.lock_one(session, writ.case_id)
        writ = session.scalars(query.with_for_update().execution_options(populate_existing=True)).one()
    return writ


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is on record of many orders and stands in the way of serving them, by the id of the case.

    `stops` are all that ever were.
    """

    holds: Mapping[int, Sequence[Hold]]
    stops: Mapping[int, Sequence[OrderStop]]
    payments: Mapping[int, Sequence[LedgerEntry]]


def standing_of(session: Session, writs: Sequence[Writ]) -> Standing:
    """What is on record of these orders: as many questions for a page of them as for one."""
    given = [writ for writ in writs if writ.state is WritState.GIVEN]
    case_ids = [writ.case_id for writ in given]
    if not given:
        return Standing(holds={}, stops={}, payments={})
    return Standing(
        holds=stages.open_holds_by_case(session, case_ids), stops=recalls.stops_by_case(session, case_ids),
        payments=ledger_entries.payments_by_case(session, case_ids),
    )


def barrier(session: Session, writ: Writ) -> str:
    """Why the writ may not be served or taken, for the bailiff to read; empty while it may, and after his report."""
    return _barrier(writ, standing_of(session, [writ]))


def _barrier(writ: Writ, standing: Standing) -> str:
    if writ.state is WritState.WITHDRAWN:
        since = "" if writ.withdrawn_at is None else f" Ingetrokken op {_moment(writ.withdrawn_at)}."
        return f"INGETROKKEN: niet betekenen. {writ.withdrawn_reason}{since}"
    if writ.state is not WritState.GIVEN:
        return ""
    case = writ.case
    if case.stage is Stage.CLOSED:
        return f"INGETROKKEN: niet betekenen. Het dossier is gesloten op {case.closed_on:%d-%m-%Y}."
    holds = standing.holds.get(case.id, ())
    if holds:
        since = f"{holds[0].started_on:%d-%m-%Y}"
        return f"STILGEZET: niet betekenen; {order_stops.ON_HOLD[holds[0].kind].said}, sinds {since}."
    stops = [stop for stop in standing.stops.get(case.id, ()) if stop.ended_at is None]
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
    return warnings(session, [writ], figures=figures, today=today)[writ.id]


def warnings(session: Session, writs: Sequence[Writ], *, figures: Figures, today: date) -> dict[int, str]:
    """The same of each of these writs."""
    standing = standing_of(session, writs)
    found = {writ.id: _barrier(writ, standing) for writ in writs}
    untouched = [writ for writ in writs if writ.state is WritState.GIVEN and not found[writ.id]]
    paid = [writ for writ in untouched if _was_paid_since(writ, standing)]
    entered = case_facts.entered_of(session, [writ.case for writ in paid]) if paid else None
    for writ in untouched:
        stops = standing.stops.get(writ.case_id, ())
        said = [_released(stop) for stop in stops if stop.writ_id == writ.id and stop.release_reason]
        if writ in paid:
            record = statement.record_of(session, writ.case, figures=figures, entered=entered)
            said.append(_paid_in_part(reaching.counted(record, wanted=today, figures=figures)))
        found[writ.id] = " ".join(dict.fromkeys(said))
    return found


def _paid_in_part(counted: reaching.Counted) -> str:
    said = "DEELS BETAALD sinds de overdracht: bel vóór betekening."
    if not counted.reach.is_cut:
        return f"{said} Nu verschuldigd: {euro(counted.valuation.balance)}."
    since = f", daarna ontvangen {euro(counted.received_since)}" if counted.uncounted else ""
    return f"{said} Verschuldigd tot en met {short_date(counted.reach.day)}: {euro(counted.valuation.balance)}{since}."


def _was_paid_since(writ: Writ, standing: Standing) -> bool:
    assert writ.given_at is not None
    return any(entry.recorded_at > writ.given_at for entry in standing.payments.get(writ.case_id, ()))


def _released(stop: OrderStop) -> str:
    assert stop.ended_at is not None
    return f"VRIJGEGEVEN op {_moment(stop.ended_at)} door het incassobureau: {stop.release_reason}"


def download(
    session: Session, act: Act, store: DocumentStore, *, office_id: int, writ_id: int, figures: Figures
) -> tuple[Document, bytes, str]:
    """The package with what the page said, written down: who, when, which hash, which warning.

    Raises Refused with the reason while the order is recalled or halted, StoredFileFault where the package is not what
    was stored.
    """
    writ = writ_of(session, office_id, writ_id, lock=True)
    if writ.package_id is None:
        raise NotFound("Dit pakket bestaat niet.")
    if stands := barrier(session, writ):
        raise Refused(stands)
    document = session.get_one(Document, writ.package_id)
    content = documents.content(store, document)  # first: what cannot be given is not written down as taken
    said = warning(session, writ, figures=figures, today=act.today)
    session.add(PackageDownload(
        writ_id=writ.id, user_id=act.person_id, downloaded_at=act.now, sha256=document.sha256, warning=said[:300]
    ))
    told = PackageDownloaded(
        writ_id=writ.id, office=writ.bailiff_office.name, sha256=document.sha256, warning=said
    )
    events.record(session, act, writ.case_id, told, effective_on=act.today)
    session.flush()
    return document, content, said


def report_service(
    session: Session, act: Act, store: DocumentStore, told: Reported, *, office_id: int, writ_id: int, figures: Figures
) -> ServiceReport:
    """Record how and when the writ was served, or that it was not.

    Service interrupts the prescription of every claim from its own day (art. 3:317 BW) and moves the case on; not
    served sends the case back to the desk. What was served before the order was recalled counts as served; of what was
    served after it he must say so (`told.despite_stop`). Raises ReportRefused with all that is wrong or missing,
    Refused for a service that was no longer to be done, AlreadyDone for a second report; nothing is kept then, and no
    file either.
    """
    writ = writ_of(session, office_id, writ_id, lock=True)
    _check_report(session, writ, told, figures=figures, today=act.today, now=act.now)
    report = service_reports.keep(session, act, store, writ, told)
    follows = writ.state is WritState.GIVEN or report.is_served
    if follows:
        writ.state = WritState.SERVED if report.is_served else WritState.NOT_SERVED
    events.record(
        session, act, writ.case_id, service_reports.told_of(session, writ, report), effective_on=told.served_on
    )
    if report.is_served:
        service_reports.interrupt(session, act, writ, told.served_on)
    if follows:
        _follow(session, act, writ, report)
    session.flush()
    return report


def _follow(session: Session, act: Act, writ: Writ, report: ServiceReport) -> None:
    """To what follows service, also where the order was recalled only after it; else back to the desk."""
    case = locking.lock_one(session, writ.case_id)
    if recalls.open_writ(session, case.id) is not None:
        # recalled, given anew, and then it proves to have been served the first time
        order_stops.halt(session, act, case, cause=StopCause.EARLIER_SERVICE, on=act.today)
    elif case.stage is Stage.WITH_BAILIFF or (report.is_served and case.stage is Stage.PRE_LEGAL):
        service_reports.move_on(session, act, case, served=report.is_served, on=report.served_on)


def correct_service(
    session: Session, act: Act, store: DocumentStore, correction: Correction, *, office_id: int, writ_id: int,
    figures: Figures,
) -> ServiceReport:
    """The office corrects its own report; see `service_corrections.correct`. Raises NotFound for another office."""
    writ = writ_of(session, office_id, writ_id, lock=True)
    return service_corrections.correct(session, act, store, writ, correction, figures=figures)


def _check_report(
    session: Session, writ: Writ, told: Reported, *, figures: Figures, today: date, now: datetime
) -> None:
    if service_reports.standing(session, writ.id) is not None:
        raise AlreadyDone("Voor dit exploot is al een terugmelding gedaan. Klopt die niet, corrigeer haar dan.")
    service_reports.check(session, writ, told, figures=figures, today=today, now=now)
    if told.is_served:
        order_stops.require_serviceable(
            session, writ, served_on=told.served_on, served_at=told.served_at, despite=told.despite_stop
        )
