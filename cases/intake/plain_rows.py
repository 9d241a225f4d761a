"""Every row of a file read: column by column where nothing of it needs a second look, else by itself.

The rules are those of `row_reading`. One about one column is asked once for each different text that stands there; what
depends on more columns is asked in the words of its own module (`at_home`, `plainly`). An odd row is read by itself.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import compress

from cases.input_checks import has_odd_digits
from cases.intake import claim_fields, debtor_fields, owed, plain_debtors, row_reading, standing, values
from cases.intake.by_column import Columns
from cases.intake.draft import Draft
from cases.intake.model import DATE_FIELDS, ClaimRow, Field
from cases.intake.plain_debtors import Debtor
from cases.intake.privacy import was_taken_out
from cases.intake.readings import Reading
from cases.intake.row_reading import ReadRow, read_row
from cases.intake.table import NO_VALUE, Record
from legal.debtor.prescription import PrescriptionRegime

_NEEDED = (Field.INVOICE_NUMBER, Field.INVOICE_DATE, Field.DUE_DATE, Field.AMOUNT)
_NUMBERS = (Field.INVOICE_NUMBER, Field.CUSTOMER_NUMBER)
_TEXTS = (
    Field.CUSTOMER_NUMBER, Field.CONTACT_PERSON, Field.INVOICE_NUMBER, Field.PERIOD, Field.TERM_OF, Field.REFERENCE,
    Field.DESCRIPTION,
)
_Days = tuple[date | None, date | None, date | None, date | None, date | None]
_Texts = tuple[str, str, str, str, str, str, str]
_Rate = tuple[Decimal | None, str | None]
_Kinds = tuple[PrescriptionRegime | None, PrescriptionRegime | None, bool]
_Said = tuple[str, str, str, _Rate, _Rate, bool | None, bool | None, _Kinds]


def read_rows(reading: Reading, records: Sequence[Record], *, today: date) -> dict[int, ReadRow]:
    """What every record turned out to be, by row."""
    plain = _claims(reading, records, today) if _may_be_plain(reading) else {}
    return {
        record.row: ReadRow(claim, amount=claim.amount) if (claim := plain.get(record.row))
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
    who = plain_debtors.debtors(columns)
    columns.draft.hold(())
    amounts = map(owed.plainly, columns.numbers(owed.compared(reading.plan)))
    rows = zip(whole, who, amounts, days, columns.texts(_TEXTS), said, strict=True)
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
    known_by = row_reading.NUMBERS
    columns.set_apart(map(plan.of, known_by), set(filter(has_odd_digits, columns.different(known_by))))
    columns.set_apart([number, customer], claim_fields.shortened_among(columns.different(_NUMBERS)))
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


def _days(columns: Columns) -> Iterable[Sequence[date | None]]:
    return (columns.answers(field, partial(claim_fields.day, wanted=field)) for field in DATE_FIELDS)


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
    draft: Draft, record: Record, who: Debtor | None, amount: Decimal | None, days: _Days, texts: _Texts, said: _Said
) -> ClaimRow | None:
    """The claim in a row of which every text by itself is plain; None where together they need a second look."""
    invoice_date, due_date, birth_date, contract_date, reminder_sent_on = days
    customer_number, contact_person, number, period, named, reference, subject = texts
    kvk_number, email, phone, monthly, yearly, payment_term_agreed, in_business, kinds = said
    if who is None or amount is None or invoice_date is None or due_date is None:
        return None
    (person, company, legal_form), address = who
    of_person, of_company, is_no_kind = kinds
    is_company = bool(company) and in_business is not False
    if (is_company and is_no_kind) or (monthly[0] is not None and yearly[0] is not None):
        return None
    row_reading.contradictions(draft, invoice_date, due_date)
    if birth_date or contract_date or reminder_sent_on:
        row_reading.doubts(draft, invoice_date, due_date, dict(zip(DATE_FIELDS, days, strict=True)))
    if draft.forget():
        return None
    rate, per = yearly if monthly[0] is None else monthly
    term_of = claim_fields.agreement_in(named, period, customer_number)
    description = subject or claim_fields.description(
        draft, number=number, period=period, agreement=term_of, reference=reference
    )
    kind = of_company if is_company else of_person
    return ClaimRow(
        record.row, customer_number, *person, company, contact_person, legal_form, kvk_number, *address, email, phone,
        birth_date, contract_date, number, invoice_date, due_date, period, amount, description, reference,
        reminder_sent_on, rate, per, payment_term_agreed, term_of, kind, in_business,
    )
