"""Signs that a debtor can pay: dated, with what they were seen from, and taken back when they were wrong."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.events.assessment import SignOfMeansShown, SignOfMeansWithdrawn
from cases.input_checks import day_of
from cases.models import MeansShown, MeansSign
from cases.progress.stages import open_case
from cases.schema.db import without_citizen_number
from legal.debtor.motivation import says_something

LONGEST = 300
SOURCE_WORDS = 2


def record(session: Session, act: Act, case_id: int, *, sign: MeansSign, shown_on: date, source: str) -> MeansShown:
    """Put a sign of means on record. Raises Refused for a day to come, Incomplete without what it was seen from."""
    case = open_case(session, case_id)
    if shown_on > act.today:
        raise Refused(f"De dag van het teken ({shown_on:%d-%m-%Y}) ligt in de toekomst.")
    if sign is MeansSign.ACCOUNTS_SHOW_MEANS and case.debtor.is_natural_person:
        raise Refused("Een gedeponeerde jaarrekening hoort bij een organisatie; deze debiteur is een mens.")
    kept = _checked(source, "Schrijf op waaruit dit blijkt: wie zei het, of welk stuk of welke factuur is gezien.")
    shown = MeansShown(
        case_id=case_id, sign=sign, shown_on=shown_on, source=kept, recorded_at=act.now, recorded_by=act.actor_id
    )
    session.add(shown)
    session.flush()
    events.record(session, act, case_id, SignOfMeansShown(sign=sign, source=kept), effective_on=shown_on)
    return shown


def withdraw(session: Session, act: Act, case_id: int, shown_id: int, *, reason: str) -> None:
    """Take back a sign that was recorded in error. Raises NotFound, AlreadyDone, Incomplete without a reason."""
    open_case(session, case_id)
    shown = session.get(MeansShown, shown_id)
    if shown is None or shown.case_id != case_id or shown.withdraws_id is not None:
        raise NotFound("Dit teken staat niet in dit dossier.")
    if shown not in standing(session, case_id):
        raise AlreadyDone("Dit teken is al ingetrokken.")
    kept = _checked(reason, "Schrijf op waarom dit teken niet klopt.")
    session.add(MeansShown(
        case_id=case_id, sign=shown.sign, shown_on=shown.shown_on, source=kept, recorded_at=act.now,
        recorded_by=act.actor_id, withdraws_id=shown.id,
    ))
    session.flush()
    told = SignOfMeansWithdrawn(sign=shown.sign, shown_on=shown.shown_on, reason=kept)
    events.record(session, act, case_id, told, effective_on=day_of(act.now))


def standing(session: Session, case_id: int) -> list[MeansShown]:
    """The signs on record, oldest first, without those that were taken back and what took them back."""
    query = select(MeansShown).where(MeansShown.case_id == case_id).order_by(MeansShown.shown_on, MeansShown.id)
    rows = session.scalars(query).all()
    withdrawn = {row.withdraws_id for row in rows}
    return [row for row in rows if row.withdraws_id is None and row.id not in withdrawn]


def days(shown: list[MeansShown], *signs: MeansSign) -> tuple[date, ...]:
    """The days on which one of these signs showed."""
    return tuple(row.shown_on for row in shown if row.sign in signs)


def _checked(text: str, expected: str) -> str:
    kept = text.strip()
    without_citizen_number(kept)
    if not says_something(kept, words=SOURCE_WORDS):
        raise Incomplete(expected)
    return kept[:LONGEST]
