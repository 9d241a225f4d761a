"""103: what was booked off or paid back was so by who may, within what there was, and fits the end of its case."""

from collections.abc import Iterator
from typing import TypeAlias

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from cases.invariants.finding import Looked, Wrong, all_of
from cases.models import (
    CREDITS,
    Case,
    CaseEvent,
    ClosingReason,
    CreditEffect,
    EventKind,
    LedgerEntry,
    LedgerKind,
    OpenDifference,
    Stage,
    ToldAmount,
    WriteOff,
    WriteOffState,
)

Condition: TypeAlias = ColumnElement[bool]
BY_PAYMENT = (ClosingReason.SMALL_DIFFERENCE, ClosingReason.PAID_AS_ASKED)
NEVER_OWED = (ClosingReason.DISPUTE_UPHELD, ClosingReason.WRONG_DEBTOR)
LOWERS = (
    LedgerKind.PAYMENT, LedgerKind.WRITE_OFF, LedgerKind.SMALL_DIFFERENCE, LedgerKind.WITHDRAWN_PART, *CREDITS,
)
RAISES = (LedgerKind.PRINCIPAL, LedgerKind.REFUND, LedgerKind.OTHER_COST)


def wrong(looked: Looked) -> Iterator[Wrong]:
    """Entries with a wrong sign or that nobody allowed, and cases whose end does not fit what was booked."""
    for what, condition in (*_signs(), *_of_closed_cases()):
        keys = select(LedgerEntry.id).join(Case, LedgerEntry.case_id == Case.id).where(condition)
        yield from all_of(looked, "ledger_entry", keys.order_by(LedgerEntry.id), what)
    for what, condition in _decisions():
        yield from all_of(looked, "write_off", select(WriteOff.id).where(condition).order_by(WriteOff.id), what)
    for what, keys in _of_cases():
        yield from all_of(looked, "case", keys, what)
    yield from all_of(
        looked, "case_event", _too_much_back(), "er is meer terugbetaald dan er te veel was betaald"
    )
    told_back = select(ToldAmount.id).where(ToldAmount.through_day < ToldAmount.as_of).order_by(ToldAmount.id)
    yield from all_of(looked, "told_amount", told_back, "de laatste betaaldag ligt voor de dag van berekening")


def _signs() -> Iterator[tuple[str, Condition]]:
    """What the debtor owes more is positive; a counter-entry is the opposite of what it takes back."""
    first, amount = LedgerEntry.reverses_id.is_(None), LedgerEntry.amount
    yield "deze boeking heeft het verkeerde teken", and_(first, or_(
        LedgerEntry.kind.in_(LOWERS) & (amount > 0), LedgerEntry.kind.in_(RAISES) & (amount < 0),
    ))
    yield "alleen wat is ingetrokken of gecrediteerd zegt vanaf wanneer", (
        LedgerEntry.kind.in_((LedgerKind.WITHDRAWN_PART, *CREDITS)) != LedgerEntry.effect.is_not(None)
    )


def _of_closed_cases() -> Iterator[tuple[str, Condition]]:
    standing = _standing(LedgerEntry)
    yield "een klein verschil staat alleen op een dossier dat door betaling sloot", and_(
        LedgerEntry.kind == LedgerKind.SMALL_DIFFERENCE, standing,
        LedgerEntry.claim_id.is_(None),  # of one claim: a letter was paid, and others came to the case after it
        or_(Case.stage != Stage.CLOSED, Case.closing_reason.not_in(BY_PAYMENT)),
    )
    yield "wat is ingetrokken, staat op een dossier dat daarmee sloot", and_(
        LedgerEntry.kind == LedgerKind.WITHDRAWN_PART, standing, or_(
            Case.stage != Stage.CLOSED,
            (LedgerEntry.effect == CreditEffect.FROM_ORIGIN) != Case.closing_reason.in_(NEVER_OWED),
        ),
    )
    decided = exists().where(WriteOff.entry_id == LedgerEntry.id).correlate(LedgerEntry)
    yield "niemand besloot tot deze afboeking", and_(
        LedgerEntry.kind == LedgerKind.WRITE_OFF, LedgerEntry.reverses_id.is_(None), ~decided
    )


def _decisions() -> Iterator[tuple[str, Condition]]:
    """Above the limit of who asked it, another person decides."""
    is_booked = WriteOff.state == WriteOffState.BOOKED
    by_two = and_(
        WriteOff.decided_by.is_not(None), WriteOff.proposed_by.is_not(None), WriteOff.decided_by != WriteOff.proposed_by
    )
    yield "boven de grens besloot geen tweede persoon", and_(
        is_booked, WriteOff.amount > WriteOff.most_alone, ~by_two
    )
    yield "wat is afgeboekt heeft een boeking, de rest niet", is_booked != WriteOff.entry_id.is_not(None)
    is_closed = exists().where(Case.id == WriteOff.case_id, Case.stage == Stage.CLOSED).correlate(WriteOff)
    yield "op een gesloten dossier wacht geen afboeking", and_(WriteOff.state == WriteOffState.PROPOSED, is_closed)
    entry = aliased(LedgerEntry)
    other = exists().where(
        entry.id == WriteOff.entry_id, or_(entry.case_id != WriteOff.case_id, entry.kind != LedgerKind.WRITE_OFF)
    ).correlate(WriteOff)
    part = exists().where(entry.id == WriteOff.entry_id, entry.amount != -WriteOff.amount).correlate(WriteOff)
    yield "de boeking hoort niet bij deze afboeking", or_(other, and_(WriteOff.closing_reason.is_(None), part))


def _of_cases() -> Iterator[tuple[str, Select[int]]]:
    closed = select(Case.id).where(Case.stage == Stage.CLOSED).order_by(Case.id)
    small = _entry_of_case(LedgerKind.SMALL_DIFFERENCE)
    yield "gesloten op een klein verschil dat niet is afgeboekt", closed.where(
        Case.closing_reason == ClosingReason.SMALL_DIFFERENCE, ~small
    )
    yield "gesloten als nooit verschuldigd, en toch gevraagd", closed.where(
        Case.closing_reason.in_(NEVER_OWED), ~_entry_of_case(LedgerKind.WITHDRAWN_PART)
    )
    waiting = select(OpenDifference.case_id).join(Case, OpenDifference.case_id == Case.id).where(or_(
        Case.stage != Stage.CLOSED, Case.closing_reason != ClosingReason.PAID_AS_ASKED, small
    ))
    yield "het dossier wacht op een verschil dat er niet is", waiting.order_by(OpenDifference.case_id)


def _too_much_back() -> Select[int]:
    """Repayments after which something was owed: more went back than was too much."""
    balance = CaseEvent.data["balance"].as_string()
    return select(CaseEvent.id).where(
        CaseEvent.kind == EventKind.REFUNDED, balance.is_not(None), balance.not_like("-%"), balance != "0.00"
    ).order_by(CaseEvent.id)


def _entry_of_case(kind: LedgerKind) -> Condition:
    entry = aliased(LedgerEntry)
    return exists().where(entry.case_id == Case.id, entry.kind == kind, _standing(entry)).correlate(Case)


def _standing(entry: type[LedgerEntry]) -> Condition:
    counter = aliased(LedgerEntry)
    return entry.reverses_id.is_(None) & ~select(counter.id).where(counter.reverses_id == entry.id).exists()
