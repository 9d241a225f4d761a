"""On which case an e-mail belongs: by the e-mail of ours that it answers, by a number in it, or by its sender."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from cases.inspection.mails import Mail
from cases.models import Case, ContactPoint, Delivery, InboundBy, PointKind
from cases.parties import contact_points

_CASE_NUMBER: Final = re.compile(r"(?<![\d-])\d{4}-\d{6,9}(?![\d-])")
_REFERENCE: Final = re.compile(r"(?<!\d)\d{4}(?:[ .]?\d{4}){3}(?!\d)")
_OF_SERVERS: Final = ("mailer-daemon", "postmaster")
MOST_NUMBERS: Final = 50  # in one text; more is no letter to us


@dataclass(frozen=True, kw_only=True)
class Found:
    """A case, and by what it was found."""

    case_id: int
    by: InboundBy


def answered(session: Session, mail: Mail) -> Delivery | None:
    """The newest e-mail of ours that it names."""
    query = select(Delivery).where(Delivery.message_id.in_(mail.answers_to)).order_by(Delivery.id.desc())
    return session.scalars(query.limit(1)).first() if mail.answers_to else None


def is_ours(session: Session, mail: Mail) -> bool:
    """Whether it is an e-mail that we sent."""
    query = select(Delivery.id).where(Delivery.message_id == mail.message_id)
    return bool(mail.message_id) and session.scalar(query.limit(1)) is not None


def is_of_server(mail: Mail) -> bool:
    """Whether a mail server wrote it, and not in the form of a report: what it says of ours, a person reads."""
    return mail.sender.partition("@")[0].lower() in _OF_SERVERS


def find(session: Session, mail: Mail, sent: Delivery | None) -> Found | None:
    """The case that it is certainly about: what it answers, else one number in its subject or else its text, else a
    sender whose address belongs to one open case. None where none or several fit.
    """
    if sent is not None:
        return Found(case_id=sent.letter.case_id, by=InboundBy.REPLY)
    for text in (mail.subject, mail.text):
        named = _named(session, text)
        if named:
            return _only(named, InboundBy.REFERENCE)
    return _only(_of_sender(session, mail.sender), InboundBy.ADDRESS)


def _named(session: Session, text: str) -> set[int]:
    """The cases whose number or payment reference stands in a text."""
    numbers = list(dict.fromkeys(_CASE_NUMBER.findall(text)))[:MOST_NUMBERS]
    references = list(dict.fromkeys(re.sub(r"[ .]", "", each) for each in _REFERENCE.findall(text)))[:MOST_NUMBERS]
    if not numbers and not references:
        return set()
    query = select(Case.id).where(or_(Case.number.in_(numbers), Case.payment_reference.in_(references)))
    return set(session.scalars(query))


def _of_sender(session: Session, sender: str) -> set[int]:
    """The open cases of everybody who can be reached at this address."""
    if not sender:
        return set()
    query = select(ContactPoint.debtor_id).where(
        ContactPoint.kind == PointKind.EMAIL, func.lower(ContactPoint.value) == sender.lower()
    )
    people = set(session.scalars(query))
    return {case_id for each in people for case_id in contact_points.cases_of(session, each)}


def _only(found: Iterable[int], by: InboundBy) -> Found | None:
    ids = list(found)
    return Found(case_id=ids[0], by=by) if len(ids) == 1 else None
