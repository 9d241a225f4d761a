"""The question to the client about a dispute of its debtor (vraag aan de opdrachtgever)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence import answers
from cases.correspondence.answers import Answer
from cases.correspondence.details import Details, asked
from cases.correspondence.dossiers import Dossier
from cases.correspondence.kinds.dispute_received import dispute_of, no_dispute
from cases.correspondence.rules import Gone, LetterGroup, Outlook
from cases.models import HoldKind, LetterKind
from cases.parties.people_in_case import Addressee, Outsider
from legal.parameters import Figures
from letters.defences import Defence
from letters.kinds.client_question import ClientQuestionData


@dataclass(frozen=True, kw_only=True)
class ClientQuestionDetails(Details):
    """The ground of the objection, in words that a client may read."""

    lacking = "Vul in wat de debiteur zegt, en voor wanneer wij antwoord vragen."

    defence: Defence = asked("Waarom vindt de debiteur dat het niet klopt?")
    objection: str = asked(
        "Het bezwaar, zoals de opdrachtgever het leest",
        help="In de woorden van de debiteur. Laat weg wat de opdrachtgever niet hoeft te weten, zoals over gezondheid.",
        most=1000, long=True, measures=True,
    )
    answer_by: date = asked("Antwoord vragen voor")


class ClientQuestion(Answer):
    """To the client, about whoever the case is about: nothing of it goes to him."""

    kind = LetterKind.CLIENT_QUESTION
    group = LetterGroup.DISPUTE
    purpose = "Vraagt de opdrachtgever om een antwoord op een bezwaar, met de stukken die daarbij horen."
    form = ClientQuestionDetails
    event = "een betwisting van een rekening of een deel ervan"
    heading = "Vraag aan de opdrachtgever"
    stem = "vraag-opdrachtgever"
    stopped_by = frozenset[HoldKind]()
    to_outsider = True
    follows_hold = HoldKind.DISPUTE
    posting_hint = "Na het posten staat dit dossier in de werkbak op de dag waarop het antwoord er moet zijn."

    def addressee(self, dossier: Dossier, *, on: date) -> Addressee:
        """The client, where it is on record."""
        client = dossier.case.client
        at = (f"t.a.v. {client.contact_name}",) if client.contact_name else ()
        return Outsider(
            debtor=dossier.debtor, via=None, point=None, named=client.name, at=(*at, *client.address_lines)
        )

    def proposal(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, object]:
        """What is on record of the dispute, and ten working days."""
        hold = answers.open_hold(dossier, HoldKind.DISPUTE, on=letter_date)
        return {
            "objection": "" if hold is None else hold.reason, "answer_by": answers.some_days_on(dossier, leaves_on)
        }

    def faults(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, str]:
        """An answer before the letter is there."""
        return answers.not_before("answer_by", ClientQuestionDetails.of(dossier.details).answer_by, leaves_on)

    def data(self, dossier: Dossier, *, letter_date: date) -> ClientQuestionData:
        """The open dispute. Raises Incomplete without one, or without details."""
        filled_in = ClientQuestionDetails.of(dossier.details)
        return ClientQuestionData(
            **answers.values(dossier, letter_date=letter_date, to=self.addressee(dossier, on=letter_date)),
            about=dossier.debtor.name, customer_number=dossier.debtor.customer_number or "",
            disputed_on=dispute_of(dossier, on=letter_date).started_on, objection=filled_in.objection,
            defence=filled_in.defence, answer_by=filled_in.answer_by,
            barred_from=min(each.barred_from for each in dossier.prescriptions().values()),
        )

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """Needs an open dispute."""
        return Outlook(skipped=self.against(dossier, on=letter_date) or no_dispute(dossier, on=letter_date))

    def after_posting(self, session: Session, act: Act, gone: Gone, *, figures: Figures) -> None:
        """The dispute is looked at on the day for which an answer was asked."""
        filled_in = ClientQuestionDetails.of(self.filled_in(gone.letter.batch))
        answers.look_again(session, gone.letter, filled_in.answer_by)


RULE = ClientQuestion()
