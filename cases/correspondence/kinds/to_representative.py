"""The letter to who speaks for a debtor: what we have, and with whom we talk about paying (bewind, curatele)."""

from datetime import date

from cases.correspondence import answers
from cases.correspondence.answers import NOT_OURS_NOW, Answer
from cases.correspondence.dossiers import Dossier
from cases.correspondence.rules import LetterGroup, Outlook
from cases.errors import Incomplete
from cases.models import HoldKind, LetterKind, PartyRole
from cases.parties.people_in_case import word_of
from letters.kinds.to_representative import ToRepresentativeData

OF_A_PERSON = frozenset({
    PartyRole.ADMINISTRATOR, PartyRole.CURATOR, PartyRole.PARENT, PartyRole.ATTORNEY, PartyRole.LAWYER,
})
_NOBODY = "er is geen bewindvoerder, curator of gemachtigde vastgelegd; leg die vast bij Personen en rollen"


class ToRepresentative(Answer):
    """It tells and asks, and demands nothing. That somebody is represented is why it is there."""

    kind = LetterKind.TO_REPRESENTATIVE
    group = LetterGroup.CIRCUMSTANCE
    purpose = "Vertelt de bewindvoerder, curator of gemachtigde welke rekeningen er zijn, en vraagt om een bewijs."
    event = "een vertegenwoordiger die wordt vastgelegd"
    heading = "Aan de vertegenwoordiger"
    stem = "aan-vertegenwoordiger"
    stopped_by = NOT_OURS_NOW | {HoldKind.DECEASED}
    posting_hint = "Vraag de vertegenwoordiger om het besluit of de volmacht, en leg dat bij het dossier."

    def data(self, dossier: Dossier, *, letter_date: date) -> ToRepresentativeData:
        """What is on record. Raises Incomplete where nobody speaks for the debtor."""
        to = dossier.addressee(letter_date)
        if to.via is None or to.via.role not in OF_A_PERSON:
            raise Incomplete(f"Deze brief kan niet worden gemaakt: {_NOBODY}.")
        return ToRepresentativeData(
            **answers.values(dossier, letter_date=letter_date, to=to), about=dossier.debtor.name,
            about_lines=dossier.debtor.address_lines, capacity=word_of(to.via.role),
        )

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """Needs somebody who speaks for the debtor."""
        via = dossier.addressee(letter_date).via
        nobody = "" if via is not None and via.role in OF_A_PERSON else _NOBODY
        return Outlook(skipped=nobody or self.against(dossier, on=letter_date))


RULE = ToRepresentative()
