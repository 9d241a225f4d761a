"""The name of a debtor in a row of a list: the columns that it is made of, asked last, and the name made of them."""

from typing import Any

from sqlalchemy import Row

from cases.models import Debtor
from cases.models.cases import written_name

NAME = (Debtor.company_name, Debtor.first_names, Debtor.initials, Debtor.name_prefix, Debtor.surname)


def name_in(row: Row[*tuple[Any, ...]]) -> str:
    """As written on an envelope; the row ends with the columns of NAME."""
    return written_name(*row[-len(NAME):])
