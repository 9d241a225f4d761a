"""A result that was kept, counted again: its request answered with the figures of its time, or with others."""

from collections.abc import Mapping
from typing import Any  # Any: a request, as JSON

from agency.quote.answering import quote_of
from agency.quote.fields import Bad
from cases.counting.valuation_records import TOTALS
from cases.invariants import CannotRecount
from legal.counting.valuation import CaseFacts, Valuation
from legal.parameters import Figures


def recount(request: Mapping[str, Any], figures: Figures) -> Mapping[str, str]:
    """The totals of a kept request. Raises CannotRecount where it is no request that can be answered."""
    _facts, valuation = count_again(request, figures)
    return {name: str(getattr(valuation, name)) for name in TOTALS}


def count_again(request: Mapping[str, Any], figures: Figures) -> tuple[CaseFacts, Valuation]:
    """The facts of a kept request and what they come to. Raises CannotRecount as `recount` does."""
    try:
        quote = quote_of(request, figures)
    except Bad as bad:
        raise CannotRecount(f"{bad.field}: {bad}") from bad
    return quote.facts, quote.valuation
