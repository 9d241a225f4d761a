"""What is told when an arrangement was not kept and stopped (regeling vervallen): all that is open, and what can be
done yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cases.correspondence import answering, arranged
from cases.correspondence.answering import AfterTheFirst
from cases.correspondence.details import Details, asked
from cases.correspondence.dossiers import Dossier
from cases.correspondence.rules import RECEIPT_COUNTS, LetterGroup
from cases.errors import Incomplete
from cases.models import ArrangementState, LetterKind
from letters.kinds.plan_lapsed import PlanLapsedData
from letters.words import short_date


@dataclass(frozen=True, kw_only=True)
class PlanLapsedDetails(Details):
    """By when all that is open is asked."""

    lacking = "Vul in tot wanneer de debiteur alles kan betalen."

    pay_by: date = asked("Uiterste dag om te betalen", help=answering.HELP)


class PlanLapsed(AfterTheFirst):
    """It asks all that is open, with no second fee. A new arrangement makes it untrue."""

    kind = LetterKind.PLAN_LAPSED
    group = LetterGroup.AGREEMENT
    purpose = "Zegt dat de regeling is gestopt, wat er nog open staat en wat er nog kan. Er komen geen kosten bij."
    form = PlanLapsedDetails
    event = "het stoppen van een regeling die niet is nagekomen"
    heading = "Regeling vervallen"
    stem = "regeling-vervallen"
    by_post_alone = RECEIPT_COUNTS
    before_arrangement = True

    def for_whom(self, dossier: Dossier, *, on: date) -> tuple[int, ...]:
        """Whom of several it was agreed with."""
        return arranged.with_whom(dossier, dossier.last_arrangement)

    def proposal(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, object]:
        """The first day that may be named."""
        return {"pay_by": answering.first_day(dossier, leaves_on)}

    def faults(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, str]:
        """Too few days to pay."""
        why = answering.too_early(PlanLapsedDetails.of(dossier.details).pay_by, dossier, leaves_on)
        return {"pay_by": why} if why else {}

    def data(self, dossier: Dossier, *, letter_date: date) -> PlanLapsedData:
        """What is owed on the day of the letter. Raises Incomplete without an arrangement that was broken."""
        made, told = dossier.last_arrangement, PlanLapsedDetails.of(dossier.details)
        if made is None or made.ended_on is None:
            raise Incomplete("Er is op dit dossier geen regeling die is gestopt.")
        valuation = dossier.counted(letter_date).with_costs
        return PlanLapsedData(
            **answering.values(dossier, valuation, letter_date=letter_date),
            agreed_on=made.agreed_on, lapsed_on=made.ended_on, pay_by=told.pay_by,
        )

    def against(self, dossier: Dossier, *, on: date) -> str:
        """Needs an arrangement that was broken, and no newer one."""
        return _not_broken(dossier, on)


def _not_broken(dossier: Dossier, letter_date: date) -> str:
    made = dossier.last_arrangement
    if made is None:
        return "er was geen betalingsregeling"
    if made.state is not ArrangementState.BROKEN or made.ended_on is None:
        return "de laatste regeling is niet gestopt omdat zij niet werd nagekomen"
    if letter_date < made.ended_on:
        return f"de regeling is pas op {short_date(made.ended_on)} gestopt; kies een latere briefdatum"
    return arranged.of_another(dossier, made) or arranged.told_already(dossier, LetterKind.PLAN_LAPSED, made)


RULE = PlanLapsed()
