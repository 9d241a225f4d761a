"""What is owed on a day, and why: one pure function from the facts of a case to lines that explain every cent."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from legal.calendar import ONE_DAY
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
from legal.ledger_walk import walk
from legal.money import ZERO, round_cents
from legal.parameters import Figures
from legal.remarks import remarks

__all__ = [
    "BookedPayment",
    "CaseFacts",
    "Channel",
    "Claim",
    "ClaimTotals",
    "ContractRate",
    "DailyInterest",
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
    "daily_interest",
    "valuate",
]


@dataclass(frozen=True, kw_only=True)
class DailyInterest:
    """The interest that one more day adds: `exact` unrounded, `rounded` half up to cents, counted for `day`."""

    day: date
    exact: Decimal
    rounded: Decimal


def valuate(facts: CaseFacts, *, on: date, figures: Figures) -> Valuation:
    """What is owed through `on`, that day included, with the lines that add up to it.

    Raises ParameterUnknown where a figure is not known or was not checked, InvalidFacts where facts contradict.
    Law: art. 6:43, 6:44, 6:96, 6:119, 6:119a and 6:120 BW.
    """
    state = walk(facts, on=on, figures=figures)
    lines = [line for account in state.accounts for line in account.finish()]
    claims = tuple(account.totals() for account in state.accounts)
    principal = sum((claim.principal for claim in claims), ZERO)
    interest = sum((claim.interest for claim in claims), ZERO)
    paid = sum((payment.amount for payment in state.booked), ZERO)
    return Valuation(
        on=on,
        principal=principal,
        interest=interest,
        costs=state.fee.amount,
        vat_on_costs=state.fee.vat,
        paid=paid,
        balance=principal + interest + state.fee.total - paid,
        costs_claimable_from=state.costs_from,
        notice=state.notice,
        lines=(*lines, *state.fee.lines),
        claims=claims,
        payments=tuple(state.booked),
        policy=facts.policy,
        remarks=remarks(state, on=on),
    )


def daily_interest(facts: CaseFacts, *, on: date, figures: Figures) -> DailyInterest:
    """The interest of the day after `on`, when nothing is paid on it: the "rente per dag" of a writ.

    Raises ParameterUnknown when the rate of that day is not known.
    """
    day = on + ONE_DAY
    state = walk(facts, on=on, figures=figures)
    exact = sum((account.interest_of_next_day(day) for account in state.accounts), Decimal(0))
    return DailyInterest(day=day, exact=exact, rounded=round_cents(exact))
