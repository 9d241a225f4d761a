"""Measures that may not be announced while nobody took them: words of pressure in a letter (art. 4.1 Bki)."""

import re
from dataclasses import dataclass

LAW = "art. 4.1 Bki"
_MEASURES = (
    (r"\w*beslag(?!vrij)\w*", "Een beslag"), (r"BKR\w*", "Een melding bij BKR"),
    (r"faillissement\w*", "Een faillissement"), (r"(?:gerechts)?deurwaarder\w*", "De deurwaarder"),
    (r"(?:ge)?dagvaar\w*", "Een dagvaarding"), (r"ontruim\w*", "Een ontruiming"), (r"executie\w*", "Een executie"),
    (r"aan (?:de|uw) deur", "Een bezoek"),
    (r"laatste kans", "Een laatste kans"), (r"politie", "De politie"), (r"(?:uw|bij de) werkgever", "De werkgever"),
)
_FOUND = tuple((re.compile(rf"\b{words}\b", re.IGNORECASE), what) for words, what in _MEASURES)


@dataclass(frozen=True, kw_only=True)
class Threat:
    """Words that announce a measure: `found` in the text, and what is against them in Dutch."""

    found: str
    message: str
    law: str = LAW


def threats(text: str) -> tuple[Threat, ...]:
    """Every measure that a text names, in the order of the text.

    A name or a thing that was bought may hold such a word: so this is asked of words that somebody typed for a letter
    and of a letter's own words, never of names. Law: art. 4.1 Bki.
    """
    found = [
        (match.start(), Threat(found=match.group(), message=f"{what} noemt u niet zolang daar niets van is besloten."))
        for pattern, what in _FOUND for match in pattern.finditer(text)
    ]
    return tuple(threat for _, threat in sorted(found, key=lambda each: each[0]))
