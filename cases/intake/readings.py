"""How each column is read, decided over all its rows, and the Dutch explanation with an example."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, partial
from itertools import chain, compress

from cases.intake import amounts, code_pages, typed_dates
from cases.intake import dates as day_text
from cases.intake.columns import FIELD_NAMES, Plan, PlannedColumn, Role, Unit
from cases.intake.marks import Marks, with_unnamed
from cases.intake.model import DATE_FIELDS, NUMBER_FIELDS, Column, Field
from cases.intake.numbers import Numbers
from cases.intake.privacy import is_citizen_number, mask, numbered_among, was_taken_out
from cases.intake.seen import Counted, Meaning, Once, Seen
from cases.intake.signals import AMOUNTS, SIGNAL_NAMES
from cases.intake.table import AT_ONCE, Record, text_of
from cases.intake.values import (
    HouseNumber,
    PersonName,
    PostalCode,
    clean,
    dutch_postal_code,
    house_number,
    is_tidy,
    names_company,
    person_name,
    street_and_number,
)
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
    `numbered` cells hold a citizen service number where nine digits are not normal; `damaged` ones look wrong as texts.
    """

    plan: Plan
    dates: Mapping[int, day_text.DateReading]
    numbers: Mapping[int, amounts.NumberReading]
    private: frozenset[int]
    health: frozenset[int]
    marks: Marks
    seen: Seen
    numbered: frozenset[str]
    damaged: frozenset[str]
    swappable: frozenset[int]
    old_page: str
    kept: Numbers

    @cached_property
    def searched(self) -> tuple[PlannedColumn, ...]:
        """Columns whose text is searched for citizen service numbers."""
        return tuple(
            column for column in self.plan.columns
            if column.index not in self.private
            and column.field not in NINE_DIGITS_NORMAL
            and column.role in (Role.ORDINARY, Role.CITIZEN_NUMBER)
        )

    @cached_property
    def _days(self) -> Mapping[int, Once[str, date | day_text.DateFault]]:
        return {index: Once(partial(day_text.parse, reading=each)) for index, each in self.dates.items()}

    @cached_property
    def _numbers(self) -> Mapping[int, Once[str, Decimal | amounts.NumberFault]]:
        return {index: self.kept.read(index, each) for index, each in self.numbers.items()}

    @cached_property
    def address(self) -> Once[str, tuple[str, HouseNumber] | None]:
        """Street and house number of a cell that holds both."""
        return Once(street_and_number)

    @cached_property
    def house_number(self) -> Once[str, HouseNumber | None]:
        """The house number in a cell of its own."""
        return Once(house_number)

    @cached_property
    def person(self) -> Once[str, PersonName | None]:
        """The parts of a whole name; None for that of an enterprise."""
        return Once(lambda name: None if names_company(name) else person_name(name))

    @cached_property
    def postal_code(self) -> Once[str, PostalCode | None]:
        """The Dutch postal code in a cell."""
        return Once(dutch_postal_code)

    def day(self, column: PlannedColumn, cell: str) -> date | day_text.DateFault:
        """The day in a cell of a date column."""
        return self._days[column.index](cell)

    def number(self, column: PlannedColumn, cell: str) -> Decimal | amounts.NumberFault:
        """The number in a cell of a number column; cents are made euro."""
        return _in_euro(self._numbers[column.index](cell), cell, column.unit)

    def numbers_in(
        self, column: PlannedColumn, cells: Sequence[str]
    ) -> Sequence[Decimal | amounts.NumberFault]:
        """The numbers in many cells of a number column."""
        numbers = self._numbers[column.index].each(cells, typed=self.seen.typed)
        if column.unit is not Unit.CENTS:
            return numbers
        return [_in_euro(number, cell, column.unit) for number, cell in zip(numbers, cells, strict=True)]


def _in_euro(number: Decimal | amounts.NumberFault, cell: str, unit: Unit) -> Decimal | amounts.NumberFault:
    if unit is not Unit.CENTS or not isinstance(number, Decimal):
        return number
    whole = number == number.to_integral_value() and not {",", "."} & set(cell)
    return number * CENT if whole else amounts.NumberFault.NOT_IN_CENTS


def all_tidied(records: Sequence[Record], delimiter: str | None) -> list[Record]:
    """Those of `records` that are not blank, each as `tidied` gives it; `delimiter` stands between cells as written."""
    tidy: list[Record] = []
    for start in range(0, len(records), AT_ONCE):
        some = records[start : start + AT_ONCE]
        if is_tidy([text_of(some, delimiter)]):
            tidy += [record for record in some if any(record.cells)]
        else:
            tidy += [tidied(record) for record in some if not record.is_blank]
    return tidy


def tidied(record: Record) -> Record:
    """A record without stray white space in its cells; cells that the spreadsheet typed are left as they are."""
    if is_tidy(record.cells):
        return record
    return Record(record.row, tuple(cell if type(cell) is not str else clean(cell) for cell in record.cells))


def cell_of(record: Record, index: int) -> str:
    """Cell `index` of a record, empty when the record is shorter."""
    return record.cells[index] if index < len(record.cells) else ""


def texts_of(plan: Plan, records: Sequence[Record], field: Field) -> Sequence[str]:
    """The cell of a field in each of the records; empty ones where no column holds it."""
    column = plan.of(field)
    if column is None:
        return ("",) * len(records)
    index = column.index
    return [record.cells[index] if index < len(record.cells) else "" for record in records]


def read(plan: Plan, seen: Seen, kept: Numbers, total_lines: Sequence[Record]) -> Reading:
    """Decide for every column how it is read, from what stands in it without the `total_lines`."""
    plan = with_unnamed(plan, seen)
    day_readings: dict[int, day_text.DateReading] = {}
    number_readings: dict[int, amounts.NumberReading] = {}
    private = {column.index for column in plan.columns if column.role is Role.CITIZEN_NUMBER}
    for column in plan.columns:
        cells = seen.columns[column.index]
        if column.field in DATE_FIELDS:
            day_readings[column.index] = (
                day_text.DateReading(order=column.order) if column.order else day_text.decide(cells)
            )
        elif column.field in NUMBER_FIELDS or column.signal in AMOUNTS or column.meant is Field.AMOUNT:
            number_readings[column.index] = kept.decided(column)
        elif column.field in _DISGUISES and _is_disguised(cells):
            private.add(column.index)
    no_numbers = [one for one in plan.columns if one.index not in private and one.field not in NINE_DIGITS_NORMAL]
    cells_of_totals = {cell for line in total_lines for cell in line.cells}
    damaged = code_pages.damaged_among(_texts(seen, [one for one in plan.columns if one.field in TEXT_FIELDS]))
    return Reading(
        plan=plan,
        dates=day_text.settle(day_readings),
        numbers=_settled(plan, number_readings),
        private=frozenset(private),
        health=frozenset(column.index for column in plan.columns if column.role is Role.HEALTH),
        marks=Marks(plan, seen),
        seen=seen,
        numbered=numbered_among(chain(cells_of_totals, _texts(seen, no_numbers))),
        damaged=damaged,
        swappable=typed_dates.swappable({index: [cell for cell, _ in seen.columns[index]] for index in day_readings}),
        old_page=code_pages.old_page_of(damaged),
        kept=kept,
    )


def _texts(seen: Seen, columns: Iterable[PlannedColumn]) -> Iterable[str]:
    return chain.from_iterable(seen.texts[column.index] for column in columns)


def _settled(plan: Plan, numbers: Mapping[int, amounts.NumberReading]) -> Mapping[int, amounts.NumberReading]:
    """Give columns beside the amount its decimal mark, where their own few cells do not tell."""
    column = plan.of(Field.AMOUNT)
    own = numbers[column.index] if column else None
    if own is None or own.mark is None:
        return numbers
    return {
        index: own if reading.mark is None and not reading.mixed else reading for index, reading in numbers.items()
    }


def _is_disguised(cells: Counted) -> bool:
    return len(cells) >= _DISGUISE_SAMPLE and all(
        len(cell) == 9 and cell.isdigit() and is_citizen_number(cell) for cell, _ in cells
    )


def explained(reading: Reading, seen: Seen) -> tuple[Column, ...]:
    """Every column with how it was understood, for the client to check."""
    return tuple(_explained(reading, column, seen) for column in reading.plan.columns)


def _explained(reading: Reading, column: PlannedColumn, seen: Seen) -> Column:
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
    return Column(header=header, index=index, field=column.field, how=_how(reading, column, seen), guessed=guessed)


def _ignored(header: str, index: int, how: str) -> Column:
    return Column(header=header, index=index, field=None, how=how, ignored=True)


def _how(reading: Reading, column: PlannedColumn, seen: Seen) -> str:
    example, many = _example_of(reading, column, seen.columns[column.index])
    assert column.field is not None
    return f"{FIELD_NAMES[column.field]}: {example}{many} van {seen.rows} regels{_remark(reading, column)}"


def _example_of(reading: Reading, column: PlannedColumn, cells: Counted) -> tuple[str, int]:
    """The first cell that is understood, with how, and in how many rows one is."""
    texts = reading.seen.texts[column.index]
    if column.index in reading.dates:
        days = [day if isinstance(day := reading.day(column, cell), date) else None for cell in texts]
        return _example(cells, days, day_text.in_dutch)
    if column.index in reading.numbers:
        found = reading.numbers_in(column, texts)
        numbers = [number if isinstance(number, Decimal) else None for number in found]
        return _example(cells, numbers, amounts.in_euro if column.field is Field.AMOUNT else _percent)
    if column.field is Field.POSTAL_CODE:
        return _example(cells, texts, lambda cell: found.code if (found := dutch_postal_code(cell)) else cell)
    if column.field is Field.NAME:
        return _example(cells, texts, _shown_name)
    if column.field is Field.ADDRESS:
        return _example(cells, list(map(reading.address, texts)), _shown_address)
    kept = [None if was_taken_out(cell) else cell for cell in texts] if was_taken_out("|".join(texts)) else texts
    return _example(cells, kept, str)


def _example(
    cells: Counted, understood: Sequence[Meaning | None], show: Callable[[Meaning], str]
) -> tuple[str, int]:
    many = sum(compress((count for _, count in cells), [found is not None for found in understood]))
    shown = (
        f"{_short(cell)} → {_short(show(found))}; "
        for (cell, _), found in zip(cells, understood, strict=True) if found is not None
    )
    return next(shown, ""), many


def _percent(rate: Decimal) -> str:
    return f"{rate}%".replace(".", ",")


def _shown_name(cell: str) -> str:
    name = person_name(cell)
    parts = (("voornaam", name.first_names), ("voorletters", name.initials), ("tussenvoegsel", name.prefix),
             ("achternaam", name.surname))
    return ", ".join(f"{label} {part}" for label, part in parts if part)


def _shown_address(found: tuple[str, HouseNumber]) -> str:
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
