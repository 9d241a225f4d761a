"""Later figures: proposed with a source, confirmed by a second person, withdrawn by a new row, never edited."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any  # Any: the value of a series is a number, a scale or a table

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from cases.acts import Act
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused, SecondPersonNeeded
from cases.input_checks import Checks
from cases.models import FigureAddition, FigureDecision, FigureDecisionKind, SetUpSubject, User
from cases.names import name
from cases.trace import set_up_changes
from legal.parameters import Confidence, DatedValue, Figures, Series, Source
from legal.parameters.series import ChangeKind
from letters.words import short_date

ONE_DAY = timedelta(days=1)
LONGEST_REACH = timedelta(days=366)  # a figure is looked at again each year; a typed 2206 must not count as checked
MOST_PERCENT, MOST_EURO = Decimal(100), Decimal(1_000_000)
WARN_AHEAD = timedelta(days=60)
# What amounts and terms of every day ask for: past their last day interest is counted no further, or no term at all.
NEEDED_DAILY = ("statutory_interest", "statutory_commercial_interest", "holidays")


@dataclass(frozen=True, kw_only=True)
class NewFigure:
    """A later value as somebody proposes it; `value` None: the last still holds. `series` is a field of `Figures`."""

    series: str
    first_day: date
    value: Decimal | None
    checked_through: date
    source_name: str
    source_address: str
    note: str = ""


class AdditionState(StrEnum):
    """Where an added figure stands."""

    PROPOSED = "proposed"
    IN_USE = "in_use"
    OVERTAKEN = "overtaken"  # confirmed, but the figures of the program reach as far or it no longer joins on to them
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


def was_confirmed(state: AdditionState) -> bool:
    """Whether a second person confirmed an added figure and nobody took it back, whether it counts by now or not."""
    return state in (AdditionState.IN_USE, AdditionState.OVERTAKEN)


@dataclass(frozen=True, kw_only=True)
class Expiry:
    """A figure that is known through `last_day` only; `days_left` is negative once it ran out.

    `is_carried_on`: the last value counts afterwards too, and is marked as not checked.
    """

    key: str
    name: str
    last_day: date
    days_left: int
    is_carried_on: bool = False


def addable(figures: Figures) -> dict[str, Series[Any]]:
    """The series that can be carried on, by the name of their field. The others come with the program."""
    found = {field.name: getattr(figures, field.name) for field in fields(figures)}
    return {key: held for key, held in found.items() if isinstance(held, Series) and not has_ended(held)}


def has_ended(held: object) -> bool:
    """Whether another rule took the place of a figure: it does not run out, it is over."""
    return isinstance(held, Series) and held.change.kind is ChangeKind.ENDED


def takes_a_number(series: Series[Any]) -> bool:
    """Whether the value is one number. A scale or a table can only be confirmed as it is."""
    return isinstance(series.values[-1].value, Decimal)


def with_additions(session: Session, packaged: Figures) -> Figures:
    """The figures of the program with every confirmed addition of the agency."""
    return _extended(packaged, _confirmed(session))[0]


def newest_decision(session: Session) -> int:
    """A number that grows whenever something was decided about a figure; 0 while nothing was."""
    return session.scalar(select(func.max(FigureDecision.id))) or 0


def additions(session: Session, packaged: Figures) -> list[tuple[FigureAddition, AdditionState]]:
    """Everything that was ever proposed, the newest first, with where it stands."""
    query = (
        select(FigureAddition).order_by(FigureAddition.id.desc())
        .options(selectinload(FigureAddition.proposer),
                 selectinload(FigureAddition.decisions).selectinload(FigureDecision.decider))
    )
    rows = list(session.scalars(query))
    used = _extended(packaged, [row for row in rows if _decided(row) is FigureDecisionKind.CONFIRMED])[1]
    return [(row, _state(row, used)) for row in rows]


def propose(session: Session, act: Act, new: NewFigure, *, packaged: Figures) -> FigureAddition:
    """Put a later value on record; it counts for nothing until a second person confirms it. Raises InvalidInput."""
    current = with_additions(session, packaged)
    _check(new, current)
    addition = FigureAddition(
        series=new.series, first_day=new.first_day, value=new.value, checked_through=new.checked_through,
        source_name=new.source_name.strip(), source_address=new.source_address.strip(), note=new.note.strip(),
        proposed_by=act.person_id, proposed_at=act.now,
    )
    session.add(addition)
    session.flush()
    _trace(session, act, addition, "voorgesteld")
    return addition


def confirm(
    session: Session, act: Act, addition_id: int, *, packaged: Figures, waited: bool = False
) -> FigureDecision:
    """A second person compared the value with its source: from here every valuation uses it.

    `waited`: two days stood in for that person, in an office of one. Raises SecondPersonNeeded for the one who
    proposed it, Refused when it no longer joins on to what is known.
    """
    addition = _undecided(session, addition_id)
    if addition.proposed_by == act.person_id and not waited:
        raise SecondPersonNeeded("U hebt dit cijfer zelf voorgesteld. Een ander moet het met de bron vergelijken.")
    series = addable(with_additions(session, packaged)).get(addition.series)
    if series is None or not _joins(series, addition.first_day):
        raise Refused(
            "Dit cijfer sluit niet meer aan op wat bekend is: er is intussen een ander cijfer bevestigd. "
            "Wijs dit voorstel af."
        )
    return _decide(session, act, addition, FigureDecisionKind.CONFIRMED)


def reject(session: Session, act: Act, addition_id: int, *, reason: str) -> FigureDecision:
    """The value does not agree with its source; it never counted."""
    addition = _undecided(session, addition_id)
    return _decide(session, act, addition, FigureDecisionKind.REJECTED, reason=reason)


def withdraw(session: Session, act: Act, addition_id: int, *, reason: str) -> FigureDecision:
    """The value proved wrong: it no longer counts, and stays on record with the reason. Results kept before remain."""
    addition = _addition(session, addition_id)
    if _decided(addition) not in (None, FigureDecisionKind.CONFIRMED):
        raise AlreadyDone("Dit cijfer telt al niet meer mee.")
    return _decide(session, act, addition, FigureDecisionKind.WITHDRAWN, reason=reason)


def expiries(figures: Figures, today: date, *, within: timedelta = WARN_AHEAD) -> list[Expiry]:
    """Figures that run out within that time or did so already, the soonest first."""
    ending = []
    for field in fields(figures):
        held = getattr(figures, field.name)
        # A figure made of several series says through which day its first one is known.
        last_day: date | None = getattr(held, "checked_through", None) or _first_to_end(held)
        if last_day is not None and last_day - today <= within and not has_ended(held):
            ending.append(Expiry(
                key=field.name, name=held.name, last_day=last_day, days_left=(last_day - today).days,
                is_carried_on=isinstance(held, Series) and held.change.kind is ChangeKind.BY_DECREE,
            ))
    return sorted(ending, key=lambda expiry: expiry.last_day)


def _first_to_end(held: object) -> date | None:
    tariffs = [act.tariff for act in getattr(held, "acts", ())]
    return min((tariff.checked_through for tariff in tariffs), default=None)


def _check(new: NewFigure, current: Figures) -> None:
    checks = Checks()
    series = addable(current).get(new.series)
    if series is None:
        checks.wrong("series", "Cijfer", new.series, "een reeks uit de lijst")
        return checks.finish()
    last = series.values[-1].first_day
    if new.first_day <= last:
        checks.wrong("first_day", "Geldt vanaf", f"{new.first_day:%d-%m-%Y}", f"een dag na {last:%d-%m-%Y}")
    elif not _joins(series, new.first_day):
        latest = series.checked_through + ONE_DAY
        checks.wrong(
            "first_day", "Geldt vanaf", f"{new.first_day:%d-%m-%Y}",
            f"uiterlijk {latest:%d-%m-%Y}, zodat er geen dag zonder gecontroleerd cijfer tussen zit",
        )
    earliest = max(new.first_day, series.checked_through)
    if not earliest <= new.checked_through <= earliest + LONGEST_REACH:
        checks.wrong(
            "checked_through", "Gecontroleerd tot en met", f"{new.checked_through:%d-%m-%Y}",
            f"een dag van {earliest:%d-%m-%Y} tot en met {earliest + LONGEST_REACH:%d-%m-%Y}",
        )
    _check_value(checks, new.value, series)
    checks.text("source_name", "Bron", new.source_name, longest=120, expected="de naam van de bron, zoals Stb. 2026, 1")
    checks.text("source_address", "Vindplaats", new.source_address, longest=400, expected="waar de bron te lezen is")
    checks.text("note", "Toelichting", new.note, longest=500)
    return checks.finish()


def _check_value(checks: Checks, value: Decimal | None, series: Series[Any]) -> None:
    if value is None:
        return
    most = MOST_PERCENT if "percent" in series.unit else MOST_EURO
    if not takes_a_number(series):
        checks.wrong("value", "Waarde", f"{value:f}", "geen getal: deze tabel kan alleen ongewijzigd worden bevestigd")
    elif not 0 <= value <= most:
        checks.wrong("value", "Waarde", f"{value:f}".replace(".", ","), f"een getal van 0 tot en met {most}")


def _joins(series: Series[Any], first_day: date) -> bool:
    """Whether a value may follow: later than the last one, and without a day between that nobody checked."""
    return series.values[-1].first_day < first_day <= series.checked_through + ONE_DAY


def _extended(packaged: Figures, confirmed: Iterable[FigureAddition]) -> tuple[Figures, set[int]]:
    """The figures with these additions, and the ids of those that could be used.

    The figures of the program win from the day on which they hold a value themselves. What follows a withdrawn
    addition without joining on to the rest is left out: a gap is never filled with an older value.
    """
    grown: dict[str, Any] = addable(packaged)
    used = set()
    for addition in sorted(confirmed, key=lambda each: (each.first_day, each.id)):
        series = grown.get(addition.series)
        if series is None or not _joins(series, addition.first_day):
            continue
        grown[addition.series] = series.extended(
            _dated(addition, series), checked_through=max(series.checked_through, addition.checked_through)
        )
        used.add(addition.id)
    return (replace(packaged, **grown) if used else packaged), used


def _dated(addition: FigureAddition, series: Series[Any]) -> DatedValue[Any]:
    source = Source(name=addition.source_name, address=addition.source_address)
    return DatedValue(
        value=series.values[-1].value if addition.value is None else addition.value, first_day=addition.first_day,
        sources=(source,), confidence=Confidence.ONE_SOURCE, note=addition.note,
    )


def _confirmed(session: Session) -> list[FigureAddition]:
    query = select(FigureAddition).options(selectinload(FigureAddition.decisions))
    return [row for row in session.scalars(query) if _decided(row) is FigureDecisionKind.CONFIRMED]


def _decided(addition: FigureAddition) -> FigureDecisionKind | None:
    return addition.decisions[-1].kind if addition.decisions else None


def _state(addition: FigureAddition, used: set[int]) -> AdditionState:
    decided = _decided(addition)
    if decided is None:
        return AdditionState.PROPOSED
    if decided is FigureDecisionKind.CONFIRMED:
        return AdditionState.IN_USE if addition.id in used else AdditionState.OVERTAKEN
    return AdditionState.REJECTED if decided is FigureDecisionKind.REJECTED else AdditionState.WITHDRAWN


def _addition(session: Session, addition_id: int) -> FigureAddition:
    found = session.get(FigureAddition, addition_id)
    if found is None:
        raise NotFound(f"figure addition {addition_id}")
    # Who decides waits for who decides, at the row of its proposer: one that never changes is not for locking.
    session.execute(select(User.id).where(User.id == found.proposed_by).with_for_update())
    session.refresh(found, ["decisions"])
    return found


def _undecided(session: Session, addition_id: int) -> FigureAddition:
    addition = _addition(session, addition_id)
    if addition.decisions:
        last = addition.decisions[-1]
        raise AlreadyDone(f"Over dit voorstel is al besloten: {name(last.kind).lower()} door {last.decider.name}.")
    return addition


def _decide(
    session: Session, act: Act, addition: FigureAddition, kind: FigureDecisionKind, *, reason: str = ""
) -> FigureDecision:
    if kind is not FigureDecisionKind.CONFIRMED and not reason.strip():
        raise Incomplete("Vul in waarom; de reden blijft bij het cijfer staan.")
    decision = FigureDecision(
        kind=kind, reason=reason.strip()[:500], decided_by=act.person_id, decided_at=act.now, addition=addition
    )
    session.add(decision)
    session.flush()
    _trace(session, act, addition, name(kind).lower())
    return decision


def _trace(session: Session, act: Act, addition: FigureAddition, what: str) -> None:
    """What was done with which value of the series."""
    value = "ongewijzigd" if addition.value is None else f"{addition.value}".replace(".", ",")
    set_up_changes.record(session, act, SetUpSubject.FIGURE, addition.id, before={}, after={
        addition.series: f"{value} vanaf {short_date(addition.first_day)}: {what}"
    })
