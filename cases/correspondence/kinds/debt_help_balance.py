"""The balance for who helps a debtor with debts, and that collecting rests (saldo-opgave)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from cases.acts import Act
from cases.correspondence import answers
from cases.correspondence.answers import NOT_OURS_NOW, Answer
from cases.correspondence.details import Details, asked
from cases.correspondence.dossiers import Dossier
from cases.correspondence.letter_data import interest_after
from cases.correspondence.rules import Gone, LetterGroup, Outlook
from cases.models import HoldKind, LetterKind
from cases.parties.people_in_case import OF_INSOLVENCY, Addressee, Outsider
from legal.parameters import Figures
from letters.kinds.debt_help_balance import DebtHelpBalanceData

VALID_DAYS = 30  # proposed: a choice of the agency
_NO_PAUSE = "er staat geen pauze voor schuldhulp open; leg die eerst vast, met wie er helpt"


@dataclass(frozen=True, kw_only=True)
class DebtHelpBalanceDetails(Details):
    """Who helps and where, what he may know, and how long it holds."""

    lacking = "Vul in wie er helpt, en tot wanneer de opgave geldt."

    helper: str = asked(
        "Naam van wie helpt", most=120, default="",
        help="Zoals de gemeente. Laat naam en adres leeg als de brief naar de vertegenwoordiger in het dossier gaat.",
    )
    street: str = asked("Straat en huisnummer, of postbus", most=120, default="")
    place: str = asked("Postcode en plaats", most=120, default="")
    their_reference: str = asked("Kenmerk van wie helpt", most=60, default="")
    mandate_seen: bool = asked(
        "Ik heb gezien dat de debiteur toestemming gaf", help="Zonder machtiging of toestemming gaat er niets uit.",
        default=False,
    )
    contact: str = asked("Met wie kan er bij ons contact zijn?", most=80)
    valid_until: date = asked("De opgave geldt tot en met")
    paused_until: date | None = asked(
        "Het innen staat in elk geval stil tot en met", help="Laat leeg als dat zolang de hulp duurt is.", default=None
    )
    has_title: bool = asked("Er is een vonnis", default=False)
    is_attached: bool = asked("Er ligt beslag", default=False)
    preference: str = asked("Waarop rust voorrang?", help="Laat leeg als er geen voorrang is.", most=120, default="")


class DebtHelpBalance(Answer):
    """To who helps, on the word of the debtor: to nobody else. A payment makes it untrue."""

    kind = LetterKind.DEBT_HELP_BALANCE
    group = LetterGroup.DEBT_HELP
    purpose = "Geeft wie met schulden helpt het saldo per rekening, en bevestigt dat het innen stilstaat."
    form = DebtHelpBalanceDetails
    event = "een melding van schuldhulp met wie er helpt"
    heading = "Saldo-opgave voor schuldhulp"
    stem = "saldo-opgave"
    amount_heading = "Open"
    stopped_by = NOT_OURS_NOW | {HoldKind.DECEASED, HoldKind.INSOLVENCY}
    follows_money = True
    to_outsider = True
    follows_hold = HoldKind.DEBT_HELP
    posting_hint = "Het innen blijft stilstaan. Na het posten staat dit dossier in de werkbak als de opgave afloopt."

    def addressee(self, dossier: Dossier, *, on: date) -> Addressee:
        """Who was filled in, else who speaks for the debtor on record."""
        filled_in = dossier.details
        if not isinstance(filled_in, DebtHelpBalanceDetails) or not filled_in.helper.strip():
            return dossier.addressee(on)
        at = tuple(line.strip() for line in (filled_in.street, filled_in.place) if line.strip())
        return Outsider(debtor=dossier.debtor, via=None, point=None, named=filled_in.helper.strip(), at=at)

    def proposal(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, object]:
        """A month, and until when the pause stands."""
        hold = answers.open_hold(dossier, HoldKind.DEBT_HELP, on=letter_date)
        until = None if hold is None or hold.review_on is None or hold.review_on <= leaves_on else hold.review_on
        return {"valid_until": leaves_on + timedelta(days=VALID_DAYS), "paused_until": until}

    def faults(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, str]:
        """Nobody to write to, no consent, or days that are over."""
        filled_in = DebtHelpBalanceDetails.of(dossier.details)
        found = answers.not_before("valid_until", filled_in.valid_until, leaves_on)
        if filled_in.paused_until is not None:
            found |= answers.not_before("paused_until", filled_in.paused_until, leaves_on)
        if not filled_in.mandate_seen:
            found["mandate_seen"] = "Vraag eerst om de machtiging of de toestemming van de debiteur."
        if filled_in.helper.strip():
            lacking = [each for each in ("street", "place") if not getattr(filled_in, each).strip()]
            found |= dict.fromkeys(lacking, "Vul het hele adres van wie helpt in.")
        elif (via := dossier.addressee(letter_date).via) is None or via.role in OF_INSOLVENCY:
            found["helper"] = "Vul in wie helpt: er is geen vertegenwoordiger vastgelegd."
        return found

    def data(self, dossier: Dossier, *, letter_date: date) -> DebtHelpBalanceData:
        """What is open by claim. Raises Incomplete before anything was filled in."""
        filled_in, to = DebtHelpBalanceDetails.of(dossier.details), self.addressee(dossier, on=letter_date)
        found = answers.values(dossier, letter_date=letter_date, to=to)
        after = interest_after(dossier.record, on=found["valuation"].on, figures=dossier.figures)
        return DebtHelpBalanceData(
            **found, daily_interest=after.per_day, about=dossier.debtor.name,
            about_lines=dossier.debtor.address_lines, their_reference=filled_in.their_reference,
            valid_until=filled_in.valid_until, contact=filled_in.contact, has_title=filled_in.has_title,
            is_attached=filled_in.is_attached, preference=filled_in.preference, paused_until=filled_in.paused_until,
        )

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """Needs the pause that it confirms."""
        hold = answers.open_hold(dossier, HoldKind.DEBT_HELP, on=letter_date)
        return Outlook(skipped=self.against(dossier, on=letter_date) or ("" if hold else _NO_PAUSE))

    def after_posting(self, session: Session, act: Act, gone: Gone, *, figures: Figures) -> None:
        """The pause is looked at when the statement ends, or the days that were promised."""
        filled_in = DebtHelpBalanceDetails.of(self.filled_in(gone.letter.batch))
        answers.look_again(session, gone.letter, filled_in.paused_until or filled_in.valid_until)


RULE = DebtHelpBalance()
