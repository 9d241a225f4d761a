"""The confirmation of a payment arrangement (bevestiging betalingsregeling): what was agreed, with its schedule."""

from datetime import date
from decimal import Decimal

from cases.correspondence import arranged, obstacles
from cases.correspondence.dossiers import Dossier
from cases.correspondence.letter_data import interest_after, letter_values
from cases.correspondence.rules import Card, LetterGroup, LetterRule, Outlook
from cases.counting import ledger_entries
from cases.errors import Incomplete
from cases.models import Arrangement, LetterKind
from legal.counting.reach import LaterCosts, costs_after
from legal.counting.valuation import DebtorKind
from letters.kinds.arrangement_confirmation import ArrangementConfirmationData, PrintedTerm
from letters.words import euro, short_date


class ArrangementConfirmation(LetterRule):
    """One for each arrangement. The case keeps following its terms; ending the arrangement withdraws the letter."""

    kind = LetterKind.ARRANGEMENT_CONFIRMATION
    group = LetterGroup.AGREEMENT
    purpose = "Zet de lopende betalingsregeling op papier, met elke termijn en elk bedrag."
    heading = "Bevestiging betalingsregeling"
    stem = "bevestiging-regeling"
    with_costs_due = True
    amount_heading = "Totaal van de regeling"
    follows_arrangement = True
    offered_on = Card.ARRANGEMENT
    button = "Bevestiging per brief maken"

    def for_whom(self, dossier: Dossier, *, on: date) -> tuple[int, ...]:
        """Whom of several it was agreed with."""
        return arranged.with_whom(dossier, dossier.arrangement)

    def data(self, dossier: Dossier, *, letter_date: date) -> ArrangementConfirmationData:
        """The running arrangement, with what was owed on the day it was agreed. Raises Incomplete without one."""
        arrangement = dossier.arrangement
        if arrangement is None:
            raise Incomplete("Er loopt geen regeling op dit dossier.")
        valuation = dossier.valuation(_counted_through(arrangement))
        return ArrangementConfirmationData(
            **letter_values(dossier, valuation, letter_date=letter_date),
            interest_runs=interest_after(dossier.record, on=valuation.on, figures=dossier.figures).runs,
            agreed_on=arrangement.agreed_on, total=arrangement.total,
            received_between=_received_between(dossier, arrangement),
            costs_later=_costs_later(dossier, arrangement),
            paid_since=arranged.paid_of(dossier, dossier.record.payments, arrangement),
            costs_rest=arrangement.costs_rest,
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


def _counted_through(arrangement: Arrangement) -> date:
    """The day through which the total of the arrangement was counted."""
    return arrangement.counted_through or arrangement.agreed_on


def _received_between(dossier: Dossier, arrangement: Arrangement) -> Decimal:
    """What came in after that day and before the terms began to run: it is off the total already (euro)."""
    counted_through = _counted_through(arrangement)
    since = [entry for entry in dossier.record.payments if entry.effective_on > counted_through]
    return ledger_entries.together(since) - arranged.paid_of(dossier, since, arrangement)


def _costs_later(dossier: Dossier, arrangement: Arrangement) -> LaterCosts | None:
    """Costs that were due on the day of the agreement and are not in its total."""
    if arrangement.counted_through is None:
        return None
    return costs_after(
        dossier.record.own_facts(on=arrangement.counted_through, figures=dossier.figures),
        counted=arrangement.counted_through, on=arrangement.agreed_on, figures=dossier.figures,
    )


def _no_schedule(dossier: Dossier, letter_date: date) -> str:
    """Why there is nothing to confirm; empty when there is."""
    arrangement = dossier.arrangement
    if arrangement is None:
        return "er loopt geen betalingsregeling"
    if nobody := arranged.of_another(dossier, arrangement):
        return nobody
    if letter_date < arrangement.agreed_on:
        return f"de regeling is pas op {short_date(arrangement.agreed_on)} afgesproken; kies een latere briefdatum"
    confirmed_on = arranged.posted_on(dossier, LetterKind.ARRANGEMENT_CONFIRMATION, arrangement)
    if confirmed_on is not None:
        return f"deze regeling is al bevestigd met de brief van {short_date(confirmed_on)}"
    counted_through = _counted_through(arrangement)
    owed = dossier.valuation(counted_through).balance - _received_between(dossier, arrangement)
    if owed != arrangement.total:
        return (
            f"de regeling gaat uit van {euro(arrangement.total)}, maar op {short_date(counted_through)} stond "
            f"{euro(owed)} open: maak een nieuwe regeling en bevestig die"
        )
    return ""


RULE = ArrangementConfirmation()
