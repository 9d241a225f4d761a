"""One record becomes a claim, or a list of what is wrong with it: rules of the form of a claim, not of the law."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from cases.input_checks import has_odd_digits
from cases.intake import claim_fields, dates, debtor_doubts, debtor_fields, owed, standing, texts
from cases.intake.draft import Credit, Draft, fault
from cases.intake.health import NAMING_FIELDS
from cases.intake.model import ClaimRow, Doubt, Fault, FaultCode, Field, FlagCode, WaitCode
from cases.intake.privacy import MASK, holds_citizen_number, was_taken_out
from cases.intake.readings import Reading
from cases.intake.table import NO_VALUE, Record

ADULT = 18
WHOLE_ROW = "(hele regel)"
# The longest a field may be in the record.
_LENGTHS: Mapping[Field, int] = {
    Field.CUSTOMER_NUMBER: 60, Field.NAME: 200, Field.FIRST_NAMES: 120, Field.INITIALS: 40, Field.PREFIX: 40,
    Field.SURNAME: 120, Field.COMPANY_NAME: 200, Field.CONTACT_PERSON: 200, Field.LEGAL_FORM: 80, Field.ADDRESS: 140,
    Field.STREET: 120, Field.HOUSE_NUMBER: 20, Field.HOUSE_NUMBER_ADDITION: 12, Field.POSTAL_CODE: 12, Field.CITY: 80,
    Field.INVOICE_NUMBER: 60, Field.TERM_OF: 60, Field.PERIOD: 40, Field.REFERENCE: 120,
}
# Numbers by which something is known or found; the others are read digit by digit, and refused by that.
NUMBERS = (Field.INVOICE_NUMBER, Field.CUSTOMER_NUMBER, Field.TERM_OF, Field.PAYMENT_DAYS, Field.POSTAL_CODE)
_SHORTEST_LIMIT = min(_LENGTHS.values())


class ReadRow(NamedTuple):
    """What a record turned out to be: a claim, unless it has faults, doubts, or is a credit."""

    claim: ClaimRow | None
    faults: tuple[Fault, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    amount: Decimal | None = None
    credit: Credit | None = None
    refused: bool = False

    @property
    def waits(self) -> bool:
        """True when a question goes before what is wrong with the row."""
        return bool(self.doubts) and not self.refused


def read_row(reading: Reading, record: Record, *, today: date) -> ReadRow:
    """The claim in a tidied record, or what is wrong with it: privacy first, then column by column."""
    width = len(reading.plan.columns)
    filled = reading.plan.filled(record)
    if filled != width:
        expected = f"{width} velden, net als de regel met kolomnamen; controleer scheidings- en aanhalingstekens"
        return ReadRow(claim=None, faults=(fault(WHOLE_ROW, f"{filled} velden", expected, FaultCode.WIDTH),))
    draft = Draft(reading, texts.mended(reading, record), today)
    private, unknown = _citizen_numbers(draft, record), _empty_formulas(draft)
    texts.judge(draft, record)
    _unseen(draft)
    row, amount = _claim(draft)
    ordered = [one for _, one in sorted(draft.faults, key=lambda pair: pair[0])]
    for one in (*private, *unknown):
        ordered = [other for other in ordered if other.column != one.column]
    ordered = [*private, *unknown, *ordered]
    certain_credit = draft.credit is not None and draft.credit.certain
    return ReadRow(
        claim=None if ordered or draft.doubts else row, faults=tuple(ordered),
        doubts=tuple(draft.doubts), amount=amount, credit=draft.credit,
        refused=bool(private) or draft.is_no_claim or certain_credit,
    )


def _unseen(draft: Draft) -> None:
    """What the client does not see in the spreadsheet is not claimed before it was looked at."""
    sheet, amount = draft.plan.sheet, draft.plan.of(Field.AMOUNT)
    if sheet.is_hidden:
        draft.wait(WHOLE_ROW, f"Werkblad ‘{sheet.name}’ is verborgen. Maak het zichtbaar als deze vorderingen mee "
                   "moeten", WaitCode.HIDDEN_SHEET)
    if draft.record.row in sheet.hidden_rows:
        draft.wait(WHOLE_ROW, "Deze regel is in uw rekenblad verborgen, bijvoorbeeld door een filter. Maak haar "
                   "zichtbaar als zij mee moet; haal haar anders weg", WaitCode.HIDDEN_ROW)
    if amount is not None and amount.index in sheet.hidden_columns:
        draft.wait(amount.header, f"Kolom ‘{amount.header}’ met de bedragen is in uw rekenblad verborgen. Maak haar "
                   "zichtbaar en controleer de bedragen", WaitCode.HIDDEN_COLUMN)


def _citizen_numbers(draft: Draft, written: Record) -> list[Fault]:
    reading, cells = draft.reading, draft.record.cells
    if not reading.private and draft.record is written and reading.numbered.isdisjoint(cells):
        return []
    expected = "geen burgerservicenummer: een incassobureau mag dat niet verwerken; haal het uit dit veld"
    held = [column for column in draft.plan.columns if column.index in reading.private and cells[column.index]]
    private = FaultCode.CITIZEN_NUMBER
    faults = [Fault(column=column.header, found=MASK, expected=expected, code=private) for column in held]
    for column in reading.searched:
        cell = cells[column.index]
        if cell and holds_citizen_number(cell):
            faults.append(fault(column.header, cell, expected, private))
    return faults


def _claim(draft: Draft) -> tuple[ClaimRow | None, Decimal | None]:
    _names_taken_out(draft)
    standing.judge(draft)
    name, address = debtor_fields.name(draft), debtor_fields.address(draft)
    kvk_number = debtor_fields.trade_register_number(draft, address.country)
    days = claim_fields.days(draft)
    claim_fields.currency(draft)
    amount = owed.amount_owed(draft)
    number, period = claim_fields.invoice(draft)
    rate, per = claim_fields.agreed_rate(draft)
    term_agreed = claim_fields.payment_term_agreed(draft)
    in_business = claim_fields.in_business(draft)
    kind = claim_fields.claim_kind(draft, is_company=bool(name.company) and in_business is not False)
    _lengths(draft)
    _odd_digits(draft)
    invoice_date, due_date = days[Field.INVOICE_DATE], days[Field.DUE_DATE]
    if draft.plan.of(Field.INVOICE_NUMBER) is None and due_date is not None:
        invoice_date = due_date
        draft.flag(FlagCode.TERM_WITHOUT_INVOICE, "Termijn zonder factuur: als factuurdatum geldt de vervaldatum.")
    if due_date is not None:
        contradictions(draft, invoice_date, due_date)
    if draft.faults or amount is None or due_date is None or invoice_date is None:
        return None, amount
    doubts(draft, invoice_date, due_date, days)
    debtor_doubts.look(draft, name, address)
    customer_number = claim_fields.customer_number(draft)
    agreement, reference = claim_fields.term_of(draft), claim_fields.without_health(draft, Field.REFERENCE)
    claim = ClaimRow(
        row=draft.record.row, customer_number=customer_number,
        first_names=name.person.first_names, initials=name.person.initials, prefix=name.person.prefix,
        surname=name.person.surname, company_name=name.company, legal_form=name.legal_form, kvk_number=kvk_number,
        contact_person=draft.text(Field.CONTACT_PERSON), street=address.street, house_number=address.house_number,
        house_number_addition=address.house_number_addition, postal_code=address.postal_code, city=address.city,
        country=address.country, email=debtor_fields.email(draft), phone=debtor_fields.phone(draft),
        birth_date=days[Field.BIRTH_DATE], contract_date=days[Field.CONTRACT_DATE], invoice_number=number,
        invoice_date=invoice_date, due_date=due_date, period=period, amount=amount,
        description=claim_fields.description(
            draft, number=number, period=period, agreement=agreement, reference=reference
        ),
        reference=reference, reminder_sent_on=days[Field.REMINDER_SENT_ON],
        contract_rate_percent=rate, contract_rate_per=per, payment_term_agreed=term_agreed,
        term_of=agreement, prescription_regime=kind, in_business=in_business,
        flags=tuple(draft.flags),
    )
    return claim, amount


def _empty_formulas(draft: Draft) -> list[Fault]:
    """A formula that was never worked out has no value that anybody knows."""
    if NO_VALUE not in draft.record.cells:
        return []
    expected = (
        "een waarde; deze formule is nooit uitgerekend. Open het bestand in uw rekenblad, laat het doorrekenen en sla "
        "het op"
    )
    return [
        fault(column.header, NO_VALUE, expected, FaultCode.FORMULA) for column in draft.plan.columns
        if (column.field or column.signal) and draft.record.cells[column.index] == NO_VALUE
    ]


def longest(field: Field | None) -> int | None:
    """The most signs that a row may have in a field; None where the record takes any text."""
    return claim_fields.SUBJECT_LENGTH if field is Field.DESCRIPTION else _LENGTHS.get(field) if field else None


def _lengths(draft: Draft) -> None:
    for wanted, cell in zip(draft.plan.fields, draft.record.cells, strict=False):
        length = len(cell)
        if length <= _SHORTEST_LIMIT or wanted is None:
            continue
        longest = _LENGTHS.get(wanted, length)
        if length > longest:
            draft.refuse(wanted, f"ten hoogste {longest} tekens; gevonden {length}")


def _odd_digits(draft: Draft) -> None:
    for wanted in NUMBERS:
        if has_odd_digits(draft.text(wanted)):
            draft.refuse(wanted, "cijfers van 0 tot en met 9, zoals op een gewoon toetsenbord")


def _names_taken_out(draft: Draft) -> None:
    """No letter to "[niet bewaard]": rows that came back refused may still hold that in the place of a name."""
    if not was_taken_out("|".join(draft.record.cells)):
        return
    for wanted in NAMING_FIELDS:
        if was_taken_out(draft.text(wanted)):
            draft.refuse(wanted, "wat hier stond; het is bij een eerdere aanlevering niet bewaard, vul het opnieuw in")


def contradictions(draft: Draft, invoice_date: date | None, due_date: date) -> None:
    """A term that ended before the invoice, or that has not ended yet: no claim to collect."""
    if invoice_date is not None and due_date < invoice_date:
        draft.refuse(Field.DUE_DATE, f"een vervaldatum op of na de factuurdatum {dates.in_dutch(invoice_date)}")
    elif due_date >= draft.today:
        today = dates.in_dutch(draft.today)
        draft.refuse(Field.DUE_DATE, f"een vervaldatum vóór vandaag ({today}): deze vordering is nog niet opeisbaar",
                     code=FaultCode.NOT_DUE)


def doubts(draft: Draft, invoice_date: date, due_date: date, days: Mapping[Field, date | None]) -> None:
    """What is taken in, but needs a person's eye. Law: art. 1:234 BW (a minor's contract can be annulled)."""
    born, contract = days[Field.BIRTH_DATE], days[Field.CONTRACT_DATE]
    reminder = days[Field.REMINDER_SENT_ON]
    if born is not None:
        day, code, what = (
            (contract, FlagCode.MINOR_AT_CONTRACT, "het contract") if contract
            else (invoice_date, FlagCode.MINOR_AT_INVOICE, "de factuur")
        )
        age = dates.age_on(day, born=born)
        if age < ADULT:
            draft.flag(code, f"Minderjarig bij {what}: {max(age, 0)} jaar op {dates.in_dutch(day)} "
                             f"(geboren {dates.in_dutch(born)}).")
    if contract is not None and contract > invoice_date:
        draft.flag(FlagCode.CONTRACT_AFTER_INVOICE, f"Contract van {dates.in_dutch(contract)} is van na de factuur.")
    if reminder is not None and reminder <= due_date:
        draft.flag(FlagCode.REMINDER_BEFORE_DUE, f"Herinnering van {dates.in_dutch(reminder)} is van voor of op de "
                                                 f"vervaldatum {dates.in_dutch(due_date)}.")
