"""What a payment or a correction that comes later changes in how a case is counted: the list of differences."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from legal.errors import InvalidFacts
from legal.facts import BookedPayment, Valuation
from legal.money import ZERO


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a case stood at, in euro: gross `interest`, costs and `penalty`, principal not yet paid, and what was owed.

    `costs_claimable_from`: first day on which the collection costs are due, None when nothing makes them due.
    """

    interest: Decimal
    costs: Decimal
    vat_on_costs: Decimal
    principal_open: Decimal
    balance: Decimal
    costs_claimable_from: date | None
    penalty: Decimal = ZERO


@dataclass(frozen=True, kw_only=True)
class Recounted:
    """A payment that stood all along and is counted otherwise: in its split, or in the claims that took it.

    `place` counts from 0 among the payments that stood all along, by day of receipt.
    """

    place: int
    before: BookedPayment
    after: BookedPayment


@dataclass(frozen=True, kw_only=True)
class Replay:
    """What one payment changed in the count through `on`, that day included.

    `payment` is that payment: as it is counted since it was booked, or as it was counted until it was reversed.
    """

    on: date
    payment: BookedPayment
    before: Standing
    after: Standing
    recounted: tuple[Recounted, ...]


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a credit, other costs or an added claim changed in the count through `on`, that day included, in euro.

    `credited`: how much less principal is owed, negative where it is more; `other_costs`: how much more of those.
    `recounted`: the payments that are counted otherwise.
    """

    on: date
    credited: Decimal
    other_costs: Decimal
    before: Standing
    after: Standing
    recounted: tuple[Recounted, ...]


def after_booking(before: Valuation, after: Valuation, *, place: int) -> Replay:
    """What the payment at `place` (from 0) in `after.payments` changed by coming; `before` does not have it.

    Everything from its day of receipt is counted again. Raises InvalidFacts unless both are of one case on one day and
    that payment is all they differ in. Law: art. 6:43 and 6:44 BW.
    """
    _check(without=before, having=after, place=place)
    return _replay(before, after, payment=after.payments[place], stood=before.payments, stand=_but(after, place))


def after_reversal(before: Valuation, after: Valuation, *, place: int) -> Replay:
    """What the payment at `place` (from 0) in `before.payments` changed by going; `after` does not have it.

    Counts and raises as `after_booking`. Law: art. 6:43 and 6:44 BW.
    """
    _check(without=after, having=before, place=place)
    return _replay(before, after, payment=before.payments[place], stood=_but(before, place), stand=after.payments)


def after_correction(before: Valuation, after: Valuation) -> Correction:
    """What a credit note, a part withdrawal or another cost changed by coming; `before` does not have it.

    Raises InvalidFacts unless both are of one case on one day with the same payments. Law: art. 6:43 and 6:44 BW.
    """
    _check_same(before, after)
    return _correction(before, after)


def after_addition(before: Valuation, after: Valuation) -> Correction:
    """What claims that joined a case changed; `before` does not have them, `after` has those of before too.

    Raises InvalidFacts unless both are of one case on one day with the same payments. Law: art. 6:43 and 6:44 BW.
    """
    _check_counted_alike(before, after)
    having = [claim.ref for claim in after.claims]
    if any(claim.ref not in having for claim in before.claims):
        raise InvalidFacts("een vordering van voorheen ontbreekt", field="claims")
    return _correction(before, after)


def _correction(before: Valuation, after: Valuation) -> Correction:
    if _received(before.payments) != _received(after.payments):
        raise InvalidFacts("de twee berekeningen hebben niet dezelfde betalingen", field="payments")
    return Correction(
        on=before.on, credited=before.principal - after.principal, other_costs=after.other_costs - before.other_costs,
        before=standing(before), after=standing(after), recounted=_recounted(before.payments, after.payments),
    )


def standing(valuation: Valuation) -> Standing:
    """The totals of a valuation that a payment can change; the principal still open is never below nothing."""
    paid = sum((payment.principal for payment in valuation.payments), ZERO)
    return Standing(
        interest=valuation.interest,
        costs=valuation.costs,
        vat_on_costs=valuation.vat_on_costs,
        principal_open=valuation.principal - paid,
        balance=valuation.balance,
        costs_claimable_from=valuation.costs_claimable_from,
        penalty=valuation.penalty,
    )


def _replay(
    before: Valuation,
    after: Valuation,
    *,
    payment: BookedPayment,
    stood: tuple[BookedPayment, ...],
    stand: tuple[BookedPayment, ...],
) -> Replay:
    return Replay(
        on=before.on,
        payment=payment,
        before=standing(before),
        after=standing(after),
        recounted=_recounted(stood, stand),
    )


def _recounted(stood: tuple[BookedPayment, ...], stand: tuple[BookedPayment, ...]) -> tuple[Recounted, ...]:
    pairs = enumerate(zip(stood, stand, strict=True))
    return tuple(Recounted(place=place, before=one, after=other) for place, (one, other) in pairs if one != other)


def _but(valuation: Valuation, place: int) -> tuple[BookedPayment, ...]:
    return valuation.payments[:place] + valuation.payments[place + 1 :]


def _check(*, without: Valuation, having: Valuation, place: int) -> None:
    """Raises InvalidFacts unless `having` is `without` and the payment at `place`."""
    _check_same(without, having)
    if [claim.principal for claim in without.claims] != [claim.principal for claim in having.claims]:
        raise InvalidFacts("de twee berekeningen zijn niet van dezelfde vorderingen", field="claims")
    if not 0 <= place < len(having.payments):
        raise InvalidFacts("op deze plaats staat geen betaling", field="place")
    if _received(without.payments) != _received(_but(having, place)):
        raise InvalidFacts("de twee berekeningen verschillen in meer dan deze ene betaling", field="payments")


def _check_same(one: Valuation, other: Valuation) -> None:
    """Raises InvalidFacts unless both are of the same claims on one day, counted in the same way."""
    _check_counted_alike(one, other)
    if [claim.ref for claim in one.claims] != [claim.ref for claim in other.claims]:
        raise InvalidFacts("de twee berekeningen zijn niet van dezelfde vorderingen", field="claims")


def _check_counted_alike(one: Valuation, other: Valuation) -> None:
    """Raises InvalidFacts unless both are of one day, counted in the same way."""
    if one.on != other.on:
        raise InvalidFacts("de twee berekeningen zijn niet van dezelfde dag", field="on")
    if (one.policy, one.costs_policy) != (other.policy, other.costs_policy):
        raise InvalidFacts("de twee berekeningen zijn niet op dezelfde manier geteld", field="policy")


def _received(payments: tuple[BookedPayment, ...]) -> list[tuple[date, Decimal]]:
    """Which payments these are, however they are counted."""
    return [(payment.received_on, payment.amount) for payment in payments]
