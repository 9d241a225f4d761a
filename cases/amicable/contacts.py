"""Contact with a debtor: logged in one go, and what came of it decides the next step."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.amicable import barriers, debtor_editing, holds
from cases.correspondence import undeliverable
from cases.errors import Incomplete, NotFound, Refused
from cases.events.contacts import ContactLogged
from cases.models import (
    Case,
    Contact,
    ContactChannel,
    ContactOutcome,
    ContactPoint,
    Debtor,
    HoldKind,
    NextStep,
    PointKind,
    PointState,
    Stage,
)
from cases.names import name
from cases.parties import contact_points, people_in_case
from cases.parties.people_in_case import PeopleInCase
from cases.progress import locking, order_stops
from cases.progress.outcomes import OUTCOMES
from cases.progress.stages import open_holds
from cases.schema.db import without_citizen_number
from letters.words import short_date


class NotToBeApproached(Refused):
    """Nobody may be called, written to or visited here; a contact that took place all the same is confirmed first."""

    code = "not_to_be_approached"


@dataclass(frozen=True, kw_only=True)
class ContactInput:
    """What came of a contact. `right_party`: whether the debtor or his representative was spoken, None for nobody.

    `took_place`: it is confirmed that it did, where nobody should have been approached. `debtor_id`: who of those that
    owe it was about, he himself or who speaks for him; None for the debtor of the case.
    """

    channel: ContactChannel
    outcome: ContactOutcome
    right_party: bool | None = None
    note: str = ""
    call_back_on: date | None = None
    took_place: bool = False
    debtor_id: int | None = None


def log(session: Session, act: Act, case_id: int, told: ContactInput) -> Contact:
    """Log a contact. A dispute by the right party stops the case at once; a call-back becomes the next step.

    On a closed case it is kept and changes nothing: nobody is called back there before it is opened again. What the
    debtor says after the decision to go on halts an order that lies with the bailiff.

    What took place is always logged, with what stood in its way for that person. Raises Refused for a right party where
    nobody was spoken, CitizenNumberFound for such a number in the note, NotFound for who owes nothing in the case;
    NotToBeApproached for an approach of who died, until it is confirmed that it `took_place`.
    """
    shown = _shown_of_point(session, case_id, told, act.today)
    if shown is not None:  # it is told in his other cases too
        locking.lock(session, {case_id, *contact_points.cases_of(session, shown.receiver.id)})
    case = locking.lock_one(session, case_id)
    is_closed = case.stage is Stage.CLOSED
    _check(told, act.today)
    if is_closed and told.call_back_on is not None:
        raise Refused("Dit dossier is gesloten. Heropen het eerst als er moet worden teruggebeld.")
    outcome, call_back_on, disputes = told.outcome, told.call_back_on, _disputes(told)
    people = people_in_case.of_case(session, case)
    person = _person(people, told, act.today)
    against = barriers.closing(
        barriers.of_case(session, case, on=act.today, people=people, person=person), told.channel
    )
    grave = [barrier.title for barrier in against if barrier.must_confirm]
    if grave and not told.took_place:
        raise NotToBeApproached(f"{grave[0]}: hier wordt niemand gebeld, gemaild of bezocht.")
    contact = Contact(
        case_id=case_id, channel=told.channel, outcome=outcome, right_party=told.right_party, note=told.note.strip(),
        call_back_on=call_back_on, contacted_at=act.now, logged_by=act.actor_id,
        debtor_id=None if person.id == case.debtor_id else person.id,
    )
    session.add(contact)
    session.flush()
    logged = ContactLogged(
        contact_id=contact.id, channel=told.channel, outcome=outcome, right_party=told.right_party, note=contact.note,
        call_back_on=call_back_on, against=tuple(barrier.title for barrier in against),
        person=people.addressee(act.today, person).in_words if len(people.owing(act.today)) > 1 else "",
    )
    events.record(session, act, case_id, logged, effective_on=act.today)
    if not is_closed:
        _follow(session, act, case, contact, disputes=disputes)
    if shown is not None:
        undeliverable.take_out(
            session, act, shown.receiver, shown.point, shown.state, on=act.today,
            reason=f"contact van {short_date(act.today)} ({name(told.channel).lower()})",
        )
        if shown.point.kind is PointKind.ADDRESS and not shown.point.is_usable:
            debtor_editing.halt_orders(session, act, shown.receiver)
    session.flush()
    return contact


def _follow(session: Session, act: Act, case: Case, contact: Contact, *, disputes: bool) -> None:
    """What a contact does to an open case."""
    if disputes:
        holds.place_once(
            session, act, case, kind=HoldKind.DISPUTE, reason=contact.note or "Debiteur betwist de vordering",
            on=act.today,
        )
    elif contact.call_back_on is not None and not open_holds(session, case.id):
        case.next_step, case.next_step_on = NextStep.CALL_BACK, contact.call_back_on
    elif case.next_step in (NextStep.CALL_BACK, NextStep.CONTACT_DEBTOR):
        _after_talk(case, contact.outcome, act.today)
    if not disputes:
        order_stops.on_outcome(session, act, case, contact.outcome, on=act.today)
    order_stops.keep_first(session, case)


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """What a contact shows of the number or address by which it went."""

    receiver: Debtor
    point: ContactPoint
    state: PointState


_BY = {
    ContactChannel.PHONE_OUT: PointKind.PHONE, ContactChannel.EMAIL_OUT: PointKind.EMAIL,
    ContactChannel.VISIT: PointKind.ADDRESS,
}
_PROVES = _BY | {ContactChannel.PHONE_IN: PointKind.PHONE, ContactChannel.EMAIL_IN: PointKind.EMAIL}


def _shown_of_point(session: Session, case_id: int, told: ContactInput, today: date) -> _Shown | None:
    """Somebody else answered: it is not his. He himself did: it is, whatever was thought before. Else nothing."""
    is_wrong = told.outcome is ContactOutcome.WRONG_NUMBER
    kind = (_BY if is_wrong else _PROVES).get(told.channel)
    case = session.get(Case, case_id)
    if case is None or kind is None or not (is_wrong or told.right_party):
        return None
    people = people_in_case.of_case(session, case)
    receiver = people.addressee(today, _person(people, told, today)).receiver
    point = people.points_of(receiver.id).get(kind)
    if point is None or point.is_usable is not is_wrong:
        return None
    state = PointState.WRONG if is_wrong else PointState.IN_USE
    return _Shown(receiver=receiver, point=point, state=state)


def _person(people: PeopleInCase, told: ContactInput, today: date) -> Debtor:
    """Whom it was about. Raises NotFound for who owes nothing in the case."""
    found = people.owing(today).get(told.debtor_id or people.case.debtor_id)
    if found is None:
        raise NotFound("Kies met wie het contact was: iemand die in dit dossier moet betalen.")
    return found


def _disputes(told: ContactInput) -> bool:
    """Only the debtor himself, or who represents him, can dispute."""
    return told.outcome is ContactOutcome.DISPUTES and bool(told.right_party)


def _check(told: ContactInput, today: date) -> None:
    without_citizen_number(told.note)
    if told.right_party is None and OUTCOMES[told.outcome].is_spoken:
        raise Incomplete("Geef aan of u de debiteur zelf (of zijn vertegenwoordiger) sprak.")
    if told.right_party is not None and not OUTCOMES[told.outcome].is_spoken:
        raise Refused(f"Bij “{name(told.outcome)}” is niemand gesproken. Kies een andere uitkomst of “Niemand”.")
    if told.call_back_on is not None and told.call_back_on < today:
        raise Refused("De terugbeldatum ligt in het verleden.")
    if told.outcome is ContactOutcome.DISPUTES and not told.note.strip():
        raise Incomplete("Schrijf op wat de debiteur betwist, in zijn eigen woorden.")


def _after_talk(case: Case, outcome: ContactOutcome, today: date) -> None:
    """A debtor who refused, or said that he cannot pay, gets assessed; otherwise contact stays the step."""
    if case.stage is Stage.AMICABLE and OUTCOMES[outcome].asks_assessment:
        case.next_step, case.next_step_on = NextStep.ASSESS, today
    else:
        case.next_step, case.next_step_on = NextStep.CONTACT_DEBTOR, today
