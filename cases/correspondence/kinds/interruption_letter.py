"""The letter that interrupts prescription (stuitingsbrief). Law: art. 3:317 lid 1 BW.

It interrupts when it reaches the debtor (art. 3:37 lid 3 BW), and the creditor has to prove that: so the interruption
is put on record with the proved day of receipt, and not before. Until then the alarms go on.
"""

from datetime import date

from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.correspondence import obstacles
from cases.correspondence.dossiers import Dossier
from cases.correspondence.letter_data import letter_values
from cases.correspondence.rules import Card, LetterRule, Outlook
from cases.counting import prescriptions
from cases.events.prescription import PrescriptionInterrupted
from cases.models import Claim, HoldKind, Letter, LetterKind, LetterState
from legal.calendar import second_delivery_day
from legal.counting.valuation import Channel
from legal.debtor.prescription import InterruptionKind
from legal.parameters import Figures
from letters.kinds.interruption_letter import InterruptionLetterData
from letters.words import short_date

LAW = "art. 3:317 lid 1 BW"


class InterruptionLetter(LetterRule):
    """It asks for nothing, so what only stops collecting does not stop it, and it names no balance.

    A hold that says that the debtor himself cannot receive it does: that letter has to go to somebody else.
    """

    kind = LetterKind.INTERRUPTION_LETTER
    heading = "Stuitingsbrief"
    stem = "stuitingsbrief"
    channel = Channel.REGISTERED_POST
    stopped_by = frozenset(HoldKind) - {
        HoldKind.DISPUTE, HoldKind.DEBT_HELP, HoldKind.CLIENT_REQUEST, HoldKind.PAYMENT_CHECK,
    }
    follows_money = False
    offered_on = Card.PRESCRIPTION
    button = "Stuitingsbrief maken"
    posting_hint = "Verstuur deze brief aangetekend en bewaar het bewijs. Pas bij ontvangst is de verjaring gestuit."
    posted_message = "De postdatum is vastgelegd. Leg bij de brief vast wanneer hij is bezorgd: pas dan is gestuit."

    def data(self, dossier: Dossier, *, letter_date: date) -> InterruptionLetterData:
        """All claims of the case."""
        return InterruptionLetterData(
            **letter_values(dossier, dossier.valuation(letter_date), letter_date=letter_date)
        )

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """It has to arrive before the first claim is barred."""
        skipped = (
            obstacles.closed(dossier) or obstacles.standing_still(dossier, letter_date, self.stopped_by)
            or obstacles.ordered_already(dossier, self.kind) or obstacles.doubtful(dossier)
            or obstacles.undeliverable(dossier, letter_date) or _too_late(dossier, leaves_on)
        )
        earlier = dossier.letters.get(self.kind)
        sent_on = earlier.sent_on if earlier is not None and earlier.state is LetterState.POSTED else None
        return Outlook(
            skipped=skipped,
            warning=f"Er is al een stuitingsbrief gepost op {short_date(sent_on)}." if sent_on is not None else "",
        )

    def after_return(self, session: Session, act: Act, letter: Letter) -> None:
        """What came back was not received."""
        _take_back(session, act, letter, reason="de stuitingsbrief kwam retour")

    def after_delivery(
        self, session: Session, act: Act, letter: Letter, *, due_from: date | None, figures: Figures
    ) -> None:
        """From the proved day a new term runs for every claim that the letter names."""
        _take_back(session, act, letter, reason="een andere dag van ontvangst is bewezen")
        _interrupt(session, act, letter)

    def after_correction(self, session: Session, act: Act, letter: Letter, *, reason: str, figures: Figures) -> None:
        """Received or not, as the letter stands now."""
        _take_back(session, act, letter, reason=reason)
        if letter.delivered_on is not None and letter.returned_on is None:
            _interrupt(session, act, letter)


def _too_late(dossier: Dossier, leaves_on: date) -> str:
    """Which claims are barred before the letter can be there; empty for none."""
    arrives_on = second_delivery_day(leaves_on, dossier.figures.holidays)
    terms = dossier.prescriptions()
    late = [claim for claim in dossier.case.claims if terms[claim.id].is_barred(arrives_on)]
    if not late:
        return ""
    days = ", ".join(f"factuur {each.invoice_number} op {short_date(terms[each.id].barred_from)}" for each in late)
    return (
        f"verjaard voordat de brief er kan zijn ({short_date(arrives_on)}): {days}; vraag de juridisch "
        "verantwoordelijke naar een exploot"
    )


def _source(letter: Letter) -> str:
    """What the interruptions by this letter say they come from."""
    return f"Stuitingsbrief van {short_date(letter.batch.letter_date)}, verzending {letter.batch_id}"


def _named(letter: Letter) -> list[Claim]:
    """The claims of the case that the letter names."""
    named = set(letter.content.claim_ids) if letter.content is not None else set()
    return [claim for claim in letter.case.claims if claim.id in named]


def _interrupt(session: Session, act: Act, letter: Letter) -> None:
    on, claims = letter.delivered_on, _named(letter)
    assert on is not None
    prescriptions.add(session, act, claims, kind=InterruptionKind.RESERVATION, on=on, source=_source(letter))
    told = PrescriptionInterrupted(
        interruption=InterruptionKind.RESERVATION, law=LAW, note=_source(letter), document_id=letter.pdf_id,
        invoices=", ".join(claim.invoice_number for claim in claims),
        barred_from=min(claim.barred_from for claim in claims),
    )
    events.record(session, act, letter.case_id, told, effective_on=on)


def _take_back(session: Session, act: Act, letter: Letter, *, reason: str) -> None:
    standing = prescriptions.standing(session, _named(letter))
    for row in [row for rows in standing.values() for row in rows if row.source == _source(letter)]:
        prescriptions.withdraw(session, act, letter.case_id, row.id, reason=reason)


RULE = InterruptionLetter()
