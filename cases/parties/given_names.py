"""Whether the given names of two descriptions can be of one person: initials, call names, order, one slip."""

import re
from collections.abc import Sequence
from enum import IntEnum

from cases.parties.written_words import forms, is_one_slip

# Call names that belong to one baptismal name. A father and his son often share such a pair, so it proves nothing.
_OF_ONE_BAPTISMAL_NAME = """
johannes johan johann jan hans john joop jo jannes hannes johnny jean; jacobus jacob jaap koos sjaak jack ko;
cornelis cornelus kees cor cees corneel; hendrik hendrikus hendricus henk henri harry rik henry hein; petrus pieter
piet peter pierre pete; wilhelmus willem wim bill willy will helmus; gerardus gerard ger gerrit gert; antonius anton
ton toon antoon anthonie anthony tonny antoine; theodorus theo dorus theodoor ted; franciscus frans frank franc
francis francois; josephus jozef joseph jos joep jef sjef; adrianus adriaan adrie ad arie aad arjan; nicolaas
nicolaus klaas nico niek nick claas; leonardus leo leen leonard len lennard; martinus martin martijn maarten tinus
rinus marinus; mattheus matthijs thijs mathijs mathieu matthias ties; robertus robert rob bob bert bertus robbert;
albertus albert bert bertus ab appie; lambertus lambert bert bertus; hubertus hubert bert bertus huub huib;
christiaan christianus chris kris christian; alexander alex lex sander xander; bartholomeus bart bartel; laurentius
laurens lau rens lauwrens; thomas tom thom tommie; michael michiel michel mike mick; benjamin ben bennie; samuel
sam; daniel daan dani dan; david dave; frederik frederikus fred frits freek; rudolf ruud rudi rudolphus rolf;
stephanus stefan stef steven stephan steef; jeroen jerome hieronymus; mohammed mohamed muhammad mohammad muhammed
mehmet mo; maximiliaan max; philippus philip flip filip; andreas andries dries andre andré; simon siem sijmen;
lodewijk louis lou lode; edward eduard ed eddy; karel carolus carl charles sjarel; dirk diederik dick derk; johanna
jo joke hanneke jannie annie janneke hanna joanna anja jopie hannie; maria marie mieke ria riet marijke mia miep
rietje maaike; elisabeth elizabeth els lies liesbeth betty bep elly lisa; catharina katharina trijntje toos trudy
ina karin katinka tineke rina cato; wilhelmina willemina mien mina willy helma; cornelia corrie cor nel nelly
cokkie; hendrika hendrica riek rika hennie henny henriette; margaretha margriet greet gré greetje margreet rita
grietje; petronella nel petra nelly pietje ella; adriana adrie jaan ariana jana; jacoba coby co jaapje cobie;
antonia toos tonnie tonny antoinette; anna anneke annie ans an anja annette anneliese; geertruida truus trudy
geertje trui gertrude; theresia thea trees resi; francisca fransje cisca sisca francien; christina tineke tina stien
christine kristina; alida alie lida ali; helena leny lena heleen leen; susanna suzanne suus sanne; magdalena magda
lena leen; sebastiaan sebastian bas; katarzyna kasia; malgorzata gosia; aleksandra ola; agnieszka aga; krzysztof
krzys; ibrahim ibo brahim; mustafa mus musti; fatima fatma fatiha; abdelkader kader
"""
_CALL_NAMES = tuple(frozenset(group.split()) for group in _OF_ONE_BAPTISMAL_NAME.split(";"))
_SHORT = 4  # letters: Rob and Bert may both be of Robert, and are two boys
_INITIALS_WITH_MORE_LETTERS = frozenset(("th", "chr", "ph", "fr", "joh", "jac", "ij", "st", "wm", "corn", "ant"))
_LETTERS = re.compile(r"[^\W\d_]+")


class Given(IntEnum):
    """How given names compare, the surest agreement first."""

    EQUAL = 0       # a whole name is the same, or both give none
    FITS = 1        # initials of the other's names
    CALL_NAME = 2   # can be one person, and as well a father and his son
    SLIP = 3        # one slip of typing inside a name
    LACKING = 4     # only one of them gives any
    OTHER = 5       # of two persons


def words(text: str) -> tuple[str, ...]:
    """Given names or initials apart: "J.P." is j and p, "Jan-Willem" is one name, "JP" two initials."""
    found: list[str] = []
    for token in re.sub(r"[.,]", ". ", text).replace("'", "").split():
        bare = token.strip(".-")
        if not bare or not any(map(str.isalpha, bare)):
            continue
        found += _letters_of(bare) if _is_run_of_initials(bare) else [bare.casefold()]
    return tuple(found)


def is_initial(word: str) -> bool:
    """Whether a given name stands as an initial alone."""
    return len(word) == 1 or word in _INITIALS_WITH_MORE_LETTERS


def compare(one: Sequence[str], other: Sequence[str]) -> Given:
    """How two rows of given names compare; the first decides, a later one may be left out but not be another."""
    if not one or not other:
        return Given.EQUAL if not one and not other else Given.LACKING
    best = min(_in_order(a, b) for a in _ways(one) for b in _ways(other))
    if best is Given.OTHER and (_is_found_in(one, other) or _is_found_in(other, one)):
        return Given.CALL_NAME
    if best is Given.OTHER and (_are_initials_of(one, other) or _are_initials_of(other, one)):
        return Given.FITS
    return best


def _in_order(one: Sequence[str], other: Sequence[str]) -> Given:
    return max(_pair(a, b) for a, b in zip(one, other, strict=False))


def _pair(a: str, b: str) -> Given:
    if forms(a) & forms(b):
        return Given.FITS if is_initial(a) or is_initial(b) else Given.EQUAL
    if is_initial(a) or is_initial(b):
        return Given.FITS if _starts(a, b) or _starts(b, a) else Given.OTHER
    if max(len(a), len(b)) > _SHORT and any(a in group and b in group for group in _CALL_NAMES):
        return Given.CALL_NAME
    return Given.SLIP if _is_slip_inside(a, b) else Given.OTHER


def _starts(initial: str, name: str) -> bool:
    """Whether a name begins with an initial: "th" with "theo" and with the initial "t"."""
    return is_initial(initial) and (name.startswith(initial) or (is_initial(name) and initial.startswith(name)))


def _is_slip_inside(a: str, b: str) -> bool:
    """One slip, but not at the ends, where it makes another's name: Rianne and Dianne, René and Renée."""
    return any(
        x[0] == y[0] and x[-1] == y[-1] and is_one_slip(x, y) and not _ends_doubled(x, y)
        for x in forms(a) for y in forms(b)
    )


def _ends_doubled(x: str, y: str) -> bool:
    return f"{x}{x[-1]}" == y or f"{y}{y[-1]}" == x


def _is_found_in(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the only name of one stands further on among those of the other: a call name is not always the first."""
    return len(one) == 1 and any(_pair(one[0], each) <= Given.FITS for each in other[1:])


def _are_initials_of(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a short word is the initials of all names of the other: JA of Jan Albert."""
    letters = one[0] if len(one) == 1 and len(other) > 1 else ""
    return len(letters) == len(other) and all(name.startswith(each) for each, name in zip(letters, other, strict=True))


def _ways(names: Sequence[str]) -> list[tuple[str, ...]]:
    """The names as they stand, and one with a hyphen as two: Jan-Willem, and Jan Willem."""
    apart = tuple(part for name in names for part in name.split("-") if part)
    together = ("".join(names), ) if len(names) > 1 and not any(map(is_initial, names)) else ()
    return list(dict.fromkeys(way for way in (tuple(n.replace("-", "") for n in names), apart, together) if way))


def _is_run_of_initials(token: str) -> bool:
    """Two or three capitals without a vowel are initials: JP, but not Jo or JAN."""
    return 1 < len(token) <= 4 and token.isupper() and not set(token.casefold()) & set("aeiouy") and bool(
        _LETTERS.fullmatch(token)
    )


def _letters_of(token: str) -> list[str]:
    return [token.casefold()] if token.casefold() in _INITIALS_WITH_MORE_LETTERS else list(token.casefold())
