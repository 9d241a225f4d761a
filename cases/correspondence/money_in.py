"""What came in on a case, as letters tell of it: money alone, each payment with what it went to."""

from collections import Counter
from datetime import date
from decimal import Decimal

from cases.correspondence.dossiers import Dossier
from cases.models import LedgerEntry, LedgerKind
from legal.counting.valuation import BookedPayment, Valuation
from legal.money import ZERO

GIVEN_UP = (LedgerKind.WRITE_OFF, LedgerKind.SMALL_DIFFERENCE, LedgerKind.WITHDRAWN_PART)


def payments(dossier: Dossier) -> list[LedgerEntry]:
    """The payments that stand, of whom the letter is for or of nobody in particular, by day."""
    return [
        entry for entry in dossier.record.payments
        if entry.kind is LedgerKind.PAYMENT and entry.debtor_id in (None, dossier.debtor.id)
    ]


def booked(dossier: Dossier, valuation: Valuation) -> tuple[BookedPayment, ...]:
    """What the valuation says of those payments: what was booked off is counted as one, and is no money."""
    money = Counter((entry.effective_on, -entry.amount) for entry in payments(dossier))
    found = []
    for each in valuation.payments:
        key = (each.received_on, each.amount)
        if money[key]:
            money[key] -= 1
            found.append(each)
    return tuple(found)


def given_up(dossier: Dossier, *, on: date) -> Decimal:
    """What was booked off through `on`, that day too: not paid, and not asked any more (euro)."""
    return sum(
        (-entry.amount for entry in dossier.record.payments if entry.kind in GIVEN_UP and entry.effective_on <= on),
        ZERO,
    )


def paid_too_much(valuation: Valuation) -> str:
    """Whether more came in than was owed; a letter on what was paid waits until that went back."""
    if valuation.balance >= ZERO and not valuation.too_much:
        return ""
    return "er is te veel betaald: leg eerst de terugbetaling vast"
