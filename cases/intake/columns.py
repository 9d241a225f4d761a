"""Which record is the header, and which column means what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import islice

from cases.intake import headers
from cases.intake.amounts import Mark
from cases.intake.dates import DateOrder
from cases.intake.errors import FileFault, IntakeRefused
from cases.intake.model import DATE_FIELDS, NUMBER_FIELDS, Field
from cases.intake.privacy import mask
from cases.intake.seen import Once
from cases.intake.signals import AMOUNTS, Signal, signal_of, tells_how_to_pay
from cases.intake.table import Record, Sheet, Table
from cases.intake.values import clean, whole_address

HEADER_SEARCH = 25
LIKELY_HEADER = 3
IGNORE = ("", "ignore")
_LAST = 1_000  # behind every name of a field
_CHOSEN = (False, False, 0)  # before every reading of our own

FIELD_NAMES: Mapping[Field, str] = {
    Field.CUSTOMER_NUMBER: "klantnummer", Field.NAME: "naam", Field.FIRST_NAMES: "voornaam",
    Field.INITIALS: "voorletters", Field.PREFIX: "tussenvoegsel", Field.SURNAME: "achternaam",
    Field.COMPANY_NAME: "bedrijfsnaam", Field.CONTACT_PERSON: "contactpersoon", Field.LEGAL_FORM: "rechtsvorm",
    Field.KVK_NUMBER: "KvK-nummer", Field.ADDRESS: "straat en huisnummer", Field.STREET: "straat",
    Field.HOUSE_NUMBER: "huisnummer", Field.HOUSE_NUMBER_ADDITION: "toevoeging", Field.POSTAL_CODE: "postcode",
    Field.CITY: "woonplaats", Field.POSTCODE_AND_CITY: "postcode en woonplaats",
    Field.COUNTRY: "land", Field.EMAIL: "e-mailadres", Field.PHONE: "telefoonnummer",
    Field.IBAN: "bankrekening", Field.BIRTH_DATE: "geboortedatum", Field.CONTRACT_DATE: "contractdatum",
    Field.INVOICE_NUMBER: "factuurnummer", Field.INVOICE_DATE: "factuurdatum", Field.PERIOD: "periode",
    Field.TERM_OF: "termijn van contract",
    Field.DUE_DATE: "vervaldatum", Field.PAYMENT_DAYS: "betaaltermijn in dagen", Field.AMOUNT: "openstaand bedrag",
    Field.CURRENCY: "valuta",
    Field.DESCRIPTION: "omschrijving", Field.REFERENCE: "referentie", Field.REMINDER_SENT_ON: "herinnering verstuurd",
    Field.PAYMENT_TERM_AGREED: "betaaltermijn overeengekomen", Field.CLAIM_KIND: "soort vordering",
    Field.IN_BUSINESS: "zakelijk of particulier",
    Field.CONTRACT_RATE_MONTH: "contractuele rente per maand", Field.CONTRACT_RATE_YEAR: "contractuele rente per jaar",
}

_NAMES = {Field.NAME, Field.SURNAME, Field.COMPANY_NAME}
# Two columns with the same name for one of these would make the claim itself uncertain.
_DECISIVE = (
    Field.CUSTOMER_NUMBER, Field.NAME, Field.SURNAME, Field.COMPANY_NAME, Field.INVOICE_NUMBER, Field.INVOICE_DATE,
    Field.DUE_DATE, Field.AMOUNT, Field.POSTAL_CODE, Field.PERIOD,
)


class Role(StrEnum):
    """Why a column is handled apart from its field."""

    ORDINARY = "ordinary"
    CITIZEN_NUMBER = "citizen_number"
    HEALTH = "health"
    REASON = "reason"


class Unit(StrEnum):
    """What an amount column counts."""

    EURO = "euro"
    CENTS = "cents"
    WITHOUT_VAT = "without_vat"


@dataclass(frozen=True, kw_only=True)
class PlannedColumn:
    """A column and what it is taken for. `beside` is the header that took the field instead of this one.

    `meant` is the field that such a column would have had. `signal` says what a column without field tells about the
    amount; a column with the debit amounts may have both.
    """

    header: str
    index: int
    field: Field | None
    role: Role = Role.ORDINARY
    guessed: bool = False
    beside: str = ""
    order: DateOrder | None = None
    mark: Mark | None = None
    signal: Signal | None = None
    meant: Field | None = None
    unit: Unit = Unit.EURO

    @property
    def is_free_text(self) -> bool:
        """True for a column of remarks, or one of which the header says nothing that is known."""
        if self.signal is not None or self.field is not None or self.meant is not None:
            return self.signal is Signal.REMARK
        return self.role is Role.ORDINARY and not tells_how_to_pay(self.header)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Where the header stands and what the columns mean. `unread` names hidden sheets that hold claims too,
    `unclear` the column of which the amount may be the running balance.
    """

    sheet: Sheet
    header: Record
    columns: tuple[PlannedColumn, ...]
    unread: tuple[str, ...] = ()
    unclear: str = ""

    @cached_property
    def _by_field(self) -> Mapping[Field, PlannedColumn]:
        return {column.field: column for column in self.columns if column.field is not None}

    def of(self, field: Field) -> PlannedColumn | None:
        """The column that holds `field`."""
        return self._by_field.get(field)

    @cached_property
    def holds_whole_addresses(self) -> bool:
        """True when most cells of the address hold postal code and city too, and no other column does."""
        column = self.of(Field.ADDRESS)
        places = (Field.POSTAL_CODE, Field.CITY, Field.POSTCODE_AND_CITY)
        if column is None or any(self.of(place) for place in places):
            return False
        cells = [record.cells[column.index] for record in self.data if len(record.cells) > column.index]
        filled = [cell for cell in cells if cell.strip()]
        return bool(filled) and 2 * sum(1 for place in map(self.whole_address, filled) if place) > len(filled)

    @cached_property
    def whole_address(self) -> Once[str, tuple[str, str, str] | None]:
        """Street with number, postal code and city of a cell that holds them all."""
        return Once(whole_address)

    @cached_property
    def fields(self) -> tuple[Field | None, ...]:
        """The field of each column."""
        return tuple(column.field for column in self.columns)

    @cached_property
    def free_texts(self) -> tuple[PlannedColumn, ...]:
        """The columns of remarks."""
        return tuple(column for column in self.columns if column.is_free_text)

    @cached_property
    def whole_amounts(self) -> tuple[PlannedColumn, ...]:
        """Columns beside the amount that may hold that of the whole invoice."""
        amount = self.of(Field.AMOUNT)
        return tuple(
            column for column in self.columns if column is not amount and (
                column.signal is Signal.DEBIT or (column.meant is Field.AMOUNT and column.unit is Unit.EURO)
            )
        )

    @cached_property
    def _told(self) -> dict[tuple[Signal, ...], tuple[PlannedColumn, ...]]:
        return {}

    def told_by(self, *signals: Signal) -> tuple[PlannedColumn, ...]:
        """The columns that give one of these signals."""
        found = self._told.get(signals)
        if found is None:
            found = self._told[signals] = tuple(column for column in self.columns if column.signal in signals)
        return found

    @property
    def data(self) -> Sequence[Record]:
        """Records below the header, blank ones too."""
        return self.sheet.records[self.header.row :]

    def filled(self, record: Record) -> int:
        """Number of cells of a tidied record, without empty ones behind the last column."""
        width = len(self.columns)
        more = any(cell.strip() for cell in record.cells[width:])
        return len(record.cells) if more else min(len(record.cells), width)


@dataclass(frozen=True)
class _Candidate:
    field: Field
    preference: tuple[bool, bool, int]
    guessed: bool = False
    order: DateOrder | None = None
    mark: Mark | None = None
    unit: Unit = Unit.EURO


def plan(table: Table, mapping: Mapping[str, str] | None) -> Plan:
    """Find the sheet and header with the columns of a claim. Raises IntakeRefused when there is not exactly one."""
    remembered = {headers.normalised(header): choice for header, choice in (mapping or {}).items()}
    plans = [each for each in (_plan_of(sheet, remembered) for sheet in table.sheets) if each]
    if not plans:
        raise _no_header(table)
    complete = [each for each in plans if not missing(each)]
    shown = [each for each in complete if not each.sheet.is_hidden]
    if shown:
        left = tuple(each.sheet.name for each in complete if each.sheet.is_hidden)
        complete = [replace(each, unread=left) for each in shown] if left else shown
    if len(complete) > 1:
        names = ", ".join(f"‘{mask(each.sheet.name)}’" for each in complete)
        raise IntakeRefused(
            FileFault.SEVERAL_SHEETS,
            found=f"Er zijn meer werkbladen met vorderingen: {names}.",
            expected="één werkblad met vorderingen.",
            remedy="Lever elk werkblad als een eigen bestand aan.",
        )
    chosen = complete[0] if complete else min(plans, key=lambda each: len(missing(each)))
    if not complete:
        raise _columns_missing(chosen)
    return chosen


def missing(columns_of: Plan) -> list[str]:
    """Dutch names of the columns without which no claim can be described (Law: art. 3.1 Bki)."""
    have = {column.field for column in columns_of.columns}
    term_of_contract = {Field.PERIOD, Field.CUSTOMER_NUMBER} <= have and Field.INVOICE_NUMBER not in have
    needs: list[tuple[str, tuple[Field, ...]]] = [
        ("naam of bedrijfsnaam", (Field.NAME, Field.SURNAME, Field.COMPANY_NAME)),
        ("straat en huisnummer", (Field.ADDRESS, Field.STREET)),
        ("postcode", (Field.POSTAL_CODE, Field.POSTCODE_AND_CITY)),
        ("woonplaats", (Field.CITY, Field.POSTCODE_AND_CITY)),
        ("vervaldatum", (Field.DUE_DATE, Field.PAYMENT_DAYS)),
        ("openstaand bedrag", (Field.AMOUNT,)),
    ]
    if columns_of.holds_whole_addresses:
        have |= {Field.POSTCODE_AND_CITY}
    if not term_of_contract:
        needs += [("factuurnummer", (Field.INVOICE_NUMBER,)), ("factuurdatum", (Field.INVOICE_DATE,))]
    return [name for name, fields in needs if not have & set(fields)]


def _plan_of(sheet: Sheet, remembered: Mapping[str, str]) -> Plan | None:
    best: tuple[int, Record] | None = None
    for record in islice((record for record in sheet.records if not record.is_blank), HEADER_SEARCH):
        known = headers.known_fields(record.cells)
        known += sum(1 for cell in record.cells if remembered.get(headers.normalised(cell), "") not in IGNORE)
        if best is None or known > best[0]:
            best = (known, record)
    if best is None or best[0] < LIKELY_HEADER:
        return None
    return Plan(sheet=sheet, header=best[1], columns=_assign(best[1].cells, remembered))


def _assign(cells: Sequence[str], remembered: Mapping[str, str]) -> tuple[PlannedColumn, ...]:
    names = [mask(clean(cell)) for cell in cells]
    while names and not names[-1]:
        names.pop()  # delimiters behind the last header
    candidates = [_candidate(name, remembered) for name in names]
    winners: dict[Field, int] = {}
    for index, candidate in enumerate(candidates):
        if candidate is None:
            continue
        standing = winners.get(candidate.field)
        rival = None if standing is None else candidates[standing]
        if rival is None or candidate.preference < rival.preference:
            winners[candidate.field] = index
        elif candidate.unit is Unit.EURO and candidate.preference == rival.preference and candidate.field in _DECISIVE:
            raise _twice(candidate.field, names[standing or 0], names[index])
    planned = tuple(
        _planned(index, name, candidates[index], winners, names, chosen=headers.normalised(name) in remembered)
        for index, name in enumerate(names)
    )
    planned = planned if winners.keys() & _NAMES else _with_contact_as_name(planned)
    return planned if Field.AMOUNT in winners else _with_debit_as_amount(planned)


def _with_contact_as_name(columns: tuple[PlannedColumn, ...]) -> tuple[PlannedColumn, ...]:
    """A list that names nobody but a contact names its debtor so; the client is shown that it is a guess."""
    return tuple(
        replace(column, field=Field.NAME, guessed=True) if column.field is Field.CONTACT_PERSON else column
        for column in columns
    )


def _with_debit_as_amount(columns: tuple[PlannedColumn, ...]) -> tuple[PlannedColumn, ...]:
    """Debit and credit beside each other are the amount of a list that has no other."""
    debit = [column for column in columns if column.signal is Signal.DEBIT]
    credit = [column for column in columns if column.signal is Signal.CREDIT]
    if len(debit) != 1 or len(credit) != 1:
        return columns
    return tuple(replace(column, field=Field.AMOUNT) if column is debit[0] else column for column in columns)


def _planned(
    index: int, name: str, candidate: _Candidate | None, winners: Mapping[Field, int], names: Sequence[str], *,
    chosen: bool,
) -> PlannedColumn:
    """The column with what it is taken for. A header whose meaning was `chosen` is not looked into any further."""
    header = name or f"(kolom {index + 1} zonder naam)"
    if candidate is None:
        role = _role(name)
        signal = signal_of(name) if role is Role.ORDINARY and not chosen else None
        in_cents = signal in AMOUNTS and headers.CENTS.search(headers.normalised(name))
        unit = Unit.CENTS if in_cents else Unit.EURO
        return PlannedColumn(header=header, index=index, field=None, role=role, signal=signal, unit=unit)
    winner = winners[candidate.field]
    if winner != index:
        return PlannedColumn(
            header=header, index=index, field=None, beside=names[winner], meant=candidate.field, mark=candidate.mark,
            unit=candidate.unit,
        )
    return PlannedColumn(
        header=header, index=index, field=candidate.field, guessed=candidate.guessed,
        order=candidate.order, mark=candidate.mark, unit=candidate.unit,
    )


def _role(header: str) -> Role:
    if headers.is_citizen_number_header(header):
        return Role.CITIZEN_NUMBER
    if headers.is_health_header(header):
        return Role.HEALTH
    return Role.REASON if headers.is_reason_header(header) else Role.ORDINARY


def _candidate(header: str, remembered: Mapping[str, str]) -> _Candidate | None:
    """What a column may be. A remembered choice goes before our own reading, but never before privacy."""
    if not header or _role(header) is not Role.ORDINARY:
        return None
    choice = remembered.get(headers.normalised(header))
    if choice is not None:
        return _remembered(header, choice)
    found = headers.meaning(header)
    if found is None or found.guessed:
        other = _other_amount(header)
        if other is not None or found is None:
            return other
    return _Candidate(found.field, (True, found.guessed, found.rank), guessed=found.guessed)


def _other_amount(header: str) -> _Candidate | None:
    """An amount in cents or without VAT; taken only where no column has the amount itself."""
    for unit, words in ((Unit.CENTS, headers.CENTS), (Unit.WITHOUT_VAT, headers.WITHOUT_VAT)):
        if headers.names_amount_in(header, words):
            return _Candidate(Field.AMOUNT, (True, True, _LAST), unit=unit)
    return None


def _remembered(header: str, choice: str) -> _Candidate | None:
    """A choice is a field, or "ignore"; a way of reading may follow: "due_date:mdy", "amount:comma"."""
    if choice in IGNORE:
        return None
    name, _, way = choice.partition(":")
    if name in set(Field):
        field = Field(name)
        if not way:
            return _Candidate(field, _CHOSEN)
        if field in DATE_FIELDS and way in set(DateOrder):
            return _Candidate(field, _CHOSEN, order=DateOrder(way))
        if field in NUMBER_FIELDS and way in set(Mark):
            return _Candidate(field, _CHOSEN, mark=Mark(way))
    raise IntakeRefused(
        FileFault.UNKNOWN_MAPPING,
        found=f"Voor kolom ‘{header}’ is een onbekende betekenis gekozen: ‘{choice}’.",
        expected="een van de velden van een vordering, of ‘ignore’.",
        remedy="Kies de betekenis van deze kolom opnieuw.",
    )


def _twice(field: Field, first: str, second: str) -> IntakeRefused:
    return IntakeRefused(
        FileFault.COLUMN_TWICE,
        found=f"De kolommen ‘{first}’ en ‘{second}’ lijken allebei het veld {FIELD_NAMES[field]} te zijn.",
        expected=f"één kolom met {FIELD_NAMES[field]}.",
        remedy="Verwijder of hernoem een van beide kolommen en lever het bestand opnieuw aan.",
    )


def _columns_missing(nearest: Plan) -> IntakeRefused:
    headings = ", ".join(f"‘{column.header}’" for column in nearest.columns)
    return IntakeRefused(
        FileFault.COLUMNS_MISSING,
        found=f"Er is geen kolom gevonden voor: {', '.join(missing(nearest))}. Gevonden kolommen: {headings}.",
        expected="klantnummer, naam, straat en huisnummer, postcode, woonplaats, factuurnummer, factuurdatum, "
        "vervaldatum en openstaand bedrag.",
        remedy="Voeg de ontbrekende kolommen toe, of geef een kolom een van deze namen, en lever het bestand opnieuw "
        "aan.",
    )


def _no_header(table: Table) -> IntakeRefused:
    first = next((record for sheet in table.sheets for record in sheet.records if not record.is_blank), None)
    seen = ", ".join(f"‘{mask(clean(cell))[:40]}’" for cell in first.cells[:20] if cell.strip()) if first else "niets"
    return IntakeRefused(
        FileFault.NO_HEADER if first else FileFault.EMPTY,
        found=f"Er is geen regel met kolomnamen gevonden in de eerste {HEADER_SEARCH} gevulde regels; bovenaan staat: "
        f"{seen}.",
        expected="een regel met kolomnamen zoals Klantnummer, Naam, Adres, Postcode, Plaats, Factuurnummer, "
        "Factuurdatum, Vervaldatum en Bedrag.",
        remedy="Voeg de regel met kolomnamen toe, of haal weg wat erboven staat, en lever het bestand opnieuw aan.",
    )
