"""How long second people take and how often they refuse, by what they decide on: who always says yes does not look."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.models import (
    Assessment,
    AssessmentState,
    FigureAddition,
    FigureDecision,
    FigureDecisionKind,
    LookKind,
    LookState,
    SecondLook,
    WriteOff,
    WriteOffState,
)

NEWEST: Final = 1000  # of each: what was decided last tells more than all of it, and takes no time
_HOUR: Final = timedelta(hours=1)
# What is asked here too in an office of one person, and is counted where it is decided.
_COUNTED_ELSEWHERE: Final = (LookKind.ASSESSMENT, LookKind.WRITE_OFF, LookKind.FIGURES)


@dataclass(frozen=True, kw_only=True)
class Deciding:
    """Of the newest decisions on one kind: how many, what share was refused (whole percents, rounded down).

    `whole_hours`: half of what was confirmed was so within them; of an assessment whole days are known alone
    (`in_days`). None where nothing was confirmed.
    """

    kind: LookKind
    decided: int
    share_refused: int
    whole_hours: int | None
    in_days: bool = False

    @property
    def whole_days(self) -> int | None:
        """The same in whole days."""
        return None if self.whole_hours is None else self.whole_hours // 24


def deciding(session: Session) -> list[Deciding]:
    """Every kind on which somebody decided, in the order of `LookKind`."""
    of_looks = list(_of_looks(session))
    found = [
        *(_told(kind, [took for each, took in of_looks if each is kind]) for kind in LookKind),
        _told(LookKind.FIGURES, list(_of_figures(session))),
        _told(LookKind.ASSESSMENT, list(_of_assessments(session)), in_days=True),
        _told(LookKind.WRITE_OFF, list(_of_write_offs(session))),
    ]
    return [each for each in found if each.decided]


def _told(kind: LookKind, took: Sequence[timedelta | None], *, in_days: bool = False) -> Deciding:
    """`took`: of each that was confirmed how long, None of each that was refused."""
    confirmed = [each for each in took if each is not None]
    return Deciding(
        kind=kind, decided=len(took), share_refused=100 * (len(took) - len(confirmed)) // len(took) if took else 0,
        whole_hours=int(median(each / _HOUR for each in confirmed)) if confirmed else None, in_days=in_days,
    )


def _of_looks(session: Session) -> Iterator[tuple[LookKind, timedelta | None]]:
    query = (
        select(SecondLook.kind, SecondLook.state, SecondLook.asked_at, SecondLook.decided_at)
        .where(
            SecondLook.state.in_((LookState.CONFIRMED, LookState.REFUSED)), SecondLook.kind.not_in(_COUNTED_ELSEWHERE)
        )
        .order_by(SecondLook.id.desc()).limit(NEWEST)
    )
    for kind, state, asked_at, decided_at in session.execute(query):
        yield kind, _between(asked_at, decided_at) if state is LookState.CONFIRMED else None


def _of_figures(session: Session) -> Iterator[timedelta | None]:
    kinds = (FigureDecisionKind.CONFIRMED, FigureDecisionKind.REJECTED)
    query = (
        select(FigureDecision.kind, FigureAddition.proposed_at, FigureDecision.decided_at)
        .join(FigureDecision.addition).where(FigureDecision.kind.in_(kinds))
        .order_by(FigureDecision.id.desc()).limit(NEWEST)
    )
    for kind, asked_at, decided_at in session.execute(query):
        yield _between(asked_at, decided_at) if kind is FigureDecisionKind.CONFIRMED else None


def _of_assessments(session: Session) -> Iterator[timedelta | None]:
    query = (
        select(Assessment.state, Assessment.decided_on, Assessment.confirmed_on)
        .where(
            Assessment.state.in_((AssessmentState.CONFIRMED, AssessmentState.REJECTED)),
            Assessment.confirmed_by.is_not(None), Assessment.confirmed_on.is_not(None),
        )
        .order_by(Assessment.id.desc()).limit(NEWEST)
    )
    for state, decided_on, confirmed_on in session.execute(query):
        assert confirmed_on is not None  # asked for
        yield confirmed_on - decided_on if state is AssessmentState.CONFIRMED else None


def _of_write_offs(session: Session) -> Iterator[timedelta | None]:
    query = (
        select(WriteOff.state, WriteOff.proposed_at, WriteOff.decided_at)
        .where(
            WriteOff.state.in_((WriteOffState.BOOKED, WriteOffState.REJECTED)), WriteOff.amount > WriteOff.most_alone
        )
        .order_by(WriteOff.id.desc()).limit(NEWEST)
    )
    for state, asked_at, decided_at in session.execute(query):
        yield _between(asked_at, decided_at) if state is WriteOffState.BOOKED else None


def _between(asked_at: datetime, decided_at: datetime | None) -> timedelta:
    assert decided_at is not None  # of what was decided
    return decided_at - asked_at
