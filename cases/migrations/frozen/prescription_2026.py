"""The first day on which a claim is barred, as it was counted in 2026 (0005 and 0007)."""

from calendar import isleap
from collections.abc import Iterable
from datetime import date, timedelta

CONTRACT = "contract"
CONSUMER_SALE = "consumer_sale"
PERIODIC = "periodic"

ONE_DAY = timedelta(days=1)
LONGEST_NEW_TERM = 5  # art. 3:319 lid 2 BW
YEARS = {
    CONTRACT: 5,             # art. 3:307 lid 1 BW
    CONSUMER_SALE: 2,        # art. 7:28 BW
    PERIODIC: 5,             # art. 3:308 BW
    "undue_payment": 5,      # art. 3:309 BW
    "damages": 5,            # art. 3:310 lid 1 BW
    "judgment": 20,          # art. 3:324 lid 1 BW
    "judgment_periodic": 5,  # art. 3:324 lid 3 BW
    "other": 20,             # art. 3:306 BW
}
INTERRUPTS = {
    "demand": True,                          # art. 3:317 lid 1 BW
    "reservation": True,                     # art. 3:317 lid 1 BW
    "acknowledgement": True,                 # art. 3:318 BW
    "action": True,                          # art. 3:316 lid 1 BW
    "withdrawn_action": False,               # art. 3:316 lid 2 BW
    "failed_action": False,                  # art. 3:316 lid 2 BW: the record had no day on which the lawsuit ended
    "statement_without_reservation": False,
}


def regime_of(stated: str | None, *, debtor: str, is_periodic: bool) -> str:
    """What a claim is counted by: what was `stated`, else with care. `debtor` is `consumer` or `business`.

    Raises ValueError for another kind of debtor. Law: art. 3:307 lid 1, 3:308 and 7:28 BW.
    """
    if debtor not in ("consumer", "business"):
        raise ValueError(f"{debtor!r} is no kind of debtor")
    if stated is not None:
        return stated
    if debtor == "consumer":
        return CONSUMER_SALE
    return PERIODIC if is_periodic else CONTRACT


def barred_from(regime: str, *, due_date: date, interruptions: Iterable[tuple[str, date]]) -> date:
    """The first day on which a claim is barred that became due on `due_date`. Raises KeyError for unknown kinds.

    The term starts the day after. An interruption (kind, day) before the claim is barred starts a new term the day
    after it: as long as the old one, at most five years, and never ending earlier. Law: art. 3:306-3:319 BW.
    """
    start = due_date + ONE_DAY
    end = _years_later(start, YEARS[regime])
    new_years = min(YEARS[regime], LONGEST_NEW_TERM)
    for kind, day in sorted(interruptions, key=lambda event: event[1]):
        if INTERRUPTS[kind] and start <= day < end:
            end = max(end, _years_later(day + ONE_DAY, new_years))
    return end


def _years_later(first_day: date, years: int) -> date:
    """First day after a term of whole years from `first_day`; 1 March where a year has no 29 February."""
    year = first_day.year + years
    if (first_day.month, first_day.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return first_day.replace(year=year)
