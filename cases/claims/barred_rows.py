"""Rows of a claim file that are probably barred, or will be within three months: said before a client confirms."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache, partial

from cases.claims.opening import debtor_kind, stated_kind
from cases.counting.prescriptions import term_in_words
from cases.intake import ClaimRow, FlagCode
from cases.intake.model import RowFlag
from cases.models import ClientTerms
from legal.debtor.prescription import CountedRegime, careful_regime, prescription
from letters.words import short_date

SOON_MONTHS = 3
UNLESS = "tenzij u eerder hebt gestuit, bijvoorbeeld met een schriftelijke aanmaning"
REMEDY = "Lever het bewijs aan van een aanmaning of erkenning van vóór die dag, als dat er is."


def flagged(rows: Iterable[ClaimRow], *, terms: ClientTerms, today: date) -> tuple[ClaimRow, ...]:
    """The rows, with the first day barred where that has come or comes within SOON_MONTHS; no interruption is known."""
    told_of = cache(partial(_told, today=today))
    return tuple(_flagged(row, terms, told_of) for row in rows)


def _flagged(row: ClaimRow, terms: ClientTerms, told_of: Callable[[CountedRegime, date], str]) -> ClaimRow:
    kind = debtor_kind(terms, row)
    counted = careful_regime(stated_kind(terms, row, kind), debtor=kind, is_periodic=bool(row.term_of))
    told = told_of(counted, row.due_date)
    if not told:
        return row
    why = f"Factuur {row.invoice_number} {told}, {UNLESS}. {REMEDY}"
    return row._replace(flags=(*row.flags, RowFlag(code=FlagCode.PROBABLY_BARRED, explanation=why)))


def _told(counted: CountedRegime, due_date: date, *, today: date) -> str:
    """What is near or past for a claim that became due on that day; empty for nothing."""
    term = prescription(counted.regime, due_date=due_date)
    months, day = term.alarm_on(today), short_date(term.barred_from)
    basis = f"({term_in_words(counted)}, {term.law}; vervallen op {short_date(due_date)})"
    if term.is_barred(today):
        return f"is waarschijnlijk verjaard sinds {day} {basis}"
    return f"verjaart op {day} {basis}" if months is not None and months <= SOON_MONTHS else ""
