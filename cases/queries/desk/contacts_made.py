"""How often a person was approached of late, over all his cases at this agency: one measure for all."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.models import Case, Contact, ContactChannel

DAYS = 7
MOST = 3  # outgoing attempts in so many days that this agency finds enough; no law gives a number (art. 4.1 Bki)
OUTGOING = (ContactChannel.PHONE_OUT, ContactChannel.EMAIL_OUT, ContactChannel.VISIT)


def made(session: Session, person: Collection[int], *, now: datetime) -> int:
    """The outgoing contacts with a person, the debtors who are him, in seven days, of every client, answered or not."""
    query = select(func.count()).select_from(Contact).join(Case, Contact.case_id == Case.id).where(
        Case.debtor_id.in_(person), Contact.channel.in_(OUTGOING), Contact.contacted_at > now - timedelta(days=DAYS),
        Contact.contacted_at <= now,
    )
    return session.scalar(query) or 0
