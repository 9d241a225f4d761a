"""The turn of a year or half-year: which figures end, who sees to the next ones, and all of them decided together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any  # Any: the value of a series is a number, a scale or a table

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.counting import figures as added
from cases.counting.figures import AdditionState, Expiry, NewFigure
from cases.errors import Incomplete, NotFound
from cases.input_checks import Finding, InvalidInput
from cases.models import FigureAddition, FigureDecision, FigureKeeper, RoleName, SetUpSubject, User
from cases.setup import accounts, agency_tasks, second_person
from cases.setup.agency_tasks import Duty
from cases.trace import set_up_changes
from legal.parameters import Figures, Series
from legal.parameters.series import ChangeKind
from letters.words import short_date

AHEAD = timedelta(days=30)  # from 1 December what ends on the 31st, from 1 June what ends on the 30th
BACK = timedelta(days=366)  # what ended longer ago is no matter of this turn: it waits for a source
ONE_DAY = timedelta(days=1)
TASK, MOST_NAMED = "figures", 4


@dataclass(frozen=True, kw_only=True)
class Turning:
    """A series of which no value is known, or checked, past `last_day`. A next value would hold from `first_day`.

    `checked_through` is the day before the next one on which it can change. `is_carried_on`: it counts unchanged
    meanwhile. `takes_a_number`: a table can only be confirmed as it is, another one comes with the program.
    """

    key: str
    series: Series[Any]
    first_day: date
    checked_through: date
    is_carried_on: bool
    takes_a_number: bool

    @property
    def last_day(self) -> date:
        """The last day that was checked."""
        return self.series.checked_through


def turn_on(today: date) -> date:
    """The first of January that is near: the next one in December, else that of this year."""
    return date(today.year + 1, 1, 1) if today.month == 12 else date(today.year, 1, 1)


def turning(figures: Figures, today: date) -> list[Turning]:
    """The series that end within a month, or did in the year before: those that stop something first."""
    found = [
        Turning(
            key=key, series=series, first_day=series.checked_through + ONE_DAY,
            checked_through=series.change.last_day_before(series.checked_through + ONE_DAY),
            is_carried_on=series.change.kind is ChangeKind.BY_DECREE, takes_a_number=added.takes_a_number(series),
        )
        for key, series in added.addable(figures).items() if today - BACK <= series.checked_through <= today + AHEAD
    ]
    return sorted(found, key=lambda each: (each.key not in added.NEEDED_DAILY, each.is_carried_on, each.series.name))


def with_program(figures: Figures, today: date) -> list[Expiry]:
    """What ends within a month, or did in the year before, and cannot be carried on here: tables of several series."""
    growing = added.addable(figures)
    return [
        each for each in added.expiries(figures, today, within=AHEAD)
        if each.key not in growing and each.last_day >= today - BACK
    ]


def proposals(session: Session, *, packaged: Figures) -> list[FigureAddition]:
    """What was proposed and waits for a second person, in the order in which it would count."""
    rows = added.additions(session, packaged)
    return sorted(
        (row for row, state in rows if state is AdditionState.PROPOSED), key=lambda row: (row.first_day, row.id)
    )


def propose_all(
    session: Session, act: Act, new: Sequence[NewFigure], *, packaged: Figures
) -> list[FigureAddition]:
    """Put several later values on record at once: all of them, or none.

    Raises Incomplete without any, InvalidInput with what is wrong with each: fields end with the name of the series.
    """
    if not new:
        raise Incomplete("Vul bij ten minste één cijfer een waarde in, of kruis aan dat het ongewijzigd blijft.")
    made: list[FigureAddition] = []
    wrong: list[Finding] = []
    for each in new:
        try:
            made.append(added.propose(session, act, each, packaged=packaged))
        except InvalidInput as refusal:
            wrong += [replace(finding, field=f"{finding.field}_{each.series}") for finding in refusal.findings]
    if wrong:
        raise InvalidInput(wrong)
    return made


def confirm_all(
    session: Session, act: Act, addition_ids: Sequence[int], *, packaged: Figures, waited: bool = False
) -> list[FigureDecision]:
    """A second person compared all of these with their sources: they count together from here.

    In an office of one that is the outsider, or two days stood in for him (`waited`); else SecondPersonNeeded. Raises
    what `figures.confirm` raises for any of them; then none counts.
    """
    if not addition_ids:
        raise Incomplete("Er is niets te bevestigen.")
    if not waited:
        second_person.require_outsider(session, act.actor_id)
    decided = [added.confirm(session, act, each, packaged=packaged, waited=waited) for each in sorted(addition_ids)]
    keep_tasks(session, act, figures=added.with_additions(session, packaged))
    return decided


def keeper(session: Session, today: date) -> User | None:
    """Who sees to it that the figures of this turn are added; None while nobody was named."""
    newest = select(User).join(FigureKeeper, FigureKeeper.user_id == User.id).order_by(FigureKeeper.id.desc()).limit(1)
    named = session.scalar(newest.where(FigureKeeper.turn_on == turn_on(today)))
    return named if named is not None and named.active else None


def may_keep(session: Session) -> list[User]:
    """Who may be named: the administrators, who can propose figures."""
    return [
        user for user in accounts.users(session) if user.active and accounts.role_of(user) is RoleName.ADMIN
    ]


def keep_tasks(session: Session, act: Act, *, figures: Figures) -> int:
    """Ask who sees to it for the figures that end, and to look at those that are carried on; done once they go on.

    The number of tasks that were set or ended.
    """
    person = keeper(session, act.today) or agency_tasks.administrator(session)
    return agency_tasks.put(
        session, act, TASK, list(_duties(figures, act.today)), person=person, outcome="De cijfers zijn bevestigd."
    )


def _duties(figures: Figures, today: date) -> Iterator[Duty]:
    """One for all that is unknown past a day, and one for all that is carried on past it."""
    def kind(each: Turning) -> tuple[date, bool]:
        return each.last_day, each.is_carried_on

    for (last_day, is_carried_on), group in groupby(sorted(turning(figures, today), key=kind), key=kind):
        names = [each.series.name[:1].lower() + each.series.name[1:] for each in group]
        more = len(names) - MOST_NAMED
        which = ", ".join(names[:MOST_NAMED]) + (f" en nog {more}" if more > 0 else "")
        what = f"Kijk na of na {last_day:%d-%m-%Y} ongewijzigd zijn" if is_carried_on else (
            f"Zorg voor de cijfers na {last_day:%d-%m-%Y}"
        )
        yield Duty(
            key=f"{TASK}:{last_day}:{'carried_on' if is_carried_on else 'unknown'}", due_on=max(today, last_day),
            what=f"{what}: {which}. Zie Beheer, Jaarwisseling.",
        )


def name_keeper(session: Session, act: Act, user_id: int, *, figures: Figures) -> FigureKeeper:
    """Give the turn at hand, with its tasks, to an administrator; raises NotFound for anybody else."""
    if user_id not in {user.id for user in may_keep(session)}:
        raise NotFound("Deze gebruiker kan geen cijfers toevoegen.")
    named = FigureKeeper(
        turn_on=turn_on(act.today), user_id=user_id, named_by=act.person_id, named_at=act.now
    )
    session.add(named)
    session.flush()
    set_up_changes.record(session, act, SetUpSubject.FIGURE, named.id, before={}, after={
        "keeper": f"{session.get_one(User, user_id).name}, voor {short_date(named.turn_on)}"
    })
    keep_tasks(session, act, figures=figures)
    return named
