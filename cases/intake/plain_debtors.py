"""Who owes in rows of which nothing needs a second look: read once for each debtor, however many invoices it has."""

from collections.abc import Callable, Sequence
from datetime import date
from operator import itemgetter
from typing import NamedTuple

from cases.intake import claim_fields, debtor_doubts, debtor_fields
from cases.intake.by_column import Columns
from cases.intake.debtor_fields import Address, DebtorName
from cases.intake.draft import Draft
from cases.intake.model import Field
from legal.debtor.debtor_signs import hinting

_WHO = (*debtor_fields.NAMES, Field.CONTACT_PERSON)
_FIELDS = (
    *_WHO, *debtor_fields.ADDRESSES, Field.CUSTOMER_NUMBER, Field.KVK_NUMBER, Field.EMAIL, Field.PHONE,
    Field.BIRTH_DATE,
)


class Debtor(NamedTuple):
    """What a claim row says of its debtor, in the order of `ClaimRow`."""

    customer_number: str
    first_names: str
    initials: str
    prefix: str
    surname: str
    company_name: str
    contact_person: str
    legal_form: str
    kvk_number: str
    street: str
    house_number: str
    house_number_addition: str
    postal_code: str
    city: str
    country: str
    email: str
    phone: str
    birth_date: date | None


def debtors(columns: Columns) -> Sequence[Debtor | None]:
    """The debtor of each row; None where anything must be said of who or where it is."""
    fields, draft = tuple(filter(columns.reading.plan.of, _FIELDS)), columns.draft
    found: dict[tuple[str, ...], Debtor | None] = {}
    names, places = _picked(fields, debtor_fields.NAMES), _picked(fields, debtor_fields.ADDRESSES)
    for texts in set(columns.texts(fields)):
        name = debtor_fields.named(columns.reading, names((*texts, "")))
        home = debtor_fields.at_home(columns.reading, places((*texts, "")))
        draft.hold(zip(fields, texts, strict=True))
        found[texts] = _debtor(draft, name, home)
    where = {place for who in found.values() if who for place in (who.street, who.city)}
    hints = hinting(columns.different(_WHO) | where)
    for texts, who in found.items():
        if hints and who is not None and not hints.isdisjoint((*texts, who.street, who.city)):
            draft.hold(zip(fields, texts, strict=True))
            debtor_doubts.look(draft, debtor_fields.name(draft), debtor_fields.address(draft))
            found[texts] = None if draft.forget() else who
    return [found[texts] for texts in columns.texts(fields)]


def _picked(fields: Sequence[Field], wanted: Sequence[Field]) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """Takes the `wanted` texts out of those of `fields`, behind which an empty one stands for all others."""
    return itemgetter(*(fields.index(field) if field in fields else -1 for field in wanted))


def _debtor(draft: Draft, name: DebtorName, home: Address | None) -> Debtor | None:
    if home is None or not (name.company or name.person.surname):
        return None
    who = Debtor(
        claim_fields.customer_number(draft), *name.person, name.company, draft.text(Field.CONTACT_PERSON),
        name.legal_form, debtor_fields.trade_register_number(draft, home.country), *home, debtor_fields.email(draft),
        debtor_fields.phone(draft), claim_fields.day(draft, Field.BIRTH_DATE),
    )
    return None if draft.forget() else who
