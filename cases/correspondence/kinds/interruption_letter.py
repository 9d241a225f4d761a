"""The letter that interrupts prescription (stuitingsbrief). Law: art. 3:317 lid 1 BW.

It interrupts when it reaches the debtor (art. 3:37 lid 3 BW), and the creditor has to prove that: so the interruption
is put on record with the proved day of receipt, and not before. Until then the alarms go on.
"""

from collections.abc import Mapping
from datetime import date

from cases.correspondence import answers, obstacles
from cases.correspondence.dossiers import Dossier
from cases.correspondence.interrupting import InterruptingLetter
from cases.correspondence.letter_data import letter_values
from cases.correspondence.rules import RECEIPT_COUNTS, Card, LetterGroup, Outlook
from cases.models import HoldKind, LetterKind, LetterState
from legal.calendar import second_delivery_day
from legal.counting.valuation import Channel
from legal.parameters import Holidays
from letters.kinds.interruption_letter import InterruptionLetterData
from letters.words import short_date


class InterruptionLetter(InterruptingLetter):
    """It asks for nothing, so what only stops collecting does not stop it, and it names no balance.

    A hold that says that the debtor himself cannot receive it does: that letter has to go to somebody else.
    """

    kind = LetterKind.INTERRUPTION_LETTER
    group = LetterGroup.CIRCUMSTANCE
    purpose = "Stuit de verjaring: daarna begint een nieuwe termijn. Hij vraagt geen geld en gaat aangetekend."
    to_each = True
    heading = "Stuitingsbrief"
    stem = "stuitingsbrief"
    by_post_alone = RECEIPT_COUNTS
    channel = Channel.REGISTERED_POST
    stopped_by = frozenset(HoldKind) - {
        HoldKind.DISPUTE, HoldKind.DEBT_HELP, HoldKind.CLIENT_REQUEST, HoldKind.PAYMENT_CHECK,
    }
    follows_money = False
    offered_on = Card.PRESCRIPTION
    button = "Stuitingsbrief maken"
    posting_hint = "Verstuur deze brief aangetekend en bewaar het bewijs. Pas bij ontvangst is de verjaring gestuit."
    posted_message = "De postdatum is vastgelegd. Leg bij de brief vast wanneer hij is bezorgd: pas dan is gestuit."

    def data(self, dossier: Dossier, *, letter_date: date) -> InterruptionLetterData:
        """All claims of the case."""
        return InterruptionLetterData(
            **letter_values(dossier, dossier.valuation(letter_date), letter_date=letter_date),
            consumer=answers.is_consumer(dossier),
        )

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """It has to arrive before the first claim is barred."""
        skipped = (
            obstacles.closed(dossier) or obstacles.standing_still(dossier, letter_date, self.stopped_by)
            or obstacles.ordered_already(dossier, self.kind) or obstacles.doubtful(dossier)
            or obstacles.undeliverable(dossier, letter_date)
            or self.comes_too_late(_barred_from(dossier), leaves_on=leaves_on, holidays=dossier.figures.holidays)
        )
        earlier = dossier.letters.get(self.kind)
        sent_on = earlier.sent_on if earlier is not None and earlier.state is LetterState.POSTED else None
        return Outlook(
            skipped=skipped,
            warning=f"Er is al een stuitingsbrief gepost op {short_date(sent_on)}." if sent_on is not None else "",
        )

    def comes_too_late(self, barred_from: Mapping[str, date], *, leaves_on: date, holidays: Holidays) -> str:
        """Which invoices are barred before the letter can be there."""
        arrives_on = second_delivery_day(leaves_on, holidays)
        late = [f"factuur {number} op {short_date(day)}" for number, day in barred_from.items() if day <= arrives_on]
        return (
            f"de brief kan er pas op {short_date(arrives_on)} zijn, na het einde van de verjaringstermijn: "
            f"{', '.join(late)}; vraag de juridisch verantwoordelijke naar een exploot"
        ) if late else ""


def _barred_from(dossier: Dossier) -> dict[str, date]:
    terms = dossier.prescriptions()
    return {claim.invoice_number: terms[claim.id].barred_from for claim in dossier.case.claims}


RULE = InterruptionLetter()
