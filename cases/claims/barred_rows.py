"""Rows of a claim file that are probably barred, or will be within three months: said before a client confirms."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from cases.claims.opening import debtor_kind, stated_kind
from cases.counting.prescriptions import term_in_words
from cases.intake import ClaimRow, FlagCode
from cases.intake.model import RowFlag
from cases.models import ClientTerms
from legal.debtor.prescription import careful_regime, prescription
from letters.words import short_date

SOON_MONTHS = 3
UNLESS = "tenzij u eerder hebt gestuit, bijvoorbeeld met een schriftelijke aanmaning"
REMEDY = "Lever het bewijs aan van een aanmaning of erkenning van vóór die dag, als dat er is."


def flagged(rows: Iterable[ClaimRow], *, terms: ClientTerms, today: date) -> tuple[ClaimRow, ...]:
    """The rows, with the first day barred where that has come or comes within SOON_MONTHS; no interruption is known."""
    return tuple(_flagged(row, terms, today) for row in rows)


def _flagged(row: ClaimRow, terms: ClientTerms, today: date) -> ClaimRow:
    kind = debtor_kind(terms, row)
    counted = careful_regime(stated_kind(terms, row, kind), debtor=kind, is_periodic=bool(row.term_of))
    term = prescription(counted.regime, due_date=row.due_date)
    months = term.alarm_on(today)
    basis = f"{term_in_words(counted)}, {term.law}; vervallen op {short_date(row.due_date)}"
    day = short_date(term.barred_from)
    if term.is_barred(today):
        told = f"is waarschijnlijk verjaard sinds {day}"
    elif months is not None and months <= SOON_MONTHS:
        told = f"verjaart op {day}"
    else:
        return row
    why = f"Factuur {row.invoice_number} {told} ({basis}), {UNLESS}. {REMEDY}"
    return replace(row, flags=(*row.flags, RowFlag(code=FlagCode.PROBABLY_BARRED, explanation=why)))
