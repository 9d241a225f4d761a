"""What is owed on a day, and why: one pure function from the facts of a case to lines that explain every cent."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from legal.bounds import MOST_OWED, check_owed, field_of
from legal.counting.checked_facts import check
from legal.counting.ledger_walk import Walk, walk
from legal.counting.remarks import remarks
from legal.counting.shared_debts import check_shares, valuate_shares
from legal.counting.too_much import of_joint
from legal.counting.unlike_debtors import valuate_unlike
from legal.facts import (
    BookedPayment,
    CaseFacts,
    Channel,
    Claim,
    ClaimTotals,
    ContractRate,
    DebtorKind,
    DebtorTotals,
    DeliveryBasis,
    InterestKind,
    Liability,
    Line,
    LineKind,
    Notice,
    NoticeTerm,
    Payment,
    Remark,
    Share,
    Valuation,
)
from legal.money import ZERO
from legal.parameters import Figures

__all__ = [
    "BookedPayment",
    "CaseFacts",
    "Channel",
    "Claim",
    "ClaimTotals",
    "ContractRate",
    "DebtorKind",
    "DeliveryBasis",
    "InterestKind",
    "Line",
    "LineKind",
    "Notice",
    "NoticeTerm",
    "Payment",
    "Remark",
    "Share",
    "Valuation",
    "valuate",
]


def valuate(facts: CaseFacts, *, on: date, figures: Figures) -> Valuation:
    """What is owed through `on`, that day included, with the lines that add up to it.

    Raises ParameterUnknown where a figure is not known or was not checked, InvalidFacts where facts contradict or an
    amount passes what is counted, NotSupported where they are not counted.
    Law: art. 6:6, 6:7, 6:43, 6:44, 6:91, 6:92, 6:96, 6:119, 6:119a and 6:120 BW.
    """
    if facts.debtors and (ways := {debtor.liability for debtor in facts.debtors}) != {Liability.JOINT}:
        check(facts)
        check_shares(facts.debtors)
        several = valuate_shares if ways == {Liability.SHARE} else valuate_unlike
        return several(facts, on=on, figures=figures, valuate=valuate)
    state = walk(facts, on=on, figures=figures)
    principal, interest, paid, lines, claims = ZERO, ZERO, ZERO, [], []
    for account in state.accounts:
        totals = account.totals()
        claims.append(totals)
        principal += totals.principal
        interest += totals.interest
        lines += account.lines
    if principal + interest > MOST_OWED:
        _refuse_total(facts, claims)
    for payment in state.booked:
        paid += payment.amount
    other_costs = ZERO
    for burdened in state.burdened:
        other_costs += burdened.other_costs()
        lines += burdened.cost_lines()
    penalty = ZERO
    for account in state.penalised:
        penalty += account.penalty
        lines += account.penalty_lines
    costs, vat_on_costs = state.fee.amount, state.fee.vat
    balance = principal + interest + costs + vat_on_costs + other_costs + penalty - paid
    too_much = of_joint(state, balance) if facts.debtors else {}
    # By place: by name it takes twice as long.
    return Valuation(
        on, principal, interest, costs, vat_on_costs, paid, balance, state.costs_from, state.notice,
        (*lines, *state.fee.lines), tuple(claims), tuple(state.booked), facts.policy, facts.costs_policy,
        remarks(state, on=on), other_costs, _debtors(state, balance, too_much) if facts.debtors else (),
        sum(too_much.values(), ZERO), penalty,
    )  # fmt: skip


def _debtors(
    state: Walk, balance: Decimal, too_much: Mapping[str | None, Decimal]
) -> tuple[DebtorTotals, ...]:
    """What each joint debtor owes: the whole, and of the costs no more than his own notice makes due."""
    unpaid = sum((account.costs_open for account in state.accounts), ZERO)
    found = []
    for debtor in state.facts.debtors:
        his = [ground for ground in state.grounds if ground.debtor == debtor.ref]
        costs = state.costs_owed_by(debtor.ref)
        owes = min(balance, balance - unpaid + state.costs_open_of(debtor.ref))
        found.append(DebtorTotals(
            debtor.ref, owes, costs.amount, costs.vat, his[0].first_day, his[0].term, too_much.get(debtor.ref, ZERO)
        ))
    return tuple(found)


def _refuse_total(facts: CaseFacts, claims: list[ClaimTotals]) -> None:
    """Names the claim that passes the bound by itself; all of them when only their sum does."""
    for index, (claim, found) in enumerate(zip(facts.claims, claims, strict=True)):
        check_owed(found.principal + found.interest, field_of(claim, index))
    check_owed(sum((found.principal + found.interest for found in claims), ZERO), "claims")
