"""101: a letter says of itself what happened to it, and one of a kind stands per person in a case."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from cases.invariants.finding import Looked, Wrong, all_of
from cases.models import BatchWork, Letter, LetterBatch, LetterContent, LetterKind, LetterState, ValuationRecord
from legal.counting.valuation import Channel


def wrong(looked: Looked) -> Iterator[Wrong]:
    """Letters that were posted without a day or contents, that stand though they fell away, or stand twice."""
    for what, condition in _rules():
        yield from all_of(looked, "letter", select(Letter.id).join(Letter.batch).where(condition), what)
    twice = (
        select(func.max(Letter.id)).where(Letter.standing).group_by(Letter.case_id, Letter.kind, Letter.debtor_id)
        .having(func.count() > 1)
    )
    yield from all_of(looked, "letter", twice, "er staat al zo'n brief in dit dossier")
    for what, condition in _rules_of_work():
        work = select(BatchWork.batch_id).join(BatchWork.batch).where(condition)
        yield from all_of(looked, "batch_work", work, what)


def _rules_of_work() -> Iterator[tuple[str, ColumnElement[bool]]]:
    ordered = select(func.count(Letter.case_id.distinct())).where(
        Letter.batch_id == BatchWork.batch_id
    ).scalar_subquery()
    is_ordering = BatchWork.ordered_after.is_not(None)
    yield "een verzending die is gepost, wordt niet meer besteld", is_ordering & LetterBatch.posted_on.is_not(None)
    yield "een verzending heeft de brieven die zijn gevraagd, op de vervallen na", and_(
        ~is_ordering, BatchWork.asked_count > 0, ordered != BatchWork.asked_count - BatchWork.left_out_count
    )


def _rules() -> Iterator[tuple[str, ColumnElement[bool]]]:
    is_posted = Letter.state == LetterState.POSTED
    is_gone = Letter.state.in_((LetterState.LEAVING, LetterState.POSTED))
    is_made = or_(is_gone, Letter.state.in_((LetterState.RENDERED, LetterState.SENDING)))
    is_by_post = Letter.channel != Channel.EMAIL  # the others of a batch may leave on a later day than its first
    may_be_booked = exists().where(
        BatchWork.batch_id == Letter.batch_id, BatchWork.posted_at.is_not(None),
        BatchWork.figure_set_sha256.is_not(None),
    )
    has_content = exists().where(LetterContent.letter_id == Letter.id)
    was_counted = exists().where(ValuationRecord.letter_id == Letter.id)
    needs_no_counting = Letter.kind == LetterKind.CASE_CLOSED  # where nothing was ever owed there is nothing to count
    yield "een geposte brief heeft een postdag, een andere niet", is_gone != Letter.sent_on.is_not(None)
    yield "een geposte brief hoort bij een geposte verzending", and_(
        is_gone, or_(
            LetterBatch.posted_on.is_(None), LetterBatch.posted_on > Letter.sent_on,
            is_by_post & (LetterBatch.posted_on != Letter.sent_on),
        )
    )
    yield "een brief op de post kan worden geboekt", and_(Letter.state == LetterState.LEAVING, ~may_be_booked)
    yield "een brief die weg is, is geboekt", or_(
        (Letter.state == LetterState.LEAVING) & (Letter.error != ""),
        (Letter.state == LetterState.FAILED) & Letter.pdf_id.is_not(None),
    )
    yield "een gemaakte brief heeft zijn inhoud, bestanden en berekening", and_(is_made, or_(
        ~has_content, ~was_counted & ~needs_no_counting, Letter.pdf_id.is_(None), Letter.docx_id.is_(None)
    ))
    yield "alleen een brief die wordt gemaakt is aan iemand uitgegeven", (
        (Letter.state == LetterState.RENDERING) != Letter.lease_token.is_not(None)
    )
    yield "een brief is bezorgd of teruggekomen vóór hij is gepost", or_(
        Letter.returned_on < Letter.sent_on, Letter.delivered_on < Letter.sent_on,
        and_(~is_posted, or_(Letter.returned_on.is_not(None), Letter.delivered_on.is_not(None))),
    )
    yield "een brief telt nog mee die is ingetrokken of teruggekomen", and_(
        Letter.standing, or_(Letter.state == LetterState.WITHDRAWN, Letter.returned_on.is_not(None))
    )
