"""How each column is read, decided over all its rows, and the Dutch explanation with an example."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from cases.intake import amounts, code_pages, typed_dates
from cases.intake import dates as day_text
from cases.intake.columns import FIELD_NAMES, Plan, PlannedColumn, Role, Unit
from cases.intake.marks import Marks, with_unnamed
from cases.intake.model import DATE_FIELDS, NUMBER_FIELDS, Column, Field
from cases.intake.privacy import is_citizen_number, mask, was_taken_out
from cases.intake.signals import AMOUNTS, SIGNAL_NAMES
from cases.intake.table import Record
from cases.intake.values import clean, dutch_postal_code, person_name, street_and_number
from legal.money import CENT

# Columns in which nine digits are normal. A bank account of before IBAN even passes the test of the citizen number.
NINE_DIGITS_NORMAL = (
    Field.INVOICE_NUMBER, Field.CUSTOMER_NUMBER, Field.TERM_OF, Field.PHONE, Field.KVK_NUMBER, Field.IBAN,
)
_DISGUISES = (Field.INVOICE_NUMBER, Field.CUSTOMER_NUMBER, Field.TERM_OF)
_DISGUISE_SAMPLE = 5  # one in eleven numbers passes by chance; five different ones all passing is no chance
NOT_KEPT_FIELDS = (Field.IBAN,)
# Texts that come into letters and on the record.
TEXT_FIELDS = (
    Field.NAME, Field.FIRST_NAMES, Field.INITIALS, Field.PREFIX, Field.SURNAME, Field.COMPANY_NAME,
    Field.CONTACT_PERSON, Field.ADDRESS, Field.STREET, Field.HOUSE_NUMBER_ADDITION, Field.CITY, Field.POSTCODE_AND_CITY,
    Field.DESCRIPTION, Field.REFERENCE, Field.PERIOD, Field.LEGAL_FORM,
)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The plan with the way of reading per column index. `private` columns hold the citizen service number.

    `swappable` columns hold typed days that may have day and month swapped; `old_page` is the code page of the texts.
    """

    plan: Plan
    dates: Mapping[int, day_text.DateReading]
    numbers: Mapping[int, amounts.NumberReading]
    private: frozenset[int]
    health: frozenset[int]
    marks: Marks
    swappable: frozenset[int] = frozenset()
    old_page: str = ""

    @cached_property
    def searched(self) -> tuple[PlannedColumn, ...]:
        """Columns whose text is searched for citizen service numbers."""
        return tuple(
            column for column in self.plan.columns
            if column.index not in self.private
            and column.field not in NINE_DIGITS_NORMAL
            and column.role in (Role.ORDINARY, Role.CITIZEN_NUMBER)
        )

    def day(self, column: PlannedColumn, cell: str) -> date | day_text.DateFault:
        """The day in a cell of a date column."""
        return day_text.parse(cell, self.dates[column.index])

    def number(self, column: PlannedColumn, cell: str) -> Decimal | amounts.NumberFault:
        """The number in a cell of a number column; cents are made euro."""
        number = amounts.parse(cell, self.numbers[column.index])
        if column.unit is not Unit.CENTS or not isinstance(number, Decimal):
            return number
        whole = number == number.to_integral_value() and not {",", "."} & set(cell)
        return number * CENT if whole else amounts.NumberFault.NOT_IN_CENTS


def tidied(record: Record) -> Record:
    """A record without stray white space in its cells; cells that the spreadsheet typed are left as they are."""
    return Record(record.row, tuple(cell if type(cell) is not str else clean(cell) for cell in record.cells))


def cell_of(record: Record, index: int) -> str:
    """Cell `index` of a record, empty when the record is shorter."""
    return record.cells[index] if index < len(record.cells) else ""


def read(plan: Plan, records: Sequence[Record]) -> Reading:
    """Decide for every column how it is read, from its tidied records."""
    plan = with_unnamed(plan, records)
    day_readings: dict[int, day_text.DateReading] = {}
    number_readings: dict[int, amounts.NumberReading] = {}
    private = {column.index for column in plan.columns if column.role is Role.CITIZEN_NUMBER}
    for column in plan.columns:
        cells = [cell for cell in (cell_of(record, column.index) for record in records) if cell]
        if column.field in DATE_FIELDS:
            day_readings[column.index] = (
                day_text.DateReading(order=column.order) if column.order else day_text.decide(cells)
            )
        elif column.field in NUMBER_FIELDS or column.signal in AMOUNTS or column.meant is Field.AMOUNT:
            number_readings[column.index] = (
                amounts.NumberReading(mark=column.mark) if column.mark else amounts.decide(cells)
            )
        elif column.field in _DISGUISES and _is_disguised(cells):
            private.add(column.index)
    days = {index: [cell for record in records if (cell := cell_of(record, index))] for index in day_readings}
    return Reading(
        plan=plan,
        dates=day_text.settle(day_readings),
        numbers=_settled(plan, number_readings),
        private=frozenset(private),
        health=frozenset(column.index for column in plan.columns if column.role is Role.HEALTH),
        marks=Marks(plan, records),
        swappable=typed_dates.swappable(days),
        old_page=code_pages.old_page_of(
            cell_of(record, column.index) for column in plan.columns if column.field in TEXT_FIELDS
            for record in records
        ),
    )


def _settled(plan: Plan, numbers: Mapping[int, amounts.NumberReading]) -> Mapping[int, amounts.NumberReading]:
    """Give columns beside the amount its decimal mark, where their own few cells do not tell."""
    column = plan.of(Field.AMOUNT)
    own = numbers[column.index] if column else None
    if own is None or own.mark is None:
        return numbers
    return {
        index: own if reading.mark is None and not reading.mixed else reading for index, reading in numbers.items()
    }


def _is_disguised(cells: Sequence[str]) -> bool:
    different = set(cells)
    return len(different) >= _DISGUISE_SAMPLE and all(
        len(cell) == 9 and cell.isdigit() and is_citizen_number(cell) for cell in different
    )


def explained(reading: Reading, records: Sequence[Record]) -> tuple[Column, ...]:
    """Every column with how it was understood, for the client to check."""
    return tuple(_explained(reading, column, records) for column in reading.plan.columns)


def _explained(reading: Reading, column: PlannedColumn, records: Sequence[Record]) -> Column:
    header, index = column.header, column.index
    if index in reading.private:
        return _ignored(header, index, "burgerservicenummer: mag niet worden verwerkt; verwijder deze kolom")
    if column.role is Role.HEALTH:
        return _ignored(header, index, "gezondheidsgegeven: wordt niet gelezen en niet bewaard")
    if column.role is Role.REASON:
        return _ignored(header, index, "reden van een eerdere weigering: wordt niet gelezen")
    if column.beside:
        return _ignored(header, index, f"niet gebruikt: kolom ‘{column.beside}’ is hiervoor gekozen")
    if column.field is None and column.signal is not None:
        how = f"{SIGNAL_NAMES[column.signal]}: wordt nagekeken"
        return Column(header=header, index=index, field=None, how=how)
    if column.field is None:
        return _ignored(header, index, "onbekende kolom: alleen nagekeken op betaald, creditnota en betwist")
    if column.field in NOT_KEPT_FIELDS:
        return _ignored(header, index, f"{FIELD_NAMES[column.field]}: niet nodig voor de vordering, wordt niet bewaard")
    guessed_order = index in reading.dates and reading.dates[index].guessed
    guessed = column.guessed or column.unit is not Unit.EURO or guessed_order
    return Column(header=header, index=index, field=column.field, how=_how(reading, column, records), guessed=guessed)


def _ignored(header: str, index: int, how: str) -> Column:
    return Column(header=header, index=index, field=None, how=how, ignored=True)


def _how(reading: Reading, column: PlannedColumn, records: Sequence[Record]) -> str:
    understand = _understanding(reading, column)
    example, count = "", 0
    for record in records:
        cell = cell_of(record, column.index)
        shown = understand(cell) if cell else None
        if shown is None:
            continue
        count += 1
        example = example or f"{_short(cell)} → {_short(shown)}; "
    assert column.field is not None
    return f"{FIELD_NAMES[column.field]}: {example}{count} van {len(records)} regels{_remark(reading, column)}"


def _understanding(reading: Reading, column: PlannedColumn) -> Callable[[str], str | None]:
    """How a cell of the column is shown as understood; None for a cell that was not."""
    if column.index in reading.dates:
        return lambda cell: _shown_day(reading.day(column, cell))
    if column.field is Field.AMOUNT:
        return lambda cell: _shown_amount(reading.number(column, cell))
    if column.index in reading.numbers:
        return lambda cell: _shown_percent(reading.number(column, cell))
    if column.field is Field.POSTAL_CODE:
        return lambda cell: found.code if (found := dutch_postal_code(cell)) else cell
    if column.field is Field.NAME:
        return _shown_name
    if column.field is Field.ADDRESS:
        return _shown_address
    return lambda cell: None if was_taken_out(cell) else cell


def _shown_day(day: date | day_text.DateFault) -> str | None:
    return day_text.in_dutch(day) if isinstance(day, date) else None


def _shown_amount(amount: Decimal | amounts.NumberFault) -> str | None:
    return amounts.in_euro(amount) if isinstance(amount, Decimal) else None


def _shown_percent(rate: Decimal | amounts.NumberFault) -> str | None:
    return f"{rate}%".replace(".", ",") if isinstance(rate, Decimal) else None


def _shown_name(cell: str) -> str:
    name = person_name(cell)
    parts = (("voornaam", name.first_names), ("voorletters", name.initials), ("tussenvoegsel", name.prefix),
             ("achternaam", name.surname))
    return ", ".join(f"{label} {part}" for label, part in parts if part)


def _shown_address(cell: str) -> str | None:
    found = street_and_number(cell)
    if found is None:
        return None
    street, number = found
    addition = f", toevoeging {number.addition}" if number.addition else ""
    return f"straat {street}, huisnummer {number.number}{addition}"


def _remark(reading: Reading, column: PlannedColumn) -> str:
    days = reading.dates.get(column.index)
    if column.unit is Unit.CENTS:
        return "; in centen, omgerekend naar euro"
    if column.unit is Unit.WITHOUT_VAT:
        return "; zonder btw"
    if days is None:
        return ""
    if days.mixed:
        return "; dag en maand wisselen in deze kolom van plaats"
    if days.open:
        return "; de volgorde van dag en maand staat niet vast"
    order = {day_text.DateOrder.DMY: "dag-maand-jaar", day_text.DateOrder.MDY: "maand-dag-jaar"}
    return f"; aangenomen volgorde {order[days.order]}" if days.guessed and days.order else ""


def _short(text: str) -> str:
    text = mask(text)
    return text if len(text) <= 60 else text[:59] + "…"
