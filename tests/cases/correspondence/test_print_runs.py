"""A print run: letters of many batches, each at the printer once; what was withdrawn is in no later pile."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cases.correspondence import ordering, posting, print_runs
from cases.correspondence.batch_work import Turn
from cases.correspondence.print_runs import ComposedAnew
from cases.correspondence.printed import NotPrinted
from cases.errors import AlreadyDone, Incomplete, Refused
from cases.models import (
    CaseEvent,
    Document,
    EventKind,
    Letter,
    LetterBatch,
    LetterKind,
    LetterState,
    PrintRun,
    PrintRunLetter,
    PrintState,
    RoleName,
)
from cases.setup import channel_stops, text_stops
from cases.setup.channel_stops import ChannelStopped, Outgoing
from cases.setup.text_stops import TextStopped
from cases.store import DocumentStore
from legal.counting.valuation import Channel
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, finish_batch, make_case, make_letters, make_user, order_first_notice


def batch_of(session: Session, store: DocumentStore, *numbers: int) -> LetterBatch:
    """A batch of letters that are made, one for each number."""
    cases = [
        make_case(session, store, customer=f"K-{n}", invoice=f"F-{n}", surname=f"Nr{n}", city=f"Plaats {n}")
        for n in numbers
    ]
    batch = order_first_notice(session, *cases)
    make_letters(session, store, batch)
    return batch


def composed(session: Session, store: DocumentStore, run: PrintRun) -> print_runs.Composed:
    return print_runs.compose(session, store, run.id, today=TODAY, figures=FIGURES)


def handed_over(session: Session, store: DocumentStore, *batches: LetterBatch) -> PrintRun:
    run = print_runs.make(session, by(), [each.id for each in batches], to_folder=False)
    return print_runs.hand_over(session, by(), run.id, composed(session, store, run))


def told(session: Session, kind: EventKind) -> list[int]:
    return list(session.scalars(select(CaseEvent.case_id).where(CaseEvent.kind == kind).order_by(CaseEvent.case_id)))


def states(session: Session, batch: LetterBatch) -> list[LetterState]:
    query = select(Letter.state).where(Letter.batch_id == batch.id).order_by(Letter.case_id)
    return list(session.scalars(query))


def numbers_in(run: PrintRun) -> list[str]:
    return [each.letter.case.number for each in run.letters]


def test_one_pdf_holds_the_manifest_and_each_batch_behind_its_own_sheet(
    session: Session, store: DocumentStore
) -> None:
    batches = batch_of(session, store, 1, 2), batch_of(session, store, 3)
    run = print_runs.make(session, by(), [each.id for each in batches], to_folder=False)
    made = composed(session, store, run)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made.pdf)).pages]
    titles = [each.splitlines()[0] for each in pages if each.strip()]
    assert titles == [f"Drukwerk {run.id}", f"Verzending {batches[0].id}", f"Verzending {batches[1].id}"]
    assert len(pages) == 2 * (1 + 2 + 3)  # each sheet and each letter of one page has a blank back
    assert all("gaat niet op de post" in each for each in pages if each.strip())
    numbers = numbers_in(run)
    assert [number for number in numbers if number in pages[0]] == numbers
    rows = made.manifest.decode().splitlines()
    digest = session.scalars(select(Document.sha256).join(Letter, Letter.pdf_id == Document.id)).first()
    assert rows[1] == f"1;{batches[0].id};{numbers[0]};Plaats 1;1;1;{digest}"
    assert rows[-1] == "totaal;;3;;3;3;"
    assert composed(session, store, run).pdf == made.pdf


def test_a_run_is_handed_over_once_and_told_in_each_case(session: Session, store: DocumentStore) -> None:
    batch = batch_of(session, store, 1, 2)
    run = print_runs.make(session, by(), [batch.id], to_folder=False)
    ready = composed(session, store, run)
    print_runs.hand_over(session, by(), run.id, ready)
    with pytest.raises(AlreadyDone, match="niets dubbel gedrukt"):
        print_runs.hand_over(session, by(), run.id, ready)
    with pytest.raises(AlreadyDone):
        print_runs.cancel(session, run.id)
    assert (run.state, run.pdf_sha256) == (PrintState.HANDED_OVER, ready.sha256)
    assert told(session, EventKind.LETTER_PRINTED) == sorted(each.case_id for each in batch.letters)


def test_a_letter_stands_in_one_run_and_is_not_printed_beside_it(session: Session, store: DocumentStore) -> None:
    batch = batch_of(session, store, 1)
    posting.require_printable(session, batch.id, today=TODAY, figures=FIGURES)
    run = print_runs.make(session, by(), [batch.id], to_folder=False)
    with pytest.raises(Refused, match="wacht geen brief meer"):
        print_runs.make(session, by(), [batch.id], to_folder=False)
    with pytest.raises(Refused, match=f"drukwerk {run.id}"):
        posting.require_printable(session, batch.id, today=TODAY, figures=FIGURES)
    print_runs.cancel(session, run.id)
    posting.require_printable(session, batch.id, today=TODAY, figures=FIGURES)
    assert print_runs.make(session, by(), [batch.id], to_folder=False).id != run.id


def test_a_batch_that_is_being_made_waits(session: Session, store: DocumentStore) -> None:
    batch = order_first_notice(session, make_case(session, store))
    with pytest.raises(Refused, match="wordt nog gemaakt"):
        print_runs.make(session, by(), [batch.id], to_folder=False)


def test_what_was_withdrawn_before_is_left_out_and_named(session: Session, store: DocumentStore) -> None:
    batch = batch_of(session, store, 1, 2)
    run = print_runs.make(session, by(), [batch.id], to_folder=False)
    before = composed(session, store, run)
    gone = batch.letters[0]
    ordering.withdraw(session, by(), gone.id, reason="betaald", on=TODAY)
    with pytest.raises(ComposedAnew):
        print_runs.hand_over(session, by(), run.id, before)
    assert run.state is PrintState.MADE
    after = composed(session, store, run)
    assert f"dossier {gone.case.number} is niet meegedrukt" in PdfReader(io.BytesIO(after.pdf)).pages[0].extract_text()
    print_runs.hand_over(session, by(), run.id, after)
    assert told(session, EventKind.LETTER_PRINTED) == [batch.letters[1].case_id]
    assert gone.case.number not in print_runs.manifest(session, run.id).decode()


def test_a_run_of_which_all_was_withdrawn_goes_nowhere(session: Session, store: DocumentStore) -> None:
    batch = batch_of(session, store, 1)
    run = print_runs.make(session, by(), [batch.id], to_folder=False)
    ordering.withdraw(session, by(), batch.letters[0].id, reason="betaald", on=TODAY)
    print_runs.hand_over(session, by(), run.id, composed(session, store, run))
    assert run.state is PrintState.CANCELLED
    assert told(session, EventKind.LETTER_PRINTED) == []


def test_a_letter_whose_file_is_gone_waits_for_a_next_run_and_its_batch_is_not_posted(
    session: Session, store: DocumentStore
) -> None:
    batch = batch_of(session, store, 1, 2)
    lost = session.get_one(Document, batch.letters[0].pdf_id)
    lost.sha256 = "0" * 64
    session.flush()
    run = handed_over(session, store, batch)
    assert [each.is_printed for each in run.letters] == [False, True]
    with pytest.raises(NotPrinted, match=batch.letters[0].case.number):
        print_runs.confirm_posted(session, by(), run.id, posted_on=TODAY, figures=FIGURES)
    again = print_runs.make(session, by(), [batch.id], to_folder=False)
    assert numbers_in(again) == [batch.letters[0].case.number]


def test_nothing_counts_as_posted_before_it_was_handed_over(session: Session, store: DocumentStore) -> None:
    batch = batch_of(session, store, 1)
    run = print_runs.make(session, by(), [batch.id], to_folder=False)
    with pytest.raises(NotPrinted):
        posting.confirm_posted(session, by(), batch.id, posted_on=TODAY, figures=FIGURES)
    with pytest.raises(Refused, match="nog niet overgedragen"):
        print_runs.confirm_posted(session, by(), run.id, posted_on=TODAY, figures=FIGURES)
    assert states(session, batch) == [LetterState.RENDERED]


def test_nothing_counts_as_posted_on_a_day_before_its_last_letter_was_handed_over(
    session: Session, store: DocumentStore
) -> None:
    """One that the printer did not print goes a day later: the term of nobody begins before his letter left."""
    batch, after = batch_of(session, store, 1, 2), TODAY + timedelta(days=1)
    run = handed_over(session, store, batch)
    again = print_runs.print_again(session, by(), run.id, reason="gekreukt", ordinals=[2], to_folder=False)
    tomorrow = by(None, NOW + timedelta(days=1))
    print_runs.hand_over(session, tomorrow, again.id, composed(session, store, again))
    with pytest.raises(NotPrinted, match=f"pas op {after:%d-%m-%Y} naar de printer"):
        posting.confirm_posted(session, tomorrow, batch.id, posted_on=TODAY, figures=FIGURES)
    posting.confirm_posted(session, tomorrow, batch.id, posted_on=after, figures=FIGURES)
    finish_batch(session, batch)
    assert {each.sent_on for each in batch.letters} == {after}


def test_all_batches_of_a_run_are_posted_together_but_what_was_withdrawn_since(
    session: Session, store: DocumentStore
) -> None:
    batches = batch_of(session, store, 1, 2), batch_of(session, store, 3)
    run = handed_over(session, store, *batches)
    ordering.withdraw(session, by(), batches[0].letters[0].id, reason="betaald", on=TODAY)
    done = print_runs.confirm_posted(session, by(), run.id, posted_on=TODAY, figures=FIGURES)
    assert done == [each.id for each in batches]
    for batch in batches:
        finish_batch(session, batch)
    assert states(session, batches[0]) == [LetterState.WITHDRAWN, LetterState.POSTED]
    assert states(session, batches[1]) == [LetterState.POSTED]
    with pytest.raises(AlreadyDone):
        print_runs.confirm_posted(session, by(), run.id, posted_on=TODAY, figures=FIGURES)


def test_printing_again_takes_a_reason_and_is_told(session: Session, store: DocumentStore) -> None:
    batch = batch_of(session, store, 1, 2, 3)
    run = handed_over(session, store, batch)
    with pytest.raises(Incomplete):
        print_runs.print_again(session, by(), run.id, reason=" ", to_folder=False)
    with pytest.raises(Refused, match="nummer 9"):
        print_runs.print_again(session, by(), run.id, reason="gekreukt", ordinals=[2, 9], to_folder=False)
    again = print_runs.print_again(session, by(), run.id, reason="gekreukt", ordinals=[2], to_folder=False)
    assert numbers_in(again) == [run.letters[1].letter.case.number]
    assert told(session, EventKind.LETTER_PRINTED_AGAIN) == [run.letters[1].letter.case_id]
    with pytest.raises(NotPrinted):  # the crumpled one lies nowhere yet
        print_runs.confirm_posted(session, by(), run.id, posted_on=TODAY, figures=FIGURES)
    print_runs.hand_over(session, by(), again.id, composed(session, store, again))
    assert print_runs.confirm_posted(session, by(), run.id, posted_on=TODAY, figures=FIGURES) == [batch.id]
    with pytest.raises(Refused, match="gepost, ingetrokken"):
        print_runs.print_again(session, by(), run.id, reason="nog eens", to_folder=False)


def test_a_text_that_was_stopped_goes_to_no_printer(session: Session, store: DocumentStore) -> None:
    batch = batch_of(session, store, 1)
    run = print_runs.make(session, by(), [batch.id], to_folder=False)
    ready = composed(session, store, run)
    admin = make_user(session, RoleName.ADMIN)
    text_stops.stop(
        session, by(admin.id), kind=LetterKind.FIRST_NOTICE, version="v1", channels=[Channel.ORDINARY_POST],
        reason="zin klopt niet",
    )
    with pytest.raises(TextStopped):
        composed(session, store, run)
    with pytest.raises(TextStopped):
        print_runs.hand_over(session, by(), run.id, ready)


def test_post_that_is_held_back_goes_to_no_printer_until_it_is_let_go(session: Session, store: DocumentStore) -> None:
    batch = batch_of(session, store, 1)
    run = print_runs.make(session, by(), [batch.id], to_folder=False)
    ready = composed(session, store, run)
    channel_stops.stop(session, by(), Outgoing.POST, reason="verkeerd briefpapier")
    with pytest.raises(ChannelStopped, match="Post is stilgezet: verkeerd briefpapier"):
        composed(session, store, run)
    with pytest.raises(ChannelStopped):
        print_runs.hand_over(session, by(), run.id, ready)
    other = batch_of(session, store, 2)
    with pytest.raises(ChannelStopped):
        posting.require_printable(session, other.id, today=TODAY, figures=FIGURES)
    channel_stops.let_go(session, by(), Outgoing.POST)
    print_runs.hand_over(session, by(), run.id, ready)
    assert run.state is PrintState.HANDED_OVER


def test_a_person_says_what_became_of_a_run_in_doubt(session: Session, store: DocumentStore) -> None:
    batches = [batch_of(session, store, n) for n in (1, 2)]
    runs = [print_runs.make(session, by(), [each.id], to_folder=True) for each in batches]
    for run in runs:
        turn = Turn(token="t", now=by().now, lease=timedelta(minutes=1))
        print_runs.claim_next(session, turn, after=run.id - 1)
        print_runs.begin_delivery(session, turn, run.id, composed(session, store, run), today=TODAY)
        print_runs.doubt(session, run.id)
    there, lost = runs
    with pytest.raises(Incomplete):
        print_runs.settle(session, by(), there.id, has_it=True, reason="")
    print_runs.settle(session, by(), there.id, has_it=True, reason="gebeld")
    print_runs.settle(session, by(), lost.id, has_it=False, reason="gebeld")
    assert (there.state, lost.state) == (PrintState.HANDED_OVER, PrintState.CANCELLED)
    assert told(session, EventKind.LETTER_PRINTED_AGAIN) == [batches[1].letters[0].case_id]
    waits = session.scalars(print_runs.waiting().with_only_columns(Letter.batch_id)).all()
    assert waits == [batches[1].id]


def test_the_record_holds_no_letter_in_two_runs(session: Session, store: DocumentStore) -> None:
    run = handed_over(session, store, batch_of(session, store, 1))
    session.add(PrintRunLetter(run_id=run.id, letter_id=run.letters[0].letter_id, ordinal=2, standing=True))
    with pytest.raises(IntegrityError):
        session.flush()
