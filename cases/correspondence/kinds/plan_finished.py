"""What is told when every term of an arrangement was paid (regeling betaald): whether anything is still open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cases.correspondence import answering, arranged, obstacles
from cases.correspondence.answering import AfterTheFirst
from cases.correspondence.details import Details, asked
from cases.correspondence.dossiers import Dossier
from cases.correspondence.rules import LetterGroup
from cases.errors import Incomplete
from cases.models import ArrangementState, ClosingReason, LetterKind
from legal.money import ZERO
from letters.kinds.plan_finished import PlanFinishedData


@dataclass(frozen=True, kw_only=True)
class PlanFinishedDetails(Details):
    """By when what ran meanwhile is asked."""

    lacking = "Vul in wat in deze brief moet staan."

    pay_by: date | None = asked(
        "Uiterste dag voor de rest", help="Alleen als er na de termijnen nog iets open staat. " + answering.HELP,
        default=None,
    )


class PlanFinished(AfterTheFirst):
    """While interest is open the arrangement runs on and this asks it; on a case that was paid it asks nothing."""

    kind = LetterKind.PLAN_FINISHED
    group = LetterGroup.AGREEMENT
    purpose = "Zegt dat alle termijnen zijn betaald, en of er nog iets open staat, zoals rente."
    form = PlanFinishedDetails
    event = "de betaling van de laatste termijn"
    heading = "Regeling betaald"
    stem = "regeling-betaald"
    follows_arrangement = True

    def for_whom(self, dossier: Dossier, *, on: date) -> tuple[int, ...]:
        """Whom of several it was agreed with."""
        return arranged.with_whom(dossier, dossier.last_arrangement)

    def proposal(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, object]:
        """The first day that may be named, where something is still open."""
        is_open = dossier.counted(letter_date).with_costs.balance > ZERO
        return {"pay_by": answering.first_day(dossier, leaves_on)} if is_open else {}

    def faults(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, str]:
        """No day, or too few days, for what is still open."""
        pay_by = PlanFinishedDetails.of(dossier.details).pay_by
        if dossier.counted(letter_date).with_costs.balance <= ZERO:
            return {}
        if pay_by is None:
            return {"pay_by": "Er staat nog iets open. Vul in tot wanneer de debiteur dat kan betalen."}
        why = answering.too_early(pay_by, dossier, leaves_on)
        return {"pay_by": why} if why else {}

    def data(self, dossier: Dossier, *, letter_date: date) -> PlanFinishedData:
        """What is owed on the day of the letter. Raises Incomplete without an arrangement."""
        made, told = dossier.last_arrangement, PlanFinishedDetails.of(dossier.details)
        if made is None:
            raise Incomplete("Er is op dit dossier geen regeling.")
        valuation = dossier.counted(letter_date).with_costs
        is_open = valuation.balance > ZERO
        return PlanFinishedData(
            **answering.values(dossier, valuation, letter_date=letter_date, may_owe_nothing=True),
            agreed_on=made.agreed_on, terms_count=len(made.instalments), pay_by=told.pay_by if is_open else None,
        )

    def over(self, dossier: Dossier) -> str:
        """Not where the case was closed by that."""
        return "" if dossier.case.closing_reason in _BY_PAYING else obstacles.closed(dossier)

    def against(self, dossier: Dossier, *, on: date) -> str:
        """Needs an arrangement of which every term was paid."""
        return _not_paid(dossier)


_BY_PAYING = (ClosingReason.PAID_IN_FULL, ClosingReason.SMALL_DIFFERENCE, ClosingReason.PAID_AS_ASKED)


def _not_paid(dossier: Dossier) -> str:
    made = dossier.last_arrangement
    if made is None:
        return "er was geen betalingsregeling"
    if made.state not in (ArrangementState.RUNNING, ArrangementState.KEPT):
        return "de laatste regeling is gestopt voordat alle termijnen waren betaald"
    if not arranged.is_paid(dossier, made):
        return "nog niet alle termijnen zijn betaald"
    return arranged.of_another(dossier, made) or arranged.told_already(dossier, LetterKind.PLAN_FINISHED, made)


RULE = PlanFinished()
