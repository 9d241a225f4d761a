"""What a bailiff reports of service: checked as a whole before anything is kept, then kept and told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import documents, events
from cases.acts import Act
from cases.counting import prescriptions
from cases.counting.prescriptions import NewInterruption
from cases.documents import File, NewDocument
from cases.errors import Refused
from cases.events.prescription import PrescriptionInterrupted
from cases.events.service import ServiceReported
from cases.input_checks import AMSTERDAM
from cases.legal_track import gate, served
from cases.models import (
    Case,
    Debtor,
    DocumentKind,
    HoldKind,
    NextStep,
    ServiceManner,
    ServiceReport,
    Stage,
    Writ,
)
from cases.progress import order_stops, stages
from cases.store import DocumentStore
from legal.court.court_terms import NETHERLANDS, may_serve
from legal.debtor.motivation import says_something
from legal.debtor.prescription import InterruptionKind
from legal.errors import ParameterUnknown
from legal.parameters import Figures, Holidays
from letters.words import euro, short_date

# The copy was left with somebody, whom the deed names (art. 45 lid 3 onder e Rv).
NEEDS_PERSON = {ServiceManner.HOUSEMATE, ServiceManner.OTHER_PERSON, ServiceManner.OFFICE}
# The deed states why the manner before it in the law was impossible (art. 47 lid 1, 54 Rv).
NEEDS_REASON = {ServiceManner.SEALED_ENVELOPE, ServiceManner.POST, ServiceManner.PUBLIC}
# At the home of a natural person in the Netherlands (art. 46 and 47 Rv).
AT_HOME = {ServiceManner.HOUSEMATE, ServiceManner.OTHER_PERSON}
AT_ADDRESS = AT_HOME | {ServiceManner.SEALED_ENVELOPE, ServiceManner.POST}
_HIMSELF = ("zelf", "geadresseerde", "debiteur")


@dataclass(frozen=True, kw_only=True)
class Reported:
    """What the bailiff tells, with the `document` that proves it.

    `costs_confirmed`: an amount above the ceiling was looked at and is right. `despite_stop`: it was served although
    the order was recalled or halted by then.
    """

    manner: ServiceManner
    served_on: date
    served_at: time | None
    left_with: str = ""
    costs: Decimal | None = None
    remarks: str = ""
    leave_court: str = ""
    leave_on: date | None = None
    costs_confirmed: bool = False
    despite_stop: bool = False
    document: File | None = None

    @property
    def is_served(self) -> bool:
        """Whether the writ was served."""
        return self.manner is not ServiceManner.NOT_SERVED

    @property
    def moment(self) -> datetime | None:
        """Day and hour in the Netherlands; None without an hour."""
        return None if self.served_at is None else datetime.combine(self.served_on, self.served_at, tzinfo=AMSTERDAM)


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with one field of a report, in Dutch."""

    field: str
    text: str


class ReportRefused(Refused):
    """The report cannot be true, or lacks what the law asks; `problems` has one entry for each point."""

    code = "report_refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(" ".join(problem.text for problem in problems))
        self.problems = tuple(problems)


def of_writ(session: Session, writ_id: int) -> list[ServiceReport]:
    """The reports of a writ, the one that counts first, then what it corrected."""
    query = select(ServiceReport).where(ServiceReport.writ_id == writ_id)
    return list(session.scalars(query.order_by(ServiceReport.id.desc())))


def standing(session: Session, writ_id: int) -> ServiceReport | None:
    """The report of a writ that counts: the newest."""
    return next(iter(of_writ(session, writ_id)), None)


def check(session: Session, writ: Writ, told: Reported, *, figures: Figures, today: date, now: datetime) -> None:
    """Raise ReportRefused with everything that keeps this report from being recorded. Changes nothing.

    Law: art. 45-47, 50, 54 and 64 Rv.
    """
    problems = [
        *_on_moment(writ, told, today, now), *_on_hours(told, figures.holidays), *_on_leave(told),
        *_on_manner(session, writ, told), *_on_costs(session, writ, told),
    ]
    if problems:
        raise ReportRefused(problems)


def _on_moment(writ: Writ, told: Reported, today: date, now: datetime) -> Iterator[Problem]:
    """Not before the hand-over and not in the future, to the minute where an hour is known."""
    assert writ.given_at is not None
    given, here = writ.given_at.astimezone(AMSTERDAM), now.astimezone(AMSTERDAM)
    if not given.date() <= told.served_on <= today:
        yield Problem(field="served_on", text=(
            f"De datum {short_date(told.served_on)} ligt niet tussen de overdracht ({short_date(given.date())}) en "
            "vandaag."
        ))
    elif told.moment is not None and told.moment < given.replace(second=0, microsecond=0):
        yield Problem(field="served_at", text=(
            f"Het pakket is pas om {given:%H.%M} uur overgedragen (op {short_date(given.date())}). "
            "Controleer de datum en het tijdstip."
        ))
    elif told.moment is not None and told.moment > here:
        yield Problem(field="served_at", text=(
            f"Dit tijdstip moet nog komen: het is nu {here:%H.%M} uur. Meld pas terug als het exploot is gedaan."
        ))


def _on_hours(told: Reported, holidays: Holidays) -> Iterator[Problem]:
    """Between seven and eight, on no Sunday or holiday, unless the report names the leave of the court."""
    if not told.is_served:
        return
    if told.moment is None:
        yield Problem(field="served_at", text="Vul het tijdstip van betekening in.")
        return
    if told.leave_court.strip() and told.leave_on is not None:
        return
    try:
        verdict = may_serve(told.moment, holidays=holidays)
    except ParameterUnknown as unknown:
        yield Problem(field="served_on", text=f"Of dit een feestdag is, is niet na te gaan. {unknown}.")
        return
    if verdict.allowed:
        return
    may_on_day = may_serve(told.moment.replace(hour=12, minute=0), holidays=holidays).allowed
    yield Problem(field="served_at" if may_on_day else "served_on", text=(
        f"{verdict.reason.rstrip('.')} ({verdict.law}). Controleer de datum en het tijdstip. Had u verlof van de "
        "voorzieningenrechter? Vul dan het gerecht en de dag van het verlof in."
    ))


def _on_leave(told: Reported) -> Iterator[Problem]:
    """The leave is named in full, and came first (art. 64 Rv)."""
    court, day = told.leave_court.strip(), told.leave_on
    if court and not says_something(court, words=1):
        yield Problem(field="leave_court", text="Vul in welk gerecht het verlof gaf, bijvoorbeeld rechtbank Utrecht.")
    if day is not None and not court:
        yield Problem(field="leave_court", text="Vul in welk gerecht het verlof gaf.")
    if court and day is None:
        yield Problem(field="leave_on", text="Vul in op welke dag het verlof is gegeven.")
    if day is not None and day > told.served_on:
        yield Problem(field="leave_on", text="Het verlof is van na de betekening. Controleer de datums.")


def _on_manner(session: Session, writ: Writ, told: Reported) -> Iterator[Problem]:
    if not told.is_served:
        if not told.remarks.strip():
            yield Problem(field="remarks", text="Schrijf op waarom het exploot niet is betekend.")
        return
    debtor = writ.case.debtor
    refused = _why_not_for(debtor, told.manner)
    if not refused and told.manner is ServiceManner.PUBLIC:
        refused = _why_not_public(session, writ, debtor)
    if refused:
        yield Problem(field="manner", text=refused)
        return
    if told.manner in NEEDS_PERSON and not told.left_with.strip():
        yield Problem(field="left_with", text="Vul in aan wie het afschrift is gelaten, met naam en hoedanigheid.")
    if told.manner in NEEDS_REASON and not says_something(told.remarks, words=1):
        yield Problem(field="remarks", text=(
            "Schrijf op waarom het niet anders kon: dat moet ook in het exploot staan (art. 47 en 54 Rv)."
        ))
    if told.manner is ServiceManner.IN_PERSON:
        yield from _on_person(debtor, told.left_with)


def _why_not_for(debtor: Debtor, manner: ServiceManner) -> str:
    """Why this manner does not fit this debtor; empty when it does."""
    if debtor.is_natural_person and manner is ServiceManner.OFFICE:
        return (
            "De debiteur is een natuurlijke persoon: een kantoor of bestuurder is er alleen bij een rechtspersoon "
            "(art. 46 en 50 Rv). Kies hoe het afschrift bij de debiteur zelf of aan de woning is gelaten."
        )
    if not debtor.is_natural_person and manner in AT_HOME:
        return (
            "De debiteur is een organisatie: kies “Aan het kantoor of een bestuurder” en noem wie het afschrift kreeg "
            "en in welke hoedanigheid (art. 50 Rv)."
        )
    if debtor.country != NETHERLANDS and manner in AT_ADDRESS:
        return (
            f"Het adres van de debiteur ligt in het buitenland ({debtor.country}): daar gelden andere regels (art. 55 "
            "en 56 Rv). Bel het incassobureau."
        )
    return ""


def _why_not_public(session: Session, writ: Writ, debtor: Debtor) -> str:
    """Public service is for who has no known home or stay; that has to be on record first (art. 54 Rv)."""
    if any(hold.kind is HoldKind.ADDRESS_UNKNOWN for hold in stages.open_holds(session, writ.case_id)):
        return ""
    return (
        f"Van de debiteur is een adres bekend: {', '.join(debtor.address_lines)}. Openbaar betekenen kan alleen zonder "
        "bekende woon- of verblijfplaats (art. 54 Rv). Woont de debiteur daar niet meer? Bel het incassobureau: het "
        "legt eerst vast dat het adres onbekend is."
    )


def _on_person(debtor: Debtor, left_with: str) -> Iterator[Problem]:
    """In person is to the debtor himself; of an organisation to somebody who is named."""
    named = left_with.strip().casefold()
    if not debtor.is_natural_person:
        if not named:
            yield Problem(field="left_with", text=(
                "De debiteur is een organisatie: vul in aan wie u het afschrift gaf, met naam en hoedanigheid, "
                "bijvoorbeeld bestuurder of vennoot (art. 50 en 51 Rv)."
            ))
        return
    known = (debtor.surname.casefold(), *_HIMSELF)
    if named and not any(word and word in named for word in known):
        yield Problem(field="left_with", text=(
            f"In persoon is aan de debiteur zelf, maar hier staat “{left_with.strip()}”. Kies een andere wijze, of "
            "laat dit veld leeg."
        ))


def above_ceiling(session: Session, writ: Writ, costs: Decimal | None) -> Decimal | None:
    """The ceiling that the client approved, where the costs of the writs of this case go above it; else None."""
    approval = gate.approval(session, writ.case_id)
    ceiling = writ.case.terms.cost_ceiling if approval is None else approval.ceiling
    if costs is None or costs + _reported_before(session, writ) <= ceiling:
        return None
    return ceiling


def _reported_before(session: Session, writ: Writ) -> Decimal:
    """Costs that were reported on other writs of the same case."""
    others = session.scalars(select(Writ.id).where(Writ.case_id == writ.case_id, Writ.id != writ.id))
    reports = [standing(session, writ_id) for writ_id in others]
    return sum((report.costs for report in reports if report is not None and report.costs), Decimal(0))


def _on_costs(session: Session, writ: Writ, told: Reported) -> Iterator[Problem]:
    ceiling = above_ceiling(session, writ, told.costs)
    if ceiling is None or told.costs is None or told.costs_confirmed:
        return
    yield Problem(field="costs", text=(
        f"De kosten ({euro(told.costs)}) komen boven het maximum van {euro(ceiling)} dat de opdrachtgever goedkeurde. "
        "Er is nog niets vastgelegd of geboekt. Klopt het bedrag, vink dat dan aan."
    ))


def keep(
    session: Session, act: Act, store: DocumentStore, writ: Writ, told: Reported, *,
    corrects: ServiceReport | None = None, reason: str = "",
) -> ServiceReport:
    """Put a report that was checked on record, with its document. A correction keeps the document of before."""
    proof = None
    if told.document is not None:
        proof = documents.add(session, act, store, told.document, NewDocument(
            kind=DocumentKind.SERVICE_REPORT, title=f"Betekeningsstuk van {told.served_on:%d-%m-%Y}",
            case_id=writ.case_id,
        )).id
    elif corrects is not None and corrects.is_served and told.is_served:
        proof = corrects.document_id
    despite = told.is_served and order_stops.require_serviceable(
        session, writ, served_on=told.served_on, served_at=told.served_at, despite=True
    )
    report = ServiceReport(
        writ_id=writ.id, manner=told.manner, served_on=told.served_on, served_at=told.served_at,
        left_with=told.left_with.strip(), costs=told.costs, remarks=told.remarks.strip(), document_id=proof,
        reported_at=act.now, reported_by=act.person_id, leave_court=told.leave_court.strip(), leave_on=told.leave_on,
        corrects_id=None if corrects is None else corrects.id, correction_reason=reason.strip()[:300],
        despite_stop=despite,
    )
    session.add(report)
    session.flush()
    return report


def told_of(session: Session, writ: Writ, report: ServiceReport) -> ServiceReported:
    """The event of a report."""
    return ServiceReported(
        writ_id=writ.id, manner=report.manner, left_with=report.left_with, remarks=report.remarks,
        document_id=report.document_id, costs=report.costs, ceiling=above_ceiling(session, writ, report.costs),
        leave_court=report.leave_court, leave_on=report.leave_on, despite_stop=report.despite_stop,
    )


def interrupt(session: Session, act: Act, writ: Writ, on: date) -> None:
    """Service interrupts the prescription of every claim from its own day, towards everybody on whom it is served.

    Law: art. 3:317 lid 1 BW.
    """
    case = writ.case
    prescriptions.add(session, act, case.claims, NewInterruption(
        kind=InterruptionKind.RESERVATION, on=on, source=prescriptions.source_of_service(on),
        towards=served.ids_of(session, case, writ) or None,
    ))
    told = PrescriptionInterrupted(writ_id=writ.id, law="art. 3:317 lid 1 BW")
    events.record(session, act, writ.case_id, told, effective_on=on)


def move_on(session: Session, act: Act, case: Case, *, served: bool, on: date, corrected: bool = False) -> None:
    """Put the case where a report of service leaves it: served, or back at the desk."""
    after = "terugmelding gecorrigeerd: " if corrected else ""
    if served:
        stages.move(
            session, act, case, Stage.SUMMONS_SERVED, stages.Then(NextStep.AWAIT_PAYMENT, on),
            reason=f"{after}sommatie-exploot betekend", on=act.today,
        )
        order_stops.keep_first(session, case)
    else:
        stages.move(
            session, act, case, Stage.PRE_LEGAL, stages.Then(NextStep.COMPLETE_FILE, act.today),
            reason=f"{after}sommatie-exploot niet betekend", on=act.today,
        )
