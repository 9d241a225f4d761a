"""Words that break a fourteen-day notice: a term that does not start at delivery is no term at all."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from legal.wording import dutch_day, dutch_euro

COUNTED = (
    "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien",
    "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien", "twintig", "eenentwintig",
)  # fmt: skip
NUMBER_WORDS = {word: number for number, word in enumerate(COUNTED, start=1)}
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip
DAYS_FROM_NEXT_DAY, DAYS_FROM_DELIVERY = 14, 15

_COUNT = rf"(?P<count>\d{{1,2}}|{'|'.join(NUMBER_WORDS)})"
_FROM_DELIVERY = re.compile(
    rf"binnen {_COUNT} dagen (?:nadat|na de dag waarop) (?:deze|dit|u deze)[^.]{{0,40}}?(?:bezorgd|ontvangen|ontvangt)"
)
_FROM_NEXT_DAY = re.compile(
    rf"binnen {_COUNT} dagen (?:vanaf|na) de dag (?:nadat|na die waarop|na de dag waarop) "
    r"(?:deze|dit|u deze)[^.]{0,40}?(?:bezorgd|ontvangen|ontvangt)"
)
_DEADLINE = re.compile(rf"(?:uiterlijk|vóór|voor)(?: op)? (\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})")
_AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{2}|\d+,\d{2}")
_DAY_OF = r"(?:de )?(?:dag (?:na|van) )?(?:de )?"
_WRONG_STARTS = (
    ("today", re.compile(r"\b(?:na|vanaf|te rekenen van(?:af)?) (?:heden|vandaag)\b")),
    ("dating", re.compile(rf"\b(?:na|vanaf) {_DAY_OF}dagtekening\b")),
    ("letter_date", re.compile(r"\b(?:na|vanaf) (?:de )?(?:datum|dag) van (?:deze|dit|onze|verzending|dagtekening)")),
    ("sending", re.compile(rf"\b(?:na|vanaf) {_DAY_OF}(?:verzending|verzenddatum|posting)\b")),
)


@dataclass(frozen=True, kw_only=True)
class TextDefect:
    """A reason why the notice would not make costs due: `found` in the text, `message` in Dutch, the source."""

    code: str
    found: str
    message: str
    law: str


def text_defects(
    text: str, *, fee: Decimal | None = None, sent_on: date | None = None, last_free_day: date | None = None
) -> tuple[TextDefect, ...]:
    """Everything in the text of a notice that breaks its term; empty when nothing was found.

    With a `fee` over zero the text must name that amount. With `sent_on` and `last_free_day` a last day of payment that
    the text names may not lie before the true one. Law: art. 6:96 lid 6 BW; HR 25 November 2016, ECLI:NL:HR:2016:2704.
    """
    plain = " ".join(text.lower().split())
    found = [*_wrong_starts(plain), *_terms(plain)]
    if sent_on is not None and last_free_day is not None:
        found += _early_deadlines(plain, sent_on, last_free_day)
    if fee and fee not in _amounts(plain):
        message = f"De brief noemt het bedrag van de incassokosten ({dutch_euro(fee)}) niet."
        found.append(_defect("fee_missing", "", message, "art. 6:96 lid 6 BW"))
    return tuple(found)


def _wrong_starts(text: str) -> list[TextDefect]:
    message = "De termijn mag niet ingaan bij datum of verzending: hij begint de dag na bezorging."
    return [
        _defect(f"term_from_{code}", match.group(), message) for code, pattern in _WRONG_STARTS
        for match in pattern.finditer(text)
    ]


def _terms(text: str) -> list[TextDefect]:
    named = [
        (match, least)
        for pattern, least in ((_FROM_NEXT_DAY, DAYS_FROM_NEXT_DAY), (_FROM_DELIVERY, DAYS_FROM_DELIVERY))
        for match in pattern.finditer(text)
    ]
    too_short = [(match.group(), least) for match, least in named if _count(match.group("count")) < least]
    message = "De termijn is te kort: minstens {} dagen, zoals hij hier wordt geteld."
    found = [_defect("term_too_short", words, message.format(least)) for words, least in too_short]
    if len(too_short) == len(named):
        message = 'De termijn ontbreekt: "binnen vijftien dagen nadat deze brief bij u is bezorgd".'
        found.append(_defect("term_missing", "", message))
    return found


def _count(word: str) -> int:
    return int(word) if word.isdigit() else NUMBER_WORDS[word]


def _early_deadlines(text: str, sent_on: date, last_free_day: date) -> list[TextDefect]:
    found = []
    for match in _DEADLINE.finditer(text):
        try:
            named = date(int(match.group(3)), MONTHS.index(match.group(2)) + 1, int(match.group(1)))
        except ValueError:
            message = "Deze datum bestaat niet."
            found.append(_defect("deadline_no_date", match.group(), message))
            continue
        last_day_named = named if match.group().startswith("uiterlijk") else date.fromordinal(named.toordinal() - 1)
        if sent_on <= named and last_day_named < last_free_day:
            message = f"Deze uiterste dag ligt voor het einde van de termijn ({dutch_day(last_free_day)})."
            found.append(_defect("deadline_too_early", match.group(), message))
    return found


def _amounts(text: str) -> set[Decimal]:
    return {Decimal(match.group().replace(".", "").replace(",", ".")) for match in _AMOUNT.finditer(text)}


def _defect(code: str, found: str, message: str, law: str = "ECLI:NL:HR:2016:2704") -> TextDefect:
    return TextDefect(code=code, found=found, message=message, law=law)
