"""14: no text on record holds a citizen service number. Law: art. 46 UAVG."""

from collections.abc import Iterator

from cases.documents import is_another_number
from cases.invariants.finding import Looked, Wrong
from cases.queries.citizen_numbers import on_record


def wrong(looked: Looked) -> Iterator[Wrong]:
    """Where one stands. An invoice or customer number that passes the test by chance is none where it is repeated."""
    for found in on_record(looked.session, but=lambda digits: is_another_number(looked.session, digits)):
        place = f"{found.column}.{found.path}" if found.path else found.column
        yield Wrong(
            table=found.table, row=found.row,
            what=f"burgerservicenummer in {place}, teken {found.start + 1} tot en met {found.end}",
        )
