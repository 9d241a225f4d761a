"""Whose row it is, from the cells as they stand: also of rows that are refused, such as a credit note."""

from typing import NamedTuple

from cases.intake.columns import Plan
from cases.intake.headers import normalised
from cases.intake.model import Field
from cases.intake.readings import cell_of
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


def owner_of(plan: Plan, record: Record) -> Owner:
    """Whose row `record` is."""
    number = _text(plan, record, Field.CUSTOMER_NUMBER).lstrip("0")
    names = (_text(plan, record, field) for field in _NAMES)
    return Owner(number, next((name for name in names if name), ""))


def _text(plan: Plan, record: Record, field: Field) -> str:
    column = plan.of(field)
    return normalised(cell_of(record, column.index)) if column else ""
