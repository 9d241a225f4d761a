"""The letter after a death, to who sees to the estate (aan de erven van). Law: art. 4:145, 4:185 and 4:190 BW."""

from datetime import date

from cases.correspondence import answers
from cases.correspondence.answers import NOT_OURS_NOW, Answer
from cases.correspondence.dossiers import Dossier
from cases.correspondence.rules import LetterGroup, Outlook
from cases.errors import Incomplete
from cases.models import HoldKind, LetterKind, PartyRole
from cases.parties.people_in_case import Addressee
from legal.debtor.contact_rules import estate_rests_until
from letters.kinds.to_heirs import ToHeirsData
from letters.words import short_date


class ToHeirs(Answer):
    """To the executor on record; else to each heir on record; else to whoever opens the post of who died.

    A death holds the case; that does not stop this letter, which is there because of it.
    """

    kind = LetterKind.TO_HEIRS
    group = LetterGroup.CIRCUMSTANCE
    purpose = "Condoleert, en vraagt wie de nalatenschap regelt. De brief vraagt niet om te betalen."
    event = "een overlijden dat is vastgelegd"
    heading = "Aan de erven"
    stem = "aan-de-erven"
    stopped_by = NOT_OURS_NOW | {HoldKind.ADDRESS_UNKNOWN}
    to_outsider = True
    posting_hint = "Zodra iemand laat weten wie de nalatenschap regelt: leg die persoon vast bij Personen en rollen."

    def for_whom(self, dossier: Dossier, *, on: date) -> tuple[int, ...]:
        """The heirs on record, unless somebody sees to the estate for all."""
        main = dossier.case.debtor
        heirs = tuple(each.person_id for each in dossier.people.beside(on) if each.role is PartyRole.HEIR)
        return heirs if heirs and dossier.people.speaker_of(main, on) is None else (main.id,)

    def addressee(self, dossier: Dossier, *, on: date) -> Addressee:
        """Who sees to it, the heir himself, or "de erven van"."""
        found = dossier.addressee(on)
        return dossier.people.heirs_of(dossier.debtor) if dossier.people.is_gone(dossier.debtor, on) else found

    def data(self, dossier: Dossier, *, letter_date: date) -> ToHeirsData:
        """Raises Incomplete where no death is on record."""
        to, died = self.addressee(dossier, on=letter_date), dossier.case.debtor
        if died.died_on is None:
            raise Incomplete("Leg eerst de dag van overlijden vast bij de gegevens van de debiteur.")
        until = estate_rests_until(died.died_on)
        return ToHeirsData(
            **answers.values(dossier, letter_date=letter_date, to=to),
            deceased=died.name, died_on=died.died_on, rests_until=until if until > letter_date else None,
            to_executor=to.via is not None and to.via.role is PartyRole.EXECUTOR,
        )

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """Needs a death on record; soon after it a person looks first."""
        died_on = dossier.case.debtor.died_on
        lacking = "" if died_on is not None else "er is geen dag van overlijden vastgelegd"
        skipped = lacking or self.against(dossier, on=letter_date)
        if skipped or died_on is None or leaves_on >= (until := estate_rests_until(died_on)):
            return Outlook(skipped=skipped)
        return Outlook(
            look_first=f"het overlijden is minder dan drie maanden geleden ({short_date(died_on)})",
            warning=f"Het overlijden was op {short_date(died_on)}. Is er nog geen contact met de familie? Wacht dan "
            f"liever tot {short_date(until)}.",
        )


RULE = ToHeirs()
