"""What is owed on a case on a day: the facts on record, handed to the law package."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from cases.counting import claim_facts, debtors, moved_claims, notices, periodic_terms
from cases.counting.moved_claims import Moved
from cases.counting.notices import JudgedNotice, Posted
from cases.models import CREDITS, Case, CaseParty, Claim, CreditEffect, LedgerEntry, LedgerKind, Letter, OtherCost
from legal.calendar import ONE_DAY
from legal.costs.periodic_costs import OpenClaim, open_claim
from legal.counting.counted_claims import bears_scale, counted, kind_of
from legal.counting.owed_by_one import debtor_of, facts_of_one, owed_by_one
from legal.counting.reach import costs_after, reach
from legal.counting.valuation import (
    BookedPayment,
    CaseFacts,
    DebtorKind,
    NoticeTerm,
    Payment,
    Valuation,
    valuate,
)
from legal.errors import ParameterUnknown
from legal.facts import Debtor, Notice, Remark
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
COUNTED = (*LOWERING, LedgerKind.REFUND, *CREDITS, LedgerKind.OTHER_COST)


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

    Letters to whoever owes beside the debtor of the case are among the `notices`, and never count for him. `parties`:
    everybody who plays a part in it. `person`: whose debt alone is looked at (`about`), None for the whole.
    `payments` are the entries behind those of the facts, in the same order: payments, and what was booked off (its kind
    tells which). `refunds` went back to the debtor. `credits` lowered the principal of a claim, `costs` are other costs
    that the debtor bears: both are in the facts of their claims. `numbers`: the invoice number of each claim, by its
    name in the facts. `added`: the notices to the debtor of claims that came after the first letter, with their
    verdicts. Facts without claims: nothing was ever owed.
    """

    facts: CaseFacts
    payments: tuple[LedgerEntry, ...]
    notices: tuple[JudgedNotice, ...]
    counting: JudgedNotice | None
    refunds: tuple[LedgerEntry, ...] = ()
    credits: tuple[LedgerEntry, ...] = ()
    costs: tuple[LedgerEntry, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    parties: tuple[CaseParty, ...] = ()
    person: str | None = None
    added: tuple[JudgedNotice, ...] = ()

    @property
    def added_in_force(self) -> tuple[JudgedNotice, ...]:
        """Those of the added notices that make costs due, in the order of `later_notices` of the facts."""
        return tuple(each for each in self.added if each.verdict is not None and each.is_valid)

    def about(self, debtor_id: int) -> "CaseRecord":
        """The same record for what one of those who owe in it owes; itself where the case has one debtor."""
        ref = str(debtor_id)
        return self if debtor_of(self.facts, ref) is None else replace(self, person=ref)

    def own_facts(self, *, on: date, figures: Figures) -> CaseFacts:
        """The facts of what is looked at: those of the whole debt, or of the share of one."""
        return self.facts if self.person is None else facts_of_one(self.facts, self.person, on=on, figures=figures)

    def counting_for(self, debtor_id: int) -> JudgedNotice | None:
        """The posted first letter that the costs of one who owes follow."""
        return _counting_for(self.notices, {debtor_id})

    def uncounted(self, *, counted_through: date, through: date) -> tuple[LedgerEntry, ...]:
        """Payments received after the last day counted, through `through` (counted too)."""
        return tuple(entry for entry in self.payments if counted_through < entry.effective_on <= through)


@dataclass(frozen=True, kw_only=True)
class Entered:
    """What is on record of many cases and decides what is owed, by the id of the case: see `entered_of`.

    `booked`: entries that stand, but those of principal. `notices`: first letters as posted, and for whom an
    arrangement lets the costs rest. `parties`: who plays a part. `earlier`: cases of the same debtor with periodic
    terms, oldest first; they are among the cases that were read, as those are between which claims `moved`. `costs`:
    what the entries of other costs are of, by the id of the entry.
    """

    booked: Mapping[int, Sequence[LedgerEntry]]
    notices: Mapping[int, Posted]
    earlier: Mapping[int, Sequence[Case]]
    costs: Mapping[int, OtherCost] = field(default_factory=dict)
    parties: Mapping[int, Sequence[CaseParty]] = field(default_factory=dict)
    moved: Moved = moved_claims.NOTHING

    def with_(self, entry: LedgerEntry, cost: OtherCost | None = None) -> "Entered":
        """The same with one entry more, which is on no record: to see what it would change."""
        booked = [*self.booked.get(entry.case_id, ()), entry]
        booked.sort(key=lambda each: each.effective_on)
        costs = self.costs if cost is None else {**self.costs, entry.id: cost}
        return replace(self, booked={**self.booked, entry.case_id: booked}, costs=costs)


def entered_of(session: Session, cases: Sequence[Case]) -> Entered:
    """What is on record of these cases: as many questions for a hundred of them as for one."""
    earlier = periodic_terms.earlier_cases(session, cases)
    ids = {case.id for case in (*cases, *(other for others in earlier.values() for other in others))}
    moved = moved_claims.read(session, ids)
    ids |= set(moved.cases)
    booked = entries_by_case(session, ids, COUNTED)
    return Entered(
        booked=booked, notices=notices.posted_by_case(session, ids), earlier=earlier, moved=moved,
        costs=claim_facts.costs_of(session, (entry for entries in booked.values() for entry in entries)),
        parties=debtors.parties_of(session, ids),
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
    added = (*own.added, *(each for seen in elsewhere for each in seen.added))
    himself = {case.debtor_id, *(source.debtor_id for source in _sources(case, entered))}
    resting = entered.notices.get(case.id, Posted()).resting

    def counts(debtor_id: int) -> JudgedNotice | None:
        return _counting_for(judged, himself if debtor_id == case.debtor_id else {debtor_id})

    def notice_of(debtor_id: int) -> Notice | None:
        return None if debtor_id in resting else notices.as_fact(case, counts(debtor_id))

    later = () if case.debtor_id in resting else _later(case, added)
    booked = [each for each in entered.booked.get(case.id, ()) if without is None or each.id != without]
    return CaseRecord(
        facts=_with_notices(facts, case, notice_of, later, figures=figures), payments=tuple(entries), notices=judged,
        counting=counts(case.debtor_id), refunds=tuple(each for each in booked if each.kind is LedgerKind.REFUND),
        credits=tuple(each for each in booked if each.kind in CREDITS),
        costs=tuple(each for each in booked if each.kind is LedgerKind.OTHER_COST),
        numbers={str(claim.id): claim.invoice_number for claim in case.claims},
        parties=tuple(entered.parties.get(case.id, ())), added=added,
    )


def _without_notice(
    case: Case, entered: Entered, *, without: int | None = None
) -> tuple[CaseFacts, list[LedgerEntry]]:
    """The facts of a case but for its notices, and the entries behind their payments."""
    booked = [entry for entry in entered.booked.get(case.id, ()) if without is None or entry.id != without]
    entries = [entry for entry in booked if entry.kind in LOWERING and entry.effect is not CreditEffect.FROM_ORIGIN]
    is_owed = not _never_owed(booked)
    parties = entered.parties.get(case.id, ())
    owing = debtors.of_case(case, parties) if parties else ()
    return CaseFacts(
        debtor=case.debtor_kind,
        creditor_reclaims_vat=not case.terms.vat_on_costs,
        claims=claim_facts.legal_claims(case.claims, case.terms, booked, entered.costs) if is_owed else (),
        handed_over_on=case.opened_on,
        payments=tuple(_payment(entry, owing) for entry in entries),
        policy=policy_of(case),
        costs_policy=costs_policy_of(case),
        debtors=owing,
    ), entries


def _with_notices(
    facts: CaseFacts, case: Case, notice_of: debtors.NoticeOf, later: tuple[Notice, ...], *, figures: Figures
) -> CaseFacts:
    """The facts with the notice that counts of the one debtor, or of each of several.

    `later`: those to the debtor of the case of claims that came after the first letter.
    """
    if not facts.debtors:
        return replace(facts, notice=notice_of(case.debtor_id), later_notices=later)
    if not facts.claims:
        return replace(facts, debtors=())
    found = debtors.with_notices(facts, notice_of, case, figures=figures)
    return replace(found, debtors=tuple(
        replace(each, later_notices=later) if each.ref == str(case.debtor_id) else each for each in found.debtors
    ))


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
            case, letter, replace(facts, payments=_at_sending(entries, letter, facts.debtors)), figures=figures,
            missed=letter.id in posted.missed, gone=gone,
        )
        for letter in posted.letters
    )
    added = _added(case, posted, judged, facts, entries, gone, figures=figures)
    return _Notices(judged=judged, added=added)


def _with_gone(
    facts: CaseFacts, entries: list[LedgerEntry], gone: Sequence[Claim], entered: Entered
) -> tuple[CaseFacts, list[LedgerEntry]]:
    """The facts with the claims that stand elsewhere now, and what was booked on just those."""
    if not gone or not facts.claims:
        return facts, entries
    ids = {claim.id for claim in gone}
    theirs = [
        entry for case_id in sorted({claim.case_id for claim in gone}) for entry in entered.booked.get(case_id, ())
        if entry.claim_id in ids
    ]
    paid = [each for each in theirs if each.kind in LOWERING and each.effect is not CreditEffect.FROM_ORIGIN]
    together = sorted([*entries, *paid], key=lambda entry: (entry.effective_on, entry.id))
    moved = claim_facts.legal_claims(gone, gone[0].case.terms, theirs, entered.costs)
    return replace(
        facts, claims=(*facts.claims, *moved), payments=tuple(_payment(entry, facts.debtors) for entry in together)
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
    owed = valuate(facts, on=last, figures=figures)
    refs = {str(claim_id) for claim_id in ids}
    open_ = zip(owed.claims, open_principals(owed), strict=True)
    return sum((left for claim, left in open_ if claim.ref in refs), ZERO)


def _added(
    case: Case, posted: Posted, firsts: Sequence[JudgedNotice], facts: CaseFacts, entries: list[LedgerEntry],
    gone: Sequence[Claim], *, figures: Figures,
) -> tuple[JudgedNotice, ...]:
    """The verdicts on the notices of claims that came after the first letter, each beside those before it.

    Those to the debtor of the case alone: who owes beside him owes no costs by them.
    """
    first = _counting_for(firsts, {case.debtor_id})
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
        known = _with_notices(
            replace(facts, payments=_at_sending(entries, letter, facts.debtors)), case,
            lambda debtor_id: notices.as_fact(case, _counting_for(firsts, {debtor_id})), _later(case, judged),
            figures=figures,
        )
        judged.append(notices.as_rest(notices.judge(
            case, letter, known, figures=figures, missed=letter.id in posted.missed, among=among, gone=gone
        )))
    return tuple(judged)


def _later(case: Case, added: Sequence[JudgedNotice]) -> tuple[Notice, ...]:
    """The notices of claims that came later as the law counts with them: those that make costs due."""
    found = (notices.as_fact(case, each) for each in added if each.verdict is not None and each.is_valid)
    return tuple(notice for notice in found if notice is not None and notice.claims)


def _counting_for(judged: Iterable[JudgedNotice], debtor_ids: Collection[int]) -> JudgedNotice | None:
    return notices.counting([each for each in judged if each.letter.debtor_id in debtor_ids])


def _never_owed(booked: Iterable[LedgerEntry]) -> bool:
    """Whether the whole case was withdrawn from its origin."""
    return any(
        entry.kind is LedgerKind.WITHDRAWN_PART and entry.effect is CreditEffect.FROM_ORIGIN for entry in booked
    )


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
        if record.person is not None:
            found = owed_by_one(record.facts, found, record.person, figures=figures)
    remarks = _remarks(record, found)
    back = sum((entry.amount for entry in record.refunds if entry.effective_on <= on), ZERO)
    return found._replace(remarks=remarks, paid=found.paid - back, balance=found.balance + back)


def _remarks(record: CaseRecord, found: Valuation) -> tuple[Remark, ...]:
    """The remarks, with what is wrong with the notices in words; of one of several what is wrong with his alone."""
    told = claim_facts.by_number(found.remarks, record.numbers)
    if not record.facts.debtors:
        return told if record.facts.notice is None else notices.in_words(told, record.counting)
    counts = [
        record.counting_for(int(each.ref)) for each in record.facts.debtors if record.person in (None, each.ref)
    ]
    return notices.in_words_of_each(told, [each for each in counts if each is not None])


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


def claims_of_fee(record: CaseRecord, owed: Valuation, *, figures: Figures) -> list[OpenClaim]:
    """What a fee by the scale is counted over: claims that it reaches, without what was never owed of them."""
    facts = record.own_facts(on=owed.on, figures=figures)
    return [
        open_claim(counted(claim, facts), left)
        for claim, left in zip(facts.claims, open_principals(owed), strict=True)
        if bears_scale(claim, kind_of(claim, facts.debtor), facts.clause_policy)
    ]


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


def claimed(session: Session, case: Case) -> Decimal:
    """What is claimed on a case by its entries: principal, less what was credited, with other costs (euro)."""
    entries = entries_by_case(session, [case.id], (*CREDITS, LedgerKind.OTHER_COST)).get(case.id, [])
    return sum((claim.principal for claim in case.claims), ZERO) + sum((entry.amount for entry in entries), ZERO)


def paid_on(session: Session, case_id: int) -> Decimal:
    """All payments that stand, together (euro)."""
    return together(payments_of(session, case_id))


def together(payments: Iterable[LedgerEntry]) -> Decimal:
    """What was paid by these entries (euro)."""
    return sum((-entry.amount for entry in payments), Decimal("0.00"))


def received(entries: Iterable[LedgerEntry]) -> Decimal:
    """What of these entries is money: what came in, less what went back (euro)."""
    return together(entry for entry in entries if entry.kind in (LedgerKind.PAYMENT, LedgerKind.REFUND))


def _ref(number: int | None) -> str | None:
    return None if number is None else str(number)


def _payment(entry: LedgerEntry, owing: Sequence[Debtor]) -> Payment:
    """A payment; of somebody who owes no more (he died, his part ended) as of nobody known."""
    by = _ref(entry.debtor_id) if owing and any(each.ref == str(entry.debtor_id) for each in owing) else None
    return Payment(received_on=entry.effective_on, amount=-entry.amount, claim=_ref(entry.claim_id), debtor=by)


def _at_sending(entries: list[LedgerEntry], letter: Letter, owing: Sequence[Debtor]) -> tuple[Payment, ...]:
    """Payments before the day of sending; those of that day itself where they were booked before the letter was made.

    Money that comes in on the day on which a letter leaves does not make what it says untrue.
    """
    made_at = None if letter.content is None else letter.content.kept_at
    return tuple(
        _payment(entry, owing) for entry in entries
        if entry.effective_on != letter.sent_on or (made_at is not None and entry.recorded_at < made_at)
    )
