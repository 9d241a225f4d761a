"""Letters by e-mail: planned with a waiting time, looked at again as they leave, handed over once, and what came of it.

The row says that a worker has a letter before anything goes out. Where no answer is on record after that, nobody knows
whether it left: it is uncertain until a person says so, and is never sent twice by itself.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import documents, events
from cases.acts import Act, by_program
from cases.amicable import mail_checks
from cases.amicable.mail_checks import Stop, Wait
from cases.correspondence import ordering, posting, undeliverable
from cases.correspondence.ordering import locked
from cases.counting import figure_sets
from cases.documents import File, NewDocument
from cases.errors import AlreadyDone, NotFound, Refused
from cases.events.letters import MailBounced, MailRefused, MailSettled, MailTaken, MailUncertain
from cases.input_checks import AMSTERDAM
from cases.models import (
    BatchWork,
    Delivery,
    DeliveryState,
    DocumentKind,
    Letter,
    LetterState,
    MailOutcome,
    PointState,
)
from cases.models import Document as Paper
from cases.names import name
from cases.progress import tasks
from cases.progress.tasks import TaskInput
from cases.setup import channel_stops
from cases.setup.channel_stops import Outgoing
from cases.store import DocumentStore
from legal.parameters import Figures
from legal.policies import MAILING
from letters.document import Document
from letters.mail import Envelope, message

MESSAGE: Final = "message/rfc822"
LEASE: Final = timedelta(minutes=15)  # longer than a server may take over one message
LONGEST_ANSWER: Final = 300
NOT_ARRIVED = (DeliveryState.REFUSED, DeliveryState.STOPPED, DeliveryState.BOUNCED)


class NotYet(Refused):
    """It cannot be said yet; ask again in a moment."""

    code = "not_yet"


class Answer(StrEnum):
    """What the mail server made of a message. `LATER`: not now; `UNKNOWN`: it got it and did not say."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NO_SUCH_ADDRESS = "no_such_address"
    LATER = "later"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Told:
    """Its answer, in its own words too."""

    answer: Answer
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A message that one worker holds, by a `token`: to hand over once, from `sender` to the address `to`."""

    delivery_id: int
    token: str
    sender: str
    to: str
    content: bytes


def due(session: Session, now: datetime, *, limit: int = 1000) -> list[int]:
    """The made letters whose time has come, those that were ordered first in front; none while e-mail is held back."""
    if channel_stops.why(session, Outgoing.EMAIL):
        return []
    query = (
        select(Delivery.id).join(Letter, Letter.id == Delivery.letter_id)
        .where(Delivery.state == DeliveryState.PLANNED, Delivery.leaves_at <= now, Letter.state == LetterState.RENDERED)
    )
    return list(session.scalars(query.order_by(Delivery.planned_at, Delivery.id).limit(limit)))


def lost(session: Session, now: datetime) -> list[int]:
    """Those that a worker took and of which no answer came."""
    query = select(Delivery.id).where(Delivery.state == DeliveryState.SENDING, Delivery.taken_at < now - LEASE)
    return list(session.scalars(query.order_by(Delivery.id)))


def claim(
    session: Session, now: datetime, delivery_id: int, *, sender: str, store: DocumentStore, figures: Figures
) -> Claimed | None:
    """Take a letter to send it, once all was looked at again; None where it is not to be sent now.

    To be committed before anything goes out. What may not leave yet waits, what may not leave any more is withdrawn,
    with a task for whoever handles the case.
    """
    delivery = _locked(session, delivery_id)
    if delivery.state is not DeliveryState.PLANNED or delivery.leaves_at > now:
        return None
    if delivery.letter.state is not LetterState.RENDERED or channel_stops.why_now(session, Outgoing.EMAIL):
        return None
    found = mail_checks.look_again(session, delivery, now, figures=figures)
    if isinstance(found, Wait):
        delivery.leaves_at, delivery.reason = found.until, found.why
        session.flush()
        return None
    if isinstance(found, Stop):
        _stop(session, by_program(now), delivery, found.why)
        return None
    return _take(session, by_program(now), delivery, found, sender=sender, store=store)


def _take(
    session: Session, act: Act, delivery: Delivery, document: Document, *, sender: str, store: DocumentStore
) -> Claimed:
    letter = delivery.letter
    if delivery.message_id is None:
        delivery.message_id = f"<{uuid4().hex}@{sender.rpartition('@')[2]}>"
    pdf = documents.content(store, session.get_one(Paper, letter.pdf_id))
    first = document.letterhead[0] if document.letterhead else ""
    made = message(document, pdf, Envelope(
        sender=sender, sender_name=first, to=delivery.address, case_number=letter.case.number,
        message_id=delivery.message_id, at=act.now.astimezone(AMSTERDAM),
    ))
    kept = documents.keep(
        session, act, store, File(f"{letter.case.number}-e-mail-{delivery.id}.eml", made),
        NewDocument(
            kind=DocumentKind.SENT_MAIL, title=f"E-mail: {name(letter.kind)} van {letter.batch.letter_date:%d-%m-%Y}",
            case_id=letter.case_id,
        ), media_type=MESSAGE,
    )
    delivery.state, delivery.taken_at, delivery.token = DeliveryState.SENDING, act.now, uuid4().hex
    delivery.attempts, delivery.document_id, delivery.reason = delivery.attempts + 1, kept.id, ""
    letter.state = LetterState.SENDING
    told = MailTaken(letter=letter.kind, letter_id=letter.id, attempt=delivery.attempts)
    events.record(session, act, letter.case_id, told, effective_on=act.today)
    session.flush()
    return Claimed(
        delivery_id=delivery.id, token=delivery.token, sender=sender, to=delivery.address, content=made
    )


def record(session: Session, now: datetime, claimed: Claimed, told: Told, *, figures: Figures) -> None:
    """Keep what the mail server answered; also where it was held for lost meanwhile, unless a person settled it."""
    if told.answer is Answer.NO_SUCH_ADDRESS:  # told in every case of his
        undeliverable.lock_receiver(session, session.get_one(Delivery, claimed.delivery_id).letter_id)
    delivery = _locked(session, claimed.delivery_id)
    if delivery.token != claimed.token or delivery.state not in (DeliveryState.SENDING, DeliveryState.UNCERTAIN):
        return
    delivery.answer = printable(told.words)
    _AFTER[told.answer](session, by_program(now), delivery, figures)
    session.flush()


def hold_for_lost(session: Session, now: datetime, delivery_id: int) -> None:
    """A worker took it long ago and nothing was heard of it since: it is uncertain whether it left."""
    delivery = _locked(session, delivery_id)
    if delivery.state is DeliveryState.SENDING and delivery.taken_at is not None and delivery.taken_at < now - LEASE:
        _uncertain(session, by_program(now), delivery)
        session.flush()


def _accepted(session: Session, act: Act, delivery: Delivery, figures: Figures) -> None:
    _end(delivery, DeliveryState.ACCEPTED, act.now)
    _drop_task(session, act, delivery, "De mailserver heeft de e-mail aangenomen.")
    _left(session, act, delivery.letter, figures=figures)


def _left(session: Session, act: Act, letter: Letter, *, figures: Figures) -> None:
    """It went out today: what posting does to its case is booked, as of a letter by post."""
    batch = letter.batch
    batch.posted_on = batch.posted_on or act.today
    work = session.get(BatchWork, batch.id, with_for_update=True) or BatchWork(batch_id=batch.id)
    if work.posted_at is None:
        work.posted_at, work.figure_set_sha256 = act.now, figure_sets.keep(session, figures, now=act.now)
    session.add(work)
    letter.state, letter.sent_on = LetterState.LEAVING, act.today
    session.flush()
    posting.book(session, [letter.id])


def _refused(session: Session, act: Act, delivery: Delivery, _figures: Figures) -> None:
    letter = delivery.letter
    told = MailRefused(letter=letter.kind, letter_id=letter.id, code=_code(delivery.answer))
    events.record(session, act, letter.case_id, told, effective_on=act.today)
    _not_sent(session, act, delivery, DeliveryState.REFUSED, "de e-mail is geweigerd door de mailserver")


def _no_such_address(session: Session, act: Act, delivery: Delivery, figures: Figures) -> None:
    """The address is no longer used for anything; what it is put in the place of, a person finds."""
    _refused(session, act, delivery, figures)
    point, letter = delivery.contact_point, delivery.letter
    receiver = letter.debtor if letter.party is None else letter.party.person
    if point.preferred and point.is_usable:
        undeliverable.take_out(
            session, act, receiver, point, PointState.RETURNED, on=act.today, reason="de mailserver kent dit adres niet"
        )


def _later(_session: Session, act: Act, delivery: Delivery, _figures: Figures) -> None:
    pauses = MAILING.pauses_minutes
    minutes = pauses[min(delivery.attempts, len(pauses)) - 1]
    _give_back(delivery, act.now + timedelta(minutes=minutes), "de mailserver vroeg om later terug te komen")


def give_back(session: Session, claimed: Claimed) -> None:
    """Let it wait as if it had not been taken: nothing went out, and nothing was found out about it."""
    delivery = _locked(session, claimed.delivery_id)
    if delivery.token == claimed.token and delivery.state is DeliveryState.SENDING:
        _give_back(delivery, delivery.leaves_at, "de mailserver was niet te bereiken")
        delivery.attempts -= 1
        session.flush()


def _give_back(delivery: Delivery, leaves_at: datetime, reason: str) -> None:
    delivery.state, delivery.leaves_at, delivery.reason = DeliveryState.PLANNED, leaves_at, reason
    delivery.taken_at = delivery.token = None
    delivery.letter.state = LetterState.RENDERED


def _uncertain(session: Session, act: Act, delivery: Delivery, _figures: Figures | None = None) -> None:
    if delivery.state is DeliveryState.UNCERTAIN:
        return
    letter = delivery.letter
    delivery.state, delivery.taken_at = DeliveryState.UNCERTAIN, None
    delivery.reason = "de mailserver gaf geen antwoord nadat hij de e-mail had gekregen"
    told = MailUncertain(letter=letter.kind, letter_id=letter.id)
    events.record(session, act, letter.case_id, told, effective_on=act.today)
    _set_task(session, act, delivery, (
        f"Het is onzeker of de e-mail “{name(letter.kind)}” is verstuurd. Zoek dat uit en leg het vast bij Uitgaand."
    ))


_AFTER: Mapping[Answer, Callable[[Session, Act, Delivery, Figures], None]] = {
    Answer.ACCEPTED: _accepted, Answer.REFUSED: _refused, Answer.NO_SUCH_ADDRESS: _no_such_address,
    Answer.LATER: _later, Answer.UNKNOWN: _uncertain,
}


def _stop(session: Session, act: Act, delivery: Delivery, why: str) -> None:
    _not_sent(session, act, delivery, DeliveryState.STOPPED, why)


def _not_sent(session: Session, act: Act, delivery: Delivery, state: DeliveryState, why: str) -> None:
    """It did not go and will not: the letter is withdrawn, and a person sees to another."""
    letter, why = delivery.letter, why.removesuffix(".")
    letter.state = LetterState.RENDERED
    _end(delivery, state, act.now)
    delivery.reason = why
    ordering.withdraw(session, act, letter.id, reason=f"niet verstuurd per e-mail: {why}", on=act.today)
    _set_task(session, act, delivery, (
        f"De e-mail “{name(letter.kind)}” is niet verstuurd: {why}. Stuur een brief per post als dat nodig is."
    ))


def settle(
    session: Session, act: Act, delivery_id: int, outcome: MailOutcome, *, figures: Figures
) -> Delivery:
    """A person's word on an e-mail of which it is uncertain whether it left. Raises NotFound, AlreadyDone.

    One that arrived counts as sent today: no earlier day is known. One that is to be sent again is looked at again.
    """
    delivery = _locked(session, delivery_id)
    if delivery.state is not DeliveryState.UNCERTAIN:
        raise AlreadyDone(f"Deze e-mail is niet meer onzeker: {name(delivery.state).lower()}.")
    letter = delivery.letter
    told = MailSettled(letter=letter.kind, letter_id=letter.id, outcome=outcome)
    events.record(session, act, letter.case_id, told, effective_on=act.today)
    _drop_task(session, act, delivery, name(outcome))
    if outcome is MailOutcome.ARRIVED:
        _end(delivery, DeliveryState.ACCEPTED, act.now)
        _left(session, act, letter, figures=figures)
    elif outcome is MailOutcome.SEND_AGAIN:
        _give_back(delivery, act.now, "opnieuw te versturen")
    else:
        letter.state = LetterState.RENDERED
        _end(delivery, DeliveryState.WITHDRAWN, act.now)
        ordering.withdraw(session, act, letter.id, reason="onzeker of de e-mail is verstuurd", on=act.today)
    session.flush()
    return delivery


def came_back(
    session: Session, act: Act, delivery_id: int, *, inbound_id: int, words: str, figures: Figures
) -> Delivery:
    """An e-mail that was handed over came back: it was not received, its address is out of use, the post is next.

    One of which it was uncertain left after all. Raises NotFound, NotYet while no answer of its own server is kept.
    """
    letter_id = session.scalar(select(Delivery.letter_id).where(Delivery.id == delivery_id))
    if letter_id is not None:
        undeliverable.lock_receiver(session, letter_id)
    delivery = _locked(session, delivery_id)
    if delivery.state is DeliveryState.SENDING:
        raise NotYet("Van deze e-mail is nog niet bekend of de mailserver hem aannam.")
    if delivery.state is DeliveryState.UNCERTAIN:
        settle(session, act, delivery_id, MailOutcome.ARRIVED, figures=figures)
    if delivery.state is not DeliveryState.ACCEPTED:
        return delivery
    letter, delivery.answer = delivery.letter, printable(words)
    delivery.state, delivery.ended_at = DeliveryState.BOUNCED, act.now
    delivery.reason = "hij kwam terug en is dus niet ontvangen"
    told = MailBounced(letter=letter.kind, letter_id=letter.id, inbound_id=inbound_id, code=_code(delivery.answer))
    events.record(session, act, letter.case_id, told, effective_on=act.today)
    if letter.state is LetterState.POSTED and letter.returned_on is None:
        posting.mark_returned(session, act, letter.id, returned_on=act.today)
    _set_task(session, act, delivery, (
        f"De e-mail “{name(letter.kind)}” kwam terug en is niet ontvangen. Stuur de brief per post; een termijn telt "
        "vanaf de post. Vraag zo nodig naar een ander e-mailadres."
    ))
    session.flush()
    return delivery


def see_to(session: Session, act: Act, delivery_id: int) -> Delivery:
    """A person saw to a letter that was refused or stopped. Raises NotFound, AlreadyDone."""
    delivery = _locked(session, delivery_id)
    if delivery.state not in NOT_ARRIVED or delivery.settled_at is not None:
        raise AlreadyDone("Dit is al afgehandeld.")
    delivery.settled_at, delivery.settled_by = act.now, act.actor_id
    _drop_task(session, act, delivery, "Afgehandeld bij Uitgaand.")
    session.flush()
    return delivery


def withdraw(session: Session, act: Act, delivery_id: int, *, reason: str) -> Delivery:
    """Take back a letter that did not leave yet. Raises NotFound, AlreadyDone, Refused while it is being sent."""
    delivery = _locked(session, delivery_id)
    if delivery.state is DeliveryState.SENDING:
        raise Refused("Deze e-mail wordt nu verstuurd en kan niet meer worden ingetrokken.")
    if delivery.state is not DeliveryState.PLANNED:
        raise AlreadyDone(f"Deze e-mail is al {name(delivery.state).lower()}.")
    ordering.withdraw(session, act, delivery.letter_id, reason=reason, on=act.today)
    return delivery


def _end(delivery: Delivery, state: DeliveryState, now: datetime) -> None:
    delivery.state, delivery.ended_at, delivery.taken_at = state, now, None


def _set_task(session: Session, act: Act, delivery: Delivery, what: str) -> None:
    case = delivery.letter.case
    tasks.set(session, act, TaskInput(
        what=what, due_on=act.today, person_id=case.handler_id, case_id=case.id, key=_key(delivery)
    ))


def _drop_task(session: Session, act: Act, delivery: Delivery, reason: str) -> None:
    tasks.drop_with(session, act, _key(delivery), reason=reason)


def _key(delivery: Delivery) -> str:
    return f"mail:{delivery.id}"


def _locked(session: Session, delivery_id: int) -> Delivery:
    """A delivery, locked after its case and its letter; raises NotFound."""
    letter_id = session.scalar(select(Delivery.letter_id).where(Delivery.id == delivery_id))
    if letter_id is None:
        raise NotFound("Deze e-mail bestaat niet.")
    locked(session, letter_id)
    return session.get_one(Delivery, delivery_id, with_for_update=True, populate_existing=True)


def _code(answer: str) -> str:
    """The code of an answer, with that of RFC 3463 where it has one: "550 5.1.1"; of a report that alone."""
    found = re.match(r"(\d{3} )?\d\.\d{1,3}\.\d{1,3}|\d{3}", answer)
    return "" if found is None else found[0]


def printable(words: str) -> str:
    """The words of a server, as they can be kept and shown."""
    return "".join(sign if sign.isprintable() else " " for sign in words).strip()[:LONGEST_ANSWER]
