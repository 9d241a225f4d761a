"""What somebody asks about his data: a month to answer it, two more once, and a person who answers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.amicable import privacy_requests
from cases.amicable.privacy_requests import Answer, NewRequest
from cases.errors import AlreadyDone, NotFound, Refused
from cases.events.privacy import PrivacyRequestTold
from cases.input_checks import InvalidInput
from cases.models import (
    Case,
    ClosingReason,
    PartyRole,
    PrivacyRequest,
    RequestKind,
    RequestState,
    RoleName,
    Task,
    TaskState,
)
from cases.queries.desk import privacy
from cases.store import DocumentStore
from tests.cases.amicable.endings import close, told
from tests.cases.parties.people import join, person
from tests.factories import NOW, TODAY, by, make_case, make_user

ASKED = NewRequest(kind=RequestKind.ACCESS, received_on=TODAY, asked="Wat weet u van mij?")
GIVEN = Answer(state=RequestState.GRANTED, on=TODAY, words="Uitdraai gestuurd", identity="Belde van zijn nummer")
LAST_DAY = date(2026, 12, 21)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    return make_case(session, store)


@pytest.fixture
def handler(session: Session) -> Act:
    """Somebody who answers."""
    return by(make_user(session, RoleName.HANDLER).id)


def receive(session: Session, case: Case, new: NewRequest = ASKED) -> PrivacyRequest:
    return privacy_requests.receive(session, by(), case.id, case.debtor_id, new)


def later(act: Act, days: int) -> Act:
    return replace(act, now=NOW + timedelta(days=days), today=TODAY + timedelta(days=days))


def tasks(session: Session, state: TaskState = TaskState.OPEN) -> list[str]:
    return list(session.scalars(select(Task.what).where(Task.state == state, Task.key.startswith("privacy_request:"))))


def test_a_request_has_its_last_day_a_task_and_a_place_in_the_list(session: Session, case: Case) -> None:
    first = receive(session, case)
    second = receive(session, case, replace(ASKED, kind=RequestKind.ERASURE, received_on=TODAY - timedelta(days=9)))
    assert (first.answer_by, second.answer_by) == (LAST_DAY, date(2026, 12, 12))
    assert [each.id for each in privacy.waiting(session).rows] == [second.id, first.id]
    assert session.scalar(select(privacy.waiting_column())) == 2
    assert any("uiterlijk op 21-12-2026" in what for what in tasks(session))
    assert [each.what()[-9:] for each in told(session, case, PrivacyRequestTold)] == ["ontvangen"] * 2


def test_the_same_question_twice_is_one(session: Session, case: Case) -> None:
    receive(session, case)
    with pytest.raises(AlreadyDone):
        receive(session, case)
    assert len(tasks(session)) == 1


@pytest.mark.parametrize("wrong", [{"asked": " "}, {"received_on": TODAY + timedelta(days=1)}])
def test_what_cannot_be_is_refused(session: Session, case: Case, wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        receive(session, case, replace(ASKED, **wrong))


def test_who_is_in_the_case_may_ask_and_nobody_else(session: Session, store: DocumentStore, case: Case) -> None:
    guarantor = join(session, case, PartyRole.GUARANTOR, person(surname="Borg")).person_id
    assert privacy_requests.receive(session, by(), case.id, guarantor, ASKED).debtor_id == guarantor
    stranger = make_case(session, store, customer="K-2", surname="Ander", invoice="F-2", email="", phone="")
    with pytest.raises(NotFound):
        privacy_requests.receive(session, by(), case.id, stranger.debtor_id, ASKED)


def test_more_time_is_taken_once_within_the_month(session: Session, case: Case, handler: Act) -> None:
    request = receive(session, case)
    privacy_requests.extend(session, later(handler, 30), request.id, reason="Vier dossiers")
    assert request.answer_by == date(2027, 2, 21)
    assert [what[-10:] for what in tasks(session)] == ["21-02-2027"]
    with pytest.raises(AlreadyDone):
        privacy_requests.extend(session, later(handler, 30), request.id, reason="Nog meer")


def test_after_the_month_no_more_time_is_taken(session: Session, case: Case, handler: Act) -> None:
    request = receive(session, case)
    with pytest.raises(Refused, match="21-12-2026"):
        privacy_requests.extend(session, later(handler, 31), request.id, reason="Te laat")
    assert request.answer_by == LAST_DAY


def test_an_answer_ends_it_and_what_was_asked_may_be_asked_again(
    session: Session, case: Case, handler: Act
) -> None:
    request = receive(session, case)
    privacy_requests.answer(session, handler, request.id, GIVEN)
    assert (request.state, request.answered_on, request.decided_by) == (RequestState.GRANTED, TODAY, handler.actor_id)
    assert tasks(session) == []
    assert "Uitdraai gestuurd" in told(session, case, PrivacyRequestTold)[-1].parts()
    with pytest.raises(AlreadyDone):
        privacy_requests.answer(session, handler, request.id, GIVEN)
    with pytest.raises(AlreadyDone):
        privacy_requests.extend(session, handler, request.id, reason="Te laat")
    assert receive(session, case).id != request.id


@pytest.mark.parametrize("wrong", [
    {"words": ""}, {"identity": ""}, {"on": TODAY + timedelta(days=1)}, {"on": TODAY - timedelta(days=1)},
    {"state": RequestState.OPEN},
])
def test_an_answer_says_what_when_and_to_whom(
    session: Session, case: Case, handler: Act, wrong: dict[str, object]
) -> None:
    request = receive(session, case)
    with pytest.raises(InvalidInput):
        privacy_requests.answer(session, handler, request.id, replace(GIVEN, **wrong))
    assert request.state is RequestState.OPEN


def test_a_refusal_needs_no_proof_of_who_he_is(session: Session, case: Case, handler: Act) -> None:
    request = receive(session, case)
    refused = Answer(state=RequestState.REFUSED, on=TODAY, words="Wie het is, bleek niet.")
    assert privacy_requests.answer(session, handler, request.id, refused).state is RequestState.REFUSED


def test_closing_the_case_leaves_the_question_open(session: Session, case: Case, handler: Act) -> None:
    receive(session, case)
    close(session, case, ClosingReason.WITHDRAWN_BY_CLIENT, TODAY, actor_id=handler.actor_id)
    assert len(tasks(session)) == 1
    receive(session, case, replace(ASKED, kind=RequestKind.OBJECTION))
