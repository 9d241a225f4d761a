"""The list of cases on which too much may have been paid; what it is and whose, is counted when it is looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from cases.counting import ledger_entries, replays, statement
from cases.counting.statement import CaseRecord
from cases.models import Case, Debtor, LedgerEntry, LedgerKind, Overpaid
from legal.errors import LawError
from legal.facts import Valuation
from legal.money import ZERO
from legal.parameters import Figures


@dataclass(frozen=True, kw_only=True)
class Surplus:
    """What one paid too much and did not get back yet (euro).

    `person`: None for the one debtor of a case, and where nobody knows who of several paid it.
    """

    person: Debtor | None
    amount: Decimal


def surpluses(case: Case, record: CaseRecord, valuation: Valuation, *, later: Decimal = ZERO) -> tuple[Surplus, ...]:
    """What was paid too much, by who paid it: where several owe each of them, what nobody knows last.

    `later`: what came in after the last day that can be counted (euro). Where several owe, whose it is and of what it
    is too much cannot be said before it is counted.
    """
    if not valuation.debtors:
        left = later - valuation.balance
        return (Surplus(person=None, amount=left),) if left > ZERO else ()
    found = [
        Surplus(person=record.person_of(case, int(each.ref)), amount=each.too_much)
        for each in valuation.debtors if each.too_much
    ]
    unknown = valuation.too_much - sum((each.amount for each in found), ZERO)
    return (*found, *([Surplus(person=None, amount=unknown)] if unknown else []))


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
    is_too_much = replays.counted(session, case, today=today, figures=figures).is_too_much
    if is_too_much:
        mark(session, case.id, on=today)
    elif is_too_much is not None:
        unmark(session, [case.id])


def settled(session: Session, cases: Sequence[Case], *, today: date, figures: Figures) -> list[int]:
    """Those of these cases, by their id, on which nothing is too much: what cannot be counted is not among them."""
    on = statement.last_known_day(figures, today)
    found = []
    for case_id, record in statement.records_of(session, cases, figures=figures).items():
        later = ledger_entries.together(record.uncounted(counted_through=on, through=today))
        try:
            owed = statement.valuation_of(record, on=on, figures=figures)
        except LawError:
            continue
        if owed.balance - later >= ZERO and not owed.too_much:
            found.append(case_id)
    return found


def unmark(session: Session, case_ids: Iterable[int]) -> None:
    """Take these cases off the list."""
    session.execute(delete(Overpaid).where(Overpaid.case_id.in_(list(case_ids))))
