"""Letters that look like a digit, read as one where they stand among digits: 12345678O, l11222333."""

import re
from typing import Final

MOST_ALIKE: Final = 4
# Latin, Greek, Cyrillic, Armenian.
_ALIKE: Final = {
    **dict.fromkeys("OoОоΟοՕօ", "0"), **dict.fromkeys("lIІіΙιӀӏ", "1"), **dict.fromkeys("ЗзƷʒӠӡ", "3"),
}
_ALIKE_WHERE_NAMED: Final = {
    **_ALIKE, **dict.fromkeys("Zz", "2"), **dict.fromkeys("SsЅѕ", "5"), **dict.fromkeys("Gб", "6"),
    **dict.fromkeys("BВ", "8"), **dict.fromkeys("gq", "9"), **dict.fromkeys("DQ", "0"), **dict.fromkeys("ij|!", "1"),
}
_LONE: Final = 9
_LETTERS: Final = "".join(_ALIKE)
_NAMED_LETTERS: Final = "".join(_ALIKE_WHERE_NAMED)
_AMONG_DIGITS: Final = re.compile(
    rf"(?<![^\W_])(?=[0-9]*[{_LETTERS}])(?=[{_LETTERS}]*[0-9])[0-9{_LETTERS}]{{2,{_LONE}}}(?![^\W_])"
)
_NAMED: Final = re.compile(
    rf"(?i:(?<![a-z])(?:bsn|b\.s\.n\.|burgerservice(?:nummer|nr)|sofi-?(?:nummer|nr)?))[^0-9A-Za-z]{{0,4}}"
    rf"(?:is |nr |nummer )?(?P<token>[0-9{_NAMED_LETTERS}](?:[ .-]?[0-9{_NAMED_LETTERS}]){{7,8}})(?![^\W_])"
)


def with_digits_meant(plain: str) -> str:
    """`plain` with such letters as the digits they are meant to be; as long as it was.

    A token that begins with one and is as long as the number is a code (I12345678), unless a word for it stands before.
    """
    meant = _AMONG_DIGITS.sub(_among_digits, plain)
    return _NAMED.sub(_named, meant)


def _among_digits(match: re.Match[str]) -> str:
    token = match.group()
    alike = sum(char in _ALIKE for char in token)
    is_code = len(token) == _LONE and not token[0].isdecimal()
    return token if is_code or alike > min(MOST_ALIKE, len(token) - 1) else _read(token)


def _read(token: str) -> str:
    return "".join(_ALIKE.get(char, char) for char in token)


def _named(match: re.Match[str]) -> str:
    token = match["token"]
    if sum(map(str.isdecimal, token)) < _LONE - MOST_ALIKE:
        return match.group()
    read = "".join(_ALIKE_WHERE_NAMED.get(char, char) for char in token)
    return match.group().replace(token, read)
