"""A paragraph of the agency's own in a letter (aanvulling): what it may hold, and the one place where it stands.

It is shown right above the greeting, in every form of the letter. What it may say is strict, because it stands in
every letter of its kind, whoever reads it: no figure, day, term or address of its own, so that it never says another
thing than the letter does; no measure, at whatever step; whole sentences and no more than a short paragraph.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from legal.debtor.pressure import pressing
from legal.notice.threats import threats
from letters.document import Block, Document, Paragraph, Run, inline_text
from letters.markup import clean
from letters.shapes import unprintable

MOST: Final = 400  # characters: about five lines on paper
FEWEST_WORDS: Final = 3  # in each sentence: fewer are not measured
_CLOSING: Final = "Met vriendelijke groet"
_UNIT: Final = r"een|één|twee|drie|vier|vijf|zes|zeven|acht|negen"
_TENS: Final = r"twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig|honderd|duizend"
_TEENS: Final = r"tien|elf|twaalf|dertien|veertien|vijftien|zestien|zeventien|achttien|negentien"
_PLACE_LEFT = re.compile(
    r"\{+[^{}]*\}+|\[+[^][]*\]+|<[^<>]*>|[{}\[\]<>|#*_~^=\\▢]|\.{2,}|…|\bx{2,}\b", re.IGNORECASE
)
# By what is wrong with it: an expression that finds it.
_REFUSED: Final = tuple((re.compile(words, re.IGNORECASE), why) for words, why in (
    (r"\b[a-z]{2}\s?\d{2}\s?[a-z]{4}(?:\s?\d){6,}",
     "een rekeningnummer staat al in de brief; een ander is niet te vertrouwen"),
    (r"€|\beuro'?s?\b|\b(?:euro)?cent(?:en)?\b|\bprocent\b|%|\beur\b",
     "bedragen en percentages staan al in de brief, berekend voor wie hem krijgt"),
    (r"\bhttps?\b|\bwww\b|\S+@\S+|\b[\w-]+\.(?:nl|com|eu|org|net)\b",
     "website en e-mailadres staan al in de brief; een ander adres is niet te vertrouwen"),
    ((r"\b(?:januari|februari|maart|april|juni|juli|augustus|september|oktober|november|december)\b"
     r"|(?<!\w)(?:in|op|van|tot|vanaf|sinds|vóór|voor|eind|begin|half|na) mei\b"
     r"|\b(?:maan|dins|woens|donder|vrij|zater|zon)dag(?:en)?\b|\b(?:over)?morgen\b|\bvandaag\b|\bgisteren\b"),
     "noem geen dag of datum: die kan iets anders zeggen dan de brief"),
    ((r"\b(?:werk|kalender)?dag(?:en)?\b|\bwe(?:ek|ken)\b|\bmaand(?:en)?\b|\bjaar\b|\bjaren\b|\buur\b|\buren\b"
     r"|\bkwartaal\b|\btermijn\w*|\buiterlijk\b|\bbinnenkort\b|\bdeadline\b|\buitstel\w*"),
     "noem geen termijn: die kan iets anders zeggen dan de brief"),
    (rf"\b(?:(?:{_UNIT})(?:[eë]n)?|{_TEENS})?(?:{_TENS})(?:ste)?\b|\b(?:{_TEENS})\b|\bhelft\b|\bkwart\b",
     "schrijf ook geen getal in letters"),
    (r"\b\w*kosten\b|\brente\b|\bkorting\w*|\bboete\w*|\bkwijtschel\w*|\bbtw\b",
     "kosten, rente en korting staan al in de brief, berekend voor wie hem krijgt"),
))


def entered(text: str) -> str:
    """A paragraph as it is kept: on one line, composed, without what is not seen."""
    return clean(text)


def faults(text: str) -> tuple[str, ...]:
    """Why this paragraph may stand in no letter, in Dutch; how hard it is to read is not asked here."""
    return tuple(dict.fromkeys(_faults(text)))


def _faults(text: str) -> Iterator[str]:
    if len(text) > MOST:
        yield f"de aanvulling is {len(text)} tekens lang; ten hoogste {MOST}, dat is zo'n vijf regels"
    yield from _sentence_faults(text)
    for found in dict.fromkeys(each.group() for each in _PLACE_LEFT.finditer(text)):
        yield f"“{found}”: dit lijkt op een plek die nog moet worden ingevuld; schrijf gewone zinnen"
    named = [(found.group().strip(), why) for pattern, why in _REFUSED for found in pattern.finditer(text)]
    yield from (f"“{found}”: {why}" for found, why in named)
    if not named:
        figures = (word for word in text.split() if any(map(str.isnumeric, word)))
        yield from (f"“{word}”: schrijf geen cijfers; wat iemand moet weten, staat al in de brief" for word in figures)
    measures = threats(text)
    yield from (f"“{each.found}”: {each.message.rstrip('.')} ({each.law})" for each in measures)
    named_already = [each.found.casefold() for each in measures]
    for press in pressing(text):
        if not any(found in press.found for found in named_already):
            yield f"“{press.found}”: {press.message.rstrip('.')} ({press.law})"
    other = {sign for sign in text if sign.isalpha() and not unicodedata.name(sign, "").startswith("LATIN ")}
    for sign in sorted(other):
        yield f"“{sign}”: schrijf met gewone letters; deze ziet eruit als een andere (U+{ord(sign):04X})"
    for sign in (each for each in unprintable(text) if each not in other):
        yield f"“{sign}”: dit teken kan niet worden afgedrukt (U+{ord(sign):04X})"


def _sentence_faults(text: str) -> Iterator[str]:
    if not text.endswith((".", "?", "!")):
        yield "eindig met een punt, een vraagteken of een uitroepteken"
    for sentence in re.split(r"(?<=[.?!])\s+", text):
        if sum(any(map(str.isalpha, word)) for word in sentence.split()) < FEWEST_WORDS:
            yield f"“{sentence}”: schrijf hele zinnen, van minstens {FEWEST_WORDS} woorden"


def with_addition(document: Document, text: str) -> Document:
    """The document with this paragraph above its greeting. Raises ValueError for one without a greeting."""
    return replace(document, blocks=tuple(_placed(document.blocks, Paragraph((Run(text),)))))


def _placed(blocks: Iterable[Block], added: Paragraph) -> Iterator[Block]:
    """The blocks with one added above the greeting: the last that there is, for somebody's words may hold another."""
    listed = list(blocks)
    at = [place for place, block in enumerate(listed) if _is_closing(block)]
    if not at:
        raise ValueError("a letter without a greeting has no place for a paragraph of the agency's own")
    yield from (*listed[:at[-1]], added, _with_name(listed[at[-1]]), *listed[at[-1] + 1:])


def _is_closing(block: Block) -> bool:
    return isinstance(block, Paragraph) and inline_text(block.text).startswith(_CLOSING)


def _with_name(greeting: Block) -> Block:
    """The greeting with the name under it on one page: the lines that were added must not tear them apart."""
    assert isinstance(greeting, Paragraph)
    return replace(greeting, keep=inline_text(greeting.text).endswith(","))
