"""What is booked off or paid back on a case, and what a debtor was told to pay."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from cases.events.base import Event, Look, Words
from cases.models import ClosingReason, CreditEffect, EventKind, LedgerKind, PaidTo
from cases.names import name
from legal.money import ZERO
from letters.words import euro, short_date

_PAYERS = {PaidTo.AGENCY: "ons", PaidTo.CLIENT: "de opdrachtgever", PaidTo.BAILIFF: "de deurwaarder"}
_AS_CLIENT_READS = {PaidTo.AGENCY: "ons", PaidTo.CLIENT: "u", PaidTo.BAILIFF: "de deurwaarder"}


def _left(balance: Decimal | None) -> str:
    if balance is None:
        return ""
    return f"daarna te veel betaald: {euro(-balance)}" if balance < ZERO else f"saldo daarna {euro(balance)}"


def _left_of(balance: Decimal | None, payee: str) -> str:
    """The same of one of several, who got it back: what he owes is not what the others do."""
    if not payee or balance is None:
        return _left(balance)
    if balance < ZERO:
        return f"daarna door {payee} te veel betaald: {euro(-balance)}"
    return f"daarna door {payee} niets te veel betaald"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


@dataclass(frozen=True, kw_only=True)
class BookedOff(Event):
    """`amount` is asked no more by the ledger entry `entry_id` of the kind `booked`; `balance` is what is left.

    Of a small difference: `asked` is what the debtor was asked to pay, through `asked_through`, and did.
    """

    kind: ClassVar = EventKind.BOOKED_OFF
    label: ClassVar = "Afgeboekt"
    look: ClassVar = Look("cash-coin")
    client_sees: ClassVar = ("booked", "amount", "balance", "effect", "asked", "asked_through")
    entry_id: int
    booked: LedgerKind
    amount: Decimal
    effect: CreditEffect | None = None
    balance: Decimal | None = None
    reason: Words = ""
    asked: Decimal | None = None
    asked_through: date | None = None

    def what(self) -> str:
        """What of it, with the amount."""
        if self.booked is LedgerKind.SMALL_DIFFERENCE:
            return f"Klein verschil van {euro(self.amount)} afgeboekt"
        if self.booked is LedgerKind.WITHDRAWN_PART:
            never = self.effect is CreditEffect.FROM_ORIGIN
            return f"Vordering van {euro(self.amount)} vervalt" if never else f"{euro(self.amount)} niet meer gevraagd"
        return f"{euro(self.amount)} afgeboekt"

    def parts(self) -> tuple[str, ...]:
        """Why, and what is left."""
        return (self.reason, self._why(), _left(self.balance))

    def client_reads(self, on: date) -> str:
        """As the desk reads it."""
        return self.what()

    def client_parts(self) -> tuple[str, ...]:
        """What it means for the client, and what is left."""
        received = "" if self.effect is CreditEffect.FROM_ORIGIN else "dit bedrag is niet ontvangen"
        return tuple(_sentence(each) for each in (received, self._why(), _left(self.balance)))

    def _why(self) -> str:
        if self.effect is CreditEffect.FROM_ORIGIN:
            return "nooit verschuldigd: ook geen rente en geen incassokosten"
        if self.asked is None:
            return ""
        through = "" if self.asked_through is None else f", te betalen tot en met {short_date(self.asked_through)}"
        return f"betaald is wat was gevraagd: {euro(self.asked)}{through}"


@dataclass(frozen=True, kw_only=True)
class BookedBack(Event):
    """What was booked off is asked again, by the counter-entry `entry_id`."""

    kind: ClassVar = EventKind.BOOKED_BACK
    label: ClassVar = "Afboeking teruggenomen"
    look: ClassVar = Look("cash-coin")
    client_sees: ClassVar = ("amount", "balance")
    entry_id: int
    booked: LedgerKind
    amount: Decimal
    balance: Decimal | None = None
    reason: Words = ""

    def what(self) -> str:
        """With the amount."""
        return f"Afboeking van {euro(self.amount)} teruggenomen"

    def parts(self) -> tuple[str, ...]:
        """Why, and what is asked now."""
        return (self.reason, _left(self.balance))

    def client_reads(self, on: date) -> str:
        """As the desk reads it."""
        return self.what()

    def client_parts(self) -> tuple[str, ...]:
        """What is asked now."""
        return (_sentence(_left(self.balance)),)


@dataclass(frozen=True, kw_only=True)
class Refunded(Event):
    """What was paid too much went back to the debtor, by the ledger entry `entry_id`.

    `payee`: to whom, where more than one owes; `balance` is then what is left of his own, or of what nobody known paid:
    None where nothing of that is.
    """

    kind: ClassVar = EventKind.REFUNDED
    label: ClassVar = "Terugbetaald aan de debiteur"
    look: ClassVar = Look("cash-coin", "out")
    client_sees: ClassVar = ("amount", "paid_by", "balance", "payee")
    entry_id: int
    amount: Decimal
    paid_by: PaidTo
    balance: Decimal | None = None
    how: Words = ""
    payee: Words = ""

    def what(self) -> str:
        """With the amount, who paid it, and to whom."""
        return f"{euro(self.amount)} terugbetaald door {_PAYERS[self.paid_by]}{self._to()}"

    def parts(self) -> tuple[str, ...]:
        """How, and what is left."""
        return (self.how, _left_of(self.balance, self.payee))

    def client_reads(self, on: date) -> str:
        """With the amount, who paid it, and to whom."""
        return f"{euro(self.amount)} terugbetaald door {_AS_CLIENT_READS[self.paid_by]}{self._to()}"

    def client_parts(self) -> tuple[str, ...]:
        """What is left."""
        return (_sentence(_left_of(self.balance, self.payee)),)

    def _to(self) -> str:
        return f" aan {self.payee}" if self.payee else ""


@dataclass(frozen=True, kw_only=True)
class RefundReversed(Event):
    """A repayment did not take place after all, by the counter-entry `entry_id`; `payee` as of what went back."""

    kind: ClassVar = EventKind.REFUND_REVERSED
    label: ClassVar = "Terugbetaling teruggenomen"
    look: ClassVar = Look("cash-coin")
    client_sees: ClassVar = ("amount", "balance", "payee")
    entry_id: int
    amount: Decimal
    balance: Decimal | None = None
    reason: Words = ""
    payee: Words = ""

    def what(self) -> str:
        """With the amount, and to whom it went."""
        to = f" aan {self.payee}" if self.payee else ""
        return f"Terugbetaling van {euro(self.amount)}{to} teruggenomen"

    def parts(self) -> tuple[str, ...]:
        """Why, and what is left."""
        return (self.reason, _left_of(self.balance, self.payee))

    def client_reads(self, on: date) -> str:
        """As the desk reads it."""
        return self.what()

    def client_parts(self) -> tuple[str, ...]:
        """What is left."""
        return (_sentence(_left_of(self.balance, self.payee)),)


@dataclass(frozen=True, kw_only=True)
class AmountTold(Event):
    """The debtor was told what to pay, counted through `as_of`, and until when.

    `person`: who of several that owe; "" where one does.
    """

    kind: ClassVar = EventKind.AMOUNT_TOLD
    label: ClassVar = "Bedrag genoemd aan de debiteur"
    look: ClassVar = Look("telephone", "out")
    client_sees: ClassVar = ("amount", "as_of", "through_day")
    amount: Decimal
    as_of: date
    through_day: date
    note: Words = ""
    person: Words = ""

    def what(self) -> str:
        """To whom, with the amount and the last day."""
        return self._said(f" aan {self.person}" if self.person else "")

    def parts(self) -> tuple[str, ...]:
        """Through when it was counted, and what was said."""
        return (f"rente berekend tot en met {short_date(self.as_of)}", self.note)

    def _said(self, to: str = "") -> str:
        return f"Genoemd{to}: {euro(self.amount)}, te betalen tot en met {short_date(self.through_day)}"

    def client_reads(self, on: date) -> str:
        """The amount and the last day."""
        return self._said()

    def client_parts(self) -> tuple[str, ...]:
        """Through when it was counted."""
        return (f"Rente berekend tot en met {short_date(self.as_of)}.",)


@dataclass(frozen=True, kw_only=True)
class WriteOffProposed(Event):
    """Somebody asks to book off more than he may alone; with a `closing` reason the case closes with it."""

    kind: ClassVar = EventKind.WRITE_OFF_PROPOSED
    label: ClassVar = "Afboeking voorgesteld"
    look: ClassVar = Look("people")
    write_off_id: int
    amount: Decimal
    reason: Words
    closing: ClosingReason | None = None

    def what(self) -> str:
        """With the amount."""
        return f"Voorstel om {euro(self.amount)} af te boeken"

    def parts(self) -> tuple[str, ...]:
        """Why, and that another decides."""
        closes = "" if self.closing is None else f"het dossier sluit daarmee: {name(self.closing)}"
        return (self.reason, closes, "een tweede persoon beslist")


@dataclass(frozen=True, kw_only=True)
class WriteOffRejected(Event):
    """A second person does not agree to book it off."""

    kind: ClassVar = EventKind.WRITE_OFF_REJECTED
    label: ClassVar = "Afboeking afgewezen"
    look: ClassVar = Look("people")
    write_off_id: int
    amount: Decimal
    note: Words = ""

    def what(self) -> str:
        """With the amount."""
        return f"Afboeking van {euro(self.amount)} afgewezen"

    def parts(self) -> tuple[str, ...]:
        """Why."""
        return (self.note,)
