"""Whether a message to a mobile phone may leave at this very moment, and still says what is so."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import contact_gate, unread
from cases.amicable.contact_gate import Known, Standing
from cases.amicable.mail_checks import Stop, Wait
from cases.input_checks import day_of
from cases.models import Contact, ContactPoint, PointKind, TextMessage
from cases.parties import links, people_in_case
from cases.parties.people_in_case import PeopleInCase
from legal.debtor.contact_rules import Way
from legal.debtor.mobile_number import mobile_number
from legal.debtor.quiet_words import is_allowed_message
from legal.parameters import Figures
from legal.policies import MESSAGING
from letters.words import short_date


def look_again(session: Session, message: TextMessage, now: datetime, *, figures: Figures) -> Wait | Stop | None:
    """Why it may not leave yet, or not any more; None where it may. Its case is locked."""
    people = people_in_case.of_case(session, message.case)
    why = _against(session, message, people, now)
    if why:
        return Stop(why=why)
    groups = links.groups_of(session, [message.debtor_id])
    if _another_went(session, message, groups[message.debtor_id]):
        return Stop(why="er ging intussen een andere sms naar deze persoon")
    standing = contact_gate.standings_of(
        session, message.case, [message.debtor], now=now, figures=figures, known=Known(people=people, groups=groups)
    )[message.debtor_id]
    return _gate(standing) or _said(message, standing) or _unread(session, message, groups[message.debtor_id], now)


def _against(session: Session, message: TextMessage, people: PeopleInCase, now: datetime) -> str:
    """What changed since it was ordered, in Dutch; empty for nothing that matters."""
    today, planned, point = day_of(now), day_of(message.planned_at), message.contact_point
    if today > planned + timedelta(days=MESSAGING.late_days):
        return f"de sms van {short_date(planned)} kon niet op tijd weg"
    if message.debtor_id not in people.owing(today):
        return "deze persoon hoeft in dit dossier niet meer te betalen"
    if people.addressee(today, message.debtor).receiver.id != point.debtor_id:
        return "wat voor deze persoon is bedoeld, gaat intussen naar een ander"
    if not (point.is_usable and point.preferred and mobile_number(point.value) == message.number):
        return "het mobiele nummer is intussen niet meer in gebruik"
    if _was_spoken(session, message):
        return "hij is intussen gesproken of nam zelf contact op"
    return ""


def _was_spoken(session: Session, message: TextMessage) -> bool:
    """Whether he, or who speaks for him, was spoken about this case since: then nobody asks him to call."""
    about = None if message.debtor_id == message.case.debtor_id else message.debtor_id
    query = select(Contact.id).where(
        Contact.case_id == message.case_id, Contact.contacted_at > message.planned_at, Contact.right_party.is_(True),
        Contact.debtor_id.is_(None) if about is None else Contact.debtor_id == about,
    )
    return session.scalar(query.limit(1)) is not None


def _another_went(session: Session, message: TextMessage, debtor_ids: frozenset[int]) -> bool:
    """Whether he got, or is getting, one about this or another case of his since this one was ordered."""
    query = select(TextMessage.id).where(
        TextMessage.debtor_id.in_(debtor_ids), TextMessage.id != message.id, TextMessage.went_at > message.planned_at
    )
    return session.scalar(query.limit(1)) is not None


def _gate(standing: Standing) -> Wait | Stop | None:
    """What the gate says: wait for the hour or a day, or see to what no day ends; None where it may."""
    answer = standing.answer(Way.MESSAGE)
    if answer.allowed:
        return None
    why = " ".join(each.in_words for each in answer.reasons)
    return Stop(why=why) if answer.first_at is None else Wait(until=answer.first_at.astimezone(UTC), why=why)


def _said(message: TextMessage, standing: Standing) -> Stop | None:
    """It says what it would say if it were ordered now, and nothing else."""
    if standing.sender is not None and is_allowed_message(message.text, standing.sender):
        return None
    return Stop(why="de naam, de telefoon of het registratienummer van het bureau is intussen veranderd")


def _unread(session: Session, message: TextMessage, debtor_ids: frozenset[int], now: datetime) -> Wait | None:
    """What came in on this case, or from him, is read first: it may be what he would call about."""
    his = session.scalars(select(ContactPoint.value).where(
        ContactPoint.debtor_id.in_(debtor_ids), ContactPoint.kind == PointKind.EMAIL
    )).all()
    if not unread.is_waiting(session, message.case_id, addresses=his):
        return None
    return Wait(until=now + timedelta(minutes=MESSAGING.unread_minutes), why=(
        "er kwam een e-mail binnen bij dit dossier; lees die eerst en leg vast wat erin staat (Post in)"
    ))
