"""What waits for the printer, and the runs in which letters go there."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any  # Any: a row of many columns

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, joinedload

from cases.correspondence import print_runs
from cases.correspondence.printed import BY_POST
from cases.counting.notices import GONE
from cases.errors import NotFound
from cases.models import Case, Letter, LetterBatch, LetterKind, LetterState, PrintRun, PrintRunLetter, PrintState
from cases.queries.keyset import FIRST_PAGE, Order, Page, Turned, page, read_number
from letters.prints import sheets_of

BATCHES_SHOWN = 50
RUNS_SHOWN = 10
LETTERS_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class WaitingBatch:
    """A batch with made letters that are in no run. `being_made`: others of it that are not made yet: it waits."""

    id: int
    kind: LetterKind
    letter_date: date
    letters: int
    being_made: int


@dataclass(frozen=True, kw_only=True)
class RunRow:
    """A run in the list, with how many letters stand in it and how many of those were posted."""

    run: PrintRun
    letters: int
    posted: int


@dataclass(frozen=True, kw_only=True)
class RunLetter:
    """A letter of a run: its number in the manifest and what became of it; `why`: why it was not printed."""

    ordinal: int
    case_id: int
    number: str
    batch_id: int
    state: LetterState
    is_printed: bool | None
    standing: bool
    pages: int | None
    why: str
    again: str


@dataclass(frozen=True, kw_only=True)
class RunPage:
    """One run. `batches`: how many of its letters are of each batch. `withdrawn`: those that were withdrawn after the
    run was handed over, by number: they lie in the pile and do not go. `sheets`: of paper. `to_post`: the batches that
    are still to be confirmed as posted.
    """

    run: PrintRun
    batches: Mapping[int, int]
    letters: Page[RunLetter]
    total: int
    printed: int
    posted: int
    sheets: int
    withdrawn: Sequence[RunLetter]
    not_printed: Sequence[RunLetter]
    to_post: Sequence[int]
    may_be_printed_again: bool

    @property
    def is_open(self) -> bool:
        """Whether it still has to go."""
        return self.run.state is PrintState.MADE

    @property
    def again(self) -> str:
        """Why these letters are printed once more; empty for a first time."""
        return next((each.again for each in self.letters.rows if each.again), "")


def waiting(session: Session) -> list[WaitingBatch]:
    """The batches with letters that wait for the printer, the oldest first."""
    counted = (
        print_runs.waiting().with_only_columns(
            LetterBatch.id, LetterBatch.kind, LetterBatch.letter_date, func.count(Letter.id)
        ).group_by(LetterBatch.id, LetterBatch.kind, LetterBatch.letter_date).order_by(LetterBatch.id)
        .limit(BATCHES_SHOWN)
    )
    rows = session.execute(counted).all()
    making: Counter[int] = Counter(session.scalars(
        select(Letter.batch_id).where(
            Letter.batch_id.in_([row[0] for row in rows]), Letter.state.in_(print_runs.NOT_MADE),
            Letter.channel.in_(BY_POST),
        )
    ).all())
    return [
        WaitingBatch(id=row[0], kind=row[1], letter_date=row[2], letters=row[3], being_made=making[row[0]])
        for row in rows
    ]


def runs(session: Session) -> list[RunRow]:
    """The newest runs, and each that is not handed over."""
    order = PrintRun.state.in_((PrintState.MADE, PrintState.DELIVERING, PrintState.UNCERTAIN)).desc()
    found = session.scalars(select(PrintRun).order_by(order, PrintRun.id.desc()).limit(RUNS_SHOWN)).all()
    posted = func.count().filter(Letter.state.in_(GONE))
    counted = session.execute(
        select(PrintRunLetter.run_id, func.count(), posted).join(PrintRunLetter.letter)
        .where(PrintRunLetter.run_id.in_([each.id for each in found])).group_by(PrintRunLetter.run_id)
    ).all()
    numbers = {row[0]: (row[1], row[2]) for row in counted}
    return [RunRow(run=each, letters=numbers[each.id][0], posted=numbers[each.id][1]) for each in found]


def run(session: Session, run_id: int, *, turned: Turned = FIRST_PAGE) -> RunPage:
    """One run with a page of its letters; raises NotFound."""
    found = session.scalar(select(PrintRun).where(PrintRun.id == run_id).options(joinedload(PrintRun.maker)))
    if found is None:
        raise NotFound(f"Drukwerk {run_id} bestaat niet.")
    query = (
        select(
            PrintRunLetter.ordinal, PrintRunLetter.id, Letter.case_id, Case.number, Letter.batch_id, Letter.state,
            PrintRunLetter.is_printed, PrintRunLetter.standing, PrintRunLetter.pages, PrintRunLetter.why,
            PrintRunLetter.again,
        ).select_from(PrintRunLetter).join(PrintRunLetter.letter).join(Letter.case)
        .where(PrintRunLetter.run_id == run_id)
    )
    order = Order(column=PrintRunLetter.ordinal, id_column=PrintRunLetter.id, read=read_number, write=str)
    shown = page(session, query, order, turned, size=LETTERS_SHOWN)
    everything = [_letter(row) for row in session.execute(query.order_by(PrintRunLetter.ordinal))]
    printed = [each for each in everything if each.is_printed]
    return RunPage(
        run=found, batches=Counter(each.batch_id for each in everything),
        letters=Page(rows=tuple(map(_letter, shown.rows)), after=shown.after, before=shown.before),
        total=len(everything), printed=len(printed), posted=sum(each.state in GONE for each in printed),
        sheets=sum(sheets_of(each.pages or 0) for each in printed),
        withdrawn=[each for each in printed if each.state is LetterState.WITHDRAWN],
        not_printed=[each for each in everything if each.is_printed is False],
        to_post=print_runs.unposted_batches(session, run_id) if found.state is PrintState.HANDED_OVER else [],
        may_be_printed_again=found.state is PrintState.HANDED_OVER and any(
            each.standing and each.state is LetterState.RENDERED for each in printed
        ),
    )


def run_of_batch(session: Session, batch_id: int) -> int | None:
    """The run with which letters of a batch go; None where they go with none."""
    query = select(PrintRunLetter.run_id).join(PrintRunLetter.letter).where(
        Letter.batch_id == batch_id, PrintRunLetter.standing
    )
    return session.scalar(query.order_by(PrintRunLetter.run_id.desc()).limit(1))


def _letter(row: Row[*tuple[Any, ...]]) -> RunLetter:
    return RunLetter(
        ordinal=row.ordinal, case_id=row.case_id, number=row.number, batch_id=row.batch_id, state=row.state,
        is_printed=row.is_printed, standing=row.standing, pages=row.pages, why=row.why, again=row.again,
    )
