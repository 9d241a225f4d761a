"""The one colour of an agency on its letters: of headings and lines, dark enough to be read on white paper."""

import re
from typing import Final

HOUSE: Final = "#1f4e79"
# Of text of ordinary size on its ground: WCAG 2.2, 1.4.3 (AA).
LEAST_CONTRAST: Final = 4.5
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def is_colour(value: str) -> bool:
    """Whether it is written as `#1f4e79`."""
    return _COLOUR.fullmatch(value) is not None


def contrast_with_white(colour: str) -> float:
    """The contrast of a colour (`#1f4e79`) with white, from 1 to 21, as WCAG 2.2 defines it.

    >>> round(contrast_with_white("#000000"), 2), round(contrast_with_white("#ffffff"), 2)
    (21.0, 1.0)
    """
    red, green, blue = (_linear(int(colour[at:at + 2], 16) / 255) for at in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(channel: float) -> float:
    lit: float = channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
    return lit
