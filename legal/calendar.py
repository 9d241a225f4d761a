"""Days as the law counts them: working days, the second delivery day of the post, anniversaries."""

from calendar import isleap, monthrange
from datetime import date, timedelta

from legal.parameters import Holidays
from legal.policies import Feb29Anniversary

ONE_DAY = timedelta(days=1)
MONDAY, SATURDAY, SUNDAY = 0, 5, 6


def is_holiday(day: date, holidays: Holidays) -> bool:
    """Whether `day` is a public holiday or equated with one. Raises ParameterUnknown beyond the table.

    Law: art. 3 Algemene termijnenwet.
    """
    return holidays.name_on(day) is not None


def is_working_day(day: date, holidays: Holidays) -> bool:
    """Whether `day` is no Saturday, no Sunday and no public holiday.

    Law: art. 1 lid 1 Algemene termijnenwet.
    """
    return not is_holiday(day, holidays) and day.weekday() < SATURDAY


def working_day_from(day: date, holidays: Holidays) -> date:
    """`day` when it is a working day, else the first working day after it."""
    while not is_working_day(day, holidays):
        day += ONE_DAY
    return day


def last_working_day_before(day: date, holidays: Holidays) -> date:
    """The last working day before `day`."""
    day -= ONE_DAY
    while not is_working_day(day, holidays):
        day -= ONE_DAY
    return day


def working_days_after(day: date, count: int, holidays: Holidays) -> date:
    """The working day that is `count` working days after `day`, which itself does not count."""
    while count:
        day += ONE_DAY
        count -= is_working_day(day, holidays)
    return day


def is_delivery_day(day: date, holidays: Holidays) -> bool:
    """Whether ordinary post is presumed to arrive on `day`: no Sunday, no Monday, no public holiday.

    Law: HR 25 November 2016, ECLI:NL:HR:2016:2704. Days equated by decree count as holidays: the later, safe reading.
    """
    return day.weekday() not in (MONDAY, SUNDAY) and not is_holiday(day, holidays)


def second_delivery_day(sent_on: date, holidays: Holidays) -> date:
    """The day on which ordinary post sent on `sent_on` is presumed to be received: the second delivery day after it.

    Law: HR 25 November 2016, ECLI:NL:HR:2016:2704.

    Posted on the Thursday before Easter: Good Friday, Sunday and Easter Monday do not count, Saturday is the first day.

    >>> from legal.parameters import load_figures
    >>> second_delivery_day(date(2026, 4, 2), load_figures().holidays)
    datetime.date(2026, 4, 7)
    """
    day, counted = sent_on, 0
    while counted < 2:
        day += ONE_DAY
        if is_delivery_day(day, holidays):
            counted += 1
    return day


def anniversary(start: date, years: int, policy: Feb29Anniversary = Feb29Anniversary.FEB_28) -> date:
    """The day `years` after `start`, always counted from `start` itself; 29 February goes by `policy`.

    >>> anniversary(date(2024, 2, 29), 1), anniversary(date(2024, 2, 29), 4)
    (datetime.date(2025, 2, 28), datetime.date(2028, 2, 29))
    """
    year = start.year + years
    if start.month == 2 and start.day == 29 and not isleap(year):
        return date(year, 2, 28) if policy is Feb29Anniversary.FEB_28 else date(year, 3, 1)
    return date(year, start.month, start.day)


def add_months(start: date, months: int, policy: Feb29Anniversary = Feb29Anniversary.FEB_28) -> date:
    """The day `months` after `start`, counted from `start` itself; clamped to the end of a shorter month.

    Whole years follow `anniversary`.

    >>> add_months(date(2026, 1, 31), 1), add_months(date(2026, 1, 31), 2)
    (datetime.date(2026, 2, 28), datetime.date(2026, 3, 31))
    """
    years, rest = divmod(months, 12)
    if rest == 0:
        return anniversary(start, years, policy)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def years_later(first_day: date, years: int) -> date:
    """First day after a term of whole years that starts at the beginning of `first_day`.

    A term that starts on 29 February ends with 28 February in a year without one: 1 March is the first day after it.

    >>> years_later(date(2024, 2, 29), 5)
    datetime.date(2029, 3, 1)
    """
    return anniversary(first_day, years, Feb29Anniversary.MAR_1)
