"""Words as people type them, brought to one form: accents, ij and y, and one slip of typing."""

import re
import unicodedata
from functools import lru_cache

_ALONE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ĳ": "ij"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})
_UMLAUTED = re.compile("[äöüå]")
SHORTEST_WITH_SLIP = 5  # letters: of a shorter word one letter makes another word


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Letters and digits in lower case without accents."""
    bare = text if text.isascii() else unicodedata.normalize("NFKD", text.casefold().translate(_ALONE))
    return "".join(filter(str.isalnum, bare)).casefold()


@lru_cache(maxsize=20_000)
def forms(text: str) -> frozenset[str]:
    """The forms in which one word may be written without accents: Müller is Muller and Mueller, Meijer is Meyer."""
    lower = unicodedata.normalize("NFC", text).casefold().translate(_ALONE)
    written = (lower, lower.translate(_UMLAUTS)) if _UMLAUTED.search(lower) else (lower,)
    return frozenset(plain(each).replace("ij", "y") for each in written)


def is_one_slip(one: str, other: str) -> bool:
    """Whether one letter was typed wrong, left out, doubled, or changed places with its neighbour; digits never."""
    if one == other or min(len(one), len(other)) < SHORTEST_WITH_SLIP or _digits(one) != _digits(other):
        return False
    return slips_to(one, other)


def slips_to(one: str, other: str) -> bool:
    """Whether two texts are one slip apart, whatever they hold and however short they are."""
    short, long = sorted((one, other), key=len)
    at = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(long) - len(short) == 1:
        return short[at:] == long[at + 1:]
    if len(short) != len(long):
        return False
    swapped = short[at + 1:at + 2] + short[at:at + 1]
    return short[at + 1:] == long[at + 1:] or (swapped == long[at:at + 2] and short[at + 2:] == long[at + 2:])


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
