"""Whether a letter by e-mail may leave at this very moment, and still says what is so."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from cases.acts import by_program
from cases.amicable import barriers
from cases.correspondence import dossiers
from cases.correspondence.making import REFUSALS
from cases.correspondence.rules import rule_of
from cases.input_checks import AMSTERDAM
from cases.models import Delivery, Letter
from cases.progress.stages import open_holds
from cases.setup import registration, text_stops
from legal.debtor.contact_rules import Way, may_approach
from legal.debtor.debtor_tests import wki_rules_apply
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
    try:
        why = _against(session, delivery, now)
        if why:
            return Stop(why=why)
        return _hour(delivery.letter, now, figures=figures) or _said(session, delivery.letter, figures=figures)
    except REFUSALS as refusal:
        return Stop(why=str(refusal))


def _against(session: Session, delivery: Delivery, now: datetime) -> str:
    """Why it may not leave any more; empty where it may."""
    letter, today = delivery.letter, by_program(now).today
    point = delivery.contact_point
    if today > letter.batch.letter_date + timedelta(days=MAILING.late_days):
        return f"de brief van {short_date(letter.batch.letter_date)} kon niet op tijd weg"
    if not (point.is_usable and point.preferred and point.value == delivery.address):
        return "het e-mailadres is intussen niet meer in gebruik"
    text_stops.let_none_come(session)
    text_stops.require_postable(session, [(letter.kind, letter.channel, letter.text_version)])
    registration.require(session, [letter.case], on=today)
    rule, case = rule_of(letter.kind), letter.case
    stopping = [hold for hold in open_holds(session, case.id) if hold.kind in rule.stopped_by]
    in_the_way = barriers.of_case(session, case, on=today, holds=stopping, person=letter.debtor)
    return rule.held_back([hold.kind for hold in stopping]) or ", ".join(
        each.title for each in in_the_way if Way.EMAIL in each.closed
    )


def _hour(letter: Letter, now: datetime, *, figures: Figures) -> Wait | None:
    """Until when it waits because of the hour, where whoever owes or gets it is protected by it."""
    receiver = letter.debtor if letter.party is None else letter.party.person
    is_protected = any(
        wki_rules_apply(is_natural_person=each.is_natural_person, domicile_country=each.country)
        for each in (letter.debtor, receiver)
    )
    here = now.astimezone(AMSTERDAM)
    verdict = may_approach(here, Way.EMAIL, is_wki_debtor=is_protected, holidays=figures.holidays)
    return None if verdict.allowed else Wait(until=verdict.next_at.astimezone(now.tzinfo), why=verdict.reason)


def _said(session: Session, letter: Letter, *, figures: Figures) -> Document | Stop:
    """What the letter would say if it were made now: word for word what the PDF says, else it is not sent."""
    rule, day = rule_of(letter.kind), letter.batch.letter_date
    dossier = dossiers.dossier_of(session, letter.case, figures=figures)
    about = rule.about(replace(dossier, details=rule.filled_in(letter.batch)), letter.debtor_id, on=day)
    document = content(rule.data(about, letter_date=day))
    if letter.content is None or plain_text(document) != letter.content.text:
        return Stop(why="wat er in de brief staat, is intussen veranderd")
    return document
