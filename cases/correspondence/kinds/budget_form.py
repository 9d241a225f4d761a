"""The form on which somebody says what he can pay a month (budgetformulier). He need not fill it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cases.correspondence import answering
from cases.correspondence.answering import AfterTheFirst
from cases.correspondence.details import Details, asked
from cases.correspondence.dossiers import Dossier
from cases.correspondence.rules import LetterGroup
from cases.models import LetterKind
from letters.kinds.budget_form import BudgetFormData
from letters.words import short_date


@dataclass(frozen=True, kw_only=True)
class BudgetFormDetails(Details):
    """By when, and whether he asked for it."""

    lacking = "Vul in voor welke dag u het formulier terug vraagt."

    respond_by: date = asked("Graag terug voor of op", help=answering.HELP)
    asked_on: date | None = asked(
        "Gevraagd op", help="De dag waarop de debiteur vroeg om in delen te betalen. Laat leeg als hij dat niet vroeg.",
        default=None,
    )


class BudgetForm(AfterTheFirst):
    """Of a person alone: a company has no household. It asks no money."""

    kind = LetterKind.BUDGET_FORM
    group = LetterGroup.AGREEMENT
    purpose = "Vraagt wat iemand per maand kan betalen, met een formulier om terug te sturen. Invullen is vrijwillig."
    form = BudgetFormDetails
    event = "een verzoek om in delen te betalen"
    heading = "Budgetformulier"
    stem = "budgetformulier"
    before_arrangement = True
    posted_message = "De postdatum is vastgelegd. Komt het formulier terug, doe dan een voorstel."

    def proposal(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, object]:
        """The first day that may be asked."""
        return {"respond_by": answering.first_day(dossier, leaves_on)}

    def faults(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Mapping[str, str]:
        """Too few days to answer, or a question of after the letter."""
        told = BudgetFormDetails.of(dossier.details)
        found = {"respond_by": answering.too_early(told.respond_by, dossier, leaves_on)}
        if told.asked_on is not None and told.asked_on > letter_date:
            found["asked_on"] = f"{short_date(told.asked_on)} ligt na de briefdatum."
        return {field: why for field, why in found.items() if why}

    def data(self, dossier: Dossier, *, letter_date: date) -> BudgetFormData:
        """What is open, and the days that were filled in. Raises Incomplete before that."""
        told = BudgetFormDetails.of(dossier.details)
        valuation = dossier.counted(letter_date).with_costs
        return BudgetFormData(
            **answering.values(dossier, valuation, letter_date=letter_date), respond_by=told.respond_by,
            asked_on=told.asked_on, costs_later=answering.costs_coming(dossier, valuation, after=letter_date),
        )

    def against(self, dossier: Dossier, *, on: date) -> str:
        """Only for a person, and not while an arrangement runs."""
        return _not_for_him(dossier)


def _not_for_him(dossier: Dossier) -> str:
    if not dossier.debtor.is_natural_person:
        return "een bedrijf heeft geen huishouden: doe het bedrijf een voorstel voor een regeling"
    return "er loopt al een betalingsregeling" if dossier.arrangement is not None else ""


RULE = BudgetForm()
