"""Letter batches as the desk sees them: how far they are, and each letter with its case."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from cases import documents
from cases.correspondence.new_notice import UNSENT
from cases.correspondence.rules import LetterRule, rule_of
from cases.counting.notices import GONE
from cases.errors import NotFound, StoredFileFault
from cases.models import (
    BatchWork,
    Case,
    Document,
    DocumentKind,
    Letter,
    LetterBatch,
    LetterKind,
    LetterState,
    NextStep,
    User,
)
from cases.queries.debtor_names import NAME, name_in
from cases.queries.keyset import FIRST_PAGE, Order, Page, Turned, page, read_number
from cases.store import DocumentStore
from cases.wording.prints import not_printed, was_it_posted
from legal.counting.valuation import Channel

BATCHES_SHOWN = 25
LETTERS_SHOWN = 50
NOT_MADE = (LetterState.QUEUED, LetterState.RENDERING)


@dataclass(frozen=True, kw_only=True)
class Prints:
    """What goes to the printer, and in Dutch which letters do not because their file is not what was stored."""

    contents: list[bytes]
    lacking: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BatchRow:
    """A batch in the list, with how many letters stand where. `stuck`: those that left and could not be booked.
    `by_mail`: they go by e-mail, each by itself.
    """

    batch: LetterBatch
    ordered_by: str
    counts: Counter[LetterState]
    asked: int = 0
    left_out: int = 0
    is_ordering: bool = False
    stuck: int = 0
    by_mail: bool = False

    @property
    def ordered(self) -> int:
        """All letters that were ordered so far."""
        return sum(self.counts.values())

    @property
    def total(self) -> int:
        """All letters that were ordered, or are being so."""
        return self.asked - self.left_out if self.is_ordering else self.ordered

    @property
    def waiting(self) -> int:
        """Letters that are still to be made."""
        return sum(self.counts[state] for state in NOT_MADE)

    @property
    def done(self) -> int:
        """Letters that are no longer waiting, whatever became of them."""
        return self.ordered - self.waiting

    @property
    def unsent(self) -> int:
        """Letters that did not leave and can be taken back."""
        return sum(self.counts[state] for state in UNSENT)

    @property
    def is_running(self) -> bool:
        """Whether letters are still being ordered, made or booked as posted."""
        return self.is_ordering or self.waiting > 0 or self.leaving > 0

    @property
    def leaving(self) -> int:
        """Letters that left and are not booked yet."""
        return self.counts[LetterState.LEAVING] - self.stuck

    @property
    def bar(self) -> tuple[int, int]:
        """How far the bar is, of how much; where ordering took pieces, the first half of it is for that."""
        if self.leaving:
            posted = self.counts[LetterState.POSTED]
            return posted, posted + self.leaving
        return (self.ordered + self.done, 2 * self.total) if self.asked else (self.done, self.total)


@dataclass(frozen=True, kw_only=True)
class LetterRow:
    """One letter of a batch."""

    id: int
    case_id: int
    number: str
    debtor: str
    state: LetterState
    error: str
    returned_on: date | None
    pdf_id: int | None
    docx_id: int | None

    @property
    def may_be_ordered_again(self) -> bool:
        """Whether it could not be made."""
        return self.state is LetterState.FAILED

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether it did not leave, and is not being made at this moment."""
        return self.state in UNSENT and self.state is not LetterState.RENDERING


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A case that was asked for and got no letter, because it was no longer as it was shown.

    `later`: the batch in which it did get one after that; None as long as it has none.
    """

    case_id: int
    number: str
    debtor: str
    why: str
    later: int | None


@dataclass(frozen=True, kw_only=True)
class BatchPage:
    """One batch, with a page of its letters by case number. `made`: also those that were withdrawn afterwards.

    `left_out`: the first of those that got none after all. `defective`: how many posted letters make no term run.
    """

    row: BatchRow
    made: int
    letters: Page[LetterRow]
    left_out: tuple[LeftOut, ...]
    defective: int

    @property
    def rule(self) -> LetterRule:
        """What belongs to the kind of these letters."""
        return rule_of(self.row.batch.kind)

    @property
    def may_be_posted(self) -> bool:
        """Whether there is something made, nothing still in the making, and no posting day yet."""
        return (
            self.row.batch.posted_on is None and not self.row.is_running and not self.row.by_mail
            and self.row.counts[LetterState.RENDERED] > 0
        )


def batches(session: Session, *, turned: Turned = FIRST_PAGE) -> Page[BatchRow]:
    """Batches, the newest first."""
    order = Order(column=LetterBatch.id, id_column=LetterBatch.id, read=read_number, write=str, descending=True)
    found = page(session, select(LetterBatch.id, LetterBatch.id), order, turned, size=BATCHES_SHOWN)
    wanted = [row[0] for row in found.rows]
    kept = {row.batch.id: row for row in _rows(session, wanted)}
    return Page(rows=tuple(kept[batch_id] for batch_id in wanted), after=found.after, before=found.before)


def batch(session: Session, batch_id: int, *, turned: Turned = FIRST_PAGE) -> BatchPage:
    """One batch; raises NotFound."""
    row = progress(session, batch_id)
    made = session.scalar(select(func.count(Letter.pdf_id)).where(Letter.batch_id == batch_id)) or 0
    query = (
        select(
            Letter.case_id, Letter.id, Case.number, Letter.state, Letter.error, Letter.returned_on, Letter.pdf_id,
            Letter.docx_id, *NAME,
        )
        .select_from(Letter).join(Letter.case).join(Letter.debtor).where(Letter.batch_id == batch_id)
    )
    order = Order(column=Letter.case_id, id_column=Letter.id, read=read_number, write=str)
    found = page(session, query, order, turned, size=LETTERS_SHOWN)
    letters = tuple(
        LetterRow(
            id=letter.id, case_id=letter.case_id, number=letter.number, debtor=name_in(letter), state=letter.state,
            error=letter.error, returned_on=letter.returned_on, pdf_id=letter.pdf_id, docx_id=letter.docx_id,
        ) for letter in found.rows
    )
    return BatchPage(
        row=row, made=made, letters=replace(found, rows=letters),
        left_out=_left_out(session, batch_id) if row.left_out else (),
        defective=0 if row.batch.posted_on is None else defective(session, batch_id),
    )


def progress(session: Session, batch_id: int) -> BatchRow:
    """How far a batch is, without its letters; raises NotFound."""
    rows = _rows(session, [batch_id])
    if not rows:
        raise NotFound(f"Verzending {batch_id} bestaat niet.")
    return rows[0]


def defective(session: Session, batch_id: int) -> int:
    """How many posted letters of a batch proved defective: their case waits for a new one."""
    query = select(func.count(Letter.id)).join(Letter.case).where(
        Letter.batch_id == batch_id, Letter.kind == LetterKind.FIRST_NOTICE, Letter.state == LetterState.POSTED,
        Letter.standing, Letter.returned_on.is_(None), Case.next_step == NextStep.SEND_FIRST_NOTICE,
    )
    return session.scalar(query) or 0


def left_out_ids(session: Session, batch_id: int) -> list[int]:
    """Ids of the cases of a batch that changed after they were shown, got no letter for it, and still have none."""
    ids = [case_id for case_id, _ in _told_left_out(session, batch_id)]
    later = {row.case_id for row in session.execute(_later(batch_id, ids))}
    return [case_id for case_id in ids if case_id not in later]


def _left_out(session: Session, batch_id: int) -> tuple[LeftOut, ...]:
    why = dict(_told_left_out(session, batch_id)[:LETTERS_SHOWN])
    later = _later(batch_id, why).subquery()
    query = (
        select(Case.id, Case.number, later.c.batch_id, *NAME).join(Case.debtor)
        .outerjoin(later, later.c.case_id == Case.id).where(Case.id.in_(why)).order_by(Case.number)
    )
    return tuple(
        LeftOut(case_id=row.id, number=row.number, debtor=name_in(row), why=why[row.id], later=row.batch_id)
        for row in session.execute(query)
    )


def _later(batch_id: int, case_ids: Collection[int]) -> Select[int, int]:
    """Which of these cases have a letter of the kind of a batch now, and in which batch."""
    kind = select(LetterBatch.kind).where(LetterBatch.id == batch_id).scalar_subquery()
    return select(Letter.case_id, func.max(Letter.batch_id).label("batch_id")).where(
        Letter.case_id.in_(case_ids), Letter.kind == kind, Letter.standing
    ).group_by(Letter.case_id)


def _told_left_out(session: Session, batch_id: int) -> list[tuple[int, str]]:
    told = session.scalar(select(BatchWork.left_out).where(BatchWork.batch_id == batch_id)) or []
    return [(case_id, why) for case_id, why in told]


def letter_ids(session: Session, batch_id: int) -> list[int]:
    """Ids of the letters of a batch that wait to be made: what the queue is rung for."""
    query = select(Letter.id).where(Letter.batch_id == batch_id, Letter.state.in_(NOT_MADE)).order_by(Letter.id)
    return list(session.scalars(query))


def prints(session: Session, store: DocumentStore, batch_id: int) -> Prints:
    """The PDFs of a batch for the printer, in the order of its page; withdrawn and unreadable letters are left out."""
    contents, lacking = [], []
    for letter, pdf in _with_pdf(session, batch_id, (LetterState.RENDERED, *GONE)):
        try:
            contents.append(documents.content(store, pdf))
        except StoredFileFault as fault:
            lacking.append(not_printed(letter.case.number, letter.debtor.name, fault.what))
    return Prints(contents=contents, lacking=tuple(lacking))


def unprintable(session: Session, store: DocumentStore, batch_id: int) -> tuple[str, ...]:
    """For each letter that waits for the post but whose file is not what was stored, what a person must answer."""
    found = []
    for letter, pdf in _with_pdf(session, batch_id, (LetterState.RENDERED,)):
        try:
            documents.content(store, pdf)
        except StoredFileFault as fault:
            found.append(was_it_posted(letter.case.number, letter.debtor.name, fault.what))
    return tuple(found)


def _with_pdf(session: Session, batch_id: int, states: Sequence[LetterState]) -> list[tuple[Letter, Document]]:
    query = (
        select(Letter, Document).join(Document, Letter.pdf_id == Document.id)
        .where(Letter.batch_id == batch_id, Letter.state.in_(states), Document.kind != DocumentKind.UNREADABLE)
        .order_by(Letter.case_id)
        .options(joinedload(Letter.case), joinedload(Letter.debtor))
    )
    return [(letter, pdf) for letter, pdf in session.execute(query)]


def letter_of(session: Session, case_id: int, letter_id: int) -> Letter:
    """A letter of this case; raises NotFound for any other."""
    letter = session.scalar(select(Letter).where(Letter.id == letter_id, Letter.case_id == case_id))
    if letter is None:
        raise NotFound("Deze brief bestaat niet.")
    return letter


def _rows(session: Session, batch_ids: list[int]) -> list[BatchRow]:
    counts: dict[int, Counter[LetterState]] = {each: Counter() for each in batch_ids}
    counted = select(Letter.batch_id, Letter.state, func.count()).where(Letter.batch_id.in_(batch_ids))
    for batch_id, state, number in session.execute(counted.group_by(Letter.batch_id, Letter.state)):
        counts[batch_id][state] = number
    stuck = select(func.count()).where(
        Letter.batch_id == LetterBatch.id, Letter.state == LetterState.LEAVING, Letter.error != ""
    ).scalar_subquery()
    any_letter = select(Letter.channel).where(Letter.batch_id == LetterBatch.id).order_by(Letter.state).limit(1)
    channel = any_letter.scalar_subquery()  # one for all; in the order of the index, so that it is read by that
    query = (
        select(LetterBatch, User.name, BatchWork, stuck, channel).outerjoin(User, User.id == LetterBatch.ordered_by)
        .outerjoin(BatchWork, BatchWork.batch_id == LetterBatch.id).where(LetterBatch.id.in_(batch_ids))
    )
    return [
        BatchRow(
            batch=found, ordered_by=who or "", counts=counts[found.id], asked=work.asked_count if work else 0,
            left_out=work.left_out_count if work else 0, is_ordering=bool(work and work.ordered_after is not None),
            stuck=number, by_mail=way is Channel.EMAIL,
        )
        for found, who, work, number, way in session.execute(query)
    ]
