"""Made-up Dutch texts of an agency, with and without a citizen service number that was planted in some notation."""

import random
from collections.abc import Callable

WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
NAMES = ("Jansje de Vries", "Piet Jansen", "mevrouw Yilmaz", "de heer Van den Berg", "Fatima el Amrani", "S. Bakker")
STREETS = ("Dorpsstraat", "Kerkweg", "Laan van Meerdervoort", "1e Tuindwarsstraat", "Plein 1945")
MONTHS = ("januari", "maart", "mei", "juni", "augustus", "november")
UNSEEN = ("\u200b", "\u00ad", "\u2060", "\u200d", "\ufeff")
SPACES = (" ", "\u00a0", "\u2009", "\u202f", "  ", "\t")
SIGNS = ("-", "\u2013", "\u2014", "/", ".", ",", "_", ":", " - ", ", ", "\n", "\r\n", " / ", "\u00b7", "=", "&", "%",
         "@", "!", "?", "^", "\u2026", "\u2022", "\u25cf", "\u2192", "\u00a7", "\u00d7", "\u3001", "\u3002",
         "\U0001f642", "<br>", "&nbsp;", "\\n", " " * 10)
ALIKE = {"0": "Oo\u039f\u041e\u03bf", "1": "lI\u0406\u0399", "3": "\u0417"}  # Latin, Greek and Cyrillic letters
GROUPINGS = ((3, 3, 3), (4, 2, 3), (2, 2, 2, 3), (5, 4), (3, 2, 2, 2), (4, 5), (3, 6), (6, 3), (1,) * 9)
WORDS = ("BSN ", "bsn: ", "burgerservicenummer ", "sofinummer ", "B.S.N. ", "mijn bsn is ", "BSN-nr. ", "Sofi-nummer: ")


def citizen_number(dice: random.Random, *, first: str = "") -> str:
    """Nine digits that pass the eleven test."""
    while True:
        digits = first + "".join(dice.choice("0123456789") for _ in range(8 - len(first)))
        last = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=False)) % 11
        if last < 10 and int(digits) > 0:
            return f"{digits}{last}"


def _grouped(dice: random.Random, digits: str, between: tuple[str, ...]) -> str:
    sign, parts = dice.choice(between), []
    for length in dice.choice(GROUPINGS):
        parts.append(digits[:length])
        digits = digits[length:]
    return sign.join(parts)


def _foreign(dice: random.Random, digits: str) -> str:
    nought = dice.choice(("\uff10", "\u0660", "\u06f0"))
    return "".join(chr(ord(nought) + int(digit)) for digit in digits)


def _alike(dice: random.Random) -> str:
    """A number with letters for some of its digits, not the first."""
    while True:
        number = citizen_number(dice)
        read = number[0] + "".join(dice.choice(ALIKE.get(digit, digit) + digit) for digit in number[1:])
        if 0 < sum(not char.isdecimal() for char in read) < 4:
            return read


def planted(dice: random.Random) -> str:
    """A number in one of the notations in which people write it."""
    number = citizen_number(dice)
    notations: tuple[Callable[[], str], ...] = (
        lambda: number,
        lambda: _grouped(dice, number, SPACES),
        lambda: _grouped(dice, number, SIGNS),
        lambda: _grouped(dice, number, UNSEEN),
        lambda: _foreign(dice, number),
        lambda: dice.choice(WORDS) + citizen_number(dice, first="0")[1:],
        lambda: dice.choice(WORDS) + _grouped(dice, number, (*SPACES, *SIGNS)),
        lambda: dice.choice(WORDS).strip() + number,
        lambda: f"({number})",
        lambda: _alike(dice),
        lambda: f"{citizen_number(dice, first='0')[1:]} {dice.choice(('(bsn)', 'is het burgerservicenummer'))}",
        lambda: f"{number}/{citizen_number(dice)}",
    )
    return dice.choice(notations)()


def _number(dice: random.Random, length: int) -> str:
    return dice.choice("123456789") + "".join(dice.choice("0123456789") for _ in range(length - 1))


def _day(dice: random.Random) -> str:
    day, month, year = dice.randint(1, 28), dice.randint(1, 12), dice.randint(2019, 2027)
    return dice.choice((
        f"{day:02}-{month:02}-{year}", f"{day}-{month}-{year}", f"{year}-{month:02}-{day:02}", f"{day}/{month}/{year}",
        f"{day} {dice.choice(MONTHS)} {year}", f"{day}.{month}.{year}", f"{day} {dice.choice(MONTHS)}",
    ))


def _amount(dice: random.Random) -> str:
    whole, cents = dice.randint(1, 2_500_000), dice.randint(0, 99)
    dutch = f"{whole:,}".replace(",", ".")
    return dice.choice((
        f"€ {dutch},{cents:02}", f"€{whole},{cents:02}", f"{dutch},{cents:02} euro", f"€ {dutch},-", f"EUR {dutch}",
        f"{dutch},{cents:02}", f"{dice.randint(5, 900)},{cents:02}", f"{dutch} euro", f"€ {whole}",
    ))


def _phone(dice: random.Random) -> str:
    last, area = _number(dice, 8), dice.choice(("020", "030", "0512", "0475", "085"))
    rest = _number(dice, 10 - len(area))
    return dice.choice((
        f"06-{last}", f"06 {last}", f"06{last}", f"+31 6 {last}", f"+316{last}", f"+31 (0)6 {last}", f"0031 6 {last}",
        f"06 {last[:2]} {last[2:4]} {last[4:6]} {last[6:]}", f"+31 6 {last[:2]} {last[2:4]} {last[4:6]} {last[6:]}",
        f"{area}-{rest}", f"({area}) {rest}", f"{area} {rest[:3]} {rest[3:5]} {rest[5:]}", f"+31 {area[1:]} {rest}",
        f"+31 {area[1:]} {rest[:3]} {rest[3:5]} {rest[5:]}", f"+32 470 {last[:2]} {last[2:4]} {last[4:6]}",
        f"06.{last[:4]}.{last[4:]}", f"tel. 6 {last}",
    ))


def _account(dice: random.Random) -> str:
    number = f"{dice.randint(0, 9_999_999_999):010}"
    return dice.choice((
        f"NL91ABNA{number}", f"NL20 INGB {number[:4]} {number[4:8]} {number[8:]}",
        f"BE68 5390 {number[:4]} {number[4:8]}", f"DE89 3704 0044 {number[:4]} {number[4:8]} {number[8:]}",
    ))


def _reference(dice: random.Random) -> str:
    year = dice.randint(2020, 2026)
    return dice.choice((
        f"dossier {year}-{dice.randint(1, 9999):06}", f"factuur {year}-{dice.randint(1, 99999):05}",
        f"factuur F-{_number(dice, 6)}", f"factuur {_number(dice, 8)}", f"order {_number(dice, 10)}",
        f"KvK {_number(dice, 8)}", f"KvK-nummer {_number(dice, 8)}, vestiging {_number(dice, 12)}",
        f"NL{_number(dice, 9)}B01", f"3S{dice.choice('ABCD')}KL{_number(dice, 9)}",
        f"Stcrt. {year}, {_number(dice, 5)}", f"ECLI:NL:RBAMS:{year}:{_number(dice, 5)}",
        f"betalingskenmerk {_number(dice, 16)}",
        f"klantnummer {_number(dice, 7)}", f"polis {_number(dice, 11)}", f"postbus {_number(dice, 5)}",
        f"{dice.randrange(16**16):016x}", f"D{year}/{_number(dice, 5)}", f"order I{_number(dice, 8)}",
        f"meter E{_number(dice, 3)}O{_number(dice, 6)}",
        f"{_number(dice, 2)}l melk, {_number(dice, 3)} I{_number(dice, 3)}",
        f"https://voorbeeld.test/?id={_number(dice, 3)}&page={_number(dice, 2)}&size={_number(dice, 3)}",
        f"{dice.randint(5, 95)}% van {_number(dice, 3)}!",
        f"IP 192.168.{dice.randint(0, 255)}.{dice.randint(0, 255)}",
    ))


def _small(dice: random.Random) -> str:
    numbers = [str(dice.randint(1, 60)) for _ in range(dice.randint(2, 5))]
    return dice.choice((
        ", ".join(numbers[:-1]) + f" en {numbers[-1]}", f"art. 6:{dice.randint(74, 119)} lid {dice.randint(1, 9)} BW",
        f"om {dice.randint(8, 19)}:{dice.randint(10, 59)} uur", f"van {dice.randint(8, 11)}.30-17.00 uur",
        f"{dice.randint(2, 12)} termijnen van {_amount(dice)}", f"{dice.randint(1, 9)} x {dice.randint(10, 90)} stuks",
        f"{dice.choice(STREETS)} {dice.randint(1, 400)}, {_number(dice, 4)} AB Utrecht",
        f"{dice.choice(STREETS)} {dice.randint(1, 400)}\n{_number(dice, 4)} XZ Ede\n{_phone(dice)}",
    ))


PARTS = (_day, _amount, _phone, _account, _reference, _small)
SENTENCES = (
    "{0} belde op {1} over {2}; terugbellen op {3}.", "Zegt dat {2} al betaald is ({1}). Stuurt bewijs na.",
    "Gesproken met {0}, {2}. Wil {1} betalen, daarna {3}", "{0}\n{1}\n{2}\n{3}", "{1} {2} {3}",
    "Verzoek van {0}: regeling, {1}; {2}.", "{0} betwist {1} - {2} - {3}", "Ontvangen {1}, {2}, nog open {3}",
    "{0}, {1}, {2}", "Let op: {1} ({2}) / {3}", "{0} geboren {1} woont {3}, bereikbaar op {2}",
)


def text(dice: random.Random, *, with_number: bool) -> str:
    """A note as a handler, client or bailiff may write it, with a citizen service number somewhere if asked."""
    parts = [dice.choice(NAMES), *(dice.choice(PARTS)(dice) for _ in range(3))]
    at = dice.randint(1, 3)
    if with_number:
        parts[at] = planted(dice)
    return dice.choice([each for each in SENTENCES if f"{{{at}}}" in each]).format(*parts)
