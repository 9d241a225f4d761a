"""The facts of a case for the law package: what was read of it, but for the verdicts on its notices."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import Integer, literal_column, select, union_all
from sqlalchemy.orm import Session

from cases.counting import claim_facts, debtors, moved_claims, notices, periodic_terms
from cases.counting.ledger_entries import COUNTED, LOWERING, entries_by_case
from cases.counting.moved_claims import Moved
from cases.counting.notices import Posted
from cases.counting.policies import costs_policy_of, policy_of
from cases.models import Case, CaseParty, CreditEffect, LedgerEntry, LedgerKind, Letter, OtherCost
from legal.calendar import ONE_DAY
from legal.counting.valuation import CaseFacts, Payment, Valuation
from legal.facts import Claim as LegalClaim
from legal.facts import Debtor, DebtorKind
from legal.money import ZERO
from legal.parameters import Figures


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
    claim_ids, party_ids = _few_have(session, ids)
    moved = moved_claims.moves_of(session, claim_ids)
    if moved.cases:
        ids |= set(moved.cases)
        _claim_ids, party_ids = _few_have(session, ids)
    booked = entries_by_case(session, ids, COUNTED)
    return Entered(
        booked=booked, notices=notices.posted_by_case(session, ids), earlier=earlier, moved=moved,
        costs=claim_facts.costs_of(session, (entry for entries in booked.values() for entry in entries)),
        parties=debtors.parties_by_case(session, party_ids),
    )


def _few_have(session: Session, case_ids: Collection[int]) -> tuple[set[int], set[int]]:
    """Of these cases the claims that moved and the parts that are played in them: asked together, for few have any."""
    moved = moved_claims.of_cases(case_ids).add_columns(literal_column("0", Integer()).label("part"))
    parts = select(CaseParty.id, literal_column("1", Integer())).where(CaseParty.case_id.in_(case_ids))
    found: tuple[set[int], set[int]] = (set(), set())
    for row_id, which in session.execute(union_all(moved, parts)) if case_ids else ():
        found[which].add(row_id)
    return found


def without_notice(
    case: Case, entered: Entered, *, without: int | None = None
) -> tuple[CaseFacts, list[LedgerEntry]]:
    """The facts of a case but for its notices, and the entries behind their payments."""
    booked = [entry for entry in entered.booked.get(case.id, ()) if without is None or entry.id != without]
    entries = [entry for entry in booked if entry.kind in LOWERING and entry.effect is not CreditEffect.FROM_ORIGIN]
    is_owed = not never_owed(booked)
    parties = entered.parties.get(case.id, ())
    owing = debtors.of_case(case, parties) if parties else ()
    claims = claim_facts.legal_claims(case.claims, case.terms, booked, entered.costs) if is_owed else ()
    kinds = {case.debtor_kind, *(each.kind for each in owing)}
    begins = case.opened_on if kinds == {DebtorKind.CONSUMER} else _costs_begin(case)
    return CaseFacts(
        debtor=case.debtor_kind,
        creditor_reclaims_vat=not case.terms.vat_on_costs,
        claims=claims if kinds == {DebtorKind.CONSUMER} else _bearing_costs(case, claims, begins),
        handed_over_on=begins,
        payments=tuple(payment_of(entry, owing) for entry in entries),
        policy=policy_of(case),
        costs_policy=costs_policy_of(case),
        debtors=owing,
    ), entries


def _costs_begin(case: Case) -> date:
    """The first day on which a business can owe collection costs: as we got the case, or were it in default later.

    Law: art. 6:96 lid 2 and 4 BW: not before the last day of payment has passed; without an agreed day thirty days
    after receipt (art. 6:119a lid 2 BW), and where neither is known a notice of default first (art. 6:82 lid 1 BW).
    """
    in_default = [claim.default_from for claim in case.claims if claim.default_from is not None]
    return max(case.opened_on, min(in_default, default=case.opened_on))


def _bearing_costs(case: Case, claims: tuple[LegalClaim, ...], begins: date) -> tuple[LegalClaim, ...]:
    """These, owed in business, with what is not in default after the day on which costs begin: it makes none due."""
    waiting = {str(claim.id) for claim in case.claims if claim.default_from is None}
    return tuple(
        replace(claim, interest_from=max(claim.interest_from, begins + ONE_DAY)) if claim.ref in waiting else claim
        for claim in claims
    )


def with_notices(
    facts: CaseFacts, case: Case, notice_of: debtors.NoticeOf, later_of: debtors.LaterOf, *,
    parties: Sequence[CaseParty], figures: Figures,
) -> CaseFacts:
    """The facts with the notice that counts of the one debtor, or of each of several.

    `later_of`: those to him of claims that came after the first letter.
    """
    if not facts.debtors:
        return replace(facts, notice=notice_of(case.debtor_id), later_notices=later_of(case.debtor_id))
    if not facts.claims:
        return replace(facts, debtors=())
    return debtors.with_notices(facts, notice_of, later_of, case, parties=parties, figures=figures)


def never_owed(booked: Iterable[LedgerEntry]) -> bool:
    """Whether the whole case was withdrawn from its origin."""
    return any(
        entry.kind is LedgerKind.WITHDRAWN_PART and entry.effect is CreditEffect.FROM_ORIGIN for entry in booked
    )


def open_principals(valuation: Valuation) -> tuple[Decimal, ...]:
    """What is left of each claim's principal after the payments (euro)."""
    taken: dict[str, Decimal] = {}
    for payment in valuation.payments:
        for share in payment.per_claim:
            taken[share.ref] = taken.get(share.ref, ZERO) + share.principal
    return tuple(claim.principal - taken.get(claim.ref, ZERO) for claim in valuation.claims)


def _ref(number: int | None) -> str | None:
    return None if number is None else str(number)


def payment_of(entry: LedgerEntry, owing: Sequence[Debtor]) -> Payment:
    """A payment; of somebody who owes no more (he died, his part ended) as of nobody known."""
    by = _ref(entry.debtor_id) if owing and any(each.ref == str(entry.debtor_id) for each in owing) else None
    return Payment(received_on=entry.effective_on, amount=-entry.amount, claim=_ref(entry.claim_id), debtor=by)


def at_sending(entries: list[LedgerEntry], letter: Letter, owing: Sequence[Debtor]) -> tuple[Payment, ...]:
    """Payments before the day of sending; those of that day itself where they were booked before the letter was made.

    Money that comes in on the day on which a letter leaves does not make what it says untrue.
    """
    made_at = None if letter.content is None else letter.content.kept_at
    return tuple(
        payment_of(entry, owing) for entry in entries
        if entry.effective_on != letter.sent_on or (made_at is not None and entry.recorded_at < made_at)
    )
