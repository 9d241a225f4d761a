"""What may not be kept: citizen service numbers (BSN) and words about someone's health.

Law: art. 46 UAVG (an agency has no basis for the BSN), art. 9 AVG (health).
"""

import re
from collections.abc import Iterable

from cases.intake.table import AT_ONCE
from cases.intake.values import is_usual, may_hold
from cases.privacy.citizen_numbers import LENGTH, SHORT, passes_test, spans
from cases.privacy.number_shapes import WORD

MASK = "*" * 9
NOT_KEPT = "[niet bewaard]"

_NO_PART_OF_A_NUMBER = {code: None for code in range(32, 127) if not (chr(code).isdigit() or chr(code) == "*")}

_MARKER = re.compile(r"(?<!\*)\*{9}(?!\*)")
_NO_LETTER = {code: None for code in range(128) if not chr(code).isalpha()}
# Words on health, with what must follow them.
_HEALTH_WORDS = {
    "diagnose": "", "medicati": "", "medicijn": "", "psycholo": "", "psychiatr": "", "therapie": "", "fysiotherap": "",
    "ggz": "", "tandarts": "", "orthodont": "", "wortelkanaal": "", "gebitsreiniging": "", "behandeling": r"\s+bij",
    "ziekenhuis": "", "huisarts": "", "zwangerschap": "", "verslaving": "", "kraamzorg": "",
    "operatie": r"(?:kosten)?\b",
}
_HEALTH = re.compile(rf"\b(?:{'|'.join(map(''.join, _HEALTH_WORDS.items()))})", re.IGNORECASE)


def mask(text: str) -> str:
    """`text` with every citizen service number replaced by nine asterisks, however it is written."""
    for start, end in reversed(spans(text)):
        text = text[:start] + MASK + text[end:]
    return text


def is_citizen_number(text: str) -> bool:
    """True when `text` holds nine digits that pass the eleven test of the citizen service number."""
    return passes_test(re.sub(r"[^0-9]", "", text))


def holds_citizen_number(text: str) -> bool:
    """True when `text` holds a citizen service number, or the mask of one."""
    return len(text) >= SHORT and bool(spans(text) or (MASK in text and _MARKER.search(text)))


def numbered_among(texts: Iterable[str]) -> frozenset[str]:
    """Those of `texts` that hold a citizen service number, or the mask of one.

    Nearly none has the nine digits or stars for it, or eight beside a word.
    """
    every, found = list(texts), list[str]()
    for start in range(0, len(every), AT_ONCE):
        some = every[start : start + AT_ONCE]
        whole = "\n".join(some)
        if not whole.isascii():
            found += [text for text in some if not text.isascii()]
            some = [text for text in some if text.isascii()]
            whole = "\n".join(some)
        bare = whole.translate(_NO_PART_OF_A_NUMBER).split("\n")
        longest = max(map(len, bare))
        if len(bare) != len(some):
            found += some
        elif longest >= LENGTH or (longest == SHORT and whole.lower() != whole.upper()):
            found += [text for text, part in zip(some, bare, strict=True) if _may_be_number(text, len(part))]
    return frozenset(filter(holds_citizen_number, found))


def _may_be_number(text: str, digits: int) -> bool:
    return digits >= LENGTH or (digits == SHORT and WORD.search(text) is not None)


def speaks_of_health(text: str) -> bool:
    """True when free text seems to tell something about someone's health."""
    return may_hold(_HEALTH_WORDS, text) and bool(_HEALTH.search(text))


def tells_nothing(text: str) -> bool:
    """True when it is certain at one look that nobody can be told of anyone's health by `text` or a part of it."""
    if not is_usual(text):
        return False
    letters = text.encode("ascii", "ignore").decode("ascii").lower().translate(_NO_LETTER)
    return not any(map(letters.__contains__, _HEALTH_WORDS)) or not _HEALTH.search(text)


def was_taken_out(text: str) -> bool:
    """True when `text` stands where something was that may not be kept."""
    return NOT_KEPT in text
