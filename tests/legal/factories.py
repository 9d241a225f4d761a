"""Facts with dull defaults, so that a test names only what it is about."""

from datetime import date
from decimal import Decimal

from legal.counting.valuation import valuate
from legal.facts import (
    CaseFacts,
    Channel,
    Claim,
    ContractRate,
    DebtorKind,
    InterestKind,
    LineKind,
    Notice,
    Payment,
    Valuation,
)
from legal.parameters import Figures
from legal.policies import CountingPolicy
from tests.legal.figures import FIGURES


def claim(
    principal: str = "1000.00",
    interest_from: date = date(2026, 2, 1),
    interest: InterestKind = InterestKind.STATUTORY,
    *,
    ref: str = "F1",
    percent: str | None = None,
    per: str = "year",
    compound: bool = False,
) -> Claim:
    """A claim; with `percent` it bears agreed interest."""
    rate = ContractRate(percent=Decimal(percent), per=per, compound=compound) if percent else None
    return Claim(
        ref=ref,
        principal=Decimal(principal),
        interest_from=interest_from,
        interest=InterestKind.CONTRACTUAL if rate else interest,
        contract_rate=rate,
    )


def paid(received_on: date, amount: str, claim: str | None = None) -> Payment:
    """A payment."""
    return Payment(received_on=received_on, amount=Decimal(amount), claim=claim)


def facts(
    *claims: Claim,
    debtor: DebtorKind = DebtorKind.CONSUMER,
    payments: tuple[Payment, ...] = (),
    notice: Notice | None = None,
    sent_on: date | None = None,
    reclaims_vat: bool = True,
    handed_over_on: date | None = None,
    policy: CountingPolicy | None = None,
) -> CaseFacts:
    """A case; `sent_on` is short for a notice by ordinary post."""
    if sent_on is not None:
        notice = Notice(sent_on=sent_on, channel=Channel.ORDINARY_POST)
    return CaseFacts(
        debtor=debtor,
        creditor_reclaims_vat=reclaims_vat,
        claims=claims or (claim(),),
        notice=notice,
        handed_over_on=handed_over_on,
        payments=payments,
        policy=policy or CountingPolicy(),
    )


def value(case: CaseFacts, on: date, figures: Figures = FIGURES) -> Valuation:
    """The valuation, with the packaged figures unless others are given."""
    return valuate(case, on=on, figures=figures)


def interest_lines(valuation: Valuation) -> list[tuple[str, str, int, str, str, str]]:
    """The interest lines as text: first day, last day, days, base, percentage, amount."""
    return [
        (
            line.first_day.isoformat(),
            line.last_day.isoformat(),
            line.days,
            str(line.base),
            str(line.rate_percent),
            str(line.amount),
        )
        for line in valuation.lines
        if line.kind is LineKind.INTEREST
    ]
