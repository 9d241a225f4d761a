"""What a guarantor is told when the debtor is asked to pay (mededeling aan de borg). Law: art. 7:855 BW."""

from datetime import date

from cases.correspondence import obstacles
from cases.correspondence.dossiers import Dossier
from cases.correspondence.letter_data import letter_values
from cases.correspondence.rules import RECEIPT_COUNTS, LetterGroup, LetterRule, Outlook
from cases.models import CaseParty, HoldKind, LetterKind, PartyRole
from letters.kinds.guarantor_notice import GuarantorNoticeData


class GuarantorNotice(LetterRule):
    """It asks for nothing, so that it starts no term and moves no case. Each guarantor gets his own."""

    kind = LetterKind.GUARANTOR_NOTICE
    group = LetterGroup.CIRCUMSTANCE
    purpose = "Vertelt de borg dat de debiteur wordt gevraagd te betalen. Hij vraagt de borg geen geld."
    heading = "Mededeling aan de borg"
    stem = "mededeling-borg"
    by_post_alone = RECEIPT_COUNTS
    amount_heading = "Ten hoogste"

    def for_whom(self, dossier: Dossier, *, on: date) -> tuple[int, ...]:
        """The guarantors."""
        return tuple(part.person_id for part in _guarantors(dossier, on)) or (dossier.case.debtor_id,)

    def data(self, dossier: Dossier, *, letter_date: date) -> GuarantorNoticeData:
        """What he can be asked once the debtor fails."""
        part = dossier.part(letter_date)
        return GuarantorNoticeData(
            **letter_values(dossier, dossier.valuation(letter_date), letter_date=letter_date),
            consumer=dossier.debtor.is_natural_person, main_debtor=dossier.case.debtor.name,
            most=None if part is None else part.liable_most,
        )

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """He is told once: when the debtor is in default and is asked to pay."""
        part = dossier.part(letter_date)
        if part is None or part.role is not PartyRole.GUARANTOR:
            return Outlook(skipped="in dit dossier staat geen borg")
        return Outlook(skipped=(
            obstacles.closed(dossier) or obstacles.standing_still(dossier, letter_date, _STOPPING)
            or obstacles.ordered_already(dossier, self.kind) or dossier.addressee(letter_date).not_there
            or _told_already(dossier) or _nothing_to_tell(dossier, letter_date)
        ))


_STOPPING = frozenset(HoldKind)


def _guarantors(dossier: Dossier, on: date) -> list[CaseParty]:
    return [part for part in dossier.people.beside(on) if part.role is PartyRole.GUARANTOR]


def _told_already(dossier: Dossier) -> str:
    return "heeft deze mededeling al" if LetterKind.GUARANTOR_NOTICE in dossier.letters else ""


def _nothing_to_tell(dossier: Dossier, on: date) -> str:
    if dossier.valuation(on).balance > 0:
        return ""
    return "de debiteur is nog niet in verzuim, of er is niets meer waarvoor de borg kan worden gevraagd"


RULE = GuarantorNotice()
