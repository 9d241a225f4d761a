"""The e-mail address by which somebody may be written to, and when he last used it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from cases.input_checks import day_of, is_mail_address
from cases.models import Case, Contact, ContactChannel, ContactPoint, Debtor, Inbound, PointKind, PointSource
from cases.names import name
from legal.debtor.mail_address import was_used_lately
from letters.words import short_date


@dataclass(frozen=True, kw_only=True)
class MailTo:
    """Where a letter goes by e-mail; `why_not`: why it may not, in Dutch, and then no `point` is to be used."""

    point: ContactPoint | None
    why_not: str = ""


def of(session: Session, receiver: Debtor, points: Mapping[PointKind, ContactPoint], *, on: date) -> MailTo:
    """The address of whoever gets a letter, from the preferred `points` of each kind."""
    point = points.get(PointKind.EMAIL)
    if point is None:
        return MailTo(point=None, why_not=f"van {receiver.name} is geen e-mailadres bekend")
    if not point.is_usable:
        return MailTo(point=None, why_not=(
            f"het e-mailadres van {receiver.name} is niet bruikbaar ({name(point.state).lower()}, "
            f"{short_date(point.state_on)})"
        ))
    if not is_mail_address(point.value):
        return MailTo(point=None, why_not=f"“{point.value}” is geen e-mailadres waar een bericht heen kan")
    if not was_used_lately(last_used(session, receiver, point), on=on):
        return MailTo(point=None, why_not=(
            f"{receiver.name} gaf dit e-mailadres niet zelf, of gebruikte het lang niet. Vraag ernaar en leg het vast, "
            "of kies post"
        ))
    return MailTo(point=point)


def last_used(session: Session, receiver: Debtor, point: ContactPoint) -> date | None:
    """The last day on which he gave this address himself, or wrote to us from it; None for never."""
    from_another = select(Inbound.id).where(
        Inbound.contact_id == Contact.id, func.lower(Inbound.sender) != point.value.lower()
    )
    wrote = session.scalar(
        select(Contact.contacted_at).join(Case, Case.id == Contact.case_id).where(
            Contact.channel == ContactChannel.EMAIL_IN, Contact.right_party.is_(True),
            Contact.contacted_at >= point.recorded_at, ~from_another.exists(),
            or_(Contact.debtor_id == receiver.id, Contact.debtor_id.is_(None) & (Case.debtor_id == receiver.id)),
        ).order_by(Contact.contacted_at.desc()).limit(1)
    )
    given = point.from_day if point.source is PointSource.DEBTOR else None
    return max(filter(None, (given, wrote and day_of(wrote))), default=None)
