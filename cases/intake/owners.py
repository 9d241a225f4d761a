"""Whose row it is, from the cells as they stand: also of rows that are refused, such as a credit note."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from cases.intake.columns import Plan
from cases.intake.headers import normalised_each
from cases.intake.model import Field
from cases.intake.readings import texts_of
from cases.intake.seen import Once
from cases.intake.table import Record

_NAMES = (Field.COMPANY_NAME, Field.NAME, Field.SURNAME)


class Owner(NamedTuple):
    """Customer number and name of a row, compared without case, accents and punctuation; "" where it has none."""

    number: str
    name: str

    @property
    def is_known(self) -> bool:
        """True when the row says anything about whose it is."""
        return bool(self.number or self.name)


def owners_of(plan: Plan, records: Sequence[Record]) -> list[Owner]:
    """Whose each of the records is."""
    fields = (Field.CUSTOMER_NUMBER, *filter(plan.of, _NAMES))
    columns = [texts_of(plan, records, field) for field in fields]
    keys = normalised_each(set(chain.from_iterable(columns)))
    owners = Once[tuple[str, ...], Owner](lambda cells: _owner(*map(keys.__getitem__, cells)))
    return owners.each(zip(*columns, strict=True))


def _owner(number: str, *names: str) -> Owner:
    return Owner(number.lstrip("0"), next(filter(None, names), ""))
