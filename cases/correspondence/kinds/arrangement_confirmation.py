"""The confirmation of a payment arrangement (bevestiging betalingsregeling): what was agreed, with its schedule."""

from datetime import date

from cases.correspondence import obstacles
from cases.correspondence.dossiers import Dossier
from cases.correspondence.letter_data import letter_values
from cases.correspondence.rules import Card, LetterRule, Outlook
from cases.counting import instalments
from cases.errors import Incomplete
from cases.models import LetterKind, LetterState
from legal.counting.valuation import DebtorKind
from letters.kinds.arrangement_confirmation import ArrangementConfirmationData, PrintedTerm
from letters.words import euro, short_date


class ArrangementConfirmation(LetterRule):
    """One for each arrangement. The case keeps following its terms; ending the arrangement withdraws the letter."""

    kind = LetterKind.ARRANGEMENT_CONFIRMATION
    heading = "Bevestiging betalingsregeling"
    stem = "bevestiging-regeling"
    amount_heading = "Totaal van de regeling"
    follows_arrangement = True
    offered_on = Card.ARRANGEMENT
    button = "Bevestiging per brief maken"

    def data(self, dossier: Dossier, *, letter_date: date) -> ArrangementConfirmationData:
        """The running arrangement, with what was owed on the day it was agreed. Raises Incomplete without one."""
        arrangement = dossier.arrangement
        if arrangement is None:
            raise Incomplete("Er loopt geen regeling op dit dossier.")
        return ArrangementConfirmationData(
            **letter_values(dossier, dossier.valuation(arrangement.agreed_on), letter_date=letter_date),
            agreed_on=arrangement.agreed_on, total=arrangement.total,
            paid_since=instalments.paid_of(dossier.record.payments, arrangement), costs_rest=arrangement.costs_rest,
            consumer=dossier.case.debtor_kind is DebtorKind.CONSUMER,
            terms=tuple(
                PrintedTerm(ordinal=each.ordinal, due_on=each.due_on, amount=each.amount)
                for each in arrangement.instalments
            ),
        )

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """Needs a running arrangement that still starts from what was owed on its day."""
        return Outlook(skipped=(
            obstacles.closed(dossier) or obstacles.standing_still(dossier, letter_date, self.stopped_by)
            or obstacles.ordered_already(dossier, self.kind) or _no_schedule(dossier, letter_date)
            or obstacles.doubtful(dossier) or obstacles.undeliverable(dossier, letter_date)
        ))


def _no_schedule(dossier: Dossier, letter_date: date) -> str:
    """Why there is nothing to confirm; empty when there is."""
    arrangement = dossier.arrangement
    if arrangement is None:
        return "er loopt geen betalingsregeling"
    if letter_date < arrangement.agreed_on:
        return f"de regeling is pas op {short_date(arrangement.agreed_on)} afgesproken; kies een latere briefdatum"
    letter = dossier.letters.get(LetterKind.ARRANGEMENT_CONFIRMATION)
    if letter is not None and letter.state is LetterState.POSTED and letter.batch.ordered_at >= arrangement.made_at:
        return f"deze regeling is al bevestigd met de brief van {short_date(letter.batch.letter_date)}"
    owed = dossier.valuation(arrangement.agreed_on).balance
    if owed != arrangement.total:
        return (
            f"de regeling gaat uit van {euro(arrangement.total)}, maar op {short_date(arrangement.agreed_on)} stond "
            f"{euro(owed)} open: maak een nieuwe regeling en bevestig die"
        )
    return ""


RULE = ArrangementConfirmation()
