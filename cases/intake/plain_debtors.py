"""Who owes in rows of which nothing needs a second look: looked at once for each debtor of a file."""

from collections.abc import Callable, Sequence
from operator import itemgetter

from cases.intake import debtor_doubts, debtor_fields
from cases.intake.by_column import Columns
from cases.intake.debtor_fields import Address, DebtorName
from cases.intake.model import Field
from legal.debtor.debtor_signs import hinting

_WHO = (*debtor_fields.NAMES, Field.CONTACT_PERSON)
Debtor = tuple[DebtorName, Address]


def debtors(columns: Columns) -> Sequence[Debtor | None]:
    """Name and address of the debtor in each row; None where anything must be said of them."""
    fields = tuple(filter(columns.reading.plan.of, (*_WHO, *debtor_fields.ADDRESSES)))
    name, address = _picked(fields, debtor_fields.NAMES), _picked(fields, debtor_fields.ADDRESSES)
    rows = list(columns.texts(fields))
    found: dict[tuple[str, ...], Debtor | None] = {}
    for texts in set(rows):
        who = debtor_fields.named(columns.reading, name((*texts, "")))
        home = debtor_fields.at_home(columns.reading, address((*texts, "")))
        found[texts] = (who, home) if home is not None and (who.company or who.person.surname) else None
    _leave_out_signs(columns, fields, found)
    return [found[texts] for texts in rows]


def _picked(fields: Sequence[Field], wanted: Sequence[Field]) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """Takes the `wanted` texts out of those of `fields`, behind which an empty one stands for all others."""
    return itemgetter(*(fields.index(field) if field in fields else -1 for field in wanted))


def _leave_out_signs(
    columns: Columns, fields: Sequence[Field], found: dict[tuple[str, ...], Debtor | None]
) -> None:
    """Let there be no debtor where `debtor_doubts` flags anything."""
    draft, debtors = columns.draft, [(texts, who) for texts, who in found.items() if who is not None]
    places = {place for _, (_, home) in debtors for place in (home.street, home.city)}
    hints = hinting(columns.different(_WHO) | places)
    for texts, (who, home) in debtors if hints else ():
        if not hints.isdisjoint((*texts, home.street, home.city)):
            draft.hold(zip(fields, texts, strict=True))
            debtor_doubts.look(draft, who, home)
            if draft.forget():
                found[texts] = None
