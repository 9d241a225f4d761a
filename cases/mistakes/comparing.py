"""Every open case valued, written down, and valued again by another program: each cent that differs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any  # Any: what goes into JSON

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from cases.counting import figure_sets, statement
from cases.counting.reaching import last_day
from cases.counting.statement import CaseRecord
from cases.counting.valuation_records import TOTALS
from cases.models import Case, Stage
from cases.program import program
from legal.counting.valuation import Valuation
from legal.errors import LawError
from legal.parameters import Figures

AT_ONCE = 200  # cases in memory
COMPARED = (*TOTALS, "too_much", "costs_claimable_from")
FORM = 1  # of the file

Valued = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One amount or day of a case that is another now: `was` and `now` as text, None where there is none."""

    case: str
    what: str
    was: str | None
    now: str | None


def head(figures: Figures, *, on: date) -> Valued:
    """What valued, through which day: the first line of the file."""
    return {"form": FORM, "on": on.isoformat(), "program": program(), "figures": figure_sets.fingerprint(figures)}


def values(
    session: Session, *, figures: Figures, on: date, through: Mapping[str, date] | None = None
) -> Iterator[Valued]:
    """Each open case by its number: through which day, and what it comes to; or why it cannot be counted.

    `on`, or the last day before it that can be counted; a case named in `through` is counted through that day, so that
    a program that knows more is compared over the same days.
    """
    for cases in _pieces(session):
        records = statement.records_of(session, cases, figures=figures)
        for case in cases:
            yield _value(case, records[case.id], figures, wanted=(through or {}).get(case.number), on=on)
        session.expunge_all()


def _pieces(session: Session) -> Iterator[Sequence[Case]]:
    last = 0
    while True:
        query = select(Case).where(Case.id > last, Case.stage != Stage.CLOSED).order_by(Case.id).limit(AT_ONCE)
        cases = session.scalars(query.options(
            selectinload(Case.claims), selectinload(Case.terms), selectinload(Case.debtor)
        )).all()
        if not cases:
            return
        yield cases
        last = cases[-1].id


def _value(case: Case, record: CaseRecord, figures: Figures, *, wanted: date | None, on: date) -> Valued:
    try:
        day = wanted or (last_day(record, wanted=on, figures=figures) if record.facts.claims else on)
        found = statement.valuation_of(record, on=day, figures=figures)
    except LawError as error:
        return {"case": case.number, "error": error.code}
    return {"case": case.number, "through": day.isoformat(), **_amounts(found)}


def _amounts(found: Valuation) -> Valued:
    told = {key: getattr(found, key) for key in COMPARED}
    of_each = {
        f"{key} {each.ref}": getattr(each, key) for each in found.debtors for key in ("owes", "too_much")
    }
    return {key: None if value is None else str(value) for key, value in (told | of_each).items()}


def differences(was: Mapping[str, Valued], now: Iterator[Valued]) -> Iterator[Difference]:
    """Everything that differs, by case; a case that is open on one side alone is one difference."""
    seen = set()
    for each in now:
        number = each["case"]
        seen.add(number)
        before = was.get(number)
        if before is None:
            yield Difference(case=number, what="case", was=None, now=number)
            continue
        for key in dict.fromkeys((*before, *each)):
            if before.get(key) != each.get(key):
                yield Difference(case=number, what=key, was=before.get(key), now=each.get(key))
    for number in was:
        if number not in seen:
            yield Difference(case=number, what="case", was=number, now=None)
