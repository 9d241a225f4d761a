"""A monthly schedule to pay off what is owed: its terms, and what the client's own limits say against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from cases.errors import Incomplete, Refused
from cases.models import ClientTerms
from legal.calendar import add_months, working_day_from
from legal.money import CENT
from legal.parameters import Holidays
from letters.words import euro

MAX_TERMS = 60


@dataclass(frozen=True, kw_only=True)
class Term:
    """One term: its day (a working day) and amount in euro."""

    ordinal: int
    due_on: date
    amount: Decimal


def amounts_of(total: Decimal, *, amount: Decimal | None, number: int | None = None) -> list[Decimal]:
    """`total` by amount a month or by number of terms, the last of which takes the remainder (euro).

    Raises Incomplete without exactly one of both, Refused when it makes no schedule.
    """
    if (amount is None) == (number is None):
        raise Incomplete("Vul óf een bedrag per maand in, óf een aantal termijnen.")
    if number is not None:
        if not 1 <= number <= MAX_TERMS:
            raise Refused(f"Het aantal termijnen ligt tussen 1 en {MAX_TERMS}.")
        amount = (total / number).quantize(CENT, rounding=ROUND_DOWN)
    assert amount is not None
    if amount <= 0:
        raise Refused("Het bedrag per termijn is te klein om een regeling mee te maken.")
    count = number or -(-total // amount)
    if count > MAX_TERMS:
        raise Refused(f"Met dit bedrag zijn {count} termijnen nodig; ten hoogste {MAX_TERMS} kan.")
    return [amount] * (int(count) - 1) + [total - amount * (int(count) - 1)]


def terms_of(amounts: Sequence[Decimal], *, first_due_on: date, holidays: Holidays) -> tuple[Term, ...]:
    """The amounts on their days, a month apart; a day on a weekend or holiday moves to the next working day."""
    return tuple(
        Term(ordinal=at + 1, due_on=working_day_from(add_months(first_due_on, at), holidays), amount=each)
        for at, each in enumerate(amounts)
    )


def outside(limits: ClientTerms, terms: Sequence[Term]) -> tuple[str, ...]:
    """What the client's own limits say against it, in Dutch."""
    found = []
    if len(terms) > limits.arrangement_max_terms:
        found.append(f"meer dan {limits.arrangement_max_terms} termijnen")
    if len(terms) > 1 and terms[0].amount < limits.arrangement_min_amount:
        found.append(f"minder dan {euro(limits.arrangement_min_amount)} per termijn")
    return tuple(found)
