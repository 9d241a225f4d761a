"""Euro amounts: `Decimal`, rounded half up to whole cents, in this one place."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
HUNDRED = Decimal(100)
_HAIR = Decimal("1E-13")  # more than divisions lose together, less than what lies between a tie and any other amount


def round_cents(amount: Decimal) -> Decimal:
    """`amount` in euro rounded half up (away from zero on a tie) to whole cents.

    >>> round_cents(Decimal("2.675")), round_cents(Decimal("-2.675"))
    (Decimal('2.68'), Decimal('-2.68'))
    """
    return amount.quantize(CENT, ROUND_HALF_UP)


def round_sum(amount: Decimal) -> Decimal:
    """`amount`, a sum of quotients, as `round_cents`: a tie that is a hair off by dividing is a tie again.

    >>> round_sum(Decimal("0.2049999999999999999999999999"))
    Decimal('0.21')
    """
    return round_cents(amount.quantize(_HAIR))


def to_cents(amount: Decimal) -> int:
    """Whole cents of `amount` in euro; raises ValueError when it holds a fraction of a cent."""
    cents = amount * HUNDRED
    if cents != cents.to_integral_value():
        raise ValueError(f"{amount} holds a fraction of a cent")
    return int(cents)


def from_cents(cents: int) -> Decimal:
    """Euro with two decimals."""
    return (Decimal(cents) / HUNDRED).quantize(CENT)
