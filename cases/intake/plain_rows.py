"""Every row of a file read: column by column where nothing of it needs a second look, else by itself.

The rules are those of `row_reading`. One about one column is asked once for each different text that stands there; what
depends on more columns is asked in the words of its own module (`at_home`, `plainly`). An odd row is read by itself.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import compress

from cases.intake import claim_fields, debtor_doubts, debtor_fields, owed, row_reading, standing, values
from cases.intake.by_column import Columns
from cases.intake.debtor_fields import Address, DebtorName
from cases.intake.draft import Draft
from cases.intake.model import DATE_FIELDS, ClaimRow, Field
from cases.intake.privacy import was_taken_out
from cases.intake.readings import Reading
from cases.intake.row_reading import ReadRow, read_row
from cases.intake.seen import Once
from cases.intake.table import NO_VALUE, Record
from legal.debtor.debtor_signs import hinting
from legal.debtor.prescription import PrescriptionRegime

_NEEDED = (Field.INVOICE_NUMBER, Field.INVOICE_DATE, Field.DUE_DATE, Field.AMOUNT)
_NUMBERS = (Field.INVOICE_NUMBER, Field.CUSTOMER_NUMBER)
_TEXTS = (
    Field.CUSTOMER_NUMBER, Field.INVOICE_NUMBER, Field.PERIOD, Field.TERM_OF, Field.REFERENCE, Field.DESCRIPTION,
    Field.CONTACT_PERSON,
)
_NOBODY = DebtorName(values.PersonName("", "", "", ""), "", "")
_NOWHERE = Address("", "", "", "", "", values.HOME)
_Owes = tuple[DebtorName | None, Address | None, Decimal | None]
_Days = tuple[date | None, date | None, date | None, date | None, date | None]
_Texts = tuple[str, str, str, str, str, str, str]
_Rate = tuple[Decimal | None, str | None]
_Kinds = tuple[PrescriptionRegime | None, PrescriptionRegime | None, bool]
_Said = tuple[str, str, str, _Rate, _Rate, bool | None, bool | None, _Kinds]


def read_rows(reading: Reading, records: Sequence[Record], *, today: date) -> dict[int, ReadRow]:
    """What every record turned out to be, by row."""
    plain = _claims(reading, records, today) if _may_be_plain(reading) else {}
    return {
        record.row: ReadRow(claim=claim, amount=claim.amount) if (claim := plain.get(record.row))
        else read_row(reading, record, today=today)
        for record in records
    }


def _may_be_plain(reading: Reading) -> bool:
    """True unless something makes every row odd, or nearly so."""
    plan, sheet = reading.plan, reading.plan.sheet
    is_seen = not (sheet.is_hidden or sheet.hidden_rows or sheet.hidden_columns)
    is_certain = not (reading.private or reading.swappable)
    return is_seen and is_certain and all(map(plan.of, _NEEDED)) and owed.may_be_plain(plan)


def _claims(reading: Reading, records: Sequence[Record], today: date) -> dict[int, ClaimRow]:
    """The claims in the rows that are not odd, by row."""
    width = len(reading.plan.columns)
    whole = [one for one in records if len(one.cells) == width or reading.plan.filled(one) == width]
    columns = Columns(reading, whole, Draft(reading, Record(0, ("",) * width), today))
    _set_apart(columns)
    days, said = zip(*_days(columns), strict=True), zip(*_said(columns), strict=True)
    columns.draft.hold(())
    amounts = map(owed.plainly, columns.numbers(owed.compared(reading.plan)))
    owes = zip(_names(columns), _addresses(columns), amounts, strict=True)
    rows = zip(whole, owes, days, said, columns.texts(_TEXTS), strict=True)
    found = (_claim(columns.draft, *row) for row in compress(rows, columns.even))
    return {claim.row: claim for claim in found if claim is not None}


def _set_apart(columns: Columns) -> None:
    """Set the rows apart in which one text alone needs a second look."""
    reading, plan = columns.reading, columns.reading.plan
    columns.set_apart(plan.columns, reading.damaged | reading.numbered)
    number, customer, subject, country = map(plan.of, (*_NUMBERS, Field.DESCRIPTION, Field.COUNTRY))
    numbers, texts = columns.different([Field.INVOICE_NUMBER]), columns.different([Field.DESCRIPTION])
    columns.set_apart([number, subject], standing.credits_among(reading, numbers=numbers, texts=texts))
    columns.set_apart([number], {""})
    columns.set_apart([number, customer], set(filter(claim_fields.is_shortened, columns.different(_NUMBERS))))
    abroad = {text for text in columns.different([Field.COUNTRY]) if values.country_code(text) != values.HOME}
    columns.set_apart([country], abroad)
    for column in plan.columns:
        cells, longest = reading.seen.texts[column.index], row_reading.longest(column.field)
        if "[" in "|".join(cells):
            columns.set_apart([column], {cell for cell in cells if cell == NO_VALUE or was_taken_out(cell)})
        if longest is not None and max(map(len, cells), default=0) > longest:
            columns.set_apart([column], {cell for cell in cells if len(cell) > longest})
    for column, rule in (*standing.beside(plan), *owed.beside(plan)):
        columns.judge(column, rule)


def _names(columns: Columns) -> Sequence[DebtorName | None]:
    """Who owes, row by row; None where nobody is named, or where the name hints at anything."""
    fields, draft = (*debtor_fields.NAMES, Field.CONTACT_PERSON), columns.draft
    hints = hinting(columns.different(fields))

    def named(texts: tuple[str, ...]) -> DebtorName | None:
        name = debtor_fields.named(columns.reading, texts[:-1])
        if not hints.isdisjoint(texts):
            draft.hold(zip(fields, texts, strict=True))
            debtor_doubts.look(draft, name, _NOWHERE)
        return name if not draft.forget() and (name.company or name.person.surname) else None

    return Once(named).each(columns.texts(fields))


def _addresses(columns: Columns) -> Sequence[Address | None]:
    """Where the debtor is reached, row by row; None where anything must be said of that."""
    draft, each = columns.draft, set(columns.texts(debtor_fields.ADDRESSES))
    found = {texts: debtor_fields.at_home(columns.reading, texts) for texts in each}
    hints = hinting({place for home in found.values() if home for place in (home.street, home.city)})
    for texts, home in found.items():
        if home is not None and not hints.isdisjoint((home.street, home.city)):
            debtor_doubts.look(draft, _NOBODY, home)
            found[texts] = None if draft.forget() else home
    return [found[texts] for texts in columns.texts(debtor_fields.ADDRESSES)]


def _days(columns: Columns) -> Iterable[Sequence[date | None]]:
    for field in DATE_FIELDS:
        column = columns.reading.plan.of(field)
        rule = partial(claim_fields.day, wanted=field, column=column) if column else _none
        yield columns.answers(field, rule)


def _none(_: Draft) -> None:
    """No column, no day."""


def _said(columns: Columns) -> Iterable[Sequence[object]]:
    """What the columns say of which a rule needs nothing but the text itself."""
    columns.answers(Field.CURRENCY, claim_fields.currency)
    yield columns.answers(Field.KVK_NUMBER, partial(debtor_fields.trade_register_number, country=values.HOME))
    yield columns.answers(Field.EMAIL, debtor_fields.email)
    yield columns.answers(Field.PHONE, debtor_fields.phone)
    yield columns.answers(Field.CONTRACT_RATE_MONTH, claim_fields.agreed_rate)
    yield columns.answers(Field.CONTRACT_RATE_YEAR, claim_fields.agreed_rate)
    yield columns.answers(Field.PAYMENT_TERM_AGREED, claim_fields.payment_term_agreed)
    yield columns.answers(Field.IN_BUSINESS, claim_fields.in_business)
    yield columns.answers(Field.CLAIM_KIND, _kinds)


def _kinds(draft: Draft) -> _Kinds:
    """The kind of a claim on a person and on a company, and whether it is no kind for the latter."""
    of_company = claim_fields.claim_kind(draft, is_company=True)
    is_refused = draft.forget()
    return claim_fields.claim_kind(draft, is_company=False), of_company, is_refused


def _claim(
    draft: Draft, record: Record, owes: _Owes, days: _Days, said: _Said, texts: _Texts
) -> ClaimRow | None:
    """The claim in a row of which every text by itself is plain; None where together they need a second look."""
    name, address, amount = owes
    invoice_date, due_date, birth_date, contract_date, reminder_sent_on = days
    kvk_number, email, phone, monthly, yearly, payment_term_agreed, in_business, kinds = said
    customer_number, number, period, named, reference, subject, contact_person = texts
    if name is None or address is None or amount is None:
        return None
    person, company, legal_form = name
    of_person, of_company, is_no_kind = kinds
    is_company = bool(company) and in_business is not False
    if invoice_date is None or due_date is None:
        return None
    if (is_company and is_no_kind) or (monthly[0] is not None and yearly[0] is not None):
        return None
    row_reading.contradictions(draft, invoice_date, due_date)
    if birth_date or contract_date or reminder_sent_on:
        row_reading.doubts(draft, invoice_date, due_date, dict(zip(DATE_FIELDS, days, strict=True)))
    if draft.forget():
        return None
    rate, per = yearly if monthly[0] is None else monthly
    term_of = claim_fields.agreement_in(named, period, customer_number)
    return ClaimRow(
        row=record.row, customer_number=customer_number,
        first_names=person.first_names, initials=person.initials, prefix=person.prefix, surname=person.surname,
        company_name=company, legal_form=legal_form, kvk_number=kvk_number, contact_person=contact_person,
        street=address.street, house_number=address.house_number,
        house_number_addition=address.house_number_addition, postal_code=address.postal_code, city=address.city,
        country=address.country, email=email, phone=phone, birth_date=birth_date, contract_date=contract_date,
        invoice_number=number, invoice_date=invoice_date, due_date=due_date, period=period, amount=amount,
        description=subject or claim_fields.description(
            draft, number=number, period=period, agreement=term_of, reference=reference
        ),
        reference=reference, reminder_sent_on=reminder_sent_on, contract_rate_percent=rate, contract_rate_per=per,
        payment_term_agreed=payment_term_agreed, term_of=term_of,
        prescription_regime=of_company if is_company else of_person, in_business=in_business,
    )
