"""An arrangement of a case as its letters tell of it, running or ended: with whom, what is open of its terms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cases.correspondence.dossiers import Dossier
from cases.counting import instalments
from cases.models import Arrangement, ArrangementState, Instalment, LedgerEntry, LetterKind, LetterState
from legal.counting.owed_by_one import debtor_of
from legal.facts import Liability
from legal.money import ZERO
from letters.words import short_date


@dataclass(frozen=True, kw_only=True)
class OpenTerm:
    """A term that what came in does not cover, and how much of it is open (euro)."""

    instalment: Instalment
    open_amount: Decimal


def with_whom(dossier: Dossier, made: Arrangement | None) -> tuple[int, ...]:
    """Whom of several it was made with, by his id; the debtor of the case where one owes all."""
    return (dossier.case.debtor_id,) if made is None or made.debtor_id is None else (made.debtor_id,)


def of_another(dossier: Dossier, made: Arrangement) -> str:
    """Why its letters have nobody to go to: whom it was made with owes nothing here any more; empty where he does."""
    if made.debtor_id in (None, dossier.debtor.id):
        return ""
    what_to_do = ": beëindig de regeling" if made.state is ArrangementState.RUNNING else ""
    return f"de regeling is gemaakt met iemand die in dit dossier niet meer hoeft te betalen{what_to_do}"


def posted_on(dossier: Dossier, kind: LetterKind, made: Arrangement) -> date | None:
    """The date of the letter of this kind on this arrangement that was posted; None where none was."""
    letter = dossier.letters.get(kind)
    if letter is None or letter.state is not LetterState.POSTED or letter.batch.ordered_at < made.made_at:
        return None
    return letter.batch.letter_date


def told_already(dossier: Dossier, kind: LetterKind, made: Arrangement) -> str:
    """That such a letter was posted, as a reason against another."""
    day = posted_on(dossier, kind, made)
    return "" if day is None else f"heeft deze brief al: {short_date(day)}"


def paid_of(dossier: Dossier, payments: Iterable[LedgerEntry], arrangement: Arrangement) -> Decimal:
    """What of these payments counts for its terms (euro)."""
    own = debtor_of(dossier.record.facts, str(dossier.debtor.id))
    has_share = own is not None and own.liability is Liability.SHARE
    return instalments.paid_of(payments, arrangement, has_share=has_share)


def missed(dossier: Dossier, *, on: date) -> list[OpenTerm]:
    """The terms of which the day lies before `on` and that are not covered, in order; a payment fills the oldest."""
    made = dossier.arrangement
    if made is None:
        return []
    left, found = paid_of(dossier, dossier.record.payments, made), []
    for term in made.instalments:
        covered = max(ZERO, min(left, term.amount))
        left -= covered
        if term.due_on < on and covered < term.amount:
            found.append(OpenTerm(instalment=term, open_amount=term.amount - covered))
    return found


def is_paid(dossier: Dossier, made: Arrangement) -> bool:
    """Whether every term was paid: what came in covers them, or the case was paid."""
    if made.state is not ArrangementState.RUNNING:
        return made.state is ArrangementState.KEPT
    return paid_of(dossier, dossier.record.payments, made) >= sum((term.amount for term in made.instalments), ZERO)
