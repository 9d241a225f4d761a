"""Sharing an amount in whole cents by weight, for the second way to count."""

from fractions import Fraction


def shares_of(amount: Fraction, weights: list[Fraction]) -> list[Fraction]:
    """Whole cents each, down; the cents that are over go to the largest remainders, of equal ones to the first."""
    total = sum(weights, Fraction(0))
    if not total:
        return [Fraction(0) for _ in weights]
    exact = [amount * 100 * weight / total for weight in weights]
    cents = [share // 1 for share in exact]
    over = int(amount * 100) - sum(cents)
    by_remainder = sorted(range(len(weights)), key=lambda place: cents[place] - exact[place])
    for place in by_remainder[:over]:
        cents[place] += 1
    return [Fraction(share, 100) for share in cents]
