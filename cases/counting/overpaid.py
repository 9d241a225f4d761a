"""The list of cases on which too much may have been paid; what it is, is counted when it is looked at."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from cases.counting import ledger_entries, replays, statement
from cases.models import Case, LedgerEntry, LedgerKind, Overpaid
from legal.errors import LawError
from legal.parameters import Figures


def mark(session: Session, case_id: int, *, on: date) -> None:
    """Put a case on the list, unless it stands there."""
    if session.scalar(select(Overpaid.case_id).where(Overpaid.case_id == case_id)) is None:
        session.add(Overpaid(case_id=case_id, since=on))
        session.flush()


def suspect(session: Session, case_id: int, *, on: date) -> None:
    """Put a case on the list where money came in at all: something changed by which it may be too much."""
    paid = exists().where(LedgerEntry.case_id == case_id, LedgerEntry.kind == LedgerKind.PAYMENT)
    if session.scalar(select(paid)):
        mark(session, case_id, on=on)


def look(session: Session, case: Case, *, today: date, figures: Figures) -> None:
    """Put a case on the list, or take it off, by what is counted now; where nothing can be counted it stays."""
    left = replays.counted(session, case, today=today, figures=figures).left
    if left is not None and left < 0:
        mark(session, case.id, on=today)
    elif left is not None:
        unmark(session, [case.id])


def settled(session: Session, cases: Sequence[Case], *, today: date, figures: Figures) -> list[int]:
    """Those of these cases, by their id, on which nothing is too much: what cannot be counted is not among them."""
    on = statement.last_known_day(figures, today)
    found = []
    for case_id, record in statement.records_of(session, cases, figures=figures).items():
        later = ledger_entries.together(record.uncounted(counted_through=on, through=today))
        try:
            left = statement.valuation_of(record, on=on, figures=figures).balance - later
        except LawError:
            continue
        if left >= 0:
            found.append(case_id)
    return found


def unmark(session: Session, case_ids: Iterable[int]) -> None:
    """Take these cases off the list."""
    session.execute(delete(Overpaid).where(Overpaid.case_id.in_(list(case_ids))))
