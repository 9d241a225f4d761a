"""The confirmation of a payment arrangement (bevestiging betalingsregeling): what was agreed, with its schedule."""

from datetime import date

from sqlalchemy.orm import Session

from cases.correspondence import obstacles
from cases.correspondence.letter_data import letter_values
from cases.correspondence.rules import Card, LetterRule, Outlook
from cases.counting import instalments, statement
from cases.errors import Incomplete
from cases.models import Case, LetterKind, LetterState
from cases.progress.stages import running_arrangement
from legal.counting.valuation import DebtorKind
from legal.parameters import Figures
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

    def data(self, session: Session, case: Case, *, letter_date: date, figures: Figures) -> ArrangementConfirmationData:
        """The running arrangement, with what was owed on the day it was agreed. Raises Incomplete without one."""
        arrangement = running_arrangement(session, case.id)
        if arrangement is None:
            raise Incomplete("Er loopt geen regeling op dit dossier.")
        valuation = statement.valuation(session, case, on=arrangement.agreed_on, figures=figures)
        return ArrangementConfirmationData(
            **letter_values(session, case, valuation, letter_date=letter_date), agreed_on=arrangement.agreed_on,
            total=arrangement.total, paid_since=instalments.paid_since(session, arrangement),
            costs_rest=arrangement.costs_rest, consumer=case.debtor_kind is DebtorKind.CONSUMER,
            terms=tuple(
                PrintedTerm(ordinal=each.ordinal, due_on=each.due_on, amount=each.amount)
                for each in arrangement.instalments
            ),
        )

    def outlook(self, session: Session, case: Case, *, letter_date: date, figures: Figures) -> Outlook:
        """Needs a running arrangement that still starts from what was owed on its day."""
        return Outlook(skipped=(
            obstacles.closed(case) or obstacles.standing_still(session, case, self.stopped_by)
            or obstacles.ordered_already(session, case, self.kind)
            or _no_schedule(session, case, letter_date, figures) or obstacles.doubtful(session, case)
            or obstacles.undeliverable(case)
        ))


def _no_schedule(session: Session, case: Case, letter_date: date, figures: Figures) -> str:
    """Why there is nothing to confirm; empty when there is."""
    arrangement = running_arrangement(session, case.id)
    if arrangement is None:
        return "er loopt geen betalingsregeling"
    if letter_date < arrangement.agreed_on:
        return f"de regeling is pas op {short_date(arrangement.agreed_on)} afgesproken; kies een latere briefdatum"
    letter = obstacles.standing_letter(session, case, LetterKind.ARRANGEMENT_CONFIRMATION)
    if letter is not None and letter.state is LetterState.POSTED and letter.batch.ordered_at >= arrangement.made_at:
        return f"deze regeling is al bevestigd met de brief van {short_date(letter.batch.letter_date)}"
    owed = statement.valuation(session, case, on=arrangement.agreed_on, figures=figures).balance
    if owed != arrangement.total:
        return (
            f"de regeling gaat uit van {euro(arrangement.total)}, maar op {short_date(arrangement.agreed_on)} stond "
            f"{euro(owed)} open: maak een nieuwe regeling en bevestig die"
        )
    return ""


RULE = ArrangementConfirmation()
