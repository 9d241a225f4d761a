"""The answer to a dispute, by its ground from the book of texts (inhoudelijke reactie op een betwisting)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence import answering, answers
from cases.correspondence.answers import Answer
from cases.correspondence.details import Details, asked
from cases.correspondence.dossiers import Dossier
from cases.correspondence.kinds.dispute_received import dispute_of, no_dispute
from cases.correspondence.rules import PAPERS_GO_ALONG, Gone, LetterGroup, Outlook
from cases.counting import ledger_entries
from cases.models import HoldKind, LetterKind
from legal.calendar import ONE_DAY
from legal.money import ZERO
from legal.parameters import Figures
from letters.defences import Defence, latest
from letters.kinds.dispute_answered import DisputeAnsweredData, Outcome
from letters.words import euro, short_date

REPLY_DAYS = 14  # proposed: a choice of the agency
MOST_ANSWER = 1500


@dataclass(frozen=True, kw_only=True)
class DisputeAnsweredDetails(Details):
    """The ground, what the client said to it, and what follows."""

    lacking = "Vul in waarom de debiteur het oneens is, en wat de opdrachtgever antwoordde."

    defence: Defence = asked("Waarom vindt de debiteur dat het niet klopt?")
    outcome: Outcome = asked("Wat is de uitkomst?")
    answer: str = asked(
        "Antwoord van de opdrachtgever", help="In de woorden van de opdrachtgever. Het staat zo in de brief.",
        most=MOST_ANSWER, long=True,
    )
    answered_on: date = asked("Dag van dat antwoord")
    papers: str = asked(
        "Welke stukken gaan mee?", help="Op elke regel één stuk.", long=True, measures=True, default=""
    )
    taken_off: Decimal = asked(
        "Bedrag dat er af gaat", help="Alleen bij een deel gelijk. Boek dit eerst af van de rekening.", default=ZERO
    )
    reply_by: date | None = asked(
        "Tot wanneer wachten wij op een reactie?", help="Niet nodig als de debiteur gelijk krijgt.", default=None
    )


class DisputeAnswered(Answer):
    """The dispute stays open until the last day to react: so it says that nothing else is done until then."""

    kind = LetterKind.DISPUTE_ANSWERED
    group = LetterGroup.DISPUTE
    purpose = "Geeft antwoord op een bezwaar: wat de wet zegt, wat de opdrachtgever antwoordde en wat er nu kan."
    form = DisputeAnsweredDetails
    event = "het antwoord van de opdrachtgever op een betwisting"
    heading = "Antwoord op bezwaar"
    stem = "bezwaar-antwoord"
    by_post_alone = PAPERS_GO_ALONG
    follows_money = True
    follows_hold = HoldKind.DISPUTE
    posting_hint = (
        "Laat de betwisting open tot de dag voor een reactie voorbij is: dan staat dit dossier in de werkbak. Beëindig "
        "haar dan, met deze uitkomst."
    )

    def proposal(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, object]:
        """Two weeks to react."""
        return {"answered_on": letter_date, "reply_by": leaves_on + timedelta(days=REPLY_DAYS)}

    def faults(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, str]:
        """What cannot be true of this case."""
        filled_in = DisputeAnsweredDetails.of(dossier.details)
        found = answers.not_later("answered_on", filled_in.answered_on, letter_date)
        if filled_in.answered_on < dispute_of(dossier, on=letter_date).started_on:
            found["answered_on"] = "Deze dag ligt voor de dag van het bezwaar."
        if filled_in.outcome is not Outcome.UPHELD:
            found |= _days_to_react(dossier, filled_in, leaves_on)
        found |= _amount(dossier, filled_in, letter_date)
        if filled_in.defence is Defence.PRESCRIBED and filled_in.outcome is Outcome.REJECTED:
            found |= _is_barred(dossier, leaves_on)
        return found

    def data(self, dossier: Dossier, *, letter_date: date) -> DisputeAnsweredData:
        """The text that is in use for its ground. Raises Incomplete without a dispute, or without details."""
        filled_in = DisputeAnsweredDetails.of(dossier.details)
        return DisputeAnsweredData(
            **answers.values(dossier, letter_date=letter_date),
            disputed_on=dispute_of(dossier, on=letter_date).started_on, defence=filled_in.defence,
            defence_version=latest(filled_in.defence), outcome=filled_in.outcome, answer=filled_in.answer,
            answered_on=filled_in.answered_on, papers=answers.lines_of(filled_in.papers),
            reply_by=None if filled_in.outcome is Outcome.UPHELD else filled_in.reply_by,
            taken_off=filled_in.taken_off, consumer=answers.is_consumer(dossier),
        )

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """Needs an open dispute."""
        return Outlook(skipped=self.against(dossier, on=letter_date) or no_dispute(dossier, on=letter_date))

    def after_posting(self, session: Session, act: Act, gone: Gone, *, figures: Figures) -> None:
        """The dispute is looked at when the days to react are over."""
        filled_in = DisputeAnsweredDetails.of(self.filled_in(gone.letter.batch))
        if filled_in.reply_by is not None and filled_in.outcome is not Outcome.UPHELD:
            answers.look_again(session, gone.letter, filled_in.reply_by + ONE_DAY)


def _days_to_react(dossier: Dossier, filled_in: DisputeAnsweredDetails, leaves_on: date) -> dict[str, str]:
    if filled_in.reply_by is None:
        return {"reply_by": "Vul in tot wanneer wij op een reactie wachten."}
    early = answering.too_early(filled_in.reply_by, dossier, leaves_on)
    return {"reply_by": early} if early else {}


def _amount(dossier: Dossier, filled_in: DisputeAnsweredDetails, on: date) -> dict[str, str]:
    """What went off by it stands on record, and nothing is named where all or nothing was right."""
    if filled_in.outcome is not Outcome.IN_PART:
        return {} if not filled_in.taken_off else {"taken_off": "Dit is alleen nodig bij een deel gelijk."}
    if filled_in.taken_off <= ZERO:
        return {"taken_off": "Vul in hoeveel er af gaat."}
    since = dispute_of(dossier, on=on).started_on
    booked = ledger_entries.together([each for each in dossier.record.credits if each.effective_on >= since])
    if booked >= filled_in.taken_off:
        return {}
    return {"taken_off": f"Er is sinds het bezwaar {euro(booked)} afgeboekt. Boek eerst de creditering."}


def _is_barred(dossier: Dossier, on: date) -> dict[str, str]:
    terms = dossier.prescriptions()
    barred = [
        f"factuur {claim.invoice_number} sinds {short_date(terms[claim.id].barred_from)}"
        for claim in dossier.case.claims if terms[claim.id].barred_from <= on
    ]
    return {"outcome": f"De debiteur heeft gelijk: verjaard is {', '.join(barred)}."} if barred else {}


RULE = DisputeAnswered()
