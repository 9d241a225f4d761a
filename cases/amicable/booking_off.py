"""Entries that lower what is asked without money, and their counter-entries: one way to make each, with its event."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.counting import ledger_entries, replays, valuation_records
from cases.events.settlement import BookedBack, BookedOff
from cases.models import Case, CreditEffect, LedgerEntry, LedgerKind
from legal.parameters import Figures


@dataclass(frozen=True, kw_only=True)
class Off:
    """What is booked off: `amount` in euro, from `on` (counted too). `asked` and its day: see `BookedOff`.

    `claim_id`: of that claim alone.
    """

    kind: LedgerKind
    amount: Decimal
    on: date
    reason: str = ""
    effect: CreditEffect | None = None
    asked: Decimal | None = None
    asked_through: date | None = None
    claim_id: int | None = None


def book(session: Session, act: Act, case: Case, off: Off, *, figures: Figures) -> LedgerEntry:
    """Book it off a case that is locked; the event says what is left and is kept with what that was counted from."""
    entry = LedgerEntry(
        case_id=case.id, claim_id=off.claim_id, kind=off.kind, amount=-off.amount, effective_on=off.on,
        effect=off.effect, recorded_at=act.now, recorded_by=act.actor_id, note=off.reason.strip()[:300],
    )
    session.add(entry)
    session.flush()
    counted = replays.counted(session, case, today=act.today, figures=figures)
    told = BookedOff(
        entry_id=entry.id, booked=off.kind, amount=off.amount, effect=off.effect, reason=entry.note,
        balance=counted.balance, asked=off.asked, asked_through=off.asked_through,
    )
    kept = events.record(session, act, case.id, told, effective_on=off.on)
    if counted.valuation is not None:
        valuation_records.keep_with(session, case, kept, on=act.today, figures=figures, now=act.now)
    return entry


def take_back(
    session: Session, act: Act, case: Case, entry: LedgerEntry, *, reason: str, figures: Figures
) -> LedgerEntry:
    """Ask again what was booked off by this entry, which stands: a counter-entry of its kind, on its day."""
    counter = LedgerEntry(
        case_id=case.id, claim_id=entry.claim_id, kind=entry.kind, amount=-entry.amount,
        effective_on=entry.effective_on, effect=entry.effect, recorded_at=act.now, recorded_by=act.actor_id,
        reverses_id=entry.id, note=reason.strip()[:300],
    )
    session.add(counter)
    session.flush()
    counted = replays.counted(session, case, today=act.today, figures=figures)
    told = BookedBack(
        entry_id=counter.id, booked=entry.kind, amount=-entry.amount, balance=counted.balance, reason=counter.note
    )
    kept = events.record(session, act, case.id, told, effective_on=act.today)
    if counted.valuation is not None:
        valuation_records.keep_with(session, case, kept, on=act.today, figures=figures, now=act.now)
    return counter


def standing(session: Session, case_id: int, *kinds: LedgerKind) -> list[LedgerEntry]:
    """Entries of these kinds that were not taken back, by day."""
    return ledger_entries.entries_by_case(session, [case_id], kinds).get(case_id, [])
