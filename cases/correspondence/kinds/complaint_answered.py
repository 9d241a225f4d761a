"""The answer to a complaint about us (antwoord op een klacht). Law: art. 6.1 Bki, art. 13 lid 5 Wki."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cases.correspondence import answers
from cases.correspondence.answers import Answer
from cases.correspondence.details import Details, asked
from cases.correspondence.dossiers import Dossier
from cases.correspondence.rules import LetterGroup, Outlook
from cases.models import LetterKind
from letters.kinds.complaint_answered import ComplaintAnsweredData, Found

MOST_REASONS = 1500


@dataclass(frozen=True, kw_only=True)
class ComplaintAnsweredDetails(Details):
    """The complaint, what we found of it, and what we do."""

    lacking = "Vul in wat wij van de klacht vinden, en waarom."

    received_on: date = asked("Wanneer kwam de klacht?")
    subject: str = asked("Waar ging de klacht over?", help="Zoals in de ontvangstbevestiging.", most=300)
    handler: str = asked("Wie behandelde de klacht?", most=80)
    found: Found = asked("Wat vinden wij?")
    reasons: str = asked(
        "Waarom vinden wij dat?", help="Korte zinnen, zonder woorden uit de wet. Zeg wat er is gebeurd.",
        most=MOST_REASONS, long=True,
    )
    measures: str = asked(
        "Wat doen wij eraan?", help="Nodig als de klacht terecht is, ook voor een deel.", most=MOST_REASONS, long=True,
        default="",
    )


class ComplaintAnswered(Answer):
    """It says where else the complaint can go."""

    kind = LetterKind.COMPLAINT_ANSWERED
    group = LetterGroup.DISPUTE
    purpose = "Geeft antwoord op een klacht over ons: wat wij vinden, waarom, en waar iemand verder terecht kan."
    form = ComplaintAnsweredDetails
    event = "de uitkomst van een klacht"
    heading = "Antwoord op klacht"
    stem = "klacht-antwoord"
    also_closed = True

    def faults(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, str]:
        """A complaint that is still to come, or one that was right without anything done."""
        filled_in = ComplaintAnsweredDetails.of(dossier.details)
        found = answers.not_later("received_on", filled_in.received_on, letter_date)
        if filled_in.found is not Found.NOT_JUSTIFIED and not filled_in.measures.strip():
            found["measures"] = "Vul in wat wij eraan doen: de klacht is terecht, of deels terecht."
        return found

    def data(self, dossier: Dossier, *, letter_date: date) -> ComplaintAnsweredData:
        """Raises Incomplete before anything was filled in."""
        filled_in = ComplaintAnsweredDetails.of(dossier.details)
        return ComplaintAnsweredData(
            **answers.values(dossier, letter_date=letter_date), received_on=filled_in.received_on,
            subject=filled_in.subject.strip().rstrip("."), handler=filled_in.handler, found=filled_in.found,
            reasons=filled_in.reasons, measures=filled_in.measures, consumer=answers.is_consumer(dossier),
        )

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """Whatever else stands still."""
        return Outlook(skipped=self.against(dossier, on=letter_date))


RULE = ComplaintAnswered()
