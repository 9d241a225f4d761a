"""The history of a case. A module per subject holds the classes; all are loaded here, so that every row can be read."""

from cases.events import (  # noqa: F401 - each enters its classes in KINDS
    arrangements,
    assessment,
    claims,
    confirming,
    consumer_duties,
    contacts,
    debts,
    gate,
    holds,
    letters,
    messages,
    payments,
    people,
    prescription,
    privacy,
    redactions,
    service,
    settlement,
    stages,
    work,
    writs,
)
from cases.events.base import (
    KINDS,
    Event,
    kinds_always_for_client,
    kinds_for_client,
    label_of,
    read,
    record,
    record_many,
    record_rows,
)

__all__ = [
    "KINDS", "Event", "kinds_always_for_client", "kinds_for_client", "label_of", "read", "record", "record_many",
    "record_rows",
]
