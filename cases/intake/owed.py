"""The amount of a row: what the amount column says, less what other columns took off it.

Where those columns cannot be understood the row waits; it never comes in for more than the file says is open.
Netting one row with another is `taking_off`.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from cases.intake import amounts, headers
from cases.intake.columns import Plan, PlannedColumn, Unit
from cases.intake.draft import REQUIRED, Credit, Draft, shortened
from cases.intake.model import FaultCode, Field, FlagCode, WaitCode
from cases.intake.sayings import Saying, saying
from cases.intake.signals import Signal
from cases.intake.table import NativeDate, NativeNumber
from legal.money import CENT, ZERO

MAX_AMOUNT = Decimal("999999999.99")
_DAY = re.compile(r"\d{1,4}[-/. ](?:\d{1,2}|[a-z]{3,9})[-/. ]\d{2,4}", re.IGNORECASE)
_DAY_HEADER = re.compile(r"op$|datum|date|paidon|dag$")
_ABOVE_ZERO = "een bedrag boven nul; verreken een creditnota met de factuur waar zij bij hoort"
_SETTLED = {
    Saying.YES: FaultCode.PAID, Saying.PAID: FaultCode.PAID, Saying.CREDITED: FaultCode.CREDITED,
    Saying.WRITTEN_OFF: FaultCode.WRITTEN_OFF, Saying.CLOSED: FaultCode.CLOSED,
}
_HARMLESS = (Saying.NOTHING, Saying.NO, Saying.OPEN)


def amount_owed(draft: Draft) -> Decimal | None:
    """What is open of the claim; None when that cannot be said, with the faults and doubts noted."""
    stated = _stated(draft)
    if stated is None or draft.credit is not None:
        return None
    if stated < 0:
        draft.credit = Credit(amount=-stated)
        draft.refuse(Field.AMOUNT, _ABOVE_ZERO, code=FaultCode.CREDIT)
        return None
    if not stated:
        draft.refuse(Field.AMOUNT, _ABOVE_ZERO)
        return None
    return _checked(draft, stated)


def plainly(numbers: Sequence[object]) -> Decimal | None:
    """The amount of a row in which no column takes anything off; None where `amount_owed` may say anything of it.

    `numbers`: what was read in the columns that are `compared`.
    """
    stated = numbers[0]
    if not isinstance(stated, Decimal) or stated <= 0 or _beyond(stated):
        return None
    for other in numbers[1:]:
        if isinstance(other, Decimal) and stated > other:
            return None
    return stated.quantize(CENT)


def compared(plan: Plan) -> tuple[PlannedColumn, ...]:
    """The amount column and those that may hold the amount of the whole invoice."""
    return tuple(filter(None, (plan.of(Field.AMOUNT), *plan.whole_amounts)))


def may_be_plain(plan: Plan) -> bool:
    """True unless every row must be looked at because of what the columns beside the amount hold."""
    amount = plan.of(Field.AMOUNT)
    return (
        amount is not None and amount.signal is None and amount.unit is not Unit.WITHOUT_VAT and not plan.unclear
        and not plan.told_by(Signal.DEBIT, Signal.CREDIT, Signal.LEFT)
    )


def beside(plan: Plan) -> Iterable[tuple[PlannedColumn, Callable[[Draft, PlannedColumn, str], Decimal]]]:
    """The columns that may take something off the amount, each with what reads its cell."""
    yield from ((column, _paid_in) for column in plan.told_by(Signal.PAID))
    yield from ((column, _lowered_in) for column in plan.told_by(Signal.LOWERING))


def size(draft: Draft) -> Decimal | None:
    """The number in the amount column without its sign, for a row that turns out to be a credit; None if unreadable."""
    column, text = draft.plan.of(Field.AMOUNT), draft.text(Field.AMOUNT)
    number = draft.reading.number(column, text) if column and text else None
    if isinstance(number, Decimal) and number:
        return abs(number)
    return _credit_beside(draft) or None


def _checked(draft: Draft, stated: Decimal) -> Decimal | None:
    beyond = _beyond(stated)
    if beyond:
        draft.refuse(Field.AMOUNT, beyond)
        return None
    column = draft.plan.of(Field.AMOUNT)
    assert column is not None
    if column.unit is Unit.WITHOUT_VAT:
        draft.wait(column.header, "Dit bedrag is zonder btw. Vul in de kolom Bedrag in wat er met btw openstaat",
                   WaitCode.AMOUNT_WITHOUT_VAT)
    if draft.plan.unclear:
        draft.wait(
            column.header, f"Kolom ‘{column.header}’ lijkt een lopend saldo van kolom ‘{draft.plan.unclear}’, niet wat "
            "er van deze factuur openstaat. Laat alleen de kolom met het openstaande bedrag staan",
            WaitCode.BALANCE_UNCLEAR,
        )
    owed = _less_paid(draft, column, stated).quantize(CENT)
    _compare_with_left(draft, owed)
    return owed


def _beyond(stated: Decimal) -> str:
    """What an amount above zero should have been; "" when the record can hold it."""
    if not stated.same_quantum(CENT) and amounts.decimals(stated) > 2:
        return "een bedrag met ten hoogste twee decimalen, bijvoorbeeld 1.234,56"
    return f"een bedrag tot {amounts.in_euro(MAX_AMOUNT)}" if stated > MAX_AMOUNT else ""


def _compare_with_left(draft: Draft, owed: Decimal) -> None:
    """A row waits where a column that was not taken for the amount leaves less open, or says that it is not."""
    for column in draft.plan.told_by(Signal.LEFT):
        cell = draft.record.cells[column.index]
        number = draft.reading.number(column, cell) if cell else owed
        less = number < owed if isinstance(number, Decimal) else saying(cell) not in (
            Saying.NOTHING, Saying.YES, Saying.OPEN
        )
        if less:
            draft.wait(column.header, f"Hier staat “{shortened(cell)}”, en het bedrag is {amounts.in_euro(owed)}. Wat "
                       "staat er open? Vul dat in en haal de andere kolom weg", WaitCode.AMOUNTS_DIFFER)


def _stated(draft: Draft) -> Decimal | None:
    """The number in the amount column; with debit and credit beside each other, the one less the other."""
    column, text = draft.plan.of(Field.AMOUNT), draft.text(Field.AMOUNT)
    beside = _credit_beside(draft)
    if beside and saying(text) is Saying.NOTHING:
        text = ""  # a dash for no debit
    if column is None or not (text or beside):
        draft.refuse(Field.AMOUNT, REQUIRED[Field.AMOUNT])
        return None
    number = draft.reading.number(column, text) if text else ZERO
    if not isinstance(number, Decimal):
        draft.refuse(Field.AMOUNT, number.value)
        return None
    if beside is None:
        return None
    if column.signal is Signal.DEBIT or not number:
        return number - beside
    return number


def _credit_beside(draft: Draft) -> Decimal | None:
    """What stands in the column credit, nothing where there is none; None when it cannot be read."""
    total = ZERO
    for column in draft.plan.told_by(Signal.CREDIT):
        cell = draft.record.cells[column.index]
        number = draft.reading.number(column, cell) if saying(cell) not in _HARMLESS else ZERO
        if not isinstance(number, Decimal):
            draft.wait(column.header, f"“{shortened(cell)}” in deze kolom is niet te lezen als bedrag",
                       WaitCode.DEDUCTION_UNCLEAR)
            return None
        total += abs(number)
    return total


def _less_paid(draft: Draft, column: PlannedColumn, stated: Decimal) -> Decimal:
    """`stated` less what the file says was paid of it; rows in which the columns contradict each other wait."""
    paid, lowered = _paid(draft), _lowered(draft, column)
    is_open = headers.says_open(column.header)
    whole = _whole(draft)
    if _contradicts(draft, column, stated, whole, taken_off=paid + lowered):
        return stated
    if lowered and not (is_open and whole):
        draft.wait(_header_of(draft, Signal.LOWERING, Signal.CREDIT), "Moet dit nog van het openstaande bedrag af? "
                   "Vul in de kolom Bedrag in wat er openstaat en haal deze kolom weg", WaitCode.DEDUCTION_UNCLEAR)
    if not paid or (is_open and (whole or paid < stated)):
        return stated
    if is_open is not False:
        draft.wait(_header_of(draft, Signal.PAID), f"Betaald is {amounts.in_euro(paid)}. Is dat al van "
                   f"{amounts.in_euro(stated)} af? Vul in wat er openstaat en haal deze kolom weg",
                   WaitCode.PAYMENT_UNCLEAR)
        return stated
    return _difference(draft, stated, paid)


def _difference(draft: Draft, stated: Decimal, paid: Decimal) -> Decimal:
    header, left = _header_of(draft, Signal.PAID), stated - paid
    sum_ = f"{amounts.in_euro(stated)} min {amounts.in_euro(paid)}"
    if left <= 0:
        draft.refuse_first(header, amounts.in_euro(paid), f"een factuur die nog openstaat; dit is {sum_}: er blijft "
                           "niets over", FaultCode.PAID)
        return stated
    draft.flag(FlagCode.PAYMENT_DEDUCTED, f"Openstaand is {sum_} (kolom ‘{header}’), dus {amounts.in_euro(left)}.")
    return left


def _contradicts(
    draft: Draft, column: PlannedColumn, stated: Decimal, others: Sequence[tuple[str, Decimal]], *, taken_off: Decimal
) -> bool:
    """True when another column leaves less open than `stated`: a running balance, added costs, a slip."""
    if headers.says_open(column.header) is False and column.signal is not Signal.DEBIT:
        taken_off = ZERO  # it is taken off afterwards
    for header, whole in others:
        if column.signal is not Signal.DEBIT and stated > whole - taken_off:
            draft.wait(
                column.header, f"{amounts.in_euro(stated)} is meer dan er volgens kolom ‘{header}’ open kan staan "
                f"({amounts.in_euro(whole - taken_off)}). Vul in wat er van deze factuur openstaat, zonder kosten en "
                "rente", WaitCode.AMOUNTS_DIFFER,
            )
            return True
    return False


def _whole(draft: Draft) -> list[tuple[str, Decimal]]:
    """Amounts of the whole invoice in other columns."""
    amounts = []
    for other in draft.plan.whole_amounts:
        cell = draft.record.cells[other.index]
        number = draft.reading.number(other, cell) if cell else None
        if isinstance(number, Decimal):
            amounts.append((other.header, number))
    return amounts


def _paid(draft: Draft) -> Decimal:
    """What the columns of payments add up to. Words and days that say that it was paid are noted."""
    columns = draft.plan.told_by(Signal.PAID)
    return sum((_paid_in(draft, column, draft.record.cells[column.index]) for column in columns), ZERO)


def _paid_in(draft: Draft, column: PlannedColumn, cell: str) -> Decimal:
    number = _amount_in(draft, column, cell)
    if number is None:
        _paid_in_words(draft, column, cell)
    return ZERO if number is None else abs(number)


def _amount_in(draft: Draft, column: PlannedColumn, cell: str) -> Decimal | None:
    """The amount in a cell; None for words, days and a lone 1, which may mean yes."""
    if not cell or isinstance(cell, NativeDate) or cell == "1":
        return None
    number = draft.reading.number(column, cell)
    is_day = isinstance(cell, NativeNumber) and _DAY_HEADER.search(headers.normalised(column.header))
    return number if isinstance(number, Decimal) and not (is_day and number) else None


def _paid_in_words(draft: Draft, column: PlannedColumn, cell: str) -> None:
    said = saying(cell)
    is_day = isinstance(cell, NativeDate) or bool(_DAY.search(cell))
    if said in _HARMLESS and not is_day:
        return
    if said in _SETTLED and not is_day and cell != "1":
        draft.refuse_first(column.header, cell, "een factuur die nog openstaat; volgens deze kolom is zij voldaan, "
                           "gecrediteerd of afgesloten", _SETTLED[said])
        return
    draft.wait(column.header, f"Hier staat “{shortened(cell)}”. Is deze factuur betaald, of een deel daarvan? Vul in "
               "wat er openstaat, of haal de regel weg", WaitCode.PAYMENT_UNCLEAR)


def _lowered(draft: Draft, amount: PlannedColumn) -> Decimal:
    """What may go off the amount. Words in such a column make the row wait at once."""
    columns = draft.plan.told_by(Signal.LOWERING)
    if amount.signal is not Signal.DEBIT and not draft.plan.told_by(Signal.DEBIT):
        columns += draft.plan.told_by(Signal.CREDIT)
    return sum((_lowered_in(draft, column, draft.record.cells[column.index]) for column in columns), ZERO)


def _lowered_in(draft: Draft, column: PlannedColumn, cell: str) -> Decimal:
    number = draft.reading.number(column, cell.removesuffix("%").strip()) if cell else ZERO
    if isinstance(number, Decimal):
        return abs(number)
    if saying(cell) not in _HARMLESS:
        draft.wait(column.header, f"Hier staat “{shortened(cell)}”. Moet er nog iets van het openstaande bedrag "
                   "af? Vul in wat er openstaat en maak deze cel leeg", WaitCode.DEDUCTION_UNCLEAR)
    return ZERO


def _header_of(draft: Draft, *signals: Signal) -> str:
    """Header of the first of these columns in which something stands."""
    columns = draft.plan.told_by(*signals)
    return next((column.header for column in columns if draft.record.cells[column.index]), columns[0].header)
