"""What is told of a payment that came in (ontvangst van een betaling): where it went, and what is left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cases.correspondence import answering, money_in
from cases.correspondence.answering import AfterTheFirst
from cases.correspondence.details import Details, asked
from cases.correspondence.dossiers import Dossier
from cases.correspondence.rules import LetterGroup
from cases.errors import Incomplete
from cases.models import LedgerEntry, LetterKind
from legal.money import ZERO
from letters.kinds.payment_received import PaymentReceivedData
from letters.words import euro, short_date


@dataclass(frozen=True, kw_only=True)
class PaymentReceivedDetails(Details):
    """Which payment."""

    lacking = "Kies over welke betaling de brief gaat."

    payment: int = asked("Welke betaling?")


class PaymentReceived(AfterTheFirst):
    """Of an open case; one that was paid gets a receipt, or is told that it closed."""

    kind = LetterKind.PAYMENT_RECEIVED
    group = LetterGroup.AGREEMENT
    purpose = "Bevestigt een betaling: waar het geld naartoe ging en wat er nog open staat."
    form = PaymentReceivedDetails
    event = "een betaling die is geboekt"
    heading = "Ontvangst betaling"
    stem = "ontvangst-betaling"
    before_arrangement = follows_arrangement = True
    amount_heading = "Nog open"

    def options(self, dossier: Dossier, *, letter_date: date) -> Mapping[str, Mapping[int, str]]:
        """The payments through the day of the letter, the newest first."""
        known = [entry for entry in money_in.payments(dossier) if entry.effective_on <= letter_date]
        return {"payment": {
            entry.id: f"{short_date(entry.effective_on)}, {euro(-entry.amount)}" for entry in reversed(known)
        }}

    def proposal(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, object]:
        """The newest."""
        known = self.options(dossier, letter_date=letter_date)["payment"]
        return {"payment": next(iter(known))} if known else {}

    def data(self, dossier: Dossier, *, letter_date: date) -> PaymentReceivedData:
        """What it went to, and what is owed on the day of the letter. Raises Incomplete where that is not known."""
        entry, valuation = _chosen(dossier), dossier.counted(letter_date).with_costs
        found = [
            each for each in money_in.booked(dossier, valuation)
            if (each.received_on, each.amount) == (entry.effective_on, -entry.amount)
        ]
        if not found:
            raise Incomplete("Waar deze betaling naartoe ging, is voor deze persoon en op deze dag niet te zeggen.")
        return PaymentReceivedData(
            **answering.values(dossier, valuation, letter_date=letter_date, may_owe_nothing=True),
            costs_later=answering.costs_coming(dossier, valuation, after=letter_date),
            received=(found[0],), arrangement_runs=dossier.arrangement is not None,
        )

    def against(self, dossier: Dossier, *, on: date) -> str:
        """Needs a payment that stands, and nothing that still has to go back."""
        return _nothing_paid(dossier, on) or money_in.paid_too_much(dossier.counted(on).with_costs)


def _nothing_paid(dossier: Dossier, letter_date: date) -> str:
    known = [entry for entry in money_in.payments(dossier) if entry.effective_on <= letter_date]
    return "" if known else "er is nog niets betaald"


def _chosen(dossier: Dossier) -> LedgerEntry:
    chosen = PaymentReceivedDetails.of(dossier.details).payment
    found = next((entry for entry in money_in.payments(dossier) if entry.id == chosen), None)
    if found is None or found.amount >= ZERO:
        raise Incomplete("Deze betaling staat niet meer op het dossier.")
    return found


RULE = PaymentReceived()
