"""Whose row it is, from the cells as they stand: also of rows that are refused, such as a credit note."""

from collections.abc import Sequence
from typing import NamedTuple

from cases.intake.columns import Plan
from cases.intake.headers import normalised
from cases.intake.model import Field
from cases.intake.readings import texts_of
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
    known: dict[tuple[str, ...], Owner] = {}
    owners = []
    names = filter(plan.of, _NAMES)
    for cells in zip(*(texts_of(plan, records, field) for field in (Field.CUSTOMER_NUMBER, *names)), strict=True):
        owner = known.get(cells)
        if owner is None:
            owner = known[cells] = _owner(*map(normalised, cells))
        owners.append(owner)
    return owners


def _owner(number: str, *names: str) -> Owner:
    return Owner(number.lstrip("0"), next(filter(None, names), ""))
