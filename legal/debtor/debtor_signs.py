"""Signs in a name or address that there is not one living person who speaks for himself, or no home to serve at.

A sign is a reason to look, never a finding: the law looks at who the debtor is, and a name can only hint.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class SignKind(StrEnum):
    """What a name or an address hints at."""

    SEVERAL_PEOPLE = "several_people"  # twee of meer personen in één naam
    ESTATE = "estate"                  # erven, nalatenschap, overleden
    REPRESENTED = "represented"        # bewind, curatele, gemachtigde, ouders
    INSOLVENT = "insolvent"            # faillissement, surseance, schuldsanering
    CARE_OF = "care_of"                # p/a, c/o
    PO_BOX = "po_box"                  # postbus, antwoordnummer


IN_NAME = (SignKind.SEVERAL_PEOPLE, SignKind.ESTATE, SignKind.REPRESENTED, SignKind.INSOLVENT, SignKind.CARE_OF)


@dataclass(frozen=True)
class Sign:
    """One sign, with the words in which it was found."""

    kind: SignKind
    found: str


_FORM = re.compile(
    r"(?<!\w)(?:b\.?\s?v\.?|n\.?v\.?|v\.?o\.?f\.?|c\.?v\.?|u\.?a\.?|gmbh|bvba|srl|ltd\.?|llc|inc\.?|s\.?a\.?r?\.?l?\.?"
    r"|stichting|vereniging|maatschap|co[öo]peratie|gemeente|vennootschap)(?!\w)"
)
# "Van Dam & Zn" is the name of a firm, not of two people.
_FIRM = r"(?:zn|zonen|zoon|söhne|sons?|co|comp|cie|partners|dochters?)\b"
_SEVERAL = re.compile(
    r"(?<![\w.])(?:en\s?/\s?of|e/o|(?:en|und(?! zu)|et|&|\+)(?!\s" + _FIRM + r")|c\.?\s?s\."
    r"|e\.\s?a\.|fam\.?(?=\s)|familie|gezin|echtpaar|eheleute|echtelieden|gebr\.|gebroeders|gezusters"
    r"|(?:mede)?bewoners|mede namens|samen met)(?!\w)"
    r"|(?<=[^\W\d_]{2})\s?/\s?(?=[^\W\d_])|(?<=[^\W\d_]\.)\s?/\s?(?=[^\W\d_])"
)
_ESTATE = re.compile(
    r"^(?:aan\s)?(?:de\s)?(?:gezamenlijke\s)?erven\s+\S.*|(?<!\w)erven van(?!\w)|(?<!\w)erfgena(?:am|men)(?!\w)"
    r"|nalatenschap|(?<!den )(?<!van de )(?<!\w)boedel(?!\w)|(?<!van )(?<!\w)wijlen(?=\s)|(?<!\w)overleden(?!\w)|†"
    r"|(?<!\w)(?:executeur|vereffenaar|rechtverkrijgenden)(?!\w)"
)
_REPRESENTED = re.compile(
    r"(?<!\w)(?:(?:beschermings)?bewind(?:s?voer\w*)?|curat(?:or|oren|rice|ele)|q\.?\s?q\.?|mentor(?:es|schap)?|gemachtigde"
    r"|i\.z\.|inz\.?|inzake|namens|(?:wettelijk )?vertegenwoordig(?:er|ster|d)|voogdij|voogd(?:es)? van"
    r"|ouders? van|ouder\(s\) van|(?:moeder|vader) van|minderjarige|onder toezicht)(?!\w)"
)
# A company may do administration or guardianship for its trade: only the words of acting for another count.
_COMPANY_REPRESENTED = re.compile(
    r"(?<!\w)(?:q\.?\s?q\.?|i\.z\.|inz\.|inzake|curator (?:in|van)|gemachtigde van|bewindvoerder (?:in|van|over)"
    r"|namens)(?!\w)"
)
_INSOLVENT = re.compile(r"(?<!\w)(?:failliet\w*|faillissement\w*|wsnp|surs[ée]ance\w*|schuldsanering\w*)(?!\w)")
_CARE_OF = re.compile(r"(?<!\w)(?:p/a|p\.a\.|c/o|per adres|ten huize van|t\.h\.v\.)(?!\w)")
_PO_BOX = re.compile(
    r"^\W*(?:postbus|antwoordnummer|p\.?\s?o\.?[\s-]?box|post\s?box|postfach|bo[iî]te postale)(?!\w)"
)
# In every text with a sign stands one of these: nearly all names have none, and need no further look.
_HINTS = (
    "/", "&", "+", "†", "q", "s.", "a.", "z.", "h.", "fail", "wsnp", "surs", "schuldsanering", "fam", "gezin",
    "echtpaar", "eheleute", "echtelieden", "gebr", "gezusters", "bewoners", "namens", "samen", "erven", "erfgena",
    "nalatenschap", "boedel", "wijlen", "overleden", "executeur", "vereffenaar", "rechtverkrijgenden", "bewind",
    "curat", "mentor", "gemachtigde", "inzake", "vertegenwoordig", "voogd", "ouder", "moeder", "vader", "minderjarige",
    "toezicht", "adres", "huize", "postbus", "antwoordnummer", "box", "postfach", "postale",
)
_AT_ONCE = 50
_HINTING_WORD = re.compile(r"(?:en(?<!\wen)|und(?<!\wund)|et(?<!\wet)|inz(?<!\winz))(?!\w)")


def signs_in(name: str, *, is_company: bool, street: str = "", city: str = "") -> tuple[Sign, ...]:
    """The signs in the whole name of a debtor and in his address, each kind once.

    `name` is the name as it was given, titles and prefixes too. Of an enterprise (`is_company`) only what is no part of
    a usual trade name counts: "Jansen en Zonen B.V." is one debtor.

    >>> [str(sign.kind) for sign in signs_in("Erven J. Jansen", is_company=False, street="Postbus 12")]
    ['estate', 'po_box']
    >>> signs_in("Jansen en Zonen B.V.", is_company=True)
    ()
    """
    if not _hints(_plain(f"{name} {street} {city}")):
        return ()
    plain, place, town = map(_plain, (name, street, city))
    signs = [_first(SignKind.INSOLVENT, _INSOLVENT, plain)]
    if is_company:
        signs.append(_first(SignKind.REPRESENTED, _COMPANY_REPRESENTED, plain))
        signs.append(None if _FORM.search(plain) else _first(SignKind.ESTATE, _ESTATE, plain))
    else:
        signs.append(_first(SignKind.SEVERAL_PEOPLE, _SEVERAL, _without_care_of(plain)))
        signs.append(_first(SignKind.ESTATE, _ESTATE, plain))
        signs.append(_first(SignKind.REPRESENTED, _REPRESENTED, plain))
    signs += [_first(SignKind.CARE_OF, _CARE_OF, text) for text in (plain, place, town)]
    signs.append(_first(SignKind.PO_BOX, _PO_BOX, place))
    return tuple({sign.kind: sign for sign in reversed(signs) if sign is not None}.values())[::-1]


def hinting(texts: Iterable[str]) -> frozenset[str]:
    """Those of different names, streets and cities that hint at a sign: `signs_in` finds none where no text hints."""
    every, found = list(texts), set[str]()
    for start in range(0, len(every), _AT_ONCE):
        some = every[start : start + _AT_ONCE]
        if _hints(_plain(" ".join(some))):
            found.update(text for text in some if _hints(_plain(text)))
    return frozenset(found)


def carries_legal_form(name: str) -> bool:
    """Whether the name of an enterprise holds its legal form: "Bouw B.V.", "Stichting De Hoop"."""
    return _FORM.search(_plain(name)) is not None


def _hints(plain: str) -> bool:
    return any(map(plain.__contains__, _HINTS)) or _HINTING_WORD.search(plain) is not None


def _first(kind: SignKind, pattern: re.Pattern[str], text: str) -> Sign | None:
    match = pattern.search(text)
    return None if match is None else Sign(kind, match.group().strip())


def _without_care_of(text: str) -> str:
    """Behind p/a or c/o stands where the debtor is reached, not who he is."""
    return _CARE_OF.split(text, maxsplit=1)[0]


def _plain(text: str) -> str:
    """Small letters on one line, composed."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
