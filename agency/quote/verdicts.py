"""What a quote finds about the notices of a request, and what each makes due of the debtor whose own it is."""

from collections.abc import Mapping
from dataclasses import replace

from agency.quote.request_extras import Extras
from legal.counting.counted_claims import at_sending, bears_scale, kind_of
from legal.counting.ledger_walk import Walk, walk
from legal.counting.shared_debts import parts_of
from legal.counting.valuation import valuate
from legal.facts import CaseFacts, Claim, Debtor, DebtorKind, Liability, Notice
from legal.notice.notice_validity import NoticeVerdict, SentNotice, as_noticed, notice_defects
from legal.parameters import Figures


def verdict_of(facts: CaseFacts, extras: Extras, figures: Figures) -> NoticeVerdict | None:
    """The defects of the notice against a consumer, None when the request does not tell enough or asks for none."""
    if extras.notice is None:
        return None
    return _verdict(extras.notice, facts, None, extras.debtors, figures)


def verdicts_of(facts: CaseFacts, extras: Extras, figures: Figures) -> dict[str, NoticeVerdict]:
    """The same of each of several debtors who has a notice of his own, by ref."""
    found = {}
    for debtor in facts.debtors:
        sent = extras.notices.get(debtor.ref)
        verdict = None if sent is None else _verdict(sent, facts, debtor, (debtor.ref,), figures)
        if verdict is not None:
            found[debtor.ref] = verdict
    return found


def with_verdicts(
    facts: CaseFacts, verdict: NoticeVerdict | None, verdicts: Mapping[str, NoticeVerdict]
) -> CaseFacts:
    """The facts with what was found about every notice."""
    debtors = tuple(
        replace(debtor, notice=_obeyed(debtor.notice, verdicts.get(debtor.ref))) for debtor in facts.debtors
    )
    return replace(facts, notice=_obeyed(facts.notice, verdict), debtors=debtors)


def _obeyed(notice: Notice | None, verdict: NoticeVerdict | None) -> Notice | None:
    """A defect makes the fee zero, a claim left out bears none, and a fee named below the scale is the most.

    A notice with a defect covers nothing: which claims, is no question.
    """
    if verdict is None or notice is None:
        return notice
    defects = tuple(dict.fromkeys(defect.code for defect in verdict.breaking))
    covers = verdict.covers if verdict.is_valid else None
    return replace(notice, defects=defects, claims=covers, most_costs=verdict.most_that_can_be_claimed)


def _verdict(
    sent: SentNotice, facts: CaseFacts, debtor: Debtor | None, names: tuple[str, ...], figures: Figures
) -> NoticeVerdict | None:
    """The verdict on one notice by what could be known when it was sent; None towards a business."""
    kind = debtor.kind if debtor else facts.debtor
    judged = [claim.ref for claim in facts.claims if _is_judged(claim, kind, facts)]
    if not any(kind_of(claim, kind) is DebtorKind.CONSUMER for claim in facts.claims):
        return None
    left_out = {claim.ref for claim in facts.claims} - set(judged)
    state = _walk_at_sending(sent, facts, debtor, figures)
    return notice_defects(
        replace(sent, claims_named=tuple(ref for ref in sent.claims_named if ref not in left_out)),
        claims=[
            as_noticed(account.claim, state.fee_base(account, sent.sent_on))
            for account in state.accounts if account.claim.ref in judged
        ],
        debtors=names,
        reclaims_vat=facts.creditor_reclaims_vat,
        figures=figures,
        policy=facts.policy,
        earlier_terms=facts.earlier_terms,
        costs_policy=facts.costs_policy,
    )


def _is_judged(claim: Claim, kind: DebtorKind, facts: CaseFacts) -> bool:
    """Whether a notice decides over the costs of this claim: of a consumer, and such that the scale reaches it."""
    of_claim = kind_of(claim, kind)
    return of_claim is DebtorKind.CONSUMER and bears_scale(claim, of_claim, facts.clause_policy)


def _walk_at_sending(sent: SentNotice, facts: CaseFacts, debtor: Debtor | None, figures: Figures) -> Walk:
    day, facts = sent.sent_on, at_sending(facts, sent.sent_on)
    if debtor is not None and debtor.liability is Liability.SHARE:
        parts = parts_of(facts, on=day, figures=figures, valuate=valuate)
        facts = next(part.facts for part in parts if part.debtor is not None and part.debtor.ref == debtor.ref)
    unnoticed = tuple(replace(each, notice=None) for each in facts.debtors)
    return walk(replace(facts, notice=None, debtors=unnoticed), on=day, figures=figures)
