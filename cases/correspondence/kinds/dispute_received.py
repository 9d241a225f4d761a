"""That an objection was received, and what stands still (ontvangstbevestiging van een betwisting)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cases.correspondence import answers
from cases.correspondence.answers import Answer
from cases.correspondence.details import Details, asked
from cases.correspondence.dossiers import Dossier
from cases.correspondence.rules import LetterGroup, Outlook
from cases.errors import Incomplete
from cases.models import Hold, HoldKind, LetterKind
from letters.kinds.dispute_received import DisputeReceivedData, Needed

NO_DISPUTE = "er staat geen betwisting open; leg eerst vast wat er niet klopt, in de woorden van de debiteur"


@dataclass(frozen=True, kw_only=True)
class DisputeReceivedDetails(Details):
    """Which invoices it is about, what we need, and when there is an answer."""

    lacking = "Vul in wat wij nodig hebben, en wanneer er antwoord is."

    disputed: tuple[int, ...] = asked(
        "Over welke facturen gaat het bezwaar?", help="Kies er geen als het over alle facturen gaat.", default=()
    )
    needed: Needed = asked("Wat hebben wij van de debiteur nodig?")
    answer_by: date = asked("Uiterlijk antwoord op", help="Op die dag moet de debiteur van ons horen.")


class DisputeReceived(Answer):
    """Nothing else leaves while the dispute is open: that is what it says."""

    kind = LetterKind.DISPUTE_RECEIVED
    group = LetterGroup.DISPUTE
    purpose = "Bevestigt een bezwaar: wat er stilstaat, wat wij nodig hebben en wanneer er antwoord is."
    form = DisputeReceivedDetails
    event = "een betwisting van een rekening of een deel ervan"
    heading = "Ontvangstbevestiging bezwaar"
    stem = "bezwaar-ontvangen"
    follows_hold = HoldKind.DISPUTE
    posting_hint = "Vraag de opdrachtgever om een antwoord: de debiteur moet op de dag in deze brief van ons horen."

    def proposal(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, object]:
        """The days that a client gets, from the day of leaving on."""
        return {"answer_by": answers.some_days_on(dossier, leaves_on)}

    def faults(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, str]:
        """An answer before the letter is there."""
        return answers.not_before("answer_by", DisputeReceivedDetails.of(dossier.details).answer_by, leaves_on)

    def data(self, dossier: Dossier, *, letter_date: date) -> DisputeReceivedData:
        """The open dispute. Raises Incomplete without one, or without details."""
        filled_in = DisputeReceivedDetails.of(dossier.details)
        numbers = {claim.id: claim.invoice_number for claim in dossier.case.claims}
        return DisputeReceivedData(
            **answers.values(dossier, letter_date=letter_date),
            disputed_on=dispute_of(dossier, on=letter_date).started_on,
            answer_by=filled_in.answer_by, needed=filled_in.needed, consumer=answers.is_consumer(dossier),
            disputed=tuple(numbers[each] for each in filled_in.disputed if each in numbers),
        )

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """Needs an open dispute."""
        return Outlook(skipped=self.against(dossier, on=letter_date) or no_dispute(dossier, on=letter_date))


def no_dispute(dossier: Dossier, *, on: date) -> str:
    """That nothing is disputed on `on`, with what to do."""
    return "" if answers.open_hold(dossier, HoldKind.DISPUTE, on=on) else NO_DISPUTE


def dispute_of(dossier: Dossier, *, on: date) -> Hold:
    """The open dispute. Raises Incomplete without one."""
    found = answers.open_hold(dossier, HoldKind.DISPUTE, on=on)
    if found is None:
        raise Incomplete(f"Deze brief kan niet worden gemaakt: {NO_DISPUTE}.")
    return found


RULE = DisputeReceived()
