"""What is owed on a case on a day: the facts on record, handed to the law package."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from cases.models import (
    Arrangement,
    ArrangementState,
    Case,
    Claim,
    LedgerEntry,
    LedgerKind,
    Letter,
    LetterKind,
    LetterState,
)
from legal import fourteen_day_notice
from legal.errors import ParameterUnknown
from legal.parameters import Figures
from legal.policies import CountingPolicy, DayCount, Feb29Anniversary, Rounding, SegmentCuts
from legal.valuation import (
    CaseFacts,
    ContractRate,
    DebtorKind,
    InterestKind,
    Notice,
    NoticeTerm,
    Payment,
    Valuation,
    valuate,
)
from legal.valuation import Claim as LegalClaim

POLICY_KEYS = {
    "day_count": DayCount, "full_year_exact": bool, "payment_day_counts": bool, "feb29_anniversary": Feb29Anniversary,
    "rounding": Rounding, "segment_cuts": SegmentCuts, "extend_term": bool,
}


def frozen_policy(policy: CountingPolicy) -> dict[str, str | bool]:
    """The policy as it is kept with a case."""
    return {key: getattr(policy, key) for key in POLICY_KEYS}


def policy_of(case: Case) -> CountingPolicy:
    """The policy that was frozen when the case was opened."""
    return CountingPolicy(**{key: POLICY_KEYS[key](value) for key, value in case.policy.items()})


def facts_of(session: Session, case: Case) -> CaseFacts:
    """Everything on record that decides what is owed on `case`. A claim not yet in default bears no interest.

    While an arrangement that was made inside the term of the notice is kept, the costs are not asked (policy of the
    agency; process law 4.1.5 leaves it open).
    """
    resting = exists().where(
        Arrangement.case_id == case.id, Arrangement.costs_rest,
        Arrangement.state.in_((ArrangementState.RUNNING, ArrangementState.KEPT)),
    )
    letter = session.scalar(_standing_notice(case.id).where(~resting))
    return CaseFacts(
        debtor=case.debtor_kind,
        creditor_reclaims_vat=not case.terms.vat_on_costs,
        claims=tuple(_claim(claim) for claim in case.claims),
        notice=None if letter is None else _notice(letter),
        handed_over_on=case.opened_on,
        payments=tuple(
            Payment(received_on=entry.effective_on, amount=-entry.amount, claim=_ref(entry.claim_id))
            for entry in payments_of(session, case.id)
        ),
        policy=policy_of(case),
    )


def valuation(session: Session, case: Case, *, on: date, figures: Figures) -> Valuation:
    """What is owed through `on` (counted); raises ParameterUnknown beyond what the figures were checked for."""
    return valuate(facts_of(session, case), on=on, figures=figures)


def last_known_day(figures: Figures, wanted: date) -> date:
    """`wanted`, or the last day that the interest figures were checked for when that comes first."""
    series = (figures.statutory_interest, figures.statutory_commercial_interest)
    return min(wanted, *(each.checked_through for each in series))


def standing_notice(session: Session, case_id: int) -> Letter | None:
    """The first notice that was posted and not come back; None while there is none."""
    return session.scalar(_standing_notice(case_id))


def _standing_notice(case_id: int) -> Select[Letter]:
    return select(Letter).where(
        Letter.case_id == case_id, Letter.kind == LetterKind.FIRST_NOTICE, Letter.state == LetterState.POSTED,
        Letter.standing,
    )


def notice_term(session: Session, case: Case, *, figures: Figures) -> NoticeTerm | None:
    """What the standing notice of a consumer did; None without one, or for a business, where it plays no part."""
    letter = standing_notice(session, case.id)
    notice = None if letter is None else _notice(letter)
    if notice is None or case.debtor_kind is not DebtorKind.CONSUMER:
        return None
    return fourteen_day_notice.term_of(notice, policy=policy_of(case), figures=figures)


def payments_of(session: Session, case_id: int) -> list[LedgerEntry]:
    """Payments that stand (not reversed), by day of receipt and then as recorded."""
    reversed_ids = select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.is_not(None))
    query = select(LedgerEntry).where(
        LedgerEntry.case_id == case_id, LedgerEntry.kind == LedgerKind.PAYMENT, LedgerEntry.id.not_in(reversed_ids)
    )
    return list(session.scalars(query.order_by(LedgerEntry.effective_on, LedgerEntry.id)))


def paid_on(session: Session, case_id: int) -> Decimal:
    """All payments that stand, together (euro)."""
    return sum((-entry.amount for entry in payments_of(session, case_id)), Decimal("0.00"))


def balance_or_none(session: Session, case: Case, *, on: date, figures: Figures) -> Decimal | None:
    """The balance through `on`, or None where the figures do not reach."""
    try:
        return valuation(session, case, on=on, figures=figures).balance
    except ParameterUnknown:
        return None


def _ref(claim_id: int | None) -> str | None:
    return None if claim_id is None else str(claim_id)


def _claim(claim: Claim) -> LegalClaim:
    rate = None
    if claim.contract_percent is not None and claim.contract_per is not None:
        rate = ContractRate(percent=claim.contract_percent, per=claim.contract_per, compound=claim.contract_compound)
    in_default = claim.default_from is not None
    return LegalClaim(
        ref=str(claim.id),
        principal=claim.principal,
        interest_from=claim.default_from or claim.due_date,
        interest=claim.interest if in_default else InterestKind.NONE,
        contract_rate=rate if in_default else None,
    )


def _notice(letter: Letter) -> Notice | None:
    if letter.sent_on is None or letter.returned_on is not None:
        return None
    return Notice(sent_on=letter.sent_on, channel=letter.channel, delivered_on=letter.delivered_on)
