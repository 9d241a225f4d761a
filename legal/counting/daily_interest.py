"""What one more day costs: the "rente per dag" of a letter, a specification and a writ."""

from datetime import date
from decimal import Decimal

from legal.calendar import ONE_DAY
from legal.counting.ledger_walk import walk
from legal.counting.unlike_debtors import wholes
from legal.counting.valuation import valuate
from legal.facts import CaseFacts
from legal.money import round_sum
from legal.parameters import Figures


def daily_interest(facts: CaseFacts, *, on: date, figures: Figures) -> Decimal:
    """Interest of the day after `on` over all claims when nothing more is paid, in euro rounded half up to cents.

    Raises ParameterUnknown when the rate of that day is not known.
    """
    return round_sum(unrounded_daily_interest(facts, on=on, figures=figures))


def unrounded_daily_interest(facts: CaseFacts, *, on: date, figures: Figures) -> Decimal:
    """As `daily_interest`, before rounding: to be multiplied by a number of days."""
    day = on + ONE_DAY
    counted = wholes(facts, on=on, figures=figures, valuate=valuate)
    states = (walk(each, on=on, figures=figures) for each in counted)
    return sum((account.interest_of_next_day(day) for state in states for account in state.accounts), Decimal(0))
