"""A result that was kept, counted again: its request answered with the figures of its time."""

from collections.abc import Mapping
from typing import Any  # Any: a request, as JSON

from agency.quote.answering import quote_of
from agency.quote.fields import Bad
from cases.counting.valuation_records import TOTALS
from cases.invariants import CannotRecount
from legal.parameters import Figures


def recount(request: Mapping[str, Any], figures: Figures) -> Mapping[str, str]:
    """The totals of a kept request. Raises CannotRecount where it is no request that can be answered."""
    try:
        valuation = quote_of(request, figures).valuation
    except Bad as bad:
        raise CannotRecount(f"{bad.field}: {bad}") from bad
    return {name: str(getattr(valuation, name)) for name in TOTALS}
