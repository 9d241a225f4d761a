"""Words in a wrong code page: mended where there is one reading only, else the row waits.

Two kinds: signs that were written as UTF-8 and read as something else ("CafÃ©"), and a file of an old code page that
was read as Windows-1252 ("Caf‚"). The letter goes to the debtor, so nothing is guessed and what is mended is shown.
"""

import html
import re
from collections.abc import Iterable

_READ_AS = ("cp1252", "latin-1", "mac_roman", "cp850", "cp437")
_OLD_PAGES = ("cp850", "mac_roman")  # cp437 has the letters of western Europe where cp850 has them
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8});", re.IGNORECASE)
_LOST = re.compile(
    "�|(?<=[^\\W\\d_])\\?(?=[^\\W\\d_])|=[0-9A-F]{2}=[0-9A-F]{2}|%[CE][0-9A-F]%[89AB][0-9A-F]"
)
_IN_DAMAGED = "?=%&"  # one of these stands in every damaged text of plain signs
# The first byte of a letter in UTF-8 as other code pages show it, with what may follow it.
_TWICE = re.compile(
    "[ÃÂÄÅ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122 ]"
    "|â(?:€|\u0080)|[ÃÂ]$|√[^\\W\\d_]?|[├┬][^\\s]|Γ[çÇ]"
)
# Signs that never stand in a word, and capitals of other alphabets that never stand behind a small letter.
_SIGNS = "‚ƒ„…†‡ˆ‰‹›”“•˜™¤¡¢£¥§¨©ª«»¬¯±²³´µ¶¸¹º¼½¾¿×÷\u0080-\u009f│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬▒░▓█■"
_FOREIGN = re.compile(
    rf"(?<=[^\W\d_])[{_SIGNS}](?=[^\W\d_])|(?<=[a-z])[‚ƒ„†‡ˆ‰‹¤¡¢£¥§¨¬ŠŽŒŸ\u0080-\u009f]"
    r"|(?<![^\s(])[‚ƒˆ‰‹¤¡¢£¥™š¬\u0080-\u009f](?=[a-z])"
)
_LIKELY = re.compile("[À-ÖØ-öø-ſ‘’“”„–—…€°²³½¼·]")
_LETTERS = frozenset("àáâäãåæçèéêëìíîïñòóôöõøùúûüýÿß")


def looks_damaged(text: str) -> bool:
    """True when `text` holds signs that no name or word holds."""
    if text.isascii():
        return bool(_LOST.search(text) or _ENTITY.search(text))
    return any(pattern.search(text) for pattern in (_LOST, _ENTITY, _TWICE, _FOREIGN))


def damaged_among(texts: Iterable[str]) -> frozenset[str]:
    """Those of different `texts` that look damaged."""
    every = list(texts)
    plain = [text for text in every if text.isascii()]
    others = [text for text in every if not text.isascii()]
    whole = "\n".join(plain)
    likely = plain if any(map(whole.__contains__, _IN_DAMAGED)) and looks_damaged(whole) else []
    return frozenset(text for text in (*likely, *others) if looks_damaged(text))


def old_page_of(texts: Iterable[str]) -> str:
    """The one old code page that makes words of all damaged `texts`; "" when there is none, or more than one."""
    damaged = [text for text in texts if not text.isascii() and _FOREIGN.search(text) and not _TWICE.search(text)]
    fitting = [page for page in _OLD_PAGES if damaged and all(_from_page(text, page) for text in damaged)]
    return fitting[0] if len(fitting) == 1 else ""


def mended(text: str, old_page: str) -> str | None:
    """`text` as it must have been written; None when that cannot be said for certain."""
    if _LOST.search(text):
        return None
    better = html.unescape(text) if _ENTITY.search(text) else text
    for _ in range(3):
        if not _TWICE.search(better):
            break
        once = _once_less(better)
        if once is None:
            return None
        better = once
    if old_page and _FOREIGN.search(better):
        better = _from_page(better, old_page) or better
    return None if looks_damaged(better) else better


def _once_less(text: str) -> str | None:
    """`text` with one reading too many undone."""
    found = {undone for page in _READ_AS if (undone := _undone(text, page)) is not None}
    return found.pop() if len(found) == 1 else None


def _undone(text: str, page: str) -> str | None:
    try:
        undone = text.encode(page).decode("utf-8")
    except UnicodeError:
        return None
    likely = _TWICE.search(undone) or all(char.isascii() or _LIKELY.fullmatch(char) for char in undone)
    return undone if undone != text and likely else None


def _from_page(text: str, page: str) -> str | None:
    """`text` read in an old code page, when words come out of it: letters only, no capital behind a small letter."""
    try:
        found = text.encode("cp1252").decode(page)
    except UnicodeError:
        return None
    strange = [char for char in found if not char.isascii()]
    if not all(char.isalpha() and char.lower() in _LETTERS for char in strange):
        return None
    return None if re.search(r"(?<=[^\W\d_A-Z])[ÀÁÂÄÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØÙÚÛÜÝ]", found) else found
