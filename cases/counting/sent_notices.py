"""The notices of a case judged with all that they named, wherever that stands now."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from cases.counting import claim_facts, notices
from cases.counting.case_facts import (
    Entered,
    at_sending,
    never_owed,
    open_principals,
    payment_of,
    with_notices,
    without_notice,
)
from cases.counting.ledger_entries import LOWERING
from cases.counting.notices import JudgedNotice, Posted
from cases.models import Case, CreditEffect, LedgerEntry
from legal.calendar import ONE_DAY
from legal.counting.reach import reach
from legal.counting.valuation import CaseFacts, valuate
from legal.facts import Notice
from legal.money import ZERO
from legal.notice.term import term_of
from legal.parameters import Figures


@dataclass(frozen=True, kw_only=True)
class SentNotices:
    """The notices that left from a case, judged with all that they named."""

    judged: tuple[JudgedNotice, ...]
    added: tuple[JudgedNotice, ...]


def own_notices(
    case: Case, facts: CaseFacts, entries: list[LedgerEntry], entered: Entered, *, figures: Figures
) -> SentNotices:
    posted, gone = entered.notices.get(case.id, Posted()), entered.moved.gone.get(case.id, ())
    facts, entries = _with_gone(case, facts, entries, entered, figures=figures)
    judged = tuple(
        notices.judge(
            case, letter, replace(facts, payments=at_sending(entries, letter, facts.debtors)), figures=figures,
            missed=letter.id in posted.missed, gone=gone,
        )
        for letter in posted.letters
    )
    added = _added(case, judged, facts, entries, entered, figures=figures)
    return SentNotices(judged=judged, added=added)


def _with_gone(
    case: Case, facts: CaseFacts, entries: list[LedgerEntry], entered: Entered, *, figures: Figures
) -> tuple[CaseFacts, list[LedgerEntry]]:
    """The facts with the claims that stand elsewhere now, and what was booked on just those: also where none is left.

    Of a case that was withdrawn from its origin nothing is judged.
    """
    gone = entered.moved.gone.get(case.id, ())
    if not gone or never_owed(entered.booked.get(case.id, ())):
        return facts, entries
    ids = {claim.id for claim in gone}
    theirs = [
        entry for case_id in sorted({claim.case_id for claim in gone})
        for entry in _booked_on(ids, entered.moved.cases[case_id], entered, figures=figures)
    ]
    paid = [each for each in theirs if each.kind in LOWERING and each.effect is not CreditEffect.FROM_ORIGIN]
    together = sorted([*entries, *paid], key=lambda entry: (entry.effective_on, entry.id or 0))
    moved = claim_facts.legal_claims(gone, gone[0].case.terms, theirs, entered.costs)
    return replace(
        facts, claims=(*facts.claims, *moved), payments=tuple(payment_of(entry, facts.debtors) for entry in together)
    ), together


def _booked_on(
    ids: Collection[int], case: Case, entered: Entered, *, figures: Figures
) -> list[LedgerEntry]:
    """What was booked in `case` on these claims, which stand there: by name, and what they took of what was for all.

    That last part is counted without costs: what of it decides on a letter came before that made any due.
    """
    booked = entered.booked.get(case.id, ())
    named = [entry for entry in booked if entry.claim_id in ids]
    if not any(entry.claim_id is None and entry.kind in LOWERING for entry in booked) or never_owed(booked):
        return named
    facts, entries = without_notice(case, entered)
    day = reach(facts, wanted=max(entry.effective_on for entry in entries), figures=figures).day
    taken = zip(entries, valuate(facts, on=day, figures=figures).payments, strict=False)
    return named + [
        LedgerEntry(
            case_id=case.id, claim_id=int(share.ref), kind=entry.kind, amount=-(share.interest + share.principal),
            effective_on=entry.effective_on, recorded_at=entry.recorded_at, debtor_id=entry.debtor_id,
        )
        for entry, paid in taken if entry.claim_id is None
        for share in paid.per_claim if int(share.ref) in ids and share.interest + share.principal
    ]


def sources(case: Case, entered: Entered) -> list[Case]:
    """The cases from which claims of this one came."""
    return [entered.moved.cases[case_id] for case_id in entered.moved.sources.get(case.id, ())]


def seen_from(case: Case, source: Case, entered: Entered, *, figures: Figures) -> SentNotices:
    """The notices of another case that named claims of this one, with the principal that goes before here.

    That other case keeps its fee over what it has; the cases to which claims went follow in the order of their numbers.
    """
    facts, entries = without_notice(source, entered)
    theirs = own_notices(source, facts, entries, entered, figures=figures)
    facts, _entries = _with_gone(source, facts, entries, entered, figures=figures)
    here = {claim.id for claim in case.claims}
    before = {claim.id for claim in source.claims} | {
        claim.id for claim in entered.moved.gone.get(source.id, ()) if claim.case_id < case.id
    }

    def seen(judged: Iterable[JudgedNotice]) -> tuple[JudgedNotice, ...]:
        return tuple(
            replace(each, elsewhere=_base(source, each, facts, each.covers & (before - here), figures=figures))
            for each in judged
            if each.letter.content is not None and here & set(each.letter.content.claim_ids)
        )

    return SentNotices(judged=seen(theirs.judged), added=seen(theirs.added))


def rests_elsewhere(case: Case, judged: JudgedNotice, entered: Entered) -> bool:
    """Whether the costs of a notice from another case rest: a plan that was kept there was made inside its term."""
    letter = judged.letter
    return letter.case_id != case.id and letter.debtor_id in entered.notices.get(letter.case_id, Posted()).resting


def _base(source: Case, judged: JudgedNotice, facts: CaseFacts, ids: Collection[int], *, figures: Figures) -> Decimal:
    """What was open of these claims at the end of the term of a notice (euro): its fee stands over that."""
    notice = notices.as_fact(source, judged)
    due_from = None if notice is None else term_of(notice, policy=facts.policy, figures=figures).costs_claimable_from
    if due_from is None or not ids:
        return ZERO
    last = reach(facts, wanted=due_from - ONE_DAY, figures=figures).day
    owed = valuate(facts, on=last, figures=figures)
    refs = {str(claim_id) for claim_id in ids}
    open_ = zip(owed.claims, open_principals(owed), strict=True)
    return sum((left for claim, left in open_ if claim.ref in refs), ZERO)


def _added(
    case: Case, firsts: Sequence[JudgedNotice], facts: CaseFacts, entries: list[LedgerEntry], entered: Entered, *,
    figures: Figures,
) -> tuple[JudgedNotice, ...]:
    """The verdicts on the notices of claims that came after the first letter, each beside those to him before it."""
    posted, gone = entered.notices.get(case.id, Posted()), entered.moved.gone.get(case.id, ())
    judged: list[JudgedNotice] = []
    for letter in posted.added:
        first, his = counting_for(firsts, {letter.debtor_id}), sent_to(judged, {letter.debtor_id})
        among = {claim.id for claim in (*case.claims, *gone)}
        if first is not None and first.is_valid and first.letter.sent_on is not None:
            among = {
                claim.id for claim in (*case.claims, *gone)
                if claim.default_from is None or claim.default_from > first.letter.sent_on
            }
        among -= frozenset().union(*(each.covers for each in his if each.is_valid))
        known = with_notices(
            replace(facts, payments=at_sending(entries, letter, facts.debtors)), case,
            lambda debtor_id: notices.as_fact(case, counting_for(firsts, {debtor_id})),
            partial(_later_to, case, tuple(judged)), parties=entered.parties.get(case.id, ()), figures=figures,
        )
        judged.append(notices.as_rest(notices.judge(
            case, letter, known, figures=figures, missed=letter.id in posted.missed, among=among, gone=gone
        )))
    return tuple(judged)


def _later_to(case: Case, judged: Sequence[JudgedNotice], debtor_id: int) -> tuple[Notice, ...]:
    return later_of(case, sent_to(judged, {debtor_id}))


def sent_to(judged: Iterable[JudgedNotice], debtor_ids: Collection[int]) -> list[JudgedNotice]:
    """Those of the notices that went to one of these debtors."""
    return [each for each in judged if each.letter.debtor_id in debtor_ids]


def later_of(case: Case, added: Sequence[JudgedNotice]) -> tuple[Notice, ...]:
    """The notices of claims that came later as the law counts with them: those that make costs due."""
    found = (notices.as_fact(case, each) for each in added if each.verdict is not None and each.is_valid)
    return tuple(notice for notice in found if notice is not None and notice.claims)


def counting_for(judged: Iterable[JudgedNotice], debtor_ids: Collection[int]) -> JudgedNotice | None:
    return notices.counting(sent_to(judged, debtor_ids))
