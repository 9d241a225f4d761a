"""Citizen service numbers (burgerservicenummer, BSN) in people's words: found in whatever way they are written.

A number is nine digits that pass the eleven test, together or in groups, with any signs between them, seen or unseen.
A letter that looks like a digit is read as one among digits (`digits_alike.py`). Amounts, phone numbers, days, bank
accounts and longer or shorter numbers are none; eight digits are one only where a word for it stands beside them. Nine
bare digits that pass by chance are taken for one: the record can do without. Not found: numbers written in words, and
numbers with letters between their groups.

Law: art. 46 UAVG: an agency has no basis to keep the number.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from stdnum.nl import bsn

from cases.privacy.digits_alike import MOST_ALIKE, with_digits_meant
from cases.privacy.number_shapes import OTHER_WORD, WORD, is_named, without_other_numbers

LENGTH = 9
SHORT = LENGTH - 1  # the first digit was nought and got lost
REFUSAL = "Hier staat een burgerservicenummer. Haal het weg; wij mogen het niet bewaren."

_DIGIT = re.compile(r"[0-9]")
_GROUP = re.compile(r"[0-9]+")
_ENOUGH = re.compile(rf"(?:[^0-9]*[0-9]){{{LENGTH - MOST_ALIKE}}}")
_GAP = re.compile(r"(?:[^\w€]|_){1,12}(?=[0-9])")
# What stands between in the source of a page, or in a text that was quoted: 111<br>222, 111&nbsp;222, 111\\n222.
_WEB = re.compile(r"</?[A-Za-z][^<>0-9]{0,40}>|&[A-Za-z]{2,8};|&#x?[0-9A-Fa-f]{2,4};|\\[nrt]")
_BREAKS = "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_ALIKE = {
    "\\": "/", "\u2044": "/", "\u2215": "/", "\u2212": "-", "\u2043": "-", "\u00b7": ".", "\u2022": ".",
    "\u2219": ".", "\u2027": ".", "\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00a6": "|",
    "\u201c": '"', "\u201d": '"', "\u201e": '"',
}
_UNSEEN = {"Cf", "Mn", "Me", "Cc"}
_MONEY_SIGNS = "€£"
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that show as nothing

# How far two groups of digits stand apart: the closer, the sooner they are one number.
_SIGN, _LIST_SIGN, _SPACE, _SIGN_AND_SPACE, _LINE = range(1, 6)
_TIED = (_SIGN, _LIST_SIGN)
_BINDING = frozenset("-./_'~")
# The ways in which people group the number; only these are looked for within a longer row of numbers.
_GROUPINGS = ((3, 3, 3), (4, 2, 3), (2, 2, 2, 3), (3, 2, 2, 2), (5, 4), (4, 5), (3, 6), (6, 3), (1,) * 9)
_LONGEST_LOOSE = 6

_BEFORE, _AFTER = 60, 24
_NEXT_SENTENCE = re.compile(r"[.!?;]\s+[A-Z]")


@dataclass(frozen=True)
class _Digits:
    """A group of digits; `gap` is how far the next of its row stands, 0 behind the last; `sign` what is between."""

    start: int
    end: int
    sign: str
    gap: int

    @property
    def length(self) -> int:
        return self.end - self.start


def spans(text: str) -> list[tuple[int, int]]:
    """Where citizen service numbers stand in `text`: start and end of each, in order, none within another."""
    if len(text) < SHORT or not (_ENOUGH.match(text) if text.isascii() else any(map(str.isdigit, text))):
        return []  # nearly every one
    text = _WEB.sub(lambda match: " " * len(match.group()), text)
    plain, places = _plain(text, unseen="")
    found = _in_plain(text, plain, places)
    if len(plain) != len(text):  # a sign that nobody sees may also be what keeps two numbers apart
        found |= _in_plain(text, *_plain(text, unseen=" "))
    meant = with_digits_meant(plain)
    if meant != plain:
        found |= _in_plain(text, meant, places)
    return _apart(sorted(found))


def holds_one(text: str) -> bool:
    """Whether `text` holds a citizen service number."""
    return bool(spans(text))


def passes_test(digits: str) -> bool:
    """Whether these are nine digits that pass the eleven test of the number."""
    return len(digits) == LENGTH and bool(bsn.is_valid(digits))


def _plain(text: str, *, unseen: str) -> tuple[str, Sequence[int]]:
    """`text` with plain digits, signs and spaces, unseen signs replaced; and where each character stood."""
    if text.isascii() and text.isprintable() and "\\" not in text:
        return text, range(len(text))
    kept, places = [], []
    for place, char in enumerate(text):
        read = _read(char) or unseen
        if read:
            kept.append(read)
            places.append(place)
    return "".join(kept), places


def _read(char: str) -> str:
    """A character as it is meant; empty for one that nobody sees."""
    if char in _BREAKS:
        return "\n"
    if char.isspace():
        return " "
    if char in _ALIKE:
        return _ALIKE[char]
    if char.isascii():
        return char if char.isprintable() else ""
    return _read_foreign(char)


def _read_foreign(char: str) -> str:
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    category = unicodedata.category(char)
    if category in _UNSEEN or char in _BLANKS:
        return ""
    if category == "Pd":
        return "-"
    same = unicodedata.normalize("NFKC", char)
    if len(same) == 1 and same.isascii():
        return same
    return "*" if category[0] in "PS" and char not in _MONEY_SIGNS else char


def _in_plain(text: str, plain: str, places: Sequence[int]) -> set[tuple[int, int]]:
    count = len(_DIGIT.findall(plain))
    if count < SHORT or (count == SHORT and not WORD.search(plain)):
        return set()
    return {
        (places[part[0].start], places[part[-1].end - 1] + 1)
        for row in _rows(without_other_numbers(plain), text, places)
        for part in (*_candidates(row), *_behind_its_word(plain, row)) if _is_one(plain, part)
    }


def _rows(bare: str, text: str, places: Sequence[int]) -> Iterator[list[_Digits]]:
    """Groups of digits with nothing but signs and spaces between them."""
    row: list[_Digits] = []
    for match in _GROUP.finditer(bare):
        between = _GAP.match(bare, match.end())
        if between is None:
            yield [*row, _Digits(match.start(), match.end(), "", 0)]
            row = []
        else:
            sign = text[places[match.end()]:places[between.end()]]
            row.append(_Digits(match.start(), match.end(), sign, _gap(between.group())))


def _gap(sign: str) -> int:
    if "\n" in sign:
        return _LINE
    bare = sign.strip()
    if not bare:
        return _SPACE
    if " " in sign:
        return _SIGN_AND_SPACE
    return _SIGN if set(bare) <= _BINDING else _LIST_SIGN


def _candidates(row: list[_Digits]) -> Iterator[list[_Digits]]:
    """Parts of a row that may be one number: what stands closer together than to the rest, and known groupings."""
    for gap in (_SIGN, _LIST_SIGN, _SPACE):
        yield from _cut(row, gap)
    for gap in (_SIGN_AND_SPACE, _LINE):
        yield from filter(_is_plausible, _cut(row, gap))
    for tight in _cut(row, _SIGN):
        yield from _with_one_sign(tight)
        if all(group.length == LENGTH for group in tight):  # 111222333/123456782: of two people
            yield from ([group] for group in tight)
    yield from _known_groupings(row)


def _is_plausible(loose: list[_Digits]) -> bool:
    """Whether groups with more than a space between them may be one number: no long one with a small one far off."""
    lengths = tuple(group.length for group in loose)
    is_even = len({group.sign for group in loose[:-1]}) < 2
    return lengths in _GROUPINGS or (is_even and max(lengths) <= _LONGEST_LOOSE)


def _behind_its_word(plain: str, row: list[_Digits]) -> Iterator[list[_Digits]]:
    """What stands first behind a word for the number, also where more digits are tied to it: bsn-111222333-2026."""
    if is_named(plain, row[0].start):
        yield from (row[:count] for count in range(1, min(len(row), LENGTH + 1)))


def _cut(row: list[_Digits], gap: int) -> Iterator[list[_Digits]]:
    """The row in parts whose groups stand no further apart than `gap`."""
    part: list[_Digits] = []
    for group in row:
        part.append(group)
        if not 0 < group.gap <= gap:
            yield part
            part = []


def _with_one_sign(tight: list[_Digits]) -> Iterator[list[_Digits]]:
    """Longest parts with the same sign between all groups: 111-222-333 in 2026/111-222-333."""
    part = tight[:1]
    for before, group in pairwise(tight):
        if len(part) > 1 and part[0].sign != before.sign:
            yield part
            part = [before]
        part.append(group)
    if 1 < len(part) < len(tight):
        yield part


def _known_groupings(row: list[_Digits]) -> Iterator[list[_Digits]]:
    """Parts of a longer row that are grouped as people do it, with one sign or space between all groups."""
    for lengths in _GROUPINGS:
        for at in range(len(row) - len(lengths) + 1):
            part = row[at:at + len(lengths)]
            if tuple(group.length for group in part) == lengths and _stands_apart(row, at, part):
                yield part


def _stands_apart(row: list[_Digits], at: int, part: list[_Digits]) -> bool:
    """Whether a part of a row is no piece of a longer number: nothing is tied to it, nor goes on in the same way."""
    if len({group.sign for group in part[:-1]}) > 1:
        return False
    before, behind = row[max(0, at - 1):at], row[at + len(part):at + len(part) + 1]
    edges = [*before, *(part[-1:] if behind else [])]
    goes_on = any(
        edge.sign == part[0].sign and other.length == part[0].length
        for edge, other in zip(edges, (*before, *(other for other in behind if other.gap not in _TIED)), strict=False)
    )
    is_even = len({group.length for group in part}) == 1 and part[0].length > 1
    return not (is_even and goes_on) and all(edge.gap > min(part[0].gap, _LIST_SIGN) for edge in edges)


def _is_one(plain: str, part: list[_Digits]) -> bool:
    if sum(group.length for group in part) not in (SHORT, LENGTH):
        return False
    digits = "".join(plain[group.start:group.end] for group in part)
    if len(digits) == SHORT:
        return passes_test(f"0{digits}") and _named(plain, part[0].start, part[-1].end)
    return passes_test(digits)


def _named(plain: str, start: int, end: int) -> bool:
    """Whether a word for the number stands beside it: the last word for a number before it, or one right behind."""
    before = plain[max(0, start - _BEFORE):start]
    words = before[max((match.end() for match in _DIGIT.finditer(before)), default=0):]
    named = max((match.start() for match in WORD.finditer(words)), default=-1)
    other = max((match.start() for match in OTHER_WORD.finditer(words)), default=-1)
    if named != other:
        return named > other and not _NEXT_SENTENCE.search(words[named:])
    return bool(WORD.search(plain[end:end + _AFTER]))


def _apart(spans_seen: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without those that overlap an earlier one."""
    kept: list[tuple[int, int]] = []
    for start, end in spans_seen:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
        elif end > kept[-1][1]:
            kept[-1] = (kept[-1][0], end)
    return kept
