"""Payments, and their reversals."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar, Self

from cases.events.base import Event, Look, Words
from cases.events.replayed import Replayed
from cases.models import EventKind, PaidTo
from cases.names import name
from legal.money import ZERO
from letters.words import euro


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

    def seen_by_client(self) -> dict[str, Any]:  # Any: the values of the fields
        """Of what it changed in others the amounts in one line."""
        return super().seen_by_client() | {"replay": None if self.replay is None else self.replay.in_words()}

    def _what_changed(self) -> tuple[str, str]:
        """What it changed in what was booked before, and what was owed then: a surplus in words, not with a minus."""
        changed = "" if self.replay is None else self.replay.in_words()
        left = self.balance or ZERO
        if self.uncounted:
            return changed, ""
        return changed, f"daarna te veel betaald: {euro(-left)}" if left < 0 else f"saldo daarna {euro(left)}"


@dataclass(frozen=True, kw_only=True)
class PaymentRegistered(Booking):
    """A payment was booked; `costs` to `unallocated` say where it went, None where it was not counted."""

    kind: ClassVar = EventKind.PAYMENT_REGISTERED
    label: ClassVar = "Betaling ontvangen"
    look: ClassVar = Look("cash-coin", "in")
    client_sees: ClassVar = (
        "amount", "paid_to", "costs", "interest", "principal", "unallocated", "balance", "uncounted", "replay"
    )
    paid_to: PaidTo
    costs: Decimal | None = None
    interest: Decimal | None = None
    principal: Decimal | None = None
    unallocated: Decimal | None = None
    note: Words = ""

    def with_count(self, replay: Replayed | None, *, why_not: str) -> Self:
        """Also where the payment itself went."""
        told = super().with_count(replay, why_not=why_not)
        if replay is None:
            return told
        split = replay.payment
        return replace(
            told, costs=split.costs, interest=split.interest, principal=split.principal, unallocated=split.unallocated
        )

    def what(self) -> str:
        """With the amount."""
        return f"Betaling van {euro(self.amount)} ontvangen"

    def parts(self) -> tuple[str, ...]:
        """Where it went, who received it, what it changed."""
        return (
            f"nog niet verdeeld: {self.uncounted}" if self.uncounted else self._split(),
            "" if self.paid_to is PaidTo.AGENCY else f"ontvangen door: {name(self.paid_to).lower()}",
            *self._what_changed(), self.note,
        )

    def _split(self) -> str:
        rest = f", niet toegerekend {euro(self.unallocated)}" if self.unallocated else ""
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
        return (self.reason, f"nog niet geteld: {self.uncounted}" if self.uncounted else "", *self._what_changed())
