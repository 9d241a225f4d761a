"""The name of a person, in whatever split and order it was given, and how two of them compare."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from cases.parties import given_names
from cases.parties.given_names import Given
from cases.parties.written_words import forms, is_one_slip

_PREFIXES = """
van de der den het 't t ten ter te op op' aan in in't la le les du des von zu zum zur el al d' da do dos della
di v vd v.d v/d d vder vden vande vander vanden uit bij onder over tot tho thoe af
"""
_PREFIX_WORDS = frozenset(_PREFIXES.split())
COMMA = ","
_MEN = frozenset(("dhr", "heer", "hr"))
_WOMEN = frozenset(("mevr", "mevrouw", "mw", "mej", "mejuffrouw"))
_TITLES = frozenset((
    "mr", "drs", "ir", "ing", "dr", "prof", "ds", "bc", "lic", "fam", "msc", "bsc", "ma", "mba", "llm",
))
_GENERATIONS = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr"}
_MARRIED_TO = re.compile(
    r"\s+(?:e\s*[/.]\s*v\.?|echtg(?:enote|\.)?\s+van|geb(?:oren|\.)?|gescheiden van)\s+", re.IGNORECASE
)


class Surnames(IntEnum):
    """How surnames compare."""

    EQUAL = 0   # the same, a prefix left out or not
    PART = 1    # one has a name of marriage that the other lacks
    SLIP = 2    # one slip of typing, another prefix, or only half in common
    OTHER = 3


@dataclass(frozen=True)
class PersonName:
    """One way to read a name. `parts`: surnames without prefix, more of them where one is of marriage."""

    given: tuple[str, ...]
    prefix: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class ReadName:
    """A name as read: the likeliest way, other orders, and whether a man, a woman, a father or a son was meant."""

    first: PersonName
    others: tuple[PersonName, ...] = ()
    sex: str = ""
    generation: str = ""


@dataclass(frozen=True)
class NamesCompared:
    """How two names of persons compare, by surname and by given names."""

    surnames: Surnames
    given: Given

    @property
    def agree(self) -> bool:
        """Whether only the spelling differs. Half a double surname beside initials may be the other of a couple."""
        if self.surnames is Surnames.PART:
            return self.given is Given.EQUAL
        return self.surnames is Surnames.EQUAL and self.given <= Given.FITS


@lru_cache(maxsize=20_000)
def read(first_names: str, prefix: str, last_name: str) -> ReadName | None:
    """A name from its fields, or whole in one of them; None without a name."""
    if prefix.strip() and f"{last_name.casefold()} ".startswith(f"{prefix.strip().casefold()} "):
        prefix = ""  # it stands in the surname as well
    whole = " ".join(part for part in (first_names, prefix, last_name) if part.strip())
    tokens, sex, generation = _bare(whole)
    if not tokens:
        return None
    first_tokens, last_tokens = _bare(first_names)[0], _bare(f"{prefix} {last_name}")[0]
    if first_tokens and last_tokens:
        given, moved = _without_prefix_at_end(first_tokens)
        ways = [_named(given, [*moved, *last_tokens]), _named(_plain_tokens(last_tokens), first_tokens)]
    else:
        ways = list(_ways_to_read(tokens, has_comma="," in whole))
    others = tuple(way for way in ways[1:] if len("".join(way.parts)) > 1)  # an initial is no surname
    return ReadName(ways[0], others, sex, generation)


@lru_cache(maxsize=20_000)
def compare(one: ReadName, other: ReadName) -> NamesCompared:
    """The likeliest readings, unless in another order the names are the same."""
    found = _compare(one.first, other.first)
    if not found.agree:
        ways = [(a, b) for a in (one.first, *one.others) for b in (other.first, *other.others)]
        found = next((each for each in (_compare(a, b) for a, b in ways) if each.agree), found)
    return _with_signs(found, one, other)


def _with_signs(found: NamesCompared, one: ReadName, other: ReadName) -> NamesCompared:
    """Mr and Mrs are two, senior and junior as well; senior beside nothing is not sure."""
    if _contrary(one.sex, other.sex) or _contrary(one.generation, other.generation):
        return NamesCompared(found.surnames, Given.OTHER)
    if one.generation != other.generation and found.given <= Given.FITS:
        return NamesCompared(found.surnames, Given.CALL_NAME)
    return found


def _contrary(a: str, b: str) -> bool:
    return bool(a and b) and a != b


def _compare(a: PersonName, b: PersonName) -> NamesCompared:
    return NamesCompared(_surnames(a, b), given_names.compare(a.given, b.given))


def _surnames(a: PersonName, b: PersonName) -> Surnames:
    if _whole_forms(a) & _whole_forms(b):
        return Surnames.EQUAL if _same_prefix(a.prefix, b.prefix) else Surnames.SLIP
    ours, theirs = ([forms(part) for part in each.parts] for each in (a, b))
    shared = min(
        sum(any(part & other for other in theirs) for part in ours),
        sum(any(part & other for other in ours) for part in theirs),
    )
    if shared:
        return _share(shared, ours, theirs)
    slips = (is_one_slip(x, y) for x in _whole_forms(a) for y in _whole_forms(b))
    return Surnames.SLIP if any(slips) else Surnames.OTHER


def _share(shared: int, ours: Sequence[object], theirs: Sequence[object]) -> Surnames:
    if shared == len(ours) == len(theirs):
        return Surnames.EQUAL
    return Surnames.PART if shared == min(len(ours), len(theirs)) else Surnames.SLIP


@lru_cache(maxsize=20_000)
def _whole_forms(name: PersonName) -> frozenset[str]:
    """The surname as one word, with its prefix and without: Vanderberg, Berg."""
    bare = "".join(name.parts)
    return forms(bare) | forms(f"{name.prefix}{bare}")


def _same_prefix(a: str, b: str) -> bool:
    """Whether two prefixes are the same, one is left out, or one is short for the other: "v.d." and "van der"."""
    if not a or not b or a == b:
        return True
    short, long = sorted((a, b), key=len)
    return short in {"v", "vd", "d"} and "".join(word[0] for word in _split_prefix(long)).startswith(short)


def _split_prefix(prefix: str) -> list[str]:
    return re.findall(r"van|von|der|den|de|het|ten|ter|te|op|aan|in|[a-z]+?(?=van|der|den|de|$)", prefix) or [prefix]


def _bare(text: str) -> tuple[list[str], str, str]:
    """The words of a name without titles; whether a man or a woman is meant; senior or junior."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("`", "'")
    text = re.sub(r"\s*[-–]\s*", "-", _MARRIED_TO.sub("-", text))
    tokens = re.sub(r",", " , ", text).split()
    tokens, sex = _without_titles(tokens)
    generation = ""
    for token in tokens[1:]:
        generation = generation or _GENERATIONS.get(_key(token), "")
    tokens = [t for at, t in enumerate(tokens) if not (at and (_key(t) in _GENERATIONS or _is_degree(t)))]
    tokens = [t for t in tokens if t == "," or any(map(str.isalpha, t))]
    while tokens and "," in (tokens[0], tokens[-1]):
        del tokens[0 if tokens[0] == "," else -1]
    return tokens, sex, generation


def _without_titles(words: list[str]) -> tuple[list[str], str]:
    """Titles in front, or behind a comma: "de heer", "mevr.", "drs."."""
    sex, kept, at_start = "", [], True
    for at, word in enumerate(words):
        key, following = _key(word), _key(words[at + 1]) if at + 1 < len(words) else ""
        is_title = key in _MEN | _WOMEN | _TITLES or (key == "de" and following == "heer")
        if at_start and following and is_title:
            sex = sex or ("m" if key in _MEN else "v" if key in _WOMEN else "")
            continue
        at_start = word == COMMA
        kept.append(word)
    return kept, sex


def _key(token: str) -> str:
    return token.casefold().strip(".,()")


def _is_degree(token: str) -> bool:
    return token in ("MSc", "BSc", "MA", "MBA", "LLM", "BA") or _key(token) in ("m.sc", "b.sc", "ll.m")


def _plain_tokens(tokens: Sequence[str]) -> list[str]:
    return [each for each in tokens if each != COMMA]


def _ways_to_read(tokens: list[str], *, has_comma: bool) -> Iterator[PersonName]:
    """A whole name: "Vries, J. de", "Jan de Vries", "Vries J. de", "Jansen J.", "Jan Jansen" and "Jansen Jan"."""
    if has_comma and "," in tokens[1:-1]:
        cut = tokens.index(",")
        given, moved = _without_prefix_at_end(_plain_tokens(tokens[cut + 1:]))
        yield _named(given, [*moved, *tokens[:cut]])
        return
    words = _plain_tokens(tokens)
    given, moved = _without_prefix_at_end(words)
    if moved and len(given) > 1:
        yield _named(given[1:], [*moved, given[0]])
        return
    last = _last_of_surname(words)
    if _comes_first(words):
        yield _named(words[last:], words[:last])
        return
    if _is_initials(words[-1]) and not _is_initials(words[0]):  # "Jansen J.P.", "Vries de J."
        last = next(at for at in range(len(words)) if all(map(_is_initials, words[at:])))
        yield _named(words[last:], words[:last])
        return
    cut = _where_surname_starts(words)
    yield _named(words[:cut], words[cut:])
    if last < len(words):
        yield _named(words[last:], words[:last])
    if cut < len(words) - 1 and not _is_prefix(words[cut]):
        yield _named(words[:-1], words[-1:])


def _comes_first(words: Sequence[str]) -> bool:
    """Whether a surname with its prefix stands in front: "de Vries Jan", or nothing else does."""
    return len(words) == 1 or _is_prefix(words[0])


def _where_surname_starts(words: Sequence[str]) -> int:
    """Where the surname begins when given names come first."""
    for at, word in enumerate(words):
        if _is_prefix(word) and at < len(words) - 1:
            return at
        if at and "-" in word and _key(word.split("-")[-1]) in _PREFIX_WORDS:
            return at
    leading = [at for at, word in enumerate(words[:-1]) if _is_initials(word)]
    return leading[-1] + 1 if leading else len(words) - 1


def _last_of_surname(words: Sequence[str]) -> int:
    """How many words in front are the surname when it comes first: its prefixes and the word after them."""
    at = 0
    while at < len(words) - 1 and _is_prefix(words[at]):
        at += 1
    if "-" in words[at] and _is_prefix(words[at].split("-")[-1]) and at < len(words) - 1:  # "Jansen-de", "Vries"
        at += 1
    return at + 1


def _is_initials(word: str) -> bool:
    return all(map(given_names.is_initial, given_names.words(word)))


def _is_prefix(word: str) -> bool:
    """Whether a word is a prefix of a surname (tussenvoegsel); one letter with a point is an initial."""
    key = word.casefold().strip(".")
    if word.endswith(".") and len(key) == 1:
        return False
    return key in _PREFIX_WORDS and not (word.isupper() and len(key) == 1)


def _without_prefix_at_end(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Words before, and the prefixes at the end: "Jan van der" gives Jan and "van der"."""
    cut = len(words)
    while cut > 1 and _is_prefix(words[cut - 1]):
        cut -= 1
    return list(words[:cut]), list(words[cut:])


def _named(given: Sequence[str], surname: Sequence[str]) -> PersonName:
    """A name of given names and the words of a surname, of which the first and the last may be prefixes."""
    words = _plain_tokens(surname)
    if "," in surname:  # "Vries, de"
        cut = list(surname).index(",")
        words = [*surname[cut + 1:], *surname[:cut]]
    words, moved = _without_prefix_at_end(words)
    words = [*moved, *words]
    at = 0
    while at < len(words) - 1 and _is_prefix(words[at]):
        at += 1
    parts = ["".join(filter(str.isalnum, part)) for part in _parts(words[at:])]
    return PersonName(
        given=tuple(name for word in _plain_tokens(given) for name in given_names.words(word)),
        prefix="".join(map(_whole_prefix, words[:at])),
        parts=tuple(dict.fromkeys(part for part in parts if part)),
    )


def _whole_prefix(word: str) -> str:
    letters = "".join(filter(str.isalpha, word.casefold()))
    return "het" if letters == "t" else letters


def _parts(words: Sequence[str]) -> list[str]:
    """The surnames in a double one, without prefixes: "Jansen-de Vries" is Jansen and Vries."""
    parts = " ".join(words).replace("-", " ").split()
    return [part for part in parts if not _is_prefix(part)] or parts
