"""The name of an organisation without its legal form, and how two of them compare."""

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from cases.parties.written_words import forms, is_one_slip

_FORMS = (
    ("bv", r"b\.? ?v\.?(?: i\.?o\.?)?|besloten vennootschap(?: met beperkte aansprakelijkheid)?"),
    ("nv", r"n\.? ?v\.?|naamloze vennootschap"), ("vof", r"v\.? ?o\.? ?f\.?|vennootschap onder firma|firma"),
    ("cv", r"c\.? ?v\.?|commanditaire vennootschap"), ("maatschap", "maatschap"), ("stichting", r"stichting|st\."),
    ("vve", r"v\.?v\.?e\.?|vereniging van eigena(?:ren|ars)"), ("vereniging", "vereniging"),
    ("cooperatie", r"co[öo]peratie(?:ve vereniging)?|u\.? ?a\.?"),
    ("eenmanszaak", "eenmanszaak|zzp"), ("gmbh", r"gmbh|g\.m\.b\.h\.?"), ("ltd", r"ltd\.?|limited"), ("inc", r"inc\.?"),
    ("ag", "ag"), ("sa", r"s\.a\.|s\.a\.r\.l\.|sarl|srl|bvba|sprl"), ("llc", r"llc|l\.l\.c\.?"),
)
_FORM = re.compile(r"(?<![\w.])(?:" + "|".join(f"(?P<{name}>{form})" for name, form in _FORMS) + r")(?![\w])\.?")
_TRADING_AS = re.compile(
    r"\(?\b(?:[tm]?\.?h\.?o\.?d\.?n\.?|(?:tevens )?handelend onder (?:de )?(?:handels)?naam|trading as|t/a)(?!\w)\.?:?"
)
_SAME_WORDS = {"&": "en", "+": "en", "and": "en", "und": "en", "et": "en", "gebr": "gebroeders", "mij": "maatschappij",
               "int": "international", "internationaal": "international", "ned": "nederland", "nl": "nederland",
               "co": "compagnie", "zn": "zonen", "zoon": "zonen", "gem": "gemeente", "t": "het"}
_ROMAN = frozenset(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"])


class Companies(IntEnum):
    """How the names of two organisations compare."""

    EQUAL = 0
    SLIP = 1     # one slip of typing in one word
    RELATED = 2  # another legal form, or one name within the other: a holding, a branch
    OTHER = 3


@dataclass(frozen=True)
class CompanyName:
    """A name in words, without legal form; `legal_form` is "" where the name has none."""

    words: tuple[str, ...]
    legal_form: str


@lru_cache(maxsize=20_000)
def read(name: str) -> tuple[CompanyName, ...]:
    """The names that stand in one: before and behind "h.o.d.n.". Empty where there are no words."""
    found = (_one(part) for part in _TRADING_AS.split(" ".join(name.casefold().split())))
    return tuple(each for each in found if each.words)


def carries_form(name: str) -> bool:
    """Whether a legal form stands in a name, or that it is the name of a trade."""
    lower = " ".join(name.casefold().split())
    return _FORM.search(lower) is not None or _TRADING_AS.search(lower) is not None


def without_form(name: str) -> str:
    """A name in small letters without "B.V." and the like."""
    return " ".join(_FORM.sub(" ", name.casefold()).split())


def before_trade(name: str) -> str:
    """A name up to "h.o.d.n.", as it is written."""
    found = _TRADING_AS.search(name.casefold())
    return name[:found.start()].strip() if found and found.start() else name


@lru_cache(maxsize=20_000)
def compare(one: tuple[CompanyName, ...], other: tuple[CompanyName, ...]) -> Companies:
    """The nearest of the names of each."""
    return min((_compare(a, b) for a in one for b in other), default=Companies.OTHER)


def _one(name: str) -> CompanyName:
    found = _FORM.search(name)
    bare = _FORM.sub(" ", name) if found else name
    words = re.findall(r"[&+]|[^\W_]+", bare.replace("'", "").replace(".", " "))
    if not [word for word in words if word not in ("&", "+")]:  # a name that is its legal form alone
        words = re.findall(r"[^\W_]+", name)
    return CompanyName(tuple(_SAME_WORDS.get(word, word) for word in words), (found.lastgroup or "") if found else "")


def _compare(a: CompanyName, b: CompanyName) -> Companies:
    forms_differ = bool(a.legal_form and b.legal_form) and a.legal_form != b.legal_form
    if forms("".join(a.words)) & forms("".join(b.words)) or sorted(a.words) == sorted(b.words):
        return Companies.RELATED if forms_differ else Companies.EQUAL
    if not forms_differ and _is_slip(a.words, b.words):
        return Companies.SLIP
    ours, theirs = set(a.words), set(b.words)
    return Companies.RELATED if ours <= theirs or theirs <= ours else Companies.OTHER


def _is_slip(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one word differs by one slip; a number, and a Roman one, is no slip but another company."""
    if len(one) != len(other):
        return not (set(one) ^ set(other)) & _ROMAN and is_one_slip("".join(one), "".join(other))
    differing = [(a, b) for a, b in zip(one, other, strict=True) if not forms(a) & forms(b)]
    return len(differing) == 1 and not _ROMAN & set(differing[0]) and is_one_slip(*differing[0])
