"""Rows that are about one invoice: the same row twice, the lines of one invoice, and rows that add up other rows.

Lines are added up only where the file shows that it lists lines; else all rows of that invoice wait, because a second
amount may as well be what is left after a payment.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from cases.intake import amounts
from cases.intake.columns import Plan
from cases.intake.headers import normalised
from cases.intake.model import ClaimRow, Doubt, Field, FlagCode, RowFlag, WaitCode
from cases.intake.owners import Owner
from cases.intake.readings import texts_of
from cases.intake.table import Record
from legal.money import ZERO

_WHOLE_ROW = "(hele regel)"
_LINE_HEADER = re.compile(
    r"aantal|quantity|stuksprijs|eenheidsprijs|unitprice|^artikel|^regelnummer$|^regelnr$|^regel$|^lineno$|^linenumber$"
)
# Words with which a second row of an invoice is no line of it, but says the same debt again or otherwise.
_NO_LINE = re.compile(
    r"rest|saldo|betal|voldaan|termijn|deel|correctie|credit|storno|totaal|total|herinner|aanman|maning|rente|kosten"
    r"|boete|open|copy|kopie|factuur|invoice", re.IGNORECASE,
)
_DELIVERY = re.compile(r"(?:verzend|bezorg|vracht|transport|porto|administratie|order|voorrij)kosten", re.IGNORECASE)
_DAYS = (Field.INVOICE_DATE, Field.DUE_DATE)
_SHOWN = 8
_LINES_TOGETHER = 2
_FEWEST_ADDED = 3


@dataclass
class Sorted:
    """The rows of which each invoice stands once, with what became of the others, by row number."""

    rows: list[ClaimRow] = field(default_factory=list)
    duplicates: dict[int, int] = field(default_factory=dict)
    added: dict[int, int] = field(default_factory=dict)
    doubts: dict[int, Doubt] = field(default_factory=dict)


class Entry(NamedTuple):
    """A row with its signed amount, for adding up: credits count below zero."""

    record: Record
    owner: Owner
    amount: Decimal

    @property
    def row(self) -> int:
        """As the spreadsheet counts it."""
        return self.record.row


def sums(plan: Plan, entries: Sequence[Entry]) -> dict[int, Doubt]:
    """Rows whose amount is exactly that of other rows together, so that they may be a subtotal without the word."""
    doubts = _grand_total(entries)
    by_owner: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_owner[entry.owner.number or entry.owner.name].append(entry)
    for own in by_owner.values():
        if len(own) > 1 and _may_add_up(own):
            doubts |= _subtotals(plan, own)
    if doubts:
        doubts |= _lone_subtotals(by_owner, doubts)
    return doubts


def _may_add_up(own: Sequence[Entry]) -> bool:
    """Whether any amount is that of all rows before it together, or of all others: else there is no subtotal."""
    since = ZERO
    whole = sum((entry.amount for entry in own), ZERO)
    for _, _, amount in own:
        if amount == since or amount * 2 == whole:
            return True
        since += amount
    return False


def _subtotals(plan: Plan, own: Sequence[Entry]) -> dict[int, Doubt]:
    doubts: dict[int, Doubt] = {}
    before: list[Entry] = []
    since = ZERO
    whole = sum((entry.amount for entry in own), ZERO)
    records = [entry.record for entry in own]
    numbers = [normalised(number) for number in texts_of(plan, records, Field.INVOICE_NUMBER)]
    days = list(zip(*(texts_of(plan, records, field) for field in _DAYS), strict=True))
    same_number, same_days = Counter(numbers), Counter(days)
    for entry, number, written in zip(own, numbers, days, strict=True):
        # A subtotal is no invoice of its own: it repeats the number or the days of another row.
        odd = same_number[number] > 1 or same_days[written] > 1 or not any(map(str.isdigit, number))
        is_owner = bool(number) and number.lstrip("0") == entry.owner.number
        hinted = entry.amount > 0 and (odd or is_owner)
        if hinted and before and entry.amount == since and (is_owner or _exceeds_two(entry, before)):
            doubts[entry.row] = _adds_up(before)
            before, since = [], ZERO
        elif hinted and entry.amount * 2 == whole and _exceeds_two(entry, others := _without(own, entry)):
            doubts[entry.row] = _adds_up(others)
        else:
            before.append(entry)
            since += entry.amount
    return doubts


def _without(own: Sequence[Entry], entry: Entry) -> list[Entry]:
    return [other for other in own if other is not entry]


def _exceeds_two(entry: Entry, others: Sequence[Entry]) -> bool:
    """True when `entry` is more than each of at least two others, as their sum is."""
    return len(others) > 1 and all(other.amount < entry.amount for other in others)


def _lone_subtotals(by_owner: Mapping[str, Sequence[Entry]], doubts: Mapping[int, Doubt]) -> dict[int, Doubt]:
    """Subtotals of debtors with one invoice, in a file that gives others a subtotal: the same amount once more."""
    pairs = [own for own in by_owner.values() if len(own) == _LINES_TOGETHER and not any(e.row in doubts for e in own)]
    return {own[1].row: _adds_up(own[:1]) for own in pairs if own[0].amount == own[1].amount > 0}


def _grand_total(entries: Sequence[Entry]) -> dict[int, Doubt]:
    if len(entries) <= _FEWEST_ADDED:
        return {}
    last = entries[-1]
    whole = sum((entry.amount for entry in entries[:-1]), ZERO)
    return {last.row: _adds_up(entries[:-1])} if last.amount == whole > 0 else {}


def _adds_up(entries: Sequence[Entry]) -> Doubt:
    few = 4
    named = ", ".join(str(entry.row) for entry in entries[:few]) + (" …" if len(entries) > few else "")
    rows = f"regel {named}" if len(entries) == 1 else f"de regels {named} samen"
    return Doubt(column=_WHOLE_ROW, code=WaitCode.SUM_OF_OTHERS,
                 reason=f"Dit bedrag is precies dat van {rows}. Is dit een totaalregel, haal haar dan weg")


def once_each(plan: Plan, rows: Sequence[ClaimRow]) -> Sorted:
    """The rows with every invoice once: identical rows are duplicates, lines are added up, the rest waits."""
    done = Sorted()
    groups: dict[tuple[object, str], list[ClaimRow]] = defaultdict(list)
    for row in rows:
        groups[(row.customer_number.casefold() or row.debtor_key, row.invoice_number.casefold())].append(row)
    distinct = {key: _without_duplicates(done, group) for key, group in groups.items()}
    lists_lines = _lists_lines(plan, list(distinct.values()))
    for group in distinct.values():
        if len(group) == 1:
            done.rows.append(group[0])
        elif lists_lines and _are_lines(group):
            done.rows.append(_added(done, group))
        else:
            _hold(done, group)
    done.rows.sort(key=lambda row: row.row)
    return done


def _without_duplicates(done: Sorted, group: list[ClaimRow]) -> list[ClaimRow]:
    if len(group) == 1:
        return group
    kept: dict[tuple[object, ...], ClaimRow] = {}
    for row in group:
        first = kept.setdefault(
            (row.amount, row.invoice_date, row.due_date, row.period, row.description, row.term_of), row
        )
        if first is not row:
            done.duplicates[row.row] = first.row
    return list(kept.values())


def _lists_lines(plan: Plan, groups: Sequence[Sequence[ClaimRow]]) -> bool:
    """True when the file as a whole lists the lines of invoices: it has columns for them, or more than one invoice."""
    if plan.of(Field.DESCRIPTION) is None:
        return False
    many = sum(1 for group in groups if len(group) > 1 and _are_lines(group))
    return many >= _LINES_TOGETHER or any(_LINE_HEADER.search(normalised(column.header)) for column in plan.columns)


def _are_lines(group: Sequence[ClaimRow]) -> bool:
    """True when rows of one number differ as lines do: each its own thing and amount, all else the same."""
    described = {row.description.casefold() for row in group}
    whole = sum((row.amount for row in group), ZERO)
    return (
        len(described) == len(group)
        and len({row.amount for row in group}) > 1
        and len({(row.invoice_date, row.due_date, row.debtor_key, row.period) for row in group}) == 1
        and not any(row.amount * 2 == whole for row in group)
        and not any(_NO_LINE.search(_DELIVERY.sub("", row.description)) for row in group)
    )


def _added(done: Sorted, group: Sequence[ClaimRow]) -> ClaimRow:
    first, whole = group[0], sum((row.amount for row in group), ZERO)
    parts = " + ".join(amounts.in_euro(row.amount) for row in group[:_SHOWN]) + (" + …" if len(group) > _SHOWN else "")
    others = ", ".join(str(row.row) for row in group[1 : _SHOWN + 1]) + (" …" if len(group) > _SHOWN + 1 else "")
    done.added.update({row.row: first.row for row in group[1:]})
    why = f"Factuur {first.invoice_number} staat ook op regel {others}: {parts} = {amounts.in_euro(whole)}."
    flags = dict.fromkeys(flag for row in group for flag in row.flags)
    return first._replace(
        amount=whole, description="; ".join(row.description for row in group)[:300],
        flags=(*flags, RowFlag(code=FlagCode.LINES_ADDED, explanation=why)),
    )


def _hold(done: Sorted, group: Sequence[ClaimRow]) -> None:
    for row in group:
        first = [str(other.row) for other in group[: _SHOWN + 1] if other is not row][:_SHOWN]
        others = ", ".join(first) + (" …" if len(group) > _SHOWN + 1 else "")
        done.doubts[row.row] = Doubt(
            column=_WHOLE_ROW, code=WaitCode.INVOICE_LINES,
            reason=f"Factuur {row.invoice_number} staat met een ander bedrag of een andere tekst op regel {others}. "
            "Zijn het regels van één factuur of wat er over is na een betaling? Maak er één regel van met wat er "
            "openstaat",
        )
