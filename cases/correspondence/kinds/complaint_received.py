"""That a complaint about us was received, in time (ontvangstbevestiging van een klacht). Law: art. 6.1 Bki."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cases.correspondence import answers
from cases.correspondence.answers import Answer
from cases.correspondence.details import Details, asked
from cases.correspondence.dossiers import Dossier
from cases.correspondence.rules import LetterGroup, Outlook
from cases.models import LetterKind
from legal.debtor.complaints import LAW_ACKNOWLEDGED, acknowledge_by
from letters.kinds.complaint_received import ComplaintReceivedData
from letters.words import short_date


@dataclass(frozen=True, kw_only=True)
class ComplaintReceivedDetails(Details):
    """When it came, what it is about, who sees to it and until when."""

    lacking = "Vul in wanneer de klacht kwam, waar hij over gaat en wie hem behandelt."

    received_on: date = asked(
        "Wanneer kwam de klacht?", help="Ook een klacht door de telefoon telt. De brief gaat uit binnen twee werkdagen."
    )
    subject: str = asked("Waar gaat de klacht over?", help="In één zin, in de woorden van wie klaagt.", most=300)
    handler: str = asked("Wie behandelt de klacht?", help="Niet degene over wie de klacht gaat.", most=80)
    answer_by: date = asked("Uiterlijk antwoord op")


class ComplaintReceived(Answer):
    """It leaves whatever stands still, of a closed case too: the term runs all the same."""

    kind = LetterKind.COMPLAINT_RECEIVED
    group = LetterGroup.DISPUTE
    purpose = "Bevestigt binnen twee werkdagen een klacht over ons: wie hem behandelt, en wanneer er antwoord is."
    form = ComplaintReceivedDetails
    event = "een klacht die wordt vastgelegd"
    heading = "Ontvangstbevestiging klacht"
    stem = "klacht-ontvangen"
    also_closed = True
    posting_hint = "Een klacht gaat over ons. Klopt de rekening niet? Leg dan ook een betwisting vast."

    def proposal(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, object]:
        """Today, and ten working days."""
        return {"received_on": letter_date, "answer_by": answers.some_days_on(dossier, leaves_on)}

    def faults(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, str]:
        """A complaint that is still to come, an answer that is over."""
        filled_in = ComplaintReceivedDetails.of(dossier.details)
        return (
            answers.not_later("received_on", filled_in.received_on, letter_date)
            | answers.not_before("answer_by", filled_in.answer_by, leaves_on)
        )

    def data(self, dossier: Dossier, *, letter_date: date) -> ComplaintReceivedData:
        """Raises Incomplete before anything was filled in."""
        filled_in = ComplaintReceivedDetails.of(dossier.details)
        return ComplaintReceivedData(
            **answers.values(dossier, letter_date=letter_date), received_on=filled_in.received_on,
            subject=filled_in.subject.strip().rstrip("."), handler=filled_in.handler, answer_by=filled_in.answer_by,
            consumer=answers.is_consumer(dossier),
        )

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """Late is said, and no reason not to send it."""
        skipped = self.against(dossier, on=letter_date)
        return Outlook(skipped=skipped, warning="" if skipped else _late(dossier, leaves_on))


def _late(dossier: Dossier, leaves_on: date) -> str:
    """That it leaves after its term, once it is known when the complaint came."""
    if not isinstance(dossier.details, ComplaintReceivedDetails):
        return ""
    last = acknowledge_by(dossier.details.received_on, dossier.figures.holidays)
    if leaves_on <= last:
        return ""
    return f"De laatste dag voor deze brief was {short_date(last)} ({LAW_ACKNOWLEDGED}). Verstuur hem vandaag nog."


RULE = ComplaintReceived()
