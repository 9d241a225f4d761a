"""Whether a phone number is a mobile one of the Netherlands, in the one spelling in which a message is sent to it."""

import re

_BETWEEN = re.compile(r"[ \u00a0\u2011.\-]")
_MOBILE = re.compile(r"(?:\+31|0031|0)(6[1-58][0-9]{7})", re.ASCII)


def mobile_number(typed: str) -> str | None:
    """A number as it was typed, as +316 and eight digits; None where it is none of a mobile phone here.

    The numbering plan gives mobile telephony 061 to 065 and 068; 066 and 067 are for pagers and services. Two numbers
    in one field, or words beside one, are not guessed at. Law: Nummerplan telefoon- en ISDN-diensten.

    >>> [mobile_number(each) for each in ("06 - 1234 5678", "+31 (0)6 12345678", "0031612345678")]
    ['+31612345678', '+31612345678', '+31612345678']
    >>> [mobile_number(each) for each in ("030 123 45 67", "06 1234567", "06 61234567", "06 12345678 (werk)", "")]
    [None, None, None, None, None]
    """
    found = _MOBILE.fullmatch(_BETWEEN.sub("", typed.strip().replace("(0)", "")))
    return None if found is None else f"+31{found[1]}"
