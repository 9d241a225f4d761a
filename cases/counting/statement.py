"""What is owed on a case on a day: the facts on record, handed to the law package."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from cases.counting import moved_claims, notices, periodic_terms
from cases.counting.moved_claims import Moved
from cases.counting.notices import JudgedNotice, Posted
from cases.models import Case, Claim, CreditEffect, LedgerEntry, LedgerKind, Letter
from legal.calendar import ONE_DAY
from legal.counting.reach import costs_after, reach
from legal.counting.valuation import (
    BookedPayment,
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
from legal.counting.valuation import Claim as LegalClaim
from legal.errors import ParameterUnknown
from legal.money import ZERO
from legal.notice.term import term_of
from legal.parameters import Figures
from legal.policies import (
    BusinessCostBasis,
    CostsOrder,
    CostsPolicy,
    CountingPolicy,
    CreditAfterNotice,
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

# What lowers what is owed on its day, counted as a payment of that day is: costs, interest, principal (art. 6:44 BW).
LOWERING = (LedgerKind.PAYMENT, LedgerKind.WRITE_OFF, LedgerKind.SMALL_DIFFERENCE, LedgerKind.WITHDRAWN_PART)
COUNTED = (*LOWERING, LedgerKind.REFUND)


def frozen_policy(policy: CountingPolicy, costs_policy: CostsPolicy) -> dict[str, str | bool]:
    """The choices as they are kept with a case."""
    return {key: getattr(policy, key) for key in POLICY_KEYS} | asdict(costs_policy)


def policy_of(case: Case) -> CountingPolicy:
    """How interest and terms are counted, as frozen when the case was opened."""
    return CountingPolicy(**{key: read(case.policy[key]) for key, read in POLICY_KEYS.items() if key in case.policy})


def costs_policy_of(case: Case) -> CostsPolicy:
    """How costs are counted, as frozen when the case was opened; a case older than these choices has the first ones."""
    kept, first = case.policy, CostsPolicy()
    return CostsPolicy(
        periodic_stacking=PeriodicStacking(kept.get("periodic_stacking", first.periodic_stacking)),
        fee_base=FeeBase(kept.get("fee_base", first.fee_base)),
        b2b_cost_basis=BusinessCostBasis(kept.get("b2b_cost_basis", first.b2b_cost_basis)),
        costs_order=CostsOrder(kept.get("costs_order", first.costs_order)),
        credit_after_notice=CreditAfterNotice(kept.get("credit_after_notice", first.credit_after_notice)),
    )


@dataclass(frozen=True, kw_only=True)
class CaseRecord:
    """What decides what is owed, the first letters as posted with their verdicts, and the one that counts of them.

    Letters to whoever owes beside the debtor of the case are among the `notices`, and never count for him.
    `payments` are the entries behind those of the facts, in the same order: payments, and what was booked off (its kind
    tells which). `refunds` went back to the debtor. Facts without claims: nothing was ever owed. `added`: the notices
    to him of claims that came after the first letter, with their verdicts.
    """

    facts: CaseFacts
    payments: tuple[LedgerEntry, ...]
    notices: tuple[JudgedNotice, ...]
    counting: JudgedNotice | None
    refunds: tuple[LedgerEntry, ...] = ()
    added: tuple[JudgedNotice, ...] = ()

    @property
    def added_in_force(self) -> tuple[JudgedNotice, ...]:
        """Those of the added notices that make costs due, in the order of `later_notices` of the facts."""
        return tuple(each for each in self.added if each.verdict is not None and each.is_valid)

    def counting_for(self, debtor_id: int) -> JudgedNotice | None:
        """The posted first letter that the costs of one who owes follow."""
        return notices.counting([each for each in self.notices if each.letter.debtor_id == debtor_id])

    def uncounted(self, *, counted_through: date, through: date) -> tuple[LedgerEntry, ...]:
        """Payments received after the last day counted, through `through` (counted too)."""
        return tuple(entry for entry in self.payments if counted_through < entry.effective_on <= through)


@dataclass(frozen=True, kw_only=True)
class Entered:
    """What is on record of many cases and decides what is owed, by the id of the case: see `entered_of`.

    `booked`: entries that stand, but those of principal. `notices`: first letters as posted, and whether an
    arrangement lets the costs rest. `earlier`: cases of the same debtor with periodic terms, oldest first; they are
    among the cases that were read, as those are between which claims `moved`.
    """

    booked: Mapping[int, Sequence[LedgerEntry]]
    notices: Mapping[int, Posted]
    earlier: Mapping[int, Sequence[Case]]
    moved: Moved = moved_claims.NOTHING


def entered_of(session: Session, cases: Sequence[Case]) -> Entered:
    """What is on record of these cases: as many questions for a hundred of them as for one."""
    earlier = periodic_terms.earlier_cases(session, cases)
    ids = {case.id for case in (*cases, *(other for others in earlier.values() for other in others))}
    moved = moved_claims.read(session, ids)
    ids |= set(moved.cases)
    return Entered(
        booked=entries_by_case(session, ids, COUNTED), notices=notices.posted_by_case(session, ids), earlier=earlier,
        moved=moved,
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
    facts, entries = _without_notice(case, entered, without=without)
    others = [
        other for other in entered.earlier.get(case.debtor_id, ())
        if not _never_owed(entered.booked.get(other.id, ()))
    ]
    earlier = periodic_terms.earlier_terms(
        case, others, costs_of=lambda other: _costs_once_due(other, entered, figures=figures)
    )
    facts = replace(facts, earlier_terms=earlier)
    own = _own_notices(case, facts, entries, entered, figures=figures)
    elsewhere = [_seen_from(case, source, entered, figures=figures) for source in _sources(case, entered)]
    judged = (*own.judged, *(each for seen in elsewhere for each in seen.judged))
    debtors = {case.debtor_id, *(source.debtor_id for source in _sources(case, entered))}
    found = notices.counting([each for each in judged if each.letter.debtor_id in debtors])
    costs_rest = entered.notices.get(case.id, Posted()).costs_rest
    added = (*own.added, *(each for seen in elsewhere for each in seen.added))
    facts = replace(
        facts, notice=None if costs_rest else notices.as_fact(case, found),
        later_notices=() if costs_rest else _later(case, added),
    )
    return CaseRecord(
        facts=facts, payments=tuple(entries), notices=judged, counting=found,
        refunds=tuple(each for each in entered.booked.get(case.id, ()) if each.kind is LedgerKind.REFUND), added=added,
    )


def _without_notice(
    case: Case, entered: Entered, *, without: int | None = None
) -> tuple[CaseFacts, list[LedgerEntry]]:
    """The facts of a case but for its notices, and the entries behind their payments."""
    booked = [entry for entry in entered.booked.get(case.id, ()) if entry.id != without]
    entries = [entry for entry in booked if entry.kind in LOWERING and entry.effect is not CreditEffect.FROM_ORIGIN]
    is_owed = not _never_owed(booked)
    return CaseFacts(
        debtor=case.debtor_kind,
        creditor_reclaims_vat=not case.terms.vat_on_costs,
        claims=tuple(_claim(claim) for claim in case.claims) if is_owed else (),
        handed_over_on=case.opened_on,
        payments=tuple(_payment(entry) for entry in entries),
        policy=policy_of(case),
        costs_policy=costs_policy_of(case),
    ), entries


@dataclass(frozen=True, kw_only=True)
class _Notices:
    """The notices that left from a case, judged with all that they named."""

    judged: tuple[JudgedNotice, ...]
    added: tuple[JudgedNotice, ...]


def _own_notices(
    case: Case, facts: CaseFacts, entries: list[LedgerEntry], entered: Entered, *, figures: Figures
) -> _Notices:
    posted, gone = entered.notices.get(case.id, Posted()), entered.moved.gone.get(case.id, ())
    facts, entries = _with_gone(facts, entries, gone, entered)
    judged = tuple(
        notices.judge(
            case, letter, replace(facts, payments=_at_sending(entries, letter)), figures=figures,
            missed=letter.id in posted.missed, gone=gone,
        )
        for letter in posted.letters
    )
    first = notices.counting([each for each in judged if each.letter.debtor_id == case.debtor_id])
    facts = replace(facts, notice=notices.as_fact(case, first))
    added = _added(case, posted, first, facts, entries, gone, figures=figures)
    return _Notices(judged=judged, added=added)


def _with_gone(
    facts: CaseFacts, entries: list[LedgerEntry], gone: Sequence[Claim], entered: Entered
) -> tuple[CaseFacts, list[LedgerEntry]]:
    """The facts with the claims that stand elsewhere now, and what was paid on just those."""
    if not gone or not facts.claims:
        return facts, entries
    ids = {claim.id for claim in gone}
    theirs = [
        entry for case_id in sorted({claim.case_id for claim in gone}) for entry in entered.booked.get(case_id, ())
        if entry.claim_id in ids and entry.kind in LOWERING and entry.effect is not CreditEffect.FROM_ORIGIN
    ]
    together = sorted([*entries, *theirs], key=lambda entry: (entry.effective_on, entry.id))
    return replace(
        facts, claims=(*facts.claims, *map(_claim, gone)), payments=tuple(_payment(entry) for entry in together)
    ), together


def _sources(case: Case, entered: Entered) -> list[Case]:
    """The cases from which claims of this one came."""
    return [entered.moved.cases[case_id] for case_id in entered.moved.sources.get(case.id, ())]


def _seen_from(case: Case, source: Case, entered: Entered, *, figures: Figures) -> _Notices:
    """The notices of another case that named claims of this one, with the principal that goes before here.

    That other case keeps its fee over what it has; the cases to which claims went follow in the order of their numbers.
    """
    facts, entries = _without_notice(source, entered)
    theirs = _own_notices(source, facts, entries, entered, figures=figures)
    facts, _entries = _with_gone(facts, entries, entered.moved.gone.get(source.id, ()), entered)
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

    return _Notices(judged=seen(theirs.judged), added=seen(theirs.added))


def _base(source: Case, judged: JudgedNotice, facts: CaseFacts, ids: Collection[int], *, figures: Figures) -> Decimal:
    """What was open of these claims at the end of the term of a notice (euro): its fee stands over that."""
    notice = notices.as_fact(source, judged)
    due_from = None if notice is None else term_of(notice, policy=facts.policy, figures=figures).costs_claimable_from
    if due_from is None or not ids:
        return ZERO
    last = reach(facts, wanted=due_from - ONE_DAY, figures=figures).day
    counted = valuate(facts, on=last, figures=figures)
    refs = {str(claim_id) for claim_id in ids}
    open_ = zip(counted.claims, open_principals(counted), strict=True)
    return sum((left for claim, left in open_ if claim.ref in refs), ZERO)


def _added(
    case: Case, posted: Posted, first: JudgedNotice | None, facts: CaseFacts, entries: list[LedgerEntry],
    gone: Sequence[Claim], *, figures: Figures,
) -> tuple[JudgedNotice, ...]:
    """The verdicts on the notices of claims that came after the first letter, each beside those before it."""
    judged: list[JudgedNotice] = []
    for letter in posted.added:
        if letter.debtor_id != case.debtor_id:
            continue
        among = {claim.id for claim in (*case.claims, *gone)}
        if first is not None and first.is_valid and first.letter.sent_on is not None:
            among = {
                claim.id for claim in (*case.claims, *gone)
                if claim.default_from is None or claim.default_from > first.letter.sent_on
            }
        among -= frozenset().union(*(each.covers for each in judged if each.is_valid))
        known = replace(facts, payments=_at_sending(entries, letter), later_notices=_later(case, judged))
        judged.append(notices.as_rest(notices.judge(
            case, letter, known, figures=figures, missed=letter.id in posted.missed, among=among, gone=gone
        )))
    return tuple(judged)


def _later(case: Case, added: Sequence[JudgedNotice]) -> tuple[Notice, ...]:
    """The notices of claims that came later as the law counts with them: those that make costs due."""
    found = (notices.as_fact(case, each) for each in added if each.verdict is not None and each.is_valid)
    return tuple(notice for notice in found if notice is not None and notice.claims)


def _never_owed(booked: Iterable[LedgerEntry]) -> bool:
    """Whether the whole case was withdrawn from its origin."""
    return any(entry.effect is CreditEffect.FROM_ORIGIN for entry in booked)


def facts_of(session: Session, case: Case, *, figures: Figures) -> CaseFacts:
    """The facts of `record_of`."""
    return record_of(session, case, figures=figures).facts


def valuation(
    session: Session, case: Case, *, on: date, figures: Figures, entered: Entered | None = None
) -> Valuation:
    """What is owed through `on` (counted); raises ParameterUnknown beyond what the figures were checked for."""
    return valuation_of(record_of(session, case, figures=figures, entered=entered), on=on, figures=figures)


def valuation_of(record: CaseRecord, *, on: date, figures: Figures) -> Valuation:
    """What is owed on a record that was read already, with what is wrong with its notice in words.

    What went back to the debtor is taken off what was paid. It bears no interest, should it prove to be owed after all.
    """
    if not record.facts.claims:
        found = _nothing_owed(record.facts, on=on)
    else:
        found = valuate(record.facts, on=on, figures=figures)
    remarks = found.remarks if record.facts.notice is None else notices.in_words(found.remarks, record.counting)
    back = sum((entry.amount for entry in record.refunds if entry.effective_on <= on), ZERO)
    return found._replace(remarks=remarks, paid=found.paid - back, balance=found.balance + back)


def _nothing_owed(facts: CaseFacts, *, on: date) -> Valuation:
    """A case of which nothing was ever owed: all that was paid is too much."""
    booked = tuple(
        BookedPayment(
            received_on=payment.received_on, amount=payment.amount, costs=ZERO, interest=ZERO, principal=ZERO,
            unallocated=payment.amount, per_claim=(),
        )
        for payment in facts.payments if payment.received_on <= on
    )
    paid = sum((payment.amount for payment in booked), ZERO)
    return Valuation(
        on=on, principal=ZERO, interest=ZERO, costs=ZERO, vat_on_costs=ZERO, paid=paid, balance=-paid,
        costs_claimable_from=None, notice=None, lines=(), claims=(), payments=booked, policy=facts.policy,
        costs_policy=facts.costs_policy,
    )


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
    if not facts.claims or not term or term.costs_claimable_from is None:
        return None
    first_day = term.costs_claimable_from
    try:
        counted = reach(facts, wanted=first_day, figures=figures)
        if not counted.is_cut:
            return valuate(facts, on=first_day, figures=figures).costs
        later = costs_after(facts, counted=counted.day, on=first_day, figures=figures)
    except ParameterUnknown:  # before the figures begin nothing is due
        return None
    return None if later is None or later.fee is None else later.fee.amount


def last_known_day(figures: Figures, wanted: date) -> date:
    """`wanted`, or the last day for which every rate is known when that comes first.

    For what is about no case in particular; what one case can be counted through is `reaching.last_day`.
    """
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


def counted_entries(session: Session, case_id: int) -> list[LedgerEntry]:
    """What stands beside the principal: payments, what was booked off, what went back; by day and then as recorded."""
    return entries_by_case(session, [case_id], COUNTED).get(case_id, [])


def payments_by_case(session: Session, case_ids: Collection[int]) -> dict[int, list[LedgerEntry]]:
    """The same of each of these cases; one without payments is left out."""
    return entries_by_case(session, case_ids, (LedgerKind.PAYMENT,))


def entries_by_case(
    session: Session, case_ids: Collection[int], kinds: Collection[LedgerKind]
) -> dict[int, list[LedgerEntry]]:
    """Entries of these kinds that stand (not reversed, and reversing none), by day and then as recorded, by case."""
    reversing = aliased(LedgerEntry)
    query = select(LedgerEntry).where(
        LedgerEntry.case_id.in_(case_ids), LedgerEntry.kind.in_(kinds), LedgerEntry.reverses_id.is_(None),
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


def received(entries: Iterable[LedgerEntry]) -> Decimal:
    """What of these entries is money: what came in, less what went back (euro)."""
    return together(entry for entry in entries if entry.kind in (LedgerKind.PAYMENT, LedgerKind.REFUND))


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
