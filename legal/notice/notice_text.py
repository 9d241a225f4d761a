"""Words that break a fourteen-day notice: a term that does not start at delivery is no term at all."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from legal.notice.notice_amounts import amounts_in, plain
from legal.wording import dutch_day, dutch_euro

ONE_DAY = timedelta(days=1)
COUNTED = (
    "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf", "dertien",
    "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien", "twintig", "eenentwintig",
)  # fmt: skip
NUMBER_WORDS = {word: number for number, word in enumerate(COUNTED, start=1)}
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november",
    "december",
)  # fmt: skip
SHORT_MONTHS = {"jan": 1, "feb": 2, "mrt": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "okt": 10,
                "nov": 11, "dec": 12}  # fmt: skip
MONTH_NUMBERS = {word: number for number, word in enumerate(MONTHS, start=1)} | SHORT_MONTHS
WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
DAYS_FROM_NEXT_DAY, DAYS_FROM_DELIVERY = 14, 15
DAYS_IN_WEEK = 7
CENTURY = 2000

_NUMBER = rf"\d{{1,2}}|{'|'.join(NUMBER_WORDS)}"
_COUNT = rf"(?P<count>{_NUMBER})(?: \((?:{_NUMBER})\))?"
_WITHIN = rf"binnen (?:een termijn van )?{_COUNT} (?P<unit>dagen|kalenderdagen|weken)"
_IS_DELIVERED = r"(?:deze|dit|u deze|u dit)[^.]{0,40}?(?:bezorgd|ontvangen|ontvangt)"
_LETTER = r"(?:brief|schrijven|aanmaning|herinnering|sommatie|e-?mail|mail|bericht)"
# Receipt of something else than this letter is no start of the term.
_DELIVERY = (
    rf"(?:de )?(?:ontvangst|bezorging)\b(?: hiervan| (?:door u )?van (?:deze|dit|onze) {_LETTER})?"
    r"(?! (?:door u )?van\b)"
)
_COUNTED_FROM = r",? (?:(?:te rekenen |gerekend |ingaande )?(?:vanaf|na|op)|met ingang van) de dag"
_FROM_DELIVERY = re.compile(
    rf"{_WITHIN} (?:(?:nadat|na de dag waarop) {_IS_DELIVERED}|na (?:de dag van )?{_DELIVERY})"
)
_FROM_NEXT_DAY = re.compile(
    rf"{_WITHIN}{_COUNTED_FROM} (?:(?:nadat|na die waarop|na de dag waarop) {_IS_DELIVERED}"
    rf"|na (?:de dag van |die van )?{_DELIVERY})"
)
_ANY_TERM = re.compile(rf"binnen (?:een termijn van )?{_COUNT} (?:\w*dagen|weken|maanden?)")
_MONTH = rf"(?P<word>{'|'.join(MONTH_NUMBERS)})\b\.?(?: (?P<year>\d{{4}}))?"
_DEADLINE = re.compile(
    r"(?P<last>uiterlijk|niet later dan|ten laatste|v[oó]{2}r of|v[oó]{2}r)(?: op)?(?: de)?"
    rf"(?: (?:{'|'.join(WEEKDAYS)}))? (?P<day>\d{{1,2}})"
    rf"(?: {_MONTH}|(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<numeric_year>\d{{4}}|\d{{2}}))"
)
_BEFORE = ("voor", "vóór", "vóor", "voór")
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
    searched = plain(text)
    wrong_starts = _wrong_starts(searched)
    defects = [*wrong_starts, *_terms(searched, is_read=bool(wrong_starts))]
    if sent_on is not None and last_free_day is not None:
        defects += _early_deadlines(searched, sent_on, last_free_day)
    if fee and fee not in {amount.value for amount in amounts_in(searched)}:
        message = f"De brief noemt het bedrag van de incassokosten ({dutch_euro(fee)}) niet."
        defects.append(_defect("fee_missing", "", message, "art. 6:96 lid 6 BW"))
    return tuple(defects)


def _wrong_starts(text: str) -> list[TextDefect]:
    message = "De termijn mag niet ingaan bij datum of verzending: hij begint de dag na bezorging."
    return [
        _defect(f"term_from_{code}", match.group(), message) for code, pattern in _WRONG_STARTS
        for match in pattern.finditer(text)
    ]


def _terms(text: str, *, is_read: bool) -> list[TextDefect]:
    """What is wrong with the terms in the text; `is_read`: what it says of their start was found wrong already."""
    named = [
        (match, least)
        for pattern, least in ((_FROM_NEXT_DAY, DAYS_FROM_NEXT_DAY), (_FROM_DELIVERY, DAYS_FROM_DELIVERY))
        for match in pattern.finditer(text)
    ]
    if not named:
        return [_no_term(None if is_read else _ANY_TERM.search(text))]
    message = "De termijn is te kort: minstens {} dagen, zoals hij hier wordt geteld."
    return [
        _defect("term_too_short", match.group(), message.format(least))
        for match, least in named
        if _days(match) < least
    ]


def _no_term(unclear: re.Match[str] | None) -> TextDefect:
    """No term at all, or one of which nobody can say that it gives fourteen days from the day after delivery."""
    right = '"binnen vijftien dagen nadat deze brief bij u is bezorgd"'
    if unclear is None:
        return _defect("term_missing", "", f"De termijn ontbreekt: {right}.")
    message = f"Van deze termijn staat niet vast dat hij veertien dagen na de dag van bezorging geeft. Zeker: {right}."
    return _defect("term_unclear", unclear.group(), message)


def _days(term: re.Match[str]) -> int:
    word = term.group("count")
    count = int(word) if word.isdigit() else NUMBER_WORDS[word]
    return count * DAYS_IN_WEEK if term.group("unit") == "weken" else count


def _early_deadlines(text: str, sent_on: date, last_free_day: date) -> list[TextDefect]:
    defects = []
    for match in _DEADLINE.finditer(text):
        named = _date_of(match, sent_on)
        if named is None:
            defects.append(_defect("deadline_no_date", match.group(), "Deze datum bestaat niet."))
            continue
        last_day = named - ONE_DAY if match.group("last") in _BEFORE else named
        if sent_on <= named and last_day < last_free_day:
            message = f"Deze uiterste dag ligt voor het einde van de termijn ({dutch_day(last_free_day)})."
            defects.append(_defect("deadline_too_early", match.group(), message))
    return defects


def _date_of(match: re.Match[str], sent_on: date) -> date | None:
    """The day that a deadline names, None when it does not exist. Without a year: the first one from the sending on."""
    word, year = match.group("word"), match.group("year") or match.group("numeric_year")
    month, day = MONTH_NUMBERS[word] if word else int(match.group("month")), int(match.group("day"))
    try:
        if year is not None:
            return date(int(year) if len(year) > 2 else CENTURY + int(year), month, day)
        this_year = date(sent_on.year, month, day)
        return this_year if this_year >= sent_on else date(sent_on.year + 1, month, day)
    except ValueError:
        return None


def _defect(code: str, found: str, message: str, law: str = "ECLI:NL:HR:2016:2704") -> TextDefect:
    return TextDefect(code=code, found=found, message=message, law=law)
