"""Numbers in a text that are something else than a citizen service number: taken out before one is looked for."""

import re
from collections.abc import Callable, Iterator

# A word for the citizen service number itself: what follows it is that, however it looks.
WORD = re.compile(
    r"(?<![a-z])(?:b[ .-]{0,2}s[ .-]{0,2}n(?![a-z])|bsn-?(?:nr|num)|burger[ -]?service|citizen[ -]?service"
    r"|sofi(?![a-z])|sofi[ -]?n|sociaal[ -]?fiscaal|fiscaal[ -]?n(?:ummer|r)|persoonsn(?:ummer|r))", re.IGNORECASE,
)
# A word for another number.
OTHER_WORD = re.compile(
    r"(?<![a-z])(?:kvk|k\.v\.k|kamer van koophandel|handelsregister|tel|telefoon|mobiel|fax|factuur|factuurnummer|nota"
    r"|dossier|zaak|order|ordernummer|polis|kenmerk|ref|referentie|rekening|postbus"
    r"|(?:klant|debiteur|relatie|dossier|zaak|contract|polis|rekening)-?(?:nummer|nr))(?![a-z])", re.IGNORECASE,
)
_DIRECTLY_BEFORE = re.compile(rf"(?:{WORD.pattern})[^0-9]{{0,16}}$", re.IGNORECASE)
_ANY_DIGIT = re.compile(r"\d")
_REACH, _NEAR = 40, 4
_TAKEN = "x"
_MONEY = r"(?:€|EUR(?![a-z])|euro(?![a-z]))"

# Of countries whose accounts are digits alone. Source: the IBAN registry of SWIFT.
_ACCOUNT_LENGTHS = {
    "AT": 20, "BE": 16, "CH": 21, "CZ": 24, "DE": 22, "DK": 18, "ES": 24, "FI": 18, "FR": 27, "HU": 28, "LU": 20,
    "PL": 28, "PT": 25, "SE": 24,
}


def _compiled(*shapes: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(shape, re.IGNORECASE) for shape in shapes)


_NEVER = _compiled(
    # a day: 12-11-2026, 2026-11-12
    r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])([-/.] ?)(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d(?!\d)",
    r"(?<!\d)(?:19|20)\d\d([-/.])(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?!\d)",
    r"(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december) (?:19|20)\d\d(?!\d)",
    # an hour: 14:30, 14:30:05
    r"(?<![\d:])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?!:?\d)",
    # a bank account
    r"\bNL\d\d ?[A-Z]{4} ?\d{4} ?\d{4} ?\d\d(?!\d)",
    *(rf"\b{country}\d\d(?: ?\d{{4}}){{{(length - 4) // 4}}} ?\d{{{length % 4}}}(?!\d)"
      for country, length in _ACCOUNT_LENGTHS.items()),
    # a VAT number; without NL before it, it is the turnover tax number, which of a person is his citizen number
    r"\bNL[ .]?(?:\d[ .]?){9}B[ .]?\d\d(?!\d)",
    # the number of a legal person at the tax office, which is made by the same test
    r"\bRSIN[^\d\n]{0,6}\d(?:[. ]?\d){8}(?!\d)",
    # a law report, a statute book, a parliamentary paper
    r"\bECLI:[A-Z]+:[A-Z]+:\d{4}:[A-Z0-9.]+",
    r"\b(?:Stb|Stcrt|Trb|Kamerstukken)[^\d\n]{0,6}\d{4}(?:/\d\d)?[-,. ]{1,3}\d{1,6}(?!\d)",
    # a key of a program
    r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
)
_UNLESS_NAMED = _compiled(
    # money: € 1.250, 1.250,00 euro, 1.112.223,33, and amounts in a row: 50,00 100,00
    rf"(?<![\dx])(?<![\dx] ){_MONEY} ?\d+(?:[.,']\d+)*",
    rf"(?<![\dx])(?<![\dx] ){_MONEY} ?\d{{1,3}}(?: \d{{3}})+,\d\d(?!\d)",
    rf"(?<![\d.,/-])(?:\d{{1,3}}(?:[.,]\d{{3}})+|\d+)(?:[.,]\d\d)?(?:,-+)?(?= ?{_MONEY}(?!\s*\d))",
    r"(?<![\d.,])\d{1,3}(?:\.\d{3})+,\d\d(?!\d|[.,]\d)",
    r"(?<![\d.,])\d{1,3}(?:,\d{3})+\.\d\d(?!\d|[.,]\d)",
    r"(?:^|(?<=[A-Za-z€:;(] ))\d{1,3}(?: \d{3}){1,2},\d\d(?!\d|[.,]\d)",
    r"(?<![\d.,/-])\d{7},\d\d(?!\d|[.,/-]\d)",
    r"(?<![\d.,/-])\d+,\d\d(?:(?:[;,]? +|;)\d+,\d\d)+(?!\d|[.,/-]\d)",
    # a postcode in an address, a number of the trade register
    r"(?<=, )[1-9]\d{3} ?(?-i:[A-Z]{2})(?![A-Za-z\d])",
    r"(?<![a-z])KvK[^\d\n]{0,12}\d{8}(?!\d)",
    # a number with the year in it: factuur 2026-00123, F2026-00123
    r"(?<![a-z])(?:(?:factu|nota|dossier|zaak|order|bestel|ref|offerte|contract|polis|klant)[a-z]{0,16}|kenmerk|nummer"
    r"|nr)[^\d\n]{0,12}(?:199\d|20[0-4]\d)[-/._ ]{1,2}\d{5}(?!\d|[-/._]\d)",
    r"\b(?-i:[A-Z]{1,5})[- ]?(?:199\d|20[0-4]\d)[-/._]\d{5}(?!\d|[-/._]\d)",
    # a phone number without its nought, where the word says so
    r"(?<![a-z])(?:tel|telefoon|telefoonnummer|mobiel|mob|gsm)[.: ]{1,3}6[ -]?\d(?:[ -]?\d){7}(?!\d)",
)
_CODE = re.compile(r"(?<![A-Za-z0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]+")
_TURNOVER_TAX = re.compile(r"[0-9]{9}B[0-9]{2}", re.IGNORECASE)
_NINE_WITH_LETTERS = re.compile(r"[A-Za-z]*[0-9]+[A-Za-z]*")

_ABROAD = re.compile(r"(?<![\d+/._-])(?:\+ ?|(?<!\d )00(?=3[123]|4[49])(?!\d{7}(?!\d)))(?=[1-9])")
_AT_HOME = re.compile(r"(?<![\d.,/_-])(?=\(?0)")
_PART = re.compile(r"[ ./()-]{0,3}([0-9]+)")
_SHORTEST_ABROAD, _LONGEST_ABROAD, _AT_HOME_LENGTH = 10, 13, 10
_LONGEST_BY_COUNTRY = {"310": 12, "31": 11, "32": 11, "33": 11, "44": 12}  # 310: +31 (0)6


def without_other_numbers(plain: str) -> str:
    """`plain` with the digits of amounts, days, phones, bank accounts and codes taken out; as long as it was."""
    for shape in _NEVER:
        plain = _without(plain, shape.finditer(plain), lambda _match: True)
    for shape in _UNLESS_NAMED:
        plain = _without(plain, shape.finditer(plain), _is_unnamed)
    plain = _without(plain, _CODE.finditer(plain), _is_code)
    plain = _without_phones(plain, _ABROAD, _end_abroad)
    return _without_phones(plain, _AT_HOME, _end_at_home)


def _without(plain: str, matches: Iterator[re.Match[str]], is_other: Callable[[re.Match[str]], bool]) -> str:
    parts: list[str] = []
    at = 0
    for match in matches:
        if is_other(match):
            parts += [plain[at:match.start()], re.sub(r"\d", _TAKEN, match.group())]
            at = match.end()
    return "".join([*parts, plain[at:]]) if parts else plain


def is_named(plain: str, start: int) -> bool:
    """Whether a word for the citizen service number stands right before `start`."""
    return bool(_DIRECTLY_BEFORE.search(plain[max(0, start - _REACH):start]))


def is_named_otherwise(plain: str, start: int) -> bool:
    """Whether a word for another number stands before `start`, with no digit between."""
    before = plain[max(0, start - _REACH):start]
    return bool(OTHER_WORD.search(before[max((match.end() for match in _ANY_DIGIT.finditer(before)), default=0):]))


def _is_unnamed(match: re.Match[str]) -> bool:
    return not (is_named(match.string, match.start()) or WORD.search(match.group()))


def _is_code(match: re.Match[str]) -> bool:
    """Letters and digits in turns: a barcode, a hash. Letters before or behind nine digits make no code of them."""
    token = match.group()
    return not (_NINE_WITH_LETTERS.fullmatch(token) or _TURNOVER_TAX.fullmatch(token) or WORD.search(token))


def _without_phones(plain: str, first: re.Pattern[str], end_of: Callable[[str, int], int]) -> str:
    parts: list[str] = []
    at = 0
    for match in first.finditer(plain):
        end = end_of(plain, match.end()) if match.start() >= at else 0
        if end and not is_named(plain, match.start()):
            parts += [plain[at:match.start()], re.sub(r"\d", _TAKEN, plain[match.start():end])]
            at = end
    return "".join([*parts, plain[at:]]) if parts else plain


def _end_abroad(plain: str, start: int) -> int:
    """Where a phone number with the code of a country ends; 0 when there is none."""
    digits, end = "", 0
    for part in _parts(plain, start):
        longest = next(
            (most for code, most in _LONGEST_BY_COUNTRY.items() if (digits + part[1]).startswith(code)), _LONGEST_ABROAD
        )
        if len(digits) + len(part[1]) > longest:
            break
        digits, end = digits + part[1], part.end()
    return end if len(digits) >= _SHORTEST_ABROAD else 0


def _end_at_home(plain: str, start: int) -> int:
    """Where a Dutch phone number of ten digits in groups ends; 0 when there is none."""
    if plain[max(0, start - _NEAR):start].rstrip(" ")[-1:].isdigit():
        return 0
    digits, end = "", 0
    parts: list[str] = []
    for part in _parts(plain, start):
        if parts and "(" in part.group():
            break
        digits, end = digits + part[1], part.end()
        parts.append(part[1])
        if len(digits) >= _AT_HOME_LENGTH:
            break
    in_groups = len(parts) > 1 and min(map(len, parts[1:])) > 1 and max(map(len, parts)) < 9
    begins = parts and len(parts[0]) < 6 and (len(parts[0]) > 1 or plain[start] == "(")
    return end if begins and in_groups and len(digits) == _AT_HOME_LENGTH else 0


def _parts(plain: str, start: int) -> Iterator[re.Match[str]]:
    match = _PART.match(plain, start)
    while match is not None:
        yield match
        match = _PART.match(plain, match.end())
