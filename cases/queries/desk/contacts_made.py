"""How often a person was approached of late, over all his cases at this agency: one measure for all."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from cases.models import Case, Contact, ContactChannel

DAYS = 7
MOST = 3  # outgoing attempts in so many days that this agency finds enough; no law gives a number (art. 4.1 Bki)
OUTGOING = (ContactChannel.PHONE_OUT, ContactChannel.EMAIL_OUT, ContactChannel.VISIT)


def made(session: Session, persons: Mapping[int, Collection[int]], *, now: datetime) -> dict[int, int]:
    """The outgoing contacts with each of these persons in seven days, of every client, answered or not.

    By id; each is given as the debtors who are him. What was about somebody who owes beside the debtor of a case is
    his, not that of the debtor.
    """
    everybody = frozenset[int]().union(*persons.values())
    recent = (
        Contact.channel.in_(OUTGOING), Contact.contacted_at > now - timedelta(days=DAYS), Contact.contacted_at <= now
    )
    of_case = select(Case.debtor_id.label("debtor_id")).join(Contact, Contact.case_id == Case.id).where(
        Case.debtor_id.in_(everybody), Contact.debtor_id.is_(None), *recent
    )
    beside = select(Contact.debtor_id.label("debtor_id")).where(
        Contact.debtor_id.in_(everybody), Contact.debtor_id.is_not(None), *recent
    )
    found = union_all(of_case, beside).subquery()
    counted = select(found.c.debtor_id, func.count()).group_by(found.c.debtor_id)
    by_debtor: dict[int, int] = dict(session.execute(counted).all())
    return {
        person_id: sum(by_debtor.get(debtor_id, 0) for debtor_id in debtor_ids)
        for person_id, debtor_ids in persons.items()
    }
