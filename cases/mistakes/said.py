"""What was said because of a mistake: each letter, writ and event that told an amount, and what it should have been."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Any, TypeAlias  # Any: a request of `agency quote`, as JSON

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from cases.counting import figure_sets, statement
from cases.counting.statement import CaseRecord
from cases.input_checks import AMSTERDAM
from cases.invariants import CannotRecount
from cases.mistakes.asked import WRIT, Mistake, MistakeKind
from cases.models import Letter, LetterKind, LetterState, ValuationRecord, Writ
from cases.program import program
from legal.counting.valuation import CaseFacts, DebtorKind, Valuation
from legal.errors import LawError
from legal.money import ZERO
from legal.notice.term import fee_to_announce
from legal.parameters import Figures

LEFT = (LetterState.LEAVING, LetterState.POSTED)
MADE = (LetterState.RENDERED, *LEFT)
IN_PIECES = 500  # kept results that are in memory at a time

# A kept request answered with figures: its facts and what they come to. Raises CannotRecount.
CountAgain: TypeAlias = Callable[[Mapping[str, Any], Figures], tuple[CaseFacts, Valuation]]


class SaidBy(StrEnum):
    """What said it."""

    LETTER = "letter"
    WRIT = "writ"
    EVENT = "event"


@dataclass(frozen=True, kw_only=True)
class Said:
    """An amount that a letter, a writ or the history told (euro), and what it should have been.

    `told` and `right` are what is asked in all, of a first letter to a consumer with the costs that it announces. Both
    None: only its words were wrong. `right` alone None: it cannot be counted, and `why_not` says why in Dutch.
    `letter`: the letter itself, for what became of it. `sha256`: the figures that it was counted with.
    """

    by: SaidBy
    row_id: int
    case_id: int
    on: date
    letter: Letter | None = None
    told: Decimal | None = None
    right: Decimal | None = None
    why_not: str = ""
    sha256: str = ""

    @property
    def too_much(self) -> Decimal:
        """What it asked beyond what was owed (euro)."""
        return max(ZERO, self._difference)

    @property
    def too_little(self) -> Decimal:
        """What it asked less than was owed (euro): told apart, and never asked afterwards because of this."""
        return max(ZERO, -self._difference)

    @property
    def _difference(self) -> Decimal:
        return ZERO if self.told is None or self.right is None else self.told - self.right

    @property
    def reached_somebody(self) -> bool:
        """Whether it left and, as far as is known, arrived."""
        return self.letter is not None and self.letter.state in LEFT and self.letter.returned_on is None


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is looked through. `figures` are those that hold now."""

    session: Session
    mistake: Mistake
    figures: Figures
    count_again: CountAgain


def found(search: Search) -> Iterator[Said]:
    """Everything that the mistake touched, in the order in which it was made."""
    if search.mistake.kind is MistakeKind.TEXT:
        yield from _worded(search)
    else:
        yield from _counted(search)


def has_more_than(search: Search, number: int) -> bool:
    """Whether there is more to look through than that: letters, writs or kept results."""
    if search.mistake.kind is MistakeKind.TEXT:
        return len(list(islice(_worded(search), number + 1))) > number
    query = _records(search).with_only_columns(ValuationRecord.id).limit(number + 1)
    return len(search.session.scalars(query).all()) > number


def _worded(search: Search) -> Iterator[Said]:
    """Letters and writs with that version of the text; one that was withdrawn or could not be made says nothing."""
    session, mistake = search.session, search.mistake
    kind = next((each for each in LetterKind if each.value == mistake.document), None)
    if kind is not None:
        letters = select(Letter).where(
            Letter.kind == kind, Letter.text_version == mistake.version,
            Letter.state.in_(MADE),
        ).options(joinedload(Letter.batch)).order_by(Letter.id)
        for letter in session.scalars(letters):
            yield Said(
                by=SaidBy.LETTER, row_id=letter.id, case_id=letter.case_id, on=letter.batch.letter_date, letter=letter,
            )
    if mistake.document == WRIT:
        writs = select(Writ).where(Writ.text_version == mistake.version).order_by(Writ.id)
        for writ in session.scalars(writs):
            yield Said(by=SaidBy.WRIT, row_id=writ.id, case_id=writ.case_id, on=writ.as_of)


def _counted(search: Search) -> Iterator[Said]:
    """Kept results that come out otherwise now; of days every letter and writ that was made on them too."""
    right_of = lru_cache(maxsize=16)(lambda sha256: _right_figures(search, sha256))
    for record in search.session.scalars(_records(search).execution_options(yield_per=IN_PIECES)):
        said = _said(search, record, right_of)
        if said is not None:
            yield said


def _records(search: Search) -> Select[ValuationRecord]:
    query, mistake = select(ValuationRecord).order_by(ValuationRecord.id), search.mistake
    if mistake.kind is MistakeKind.BETWEEN:
        query = query.where(
            ValuationRecord.kept_at >= _start_of(mistake.first_day),
            ValuationRecord.kept_at < _start_of(mistake.last_day + timedelta(days=1)),
        )
    return query


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=AMSTERDAM)


def _right_figures(search: Search, sha256: str) -> Figures | None:
    """The figures with which a result should have been counted; None where it was counted with none other.

    Of a wrong figure those of its time with that one as it is now; of a wrong program those of its time.
    """
    kind, kept = search.mistake.kind, figure_sets.kept(search.session, sha256)
    if kind is MistakeKind.CODE:
        return kept
    if kind is MistakeKind.BETWEEN:
        return search.figures
    right = getattr(search.figures, search.mistake.series)
    return None if getattr(kept, search.mistake.series) == right else replace(kept, **{search.mistake.series: right})


def _said(
    search: Search, record: ValuationRecord, right_of: Callable[[str], Figures | None]
) -> Said | None:
    """What one kept result told; None where the mistake did not touch it."""
    mistake = search.mistake
    if mistake.kind is MistakeKind.CODE and not mistake.is_of_program(record.reasons["program"]):
        return None
    right_figures = right_of(record.figure_set_sha256)
    if right_figures is None:
        return None
    letter = _letter_of(search.session, record)
    if letter is not None and letter.state not in MADE:
        return None
    told = _told(record, letter)
    listed = mistake.kind is MistakeKind.BETWEEN and record.event_id is None
    said = Said(
        by=SaidBy.LETTER if letter else SaidBy.WRIT if record.writ_id else SaidBy.EVENT,
        row_id=record.letter_id or record.writ_id or record.event_id or 0, case_id=record.case_id, on=record.as_of,
        letter=letter, told=told, sha256=record.figure_set_sha256,
    )
    try:
        right = _asked(search, record.reasons["request"], right_figures, letter)
    except (CannotRecount, LawError) as error:
        return replace(said, why_not=str(error)) if listed or _was_used(search, record, told, letter) else None
    if not listed and (right == told or _is_of_the_program(search, record, right, letter)):
        return None
    return replace(said, right=right)


def _is_of_the_program(search: Search, record: ValuationRecord, right: Decimal, letter: Letter | None) -> bool:
    """Whether it only comes out otherwise because the program counts otherwise since: no wrong figure did that."""
    if search.mistake.kind is not MistakeKind.FIGURE:
        return False
    if record.reasons["program"]["law_sha256"] == program()["law_sha256"]:
        return False
    kept = figure_sets.kept(search.session, record.figure_set_sha256)
    return _asked(search, record.reasons["request"], kept, letter) == right


def _was_used(search: Search, record: ValuationRecord, told: Decimal, letter: Letter | None) -> bool:
    """Whether a result that cannot be counted without the wrong figure could be counted with it."""
    try:
        kept = figure_sets.kept(search.session, record.figure_set_sha256)
        return _asked(search, record.reasons["request"], kept, letter) == told
    except (CannotRecount, LawError):
        return True


def _letter_of(session: Session, record: ValuationRecord) -> Letter | None:
    if record.letter_id is None:
        return None
    return session.get(Letter, record.letter_id, options=[joinedload(Letter.content)])


def _told(record: ValuationRecord, letter: Letter | None) -> Decimal:
    """What was asked in all, as it was kept."""
    balance = Decimal(record.reasons["totals"]["balance"])
    if letter is None or not _announces(letter, record.reasons["request"]):
        return balance
    return balance + _fee_named(letter)


def _fee_named(letter: Letter) -> Decimal:
    return ZERO if letter.content is None or letter.content.fee is None else letter.content.fee


def _announces(letter: Letter, request: Mapping[str, Any]) -> bool:
    """Whether it is a first letter to a consumer: that asks costs after its term, which are in no balance yet."""
    return letter.kind is LetterKind.FIRST_NOTICE and request["debtor"] == DebtorKind.CONSUMER


def _asked(search: Search, request: Mapping[str, Any], figures: Figures, letter: Letter | None) -> Decimal:
    """What has to be asked in all on these facts with these figures."""
    facts, valuation = search.count_again(request, figures)
    if letter is None or not _announces(letter, request):
        return valuation.balance
    record = CaseRecord(facts=facts, payments=(), notices=(), counting=None)
    fee = fee_to_announce(
        statement.claims_of_fee(record, valuation, figures=figures), reclaims_vat=facts.creditor_reclaims_vat,
        on=letter.batch.letter_date, figures=figures, earlier=facts.earlier_terms, policy=facts.costs_policy,
    )
    return valuation.balance + fee.total
