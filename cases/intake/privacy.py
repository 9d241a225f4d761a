"""What may not be kept: citizen service numbers (BSN) and words about someone's health.

Law: art. 46 UAVG (an agency has no basis for the BSN), art. 9 AVG (health).
"""

import re
import unicodedata

from stdnum.nl import bsn

MASK = "*" * 9
NOT_KEPT = "[niet bewaard]"

# Nine digits in a row, or in the groups in which people write the number: 111.222.333, 1112.22.333, 111 222 333.
_GAP = r"[ .\-\u00a0\u202f]"
_NINE = re.compile(rf"(?<![0-9])(?:[0-9]{{9}}|[0-9]{{3}}{_GAP}[0-9]{{3}}{_GAP}[0-9]{{3}}"
                   rf"|[0-9]{{4}}{_GAP}[0-9]{{2}}{_GAP}[0-9]{{3}})(?![0-9])")
_MARKER = re.compile(r"(?<!\*)\*{9}(?!\*)")
_HEALTH = re.compile(
    r"\b(?:diagnose|medicati|medicijn|psycholo|psychiatr|therapie|fysiotherap|ggz|tandarts|orthodont|wortelkanaal"
    r"|gebitsreiniging|behandeling\s+bij|ziekenhuis|huisarts|zwangerschap|verslaving|kraamzorg|operatie(?:kosten)?\b)",
    re.IGNORECASE,
)


def mask(text: str) -> str:
    """`text` with every citizen service number replaced by nine asterisks, whatever digits it is written in."""
    plain = text if text.isascii() else "".join(map(_ascii_digit, text))
    if not _NINE.search(plain):
        return text
    found = [match.span() for match in _NINE.finditer(plain) if is_citizen_number(match.group())]
    for start, end in reversed(found):
        text = text[:start] + MASK + text[end:]
    return text


def is_citizen_number(text: str) -> bool:
    """True when `text` holds nine digits that pass the eleven test of the citizen service number."""
    digits = re.sub(r"[^0-9]", "", text)
    return len(digits) == len(MASK) and bool(bsn.is_valid(digits))


def holds_citizen_number(text: str) -> bool:
    """True when `text` holds a citizen service number, or the mask of one."""
    return mask(text) != text or bool(_MARKER.search(text))


def speaks_of_health(text: str) -> bool:
    """True when free text seems to tell something about someone's health."""
    return bool(_HEALTH.search(text))


def was_taken_out(text: str) -> bool:
    """True when `text` stands where something was that may not be kept."""
    return NOT_KEPT in text


def _ascii_digit(char: str) -> str:
    """The digit that `char` is in another script (full width, Arabic), else `char`: one for one, so places stay."""
    return str(unicodedata.decimal(char)) if char.isdecimal() else char
