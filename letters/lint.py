"""Wording that may not stand in a letter to a debtor."""

import re

_THREATS = re.compile(
    r"\b(?:\w*beslag\b|BKR\b|faillissement|(?:gerechts)?deurwaarder|aan (?:de|uw) deur\b|dagvaard|laatste kans)",
    re.IGNORECASE,
)


def threats(text: str) -> list[str]:
    """Measures that may not be announced in this stage. For the letter's own text: a name or a thing bought may
    rightly hold such a word ("deurbeslag"). Law: art. 4.1 Bki."""
    return [found.group() for found in _THREATS.finditer(text)]
