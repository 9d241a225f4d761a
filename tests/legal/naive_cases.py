"""Whole cases at random, for the second way to count: claims, notice or hand-over, payments, and the day asked."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from legal.facts import (
    CaseFacts,
    Channel,
    Claim,
    ContractRate,
    Credit,
    CreditEffect,
    DebtorKind,
    InterestKind,
    Notice,
    Payment,
)
from legal.policies import CountingPolicy, Rounding

AT_END = CountingPolicy(rounding=Rounding.AT_END)
FIRST, LAST = date(2003, 1, 1), date(2026, 12, 31)
DECREE = date(2012, 7, 1)  # the scale starts; of an older default other rules hold, which are not counted here
LIMIT = date(2024, 10, 1)
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
    st.sampled_from([Decimal("0.01"), Decimal("100.00"), Decimal("1000.00")]),
)  # fmt: skip
amounts = st.one_of(euros(1, 2_000), euros(1, 30_000), euros(1, 500_000), euros(3_000_000, 40_000_000))
tenths = st.one_of(
    st.integers(min_value=1, max_value=150),
    st.sampled_from([1_000, 2_500, 4_000]),  # a fraction of a cent shows only when it bears as much as itself
)
agreed_rates = st.builds(
    ContractRate,
    percent=tenths.map(lambda tenths: Decimal(tenths).scaleb(-1)),
    per=st.just("year"),
    compound=st.booleans(),
)
kinds = st.one_of(
    st.sampled_from([(kind, None) for kind in (InterestKind.STATUTORY, InterestKind.COMMERCIAL, InterestKind.NONE)]),
    agreed_rates.map(lambda rate: (InterestKind.CONTRACTUAL, rate)),
)
days_before_costs = st.one_of(
    st.integers(min_value=0, max_value=90),
    st.integers(min_value=-30, max_value=700),
)  # fmt: skip
starts = st.one_of(
    st.dates(FIRST, LAST),
    st.dates(DECREE, LAST),
    st.dates(LIMIT - timedelta(days=60), LAST - timedelta(days=200)),
    st.sampled_from([LIMIT - timedelta(days=1), LIMIT, *(date(year, 2, 29) for year in range(2004, 2025, 4))]),
)
agreements = st.sampled_from([None, None, "A1", "A2"])


@st.composite
def claims_from(draw: st.DrawFn, start: date) -> tuple[Claim, ...]:
    """One to four claims; often equal first days and kinds, so that they share payments.

    Since the limit on small terms, half of the cases is about terms, a week or a month apart.
    """
    if start >= LIMIT and draw(st.booleans()):
        return draw(terms_from(start))
    alike = draw(kinds)
    claims = []
    for number in range(draw(st.integers(min_value=1, max_value=4))):
        interest, rate = draw(st.one_of(st.just(alike), kinds))
        offset = draw(st.one_of(st.just(0), st.integers(min_value=0, max_value=500)))
        term_of = draw(agreements)
        principal = draw(principals)
        claims.append(
            Claim(ref=f"F{number + 1}", principal=principal, interest_from=start + timedelta(days=offset),
                  interest=interest, contract_rate=rate, term_of=term_of)
        )  # fmt: skip
    return tuple(claims)


@st.composite
def terms_from(draw: st.DrawFn, start: date) -> tuple[Claim, ...]:
    """Terms that one notice can hold, mostly small; the last one is sometimes an ordinary claim."""
    count = draw(st.integers(min_value=2, max_value=4))
    size = st.just(Decimal(draw(st.sampled_from(["250.00", "266.67", "266.67", "266.68"]))))
    sizes = draw(st.sampled_from([size, st.one_of(size, euros(5_000, 26_700))]))
    last = draw(st.sampled_from(["A1", "A1", "A2", None]))
    gap = timedelta(days=draw(st.sampled_from([7, 7, 30])))
    return tuple(
        Claim(ref=f"T{number + 1}", principal=draw(sizes), interest_from=start + gap * number,
              interest=InterestKind.STATUTORY, term_of="A1" if number < count - 1 else last)
        for number in range(count)
    )  # fmt: skip


@st.composite
def credited(draw: st.DrawFn, claims: tuple[Claim, ...], costs_from: date) -> tuple[Claim, ...]:
    """One of the claims with a credit note, never owed or given away from a day, often around that of the costs."""
    place = draw(st.integers(min_value=0, max_value=len(claims) - 1))
    claim = claims[place]
    parts = st.sampled_from([Decimal("0.01"), claim.principal / 2, claim.principal])
    days = st.one_of(
        st.integers(min_value=-4, max_value=4).map(lambda offset: costs_from + timedelta(days=offset)),
        st.integers(min_value=-30, max_value=LONGEST).map(lambda offset: claim.interest_from + timedelta(days=offset)),
    )
    amount = max(draw(parts).quantize(Decimal("0.01")), Decimal("0.01"))
    credit = Credit(on=draw(days), amount=min(amount, claim.principal), effect=draw(st.sampled_from(CreditEffect)))
    return (*claims[:place], replace(claim, credits=(credit,)), *claims[place + 1 :])


@st.composite
def payments_from(draw: st.DrawFn, start: date, costs_from: date, refs: list[str]) -> tuple[Payment, ...]:
    """Up to five payments from before the first day on, some on one day, some for a claim that the debtor named.

    `costs_from`: a day around which costs may fall due, so that payments come just before and after it.
    """
    found = []
    days = st.one_of(
        st.integers(min_value=-30, max_value=LONGEST).map(lambda offset: start + timedelta(days=offset)),
        st.integers(min_value=366, max_value=LONGEST).map(lambda offset: start + timedelta(days=offset)),
        st.sampled_from([start, start + timedelta(days=60), start + timedelta(days=365)]),
        st.integers(min_value=-4, max_value=4).map(lambda offset: costs_from + timedelta(days=offset)),
    )
    for _ in range(draw(st.integers(min_value=0, max_value=5))):
        claim = draw(st.one_of(st.none(), st.sampled_from(refs)))
        found.append(Payment(received_on=draw(days), amount=draw(amounts), claim=claim))
    return tuple(found)


@st.composite
def notices_from(draw: st.DrawFn, start: date) -> Notice | None:
    """A notice by post, sometimes another channel, proved receipt or none at all."""
    sent_on = start + timedelta(days=draw(days_before_costs))
    sent_on = min(max(sent_on, DECREE), LAST)
    channel = draw(st.sampled_from([Channel.ORDINARY_POST] * 3 + list(Channel)))
    is_proved = draw(st.sampled_from([False, False, True]))
    delivered_on = sent_on + timedelta(days=draw(st.integers(min_value=0, max_value=9))) if is_proved else None
    notice = Notice(sent_on=sent_on, channel=channel, delivered_on=delivered_on)
    return draw(st.sampled_from([notice] * 7 + [None]))


@st.composite
def asked_cases(draw: st.DrawFn) -> Asked:
    """A case, without a fee when it starts before the decree; what plays no part for its debtor may stand in it."""
    start = draw(starts)
    claims = draw(claims_from(start))
    debtor = draw(st.sampled_from([DebtorKind.BUSINESS, DebtorKind.CONSUMER, DebtorKind.CONSUMER]))
    later = days_before_costs.map(lambda days: start + timedelta(days=days))
    handed_over_on = draw(st.one_of(st.none(), later)) if start >= DECREE else date.max
    notice = draw(notices_from(start)) if start >= DECREE else None
    costs_from = _about_due(debtor, notice, handed_over_on, start)
    payments = draw(payments_from(start, costs_from, [claim.ref for claim in claims]))
    if costs_from < date.max - timedelta(days=LONGEST) and draw(st.integers(min_value=0, max_value=2)) == 0:
        claims = draw(credited(claims, costs_from))
    length = draw(st.one_of(st.integers(min_value=0, max_value=LONGEST), st.integers(min_value=400, max_value=LONGEST)))
    case = CaseFacts(debtor=debtor, creditor_reclaims_vat=draw(st.booleans()), claims=claims, notice=notice,
                     handed_over_on=handed_over_on, payments=payments, policy=AT_END)  # fmt: skip
    return Asked(case, min(start + timedelta(days=length), LAST))


def _about_due(debtor: DebtorKind, notice: Notice | None, handed_over_on: date | None, start: date) -> date:
    """A day near the first one of the costs; the second way to count finds the day itself."""
    if debtor is DebtorKind.CONSUMER and notice:
        return (notice.delivered_on or notice.sent_on + timedelta(days=3)) + timedelta(days=15)
    return handed_over_on if handed_over_on and handed_over_on != date.max else start
