"""A complaint about the agency: when it is acknowledged in writing."""

from datetime import date

from legal.calendar import working_days_after
from legal.parameters import Holidays

ACKNOWLEDGED_WITHIN = 2  # working days: a term of the decree itself

LAW_ACKNOWLEDGED = "art. 6.1 Bki"


def acknowledge_by(received_on: date, holidays: Holidays) -> date:
    """The last day on which a complaint of `received_on` is acknowledged in time; that day itself does not count.

    Raises ParameterUnknown beyond the calendar. Law: art. 6.1 Bki; working days as in the Algemene termijnenwet.

    Received on the Wednesday before Easter: Good Friday and Easter Monday are no working days.

    >>> from legal.parameters import load_figures
    >>> acknowledge_by(date(2026, 4, 1), load_figures().holidays)
    datetime.date(2026, 4, 7)
    """
    return working_days_after(received_on, ACKNOWLEDGED_WITHIN, holidays)
