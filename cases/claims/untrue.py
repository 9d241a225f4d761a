"""What was said before and no longer holds once a claim is changed: letters that left, amounts told, a plan, a writ."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cases.counting import reaching, replays, statement
from cases.counting.case_facts import Entered
from cases.counting.instalments import paid_since
from cases.counting.notices import GONE, JudgedNotice
from cases.counting.reaching import Counted
from cases.counting.replays import Side
from cases.counting.statement import CaseRecord
from cases.models import Case, Letter, LetterKind, ToldAmount
from cases.progress import recalls, stages
from legal.errors import LawError
from legal.money import ZERO
from legal.notice.term import fee_to_announce
from legal.parameters import Figures
from letters.words import euro, short_date


@dataclass(frozen=True, kw_only=True)
class _Side:
    """The case on one side of the change."""

    record: CaseRecord
    counted: Counted

    @property
    def balance(self) -> Decimal:
        """What is owed (euro)."""
        return self.counted.open_now


def untrue_now(
    session: Session, case: Case, before: Entered, after: Entered, *, claim_id: int, today: date, figures: Figures
) -> tuple[str, ...]:
    """A sentence for each, in Dutch; empty where the case cannot be counted, or nothing was said. Changes nothing."""
    one, other = (replays.side(session, case, figures=figures, entered=entered) for entered in (before, after))
    return untrue_between(session, case, one, other, claim_id=claim_id, today=today, figures=figures)


def untrue_between(
    session: Session, case: Case, before: Side, after: Side, *, claim_id: int, today: date, figures: Figures
) -> tuple[str, ...]:
    """The same of two sides that were read already."""
    try:
        one, other = (_side(each, today, figures) for each in (before, after))
    except LawError:
        return ()
    if one is None or other is None:
        return ()
    word = "te veel" if other.balance < one.balance else "te weinig"
    return (
        *_on_notices(case, one, other, today=today, figures=figures), *_on_letters(session, case, claim_id),
        *_on_told(session, case, word, today=today), *_on_plan(session, case, other.balance, word),
        *_on_writ(session, case),
    )


def untrue_of(session: Session, case: Case, *, today: date, balance: Decimal | None) -> tuple[str, ...]:
    """The same where more is asked than before, by something that no letter named: `balance` is what is owed then."""
    return (
        *_on_told(session, case, "te weinig", today=today), *_on_plan(session, case, balance, "te weinig"),
        *_on_writ(session, case),
    )


def _side(side: Side, today: date, figures: Figures) -> _Side | None:
    if side.record is None:
        return None
    return _Side(record=side.record, counted=reaching.counted(side.record, wanted=today, figures=figures))


def _on_notices(case: Case, one: _Side, other: _Side, *, today: date, figures: Figures) -> Iterator[str]:
    """A first letter that fails by the change, or that named more costs than are owed with it."""
    was_due, due = _fee(case, one, today, figures), _fee(case, other, today, figures)
    for was, now in zip(one.record.notices, other.record.notices, strict=True):
        letter, named = was.letter, _named(was)
        if letter.sent_on is None or letter.returned_on is not None:
            continue
        told = f"De veertiendagenbrief van {short_date(letter.sent_on)} noemde {euro(named)} incassokosten"
        if was.is_valid and now.is_broken:
            yield (
                f"{told}: te veel. De incassokosten vervallen; voor nieuwe kosten is een nieuwe brief nodig "
                "(art. 6:96 lid 6 BW)."
            )
        elif now.verdict is not None and now.is_valid and due < min(named, was_due):
            yield f"{told}; over wat overblijft is dat {euro(due)}. Laat dat de debiteur weten."


def _named(judged: JudgedNotice) -> Decimal:
    content = judged.letter.content
    return (judged.letter.fee if content is None else content.fee) or ZERO


def _fee(case: Case, side: _Side, today: date, figures: Figures) -> Decimal:
    """The costs with VAT: those that are due, else those of a letter of today."""
    owed = side.counted.with_costs
    if owed.costs_claimable_from is not None and owed.costs_claimable_from <= today:
        return owed.costs + owed.vat_on_costs
    fee = fee_to_announce(
        statement.claims_of_fee(side.record, owed, figures=figures), reclaims_vat=not case.terms.vat_on_costs,
        on=owed.on, figures=figures, earlier=side.record.facts.earlier_terms, policy=side.record.facts.costs_policy,
    )
    return fee.fee + fee.vat


def _on_letters(session: Session, case: Case, claim_id: int) -> Iterator[str]:
    """Letters that left, did not come back and name the claim; a letter on prescription asks no amount."""
    query = select(Letter).where(
        Letter.case_id == case.id, Letter.state.in_(GONE), Letter.returned_on.is_(None),
        Letter.kind != LetterKind.INTERRUPTION_LETTER,
    ).options(joinedload(Letter.content), joinedload(Letter.batch)).order_by(Letter.id)
    for letter in session.scalars(query):
        if letter.sent_on is not None and (letter.content is None or claim_id in letter.content.claim_ids):
            yield f"{letter.kind.dutch} van {short_date(letter.sent_on)} noemt nog het oude bedrag."


def _on_told(session: Session, case: Case, word: str, *, today: date) -> Iterator[str]:
    query = select(ToldAmount).where(ToldAmount.case_id == case.id, ToldAmount.through_day >= today)
    for told in session.scalars(query.order_by(ToldAmount.id)):
        until = short_date(told.through_day)
        yield f"Er is {euro(told.amount)} genoemd, te betalen tot en met {until}: dat is nu {word}."


def _on_plan(session: Session, case: Case, balance: Decimal | None, word: str) -> Iterator[str]:
    plan = stages.running_arrangement(session, case.id)
    if plan is None or balance is None:
        return
    left = sum((term.amount for term in plan.instalments), ZERO) - paid_since(session, plan)
    yield (
        f"Van de betalingsregeling staat nog {euro(left)} open, van het dossier {euro(balance)}: de termijnen "
        f"zijn samen {word}. Maak een nieuwe afspraak."
    )


def _on_writ(session: Session, case: Case) -> Iterator[str]:
    if recalls.has_open_writ(session, case.id):
        yield "Het exploot noemt het oude bedrag: de opdracht aan de deurwaarder wordt stilgezet."
