"""Whether a letter by e-mail may leave at this very moment, and still says what is so."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from cases.amicable import contact_gate, unread
from cases.correspondence import dossiers, obstacles
from cases.correspondence.making import REFUSALS
from cases.correspondence.rules import rule_of
from cases.input_checks import day_of
from cases.models import Delivery, Letter
from cases.setup import letter_additions, registration, text_stops
from legal.debtor.contact_rules import Way
from legal.parameters import Figures
from legal.policies import MAILING
from letters.catalogue import content
from letters.document import Document, plain_text
from letters.words import short_date


@dataclass(frozen=True, kw_only=True)
class Wait:
    """It may not leave yet: from when it may, and why, in Dutch."""

    until: datetime
    why: str


@dataclass(frozen=True, kw_only=True)
class Stop:
    """It may not leave any more, and why, in Dutch."""

    why: str


def look_again(session: Session, delivery: Delivery, now: datetime, *, figures: Figures) -> Document | Wait | Stop:
    """What the letter says, where it may leave at this moment; its case is locked."""
    letter = delivery.letter
    try:
        why = _against(session, delivery, now)
        if why:
            return Stop(why=why)
        return _gate(session, delivery, now, figures=figures) or _said(session, letter, figures=figures)
    except REFUSALS as refusal:
        return Stop(why=str(refusal))


def _against(session: Session, delivery: Delivery, now: datetime) -> str:
    """Why it may not leave any more; empty where it may. Raises TextStopped, NotRegistered."""
    letter, point, today = delivery.letter, delivery.contact_point, day_of(now)
    if today > letter.batch.letter_date + timedelta(days=MAILING.late_days):
        return f"de brief van {short_date(letter.batch.letter_date)} kon niet op tijd weg"
    if not (point.is_usable and point.preferred and point.value == delivery.address):
        return "het e-mailadres is intussen niet meer in gebruik"
    text_stops.let_none_come(session)
    text_stops.require_postable(session, [(letter.kind, letter.channel, letter.text_version)])
    registration.require(session, [letter.case], on=today)
    return ""


def _gate(session: Session, delivery: Delivery, now: datetime, *, figures: Figures) -> Wait | Stop | None:
    """What the gate says of whoever owes: wait for the hour or a day, or see to what no day ends; None where it may."""
    letter = delivery.letter
    answer = contact_gate.ask(
        session, letter.case, letter.debtor, Way.EMAIL, now=now, figures=figures, letter=letter.kind
    )
    if answer.allowed:
        return _unread(session, delivery, now)
    if answer.first_at is None:
        return Stop(why=" ".join(each.in_words for each in answer.reasons))
    return Wait(until=answer.first_at.astimezone(UTC), why=" ".join(each.in_words for each in answer.reasons))


def _unread(session: Session, delivery: Delivery, now: datetime) -> Wait | None:
    """What came in on this case, or from whom it goes to, is read first: it may change what is to be said."""
    if not unread.is_waiting(session, delivery.letter.case_id, addresses=(delivery.address,)):
        return None
    return Wait(until=now + timedelta(minutes=MAILING.unread_minutes), why=(
        "er kwam een e-mail binnen bij dit dossier of van dit adres; lees die eerst en leg vast wat erin staat "
        "(Post in)"
    ))


def _said(session: Session, letter: Letter, *, figures: Figures) -> Document | Stop:
    """What the letter would say if it were made now: word for word what the PDF says, else it is not sent."""
    rule, day = rule_of(letter.kind), letter.batch.letter_date
    dossier = dossiers.dossier_of(session, letter.case, figures=figures)
    about = rule.about(replace(dossier, details=rule.filled_in(letter.batch)), letter.debtor_id, on=day)
    paid = obstacles.paid_later(about, day) if rule.follows_money else ""
    if paid:  # while it was being sent, or uncertain: a payment takes back one that is planned
        return Stop(why=paid)
    data = replace(rule.data(about, letter_date=day), addition=letter_additions.made_with(session, letter))
    document = content(data)
    if letter.content is None or plain_text(document) != letter.content.text:
        return Stop(why="wat er in de brief staat, is intussen veranderd")
    return document
