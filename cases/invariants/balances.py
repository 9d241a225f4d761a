"""4: the entries with counted interest and costs are what is owed; a kept result is counted again to the same cent."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, selectinload

from cases.counting import figure_sets, statement
from cases.invariants.finding import IN_PIECES, CannotRecount, Flaw, Looked, Wrong
from cases.models import OF_PRINCIPAL, Case, CreditEffect, FigureSet, LedgerEntry, Overpaid, ValuationRecord
from legal.errors import LawError
from legal.money import ZERO, from_cents
from legal.parameters import Figures
from letters.words import euro


def sums(looked: Looked) -> Iterator[Wrong]:
    """Cases of which the entries, with the interest and costs that are counted, are not the balance.

    And those on which too much was paid without anybody being asked to pay it back. A case of which the figures say
    nothing has no balance to compare.
    """
    on = statement.last_known_day(looked.figures, looked.on)
    for cases in _in_pieces(looked.session, looked.sample):
        ids = [case.id for case in cases]
        booked = _booked(looked, ids, on=on)
        listed = set(looked.session.scalars(select(Overpaid.case_id).where(Overpaid.case_id.in_(ids))))
        records = statement.records_of(looked.session, cases, figures=looked.figures)
        for case in cases:
            try:
                owed = statement.valuation_of(records[case.id], on=on, figures=looked.figures)
            except LawError:
                continue
            found = booked.get(case.id, ZERO) + owed.interest + owed.costs + owed.vat_on_costs + owed.penalty
            if owed.balance > ZERO:  # what one of several paid too much pays nothing of what another owes
                found += owed.too_much
            if found != owed.balance:
                yield Wrong(table="case", row=str(case.id), flaw=Flaw.SUM, what=(
                    f"de boekingen met rente en kosten zijn {euro(found)}, het saldo is {euro(owed.balance)}"
                ))
            if owed.too_much and case.id not in listed:
                yield Wrong(table="case", row=str(case.id), what="te veel betaald, en niet in de lijst daarvan")


def kept_results(looked: Looked) -> Iterator[Wrong]:
    """Kept results that are not what their own facts come to with their own figures."""
    restored = lru_cache(maxsize=16)(lambda sha256: _restored(looked, sha256))
    query = select(ValuationRecord).order_by(ValuationRecord.id).limit(looked.sample)
    for record in looked.session.scalars(query.execution_options(yield_per=IN_PIECES)):
        why = _why_not(looked, record, restored(record.figure_set_sha256))
        looked.session.expunge(record)
        if why:
            yield Wrong(table="valuation_record", row=str(record.id), what=why)


def _in_pieces(session: Session, sample: int | None) -> Iterator[Sequence[Case]]:
    """Cases with what they are counted from, in order of id; forgotten again when the next piece is asked for."""
    last, left = 0, sample
    while left is None or left > 0:
        size = IN_PIECES if left is None else min(left, IN_PIECES)
        query = select(Case).where(Case.id > last).order_by(Case.id).limit(size).options(
            selectinload(Case.claims), selectinload(Case.terms), selectinload(Case.debtor)
        )
        cases = session.scalars(query).all()
        if not cases:
            return
        yield cases
        last, left = cases[-1].id, None if left is None else left - len(cases)
        session.expunge_all()


def _booked(looked: Looked, case_ids: Sequence[int], *, on: date) -> dict[int, Decimal]:
    """The sum of the entries of each case: all principal, what was never owed of it, and the rest through `on`."""
    counts = or_(
        LedgerEntry.kind.in_(OF_PRINCIPAL), LedgerEntry.effect == CreditEffect.FROM_ORIGIN,
        LedgerEntry.effective_on <= on,
    )
    query = select(LedgerEntry.case_id, func.sum(LedgerEntry.amount)).where(
        LedgerEntry.case_id.in_(case_ids), counts
    ).group_by(LedgerEntry.case_id)
    return {case_id: _euro(total) for case_id, total in looked.session.execute(query)}


def _euro(total: Decimal | int) -> Decimal:
    # The sum of a BIGINT is NUMERIC on PostgreSQL; the column's own type makes it euro on both.
    return total if isinstance(total, Decimal) else from_cents(int(total))


def _restored(looked: Looked, sha256: str) -> Figures | None:
    """The figures that were kept under that fingerprint; None where they cannot be read or are others by now.

    What is looked at is the text itself: read by a later version the same figures have another fingerprint.
    """
    kept = looked.session.get(FigureSet, sha256)
    if kept is None or not figure_sets.is_whole(kept):
        return None
    try:
        return figure_sets.restore(looked.session, sha256, like=looked.figures)
    except (KeyError, TypeError, ValueError, AssertionError):
        return None


def _why_not(looked: Looked, record: ValuationRecord, figures: Figures | None) -> str:
    if figures is None:
        return "de bewaarde cijfers zijn niet meer die van toen"
    try:
        found = looked.recount(record.reasons["request"], figures)
    except CannotRecount as error:
        return f"de bewaarde uitkomst kan niet opnieuw worden geteld: {error}"
    told = record.reasons["totals"]
    differ = [name for name in told if found.get(name) != told[name]]
    return f"opnieuw geteld komt er een ander bedrag uit bij {', '.join(differ)}" if differ else ""
