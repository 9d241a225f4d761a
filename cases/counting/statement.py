"""What is owed on a case on a day: the facts on record, handed to the law package."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.counting import claim_facts, notices, periodic_terms
from cases.counting.case_facts import Entered, entered_of, never_owed, open_principals, with_notices, without_notice
from cases.counting.notices import JudgedNotice, Posted
from cases.counting.policies import policy_of
from cases.counting.sent_notices import (
    counting_for,
    later_of,
    own_notices,
    rests_elsewhere,
    seen_from,
    sent_to,
    sources,
)
from cases.models import CREDITS, Case, CaseParty, Debtor, LedgerEntry, LedgerKind
from legal.costs.periodic_costs import OpenClaim, open_claim
from legal.counting.counted_claims import bears_scale, counted, kind_of
from legal.counting.owed_by_one import debtor_of, facts_of_one, owed_by_one
from legal.counting.reach import costs_after, reach
from legal.counting.too_much import payers_of, whose, with_refunds
from legal.counting.valuation import (
    BookedPayment,
    CaseFacts,
    DebtorKind,
    NoticeTerm,
    Valuation,
    valuate,
)
from legal.errors import ParameterUnknown
from legal.facts import DebtorTotals, Notice, Remark
from legal.money import ZERO
from legal.notice.term import term_of
from legal.parameters import Figures


@dataclass(frozen=True, kw_only=True)
class CaseRecord:
    """What decides what is owed, the first letters as posted with their verdicts, and the one that counts of them.

    Letters to whoever owes beside the debtor of the case are among the `notices`, and never count for him. `parties`:
    everybody who plays a part in it. `person`: whose debt alone is looked at (`about`), None for the whole.
    `payments` are the entries behind those of the facts, in the same order: payments, and what was booked off (its kind
    tells which). `refunds` went back to the debtor. `credits` lowered the principal of a claim, `costs` are other costs
    that the debtor bears: both are in the facts of their claims. `numbers`: the invoice number of each claim, by its
    name in the facts. `added`: the notices of claims that came after the first letter, with their verdicts, to whom
    whoever they went. `himself`: as whom the debtor of the case was written to, also in cases that claims came from.
    Facts without claims: nothing was ever owed.
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
    himself: frozenset[int] = frozenset()

    def about(self, debtor_id: int) -> "CaseRecord":
        """The same record for what one of those who owe in it owes; itself where the case has one debtor."""
        ref = str(debtor_id)
        return self if debtor_of(self.facts, ref) is None else replace(self, person=ref)

    def own_facts(self, *, on: date, figures: Figures) -> CaseFacts:
        """The facts of what is looked at: those of the whole debt, or of the share of one."""
        return self.facts if self.person is None else facts_of_one(self.facts, self.person, on=on, figures=figures)

    def counting_for(self, debtor_id: int) -> JudgedNotice | None:
        """The posted first letter that the costs of one who owes follow."""
        return counting_for(self.notices, self._as(debtor_id))

    def added_for(self, debtor_id: int) -> list[JudgedNotice]:
        """The notices to one who owes of claims that came after his first letter."""
        return sent_to(self.added, self._as(debtor_id))

    def _as(self, debtor_id: int) -> frozenset[int]:
        return self.himself if debtor_id in self.himself else frozenset({debtor_id})

    def person_of(self, case: Case, person_id: int) -> Debtor:
        """Who owes in the case under this id: its debtor, or who plays a part in it."""
        if person_id == case.debtor_id:
            return case.debtor
        return next(party.person for party in self.parties if party.person_id == person_id)

    def uncounted(self, *, counted_through: date, through: date) -> tuple[LedgerEntry, ...]:
        """Payments received after the last day counted, through `through` (counted too)."""
        return tuple(entry for entry in self.payments if counted_through < entry.effective_on <= through)


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
    facts, entries = without_notice(case, entered, without=without)
    others = [
        other for other in entered.earlier.get(case.debtor_id, ())
        if not never_owed(entered.booked.get(other.id, ()))
    ]
    earlier = periodic_terms.earlier_terms(
        case, others, costs_of=lambda other: _costs_once_due(other, entered, figures=figures)
    )
    facts = replace(facts, earlier_terms=earlier)
    own = own_notices(case, facts, entries, entered, figures=figures)
    elsewhere = [seen_from(case, source, entered, figures=figures) for source in sources(case, entered)]
    judged = (*own.judged, *(each for seen in elsewhere for each in seen.judged))
    added = (*own.added, *(each for seen in elsewhere for each in seen.added))
    parties = entered.parties.get(case.id, ())
    himself = frozenset({case.debtor_id, *(source.debtor_id for source in sources(case, entered))})
    resting = entered.notices.get(case.id, Posted()).resting

    def counts(debtor_id: int) -> JudgedNotice | None:
        return counting_for(judged, himself if debtor_id == case.debtor_id else {debtor_id})

    def notice_of(debtor_id: int) -> Notice | None:
        found = counts(debtor_id)
        rests = debtor_id in resting or (found is not None and rests_elsewhere(case, found, entered))
        return None if rests else notices.as_fact(case, found)

    def later(debtor_id: int) -> tuple[Notice, ...]:
        his = sent_to(added, himself if debtor_id == case.debtor_id else {debtor_id})
        due = [each for each in his if not rests_elsewhere(case, each, entered)]
        return () if debtor_id in resting else later_of(case, due)

    booked = [each for each in entered.booked.get(case.id, ()) if without is None or each.id != without]
    return CaseRecord(
        facts=with_notices(facts, case, notice_of, later, parties=parties, figures=figures),
        payments=tuple(entries), notices=judged, counting=counts(case.debtor_id),
        refunds=tuple(each for each in booked if each.kind is LedgerKind.REFUND),
        credits=tuple(each for each in booked if each.kind in CREDITS),
        costs=tuple(each for each in booked if each.kind is LedgerKind.OTHER_COST),
        numbers={str(claim.id): claim.invoice_number for claim in case.claims},
        parties=tuple(parties), added=added, himself=himself,
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

    What went back is taken off what was paid. It bears no interest, should it prove to be owed after all. What one of
    several paid too much is not in what was paid while another owes (`with_refunds`).
    """
    has_claims = bool(record.facts.claims)
    found = valuate(record.facts, on=on, figures=figures) if has_claims else _nothing_owed(record.facts, on=on)
    found = with_refunds(record.facts, found, _went_back(record, on))
    if has_claims and record.person is not None:
        found = owed_by_one(record.facts, found, record.person, figures=figures)
    return found._replace(remarks=_remarks(record, found))


def _went_back(record: CaseRecord, on: date) -> dict[str | None, Decimal]:
    """What went back through `on`, by the ref of who got it."""
    back: dict[str | None, Decimal] = {}
    for entry in record.refunds:
        if entry.effective_on <= on:
            ref = None if entry.debtor_id is None else str(entry.debtor_id)
            back[ref] = back.get(ref, ZERO) + entry.amount
    return back


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
    """A case of which nothing was ever owed: all that was paid is too much, of who paid it."""
    booked = tuple(
        BookedPayment(
            received_on=payment.received_on, amount=payment.amount, costs=ZERO, interest=ZERO, principal=ZERO,
            unallocated=payment.amount, per_claim=(),
        )
        for payment in facts.payments if payment.received_on <= on
    )
    paid = sum((payment.amount for payment in booked), ZERO)
    by_payer = whose(paid, booked, payers_of(facts.payments, booked))
    return Valuation(
        on=on, principal=ZERO, interest=ZERO, costs=ZERO, vat_on_costs=ZERO, paid=paid, balance=-paid,
        costs_claimable_from=None, notice=None, lines=(), claims=(), payments=booked, policy=facts.policy,
        costs_policy=facts.costs_policy, too_much=paid, debtors=tuple(
            DebtorTotals(ref, -amount, ZERO, ZERO, None, None, amount)
            for ref, amount in by_payer.items() if ref is not None
        ),
    )


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
