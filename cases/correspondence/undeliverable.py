"""An address that does not hold: what was sent there came back, or somebody else lives there.

It is out of use for every case of that person, and a letter to it that did not leave is withdrawn.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence import ordering, shared_letters
from cases.correspondence.new_notice import UNSENT
from cases.correspondence.rules import to_outsiders
from cases.models import CaseParty, ContactPoint, Debtor, Delivery, Letter, PointKind, PointState
from cases.names import name
from cases.parties import contact_points, point_changes
from legal.counting.valuation import Channel
from letters.words import short_date


def lock_receiver(session: Session, letter_id: int) -> None:
    """All open cases of whoever got this letter, and those with invoices that it named, in one order.

    What becomes of his address is told in each, and what becomes of the letter concerns each.
    """
    query = select(Letter.debtor_id, CaseParty.person_id).outerjoin(CaseParty, CaseParty.id == Letter.party_id)
    row = session.execute(query.where(Letter.id == letter_id)).one_or_none()
    if row is not None:
        receiver_id = row.person_id or row.debtor_id
        shared_letters.lock(session, letter_id, lambda: contact_points.cases_of(session, receiver_id))


def mark_address(session: Session, act: Act, letter: Letter, *, on: date) -> None:
    """The address that a letter went to is not used any more, unless another took its place meanwhile."""
    receiver = letter.debtor if letter.party is None else letter.party.person
    point = _went_to(session, letter)
    if point is None or not point.preferred or not point.is_usable:
        return
    why = f"{name(letter.kind)} van {short_date(letter.batch.letter_date)} kwam retour"
    take_out(session, act, receiver, point, PointState.RETURNED, on=on, reason=why)


def take_out(
    session: Session, act: Act, receiver: Debtor, point: ContactPoint, state: PointState, *, on: date, reason: str
) -> None:
    """Put a point out of use; of an address, letters to it that did not leave are withdrawn."""
    point_changes.mark(session, act, receiver, point, state, on=on, reason=reason)
    if point.kind is PointKind.ADDRESS:
        withdraw_to(session, act, receiver, reason=f"adres niet meer bruikbaar: {reason}", on=on)


def put_back(session: Session, act: Act, letter: Letter, *, on: date, reason: str) -> None:
    """The letter had not come back after all: nothing speaks against its address."""
    receiver = letter.debtor if letter.party is None else letter.party.person
    point = _went_to(session, letter)
    if point is not None and point.preferred and point.state is PointState.RETURNED:
        point_changes.mark(session, act, receiver, point, PointState.IN_USE, on=on, reason=reason)


def _went_to(session: Session, letter: Letter) -> ContactPoint | None:
    """Where it went: its e-mail address, where it went by e-mail."""
    if letter.channel is not Channel.EMAIL:
        return letter.contact_point
    return session.scalar(
        select(ContactPoint).join(Delivery, Delivery.contact_point_id == ContactPoint.id)
        .where(Delivery.letter_id == letter.id)
    )


def withdraw_to(session: Session, act: Act, receiver: Debtor, *, reason: str, on: date) -> None:
    """Withdraw every letter to him that did not leave: for himself, or for whom he gets it."""
    to_another = and_(Letter.kind.in_(to_outsiders()), Letter.contact_point_id.is_(None))
    own = select(Letter.id).where(Letter.debtor_id == receiver.id, Letter.party_id.is_(None), ~to_another)
    for_another = select(Letter.id).join(CaseParty, CaseParty.id == Letter.party_id).where(
        CaseParty.person_id == receiver.id
    )
    _withdraw(session, act, or_(Letter.id.in_(own), Letter.id.in_(for_another)), reason=reason, on=on)


def withdraw_via(session: Session, act: Act, parties: Sequence[CaseParty], *, reason: str, on: date) -> None:
    """Withdraw every letter that did not leave and would go to somebody in one of these parts."""
    _withdraw(session, act, Letter.party_id.in_([party.id for party in parties]), reason=reason, on=on)


def _withdraw(session: Session, act: Act, which: ColumnElement[bool], *, reason: str, on: date) -> None:
    query = select(Letter.id).where(Letter.state.in_(UNSENT), which).order_by(Letter.id)
    for letter_id in session.scalars(query).all():
        ordering.withdraw(session, act, letter_id, reason=reason, on=on)
