"""Copies of the papers that somebody asked to see (kopie van stukken)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cases.correspondence import answers
from cases.correspondence.answers import Answer
from cases.correspondence.details import Details, asked
from cases.correspondence.dossiers import Dossier
from cases.correspondence.rules import PAPERS_GO_ALONG, LetterGroup, Outlook
from cases.models import LetterKind
from letters.kinds.copies import CopiesData

_PAPERS = {
    "contract": "de overeenkomst of de bestelling", "terms": "de algemene voorwaarden",
    "delivery": "het bewijs dat u kreeg waarvoor u moet betalen", "reminder": "de herinnering van de schuldeiser",
    "letters": "onze eerdere brieven aan u", "statement": "de berekening van het bedrag, met de rente en de kosten",
}


@dataclass(frozen=True, kw_only=True)
class CopiesDetails(Details):
    """What was asked, and what goes along."""

    lacking = "Vul in wanneer om stukken is gevraagd, en welke meegaan."

    asked_on: date = asked("Wanneer is om stukken gevraagd?")
    invoices: tuple[int, ...] = asked("Van welke facturen gaat een kopie mee?", default=())
    contract: bool = asked("De overeenkomst of de bestelling", default=False)
    terms: bool = asked("De algemene voorwaarden", default=False)
    delivery: bool = asked("Het bewijs van levering", default=False)
    reminder: bool = asked("De herinnering van de schuldeiser", default=False)
    letters: bool = asked("Onze eerdere brieven", default=False)
    statement: bool = asked("De berekening", default=False)
    other: str = asked("Andere stukken", help="Op elke regel één stuk.", long=True, measures=True, default="")
    awaited: str = asked(
        "Wat hebben wij nog niet?", help="Vraag dit eerst aan de opdrachtgever. Het staat zo in de brief.", most=200,
        default="",
    )


class Copies(Answer):
    """Who asks for papers gets them whatever stands still, of a closed case too."""

    kind = LetterKind.COPIES
    group = LetterGroup.CLOSING
    purpose = "Gaat met kopieën van stukken mee, en noemt welke dat zijn."
    form = CopiesDetails
    event = "een vraag om stukken die wordt vastgelegd"
    heading = "Kopie van stukken"
    stem = "kopie-stukken"
    by_post_alone = PAPERS_GO_ALONG
    also_closed = True
    posting_hint = "Doe de stukken bij de brief. Maak onleesbaar wat over een ander gaat."

    def proposal(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, object]:
        """Today, with all invoices."""
        return {"asked_on": letter_date, "invoices": tuple(claim.id for claim in dossier.case.claims)}

    def faults(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, str]:
        """A question that is still to come, or nothing to send."""
        filled_in = CopiesDetails.of(dossier.details)
        found = answers.not_later("asked_on", filled_in.asked_on, letter_date)
        return found if _enclosed(dossier, filled_in) else found | {"other": "Kies minstens één stuk dat meegaat."}

    def data(self, dossier: Dossier, *, letter_date: date) -> CopiesData:
        """Raises Incomplete before anything was filled in."""
        filled_in = CopiesDetails.of(dossier.details)
        return CopiesData(
            **answers.values(dossier, letter_date=letter_date), asked_on=filled_in.asked_on,
            enclosed=_enclosed(dossier, filled_in), awaited=filled_in.awaited.strip().rstrip("."),
            consumer=answers.is_consumer(dossier),
        )

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """Whatever else stands still."""
        return Outlook(skipped=self.against(dossier, on=letter_date))


def _enclosed(dossier: Dossier, filled_in: CopiesDetails) -> tuple[str, ...]:
    """What goes along, invoices first."""
    invoices = [
        f"factuur {claim.invoice_number}" for claim in dossier.case.claims if claim.id in filled_in.invoices
    ]
    usual = [said for name, said in _PAPERS.items() if getattr(filled_in, name)]
    return (*invoices, *usual, *answers.lines_of(filled_in.other))


RULE = Copies()
