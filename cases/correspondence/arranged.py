"""The running arrangement of a case as its letters tell of it: with whom, and what is open of its terms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cases.correspondence.dossiers import Dossier
from cases.counting import instalments
from cases.models import Arrangement, Instalment, LedgerEntry
from legal.counting.owed_by_one import debtor_of
from legal.facts import Liability
from legal.money import ZERO


@dataclass(frozen=True, kw_only=True)
class OpenTerm:
    """A term that what came in does not cover, and how much of it is open (euro)."""

    instalment: Instalment
    open_amount: Decimal


def with_whom(dossier: Dossier) -> tuple[int, ...]:
    """Whom of several it was made with, by his id; the debtor of the case where one owes all."""
    made = dossier.arrangement
    return (dossier.case.debtor_id,) if made is None or made.debtor_id is None else (made.debtor_id,)


def of_another(dossier: Dossier) -> str:
    """Why its letters have nobody to go to: whom it was made with owes nothing here any more; empty where he does."""
    made = dossier.arrangement
    if made is None or made.debtor_id in (None, dossier.debtor.id):
        return ""
    return "de regeling is gemaakt met iemand die in dit dossier niet meer hoeft te betalen: beëindig de regeling"


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
