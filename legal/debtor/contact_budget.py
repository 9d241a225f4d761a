"""How often a person may be approached: one budget over all his cases, of every client and by every way."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from legal.debtor.contact_rules import ContactVerdict
from legal.policies import ApproachPolicy

LAW_BUDGET = "eigen beleid van dit bureau bij art. 4.1 Besluit kwaliteit incassodienstverlening"


def may_again(attempts: Iterable[datetime], at: datetime, policy: ApproachPolicy) -> ContactVerdict:
    """Whether somebody who was approached at these moments may be approached once more at `at`; limits of one or more.

    `next_at`: the first moment from `at` on which no limit stops it, if nobody approaches him before. An attempt counts
    until exactly so many days later; one after `at` counts not. No law: `ApproachPolicy`.

    >>> from datetime import datetime
    >>> tried = [datetime(2026, 11, 23, 9), datetime(2026, 11, 23, 15)]
    >>> may_again(tried, datetime(2026, 11, 23, 16), ApproachPolicy()).next_at
    datetime.datetime(2026, 11, 24, 9, 0)
    """
    made = sorted(each for each in attempts if each <= at)
    full = [(days, most) for days, most in policy.limits if within(made, at, days) >= most]
    if not full:
        return ContactVerdict(allowed=True, reason="", next_at=at, law=LAW_BUDGET)
    return ContactVerdict(
        allowed=False, reason=" ".join(_said(days, most, within(made, at, days)) for days, most in full),
        next_at=max(made[-most] + timedelta(days=days) for days, most in full), law=LAW_BUDGET,
    )


def within(attempts: Iterable[datetime], at: datetime, days: int) -> int:
    """How many of these attempts lie in the last so many times 24 hours, `at` itself with them."""
    return sum(each <= at < each + timedelta(days=days) for each in attempts)


def _said(days: int, most: int, made: int) -> str:
    span = "24 uur" if days == 1 else f"{days} dagen"
    return f"In de laatste {span} {made} keer benaderd: {most} keer is genoeg."
