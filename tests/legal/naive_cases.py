"""Whole cases at random, for the second way to count: claims, notice or hand-over, payments, and the day asked."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from legal.facts import CaseFacts, Channel, Claim, ContractRate, DebtorKind, InterestKind, Notice, Payment
from legal.policies import CountingPolicy, Rounding

AT_END = CountingPolicy(rounding=Rounding.AT_END)
FIRST, LAST = date(2003, 1, 1), date(2026, 12, 31)
DECREE = date(2012, 7, 1)  # the scale starts; of an older default other rules hold, which are not counted here
LONGEST = 1200


@dataclass(frozen=True)
class Asked:
    """A case and the day through which it is counted."""

    case: CaseFacts
    on: date


def euros(least: int, most: int) -> st.SearchStrategy[Decimal]:
    """Amounts between two whole numbers of cents."""
    return st.integers(min_value=least, max_value=most).map(lambda cents: Decimal(cents).scaleb(-2))


principals = st.one_of(
    euros(1, 500_000),
    euros(20_000, 27_500),          # around the border of a small term
    euros(240_000, 1_100_000),      # over the borders of the scale
    euros(19_000_000, 130_000_000),
    st.sampled_from([Decimal(text) for text in ("0.01", "100.00", "266.66", "266.67", "266.68", "1000.00")]),
)  # fmt: skip
amounts = st.one_of(euros(1, 30_000), euros(1, 500_000), euros(3_000_000, 40_000_000))
agreed_rates = st.builds(
    ContractRate,
    percent=st.integers(min_value=1, max_value=150).map(lambda tenths: Decimal(tenths).scaleb(-1)),
    per=st.just("year"),
    compound=st.booleans(),
)
kinds = st.one_of(
    st.sampled_from([(kind, None) for kind in (InterestKind.STATUTORY, InterestKind.COMMERCIAL, InterestKind.NONE)]),
    agreed_rates.map(lambda rate: (InterestKind.CONTRACTUAL, rate)),
)
starts = st.one_of(
    st.dates(FIRST, LAST),
    st.dates(DECREE, LAST),
    st.dates(date(2024, 6, 1), LAST),
    st.sampled_from([date(year, 2, 29) for year in range(2004, 2025, 4)]),
)
refs_of_agreements = st.sampled_from([None, None, "A1", "A2"])


@st.composite
def claims_from(draw: st.DrawFn, start: date) -> tuple[Claim, ...]:
    """One to four claims; often equal first days and kinds, so that they share payments."""
    alike = draw(kinds)
    claims = []
    for number in range(draw(st.integers(min_value=1, max_value=4))):
        interest, rate = draw(st.one_of(st.just(alike), kinds))
        offset = draw(st.one_of(st.just(0), st.integers(min_value=0, max_value=500)))
        term_of = draw(refs_of_agreements)
        principal = draw(principals)
        claims.append(
            Claim(ref=f"F{number + 1}", principal=principal, interest_from=start + timedelta(days=offset),
                  interest=interest, contract_rate=rate, term_of=term_of)
        )  # fmt: skip
    return tuple(claims)


@st.composite
def payments_from(draw: st.DrawFn, start: date, refs: list[str]) -> tuple[Payment, ...]:
    """Up to five payments from before the first day on, some on one day, some for a claim that the debtor named."""
    found = []
    for _ in range(draw(st.integers(min_value=0, max_value=5))):
        offset = draw(st.one_of(st.sampled_from([0, 365, 60]), st.integers(min_value=-30, max_value=LONGEST)))
        claim = draw(st.one_of(st.none(), st.sampled_from(refs)))
        found.append(Payment(received_on=start + timedelta(days=offset), amount=draw(amounts), claim=claim))
    return tuple(found)


@st.composite
def notices_from(draw: st.DrawFn, start: date) -> Notice | None:
    """A notice by post, sometimes another channel, proved receipt or none at all."""
    sent_on = start + timedelta(days=draw(st.integers(min_value=-10, max_value=700)))
    sent_on = min(max(sent_on, DECREE), LAST)
    channel = draw(st.sampled_from([Channel.ORDINARY_POST, Channel.ORDINARY_POST, *Channel]))
    is_proved = draw(st.sampled_from([False, False, True]))
    delivered_on = sent_on + timedelta(days=draw(st.integers(min_value=0, max_value=9))) if is_proved else None
    notice = Notice(sent_on=sent_on, channel=channel, delivered_on=delivered_on)
    return draw(st.sampled_from([notice, notice, notice, None]))


@st.composite
def asked_cases(draw: st.DrawFn) -> Asked:
    """A case, without a fee when it starts before the decree; what plays no part for its debtor may stand in it."""
    start = draw(starts)
    claims = draw(claims_from(start))
    debtor = draw(st.sampled_from(DebtorKind))
    later = st.integers(min_value=-30, max_value=700).map(lambda days: start + timedelta(days=days))
    handed_over_on = draw(st.one_of(st.none(), later)) if start >= DECREE else date.max
    notice = draw(notices_from(start)) if start >= DECREE else None
    payments = draw(payments_from(start, [claim.ref for claim in claims]))
    length = draw(st.integers(min_value=0, max_value=LONGEST))
    case = CaseFacts(debtor=debtor, creditor_reclaims_vat=draw(st.booleans()), claims=claims, notice=notice,
                     handed_over_on=handed_over_on, payments=payments, policy=AT_END)  # fmt: skip
    return Asked(case, min(start + timedelta(days=length), LAST))
