"""What a claim file turned out to say: columns, accepted, waiting and refused rows. Values only."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from legal.debtor.prescription import PrescriptionRegime
from legal.money import ZERO


class Field(StrEnum):
    """A meaning that a column of a claim file can have."""

    CUSTOMER_NUMBER = "customer_number"
    NAME = "name"
    FIRST_NAMES = "first_names"
    INITIALS = "initials"
    PREFIX = "prefix"
    SURNAME = "surname"
    COMPANY_NAME = "company_name"
    CONTACT_PERSON = "contact_person"
    LEGAL_FORM = "legal_form"
    KVK_NUMBER = "kvk_number"
    ADDRESS = "address"
    STREET = "street"
    HOUSE_NUMBER = "house_number"
    HOUSE_NUMBER_ADDITION = "house_number_addition"
    POSTAL_CODE = "postal_code"
    CITY = "city"
    POSTCODE_AND_CITY = "postcode_and_city"
    COUNTRY = "country"
    EMAIL = "email"
    PHONE = "phone"
    IBAN = "iban"
    BIRTH_DATE = "birth_date"
    CONTRACT_DATE = "contract_date"
    INVOICE_NUMBER = "invoice_number"
    INVOICE_DATE = "invoice_date"
    PERIOD = "period"
    TERM_OF = "term_of"
    DUE_DATE = "due_date"
    PAYMENT_DAYS = "payment_days"
    AMOUNT = "amount"
    CURRENCY = "currency"
    DESCRIPTION = "description"
    REFERENCE = "reference"
    REMINDER_SENT_ON = "reminder_sent_on"
    PAYMENT_TERM_AGREED = "payment_term_agreed"
    CLAIM_KIND = "claim_kind"
    IN_BUSINESS = "in_business"
    CONTRACT_RATE_MONTH = "contract_rate_month"
    CONTRACT_RATE_YEAR = "contract_rate_year"


DATE_FIELDS = (Field.INVOICE_DATE, Field.DUE_DATE, Field.BIRTH_DATE, Field.CONTRACT_DATE, Field.REMINDER_SENT_ON)
NUMBER_FIELDS = (Field.AMOUNT, Field.CONTRACT_RATE_MONTH, Field.CONTRACT_RATE_YEAR)


class MediaKind(StrEnum):
    """What sort of file it is, by its content and never by its name."""

    CSV = "csv"
    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"


class FlagCode(StrEnum):
    """Why an accepted row needs a person's eye."""

    MINOR_AT_CONTRACT = "minor_at_contract"
    MINOR_AT_INVOICE = "minor_at_invoice"
    CONTRACT_AFTER_INVOICE = "contract_after_invoice"
    REMINDER_BEFORE_DUE = "reminder_before_due"
    POSTAL_CODE_UNUSUAL = "postal_code_unusual"
    COUNTRY_UNCLEAR = "country_unclear"
    EMAIL_DROPPED = "email_dropped"
    PHONE_DROPPED = "phone_dropped"
    HEALTH_TEXT_DROPPED = "health_text_dropped"
    DESCRIPTION_SHORTENED = "description_shortened"
    CUSTOMER_NUMBER_SHARED = "customer_number_shared"
    INVOICE_NUMBER_SHARED = "invoice_number_shared"
    TERM_WITHOUT_INVOICE = "term_without_invoice"
    CLAIM_KIND_UNCLEAR = "claim_kind_unclear"
    SEVERAL_PEOPLE = "several_people"
    ESTATE = "estate"
    REPRESENTED = "represented"
    INSOLVENT = "insolvent"
    CARE_OF = "care_of"
    PO_BOX = "po_box"
    ABROAD = "abroad"
    UNINCORPORATED = "unincorporated"
    BUSINESS_AS_CONSUMER = "business_as_consumer"
    NEW_DETAILS = "new_details"
    CUSTOMER_KNOWN_OTHERWISE = "customer_known_otherwise"
    LIKE_KNOWN = "like_known"
    OPEN_CASE = "open_case"
    PROBABLY_BARRED = "probably_barred"
    DISPUTED = "disputed"
    PAYMENT_DEDUCTED = "payment_deducted"
    CREDIT_DEDUCTED = "credit_deducted"
    CREDIT_STANDS_OPEN = "credit_stands_open"
    LINES_ADDED = "lines_added"
    TEXT_REPAIRED = "text_repaired"
    CUSTOMER_NUMBER_DAMAGED = "customer_number_damaged"


class FaultCode(StrEnum):
    """What sort of thing is wrong with a refused row."""

    VALUE = "invalid_value"
    MISSING = "missing_value"
    WIDTH = "wrong_number_of_cells"
    CITIZEN_NUMBER = "citizen_number"
    NOT_DUE = "not_due_yet"
    DUPLICATE = "duplicate"
    KNOWN = "known_invoice"
    CREDIT = "credit_row"
    PAID = "paid"
    CREDITED = "credited"
    WRITTEN_OFF = "written_off"
    CLOSED = "closed"
    FORMULA = "formula_without_value"


class WaitCode(StrEnum):
    """Why a row that can be read may not be claimed before somebody has answered."""

    CREDIT_OF_DEBTOR = "credit_of_debtor"
    CREDIT_LIKELY = "credit_likely"
    MARK_UNKNOWN = "mark_unknown"
    BALANCE_UNCLEAR = "balance_unclear"
    AMOUNTS_DIFFER = "amounts_differ"
    PAYMENT_UNCLEAR = "payment_unclear"
    DEDUCTION_UNCLEAR = "deduction_unclear"
    STATUS_UNKNOWN = "status_unknown"
    REMARK = "remark"
    SUM_OF_OTHERS = "sum_of_other_rows"
    INVOICE_LINES = "invoice_lines"
    HIDDEN_ROW = "hidden_row"
    HIDDEN_COLUMN = "hidden_column"
    HIDDEN_SHEET = "hidden_sheet"
    DATE_SWAPPED = "date_swapped"
    DUE_DATE_COUNTED = "due_date_counted"
    AMOUNT_WITHOUT_VAT = "amount_without_vat"
    TEXT_DAMAGED = "text_damaged"
    NUMBER_DAMAGED = "number_damaged"


class SkipCode(StrEnum):
    """Why a row is left out without being refused."""

    TOTAL = "total"
    DEDUCTED = "deducted"
    ADDED = "added"


@dataclass(frozen=True, kw_only=True)
class RowFlag:
    """A reason for a person to look at an accepted row; `explanation` is Dutch."""

    code: FlagCode
    explanation: str


@dataclass(frozen=True, kw_only=True)
class Column:
    """How one column was understood. `how` is Dutch and holds an example; `guessed` asks the client to confirm."""

    header: str
    index: int
    field: Field | None
    how: str
    ignored: bool = False
    guessed: bool = False


class ClaimRow(NamedTuple):
    """One accepted claim. `row` counts as the spreadsheet does: every record from 1, blank ones too.

    A periodic term of a contract without invoice (rent) is flagged so: its number is contract and period, its
    `invoice_date` the due date.
    `term_of`: the number of the agreement of which the claim is a periodic term, "" when it is none.
    `prescription_regime`: the kind of claim that the file states, None when it does not. `in_business`: whether the
    debtor acted in his business here, None when the file does not tell.
    `house_number_addition` holds what follows the digits: "a", "bis", "2".
    """

    row: int
    customer_number: str
    first_names: str
    initials: str
    prefix: str
    surname: str
    company_name: str
    contact_person: str
    legal_form: str
    kvk_number: str
    street: str
    house_number: str
    house_number_addition: str
    postal_code: str
    city: str
    country: str
    email: str
    phone: str
    birth_date: date | None
    contract_date: date | None
    invoice_number: str
    invoice_date: date
    due_date: date
    period: str
    amount: Decimal
    description: str
    reference: str
    reminder_sent_on: date | None
    contract_rate_percent: Decimal | None
    contract_rate_per: str | None
    payment_term_agreed: bool | None
    term_of: str = ""
    prescription_regime: PrescriptionRegime | None = None
    in_business: bool | None = None
    flags: tuple[RowFlag, ...] = ()

    @property
    def is_company(self) -> bool:
        """True when the file names an enterprise as debtor (a sole trader included)."""
        return bool(self.company_name)

    @property
    def full_house_number(self) -> str:
        """Number with addition as written on an envelope: 220a, 240 bis, 175-2."""
        addition = self.house_number_addition
        glue = "-" if addition[:1].isdigit() else "" if len(addition) <= 1 else " "
        return f"{self.house_number}{glue}{addition}" if addition else self.house_number

    @property
    def debtor_key(self) -> tuple[str, ...]:
        """Rows with the same key are one debtor.

        The customer number alone does not do: one number on two different people must never merge their debts.
        """
        given = self.initials or self.first_names
        who = (self.company_name, self.surname, given[:1]) if not self.company_name else (self.company_name, "", "")
        born = self.birth_date.isoformat() if self.birth_date else ""
        place = () if self.customer_number else (self.postal_code, self.full_house_number)
        return tuple(map(str.casefold, (self.customer_number, *who, born, *place)))

    def is_of(self, other: "ClaimRow") -> bool:
        """True when this row and another have one debtor, who mostly is written the same in both."""
        return self[1:_DEBTOR_ENDS] == other[1:_DEBTOR_ENDS] or self.debtor_key == other.debtor_key


_DEBTOR_ENDS = ClaimRow._fields.index("contract_date")  # before it stands who and where the debtor is, behind `row`


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing wrong in a row: the column's header as in the file, what stood there (masked), what was expected."""

    column: str
    found: str
    expected: str
    code: FaultCode = FaultCode.VALUE


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """One thing about a row that a person must answer. `reason` is a masked Dutch sentence without full stop."""

    column: str
    reason: str
    code: WaitCode


@dataclass(frozen=True, kw_only=True)
class RefusedRow:
    """A row that is not taken in. The first fault decides; `also` lists the others. All texts are masked."""

    row: int
    column: str
    found: str
    expected: str
    cells: tuple[str, ...]
    also: tuple[Fault, ...] = ()
    code: FaultCode = FaultCode.VALUE


@dataclass(frozen=True, kw_only=True)
class WaitingRow:
    """A row of which no case is made until somebody has answered. The first doubt decides; all texts are masked.

    `amount` is what the row would claim, None where that cannot be said.
    """

    row: int
    column: str
    reason: str
    code: WaitCode
    amount: Decimal | None
    cells: tuple[str, ...]
    also: tuple[Doubt, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SkippedRow:
    """A row that is no claim of its own and of which the amount is accounted for: a total, a line added to another."""

    row: int
    reason: str
    code: SkipCode


@dataclass(frozen=True, kw_only=True)
class ClaimFile:
    """A claim file as read. `sha256` is of the original bytes; `masked` is what may be kept.

    `masked` has the same layout (spreadsheets: the same cells as values) with citizen service numbers and health
    data taken out; reading it again gives the same rows. `keep_original` says that nothing had to be taken out.
    """

    sha256: str
    filename: str
    kind: MediaKind
    encoding: str | None
    delimiter: str | None
    newline: str
    sheet: str | None
    header_row: int
    columns: tuple[Column, ...]
    rows: tuple[ClaimRow, ...]
    refused: tuple[RefusedRow, ...]
    waiting: tuple[WaitingRow, ...]
    skipped: tuple[SkippedRow, ...]
    masked: bytes
    keep_original: bool
    notes: tuple[str, ...] = ()
    stated_total: Decimal | None = None

    @property
    def total(self) -> Decimal:
        """Sum of the accepted amounts in euro."""
        return sum((row.amount for row in self.rows), ZERO)

    @property
    def waiting_total(self) -> Decimal:
        """Sum in euro of the waiting rows whose amount can be said."""
        return sum((row.amount for row in self.waiting if row.amount is not None), ZERO)

    @property
    def customers(self) -> int:
        """Number of distinct debtors among the accepted rows."""
        return len({row.debtor_key for row in self.rows})
