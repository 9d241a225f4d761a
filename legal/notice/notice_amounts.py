"""The amounts in the text of a notice, as people write them in Dutch, and which of them it names as collection costs.

Numerals only: an amount in words is not read, so that too little is found and never too much.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

LONGEST_NUMBER = 20
CONTEXT = 140
_CENTS = r"(?:,(?:\d{1,2}|-{1,2}|[–—=]))"
_ENGLISH = r"(?:\d{1,3}(?:,\d{3})+\.\d{2}|\d+\.\d{2})"
_DUTCH = rf"(?:\d{{1,3}}(?:[. ]\d{{3}})+{_CENTS}?|\d+{_CENTS}?)"
_BARE = r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d{2}|,-{1,2}|,[–—=])"
_STARTS, _ENDS = r"(?<![\d.,])", r"(?!\d|[.,]\d|\s?(?:%|procent))"
_NUMBER = rf"(?:{_ENGLISH}{_ENDS}|{_DUTCH}{_ENDS})"
_SIGN = r"(?:€|(?<![a-z])eur(?:o)?(?![a-z]))"
_AMOUNT = re.compile(
    rf"{_SIGN}[:.]? ?(?P<behind_sign>{_NUMBER})|{_STARTS}(?P<before_sign>{_NUMBER}) ?{_SIGN}(?!(?<=€) ?\d)"
    rf"|(?<![\d.,/-])(?P<bare>{_BARE}){_ENDS}"
)

_SMALL_WORDS = (
    "(?: (?:bedrag|vergoeding|tarief|som|van|is|bedraagt|een|het|de|aan|en|met|als|ter|hoogte|grootte|incassokosten"
    "|kosten))*:? ?$"
)
# An amount of the scale, or a base that a percentage is taken of, is not the fee.
_SCALE_BEFORE = re.compile(
    r"(?:\bminim\w*|\bmin\.|\bten ?minste|\bminstens|\bniet (?:minder|meer) dan|\bmaxim\w*|\bmax\.|\bten ?hoogste"
    rf"|\bhoogstens|\bvanaf|\btussen|\bcirca|\bca\.|\bongeveer){_SMALL_WORDS}"
    r"|\btot(?: wel| maximaal| een (?:bedrag|maximum) van)? ?$"
    r"|(?:%|procent) of $"
    r"|(?:%|procent) (?:van|over)(?: (?:de|het|een|uw|deze|eerste|hoofdsom|van|bedrag|openstaande))* ?$"
    r"|\bover (?:de |het )?(?:eerste|volgende|meerdere|resterende|rest)(?: van)? ?$"
)
_SCALE_BEHIND = re.compile(r" (?:of meer|minim\w+|maxim\w+|als (?:minimum|maximum))\b| of \d+(?:,\d+)? ?(?:%|procent)")
_OTHER_BEFORE = re.compile(
    r"\b(?:hoofdsom|factu\w+|nota|rente|aanbetaling|deelbetaling|termijn|saldo|betaald|voldaan"
    r"|(?:administratie|aanmanings|dagvaardings|deurwaarders|griffie|herinnerings|proces|rente|verzend)kosten)"
    r"(?: (?:van|ad|is|zijn|bedraagt|bedragen|groot))*:? ?\(?$"
)

_KINDS = "(?:(?:buitengerechtelijke|extra|bijkomende|wettelijke|de|deze|onze) )*"
_COSTS = (
    r"(?:incasso[ -]?kosten|invorderingskosten|inningskosten|incassovergoeding|buitengerechtelijke kosten"
    r"|wik[ -]?kosten|bik)\b"
)
_COSTS_BEFORE = re.compile(
    rf"(?P<lead>[a-z.]+ )?{_KINDS}\b{_COSTS}(?P<filling>[^.;!?€%\d|]{{0,80}}(?:\|[ |:*-]*)?)$"
)
_PLAIN_BEFORE = re.compile(
    r"(?P<lead>[a-z.]+ )?\bkosten(?P<filling>(?: (?:van|zijn|dan|bedragen|bedraagt|is|ad|à|ter hoogte van"
    r"|ten bedrage van|een bedrag van))*:? ?)$"
)
_COSTS_BEHIND = re.compile(rf" (?:\([^)]{{0,40}}\) )?(?:aan |voor |wegens |als )?{_KINDS}(?:{_COSTS}|kosten\b)")
_ADDED_BEFORE = re.compile(
    r"\b(?:komt|komen|volgt|volgen) (?:daar|er|hier)(?: (?:dan|nog|ook|een bedrag van))* $"
    r"|\b(?:verhoogd|vermeerderd|verhogen)(?: wij| uw schuld)? met (?:een bedrag van )?$"
)
_OTHER_BEHIND = re.compile(
    r" \(?(?:aan |voor |wegens )?(?:de |wettelijke |contractuele )*"
    r"(?:rente|btw|hoofdsom|griffierecht|proceskosten|dagvaarding\w*|deurwaarders\w*|salaris)"
)
_NOT_ITS_AMOUNT = re.compile(
    r"minim|maxim|hoogste|minste|hoogstens|minstens|hoofdsom|factu|nota|vordering|rente|btw|totaal|saldo|schuld\b|incl"
    r"|excl|zonder|naast|boven ?op|procent|voorkom|vermijd|bespar|als u|wanneer u|indien|zolang|mits|tenzij|niet mee"
    r"|nog niet|begrepen|meegerekend|erbij|opgeteld|samen|betaalt u|u betaalt|betaal (?:dan|nu)"
)
_NEVER_LEAD = frozenset(
    ("geen ", "zonder ", "inclusief ", "incl. ", "incl ", "exclusief ", "excl. ", "excl ", "naast ", "buiten ",
     "gerechtelijke ", "andere ", "verdere ", "overige ")
)  # fmt: skip
# "Met incassokosten € 1.150,00" names a total; "met incassokosten van € 150,00" the costs.
_JOINING_LEAD = frozenset(("met ", "en ", "plus "))
_OWN_AMOUNT = re.compile(r"\b(?:van|ad|à|bedrage|hoogte)\b")
_ALTERNATIVE = re.compile(r" of (?:van )?")
LINE = " | "


@dataclass(frozen=True, kw_only=True)
class NamedAmount:
    """An amount in euro in a text: the words between it and the amount before it, and those behind it."""

    value: Decimal
    before: str
    behind: str


def plain(text: str) -> str:
    """A text as it is searched: lower case, single spaces, without the marks of bold print."""
    return " ".join(text.lower().replace("*", "").split())


def in_lines(text: str) -> str:
    """As `plain`, with a bar where a line ends: the heading under an amount says nothing about it.

    A line that goes on with a small letter was broken off inside its sentence.
    """
    lines = [line.strip() for line in text.splitlines()]
    return plain("".join(f"{' ' if line[:1].islower() else LINE}{line}" for line in lines if line))


def amounts_in(text: str) -> Iterator[NamedAmount]:
    """Every amount in a plain text, in order. A number too long for any debt is passed over."""
    end = 0
    for match in _AMOUNT.finditer(text):
        number = match["behind_sign"] or match["before_sign"] or match["bare"]
        if len(number) <= LONGEST_NUMBER:
            yield NamedAmount(
                value=euro(number),
                before=text[max(end, match.start() - CONTEXT) : match.start()],
                behind=text[match.end() : match.end() + CONTEXT],
            )
        end = match.end()


def euro(number: str) -> Decimal:
    """An amount as a text writes it: 1.250,00 or 1.250 or 1.250,-- or 1250.00."""
    if re.fullmatch(_ENGLISH, number):
        return Decimal(number.replace(",", ""))
    whole, _, cents = number.partition(",")
    return Decimal(f"{whole.replace('.', '').replace(' ', '')}.{cents if cents.isdigit() else '00'}")


def costs_named(text: str, *, expected: Collection[Decimal], others: Collection[Decimal]) -> tuple[Decimal, ...]:
    """The amounts that a text names as collection costs, each once, the lowest first.

    An amount is one by the words around it, or by being one of `expected`: the fee by the scale. `others` mean
    something else, as a principal does: such an amount is one only when both hold. Amounts of the scale ("met een
    minimum van 40 euro") and totals name no fee.
    """
    amounts = set()
    was_tied = False
    for amount in amounts_in(in_lines(text)):
        before, behind = amount.before.replace(LINE, " "), amount.behind.replace(LINE, " ")
        is_scale = bool(_SCALE_BEFORE.search(before) or _SCALE_BEHIND.match(behind))
        goes_on = was_tied and _ALTERNATIVE.fullmatch(before) is not None
        was_tied = not is_scale and (goes_on or _is_tied(amount))
        by_value = not is_scale and amount.value in expected and not _OTHER_BEFORE.search(before)
        if (was_tied and by_value) or ((was_tied or by_value) and amount.value not in others):
            amounts.add(amount.value)
    return tuple(sorted(amounts))


def _is_tied(amount: NamedAmount) -> bool:
    """Whether the words around an amount say that it is the costs."""
    if _COSTS_BEHIND.match(amount.behind):
        return True
    before = amount.before.replace(LINE, " ")
    if _ADDED_BEFORE.search(before):
        return not _OTHER_BEHIND.match(amount.behind)
    found = _COSTS_BEFORE.search(amount.before) or _PLAIN_BEFORE.search(before)
    if found is None:
        return False
    lead, filling = found["lead"] or "", found["filling"]
    if lead in _NEVER_LEAD or (lead in _JOINING_LEAD and not _OWN_AMOUNT.search(filling)):
        return False
    return not _NOT_ITS_AMOUNT.search(filling)
