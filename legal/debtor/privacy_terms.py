"""When a person must have an answer on his data, and from when what is kept may go."""

from datetime import date

from legal.calendar import ONE_DAY, add_months, years_later

# Terms of the regulation and the decree themselves, not figures that a later decree changes: they stand here.
ANSWER_MONTHS = 1
MOST_EXTRA_MONTHS = 2
LEAST_YEARS = 2  # the file of a case, after its closing

LAW_ANSWER = "art. 12 lid 3 AVG"
LAW_LEAST = "art. 5.1 lid 4 Bki"


def answer_by(received_on: date) -> date:
    """The last day on which a request received on `received_on` is answered in time: the same day a month later.

    A weekend or holiday adds nothing: the careful reading. Law: art. 12 lid 3 AVG.

    >>> answer_by(date(2026, 1, 31))
    datetime.date(2026, 2, 28)
    """
    return add_months(received_on, ANSWER_MONTHS)


def extended_answer_by(received_on: date) -> date:
    """The last day after an extension, of which the person is told with the reason by `answer_by`.

    Law: art. 12 lid 3 AVG.
    """
    return add_months(received_on, ANSWER_MONTHS + MOST_EXTRA_MONTHS)


def may_go_from(ended_on: date, years: int) -> date:
    """The first day on which something may go that is kept whole `years` after `ended_on`, that day not counted."""
    return years_later(ended_on + ONE_DAY, years)


def file_may_go_from(closed_on: date, years: int = LEAST_YEARS) -> date:
    """The same for the file of a case, which no setting keeps shorter than the least. Law: art. 5.1 lid 4 Bki."""
    return may_go_from(closed_on, max(years, LEAST_YEARS))


def closed_through(on: date, years: int = LEAST_YEARS) -> date:
    """The last day of closing of which the file may go on `on`: the reverse of `file_may_go_from`."""
    return ended_through(on, max(years, LEAST_YEARS))


def ended_through(on: date, years: int) -> date:
    """The last day of what it begins with, of which something may go on `on`: the reverse of `may_go_from`."""
    ended_on = add_months(on, -12 * years)
    while may_go_from(ended_on, years) > on:
        ended_on -= ONE_DAY
    return ended_on
