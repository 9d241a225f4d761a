"""What is owed on a case on a day: the facts on record, handed to the law package."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from cases.counting import notices, periodic_terms
from cases.counting.notices import JudgedNotice
from cases.models import Case, Claim, LedgerEntry, LedgerKind, Letter
from legal.counting.valuation import (
    CaseFacts,
    ContractRate,
    DebtorKind,
    InterestKind,
    NoticeTerm,
    Payment,
    Valuation,
    valuate,
)
from legal.counting.valuation import Claim as LegalClaim
from legal.errors import ParameterUnknown
from legal.money import ZERO
from legal.notice.term import term_of
from legal.parameters import Figures
from legal.policies import (
    CostsPolicy,
    CountingPolicy,
    DayCount,
    Feb29Anniversary,
    FeeBase,
    PeriodicStacking,
    Rounding,
    SegmentCuts,
)

POLICY_KEYS = {
    "day_count": DayCount, "full_year_exact": bool, "payment_day_counts": bool, "feb29_anniversary": Feb29Anniversary,
    "rounding": Rounding, "segment_cuts": SegmentCuts, "extend_term": bool,
}


def frozen_policy(policy: CountingPolicy, costs_policy: CostsPolicy) -> dict[str, str | bool]:
    """The choices as they are kept with a case."""
    return {key: getattr(policy, key) for key in POLICY_KEYS} | asdict(costs_policy)


def policy_of(case: Case) -> CountingPolicy:
    """How interest and terms are counted, as frozen when the case was opened."""
    return CountingPolicy(**{key: read(case.policy[key]) for key, read in POLICY_KEYS.items() if key in case.policy})


def costs_policy_of(case: Case) -> CostsPolicy:
    """How costs are counted, as frozen when the case was opened; a case older than these choices has the first ones."""
    first = CostsPolicy()
    return CostsPolicy(
        periodic_stacking=PeriodicStacking(case.policy.get("periodic_stacking", first.periodic_stacking)),
        fee_base=FeeBase(case.policy.get("fee_base", first.fee_base)),
    )


@dataclass(frozen=True, kw_only=True)
class CaseRecord:
    """What decides what is owed, the first letters as posted with their verdicts, and the one that counts of them.

    `payments` are the entries behind those of the facts, in the same order.
    """

    facts: CaseFacts
    payments: tuple[LedgerEntry, ...]
    notices: tuple[JudgedNotice, ...]
    counting: JudgedNotice | None

    def uncounted(self, *, counted_through: date, through: date) -> tuple[LedgerEntry, ...]:
        """Payments received after the last day counted, through `through` (counted too)."""
        return tuple(entry for entry in self.payments if counted_through < entry.effective_on <= through)


@dataclass(frozen=True, kw_only=True)
class Entered:
    """What is on record of many cases and decides what is owed, by the id of the case: see `entered_of`.

    `notices`: first letters as posted, and whether an arrangement lets the costs rest. `earlier`: cases of the same
    debtor with periodic terms, oldest first; they are among the cases that were read.
    """

    payments: Mapping[int, Sequence[LedgerEntry]]
    notices: Mapping[int, tuple[list[Letter], bool]]
    earlier: Mapping[int, Sequence[Case]]


def entered_of(session: Session, cases: Sequence[Case]) -> Entered:
    """What is on record of these cases: as many questions for a hundred of them as for one."""
    earlier = periodic_terms.earlier_cases(session, cases)
    ids = {case.id for case in (*cases, *(other for others in earlier.values() for other in others))}
    return Entered(
        payments=payments_by_case(session, ids), notices=notices.posted_by_case(session, ids), earlier=earlier
    )


def record_of(
    session: Session, case: Case, *, figures: Figures, without: int | None = None, entered: Entered | None = None
) -> CaseRecord:
    """Everything on record that decides what is owed on `case`. A claim not yet in default bears no interest.

    `without`: the entry of a payment to leave out, to see what the case would be without it. `entered`: what was read
    of it together with other cases, else it is read now.

    The fee follows the first notice that is valid; a defective one makes it zero and no later short one repairs that.
    While an arrangement that was made inside the term of the notice is kept, the costs are not asked (policy of the
    agency; process law 4.1.5 leaves it open).
    """
    entered = entered or entered_of(session, [case])
    return _record(case, entered, figures=figures, without=without)


def records_of(session: Session, cases: Sequence[Case], *, figures: Figures) -> dict[int, CaseRecord]:
    """The records of these cases by their id, read together."""
    entered = entered_of(session, cases)
    return {case.id: _record(case, entered, figures=figures) for case in cases}


def _record(case: Case, entered: Entered, *, figures: Figures, without: int | None = None) -> CaseRecord:
    entries = [entry for entry in entered.payments.get(case.id, ()) if entry.id != without]
    facts = CaseFacts(
        debtor=case.debtor_kind,
        creditor_reclaims_vat=not case.terms.vat_on_costs,
        claims=tuple(_claim(claim) for claim in case.claims),
        handed_over_on=case.opened_on,
        payments=tuple(_payment(entry) for entry in entries),
        policy=policy_of(case),
        costs_policy=costs_policy_of(case),
    )
    earlier = periodic_terms.earlier_terms(
        case, entered.earlier.get(case.debtor_id, ()),
        costs_of=lambda other: _costs_once_due(other, entered, figures=figures),
    )
    facts = replace(facts, earlier_terms=earlier)
    letters, costs_rest = entered.notices.get(case.id, ([], False))
    judged = tuple(
        notices.judge(
            case, letter, replace(facts, payments=_at_sending(entries, letter)), figures=figures,
            known_through=last_known_day(figures, letter.sent_on or case.opened_on),
        )
        for letter in letters
    )
    found = notices.counting(judged)
    notice = None if costs_rest else notices.as_fact(case, found)
    return CaseRecord(facts=replace(facts, notice=notice), payments=tuple(entries), notices=judged, counting=found)


def facts_of(session: Session, case: Case, *, figures: Figures) -> CaseFacts:
    """The facts of `record_of`."""
    return record_of(session, case, figures=figures).facts


def valuation(
    session: Session, case: Case, *, on: date, figures: Figures, entered: Entered | None = None
) -> Valuation:
    """What is owed through `on` (counted); raises ParameterUnknown beyond what the figures were checked for."""
    return valuation_of(record_of(session, case, figures=figures, entered=entered), on=on, figures=figures)


def valuation_of(record: CaseRecord, *, on: date, figures: Figures) -> Valuation:
    """What is owed on a record that was read already, with what is wrong with its notice in words."""
    found = valuate(record.facts, on=on, figures=figures)
    remarks = found.remarks if record.facts.notice is None else notices.in_words(found.remarks, record.counting)
    return found._replace(remarks=remarks)


def open_principals(valuation: Valuation) -> tuple[Decimal, ...]:
    """What is left of each claim's principal after the payments (euro)."""
    taken: dict[str, Decimal] = {}
    for payment in valuation.payments:
        for share in payment.per_claim:
            taken[share.ref] = taken.get(share.ref, ZERO) + share.principal
    return tuple(claim.principal - taken.get(claim.ref, ZERO) for claim in valuation.claims)


def are_costs_charged_before(record: CaseRecord, owed: Valuation) -> bool:
    """Whether no costs come of the notice, since earlier terms of the agreement bore all there may be."""
    if not record.facts.earlier_terms or owed.costs or owed.costs_claimable_from is None or owed.balance <= 0:
        return False
    content = None if record.counting is None else record.counting.letter.content
    names_none = content is not None and content.fee == 0
    return names_none or owed.costs_claimable_from <= owed.on


def _costs_once_due(case: Case, entered: Entered, *, figures: Figures) -> Decimal | None:
    """The costs without VAT once the notice of a case has run its term; None while none makes them due."""
    facts = _record(case, entered, figures=figures).facts
    term = facts.notice and term_of(facts.notice, policy=facts.policy, figures=figures)
    if not term or term.costs_claimable_from is None:
        return None
    try:
        return valuate(facts, on=term.costs_claimable_from, figures=figures).costs
    except ParameterUnknown:  # they are not due before the figures reach
        return None


def last_known_day(figures: Figures, wanted: date) -> date:
    """`wanted`, or the last day that the interest figures were checked for when that comes first."""
    series = (figures.statutory_interest, figures.statutory_commercial_interest)
    return min(wanted, *(each.checked_through for each in series))


def counting_notice(session: Session, case: Case, *, figures: Figures) -> JudgedNotice | None:
    """The posted first letter that the costs follow: the first valid one, else the last; None while none was posted."""
    return record_of(session, case, figures=figures).counting


def notice_term(case: Case, judged: JudgedNotice | None, *, figures: Figures) -> NoticeTerm | None:
    """What the notice of a consumer did; None without one, or for a business, where it plays no part."""
    notice = notices.as_fact(case, judged)
    if notice is None or case.debtor_kind is not DebtorKind.CONSUMER:
        return None
    return term_of(notice, policy=policy_of(case), figures=figures)


def payments_of(session: Session, case_id: int) -> list[LedgerEntry]:
    """Payments that stand (not reversed), by day of receipt and then as recorded."""
    return payments_by_case(session, [case_id]).get(case_id, [])


def payments_by_case(session: Session, case_ids: Collection[int]) -> dict[int, list[LedgerEntry]]:
    """The same of each of these cases; one without payments is left out."""
    reversing = aliased(LedgerEntry)
    query = select(LedgerEntry).where(
        LedgerEntry.case_id.in_(case_ids), LedgerEntry.kind == LedgerKind.PAYMENT,
        ~select(reversing.id).where(reversing.reverses_id == LedgerEntry.id).exists(),
    )
    found: dict[int, list[LedgerEntry]] = defaultdict(list)
    for entry in session.scalars(query.order_by(LedgerEntry.effective_on, LedgerEntry.id)):
        found[entry.case_id].append(entry)
    return found


def paid_on(session: Session, case_id: int) -> Decimal:
    """All payments that stand, together (euro)."""
    return together(payments_of(session, case_id))


def together(payments: Iterable[LedgerEntry]) -> Decimal:
    """What was paid by these entries (euro)."""
    return sum((-entry.amount for entry in payments), Decimal("0.00"))


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
        term_of=claim.term_of or None,
    )


def _payment(entry: LedgerEntry) -> Payment:
    return Payment(received_on=entry.effective_on, amount=-entry.amount, claim=_ref(entry.claim_id))


def _at_sending(entries: list[LedgerEntry], letter: Letter) -> tuple[Payment, ...]:
    """Payments before the day of sending; those of that day itself where they were booked before the letter was made.

    Money that comes in on the day on which a letter leaves does not make what it says untrue.
    """
    made_at = None if letter.content is None else letter.content.kept_at
    return tuple(
        _payment(entry) for entry in entries
        if entry.effective_on != letter.sent_on or (made_at is not None and entry.recorded_at < made_at)
    )
