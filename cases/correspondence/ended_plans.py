"""The newest arrangement of a case as the letters on its end tell of it: with whom, and what was told already."""

from decimal import Decimal

from cases.correspondence import arranged
from cases.correspondence.dossiers import Dossier
from cases.models import Arrangement, ArrangementState, LetterKind, LetterState
from letters.words import short_date


def with_whom(dossier: Dossier) -> tuple[int, ...]:
    """Whom of several it was made with, by his id; the debtor of the case where one owes all."""
    made = dossier.last_arrangement
    return (dossier.case.debtor_id,) if made is None or made.debtor_id is None else (made.debtor_id,)


def of_another(dossier: Dossier) -> str:
    """Why nobody is told: whom it was made with owes nothing here any more; empty where he does."""
    made = dossier.last_arrangement
    if made is None or made.debtor_id in (None, dossier.debtor.id):
        return ""
    return "de regeling is gemaakt met iemand die in dit dossier niet meer hoeft te betalen"


def told_already(dossier: Dossier, kind: LetterKind, made: Arrangement) -> str:
    """Whether a letter of this kind on this arrangement was posted."""
    letter = dossier.letters.get(kind)
    if letter is None or letter.state is not LetterState.POSTED or letter.batch.ordered_at < made.made_at:
        return ""
    return f"heeft deze brief al: {short_date(letter.batch.letter_date)}"


def is_paid(dossier: Dossier, made: Arrangement) -> bool:
    """Whether every term was paid: what came in covers them, or the case was paid."""
    total = sum((term.amount for term in made.instalments), Decimal(0))
    return made.state is ArrangementState.KEPT or (
        made.state is ArrangementState.RUNNING
        and arranged.paid_of(dossier, dossier.record.payments, made) >= total
    )
