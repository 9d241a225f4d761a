"""How a case that a mistake touched stands now: what is too much today, of what is asked and of what was paid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from cases.counting import figure_sets, statement
from cases.counting.case_facts import Entered, entered_of
from cases.counting.reaching import reach_of
from cases.counting.statement import CaseRecord
from cases.mistakes.asked import Mistake, MistakeKind
from cases.mistakes.said import Said, SaidBy, Search
from cases.models import Case, Claim, LedgerKind, Letter, LetterContent
from cases.schema.many_ids import in_parts
from legal.counting.valuation import Valuation
from legal.errors import LawError
from legal.money import ZERO
from legal.parameters import Figures


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a mistake makes of a case on `on`, with all that was booked since (euro).

    `counted`: the balance with the mistake, `right`: without; below nothing where too much was paid. `lower`: what is
    too much of what is still asked. `refund`: what was paid too much by it and did not go back yet. `too_little`: what
    is owed beyond what was said; nobody asks that afterwards because of this. `payers`: whose the refund is, by the id
    of who owes, where several do and it is known. `why_not`: why it cannot be counted, in Dutch.
    """

    case: Case
    on: date
    counted: Decimal | None = None
    right: Decimal | None = None
    lower: Decimal = ZERO
    refund: Decimal = ZERO
    too_little: Decimal = ZERO
    payers: tuple[tuple[int, Decimal], ...] = ()
    why_not: str = ""


def touched_cases(session: Session, said: Iterable[Said]) -> list[int]:
    """The cases of what was said, and those in which an invoice that one of their letters named stands now."""
    said = list(said)
    ids = {each.case_id for each in said}
    letters = {each.row_id for each in said if each.by is SaidBy.LETTER}
    named = {
        claim_id for some in in_parts(letters)
        for claims in session.scalars(select(LetterContent.claim_ids).where(LetterContent.letter_id.in_(some)))
        for claim_id in claims
    }
    for some in in_parts(named):
        ids |= set(session.scalars(select(Claim.case_id).where(Claim.id.in_(some))))
    return sorted(ids)


def standings(search: Search, case_ids: Sequence[int], said: Iterable[Said], *, on: date) -> list[Standing]:
    """How each of these cases stands, by what was said of it; a few hundred at a time."""
    cases = search.session.scalars(
        select(Case).where(Case.id.in_(case_ids)).order_by(Case.id)
        .options(selectinload(Case.claims), selectinload(Case.terms), selectinload(Case.debtor))
    ).all()
    entered = entered_of(search.session, cases)
    last: dict[int, Said] = {each.case_id: each for each in said if each.told is not None}
    newest = next(reversed(last.values()), None) if search.mistake.kind is MistakeKind.FIGURE else None
    return [_standing(search, case, entered, last.get(case.id, newest), on=on) for case in cases]


def _standing(search: Search, case: Case, entered: Entered, last: Said | None, *, on: date) -> Standing:
    try:
        if search.mistake.kind is MistakeKind.TEXT:
            return _without_letters(search, case, entered, on=on)
        if search.mistake.kind is MistakeKind.FIGURE and last is not None:
            return _with_other_figures(search, case, entered, last, on=on)
        return _since_last(search, case, entered, last, on=on)
    except LawError as error:
        return Standing(case=case, on=on, why_not=str(error))


def _without_letters(search: Search, case: Case, entered: Entered, *, on: date) -> Standing:
    """As if the notices with the wrong words had not been sent: what was owed by them is too much."""
    figures = search.figures
    record = statement.record_of(search.session, case, figures=figures, entered=entered)
    without = statement.record_of(
        search.session, case, figures=figures, entered=_but_for(entered, search.mistake)
    )
    return _compared(case, _Way(record, figures), _Way(without, figures), on=on)


def _but_for(entered: Entered, mistake: Mistake) -> Entered:
    """The same without the letters of that version."""
    def others(letters: Iterable[Letter]) -> list[Letter]:
        return [each for each in letters if (each.kind, each.text_version) != (mistake.document, mistake.version)]

    return replace(entered, notices={
        case_id: replace(posted, letters=others(posted.letters), added=others(posted.added))
        for case_id, posted in entered.notices.items()
    })


def _with_other_figures(search: Search, case: Case, entered: Entered, last: Said, *, on: date) -> Standing:
    """With the wrong figure as the last result had it, and with the one that holds now: all others are those of now."""
    series = search.mistake.series
    kept = figure_sets.kept(search.session, last.sha256)
    wrong = replace(search.figures, **{series: getattr(kept, series)})
    ways = [
        _Way(statement.record_of(search.session, case, figures=figures, entered=entered), figures)
        for figures in (wrong, search.figures)
    ]
    return _compared(case, *ways, on=on)


def _since_last(search: Search, case: Case, entered: Entered, last: Said | None, *, on: date) -> Standing:
    """How it stands now, and of that what the last wrong result told too much: the old program is not here to ask."""
    right = _Way(
        statement.record_of(search.session, case, figures=search.figures, entered=entered), search.figures
    )
    day = right.reaches(on)
    balance = right.valuation(day).balance
    if last is None or last.told is None or last.right is None:
        return Standing(case=case, on=day, right=balance, why_not="" if last is None else last.why_not)
    standing = Standing(case=case, on=day, counted=balance + last.told - last.right, right=balance)
    return _divided(standing, right, last.told - last.right)


@dataclass(frozen=True)
class _Way:
    """One way to count a case: a record of it, and the figures."""

    record: CaseRecord
    figures: Figures

    def reaches(self, on: date) -> date:
        return reach_of(self.record, wanted=on, figures=self.figures).day

    def valuation(self, day: date) -> Valuation:
        return statement.valuation_of(self.record, on=day, figures=self.figures)

    def before_refunds(self, day: date) -> Decimal:
        """The balance as if nothing had gone back (euro)."""
        return _Way(replace(self.record, refunds=()), self.figures).valuation(day).balance

    def surplus(self, day: date) -> Decimal:
        """The money that was paid too much, whether it went back or not; what was booked off is no money (euro)."""
        booked_off = sum((
            -entry.amount for entry in self.record.payments
            if entry.kind is not LedgerKind.PAYMENT and entry.effective_on <= day
        ), ZERO)
        return max(ZERO, -self.before_refunds(day) - booked_off)

    def went_back(self, day: date) -> Decimal:
        return sum((entry.amount for entry in self.record.refunds if entry.effective_on <= day), ZERO)


def _compared(case: Case, wrong: _Way, right: _Way, *, on: date) -> Standing:
    """Counted both ways through the same day: the last that both reach."""
    day = min(wrong.reaches(on), right.reaches(on))
    wrongly, rightly = wrong.valuation(day), right.valuation(day)
    standing = Standing(case=case, on=day, counted=wrongly.balance, right=rightly.balance)
    found = _divided(standing, right, wrong.before_refunds(day) - right.before_refunds(day))
    return replace(found, payers=_payers(wrongly, rightly)) if found.refund else found


def _divided(standing: Standing, right: _Way, difference: Decimal) -> Standing:
    """What is too much (euro) divided: what goes back, and what is no longer asked."""
    surplus = right.surplus(standing.on)
    paid_too_much = min(max(ZERO, difference), surplus)
    return replace(
        standing, refund=min(paid_too_much, max(ZERO, surplus - right.went_back(standing.on))),
        lower=max(ZERO, difference) - paid_too_much, too_little=max(ZERO, -difference),
    )


def _payers(wrongly: Valuation, rightly: Valuation) -> tuple[tuple[int, Decimal], ...]:
    """What each of several paid too much by the mistake; nothing where one owes."""
    before = {each.ref: each.too_much for each in wrongly.debtors}
    return tuple(
        (int(each.ref), each.too_much - before.get(each.ref, ZERO)) for each in rightly.debtors
        if each.too_much > before.get(each.ref, ZERO)
    )
