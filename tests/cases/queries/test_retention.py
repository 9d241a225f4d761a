"""What goes when: after the term of a closed case, unless something keeps it."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.amicable import legal_holds, privacy_requests
from cases.amicable.privacy_requests import NewRequest
from cases.errors import AlreadyDone, NotFound
from cases.events.privacy import LegalHoldTold
from cases.input_checks import InvalidInput
from cases.models import Case, ClosingReason, Overpaid, RequestKind, RoleName, Scope
from cases.queries.retention import Stays, counts, due
from cases.store import DocumentStore
from tests.cases.amicable.endings import close, told
from tests.factories import TODAY, by, make_case, make_user

WORDS_GO, PERSON_GOES = date(2028, 11, 22), date(2033, 11, 22)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    """A case that was withdrawn today."""
    case = make_case(session, store)
    close(session, case, ClosingReason.WITHDRAWN_BY_CLIENT, TODAY)
    return case


@pytest.fixture
def handler(session: Session) -> Act:
    """Somebody who decides what stays."""
    return by(make_user(session, RoleName.HANDLER).id)


def stays(session: Session, scope: Scope = Scope.WORDS, day: date = WORDS_GO) -> list[Stays]:
    return [each.stays for each in due(session, scope, today=day).rows]


@pytest.mark.usefixtures("case")
@pytest.mark.parametrize(("scope", "first"), [(Scope.WORDS, WORDS_GO), (Scope.PERSON, PERSON_GOES)])
def test_a_closed_case_goes_after_its_term_and_no_day_sooner(session: Session, scope: Scope, first: date) -> None:
    assert stays(session, scope, first - timedelta(days=1)) == []
    assert stays(session, scope, first) == [Stays.NOT]
    assert counts(session, scope, today=first) == {Stays.NOT: 1}
    assert due(session, scope, today=first).rows[0].may_go_from == first


def test_an_open_case_never_goes(session: Session, store: DocumentStore) -> None:
    make_case(session, store)
    assert stays(session, Scope.PERSON, date(2199, 1, 1)) == []


def test_what_somebody_keeps_stays_until_he_lifts_it(session: Session, case: Case, handler: Act) -> None:
    legal_holds.place(session, handler, case.id, reason="Klacht loopt")
    with pytest.raises(AlreadyDone):
        legal_holds.place(session, handler, case.id, reason="Nog een")
    assert stays(session) == [Stays.LEGAL_HOLD]
    with pytest.raises(InvalidInput):
        legal_holds.lift(session, handler, case.id, reason=" ")
    legal_holds.lift(session, handler, case.id, reason="Klacht afgedaan")
    assert stays(session) == [Stays.NOT]
    with pytest.raises(NotFound):
        legal_holds.lift(session, handler, case.id, reason="Nog eens")
    legal_holds.place(session, handler, case.id, reason="Toch weer")
    assert [event.parts() for event in told(session, case, LegalHoldTold)] == [
        ("Klacht loopt",), ("Klacht afgedaan",), ("Toch weer",),
    ]


def test_who_waits_for_an_answer_or_for_money_stays(session: Session, case: Case) -> None:
    session.add(Overpaid(case_id=case.id, since=TODAY))
    session.flush()
    assert stays(session) == [Stays.MONEY]
    asked = NewRequest(kind=RequestKind.ERASURE, received_on=TODAY, asked="Wis alles")
    privacy_requests.receive(session, by(), case.id, case.debtor_id, asked)
    assert stays(session) == [Stays.REQUEST]


@pytest.mark.usefixtures("case")
def test_who_is_in_a_case_that_is_open_stays_somebody_though_old_words_go(
    session: Session, store: DocumentStore
) -> None:
    make_case(session, store, invoice="F-9")
    assert stays(session, Scope.WORDS, PERSON_GOES) == [Stays.NOT]
    assert stays(session, Scope.PERSON, PERSON_GOES) == [Stays.OTHER_CASE]
