"""Tells a running balance from the amount of each invoice: both are often called "Saldo"."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from cases.intake.columns import Plan, PlannedColumn, Role
from cases.intake.model import Field
from cases.intake.numbers import Numbers
from cases.intake.readings import cell_of
from cases.intake.signals import Signal
from cases.intake.table import Record
from legal.money import ZERO

_Numbers = list[Decimal | None]
_LIKELY_PERCENT = 60


def settled(plan: Plan, records: Sequence[Record], numbers: Numbers) -> Plan:
    """The plan with the amount taken from the column of which the one that was chosen is the running balance.

    A balance runs when every row adds its own amount to that of the row before, or begins anew. Where most rows do and
    some do not, or where nobody says what the adding column is, `unclear` names the column that is added up.
    """
    chosen = plan.of(Field.AMOUNT)
    if chosen is None or chosen.signal is Signal.DEBIT:
        return plan
    rivals = _rivals(plan)
    balance = _numbers(records, numbers, chosen) if rivals else []
    for parts in rivals:
        added = _together([_numbers(records, numbers, part) for part in parts])
        fits = _fitting_percent(balance, added)
        known = parts[0].meant is Field.AMOUNT or parts[0].signal is Signal.DEBIT
        if fits == 100 and known:
            return _moved(plan, chosen, parts[0])
        if fits >= _LIKELY_PERCENT:
            return replace(plan, unclear=parts[0].header)
    return plan


def _rivals(plan: Plan) -> list[tuple[PlannedColumn, ...]]:
    """Columns that may hold the amounts that a balance adds up; a column credit is taken off."""
    debit, credit = plan.told_by(Signal.DEBIT), plan.told_by(Signal.CREDIT)
    both = [(debit[0], *credit[:1])] if debit else []
    named = [(column,) for column in plan.columns if column.meant is Field.AMOUNT]
    unnamed = [
        (column,) for column in plan.columns
        if column.field is None and column.meant is None and column.signal is None and column.role is Role.ORDINARY
    ]
    return [*both, *named, *unnamed]


def _numbers(records: Sequence[Record], numbers: Numbers, column: PlannedColumn) -> _Numbers:
    found = numbers.read_each(column, [cell_of(record, column.index) for record in records])
    return [number if isinstance(number, Decimal) else None for number in found]


def _together(columns: list[_Numbers]) -> _Numbers:
    """Debit less credit, row by row; None where neither stands."""
    if len(columns) == 1:
        return columns[0]
    debits, taken_off = columns
    return [
        None if debit is None and credit is None else (debit or ZERO) - (credit or ZERO)
        for debit, credit in zip(debits, taken_off, strict=True)
    ]


def _fitting_percent(balance: _Numbers, added: _Numbers) -> int:
    """Share of the rows that fit a running balance; 0 when no row says more than that the two are equal.

    The first row may carry what stood open before.
    """
    if balance == added:
        return 0
    fitting = counted = running = 0
    for at in range(1, len(balance)):
        before, now, own = balance[at - 1], balance[at], added[at]
        if now is None and own is None:
            continue
        counted += 1
        if now is None or own is None:
            continue
        runs = before is not None and now - before == own
        running += runs and now != own
        fitting += runs or now == own
    return fitting * 100 // counted if running else 0


def _moved(plan: Plan, balance: PlannedColumn, amount: PlannedColumn) -> Plan:
    moved = {
        balance.index: replace(balance, field=None, signal=Signal.RUNNING),
        amount.index: replace(amount, field=Field.AMOUNT, beside="", meant=None),
    }
    return replace(plan, columns=tuple(moved.get(column.index, column) for column in plan.columns))
