"""The days that the first letter gave to pay: whether they are over, for a letter that comes after them."""

from datetime import date, timedelta

from cases.correspondence import receipts
from cases.correspondence.dossiers import Dossier
from cases.counting import statement
from cases.errors import Incomplete
from cases.models import Letter, LetterKind, LetterState
from legal.counting.valuation import DebtorKind
from letters.kinds.first_notice import BUSINESS_TERM_DAYS
from letters.words import short_date


def first_letter(dossier: Dossier) -> Letter | None:
    """The first letter to him that was posted."""
    found = dossier.letters.get(LetterKind.FIRST_NOTICE)
    return found if found is not None and found.state is LetterState.POSTED else None


def sent_on(dossier: Dossier) -> date:
    """When it was posted. Raises Incomplete where none was."""
    found = first_letter(dossier)
    if found is None or found.sent_on is None:
        raise Incomplete("De eerste brief is nog niet gepost.")
    return found.sent_on


def not_over(dossier: Dossier, on: date) -> str:
    """Why its term is not over on `on`, in Dutch; empty where it is, or where there was no such letter."""
    if first_letter(dossier) is None:
        return ""
    last = _last_day(dossier)
    if last is None:
        return "de termijn van de eerste brief loopt niet: zie bij die brief waarom, en maak zo nodig een nieuwe"
    if on <= last:
        return f"de termijn van de eerste brief loopt tot en met {short_date(last)}: wacht tot die voorbij is"
    return ""


def _last_day(dossier: Dossier) -> date | None:
    """Its last day to pay, of a consumer as the law gives it; None where its receipt cannot be shown, or it is void."""
    if dossier.case.debtor_kind is DebtorKind.CONSUMER:
        term = statement.notice_term(dossier.case, dossier.counting, figures=dossier.figures)
        return None if term is None else term.last_free_day
    first = first_letter(dossier)
    received = None if first is None else receipts.receipt_of(first, figures=dossier.figures).on
    return None if received is None else received + timedelta(days=BUSINESS_TERM_DAYS)
