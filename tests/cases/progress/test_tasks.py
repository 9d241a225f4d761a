"""A task is set for a day and a person, done or dropped once; a note is words in the history."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases import events
from cases.amicable import notes
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.models import Case, CaseEvent, ClosingReason, EventKind, RoleName, Task, TaskState
from cases.progress import stages, tasks
from cases.progress.tasks import TaskInput
from cases.queries.desk import tasks as shown
from cases.schema.db import CitizenNumberFound
from cases.setup import staffing
from cases.setup.staffing import AbsenceInput
from cases.store import DocumentStore
from tests.factories import TODAY, by, make_case, make_user

ASK = TaskInput(what="Vraag het contract op", due_on=TODAY)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    return make_case(session, store)


def said(session: Session, kind: EventKind) -> list[str]:
    rows = session.scalars(select(CaseEvent).where(CaseEvent.kind == kind).order_by(CaseEvent.id))
    return [events.read(row).what() for row in rows]


def test_a_task_of_a_case_is_told_when_set_and_when_done(session: Session, case: Case) -> None:
    anna = make_user(session, RoleName.HANDLER, name="Anna")
    task = tasks.set(session, by(), replace(ASK, case_id=case.id, person_id=anna.id))
    assert [each.id for each in shown.of_case(session, case.id)] == [task.id]
    tasks.done(session, by(anna.id), task.id)
    assert shown.of_case(session, case.id) == []
    assert said(session, EventKind.TASK_SET) == ["Taak: Vraag het contract op"]
    assert said(session, EventKind.TASK_ENDED) == ["Taak gedaan: Vraag het contract op"]
    assert (task.state, task.ended_by) == (TaskState.DONE, anna.id)


def test_a_task_without_a_case_leaves_no_event(session: Session) -> None:
    task = tasks.set(session, by(), ASK)
    tasks.drop(session, by(), task.id, reason="Niet meer nodig")
    assert (task.state, task.outcome) == (TaskState.DROPPED, "Niet meer nodig")
    assert session.scalar(select(func.count()).select_from(CaseEvent)) == 0


def test_it_ends_once(session: Session) -> None:
    task = tasks.set(session, by(), ASK)
    tasks.done(session, by(), task.id)
    with pytest.raises(AlreadyDone):
        tasks.done(session, by(), task.id)
    with pytest.raises(AlreadyDone):
        tasks.drop(session, by(), task.id, reason="Te laat")


def test_what_is_refused(session: Session, case: Case) -> None:
    client_user = make_user(session, RoleName.CLIENT, client_id=case.client_id)
    for wrong, why in (
        (replace(ASK, what=" "), Incomplete), (replace(ASK, due_on=TODAY - timedelta(days=1)), Refused),
        (replace(ASK, person_id=client_user.id), Refused), (replace(ASK, case_id=999), NotFound),
        (replace(ASK, what="BSN 123456782"), CitizenNumberFound),
    ):
        with pytest.raises(why):
            tasks.set(session, by(), wrong)
    with pytest.raises(Incomplete):
        tasks.drop(session, by(), tasks.set(session, by(), ASK).id, reason=" ")


def test_what_the_program_asks_for_stands_once_and_can_be_asked_again(session: Session) -> None:
    asked = replace(ASK, key="figures:interest:2027")
    first = tasks.set(session, by(), asked)
    assert tasks.set(session, by(), asked).id == first.id
    tasks.done(session, by(), first.id)
    again = tasks.set(session, by(), asked)
    assert again.id != first.id
    tasks.drop_with(session, by(), asked.key, reason="Is er nu")
    tasks.drop_with(session, by(), asked.key, reason="Is er nu")
    assert again.state is TaskState.DROPPED


def test_for_who_is_away_it_goes_to_the_stand_in(session: Session) -> None:
    anna = make_user(session, RoleName.HANDLER, email="a@voorbeeld.test", name="Anna")
    bram = make_user(session, RoleName.HANDLER, email="b@voorbeeld.test", name="Bram")
    staffing.enter_absence(session, by(None, today=TODAY), AbsenceInput(
        user_id=anna.id, stand_in_id=bram.id, first_day=TODAY, last_day=TODAY
    ))
    assert tasks.set(session, by(None, today=TODAY), replace(ASK, person_id=anna.id)).person_id == bram.id
    tomorrow = TODAY + timedelta(days=1)
    later = replace(ASK, person_id=anna.id, due_on=tomorrow)
    assert tasks.set(session, by(None, today=tomorrow), later).person_id == anna.id


def test_the_start_page_shows_mine_and_nobodys_that_are_due(session: Session) -> None:
    anna = make_user(session, RoleName.HANDLER, email="a@voorbeeld.test", name="Anna")
    bram = make_user(session, RoleName.HANDLER, email="b@voorbeeld.test", name="Bram")
    for what, person, day in (
        ("van Anna", anna.id, TODAY), ("van niemand", None, TODAY), ("van Bram", bram.id, TODAY),
        ("morgen", anna.id, TODAY + timedelta(days=1)),
    ):
        tasks.set(session, by(), TaskInput(what=what, due_on=day, person_id=person))
    due, listed = shown.due(session, today=TODAY, person_id=anna.id), shown.tasks(session, person_id=anna.id)
    assert [each.what for each in due.rows] == ["van Anna", "van niemand"]
    assert [each.what for each in listed.rows] == ["van Anna", "van niemand", "morgen"]
    assert shown.due(session, today=TODAY, person_id=None).number == 3


def test_more_than_the_start_page_shows_are_counted(session: Session) -> None:
    for number in range(shown.MOST_ON_START + 2):
        tasks.set(session, by(), replace(ASK, what=f"taak {number}"))
    found = shown.due(session, today=TODAY, person_id=None)
    assert (len(found.rows), found.number) == (shown.MOST_ON_START, shown.MOST_ON_START + 2)


def test_notes_and_tasks_go_on_a_closed_case_too(session: Session, case: Case) -> None:
    stages.close(session, by(), case, reason=ClosingReason.PAID_IN_FULL, on=TODAY)
    notes.add(session, by(), case.id, "Vroeg nog om een kwitantie.")
    tasks.set(session, by(), replace(ASK, case_id=case.id))
    assert said(session, EventKind.NOTE_ADDED) == ["Notitie"]
    assert said(session, EventKind.TASK_SET) == ["Taak: Vraag het contract op"]


def test_a_note_holds_words_and_no_citizen_number(session: Session, case: Case) -> None:
    with pytest.raises(Incomplete):
        notes.add(session, by(), case.id, "  ")
    with pytest.raises(CitizenNumberFound):
        notes.add(session, by(), case.id, "Zijn bsn is 123456782")
    with pytest.raises(NotFound):
        notes.add(session, by(), 999, "Voor niemand")


def test_a_day_is_kept_as_a_day(session: Session) -> None:
    task = tasks.set(session, by(), replace(ASK, due_on=date(2027, 1, 1)))
    assert session.scalar(select(Task.due_on).where(Task.id == task.id)) == date(2027, 1, 1)
