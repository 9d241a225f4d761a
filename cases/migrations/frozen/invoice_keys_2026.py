"""An invoice number as its letters and digits, as it was read in 2026 (0023)."""

import unicodedata

_LONGEST = 60


def key(number: str) -> str:
    """Letters and digits in capitals; "" for a number without any."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", number).upper()))[:_LONGEST]
