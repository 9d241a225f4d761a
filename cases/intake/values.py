"""Reading single cells of text: names, addresses, postal codes, register numbers. Nothing is guessed."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache, partial
from typing import NamedTuple

from babel import Locale
from stdnum.exceptions import InvalidComponent, ValidationError
from stdnum.nl import postcode

from cases.intake.table import AT_ONCE
from legal.debtor.legal_forms import read_legal_form

HOME = "NL"
_APOSTROPHE_GUARD = re.compile(r"'(?=[=+\-@])")
_GUARD_AFTER_A_SPLIT = re.compile(r"""([;,\t|\r\n][\s"]*)'(?=[=+\-@])""")
_USUAL = re.compile("[ -~\u00a1-\u00ac\u00ae-\u00ff€‘’“”–—…]*")
_UNSEEN = dict.fromkeys(
    [0x00AD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
)
_PREFIXES = frozenset((
    "van", "de", "der", "den", "het", "'t", "ten", "ter", "te", "in", "op", "aan", "bij", "onder", "over", "uit", "uyt",
    "tot", "voor", "d'", "von", "vom", "zu", "zum", "zur", "und", "du", "des", "di", "da", "la", "le", "les", "el",
    "al", "af",
))
_TITLES = frozenset((
    "dhr", "dhr.", "heer", "mevr", "mevr.", "mw", "mw.", "mevrouw", "drs.", "mr.", "ir.", "ing.", "dr.", "prof.",
))
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.)+")
_BARE_INITIALS = re.compile(r"[A-Z]{1,4}")
_ABROAD = {"gmbh": "GmbH", "bvba": "bvba", "ltd": "Ltd", "sa": "SA"}  # forms of other countries keep their own name
_COMPANY_MARK = re.compile(
    r"\b(?:b\.?v\.?|n\.?v\.?|v\.?o\.?f\.?|c\.?v\.?|gmbh|bvba|ltd\.?)\s*$|^(?:stichting|vereniging|maatschap)\b",
    re.IGNORECASE,
)
_YEAR_IN_STREET = re.compile(r"1[5-9]\d\d|20\d\d")
# A street without digits, and behind it a number below a thousand and at most one addition: so are nearly all.
_USUAL_STREET = re.compile(
    r"(?=[^ ,])([^0-9]*[^0-9 ,]),? ([1-9][0-9]{0,2})(?: ?([A-Za-z]{1,3})|-([A-Za-z]{1,3}|[0-9]{1,3}))?"
)
_NUMBER_IN_STREET = re.compile(r"(?<=\s)\d{1,5}(?!\d)", re.ASCII)
_HOUSE_NUMBER = re.compile(r"(\d{1,5})\s*[-/,]?\s*(.*)", re.ASCII)
_ADDITION_PART = r"(?:[A-Za-z]{1,5}|[A-Za-z]?\d{1,4}[A-Za-z]?)"
_ADDITION = re.compile(rf"(?:{_ADDITION_PART}(?:[-/ ]+{_ADDITION_PART}){{0,2}})?", re.ASCII)
_EMAIL = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[^@\s<>\"',;.]{2,}")


class PersonName(NamedTuple):
    """A name taken apart; empty where the file does not tell."""

    first_names: str
    initials: str
    prefix: str
    surname: str


class HouseNumber(NamedTuple):
    """House number and what follows its digits."""

    number: str
    addition: str


def is_usual(text: str) -> bool:
    """True for text of Latin letters and signs on one line, none of them unseen, loose or like another."""
    return (text.isascii() and text.isprintable()) or bool(_USUAL.fullmatch(text))


def with_any(words: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Those of different `texts` that `may_hold` one of these `words`."""
    found: list[str] = []
    every = list(texts)
    for start in range(0, len(every), AT_ONCE):
        some = every[start : start + AT_ONCE]
        found += filter(partial(may_hold, words), some) if may_hold(words, "|".join(some)) else ()
    return found


def may_hold(words: Iterable[str], text: str) -> bool:
    """True unless it is certain at one look that none of these plain small `words` stands in `text`, large or small."""
    if not is_usual(text):
        return True
    plain = text if text.isascii() else text.encode("ascii", "ignore").decode("ascii")  # no other sign is in a word
    return any(map(plain.lower().__contains__, words))


def is_tidy(cells: Iterable[str]) -> bool:
    """True when it is certain at one look that `clean` leaves all `cells` as they are; so of nearly every row."""
    row = f"|{'|'.join(cells)}|"
    return is_usual(row) and not ("'" in row or "  " in row or "| " in row or " |" in row)


def clean(cell: str) -> str:
    """`cell` on one line, composed (NFC), without control and direction characters and our own guards."""
    if "'" in cell:
        cell = _GUARD_AFTER_A_SPLIT.sub(r"\1", cell)
    if not is_usual(cell):
        cell = unicodedata.normalize("NFC", cell.translate(_UNSEEN))
        cell = "".join(" " if unicodedata.category(char) == "Cc" else char for char in cell)
    text = " ".join(cell.split())
    if text == cell:
        text = cell  # the same string, not another one like it: a file holds many
    return text[1:] if _APOSTROPHE_GUARD.match(text) else text


def person_name(text: str) -> PersonName:
    """"F. ten Haack", "Haack, F. ten" and "Fred ten Haack" taken apart; a lone word is the surname."""
    before, comma, after = text.partition(",")
    words = [word for word in (after if comma else text).split() if word.casefold() not in _TITLES]
    shouted = text.isupper()
    given, rest = _given_names(words, keep_last=not comma, shouted=shouted)
    initials = bool(given) and all(_is_initials(word, shouted=shouted) for word in given)
    names = ("", " ".join(given)) if initials else (" ".join(given), "")
    if comma:
        lead, surname = _prefix(before.split())
        return PersonName(*names, " ".join([*rest, *lead]), " ".join(surname))
    lead, surname = _prefix(rest)
    return PersonName(*names, " ".join(lead), " ".join(surname))


def _given_names(words: list[str], *, keep_last: bool, shouted: bool) -> tuple[list[str], list[str]]:
    """Words before the first prefix or, with initials, before the first word that is not one."""
    last = len(words) - 1 if keep_last else len(words)
    only_initials = bool(words) and _is_initials(words[0], shouted=shouted)
    count = 0
    while count < last and words[count].casefold() not in _PREFIXES:
        if only_initials and not _is_initials(words[count], shouted=shouted):
            break
        count += 1
    return words[:count], words[count:]


def _is_initials(word: str, *, shouted: bool) -> bool:
    """True for "J.W."; without dots only in a name that is not in capitals as a whole."""
    return bool(_INITIALS.fullmatch(word) or (not shouted and _BARE_INITIALS.fullmatch(word)))


def _prefix(words: list[str]) -> tuple[list[str], list[str]]:
    """Leading prefixes, in lower case or capitals but not capitalised, and the rest; the last word is no prefix."""
    count = 0
    while count < len(words) - 1 and words[count] in (words[count].lower(), words[count].upper()) and (
        words[count].casefold() in _PREFIXES
    ):
        count += 1
    return words[:count], words[count:]


def names_company(name: str) -> bool:
    """True when a name carries a legal form: "Jansen B.V.", "Stichting De Hoop"."""
    if _COMPANY_MARK.search(name):
        return True
    return not name.isascii() and name[:1].isupper() and bool(_COMPANY_MARK.search(name.casefold()))


def legal_form(text: str) -> str:
    """Short name of a legal form: "B.V." is bv; an unknown one stays as written."""
    form = read_legal_form(text)
    if form is not None:
        return form.value
    return _ABROAD.get("".join(filter(str.isalnum, text.casefold())), text)


def house_number(text: str) -> HouseNumber | None:
    """"220a", "240 bis" and "175-2" taken apart; None when it does not begin with a number."""
    match = _HOUSE_NUMBER.fullmatch(text)
    return HouseNumber(match.group(1), match.group(2).strip()) if match and int(match.group(1)) > 0 else None


def street_and_number(text: str) -> tuple[str, HouseNumber] | None:
    """"Jaysteeg 176-2" and "Plein 1944 12" taken apart; None without a number or with two readings."""
    usual = _USUAL_STREET.fullmatch(text)
    return (usual[1], HouseNumber(usual[2], usual[3] or usual[4] or "")) if usual else _taken_apart(text)


def _taken_apart(text: str) -> tuple[str, HouseNumber] | None:
    found = _NUMBER_IN_STREET.search(text)
    while found and _YEAR_IN_STREET.match(text, found.start()) and (
        later := _NUMBER_IN_STREET.search(text, found.end())
    ):
        found = later
    if found is None or "," in text[found.end() :].lstrip()[1:]:  # no addition holds a comma
        return None
    number = house_number(text[found.start() :])
    if number is None or not _ADDITION.fullmatch(number.addition):
        return None
    return text[: found.start()].strip(" ,"), number


_POSTAL_CODE = re.compile(r"([1-9][0-9]{3}) ?((?!S[ADS])[A-Z]{2})")


class PostalCode(NamedTuple):
    """A Dutch postal code as 1234 AB; `unusual` when the post does not give out these letters."""

    code: str
    unusual: bool


def dutch_postal_code(text: str) -> PostalCode | None:
    """`text` as a Dutch postal code, None when it has not the form. SA, SD and SS have the form but are not in use."""
    if not text.isascii():
        return None
    usual = _POSTAL_CODE.fullmatch(text)
    if usual is not None:
        return PostalCode(f"{usual[1]} {usual[2]}", unusual=False)
    try:
        return PostalCode(postcode.validate(text), unusual=False)
    except InvalidComponent:
        compact = re.sub(r"[ -]", "", text).upper()
        return PostalCode(f"{compact[-6:-2]} {compact[-2:]}", unusual=True)
    except ValidationError:
        return None


_PLACE = r"(?P<code>[1-9]\d{3}\s?[A-Za-z]{2})\b[\s,]*(?P<city>['’‘]?[^\W\d_].*)"
_POSTCODE_AND_CITY = re.compile(_PLACE)
_WHOLE_ADDRESS = re.compile(r"(?P<street>.*?\d.*?)[\s,]+" + _PLACE)


def postcode_and_city(text: str) -> tuple[str, str] | None:
    """"3511 AB Utrecht" taken apart; None when a Dutch postal code and a city do not stand so."""
    found = _POSTCODE_AND_CITY.fullmatch(text.strip())
    return None if found is None else (found["code"], found["city"].strip(" ,"))


def whole_address(text: str) -> tuple[str, str, str] | None:
    """"Dorpsstraat 12, 3511 AB Utrecht" as street with number, postal code and city; None otherwise."""
    found = _WHOLE_ADDRESS.fullmatch(text.strip())
    return None if found is None else (found["street"].strip(" ,"), found["code"], found["city"].strip(" ,"))


def kvk_number(text: str) -> str | None:
    """Eight digits of the trade register, None when it is anything else. There is no check digit."""
    digits = re.sub(r"[ .]", "", text)
    return digits if re.fullmatch(r"[0-9]{8}", digits) else None


@lru_cache(maxsize=1_024)
def country_code(text: str) -> str | None:
    """ISO code of a country given as code or by its Dutch, English, German or French name; empty is the Netherlands."""
    if not text:
        return HOME
    return _countries().get(_country_key(text))


@cache
def _countries() -> dict[str, str]:
    found = {"holland": HOME, "thenetherlands": HOME, "nld": HOME, "bel": "BE", "deu": "DE", "fra": "FR"}
    for language in ("nl", "en", "de", "fr"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "ZZ", "XA", "XB"}:
                found[code.casefold()] = code
                found.setdefault(_country_key(name), code)
    return found


def _country_key(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if char.isalnum())


def email(text: str) -> str | None:
    """`text` when it has the form of an e-mail address."""
    return text if _EMAIL.fullmatch(text) and len(text) <= 254 else None


def phone(text: str) -> str | None:
    """`text` when it has the form of a phone number: 8 to 15 digits and nothing but spaces, brackets, dashes, plus."""
    digits = re.sub(r"[ ()\-./+]", "", text)
    return text if re.fullmatch(r"[0-9]{8,15}", digits) and len(text) <= 40 else None
