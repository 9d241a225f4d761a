"""5: what takes something back is its exact opposite, on the same case, once, and is not taken back itself."""

from collections.abc import Iterator
from typing import Any, TypeAlias  # Any: a column of a table of any kind

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from cases.invariants.finding import Looked, Wrong, all_of
from cases.models import CREDITS, OF_PRINCIPAL, Interruption, LedgerEntry, LedgerKind, MeansShown, ServiceReport

Rule: TypeAlias = tuple[str, Select[int]]
ELSEWHERE = "wat is ingetrokken, hoort niet bij hetzelfde"
TWICE = "meer dan eenmaal ingetrokken"
OF_ITSELF = "een intrekking is zelf ingetrokken"
# What is taken back by an entry of the same kind.
BY_THEIR_OWN = (
    LedgerKind.WRITE_OFF, LedgerKind.SMALL_DIFFERENCE, LedgerKind.WITHDRAWN_PART, LedgerKind.REFUND, *CREDITS,
    LedgerKind.OTHER_COST,
)


def wrong(looked: Looked) -> Iterator[Wrong]:
    """Every row that takes another one back and does not answer to it."""
    for table, rules in (
        ("ledger_entry", _of_money()), ("interruption", _of_interruptions()), ("means_shown", _of_means()),
        ("service_report", _of_reports()),
    ):
        for what, keys in rules:
            yield from all_of(looked, table, keys, what)


def _of_money() -> Iterator[Rule]:
    back, paid = aliased(LedgerEntry), aliased(LedgerEntry)
    pairs = select(back.id).join(paid, back.reverses_id == paid.id).order_by(back.id)
    yield "de terugboeking is niet het tegengestelde bedrag", pairs.where(back.amount != -paid.amount)
    yield "de terugboeking staat in een ander dossier", pairs.where(back.case_id != paid.case_id)
    yield "de terugboeking telt op een andere dag", pairs.where(back.effective_on != paid.effective_on)
    of_payment = (paid.kind == LedgerKind.PAYMENT) & (back.kind == LedgerKind.PAYMENT_REVERSED)
    of_its_own = (paid.kind == back.kind) & paid.kind.in_(BY_THEIR_OWN)
    yield "wat is teruggeboekt, is geen betaling of boeking van die soort", pairs.where(~or_(of_payment, of_its_own))
    yield OF_ITSELF, pairs.where(paid.reverses_id.is_not(None))
    reverses = LedgerEntry.reverses_id.is_not(None)
    yield "een terugboeking noemt geen betaling, of een andere boeking wel", select(LedgerEntry.id).where(or_(
        (LedgerEntry.kind == LedgerKind.PAYMENT_REVERSED) & ~reverses,
        LedgerEntry.kind.in_((*OF_PRINCIPAL, LedgerKind.PAYMENT)) & reverses,
    )).order_by(LedgerEntry.id)
    yield "de betaling is meer dan eenmaal teruggeboekt", _named_twice(LedgerEntry.reverses_id)


def _of_interruptions() -> Iterator[Rule]:
    back, row = aliased(Interruption), aliased(Interruption)
    pairs = select(back.id).join(row, back.withdraws_id == row.id).order_by(back.id)
    yield ELSEWHERE, pairs.where(back.claim_id != row.claim_id)
    yield OF_ITSELF, pairs.where(row.withdraws_id.is_not(None))
    yield TWICE, _named_twice(Interruption.withdraws_id)


def _of_means() -> Iterator[Rule]:
    back, row = aliased(MeansShown), aliased(MeansShown)
    pairs = select(back.id).join(row, back.withdraws_id == row.id).order_by(back.id)
    yield ELSEWHERE, pairs.where(back.case_id != row.case_id)
    yield OF_ITSELF, pairs.where(row.withdraws_id.is_not(None))
    yield TWICE, _named_twice(MeansShown.withdraws_id)


def _of_reports() -> Iterator[Rule]:
    """A correction may be corrected in its turn: the newest counts."""
    newer, older = aliased(ServiceReport), aliased(ServiceReport)
    pairs = select(newer.id).join(older, newer.corrects_id == older.id).order_by(newer.id)
    yield "de correctie hoort bij een ander exploot", pairs.where(newer.writ_id != older.writ_id)
    yield "meer dan eenmaal gecorrigeerd", _named_twice(ServiceReport.corrects_id)


def _named_twice(column: Any) -> Select[int]:
    """The rows that more than one other row names in this column."""
    return select(column).where(column.is_not(None)).group_by(column).having(func.count() > 1).order_by(column)
