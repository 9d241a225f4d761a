"""A wrong report of service is corrected by a new one: the old one stays on file, prescription and stage follow."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.counting import prescriptions
from cases.counting.prescriptions import Interrupted
from cases.errors import EditConflict, NotFound, Refused
from cases.events.service import MovedClaim, ServiceCorrected
from cases.legal_track import service_reports
from cases.legal_track.service_reports import Problem, Reported, ReportRefused
from cases.models import Case, CaseEvent, EventKind, NextStep, ServiceReport, Stage, StopCause, Writ, WritState
from cases.names import name
from cases.privacy.citizen_numbers import holds_one
from cases.progress import locking, order_stops, recalls
from cases.store import DocumentStore
from legal.debtor.motivation import says_something
from legal.parameters import Figures

BY_REPORT = (WritState.SERVED, WritState.NOT_SERVED)
_SAME = ("manner", "served_on", "served_at", "left_with", "costs", "remarks", "leave_court", "leave_on")


@dataclass(frozen=True, kw_only=True)
class Correction:
    """The report as it should have been, the report that it was made from (`seen`), and why that was wrong."""

    told: Reported
    seen: int | None
    reason: str


def correct(
    session: Session, act: Act, store: DocumentStore, writ: Writ, correction: Correction, *, figures: Figures
) -> ServiceReport:
    """Put a report in the place of the one that counts. `writ` is locked.

    What the old report interrupted is withdrawn and, when served, interrupted anew from the right day. The case
    follows unless it went on or was closed since: then the time line says so and a person decides. Raises Refused
    without a report or change, EditConflict when another correction came between, ReportRefused as for a first report.
    """
    told, reason = correction.told, correction.reason
    old = service_reports.standing(session, writ.id)
    if old is None:
        raise Refused("Er is nog geen terugmelding om te corrigeren. Doe eerst de terugmelding.")
    if correction.seen != old.id:
        raise EditConflict(
            "Deze terugmelding is intussen al gecorrigeerd. Bekijk de nieuwste; uw correctie is niet opgeslagen."
        )
    _check_reason(reason)
    if told.document is None and all(_plain(getattr(old, field)) == _plain(getattr(told, field)) for field in _SAME):
        raise Refused("Er is niets gewijzigd. Verbeter wat er niet klopt, en verstuur het dan opnieuw.")
    service_reports.check(session, writ, told, figures=figures, today=act.today, now=act.now)
    case = locking.lock_one(session, writ.case_id)
    went_on = _went_on(session, case, old)
    report = service_reports.keep(session, act, store, writ, told, corrects=old, reason=reason)
    moved = _correct_interruptions(session, act, writ, old, report, reason=reason)
    decide = _follow(session, act, case, writ, old, report, went_on=went_on)
    corrected = ServiceCorrected(
        **vars(service_reports.told_of(session, writ, report)), was=old.manner, was_on=old.served_on,
        reason=report.correction_reason, decide=decide, barred=tuple(
            MovedClaim(invoice=each.invoice_number, was=each.was, barred_from=each.became) for each in moved
        ),
    )
    events.record(session, act, writ.case_id, corrected, effective_on=report.served_on)
    session.flush()
    return report


def correct_at_desk(
    session: Session, act: Act, store: DocumentStore, correction: Correction, *, case_id: int, writ_id: int,
    figures: Figures,
) -> ServiceReport:
    """The agency corrects what an office reported, after it said so; see `correct`."""
    writ = reported_writ(session, case_id, writ_id, lock=True)
    return correct(session, act, store, writ, correction, figures=figures)


def reported_writ(session: Session, case_id: int, writ_id: int, *, lock: bool = False) -> Writ:
    """A writ of this case that was given to an office and reported on; raises NotFound for any other."""
    query = select(Writ).where(Writ.id == writ_id, Writ.case_id == case_id, Writ.given_at.is_not(None))
    if lock:  # the case first, as whatever recalls an order does
        locking.lock(session, [case_id])
    writ = session.scalar(query.with_for_update() if lock else query)
    if writ is None or service_reports.standing(session, writ.id) is None:
        raise NotFound("Bij dit dossier is geen terugmelding van dit exploot.")
    return writ


def _check_reason(reason: str) -> None:
    if not says_something(reason, words=1):
        raise ReportRefused([Problem(field="reason", text="Schrijf op wat er niet klopte aan de terugmelding.")])
    if holds_one(reason):
        raise ReportRefused([
            Problem(field="reason", text="In de reden staat een burgerservicenummer. Haal het weg.")
        ])


def _plain(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


def _went_on(session: Session, case: Case, old: ServiceReport) -> bool:
    """Whether the case left the stage in which the old report put it, or was moved at all since."""
    expected = Stage.SUMMONS_SERVED if old.is_served else Stage.PRE_LEGAL
    later = select(CaseEvent.id).where(
        CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.STAGE_CHANGED, CaseEvent.recorded_at > old.reported_at
    )
    return case.stage is not expected or session.scalar(later.limit(1)) is not None


def _correct_interruptions(
    session: Session, act: Act, writ: Writ, old: ServiceReport, report: ServiceReport, *, reason: str
) -> list[Interrupted]:
    """Also where the day stays the same: each report that counts has its own interruptions, and none other."""
    return prescriptions.correct_service(
        session, act, writ.case.claims, was_on=old.served_on,
        recorded_at=old.reported_at, became_on=report.served_on if report.is_served else None, reason=reason,
    )


def _follow(
    session: Session, act: Act, case: Case, writ: Writ, old: ServiceReport, report: ServiceReport, *, went_on: bool
) -> str:
    """Let writ and case follow; what a person has to decide, empty when there is nothing."""
    if writ.state not in BY_REPORT and not report.is_served:
        return ""  # it was withdrawn before the report: the case never went by it
    writ.state = WritState.SERVED if report.is_served else WritState.NOT_SERVED
    if old.is_served == report.is_served:
        if not went_on and case.next_step is NextStep.AWAIT_PAYMENT:
            case.next_step_on = report.served_on
        return ""
    if case.stage is Stage.CLOSED:
        return "het dossier is gesloten en blijft dat"
    if report.is_served and recalls.open_writ(session, case.id) is not None:
        order_stops.halt(session, act, case, cause=StopCause.EARLIER_SERVICE, on=act.today)
        return "er ligt intussen een nieuw exploot: beoordeel of dat nog door moet gaan"
    if went_on:
        return f"het dossier staat intussen in de fase “{name(case.stage)}” en blijft daar: beoordeel of dat klopt"
    service_reports.move_on(session, act, case, served=report.is_served, on=report.served_on, corrected=True)
    return ""
