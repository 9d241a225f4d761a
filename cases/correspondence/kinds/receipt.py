"""The receipt for what was paid (kwijting), on request. Law: art. 6:48 BW."""

from datetime import date

from cases.correspondence import money_in, obstacles
from cases.correspondence.dossiers import Dossier
from cases.correspondence.letter_data import letter_values
from cases.correspondence.rules import LetterGroup, LetterRule, Outlook
from cases.models import HoldKind, LetterKind
from letters.kinds.receipt import ReceiptData


class Receipt(LetterRule):
    """It asks for nothing, so that a closed case gets one, and what only stops collecting does not stop it."""

    kind = LetterKind.RECEIPT
    group = LetterGroup.CLOSING
    purpose = "Bewijst wat er is betaald, met waar het naartoe ging. Wie erom vraagt, heeft er recht op (art. 6:48 BW)."
    event = "een verzoek om een bewijs van betaling"
    heading = "Bewijs van betaling"
    stem = "bewijs-van-betaling"
    with_costs_due = True
    amount_heading = "Nog open"
    stopped_by = frozenset(HoldKind) - {HoldKind.DISPUTE, HoldKind.DEBT_HELP, HoldKind.CLIENT_REQUEST}

    def data(self, dossier: Dossier, *, letter_date: date) -> ReceiptData:
        """All that was paid through the day of the letter, as far as it can be counted."""
        valuation = dossier.counted(letter_date).with_costs
        return ReceiptData(
            **letter_values(dossier, valuation, letter_date=letter_date, may_owe_nothing=True),
            received=money_in.booked(dossier, valuation), given_up=money_in.given_up(dossier, on=letter_date),
        )

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """Needs a payment that stands, and nothing that still has to go back."""
        valuation = dossier.counted(letter_date).with_costs
        return Outlook(skipped=(
            obstacles.standing_still(dossier, letter_date, self.stopped_by)
            or obstacles.ordered_already(dossier, self.kind)
            or ("" if money_in.booked(dossier, valuation) else "er is nog niets betaald")
            or obstacles.doubtful(dossier) or obstacles.undeliverable(dossier, letter_date)
            or obstacles.paid_later(dossier, letter_date) or money_in.paid_too_much(valuation)
            or ("er ging geld terug: maak een overzicht met de hand" if dossier.record.refunds else "")
        ))


RULE = Receipt()
