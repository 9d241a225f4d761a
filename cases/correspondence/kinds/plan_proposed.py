"""A proposal to pay in parts (voorstel betalingsregeling): nothing is agreed until he says yes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cases.correspondence import answering
from cases.correspondence.answering import AfterTheFirst
from cases.correspondence.details import Details, asked
from cases.correspondence.dossiers import Dossier
from cases.correspondence.rules import LetterGroup
from cases.counting import schedules
from cases.counting.schedules import Term
from cases.errors import Refused
from cases.models import LetterKind
from legal.counting.valuation import DebtorKind
from letters.kinds.arrangement_confirmation import PrintedTerm
from letters.kinds.plan_proposed import PlanProposedData
from letters.words import short_date


@dataclass(frozen=True, kw_only=True)
class PlanProposedDetails(Details):
    """What is proposed, and until when it stands."""

    lacking = "Vul in wat u voorstelt, en tot wanneer het voorstel geldt."

    amount: Decimal = asked("Bedrag per maand", help="Meer dan iemand kan betalen, helpt niet: vraag het eerst.")
    first_due_on: date = asked("Eerste termijn op")
    answer_by: date = asked("Antwoord voor of op", help=answering.HELP)
    client_agreed: bool = asked(
        "De opdrachtgever is akkoord", help="Alleen nodig als het voorstel buiten zijn grenzen valt.", default=False
    )


class PlanProposed(AfterTheFirst):
    """It asks an answer and no money; the arrangement is made when the answer is yes."""

    kind = LetterKind.PLAN_PROPOSED
    group = LetterGroup.AGREEMENT
    purpose = "Stelt voor om in delen te betalen, met elke termijn en een strook om te antwoorden."
    form = PlanProposedDetails
    event = "een ingevuld budgetformulier"
    heading = "Voorstel betalingsregeling"
    stem = "voorstel-regeling"
    before_arrangement = True
    posted_message = "De postdatum is vastgelegd. Zegt de debiteur ja, leg de regeling dan vast en bevestig haar."

    def proposal(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, object]:
        """The first day by which an answer may be asked."""
        return {"answer_by": answering.first_day(dossier, leaves_on)}

    def faults(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, str]:
        """What makes no schedule, lies outside the client's limits, or gives too few days."""
        told = PlanProposedDetails.of(dossier.details)
        found = {
            "answer_by": answering.too_early(told.answer_by, dossier, leaves_on)
            or _after_costs(dossier, letter_date, told),
            "first_due_on": _before_answer(told), "amount": _no_schedule(dossier, letter_date, told),
        }
        if not found["amount"] and not told.client_agreed:
            limits = " en ".join(schedules.outside(dossier.case.terms, _terms(dossier, letter_date, told)))
            if limits:
                found["client_agreed"] = f"Dit valt buiten de afspraak met {dossier.case.client.name} ({limits})."
        return {field: why for field, why in found.items() if why}

    def data(self, dossier: Dossier, *, letter_date: date) -> PlanProposedData:
        """A schedule over what is owed on the day of the letter. Raises Incomplete before it was filled in."""
        told, counted = PlanProposedDetails.of(dossier.details), dossier.counted(letter_date)
        valuation, is_consumer = counted.with_costs, dossier.case.debtor_kind is DebtorKind.CONSUMER
        return PlanProposedData(
            **answering.values(dossier, valuation, letter_date=letter_date),
            terms=tuple(
                PrintedTerm(ordinal=each.ordinal, due_on=each.due_on, amount=each.amount)
                for each in _terms(dossier, letter_date, told)
            ),
            answer_by=told.answer_by, costs_rest=is_consumer and not valuation.costs,
        )

    def against(self, dossier: Dossier, *, on: date) -> str:
        """Not while an arrangement runs."""
        return _runs(dossier)


def _runs(dossier: Dossier) -> str:
    return "er loopt al een betalingsregeling" if dossier.arrangement is not None else ""


def _before_answer(told: PlanProposedDetails) -> str:
    if told.first_due_on >= told.answer_by:
        return ""
    return f"{short_date(told.first_due_on)} ligt voor de dag waarop u antwoord vraagt. Kies die dag of later."


def _after_costs(dossier: Dossier, letter_date: date, told: PlanProposedDetails) -> str:
    """Whether more would be owed when he says yes than what is proposed."""
    valuation = dossier.counted(letter_date).with_costs
    later = answering.costs_coming(dossier, valuation, after=letter_date, through=told.answer_by)
    if later is None:
        return ""
    return (
        f"Vanaf {short_date(later.first_day)} zijn er ook incassokosten: het voorstel klopt dan niet meer. "
        "Vraag eerder antwoord, of doe het voorstel daarna."
    )


def _no_schedule(dossier: Dossier, letter_date: date, told: PlanProposedDetails) -> str:
    try:
        _terms(dossier, letter_date, told)
    except Refused as refusal:
        return str(refusal)
    return ""


def _terms(dossier: Dossier, letter_date: date, told: PlanProposedDetails) -> tuple[Term, ...]:
    """The terms that would be agreed. Raises Refused where they make no schedule."""
    total = dossier.counted(letter_date).with_costs.balance
    amounts = schedules.amounts_of(total, amount=told.amount)
    return schedules.terms_of(amounts, first_due_on=told.first_due_on, holidays=dossier.figures.holidays)


RULE = PlanProposed()
