"""Marks of debit and credit and sorts of documents, understood over all rows of a file."""

import re
from collections.abc import Sequence
from dataclasses import replace

from cases.intake.columns import Plan, PlannedColumn
from cases.intake.model import Field
from cases.intake.sayings import Posting, is_word, posting
from cases.intake.signals import Signal
from cases.intake.table import Record

_STRONG = re.compile(r"factuur|facturen|invoice|nota|credit|betaling|payment|boeking|debiteur|memoriaal", re.IGNORECASE)
_CREDIT_NUMBER = re.compile(r"(?:cn|cr|crn|cred|c)[-/ .]?(\d+)", re.IGNORECASE)


class Marks:
    """What the columns with marks and document types hold over all rows, and how credit notes are numbered."""

    def __init__(self, plan: Plan, records: Sequence[Record]) -> None:
        self._told = {
            column.index: frozenset(cell for record in records if (cell := _cell(record, column).strip()))
            for column in plan.told_by(Signal.MARK, Signal.DOCUMENT, Signal.KIND)
        }
        number = plan.of(Field.INVOICE_NUMBER)
        numbers = [_cell(record, number) for record in records] if number else []
        self._lengths = {len(text) for text in numbers if text.isdigit()}
        self._credit_numbers = sum(1 for text in numbers if _CREDIT_NUMBER.fullmatch(text))
        self._few = self._credit_numbers * 2 < len(numbers)

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
        return {posting(cell) for cell in told} == {Posting.CLAIM, Posting.CREDIT}

    def numbers_credit(self, number: str) -> bool:
        """True for a number like C20260118 in a list of numbers like 20260101."""
        match = _CREDIT_NUMBER.fullmatch(number)
        return bool(match and self._few and len(match.group(1)) in self._lengths)


def with_unnamed(plan: Plan, records: Sequence[Record]) -> Plan:
    """The plan with columns of which the header says nothing, but every cell is a mark of debit or credit."""
    return replace(plan, columns=tuple(
        replace(column, signal=Signal.MARK) if column.is_free_text and _holds_marks(column, records) else column
        for column in plan.columns
    ))


def _holds_marks(column: PlannedColumn, records: Sequence[Record]) -> bool:
    return column.signal is None and {posting(_cell(record, column)) for record in records} == {
        Posting.CLAIM, Posting.CREDIT,
    }


def _cell(record: Record, column: PlannedColumn) -> str:
    return record.cells[column.index] if column.index < len(record.cells) else ""
