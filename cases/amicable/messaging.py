"""Messages to a mobile phone that ask somebody to call us: ordered with a waiting time, looked at again as they leave,
handed over once, and what came of it.

The row says that a worker has one before anything goes out. Where no answer is on record after that, nobody knows
whether it left: it is uncertain until a person says so, and is never sent twice by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act, by_program
from cases.amicable import contact_gate, message_checks
from cases.amicable.contact_gate import Known
from cases.amicable.mail_checks import Stop, Wait
from cases.amicable.mailing import LEASE, Answer, Told, printable
from cases.errors import AlreadyDone, NotFound, Refused
from cases.events.messages import SmsNotSent, SmsOrdered, SmsSent, SmsSettled, SmsTaken, SmsUncertain
from cases.models import Case, ContactPoint, Debtor, DeliveryState, MessageOutcome, PointKind, TextMessage
from cases.names import name
from cases.parties import links, people_in_case
from cases.parties.people_in_case import Addressee, PeopleInCase
from cases.progress import locking, tasks
from cases.progress.tasks import TaskInput
from cases.setup import channel_stops
from cases.setup.channel_stops import Outgoing
from legal.debtor.contact_rules import Way
from legal.debtor.mobile_number import mobile_number
from legal.parameters import Figures
from legal.policies import MESSAGING

NOT_SENT: Final = (DeliveryState.REFUSED, DeliveryState.STOPPED)
_OPEN: Final = (DeliveryState.PLANNED, DeliveryState.SENDING)
_SERVICE: Final = "de sms-dienst"


class SaysOtherwise(Refused):
    """It would not say, or not go to, what was shown; it is shown again."""

    code = "message_says_otherwise"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A message as it would be ordered: to whom, `text` to the letter, and from when it leaves.

    `why_not`: why none may be ordered now, in Dutch, and then the others may be empty. `waits`: why it leaves later
    than the waiting time asks.
    """

    to: Addressee
    number: str
    text: str
    leaves_at: datetime
    why_not: str = ""
    waits: str = ""
    point: ContactPoint | None = None

    @property
    def mark(self) -> str:
        """What was shown, to be sent along with the order."""
        return f"{self.number} {self.text}"


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A message that one worker holds, by a `token`: to hand over once. `mark` is the same for each attempt."""

    message_id: int
    token: str
    mark: str
    number: str
    text: str


def show(session: Session, act: Act, case: Case, debtor_id: int, *, figures: Figures) -> Shown:
    """What he would get if it were ordered now; changes nothing. Raises NotFound for who owes nothing in the case."""
    people = people_in_case.of_case(session, case)
    person = _person(people, act, debtor_id)
    groups = links.groups_of(session, [person.id])
    standing = contact_gate.standings_of(
        session, case, [person], now=act.now, figures=figures, known=Known(people=people, groups=groups)
    )[person.id]
    receiver, after = standing.to.receiver, act.now + timedelta(minutes=MESSAGING.waiting_minutes)
    answer, last = standing.answer(Way.MESSAGE, now=after), act.now + timedelta(days=MESSAGING.late_days)
    stopped = channel_stops.why(session, Outgoing.SMS)
    why_not = channel_stops.in_words(Outgoing.SMS, stopped) if stopped else _going(session, groups[person.id])
    if not why_not and not answer.allowed and (answer.first_at is None or answer.first_at > last):
        why_not = answer.in_words
    return Shown(
        to=standing.to, number=mobile_number(receiver.phone) or "", text=standing.call_us or "",
        leaves_at=(answer.first_at or after).astimezone(UTC), why_not=why_not,
        waits="" if why_not else " ".join(each.in_words for each in answer.reasons),
        point=people.points_of(receiver.id).get(PointKind.PHONE),
    )


def order(
    session: Session, act: Act, case_id: int, debtor_id: int, *, seen: str, figures: Figures
) -> TextMessage:
    """Let it leave after its waiting time, as it was `seen`. Raises NotFound, SaysOtherwise; Refused with why not."""
    case = locking.lock_one(session, case_id)
    shown = show(session, act, case, debtor_id, figures=figures)
    if shown.why_not:
        raise Refused(shown.why_not)
    if shown.point is None or seen != shown.mark:
        raise SaysOtherwise("De sms is intussen anders dan u zag. Lees hem opnieuw.")
    message = TextMessage(
        case_id=case.id, debtor_id=debtor_id, contact_point_id=shown.point.id, number=shown.number, text=shown.text,
        state=DeliveryState.PLANNED, planned_at=act.now, planned_by=act.actor_id, leaves_at=shown.leaves_at,
        mark=uuid4().hex, reason=shown.waits,
    )
    session.add(message)
    session.flush()
    told = SmsOrdered(message_id=message.id, person=_named(session, message, act))
    events.record(session, act, case.id, told, effective_on=act.today)
    session.flush()
    return message


def due(session: Session, now: datetime, *, limit: int = 1000) -> list[int]:
    """Those whose time has come, the first that were ordered in front; none while all are held back."""
    if channel_stops.why(session, Outgoing.SMS):
        return []
    query = select(TextMessage.id).where(TextMessage.state == DeliveryState.PLANNED, TextMessage.leaves_at <= now)
    return list(session.scalars(query.order_by(TextMessage.planned_at, TextMessage.id).limit(limit)))


def lost(session: Session, now: datetime) -> list[int]:
    """Those that a worker took and of which no answer came."""
    query = select(TextMessage.id).where(
        TextMessage.state == DeliveryState.SENDING, TextMessage.taken_at < now - LEASE
    )
    return list(session.scalars(query.order_by(TextMessage.id)))


def claim(session: Session, now: datetime, message_id: int, *, figures: Figures) -> Claimed | None:
    """Take one to send it, once all was looked at again; None where it is not to be sent now.

    To be committed before anything goes out. What may not leave yet waits, what may not leave any more is stopped, with
    a task for whoever handles the case.
    """
    message = _locked(session, message_id)
    if message.state is not DeliveryState.PLANNED or message.leaves_at > now or channel_stops.why_now(
        session, Outgoing.SMS
    ):
        return None
    found, act = message_checks.look_again(session, message, now, figures=figures), by_program(now)
    if isinstance(found, Wait):
        message.leaves_at, message.reason = found.until, found.why
        session.flush()
        return None
    if isinstance(found, Stop):
        _not_sent(session, act, message, DeliveryState.STOPPED, found.why)
        session.flush()
        return None
    token = uuid4().hex
    message.state, message.taken_at, message.token = DeliveryState.SENDING, now, token
    message.went_at, message.attempts, message.reason = now, message.attempts + 1, ""
    told = SmsTaken(message_id=message.id, attempt=message.attempts)
    events.record(session, act, message.case_id, told, effective_on=act.today)
    session.flush()
    return Claimed(message_id=message.id, token=token, mark=message.mark, number=message.number, text=message.text)


def record(session: Session, now: datetime, claimed: Claimed, told: Told) -> None:
    """Keep what the service answered; also where it was held for lost meanwhile, unless a person settled it."""
    message = _locked(session, claimed.message_id)
    if message.token != claimed.token or message.state not in (DeliveryState.SENDING, DeliveryState.UNCERTAIN):
        return
    message.answer = printable(told.words)
    _AFTER[told.answer](session, by_program(now), message)
    session.flush()


def hold_for_lost(session: Session, now: datetime, message_id: int) -> None:
    """A worker took it long ago and nothing was heard of it since: it is uncertain whether it left."""
    message = _locked(session, message_id)
    if message.state is DeliveryState.SENDING and message.taken_at is not None and message.taken_at < now - LEASE:
        _uncertain(session, by_program(now), message)
        session.flush()


def give_back(session: Session, claimed: Claimed) -> None:
    """Let it wait as if it had not been taken: nothing went out, and nothing was found out about it."""
    message = _locked(session, claimed.message_id)
    if message.token == claimed.token and message.state is DeliveryState.SENDING:
        _wait(message, message.leaves_at, f"{_SERVICE} was niet te bereiken")
        message.attempts -= 1
        session.flush()


def settle(session: Session, act: Act, message_id: int, outcome: MessageOutcome) -> TextMessage:
    """A person's word on one of which it is uncertain whether it left. Raises NotFound, AlreadyDone.

    One that is sent again is looked at again. One that perhaps arrived counts as an attempt all the same.
    """
    message = _locked(session, message_id)
    if message.state is not DeliveryState.UNCERTAIN:
        raise AlreadyDone(f"Deze sms is niet meer onzeker: {name(message.state).lower()}.")
    told = SmsSettled(message_id=message.id, outcome=outcome)
    events.record(session, act, message.case_id, told, effective_on=act.today)
    _drop_task(session, act, message, name(outcome))
    if outcome is MessageOutcome.SEND_AGAIN:
        message.state, message.leaves_at, message.reason = DeliveryState.PLANNED, act.now, "opnieuw te versturen"
        message.token = None
    else:
        arrived = outcome is MessageOutcome.ARRIVED
        _end(message, DeliveryState.ACCEPTED if arrived else DeliveryState.WITHDRAWN, act.now)
    session.flush()
    return message


def withdraw(session: Session, act: Act, message_id: int) -> TextMessage:
    """Take back one that did not leave yet. Raises NotFound, AlreadyDone, Refused while it is being sent."""
    message = _locked(session, message_id)
    if message.state is DeliveryState.SENDING:
        raise Refused("Deze sms wordt nu verstuurd en kan niet meer worden ingetrokken.")
    if message.state is not DeliveryState.PLANNED:
        raise AlreadyDone(f"Deze sms is al {name(message.state).lower()}.")
    _ended(session, act, message, DeliveryState.WITHDRAWN, "door de behandelaar")
    session.flush()
    return message


def see_to(session: Session, act: Act, message_id: int) -> TextMessage:
    """A person saw to one that did not leave. Raises NotFound, AlreadyDone."""
    message = _locked(session, message_id)
    if message.state not in NOT_SENT or message.settled_at is not None:
        raise AlreadyDone("Dit is al afgehandeld.")
    message.settled_at, message.settled_by = act.now, act.actor_id
    _drop_task(session, act, message, "Afgehandeld bij Uitgaand.")
    session.flush()
    return message


def _accepted(session: Session, act: Act, message: TextMessage) -> None:
    _drop_task(session, act, message, f"{_SERVICE.capitalize()} heeft de sms aangenomen.")
    _end(message, DeliveryState.ACCEPTED, act.now)
    told = SmsSent(message_id=message.id, person=_named(session, message, act))
    events.record(session, act, message.case_id, told, effective_on=act.today)


def _refused(session: Session, act: Act, message: TextMessage) -> None:
    _end(message, DeliveryState.REFUSED, act.now)
    message.went_at = None  # nothing went: it counts as no attempt
    _not_sent(session, act, message, DeliveryState.REFUSED, f"{_SERVICE} weigerde hem")


def _later(_session: Session, act: Act, message: TextMessage) -> None:
    pauses = MESSAGING.pauses_minutes
    minutes = pauses[min(message.attempts, len(pauses)) - 1]
    _wait(message, act.now + timedelta(minutes=minutes), f"{_SERVICE} vroeg om later terug te komen")


def _uncertain(session: Session, act: Act, message: TextMessage) -> None:
    if message.state is DeliveryState.UNCERTAIN:
        return
    message.state, message.taken_at = DeliveryState.UNCERTAIN, None
    message.reason = f"{_SERVICE} gaf geen antwoord nadat zij de sms had gekregen"
    events.record(session, act, message.case_id, SmsUncertain(message_id=message.id), effective_on=act.today)
    _set_task(session, act, message, (
        "Het is onzeker of de sms “wilt u ons bellen?” is verstuurd. Zoek dat uit en leg het vast bij Uitgaand."
    ))


_AFTER: Mapping[Answer, Callable[[Session, Act, TextMessage], None]] = {
    Answer.ACCEPTED: _accepted, Answer.REFUSED: _refused, Answer.NO_SUCH_ADDRESS: _refused, Answer.LATER: _later,
    Answer.UNKNOWN: _uncertain,
}


def _wait(message: TextMessage, leaves_at: datetime, reason: str) -> None:
    message.state, message.leaves_at, message.reason = DeliveryState.PLANNED, leaves_at, reason
    message.taken_at = message.token = message.went_at = None


def _not_sent(session: Session, act: Act, message: TextMessage, state: DeliveryState, why: str) -> None:
    """It did not go and will not: a person sees to another way."""
    _drop_task(session, act, message, "De sms is niet verstuurd.")
    _ended(session, act, message, state, why)
    _set_task(session, act, message, (
        "De sms “wilt u ons bellen?” is niet verstuurd; waarom staat bij Uitgaand. Kies zo nodig een andere weg."
    ))


def _ended(session: Session, act: Act, message: TextMessage, state: DeliveryState, why: str) -> None:
    _end(message, state, act.now)
    message.reason = why
    told = SmsNotSent(message_id=message.id, state=state, reason=why)
    events.record(session, act, message.case_id, told, effective_on=act.today)


def _end(message: TextMessage, state: DeliveryState, now: datetime) -> None:
    message.state, message.ended_at, message.taken_at = state, now, None


def _going(session: Session, debtor_ids: frozenset[int]) -> str:
    """That one to him is on its way, about whichever case of his; empty for none."""
    query = select(TextMessage).where(
        TextMessage.debtor_id.in_(debtor_ids),
        or_(TextMessage.state.in_(_OPEN), TextMessage.state == DeliveryState.UNCERTAIN),
    )
    found = session.scalars(query.order_by(TextMessage.id).limit(1)).first()
    if found is None:
        return ""
    what = "Van een sms aan deze persoon is nog onzeker of hij is verstuurd" if (
        found.state is DeliveryState.UNCERTAIN
    ) else "Er staat al een sms aan deze persoon klaar"
    return f"{what} (dossier {found.case.number}). Kijk bij Uitgaand."


def _person(people: PeopleInCase, act: Act, debtor_id: int) -> Debtor:
    found = people.owing(act.today).get(debtor_id)
    if found is None:
        raise NotFound("Kies iemand die in dit dossier moet betalen.")
    return found


def _named(session: Session, message: TextMessage, act: Act) -> str:
    """Who it goes to, where that is not the debtor of the case himself; else empty."""
    to = people_in_case.of_case(session, message.case).addressee(act.today, message.debtor)
    return "" if to.receiver.id == message.case.debtor_id else to.in_words


def _set_task(session: Session, act: Act, message: TextMessage, what: str) -> None:
    tasks.set(session, act, TaskInput(
        what=what, due_on=act.today, person_id=message.case.handler_id, case_id=message.case_id, key=_key(message)
    ))


def _drop_task(session: Session, act: Act, message: TextMessage, reason: str) -> None:
    tasks.drop_with(session, act, _key(message), reason=reason)


def _key(message: TextMessage) -> str:
    return f"sms:{message.id}"


def _locked(session: Session, message_id: int) -> TextMessage:
    """A message, locked after its case; raises NotFound."""
    case_id = session.scalar(select(TextMessage.case_id).where(TextMessage.id == message_id))
    if case_id is None:
        raise NotFound("Deze sms bestaat niet.")
    locking.lock_one(session, case_id)
    return session.get_one(TextMessage, message_id, with_for_update=True, populate_existing=True)
