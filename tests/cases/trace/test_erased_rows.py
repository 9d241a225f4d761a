"""After its term the words of a row that never changes give way to a mark, in one way only, and the chain holds."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from cases import events
from cases.amicable import notes
from cases.events.texts import without_texts
from cases.models import Case, CaseEvent, Erasure, EventKind, LedgerEntry, Scope, Seal
from cases.queries.client import client_timeline
from cases.queries.desk import timeline
from cases.schema import triggers
from cases.schema.db import Base
from cases.store import DocumentStore
from cases.trace.erased_rows import Ground, NotSealed, erase_rows, mark_of, told_of
from tests.cases.amicable.endings import pay
from tests.cases.events.test_old_rows import ROWS, row_of
from tests.cases.trace.test_sealing import seal_all, wrong
from tests.factories import TODAY, by, make_case
from tests.owner import as_owner

WORDS = "Jansje belde over haar ziekte"
MARK = mark_of(TODAY)
GROUND = Ground(scope=Scope.WORDS, second_look_id=None)
EVENT = Base.metadata.tables["case_event"]


@pytest.fixture
def event(session: Session, store: DocumentStore) -> CaseEvent:
    """A note in the history of a case, in the chain."""
    case = make_case(session, store)
    notes.add(session, by(), case.id, WORDS)
    session.commit()
    seal_all(session)
    return session.scalars(select(CaseEvent).order_by(CaseEvent.id.desc())).first() or pytest.fail("no event")


def erase(session: Session, event: CaseEvent) -> int:
    done = erase_rows(session, by(), "case_event", EVENT.c.case_id == event.case_id, GROUND)
    session.commit()
    return done


def test_the_words_go_the_row_reads_on_and_the_chain_holds(
    session: Session, event: CaseEvent, tmp_path: Path
) -> None:
    salt = session.scalar(select(Seal.salt).where(Seal.source == "case_event", Seal.row_id == event.id))
    before = (event.kind, event.actor_id, event.recorded_at, event.effective_on)
    assert erase(session, event) > 0
    session.refresh(event)
    assert event.data == {"note": MARK}
    assert (event.kind, event.actor_id, event.recorded_at, event.effective_on) == before
    assert salt not in set(session.scalars(select(Seal.salt)))
    assert WORDS not in str(session.execute(select(EVENT)).all())
    seal_all(session)
    assert wrong(session, tmp_path) == []
    assert erase(session, event) == 0  # nothing is left to go


def test_money_and_keys_of_a_booking_stay(session: Session, event: CaseEvent, tmp_path: Path) -> None:
    entry = pay(session, event_case(session, event), "10.00", TODAY)
    session.commit()
    seal_all(session)
    told = session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.PAYMENT_REGISTERED)).one()
    amounts = dict(told.data)
    erase(session, event)
    session.refresh(told)
    assert told.data == amounts
    assert session.get_one(LedgerEntry, entry.id).amount == -10
    assert wrong(session, tmp_path) == []


def event_case(session: Session, event: CaseEvent) -> Any:
    """The case of an event."""

    return session.get_one(Case, event.case_id)


def test_what_is_not_sealed_yet_waits(session: Session, event: CaseEvent) -> None:
    notes.add(session, by(), event.case_id, "net gezegd")
    session.flush()
    with pytest.raises(NotSealed):
        erase(session, event)


def test_an_erasure_lets_nothing_through_but_its_mark_for_a_text(session: Session, event: CaseEvent) -> None:
    session.add(Erasure(**told_of(by(), GROUND, "case_event", event.id)))
    session.commit()
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    cast = "" if is_sqlite else "::json"
    for change in (
        f"data = '{{\"note\": \"iets anders\"}}'{cast}", f"data = '{{}}'{cast}", f"data = '{{\"note\": 1}}'{cast}",
        f"data = '{{\"note\": \"{MARK}\", \"more\": 1}}'{cast}", f"data = '{{\"other\": \"{MARK}\"}}'{cast}",
        f"data = '{{\"note\": \"{MARK}\"}}'{cast}, effective_on = '2020-01-01'", "kind = 'case_closed'",
    ):
        with pytest.raises(DatabaseError, match="append-only"):
            as_owner(session.connection(), f"UPDATE case_event SET {change} WHERE id = {event.id}")
        session.rollback()
    with pytest.raises(DatabaseError, match="append-only"):
        as_owner(session.connection(), f"UPDATE case_event SET data = data WHERE id <> {event.id}")
    session.rollback()
    written = f"UPDATE case_event SET data = '{{\"note\": \"{MARK}\"}}'{cast} WHERE id = {event.id}"
    as_owner(session.connection(), written)


@pytest.mark.superuser
def test_who_changes_an_erased_row_beside_the_program_is_told(
    session: Session, event: CaseEvent, tmp_path: Path
) -> None:
    erase(session, event)
    seal_all(session)

    with session.get_bind().connect() as connection:  # type: ignore[union-attr]
        triggers.remove(connection)
        connection.commit()
    session.execute(text("UPDATE case_event SET effective_on = '2020-01-01' WHERE id = :id"), {"id": event.id})
    assert ("case_event", str(event.id)) in {(each.table, each.row) for each in wrong(session, tmp_path)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["kind"])
def test_an_event_of_every_kind_reads_on_without_its_texts(row: dict[str, Any]) -> None:
    """Also one of an older version; what is left of it holds no text but choices, days and amounts."""
    left = without_texts(EventKind(row["kind"]), row["data"], MARK)
    told = row_of(row["kind"], left)
    assert timeline.entry(told).what

    client_timeline.visible(Case(client_id=1), told)
    for words in events.read(row_of(row["kind"], row["data"])).words():
        assert not words or words not in str(left)


def test_the_days_of_an_event_that_went_are_told_by_its_row(session: Session, event: CaseEvent) -> None:
    erase(session, event)
    told = session.scalars(select(Erasure).where(Erasure.source == "case_event", Erasure.row_id == event.id)).one()
    assert (told.scope, told.erased_on, told.mark) == (Scope.WORDS, TODAY, MARK)
    assert told.erased_at - by().now == timedelta(0)
