"""Strict reading of a quote request: every field known, typed and named by its path when it is wrong."""

from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import date

from agency.quote.fields import INVALID, MISSING, UNKNOWN_FIELD, Bad, Fields, within
from agency.quote.request_claims import CLAIM, claim_of, prescription_of
from agency.quote.request_debtors import NOTICE, debtors_of, later_notices_of, notice_of, payment_of, unnamed_of
from legal.bounds import check_costs
from legal.debtor.prescription import Prescription
from legal.facts import AgreedCosts, CaseFacts, Debtor, DebtorKind, MissedTerm
from legal.money import ZERO
from legal.policies import (
    AfterUnfairClause,
    BusinessCostBasis,
    ClausePolicy,
    CostsOrder,
    CostsPolicy,
    CountingPolicy,
    CreditAfterNotice,
    DayCount,
    Feb29Anniversary,
    FeeBase,
    InterestBesidePenalty,
    PeriodicStacking,
    Rounding,
    SegmentCuts,
)

__all__ = ["CLAIM", "INVALID", "MISSING", "NOTICE", "UNKNOWN_FIELD", "Bad", "Fields", "read_request"]

NO_POLICY = CountingPolicy()
REQUEST = (
    "on", "debtor", "creditor_reclaims_vat", "claims", "notice", "handed_over_on", "payments", "policy", "debtors",
    "court", "agreed_costs", "earlier_terms", "costs_policy", "clause_policy", "later_notices", "unnamed",
)  # fmt: skip
EARLIER_TERM = ("ref", "principal", "missed_on", "has_own_notice", "fee_charged", "term_of")
POLICY = tuple(each.name for each in fields_of(CountingPolicy))
COSTS_POLICY = tuple(each.name for each in fields_of(CostsPolicy))
CLAUSE_POLICY = tuple(each.name for each in fields_of(ClausePolicy))


def read_request(content: object) -> tuple[date, CaseFacts, dict[str, Prescription]]:
    """The day asked, the facts, and the prescription of the claims that ask for it. Raises Bad."""
    fields = Fields(content, "", REQUEST)
    on = fields.day("on")
    debtor = fields.choice("debtor", DebtorKind)
    reclaims_vat = fields.flag("creditor_reclaims_vat")
    rows = [Fields(row, f"claims.{index}", CLAIM) for index, row in enumerate(fields.listed("claims"))]
    payments = fields.listed("payments") if fields.get("payments") is not None else []
    facts = CaseFacts(
        debtor=debtor,
        creditor_reclaims_vat=reclaims_vat,
        claims=tuple(claim_of(row) for row in rows),
        notice=notice_of(fields),
        later_notices=later_notices_of(fields),
        unnamed=unnamed_of(fields),
        handed_over_on=fields.day_or_none("handed_over_on"),
        payments=tuple(payment_of(row, f"payments.{index}") for index, row in enumerate(payments)),
        agreed_costs=_agreed_costs(fields, debtor),
        earlier_terms=tuple(_earlier_term(row) for row in fields.rows("earlier_terms", EARLIER_TERM)),
        costs_policy=_costs_policy(fields),
        clause_policy=_clause_policy(fields),
        policy=_policy(fields),
    )
    facts = _with_debtors(facts, debtors_of(fields, facts))
    _check_named(facts)
    asked = [(row, claim) for row, claim in zip(rows, facts.claims, strict=True) if row.get("prescription") is not None]
    return on, facts, {claim.ref: prescription_of(row) for row, claim in asked}


def _with_debtors(facts: CaseFacts, debtors: tuple[Debtor, ...]) -> CaseFacts:
    """The facts with several debtors: where all are of one kind, that decides over the interest too."""
    if not debtors:
        return facts
    kinds = {debtor.kind for debtor in debtors}
    kind = kinds.pop() if len(kinds) == 1 else facts.debtor
    return replace(facts, debtor=kind, debtors=debtors, notice=None)


def _check_named(facts: CaseFacts) -> None:
    """Raises Bad where a verdict on a notice covers a claim that is not there: its costs would be left out unseen."""
    refs = {claim.ref for claim in facts.claims}
    notices = [("notice", facts.notice), ("unnamed.notice", facts.unnamed.notice)]
    notices += [(f"debtors.{index}.notice", debtor.notice) for index, debtor in enumerate(facts.debtors)]
    for path, notice in notices:
        for index, ref in enumerate((notice and notice.claims) or ()):
            if ref not in refs:
                raise Bad(f"{path}.verdict.claims.{index}", INVALID, f"vordering {ref} bestaat niet")


def _agreed_costs(fields: Fields, debtor: DebtorKind) -> AgreedCosts | None:
    if fields.get("agreed_costs") is None:
        return None
    if debtor is DebtorKind.CONSUMER:
        raise fields.refuse("agreed_costs", "van een consument kan alleen de staffel worden gevorderd")
    agreed = Fields(fields.get("agreed_costs"), "agreed_costs", ("percent", "minimum", "concluded_on"))
    found = AgreedCosts(
        percent=agreed.percent("percent"),
        minimum=agreed.amount_or_none("minimum") or ZERO,
        concluded_on=agreed.day_or_none("concluded_on"),
    )
    within(check_costs, found, agreed.at("percent"))
    return found


def _earlier_term(fields: Fields) -> MissedTerm:
    return MissedTerm(
        ref=fields.text_or_empty("ref"),
        principal=fields.amount("principal"),
        missed_on=fields.day("missed_on"),
        has_own_notice=fields.flag_or("has_own_notice", default=True),
        fee_charged=fields.amount_or_zero("fee_charged"),
        term_of=fields.text("term_of"),
    )


def _costs_policy(fields: Fields) -> CostsPolicy:
    first = CostsPolicy()
    if fields.get("costs_policy") is None:
        return first
    policy = Fields(fields.get("costs_policy"), "costs_policy", COSTS_POLICY)
    return CostsPolicy(
        periodic_stacking=policy.choice("periodic_stacking", PeriodicStacking, first.periodic_stacking),
        fee_base=policy.choice("fee_base", FeeBase, first.fee_base),
        b2b_cost_basis=policy.choice("b2b_cost_basis", BusinessCostBasis, first.b2b_cost_basis),
        costs_order=policy.choice("costs_order", CostsOrder, first.costs_order),
        credit_after_notice=policy.choice("credit_after_notice", CreditAfterNotice, first.credit_after_notice),
    )


def _clause_policy(fields: Fields) -> ClausePolicy:
    first = ClausePolicy()
    if fields.get("clause_policy") is None:
        return first
    policy = Fields(fields.get("clause_policy"), "clause_policy", CLAUSE_POLICY)
    return ClausePolicy(
        unfair_interest=policy.choice("unfair_interest", AfterUnfairClause, first.unfair_interest),
        unfair_costs=policy.choice("unfair_costs", AfterUnfairClause, first.unfair_costs),
        beside_penalty=policy.choice("beside_penalty", InterestBesidePenalty, first.beside_penalty),
    )


def _policy(fields: Fields) -> CountingPolicy:
    if fields.get("policy") is None:
        return NO_POLICY
    policy = Fields(fields.get("policy"), "policy", POLICY)
    return CountingPolicy(
        day_count=policy.choice("day_count", DayCount, NO_POLICY.day_count),
        full_year_exact=policy.flag("full_year_exact", NO_POLICY.full_year_exact),
        payment_day_counts=policy.flag("payment_day_counts", NO_POLICY.payment_day_counts),
        feb29_anniversary=policy.choice("feb29_anniversary", Feb29Anniversary, NO_POLICY.feb29_anniversary),
        rounding=policy.choice("rounding", Rounding, NO_POLICY.rounding),
        segment_cuts=policy.choice("segment_cuts", SegmentCuts, NO_POLICY.segment_cuts),
        extend_term=policy.flag("extend_term", NO_POLICY.extend_term),
    )
