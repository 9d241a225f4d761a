"""Ids that are reserved for many rows collide with none that a database gives by itself."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.events.letters import LetterFailed, LetterQueued
from cases.models import CaseEvent, LetterKind
from cases.store import DocumentStore
from tests.factories import TODAY, by, make_case

TOLD = LetterQueued(letter=LetterKind.FIRST_NOTICE, batch_id=1)
OTHER = LetterFailed(letter=LetterKind.FIRST_NOTICE, letter_id=1, error="")


def test_rows_before_among_and_after_those_of_others(session: Session, store: DocumentStore) -> None:
    """Some wait in the session without an id, when the ids of many are taken and afterwards."""
    case = make_case(session, store)
    before = events.record(session, by(), case.id, OTHER, effective_on=TODAY)
    many = events.record_many(session, by(), [(case.id, TOLD)] * 3, effective_on=TODAY)
    after = events.record(session, by(), case.id, OTHER, effective_on=TODAY)
    more = events.record_many(session, by(), [(case.id, TOLD)] * 2, effective_on=TODAY)
    session.flush()
    ids = [before.id, *(row.id for row in many), after.id, *(row.id for row in more)]
    assert ids == sorted(set(ids)), "each its own, in the order in which they were recorded"
    assert set(ids) <= set(session.scalars(select(CaseEvent.id)))
