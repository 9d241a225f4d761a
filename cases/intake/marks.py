"""Marks of debit and credit and sorts of documents, understood over all rows of a file."""

import re
from dataclasses import replace

from cases.intake.columns import Plan, PlannedColumn
from cases.intake.model import Field
from cases.intake.sayings import Posting, is_word, posting
from cases.intake.seen import Counted, Seen
from cases.intake.signals import Signal

_STRONG = re.compile(r"factuur|facturen|invoice|nota|credit|betaling|payment|boeking|debiteur|memoriaal", re.IGNORECASE)
_MARKED = {Posting.CLAIM, Posting.CREDIT}
_CREDIT_NUMBER = re.compile(r"(?:cn|cr|crn|cred|c)[-/ .]?(\d+)", re.IGNORECASE)


class Marks:
    """What the columns with marks and document types hold over all rows, and how credit notes are numbered."""

    def __init__(self, plan: Plan, seen: Seen) -> None:
        self._told = {
            column.index: frozenset(cell for cell, _ in seen.columns[column.index])
            for column in plan.told_by(Signal.MARK, Signal.DOCUMENT, Signal.KIND)
        }
        number = plan.of(Field.INVOICE_NUMBER)
        self.credit_numbers = _credit_numbers(seen.columns[number.index] if number else [], seen.rows)

    def posting(self, column: PlannedColumn, cell: str) -> Posting:
        """What sort of entry a cell says the row is."""
        found = posting(cell)
        told = self._told[column.index]
        if column.signal is Signal.MARK:
            claims = any(posting(other) is Posting.CLAIM for other in told)
            return Posting.UNKNOWN if found is Posting.NOTHING and claims else found
        if column.signal is Signal.DOCUMENT or self._is_document(told):
            return found
        return Posting.UNKNOWN if found is Posting.CREDIT and is_word(cell) else Posting.NOTHING

    def _is_document(self, told: frozenset[str]) -> bool:
        """True when a column "Soort" holds sorts of documents, not sorts of customers or products."""
        if any(_STRONG.search(cell) for cell in told):
            return True
        return {posting(cell) for cell in told} == _MARKED


def _credit_numbers(numbers: Counted, rows: int) -> frozenset[str]:
    """Numbers like C20260118 in a list of numbers like 20260101, where they are few."""
    marked = [(text, count) for text, count in numbers if text[:1] in {"c", "C"}]
    likely = [(match, count) for text, count in marked if (match := _CREDIT_NUMBER.fullmatch(text))]
    if not likely or sum(count for _, count in likely) * 2 >= rows:
        return frozenset()
    lengths = {len(text) for text, _ in numbers if text.isdigit()}
    return frozenset(match.group() for match, _ in likely if len(match.group(1)) in lengths)


def with_unnamed(plan: Plan, seen: Seen) -> Plan:
    """The plan with columns of which the header says nothing, but every cell is a mark of debit or credit."""
    unnamed = {column.index for column in plan.free_texts if _holds_marks(column, seen)}
    if not unnamed:
        return plan
    return replace(plan, columns=tuple(
        replace(column, signal=Signal.MARK) if column.index in unnamed else column for column in plan.columns
    ))


def _holds_marks(column: PlannedColumn, seen: Seen) -> bool:
    cells = seen.columns[column.index]
    if column.signal is not None or sum(count for _, count in cells) < seen.rows:
        return False
    found = set()
    for cell, _ in cells:
        found.add(posting(cell))
        if not found <= _MARKED:
            return False
    return found == _MARKED
