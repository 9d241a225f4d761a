"""What somebody asks about his data: kept with its last day, given more time once, answered by a person."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.errors import AlreadyDone, NotFound, Refused
from cases.events.privacy import PrivacyRequestTold
from cases.input_checks import Checks
from cases.models import Case, CaseParty, Debtor, PrivacyRequest, RequestKind, RequestState
from cases.names import name
from cases.progress import locking, tasks
from cases.progress.tasks import TaskInput
from legal.debtor.privacy_terms import answer_by, extended_answer_by
from letters.words import short_date

LONGEST = 2000
TASK = "privacy_request"
ANSWERS = (RequestState.GRANTED, RequestState.PARTLY, RequestState.REFUSED, RequestState.WITHDRAWN)
_SHOWS = (RequestState.GRANTED, RequestState.PARTLY)


@dataclass(frozen=True, kw_only=True)
class NewRequest:
    """What was asked, in words, and the day on which it came in."""

    kind: RequestKind
    received_on: date
    asked: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What became of it, the day on which he was told, and how. `identity`: from what it appeared that it is he."""

    state: RequestState
    on: date
    words: str
    identity: str = ""


def receive(session: Session, act: Act, case_id: int, person_id: int, new: NewRequest) -> PrivacyRequest:
    """Keep a request of somebody in a case, also a closed one, and set the task to answer it.

    Raises InvalidInput, NotFound for who is not in the case, AlreadyDone where the same is open.
    """
    case = locking.lock_one(session, case_id)
    person = _person_in(session, case, person_id)
    checks = Checks()
    asked = checks.text("asked", "Verzoek", new.asked, longest=LONGEST, expected="wat hij vraagt")
    checks.not_after("received_on", "Ontvangen op", new.received_on, today=act.today)
    checks.finish()
    if _open(session, person_id, new.kind) is not None:
        raise AlreadyDone("Dit verzoek van deze persoon staat al open. Beantwoord het, of trek het eerst in.")
    request = PrivacyRequest(
        debtor_id=person_id, case_id=case_id, kind=new.kind, state=RequestState.OPEN, received_on=new.received_on,
        answer_by=answer_by(new.received_on), asked=asked, recorded_at=act.now, recorded_by=act.actor_id,
    )
    session.add(request)
    session.flush()
    _tell(session, act, request, person, asked, on=new.received_on)
    _set_task(session, act, request, case)
    return request


def extend(session: Session, act: Act, request_id: int, *, reason: str) -> PrivacyRequest:
    """Take two months more, once, while the first month lasts; the person is told why. Law: art. 12 lid 3 AVG.

    Raises NotFound, AlreadyDone, InvalidInput without a reason, Refused after the month.
    """
    request, case = _locked(session, request_id)
    if request.extended_on is not None:
        raise AlreadyDone(f"De termijn is al verlengd, tot en met {short_date(request.answer_by)}.")
    if act.today > request.answer_by:
        raise Refused(
            f"Verlengen kon tot en met {short_date(request.answer_by)} (art. 12 lid 3 AVG). Beantwoord het verzoek nu."
        )
    checks = Checks()
    reason = checks.text("reason", "Reden", reason, longest=LONGEST, expected="waarom het langer duurt")
    checks.finish()
    request.extended_on, request.extension_reason = act.today, reason
    request.answer_by = extended_answer_by(request.received_on)
    session.flush()
    _tell(session, act, request, request.debtor, reason, on=act.today, is_extended=True)
    tasks.drop_with(session, act, _key(request), reason="De termijn is verlengd.")
    _set_task(session, act, request, case)
    return request


def answer(session: Session, act: Act, request_id: int, given: Answer) -> PrivacyRequest:
    """Put on record what the person was told. Nothing follows by itself: what was granted is done by a person.

    Raises NotFound, AlreadyDone, InvalidInput.
    """
    request, _ = _locked(session, request_id)
    checks = Checks()
    words = checks.text("answer", "Antwoord", given.words, longest=LONGEST, expected="wat u hebt geantwoord")
    shown = "waaruit blijkt dat hij het is" if given.state in _SHOWS else ""
    identity = checks.text("identity", "Wie het is", given.identity, longest=300, expected=shown)
    checks.not_after("answered_on", "Beantwoord op", given.on, today=act.today)
    if given.on < request.received_on:
        first = f"{request.received_on:%d-%m-%Y}"
        checks.wrong("answered_on", "Beantwoord op", f"{given.on:%d-%m-%Y}", f"een dag vanaf {first}")
    if given.state not in ANSWERS:
        checks.wrong("state", "Uitkomst", name(given.state), "een antwoord")
    checks.finish()
    request.state, request.answered_on, request.answer, request.identity_shown = given.state, given.on, words, identity
    request.decided_at, request.decided_by = act.now, act.person_id
    session.flush()
    _tell(session, act, request, request.debtor, words, on=given.on)
    tasks.drop_with(session, act, _key(request), reason="Het verzoek is beantwoord.")
    return request


def _locked(session: Session, request_id: int) -> tuple[PrivacyRequest, Case]:
    """An open request with its case, which is locked first, as everywhere."""
    case_id = session.scalar(select(PrivacyRequest.case_id).where(PrivacyRequest.id == request_id))
    if case_id is None:
        raise NotFound("Dit verzoek bestaat niet.")
    case = locking.lock_one(session, case_id)
    request = session.get_one(PrivacyRequest, request_id, with_for_update=True, populate_existing=True)
    if request.state is not RequestState.OPEN:
        raise AlreadyDone(f"Dit verzoek is al {name(request.state)}.")
    return request, case


def _person_in(session: Session, case: Case, person_id: int) -> Debtor:
    plays = select(CaseParty.person_id).where(CaseParty.case_id == case.id)
    query = select(Debtor).where(Debtor.id == person_id, or_(Debtor.id == case.debtor_id, Debtor.id.in_(plays)))
    person = session.scalar(query)
    if person is None:
        raise NotFound("Deze persoon staat niet in dit dossier.")
    return person


def _open(session: Session, person_id: int, kind: RequestKind) -> PrivacyRequest | None:
    return session.scalar(select(PrivacyRequest).where(
        PrivacyRequest.debtor_id == person_id, PrivacyRequest.kind == kind, PrivacyRequest.state == RequestState.OPEN
    ))


def _key(request: PrivacyRequest) -> str:
    return f"{TASK}:{request.id}"


def _set_task(session: Session, act: Act, request: PrivacyRequest, case: Case) -> None:
    """On no case: closing one drops its tasks, and the answer is owed all the same."""
    what = (
        f"Beantwoord het verzoek over privacy in dossier {case.number} ({name(request.kind)}) uiterlijk op "
        f"{short_date(request.answer_by)}"
    )
    tasks.set(session, act, TaskInput(what=what, due_on=act.today, key=_key(request)))


def _tell(
    session: Session, act: Act, request: PrivacyRequest, person: Debtor, words: str, *, on: date,
    is_extended: bool = False,
) -> None:
    events.record(session, act, request.case_id, PrivacyRequestTold(
        request_id=request.id, request=request.kind, became=request.state, answer_by=request.answer_by,
        is_extended=is_extended, person=person.name, said=words,
    ), effective_on=on)
