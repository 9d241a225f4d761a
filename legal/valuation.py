"""What is owed on a day, and why: one pure function from the facts of a case to lines that explain every cent."""

from datetime import date

from legal.facts import (
    BookedPayment,
    CaseFacts,
    Channel,
    Claim,
    ClaimTotals,
    ContractRate,
    DebtorKind,
    DeliveryBasis,
    InterestKind,
    Line,
    LineKind,
    Notice,
    NoticeTerm,
    Payment,
    Remark,
    Share,
    Valuation,
)
from legal.frozen import made
from legal.ledger_walk import walk
from legal.money import ZERO
from legal.parameters import Figures
from legal.remarks import remarks

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

    Raises ParameterUnknown where a figure is not known or was not checked, InvalidFacts where facts contradict.
    Law: art. 6:43, 6:44, 6:96, 6:119, 6:119a and 6:120 BW.
    """
    state = walk(facts, on=on, figures=figures)
    principal, interest, lines, claims = ZERO, ZERO, [], []
    for account in state.accounts:
        totals = account.totals()
        claims.append(totals)
        principal += totals.principal
        interest += totals.interest
        lines += account.lines
    paid = sum([payment.amount for payment in state.booked], ZERO)
    fee = state.fee
    return made(
        Valuation,
        {
            "on": on,
            "principal": principal,
            "interest": interest,
            "costs": fee.amount,
            "vat_on_costs": fee.vat,
            "paid": paid,
            "balance": principal + interest + fee.amount + fee.vat - paid,
            "costs_claimable_from": state.costs_from,
            "notice": state.notice,
            "lines": (*lines, *fee.lines),
            "claims": tuple(claims),
            "payments": tuple(state.booked),
            "policy": facts.policy,
            "costs_policy": facts.costs_policy,
            "remarks": remarks(state, on=on),
        },
    )
