"""A claim lodged with the trustee or administrator of an insolvency. Law: art. 26, 110, 128, 299 and 303 Fw."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cases.correspondence import answers
from cases.correspondence.answers import NOT_OURS_NOW, Answer
from cases.correspondence.details import Details, asked
from cases.correspondence.dossiers import Dossier
from cases.correspondence.rules import PAPERS_GO_ALONG, LetterGroup, Outlook
from cases.errors import Incomplete
from cases.models import LetterKind, PartyRole
from cases.parties.people_in_case import OF_INSOLVENCY, Addressee
from legal.debtor.insolvency import Insolvency, Preference, interest_through
from letters.kinds.claim_submission import ClaimSubmissionData

_WITH = {
    PartyRole.TRUSTEE: Insolvency.BANKRUPTCY, PartyRole.DEBT_ADMINISTRATOR: Insolvency.DEBT_RESTRUCTURING,
}
_NOBODY = "er is geen curator of bewindvoerder van een insolventie vastgelegd; leg die vast bij Personen en rollen"


@dataclass(frozen=True, kw_only=True)
class ClaimSubmissionDetails(Details):
    """The order, what goes before others, and the proof."""

    lacking = "Vul de dag van de uitspraak in, en welke bewijsstukken meegaan."

    ordered_on: date = asked(
        "Dag van de uitspraak",
        help="Staat in het Centraal Insolventieregister. De rente telt tot en met de dag ervoor.",
    )
    insolvency_number: str = asked("Nummer in het register", most=40, default="")
    preference: Preference = asked("Maakt de schuldeiser aanspraak op voorrang?")
    preference_basis: str = asked("Waarop rust die voorrang?", most=200, default="")
    papers: str = asked(
        "Welke bewijsstukken gaan mee?", help="Op elke regel één stuk, zoals de factuur en de overeenkomst.", long=True,
        measures=True,
    )


class ClaimSubmission(Answer):
    """The only way to ask anything of a debtor who is insolvent. It goes whatever else stands still."""

    kind = LetterKind.CLAIM_SUBMISSION
    group = LetterGroup.CIRCUMSTANCE
    purpose = "Dient de vordering in bij de curator, of bij de bewindvoerder van een schuldsanering."
    form = ClaimSubmissionDetails
    event = "een faillissement of schuldsanering met de dag van de uitspraak"
    heading = "Indiening vordering bij insolventie"
    stem = "indiening-vordering"
    by_post_alone = PAPERS_GO_ALONG
    amount_heading = "Ingediend"
    stopped_by = NOT_OURS_NOW
    follows_money = True
    posting_hint = "Doe de bewijsstukken erbij. Leg het bewijs van ontvangst vast als het er is."

    def addressee(self, dossier: Dossier, *, on: date) -> Addressee:
        """The trustee or administrator: what keeps a demand from him is why this letter is there."""
        to = dossier.addressee(on)
        if to.via is None or to.via.role not in OF_INSOLVENCY:
            return to
        return dossier.people.lodged_with(to)

    def faults(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, str]:
        """An order that is still to come, or a preference that rests on nothing."""
        filled_in = ClaimSubmissionDetails.of(dossier.details)
        found = answers.not_later("ordered_on", filled_in.ordered_on, letter_date)
        if filled_in.preference is not Preference.NONE and not filled_in.preference_basis.strip():
            found["preference_basis"] = "Vul in waarop de voorrang rust."
        return found

    def data(self, dossier: Dossier, *, letter_date: date) -> ClaimSubmissionData:
        """What was owed by the day of the order. Raises Incomplete without details or somebody to lodge with."""
        filled_in, to = ClaimSubmissionDetails.of(dossier.details), self.addressee(dossier, on=letter_date)
        if to.via is None or to.via.role not in _WITH:
            raise Incomplete(f"Deze brief kan niet worden gemaakt: {_NOBODY}.")
        valuation = dossier.valuation(interest_through(filled_in.ordered_on))
        return ClaimSubmissionData(
            **answers.values(dossier, letter_date=letter_date, to=to, valuation=valuation),
            about=dossier.debtor.name, about_lines=dossier.debtor.address_lines, insolvency=_WITH[to.via.role],
            ordered_on=filled_in.ordered_on, insolvency_number=filled_in.insolvency_number,
            preference=filled_in.preference, preference_basis=filled_in.preference_basis,
            papers=answers.lines_of(filled_in.papers),
        )

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """Needs somebody to lodge it with."""
        via = dossier.addressee(letter_date).via
        nobody = "" if via is not None and via.role in OF_INSOLVENCY else _NOBODY
        return Outlook(skipped=nobody or self.against(dossier, on=letter_date))


RULE = ClaimSubmission()
