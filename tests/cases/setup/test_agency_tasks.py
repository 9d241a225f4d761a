"""A registration and figures that end become tasks of an administrator, once each, and end by themselves."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import daily_run
from cases.counting.figures import NewFigure
from cases.models import RoleName, Task, TaskState, User
from cases.progress import tasks
from cases.queries.desk import tasks as shown
from cases.setup import accounts, organisations, year_end
from legal.parameters import Figures
from tests.cases.year_end.turn import RATES, at, with_rates
from tests.factories import FIGURES, TODAY, by, make_agency, make_user
from tests.legal.figures import FIGURES_2026

DAY = timedelta(days=1)
END = date(2027, 2, 26)


@pytest.fixture
def administrator(session: Session) -> User:
    """The first of two, in an agency of which the registration ends on 26 February 2027."""
    made = [make_user(session, RoleName.ADMIN, email=f"{name}@bureau.test", name=name) for name in ("Anna", "Bram")]
    make_agency(session)
    registered_through(session, END, on=TODAY)
    return made[0]


def registered_through(session: Session, day: date | None, *, on: date) -> None:
    profile = organisations.agency_profile(session)
    assert profile is not None
    values = replace(organisations.profile_values(profile), wki_valid_until=day)
    organisations.save_agency_profile(session, by(None, at(on)), values)


def live(session: Session, first: date, last: date, figures: Figures = FIGURES) -> None:
    """The daily run of each of these days."""
    for day in range((last - first).days + 1):
        run_on = first + day * DAY
        daily_run.run(session, day=run_on, figures=figures, now=at(run_on))


def standing(session: Session, subject: str = "registration") -> list[Task]:
    return tasks.standing_on(session, subject)


def all_of(session: Session, subject: str = "registration") -> list[Task]:
    return [each for each in session.scalars(select(Task).order_by(Task.id)) if each.key.startswith(subject)]


def test_the_registration_is_asked_ninety_sixty_and_thirty_days_ahead_once_each(
    session: Session, administrator: User
) -> None:
    """From 27 November there are 91 days left, 28 November 90."""
    set_on = []
    for day in (END - left * DAY for left in range(91, -2, -1)):
        before = len(all_of(session))
        live(session, day, day)
        if len(all_of(session)) > before:
            set_on.append((END - day).days)
    assert set_on == [90, 60, 30]
    (left,) = standing(session)
    assert (left.person_id, "26-02-2027" in left.what, "Beheer, Bureau" in left.what) == (administrator.id, True, True)
    assert [each.state for each in all_of(session)] == [TaskState.DONE, TaskState.DONE, TaskState.OPEN]


def test_a_new_day_ends_it_at_once(session: Session, administrator: User) -> None:
    live(session, END - 90 * DAY, END - 90 * DAY)
    assert [each.id for each in shown.own(session, person_id=administrator.id).rows] == [standing(session)[0].id]
    assert shown.due(session, today=END, person_id=None).rows == (), "no handler ends what he cannot do"
    assert shown.tasks(session, person_id=None).rows == ()
    registered_through(session, date(2030, 2, 26), on=END - 80 * DAY)
    assert standing(session) == []
    (ended,) = all_of(session)
    assert (ended.state, ended.ended_by) == (TaskState.DONE, None)
    assert "26-02-2030" in ended.outcome
    live(session, END - 79 * DAY, END - 79 * DAY)
    assert standing(session) == []


@pytest.mark.usefixtures("administrator")
def test_a_wrong_day_that_is_put_right_asks_again(session: Session) -> None:
    day = END - 50 * DAY
    live(session, day, day)
    registered_through(session, date(2036, 2, 26), on=day)
    assert standing(session) == []
    registered_through(session, END, on=day)
    assert len(standing(session)) == 1


def test_who_says_that_it_is_done_is_asked_at_the_next_border_alone(session: Session, administrator: User) -> None:
    live(session, END - 90 * DAY, END - 90 * DAY)
    tasks.done(session, by(administrator.id, at(END - 89 * DAY)), standing(session)[0].id)
    live(session, END - 89 * DAY, END - 61 * DAY)
    assert standing(session) == []
    live(session, END - 60 * DAY, END - 60 * DAY)
    assert len(standing(session)) == 1


@pytest.mark.usefixtures("administrator")
def test_days_that_a_machine_slept_through_give_one(session: Session) -> None:
    daily_run.run(session, day=END - 95 * DAY, figures=FIGURES, now=at(END - 95 * DAY))
    for day in daily_run.days_to_run(session, today=END - 20 * DAY):
        daily_run.run(session, day=day, figures=FIGURES, now=at(END - 20 * DAY))
    assert [each.due_on for each in all_of(session)] == [END - 20 * DAY]


def test_without_an_administrator_it_is_for_whoever_is_first(session: Session) -> None:
    make_agency(session)
    registered_through(session, END, on=END - 10 * DAY)
    (task,) = standing(session)
    assert task.person_id is None
    assert [each.id for each in shown.due(session, today=END - 10 * DAY, person_id=None).rows] == [task.id]


def test_who_left_hands_it_to_the_next_administrator(session: Session, administrator: User) -> None:
    live(session, END - 90 * DAY, END - 90 * DAY)
    second = next(user for user in accounts.users(session) if user.name == "Bram")
    accounts.set_active(session, by(second.id), administrator.id, False)
    live(session, END - 89 * DAY, END - 89 * DAY)
    assert standing(session)[0].person_id == second.id


@pytest.mark.parametrize(("day", "asked"), [(date(2026, 11, 30), 0), (date(2026, 12, 1), 2)])
def test_figures_are_asked_from_the_first_of_december(
    session: Session, administrator: User, day: date, asked: int
) -> None:
    live(session, day, day, FIGURES_2026)
    found = standing(session, "figures")
    assert len(found) == asked
    if found:
        unknown, carried_on = sorted(found, key=lambda task: task.key, reverse=True)
        assert "wettelijke rente" in unknown.what
        assert unknown.what.startswith("Zorg voor de cijfers na 31-12-2026: ")
        assert carried_on.what.startswith("Kijk na of na 31-12-2026 ongewijzigd zijn: ")
        assert {task.due_on for task in found} == {date(2026, 12, 31)}
        assert {task.person_id for task in found} == {administrator.id}


@pytest.mark.usefixtures("administrator")
def test_they_stay_through_january_and_end_when_the_figures_go_on(session: Session) -> None:
    live(session, date(2026, 12, 1), date(2027, 1, 12), FIGURES_2026)
    assert len(all_of(session, "figures")) == 2, "once each"
    live(session, date(2027, 1, 13), date(2027, 1, 13), with_rates(*RATES))
    still = [each.what for each in standing(session, "figures") if each.key.endswith("unknown")]
    assert all("rente" not in what for what in still), "what goes on is asked no more"


def test_whoever_is_named_gets_them_and_a_second_person_ends_them(session: Session, administrator: User) -> None:
    first_day = date(2026, 12, 15)
    live(session, first_day, first_day, FIGURES_2026)
    bram = next(user for user in accounts.users(session) if user.name == "Bram")
    act, other = by(bram.id, at(first_day)), by(administrator.id, at(first_day))
    year_end.name_keeper(session, act, bram.id, figures=FIGURES_2026)
    assert {task.person_id for task in standing(session, "figures")} == {bram.id}
    ends = [each for each in year_end.turning(FIGURES_2026, first_day) if each.is_carried_on]
    proposed = year_end.propose_all(session, act, [
        NewFigure(
            series=each.key, first_day=each.first_day, value=None, checked_through=each.checked_through,
            source_name="Staatsblad", source_address="https://zoek.officielebekendmakingen.nl",
        ) for each in ends
    ], packaged=FIGURES_2026)
    assert len(standing(session, "figures")) == 2, "a proposal is no figure yet"
    year_end.confirm_all(session, other, [each.id for each in proposed], packaged=FIGURES_2026)
    (left,) = standing(session, "figures")
    assert left.key.endswith("unknown")
