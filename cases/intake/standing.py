"""Whether a row is a claim at all, and whether it is open and undisputed, by its marks, status and remarks."""

import re
from collections.abc import Callable, Iterable

from cases.intake import headers, owed, values
from cases.intake.columns import Plan, PlannedColumn
from cases.intake.draft import Credit, Draft, shortened
from cases.intake.model import FaultCode, Field, FlagCode, WaitCode
from cases.intake.privacy import was_taken_out
from cases.intake.readings import Reading
from cases.intake.sayings import Posting, Saying, saying
from cases.intake.signals import Signal

_CREDIT_TEXT = re.compile(r"credit[ -]?(?:nota|factuur|note|memo|boeking)|creditering", re.IGNORECASE)
_CREDIT_WORD = re.compile(r"credit\w*|(?:deel)?betaling|ontvangst", re.IGNORECASE)
_PAYMENT_TEXT = re.compile(r"\W*(?:(?:deel)?betaling (?:van|op|factuur|ontvangen|d\.?d)|ontvangen\b)", re.IGNORECASE)
_NOT_OPEN = {
    Saying.PAID: (FaultCode.PAID, "betaald"), Saying.CREDITED: (FaultCode.CREDITED, "gecrediteerd"),
    Saying.WRITTEN_OFF: (FaultCode.WRITTEN_OFF, "afgeboekt of kwijtgescholden"),
    Saying.CLOSED: (FaultCode.CLOSED, "afgesloten, ingetrokken of nog niet definitief"),
}
_MARKS = (Signal.MARK, Signal.DOCUMENT, Signal.KIND)
_CREDIT_WORDS = ("credit", "betaling", "ontvangen")  # one of them stands in all that is sought here
_NO_CLAIM = "een vordering; dit is een creditnota of betaling, verreken die met de factuur waar zij bij hoort"

Rule = Callable[[Draft, PlannedColumn, str], None]


def judge(draft: Draft) -> None:
    """Note what the columns beside the fields say of the row; a credit row gets its amount from `owed`."""
    for column in draft.plan.told_by(*_MARKS):
        _mark(draft, column, draft.record.cells[column.index])
    _numbered_or_described(draft)
    for column, rule in _rules(draft.plan):
        rule(draft, column, draft.record.cells[column.index])


def beside(plan: Plan) -> Iterable[tuple[PlannedColumn, Rule]]:
    """The columns beside the fields, each with what judges its cell."""
    yield from ((column, _mark) for column in plan.told_by(*_MARKS))
    yield from _rules(plan)


def credits_among(reading: Reading, *, numbers: Iterable[str], texts: Iterable[str]) -> frozenset[str]:
    """Invoice numbers and descriptions that may say that their row is a credit note or a payment."""
    likely = (*values.with_any(_CREDIT_WORDS, texts), *values.with_any(_CREDIT_WORDS, numbers))
    return reading.marks.credit_numbers.union(likely)


def _rules(plan: Plan) -> Iterable[tuple[PlannedColumn, Rule]]:
    yield from ((column, _status) for column in plan.told_by(Signal.STATUS))
    yield from ((column, _disputed) for column in plan.told_by(Signal.DISPUTE))
    yield from ((column, _remark) for column in plan.free_texts)


def _mark(draft: Draft, column: PlannedColumn, cell: str) -> None:
    found = draft.reading.marks.posting(column, cell)
    if found is Posting.CREDIT:
        _credit(draft, column.header, cell)
    elif found is Posting.UNKNOWN:
        what = f"“{shortened(cell)}”" if cell else "niets"
        draft.credit = draft.credit or Credit(amount=owed.size(draft), certain=False)
        draft.wait(column.header, f"Is dit een vordering of een creditboeking? Hier staat {what}",
                   WaitCode.MARK_UNKNOWN)


def _numbered_or_described(draft: Draft) -> None:
    """A number or description that names a credit note or payment; one of `_CREDIT_WORDS` stands in it, or C2026."""
    text, number = draft.text(Field.DESCRIPTION), draft.text(Field.INVOICE_NUMBER)
    if _CREDIT_TEXT.match(text) or number.casefold().startswith("credit"):
        place = draft.plan.of(Field.DESCRIPTION if _CREDIT_TEXT.match(text) else Field.INVOICE_NUMBER)
        _credit(draft, place.header if place else "", text or number)
    elif draft.credit is None and number in draft.reading.marks.credit_numbers:
        _likely_credit(draft, draft.plan.of(Field.INVOICE_NUMBER), number)
    elif draft.credit is None and (_CREDIT_TEXT.search(text) or _PAYMENT_TEXT.match(text)):
        _likely_credit(draft, draft.plan.of(Field.DESCRIPTION), text)


def _credit(draft: Draft, header: str, cell: str) -> None:
    if draft.credit is None or not draft.credit.certain:
        draft.credit = Credit(amount=owed.size(draft))
        draft.refuse_first(header, cell, _NO_CLAIM, FaultCode.CREDIT)


def _likely_credit(draft: Draft, column: PlannedColumn | None, text: str) -> None:
    draft.credit = Credit(amount=owed.size(draft), certain=False)
    draft.wait(column.header if column else "", f"“{shortened(text)}” lijkt een creditnota of betaling. Is dit een "
               "factuur, verander dan deze tekst; anders: verreken haar en haal de regel weg", WaitCode.CREDIT_LIKELY)


def _status(draft: Draft, column: PlannedColumn, cell: str) -> None:
    said = saying(cell)
    if said in (Saying.NOTHING, Saying.OPEN):
        return
    if said in _NOT_OPEN:
        code, word = _NOT_OPEN[said]
        draft.refuse_first(column.header, cell, f"een openstaande factuur; volgens deze kolom is zij {word}", code)
    elif said is Saying.DISPUTED:
        _dispute(draft, column, cell)
    elif said is not Saying.PARTLY_PAID:
        draft.wait(column.header, f"Wat betekent de stand “{shortened(cell)}” voor deze factuur? Staat zij open, "
                   "schrijf dan ‘open’; anders: haal de regel weg", WaitCode.STATUS_UNKNOWN)
    elif not _open_part_is_known(draft):
        draft.wait(column.header, f"Volgens deze kolom (“{shortened(cell)}”) is een deel betaald. Vul in wat er nog "
                   "openstaat en schrijf ‘open’", WaitCode.PAYMENT_UNCLEAR)


def _open_part_is_known(draft: Draft) -> bool:
    """True when the amount is what is left after a part payment."""
    amount = draft.plan.of(Field.AMOUNT)
    says_open = amount is not None and headers.says_open(amount.header) is True
    return says_open or any(draft.record.cells[column.index] for column in draft.plan.told_by(Signal.PAID))


def _disputed(draft: Draft, column: PlannedColumn, cell: str) -> None:
    if saying(cell) not in (Saying.NOTHING, Saying.NO, Saying.OPEN):
        _dispute(draft, column, cell)


def _dispute(draft: Draft, column: PlannedColumn, cell: str) -> None:
    words = "niet bewaard, want het lijkt over gezondheid te gaan" if was_taken_out(cell) else f"“{shortened(cell)}”"
    number = draft.text(Field.INVOICE_NUMBER)
    draft.flag(FlagCode.DISPUTED, f"Factuur {number} is betwist volgens uw kolom ‘{column.header}’: {words}.")


def _remark(draft: Draft, column: PlannedColumn, cell: str) -> None:
    said = saying(cell)
    if said is Saying.DISPUTED:
        _dispute(draft, column, cell)
    elif (_CREDIT_TEXT.match(cell) or _CREDIT_WORD.fullmatch(cell)) and draft.credit is None:
        _likely_credit(draft, column, cell)
    elif said in (Saying.PAID, Saying.PARTLY_PAID, Saying.CREDITED, Saying.WRITTEN_OFF):
        draft.wait(column.header, f"Uw opmerking zegt “{shortened(cell)}”. Staat het hele bedrag nog open? Vul in wat "
                   "er openstaat en maak de opmerking leeg", WaitCode.REMARK)
