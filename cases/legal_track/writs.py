"""The draft summons writ (sommatie-exploot) of a case, and the package that goes to one bailiff office."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import documents, events
from cases.acts import Act
from cases.assessment import assessments
from cases.correspondence import letter_data
from cases.correspondence.kinds import last_summons
from cases.correspondence.making import DOCX, PDF
from cases.counting import reaching, statement, valuation_records
from cases.documents import File, NewDocument
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.events.writs import GivenToBailiff, WritDrafted
from cases.input_checks import day_of
from cases.legal_track import evidence, gate, writ_data
from cases.models import (
    BailiffOffice,
    Case,
    Document,
    DocumentKind,
    LookedAs,
    LookKind,
    NextStep,
    Stage,
    User,
    Writ,
    WritState,
)
from cases.names import name
from cases.progress import recalls, stages
from cases.setup import second_person
from cases.setup.second_person import Confirmation
from cases.store import DocumentStore
from legal.debtor.motivation import says_something
from legal.parameters import Figures
from letters.bundle import build_package
from letters.catalogue import Rendered, render
from letters.dossier import Confirmed, dossier, with_confirmations
from letters.errors import LetterError
from letters.words import long_date

ZIP = "application/zip"
_CHANGED = {
    "claims": "de vorderingen", "court_intended": "wat het exploot over de rechter zegt", "debtor": "de schuldenaar",
    "earlier_contacts": "de eerdere contacten", "known_defences": "het verweer",
    "no_defence_known": "wat het exploot over verweer zegt", "valuation": "wat er openstaat",
}


def current(session: Session, case_id: int) -> Writ | None:
    """The newest writ of a case that was not withdrawn."""
    query = select(Writ).where(Writ.case_id == case_id, Writ.state != WritState.WITHDRAWN)
    return session.scalar(query.order_by(Writ.id.desc()).limit(1))


def draft(
    session: Session, act: Act, store: DocumentStore, case_id: int, *, bailiff_office_id: int, figures: Figures
) -> Writ:
    """Make the draft as of `today`, with its specification; also after one that could not be served.

    Raises Incomplete that lists everything the gate misses, AlreadyDone where a writ was given or served.
    """
    case = stages.open_case(session, case_id)
    gate.require_gate(session, case, on=act.today, figures=figures)
    earlier = current(session, case_id)
    if earlier is not None and earlier.state not in (WritState.DRAFT, WritState.NOT_SERVED):
        raise AlreadyDone(f"Er is al een exploot voor dossier {case.number}: {name(earlier.state).lower()}.")
    if earlier is not None and earlier.state is WritState.DRAFT:
        earlier.state, earlier.withdrawn_reason = WritState.WITHDRAWN, "Vervangen door een nieuw concept."
        earlier.withdrawn_at = act.now
        session.flush()
    data = writ_data.writ_data(session, case, _office(session, bailiff_office_id), as_of=act.today, figures=figures)
    try:
        made = render(data)
        specification = render(letter_data.specification_data(session, case, on=act.today, figures=figures))
    except LetterError as error:  # the gate names it beforehand; an office that lacks something is only chosen here
        raise Incomplete(f"Het exploot kan niet worden gemaakt: {error}.") from error
    writ = Writ(
        case_id=case_id, bailiff_office_id=bailiff_office_id, state=WritState.DRAFT, as_of=data.as_of,
        text_version=made.version, dossier=dossier(data), made_at=act.now, made_by=act.actor_id,
        docx_id=_keep(session, act, store, case, made, DOCX),
        pdf_id=_keep(session, act, store, case, made, PDF),
        specification_id=_keep(session, act, store, case, specification, PDF, DocumentKind.SPECIFICATION),
    )
    session.add(writ)
    session.flush()
    counted = valuation_records.snapshot(session, case, on=act.today, figures=figures)
    valuation_records.keep(session, writ, counted, figures=figures, now=act.now)
    told = WritDrafted(writ_id=writ.id, document_id=writ.pdf_id, balance=data.valuation.balance)
    events.record(session, act, case_id, told, effective_on=act.today)
    stages.move(
        session, act, case, Stage.SUMMONS_DRAFT, stages.Then(NextStep.GIVE_TO_BAILIFF, act.today),
        reason="concept-exploot gemaakt", on=act.today,
    )
    session.flush()
    return writ


def give(
    session: Session, act: Act, store: DocumentStore, case_id: int, *, figures: Figures, outsider_id: int | None = None
) -> Writ:
    """Pack the draft with its numbered exhibits and give it to the bailiff office.

    The draft must be of `today`, or of the last day that can be counted, so that the amounts the bailiff gets are the
    amounts that are owed. `outsider_id`: who confirms that, whom an office of one person needs,
    else SecondPersonNeeded.
    """
    case = stages.open_case(session, case_id)
    second_person.require_outsider(session, outsider_id)
    writ = givable(session, act, case, figures=figures)
    docx, pdf, specification = (
        documents.content(store, session.get_one(Document, each))
        for each in (writ.docx_id, writ.pdf_id, writ.specification_id)
    )
    exhibits = writ_data.exhibits(session, store, case, as_of=act.today, figures=figures)
    try:
        package = build_package(
            with_confirmations(writ.dossier, _confirmed(session, act, case, outsider_id)), docx, pdf, specification,
            exhibits, evidence.attachments(session, store, case),
        )
    except LetterError as error:
        raise Incomplete(f"Het pakket kan niet worden gemaakt: {error}.") from error
    kept = documents.keep(
        session, act, store, File(f"{case.number}-sommatie-exploot.zip", package.content),
        NewDocument(kind=DocumentKind.PACKAGE, title=f"Pakket van {long_date(act.today)}", case_id=case_id),
        media_type=ZIP,
    )
    writ.package_id, writ.state, writ.given_at, writ.given_by = kept.id, WritState.GIVEN, act.now, act.actor_id
    told = GivenToBailiff(
        writ_id=writ.id, office=writ.bailiff_office.name, document_id=kept.id, sha256=kept.sha256
    )
    events.record(session, act, case_id, told, effective_on=act.today)
    stages.move(
        session, act, case, Stage.WITH_BAILIFF, stages.Then(NextStep.AWAIT_SERVICE, act.today),
        reason="pakket aan deurwaarder gegeven", on=act.today,
    )
    session.flush()
    return writ


def givable(session: Session, act: Act, case: Case, *, figures: Figures) -> Writ:
    """The draft that can be given now. Raises Refused, or GateClosed with what is missing."""
    writ = current(session, case.id)
    if writ is None or writ.state is not WritState.DRAFT:
        raise Refused(f"Er is geen concept-exploot van dossier {case.number} om te geven. Maak eerst een concept.")
    if not is_up_to_date(session, writ, today=act.today, figures=figures):
        raise Refused(
            f"Het concept is van {writ.as_of:%d-%m-%Y}; de bedragen zijn intussen veranderd. Maak het concept opnieuw."
        )
    gate.require_gate(session, case, on=act.today, figures=figures)
    announced = last_summons.bailiff_from(session, case, figures=figures)
    if announced is not None and act.today < announced:
        raise Refused(
            f"In de laatste sommatie staat dat het dossier vanaf {announced:%d-%m-%Y} naar de deurwaarder gaat. Wacht "
            "tot die dag."
        )
    _require_same(session, case, writ, figures=figures)
    return writ


def is_up_to_date(session: Session, writ: Writ, *, today: date, figures: Figures) -> bool:
    """Whether the amounts of a writ are of today, or of the last day before it that can be counted."""
    record = statement.record_of(session, writ.case, figures=figures)
    return writ.as_of == reaching.last_day(record, wanted=today, figures=figures)


def may_be_withdrawn(writ: Writ) -> bool:
    """Whether a writ is a draft or lies with the bailiff, not served yet."""
    return writ.state in (WritState.DRAFT, WritState.GIVEN)


def withdraw(session: Session, act: Act, case_id: int, *, reason: str) -> Writ:
    """Take a draft or given writ back; the bailiff sees it as withdrawn at once."""
    case = stages.open_case(session, case_id)
    writ = current(session, case_id)
    if writ is None or not may_be_withdrawn(writ):
        raise Refused("Er is geen exploot dat nog kan worden ingetrokken.")
    if not says_something(reason, words=1):  # taking it back harms nobody: a word is enough
        raise Incomplete("Vul in waarom het exploot wordt ingetrokken; de deurwaarder leest dit.")
    recalls.recall(session, act, case_id, why=reason, on=act.today)
    stages.move(
        session, act, case, Stage.PRE_LEGAL, stages.Then(NextStep.COMPLETE_FILE, act.today),
        reason="exploot ingetrokken", on=act.today,
    )
    session.flush()
    return writ


def _require_same(session: Session, case: Case, writ: Writ, *, figures: Figures) -> None:
    """The bailiff gets what is so now: what was paid, said, confirmed or added after the draft asks for a new one."""
    now = dossier(writ_data.writ_data(session, case, writ.bailiff_office, as_of=writ.as_of, figures=figures))
    if now["exhibits"] != writ.dossier["exhibits"]:
        raise Refused("Er zijn stukken bijgekomen nadat het concept is gemaakt. Maak het concept opnieuw.")
    if now != writ.dossier:
        changed = ", ".join(
            _CHANGED.get(key, "de overige gegevens") for key in now if now[key] != writ.dossier.get(key)
        )
        raise Refused(f"Er is iets veranderd nadat het concept is gemaakt: {changed}. Maak het concept opnieuw.")


def _confirmed(session: Session, act: Act, case: Case, outsider_id: int | None) -> list[Confirmed]:
    """What the outsider of an office of one person confirmed on the way here, the giving itself last."""
    found = []
    assessment = assessments.current(session, case.id)
    if assessment is not None:
        by = second_person.of_case(session, case.id, LookKind.ASSESSMENT, assessment.id)
        found += [] if by is None else [_in_package("assessment", by)]
    outsider = None if outsider_id is None else session.get(User, outsider_id)
    if outsider is not None:
        now = second_person.confirmed_by(session, outsider, looked_as=LookedAs.OUTSIDER, at=act.now)
        found.append(_in_package("order", now))
    return found


def _in_package(what: str, by: Confirmation) -> Confirmed:
    return Confirmed(what=what, looked_as=by.looked_as.value, by=by.by, capacity=by.capacity, on=day_of(by.at))


def _office(session: Session, office_id: int) -> BailiffOffice:
    office = session.get(BailiffOffice, office_id)
    if office is None or not office.active:
        raise NotFound("Dit deurwaarderskantoor bestaat niet of is niet actief.")
    return office


def _keep(
    session: Session, act: Act, store: DocumentStore, case: Case, made: Rendered, media_type: str,
    kind: DocumentKind = DocumentKind.WRIT,
) -> int:
    stem = f"{case.number}-{'renteoverzicht' if kind is DocumentKind.SPECIFICATION else 'sommatie-exploot-concept'}"
    content, ending = (made.pdf, "pdf") if media_type == PDF else (made.docx, "docx")
    return documents.keep(
        session, act, store, File(f"{stem}.{ending}", content),
        NewDocument(kind=kind, title=made.title, case_id=case.id), media_type=media_type,
    ).id

