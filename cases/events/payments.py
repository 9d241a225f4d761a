"""Payments, and their reversals."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import ClassVar, Self

from cases.events.base import Event, Look, Words
from cases.events.replayed import Replayed
from cases.models import EventKind, PaidTo
from cases.names import name
from legal.money import ZERO
from letters.words import euro

# As its client is told who received a payment.
_RECEIVERS = {PaidTo.AGENCY: "ons", PaidTo.CLIENT: "u", PaidTo.BAILIFF: "de deurwaarder"}


@dataclass(frozen=True, kw_only=True)
class Booking(Event):
    """Money came or went by the ledger entry `entry_id`; amounts in euro.

    `uncounted` says why it was not counted yet; then there is no `balance`. Without `replay` it was not counted, or the
    row is from before that was kept.
    """

    entry_id: int
    amount: Decimal
    balance: Decimal | None = None
    uncounted: str | None = None
    replay: Replayed | None = None

    def with_count(self, replay: Replayed | None, *, why_not: str) -> Self:
        """The same with what it changed; without that it was not counted, and `why_not` is kept."""
        if replay is None:
            return replace(self, uncounted=why_not)
        return replace(self, balance=replay.after.balance, replay=replay)

    def _changed(self) -> str:
        """What it changed in what was booked before."""
        return "" if self.replay is None else self.replay.in_words()

    def _left(self) -> str:
        """What was owed then: a surplus in words, not with a minus; empty while it is not counted."""
        left = self.balance or ZERO
        if self.uncounted:
            return ""
        return f"daarna te veel betaald: {euro(-left)}" if left < 0 else f"saldo daarna {euro(left)}"

    def _client_left(self) -> tuple[str, str]:
        left, changed = self._left(), self._changed()
        return f"{left[:1].upper()}{left[1:]}." if left else "", f"Daardoor: {changed}." if changed else ""


@dataclass(frozen=True, kw_only=True)
class PaymentRegistered(Booking):
    """A payment was booked; `costs` to `unallocated` and `penalty` say where it went, None where it was not counted.

    `payer`: whose debt it lowers, where more than one owes.
    """

    kind: ClassVar = EventKind.PAYMENT_REGISTERED
    label: ClassVar = "Betaling ontvangen"
    look: ClassVar = Look("cash-coin", "in")
    client_sees: ClassVar = (
        "amount", "paid_to", "costs", "interest", "principal", "penalty", "unallocated", "balance", "uncounted",
        "replay",
    )
    paid_to: PaidTo
    costs: Decimal | None = None
    interest: Decimal | None = None
    principal: Decimal | None = None
    unallocated: Decimal | None = None
    penalty: Decimal | None = None
    note: Words = ""
    payer: Words = ""

    def with_count(self, replay: Replayed | None, *, why_not: str) -> Self:
        """Also where the payment itself went."""
        told = super().with_count(replay, why_not=why_not)
        if replay is None:
            return told
        split = replay.payment
        return replace(
            told, costs=split.costs, interest=split.interest, principal=split.principal, unallocated=split.unallocated,
            penalty=split.penalty or None,
        )

    def what(self) -> str:
        """With the amount."""
        return f"Betaling van {euro(self.amount)} ontvangen"

    def parts(self) -> tuple[str, ...]:
        """Where it went, who received it, what it changed."""
        return (
            f"nog niet verdeeld: {self.uncounted}" if self.uncounted else self._split(),
            f"betaald door {self.payer}" if self.payer else "",
            "" if self.paid_to is PaidTo.AGENCY else f"ontvangen door: {name(self.paid_to).lower()}",
            self._changed(), self._left(), self.note,
        )

    def client_reads(self, on: date) -> str:
        """With the amount, and who has it."""
        return f"{euro(self.amount)} ontvangen door {_RECEIVERS[self.paid_to]}"

    def client_parts(self) -> tuple[str, ...]:
        """Where it went, what is left, what it changed."""
        split = self._split("te veel")
        went = f"Nog niet verdeeld: {self.uncounted}." if self.uncounted else f"{split[0].upper()}{split[1:]}."
        return (went, *self._client_left())

    def _split(self, surplus: str = "niet toegerekend") -> str:
        rest = f", boete {euro(self.penalty)}" if self.penalty else ""
        rest += f", {surplus} {euro(self.unallocated)}" if self.unallocated else ""
        return (
            f"kosten {euro(self.costs or ZERO)}, rente {euro(self.interest or ZERO)}, "
            f"hoofdsom {euro(self.principal or ZERO)}{rest}"
        )


@dataclass(frozen=True, kw_only=True)
class PaymentReversed(Booking):
    """A payment was booked back."""

    kind: ClassVar = EventKind.PAYMENT_REVERSED
    label: ClassVar = "Betaling teruggeboekt"
    look: ClassVar = Look("cash-coin")
    client_sees: ClassVar = ("amount", "balance", "uncounted", "replay")
    reason: Words = ""

    def what(self) -> str:
        """With the amount."""
        return f"Betaling van {euro(self.amount)} teruggeboekt"

    def parts(self) -> tuple[str, ...]:
        """Why, and what it changed."""
        uncounted = f"nog niet geteld: {self.uncounted}" if self.uncounted else ""
        return (self.reason, uncounted, self._changed(), self._left())

    def client_reads(self, on: date) -> str:
        """As the desk reads it."""
        return self.what()

    def client_parts(self) -> tuple[str, ...]:
        """What is left, what it changed."""
        return (f"Nog niet geteld: {self.uncounted}." if self.uncounted else "", *self._client_left())
