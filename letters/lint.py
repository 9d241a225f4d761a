"""Wording that may not stand in a letter to a debtor.

Law: HR 25 November 2016, ECLI:NL:HR:2016:2704 (term of the fourteen-day notice); art. 4.1 Bki (no undue pressure).
"""

import re

from letters.errors import WordingRefused

_TERMS = re.compile(
    r"\bna (?:heden|dagtekening|(?:de )?datum van deze brief|verzending|de dag van verzending|de dag na dagtekening)\b",
    re.IGNORECASE,
)
_THREATS = re.compile(
    r"\b(?:\w*beslag\b|BKR\b|faillissement|(?:gerechts)?deurwaarder|aan (?:de|uw) deur\b|dagvaard|laatste kans)",
    re.IGNORECASE,
)


def wrong_terms(text: str) -> list[str]:
    """Terms counted from the wrong day, which make the fourteen-day notice void."""
    return [found.group() for found in _TERMS.finditer(text)]


def threats(text: str) -> list[str]:
    """Measures that may not be announced in this stage. For the letter's own text: a name or a thing bought may
    rightly hold such a word ("deurbeslag")."""
    return [found.group() for found in _THREATS.finditer(text)]


def refuse_wrong_terms(text: str) -> None:
    """Raises WordingRefused when `text` counts a term from the wrong day, wherever the words came from."""
    found = wrong_terms(text)
    if found:
        raise WordingRefused(f"zo mag de termijn niet worden geteld: {', '.join(found)}", phrases=found)
