"""Posting: the day on which made letters went out, and what became of each: come back, or proved to be received."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from itertools import groupby

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from cases import events
from cases.acts import Act, by_program
from cases.correspondence import apart, late_letters, ordering, printed, shared_letters, undeliverable
from cases.correspondence.ordering import locked
from cases.correspondence.rules import Gone, rule_of
from cases.counting import figure_sets, statement, valuation_records
from cases.errors import AlreadyDone, NotFound, Refused
from cases.events.letters import DeliveryProved, LetterFailed, LetterPosted, LetterReturned
from cases.input_checks import day_of
from cases.models import BatchWork, Case, Delivery, Letter, LetterBatch, LetterKind, LetterState
from cases.progress import locking
from cases.progress.stages import open_holds_by_case
from cases.setup import channel_stops, registration, text_stops
from cases.setup.channel_stops import Outgoing
from legal.counting.valuation import Channel
from legal.parameters import Figures


def confirm_posted(session: Session, act: Act, batch_id: int, *, posted_on: date, figures: Figures) -> LetterBatch:
    """Record that the made letters of a batch were handed to the post on `posted_on`: from here the terms run.

    From here they left: nothing takes one back. A first piece of them is booked; the rest by `batch_work.go_on`, or by
    whoever changes one of their cases before that.

    A letter whose case got a payment or a hold after it was made is already withdrawn and is not posted. Raises Refused
    while letters are still being ordered or made, or when `posted_on` is before the letter's own date or in the future,
    TextStopped where the text of one of them is stopped, and NotRegistered when the registration of the agency does not
    cover that day for one of the people written to. Of letters that go by a print run NotPrinted (`printed`).
    """
    # whoever orders the next piece holds `work` and adds letters to the batch: that must not wait for this
    batch = session.get(LetterBatch, batch_id, with_for_update={"key_share": True})
    if batch is None:
        raise NotFound("Deze verzending bestaat niet.")
    work = session.get(BatchWork, batch_id, with_for_update=True, populate_existing=True)
    _require_postable(batch, work, posted_on, today=act.today)
    of_batch = Letter.batch_id == batch_id
    cases = locking.lock(session, session.scalars(select(Letter.case_id).where(of_batch)).all())
    by_post = Letter.channel != Channel.EMAIL
    rows = session.execute(select(Letter.case_id, Letter.state).where(of_batch, by_post).with_for_update()).all()
    if {LetterState.QUEUED, LetterState.RENDERING} & {row.state for row in rows}:
        raise Refused("Nog niet alle brieven zijn gemaakt. Wacht tot de voortgang op 100 % staat.")
    made = {row.case_id for row in rows if row.state is LetterState.RENDERED}
    leaving = [case for case in cases if case.id in made]
    if not leaving:
        raise Refused("Er is geen brief om te posten.")
    printed.require(session, batch_id, posted_on=posted_on)
    registration.require(session, leaving, on=posted_on)
    text_stops.let_none_come(session)
    text_stops.require_postable(session, _texts(session, batch_id))
    batch.posted_on, batch.posted_by = posted_on, act.actor_id
    work = work or BatchWork(batch_id=batch_id)
    work.posted_at, work.figure_set_sha256 = act.now, figure_sets.keep(session, figures, now=act.now)
    session.add(work)
    session.flush()
    session.execute(
        update(Letter).where(of_batch, by_post, Letter.state == LetterState.RENDERED)
        .values(state=LetterState.LEAVING, sent_on=posted_on)
    )
    book_more(session, batch_id)
    return batch


def _require_postable(batch: LetterBatch, work: BatchWork | None, posted_on: date, *, today: date) -> None:
    if batch.posted_on is not None:
        raise AlreadyDone(f"Deze verzending is al bevestigd: gepost op {batch.posted_on:%d-%m-%Y}.")
    if not batch.letter_date <= posted_on <= today:
        raise Refused(
            f"De postdatum {posted_on:%d-%m-%Y} ligt niet tussen de briefdatum {batch.letter_date:%d-%m-%Y} en vandaag."
        )
    _require_ordered(work)


def _require_ordered(work: BatchWork | None) -> None:
    if work is not None and work.ordered_after is not None:
        raise Refused("Nog niet alle brieven zijn besteld. Wacht tot de voortgang op 100 % staat.")


def require_printable(session: Session, batch_id: int, *, today: date, figures: Figures) -> None:
    """Raise Refused while letters of this batch are still being ordered, TextStopped where one has a text that is
    stopped, and NotRegistered when one that was not posted yet may not go out to its debtor today; Refused too for
    one that waited too long. What goes by a print run is printed there.
    """
    channel_stops.require_open(session, Outgoing.POST)
    printed.require_in_no_run(session, batch_id)
    _require_ordered(session.get(BatchWork, batch_id))
    batch = session.get(LetterBatch, batch_id)
    if batch is not None:
        made = [letter for letter in batch.letters if letter.state is LetterState.RENDERED]
        registration.require(session, [each.case for each in made], on=max(today, batch.letter_date))
        text_stops.require_postable(session, _texts(session, batch_id))
        late = late_letters.reasons(session, made, today=today, figures=figures)
        if late:
            why = next(iter(late.values()))
            raise Refused(f"Er wordt niets gedrukt: {why} Trek de brief in en bestel hem opnieuw.")


def _texts(session: Session, batch_id: int) -> Iterator[tuple[LetterKind, Channel, str]]:
    """Of the letters of a batch that are ready for the post: kind, channel and version of the text."""
    made = select(Letter.kind, Letter.channel, Letter.text_version).where(
        Letter.batch_id == batch_id, Letter.state == LetterState.RENDERED
    )
    return ((row.kind, row.channel, row.text_version) for row in session.execute(made.distinct()))


def book_more(session: Session, batch_id: int) -> None:
    """Book the next piece of the letters of a batch that left, but those that could not be booked before."""
    fresh = select(Letter.case_id).where(
        Letter.batch_id == batch_id, Letter.state == LetterState.LEAVING, Letter.error == ""
    )
    locking.book_leaving(session, session.scalars(fresh.order_by(Letter.case_id).limit(ordering.PIECE)).all())


def try_again(session: Session, batch_id: int) -> bool:
    """Let the next pieces try again what of a batch could not be booked; whether there is any."""
    stuck = update(Letter).where(
        Letter.batch_id == batch_id, Letter.state == LetterState.LEAVING, Letter.error != ""
    )
    return bool(session.scalars(stuck.values(error="").returning(Letter.id)).all())


def book(session: Session, letter_ids: Collection[int]) -> None:
    """Book letters that left, whose cases are locked: as of the moment on which posting was confirmed, by whoever did
    that, with the figures of then.

    Where the program errs in one, that one keeps the reason in `error`: it does not count, and the others are booked.
    """
    for batch, letters in _of_batches(session, letter_ids):
        by_id = {letter.id: letter for letter in letters}
        done = apart.together(session, list(by_id), partial(_book, session, batch, by_id))
        for letter_id, why in done.failed.items():
            by_id[letter_id].error = f"Het dossier kon niet worden bijgewerkt: {why}."
    session.flush()


def give_up(session: Session, letter_ids: Collection[int]) -> None:
    """Letters that left and cannot be booked, while their case is changed: they count as never sent, so that nobody
    owes anything by them, and a person decides on a new one.
    """
    for batch, letters in _of_batches(session, letter_ids):
        act = _confirmation(session, batch)
        assert batch.posted_on is not None
        for letter in letters:
            letter.state, letter.sent_on = LetterState.FAILED, None
            letter.error = f"Gepost op {batch.posted_on:%d-%m-%Y}, maar de brief telt niet. {letter.error}"
            told = LetterFailed(letter=letter.kind, letter_id=letter.id, error=letter.error)
            events.record(session, act, letter.case_id, told, effective_on=batch.posted_on)
    session.flush()


locking.enter(locking.Booking(book=book, give_up=give_up))


def _of_batches(session: Session, letter_ids: Collection[int]) -> Iterator[tuple[LetterBatch, list[Letter]]]:
    """Those of these letters that left and are not booked yet, locked, with their batch."""
    letters = session.scalars(
        select(Letter).where(Letter.id.in_(letter_ids), Letter.state == LetterState.LEAVING)
        .order_by(Letter.batch_id, Letter.id).options(joinedload(Letter.batch))
        .with_for_update(of=Letter).execution_options(populate_existing=True)
    ).all()
    return ((batch, list(group)) for batch, group in groupby(letters, key=lambda letter: letter.batch))


def _confirmation(session: Session, batch: LetterBatch) -> Act:
    """Who confirmed the posting of a batch, and when."""
    posted_at = session.get_one(BatchWork, batch.id).posted_at
    assert posted_at is not None
    return Act(batch.posted_by, posted_at, day_of(posted_at))


def _book(session: Session, batch: LetterBatch, letters: Mapping[int, Letter], ids: Sequence[int]) -> None:
    sha256 = session.get_one(BatchWork, batch.id).figure_set_sha256
    assert sha256 is not None
    figures, act = figure_sets.kept(session, sha256), _confirmation(session, batch)
    by_mail = _left_by_mail(session, [each for each in ids if letters[each].channel is Channel.EMAIL])
    left = ((letters[each].sent_on, by_mail.get(each), letters[each]) for each in ids)
    for (sent_on, at), some in groupby(left, key=lambda each: each[:2]):
        assert sent_on is not None
        as_of = act if at is None else by_program(at)
        _post(session, as_of, [letter for _, _, letter in some], posted_on=sent_on, figures=figures)


def _left_by_mail(session: Session, letter_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these was taken by the mail server: the others of its batch may have left days before."""
    query = select(Delivery.letter_id, Delivery.ended_at).where(Delivery.letter_id.in_(letter_ids))
    return {row.letter_id: row.ended_at for row in session.execute(query) if row.ended_at} if letter_ids else {}


def _post(session: Session, act: Act, letters: Sequence[Letter], *, posted_on: date, figures: Figures) -> None:
    session.execute(
        update(Letter).where(Letter.id.in_([letter.id for letter in letters]))
        .values(state=LetterState.POSTED, error="")
    )
    gone = _gone(session, letters, figures=figures)
    told = events.record_many(session, act, (
        (each.letter.case_id, LetterPosted(
            letter=each.letter.kind, letter_id=each.letter.id, channel=each.letter.channel,
            document_id=each.letter.pdf_id, costs_claimable_from=_day_of_costs(each.letter, each.due_from),
        ))
        for each in gone
    ), effective_on=posted_on)
    session.flush()
    valuation_records.keep_many(session, [
        (event, valuation_records.snapshot_of(each.record.facts, on=posted_on, figures=figures))
        for event, each in zip(told, gone, strict=True) if each.record.facts.claims
    ], figures=figures, now=act.now)
    with session.no_autoflush:  # what they ask was flushed above; the cases that they move are written together
        for each in gone:
            rule_of(each.letter.kind).after_posting(session, act, each, figures=figures)
    session.flush()


def _gone(session: Session, letters: Sequence[Letter], *, figures: Figures) -> list[Gone]:
    ids = [letter.case_id for letter in letters]
    cases = session.scalars(
        select(Case).where(Case.id.in_(ids)).options(
            joinedload(Case.debtor), joinedload(Case.terms), selectinload(Case.claims)
        )
    ).all()
    records, held = statement.records_of(session, cases, figures=figures), open_holds_by_case(session, ids)
    return [
        Gone(
            letter=letter, record=(record := records[letter.case_id]), is_held=letter.case_id in held,
            due_from=rule_of(letter.kind).costs_from(letter, record, figures=figures),
        )
        for letter in letters
    ]


def _day_of_costs(letter: Letter, due_from: date | None) -> date | None:
    """The day on which the costs of a letter fall due, for the time line; None for a letter that named no costs."""
    names_none = letter.content is not None and letter.content.fee == 0
    return None if names_none else due_from


def mark_returned(session: Session, act: Act, letter_id: int, *, returned_on: date) -> Letter:
    """The post brought a letter back: it was not received. What follows is up to its kind.

    The address is out of use for everything until somebody looked. Raises Refused for a day before the letter was
    posted or after that of `act.now`. `corrections` takes it back.
    """
    undeliverable.lock_receiver(session, letter_id)
    letter = _posted(session, letter_id)
    _require_day_since_posting(letter, returned_on, "retour gekomen", now=act.now)
    letter.returned_on, letter.standing = returned_on, False
    case = letter.case
    shared_letters.suspect(session, letter, on=act.today)
    told = LetterReturned(letter=letter.kind, letter_id=letter.id)
    events.record(session, act, case.id, told, effective_on=returned_on)
    undeliverable.mark_address(session, act, letter, on=returned_on)
    rule_of(letter.kind).after_return(session, act, letter)
    session.flush()
    return letter


def prove_delivery(session: Session, act: Act, letter_id: int, *, delivered_on: date, figures: Figures) -> Letter:
    """Record the proved day of receipt; it replaces the presumed one.

    Raises Refused for a day before the letter was posted or after that of `now`. `corrections` takes it back.
    """
    shared_letters.lock(session, letter_id)
    letter = _posted(session, letter_id)
    _require_day_since_posting(letter, delivered_on, "bezorgd", now=act.now)
    letter.delivered_on = delivered_on
    shared_letters.suspect(session, letter, on=act.today)
    session.flush()
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
