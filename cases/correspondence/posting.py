"""Posting: the day on which made letters went out, and what became of each: come back, or proved to be received."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cases import events
from cases.acts import Act
from cases.correspondence import dossiers
from cases.correspondence.ordering import locked
from cases.correspondence.rules import rule_of
from cases.counting import statement, valuation_records
from cases.errors import AlreadyDone, NotFound, Refused
from cases.events.letters import DeliveryProved, LetterPosted, LetterReturned
from cases.input_checks import day_of
from cases.models import Case, Letter, LetterBatch, LetterState
from cases.setup import registration
from legal.parameters import Figures

POSTED_AT_ONCE = 100


def confirm_posted(session: Session, act: Act, batch_id: int, *, posted_on: date, figures: Figures) -> LetterBatch:
    """Record that the made letters of a batch were handed to the post on `posted_on`: from here the terms run.

    A letter whose case got a payment or a hold after it was made is already withdrawn and is not posted. Raises Refused
    while letters are still being made, or when `posted_on` is before the letter's own date or in the future, and
    NotRegistered when the registration of the agency does not cover that day for one of the people written to.
    """
    batch = session.get(LetterBatch, batch_id, with_for_update=True)
    if batch is None:
        raise NotFound("Deze verzending bestaat niet.")
    if batch.posted_on is not None:
        raise AlreadyDone(f"Deze verzending is al bevestigd: gepost op {batch.posted_on:%d-%m-%Y}.")
    if not batch.letter_date <= posted_on <= act.today:
        raise Refused(
            f"De postdatum {posted_on:%d-%m-%Y} ligt niet tussen de briefdatum {batch.letter_date:%d-%m-%Y} en vandaag."
        )
    cases = session.scalars(  # the cases first and in one order, as everywhere: nobody waits for each other in a ring
        select(Case).join(Letter, Letter.case_id == Case.id).where(Letter.batch_id == batch_id).order_by(Case.id)
        .options(joinedload(Case.debtor)).with_for_update(of=Case).execution_options(populate_existing=True)
    ).all()
    session.execute(
        select(Letter).where(Letter.batch_id == batch_id).with_for_update()
        .execution_options(populate_existing=True)
    )
    states = {letter.state for letter in batch.letters}
    if states & {LetterState.QUEUED, LetterState.RENDERING}:
        raise Refused("Nog niet alle brieven zijn gemaakt. Wacht tot de voortgang op 100 % staat.")
    if LetterState.RENDERED not in states:
        raise Refused("Er is geen brief om te posten.")
    made = [letter for letter in batch.letters if letter.state is LetterState.RENDERED]
    written_to = {letter.case_id for letter in made}
    registration.require(session, [case for case in cases if case.id in written_to], on=posted_on)
    for start in range(0, len(made), POSTED_AT_ONCE):
        _post(session, act, made[start:start + POSTED_AT_ONCE], posted_on=posted_on, figures=figures)
    batch.posted_on, batch.posted_by = posted_on, act.actor_id
    session.flush()
    return batch


def require_printable(session: Session, batch_id: int, *, today: date) -> None:
    """Raise NotRegistered when a letter of this batch that was not posted yet may not go out to its debtor today."""
    batch = session.get(LetterBatch, batch_id)
    if batch is not None:
        made = [letter.case for letter in batch.letters if letter.state is LetterState.RENDERED]
        registration.require(session, made, on=max(today, batch.letter_date))


def _post(session: Session, act: Act, letters: Sequence[Letter], *, posted_on: date, figures: Figures) -> None:
    for letter in letters:
        letter.state, letter.sent_on = LetterState.POSTED, posted_on
    session.flush()
    read = dossiers.read(session, [letter.case_id for letter in letters], figures=figures)
    records = {letter.id: read[letter.case_id].record for letter in letters}
    due = {
        letter.id: rule_of(letter.kind).costs_from(letter, records[letter.id], figures=figures) for letter in letters
    }
    told = events.record_many(session, act, (
        (letter.case_id, LetterPosted(
            letter=letter.kind, letter_id=letter.id, channel=letter.channel, document_id=letter.pdf_id,
            costs_claimable_from=_day_of_costs(letter, due[letter.id]),
        ))
        for letter in letters
    ), effective_on=posted_on)
    session.flush()
    counted_on = statement.last_known_day(figures, posted_on)
    valuation_records.keep_many(session, [
        (event, valuation_records.snapshot_of(records[letter.id].facts, on=counted_on, figures=figures))
        for event, letter in zip(told, letters, strict=True)
    ], figures=figures, now=act.now)
    with session.no_autoflush:  # what they ask was flushed above; the cases that they move are written together
        for letter in letters:
            rule_of(letter.kind).after_posting(
                session, act, letter, records[letter.id], due_from=due[letter.id], figures=figures
            )
    session.flush()


def _day_of_costs(letter: Letter, due_from: date | None) -> date | None:
    """The day on which the costs of a letter fall due, for the time line; None for a letter that named no costs."""
    names_none = letter.content is not None and letter.content.fee == 0
    return None if names_none else due_from


def mark_returned(session: Session, act: Act, letter_id: int, *, returned_on: date) -> Letter:
    """The post brought a letter back: it was not received. What follows is up to its kind.

    Raises Refused for a day before the letter was posted or after that of `act.now`. `corrections` takes it back.
    """
    letter = _posted(session, letter_id)
    _require_day_since_posting(letter, returned_on, "retour gekomen", now=act.now)
    letter.returned_on, letter.standing = returned_on, False
    case = session.get_one(Case, letter.case_id, with_for_update=True)
    told = LetterReturned(letter=letter.kind, letter_id=letter.id)
    events.record(session, act, case.id, told, effective_on=returned_on)
    rule_of(letter.kind).after_return(session, act, letter)
    session.flush()
    return letter


def prove_delivery(session: Session, act: Act, letter_id: int, *, delivered_on: date, figures: Figures) -> Letter:
    """Record the proved day of receipt; it replaces the presumed one.

    Raises Refused for a day before the letter was posted or after that of `now`. `corrections` takes it back.
    """
    letter = _posted(session, letter_id)
    _require_day_since_posting(letter, delivered_on, "bezorgd", now=act.now)
    letter.delivered_on = delivered_on
    session.flush()
    session.get_one(Case, letter.case_id, with_for_update=True)
    rule = rule_of(letter.kind)
    due_from = rule.costs_from(letter, statement.record_of(session, letter.case, figures=figures), figures=figures)
    proved = DeliveryProved(letter_id=letter.id, costs_claimable_from=_day_of_costs(letter, due_from))
    told = events.record(session, act, letter.case_id, proved, effective_on=delivered_on)
    valuation_records.keep_with(session, letter.case, told, on=delivered_on, figures=figures, now=act.now)
    rule.after_delivery(session, act, letter, due_from=due_from, figures=figures)
    return letter


def _require_day_since_posting(letter: Letter, on: date, what: str, *, now: datetime) -> None:
    assert letter.sent_on is not None
    if on < letter.sent_on:
        raise Refused(f"De brief is pas op {letter.sent_on:%d-%m-%Y} gepost; hij kan niet eerder zijn {what}.")
    if on > day_of(now):
        raise Refused(f"De dag {on:%d-%m-%Y} ligt in de toekomst. Leg vast dat de brief is {what} als het zover is.")


def _posted(session: Session, letter_id: int) -> Letter:
    letter = locked(session, letter_id)
    if letter.state is not LetterState.POSTED or letter.returned_on is not None:
        raise Refused("Dit kan alleen voor een brief die is gepost en niet retour kwam.")
    return letter
