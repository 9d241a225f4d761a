"""What the kinds share that come after the first letter: who gets none, the day by which they ask something, costs that
come then.
"""

from datetime import date
from typing import Any  # Any: fields differ in type

from cases.correspondence import obstacles
from cases.correspondence.dossiers import Dossier
from cases.correspondence.letter_data import interest_after, letter_values
from cases.correspondence.rules import LetterRule, Outlook
from legal.counting.reach import LaterCosts, costs_after
from legal.counting.valuation import DebtorKind, Valuation
from legal.notice.cure_term import cure_term
from legal.parameters import Figures
from legal.policies import CURING
from letters.words import short_date

HELP = f"Minstens {CURING.least_days} dagen nadat de brief er is."


class AfterTheFirst(LetterRule):
    """One of these kinds: of an open case where nothing stands still, to who knows from the first letter who we are."""

    with_costs_due = True

    def against(self, dossier: Dossier, *, on: date) -> str:
        """Why a case that could have such a letter has no use for this kind on `on`, in Dutch; empty where it has."""
        raise NotImplementedError

    def over(self, dossier: Dossier) -> str:
        """Whether the case is over for it."""
        return obstacles.closed(dossier)

    def outlook(self, dossier: Dossier, *, letter_date: date, leaves_on: date) -> Outlook:
        """What keeps any of them back, and `against`."""
        return Outlook(skipped=(
            self.over(dossier) or obstacles.standing_still(dossier, letter_date, self.stopped_by)
            or obstacles.ordered_already(dossier, self.kind) or self.against(dossier, on=letter_date)
            or obstacles.after_the_first(dossier, letter_date)
        ))


def values(
    dossier: Dossier, valuation: Valuation, *, letter_date: date, may_owe_nothing: bool = False
) -> dict[str, Any]:
    """What each of them says beside its own: what is owed, by whom, and whether interest runs on."""
    after = interest_after(dossier.record, on=valuation.on, figures=dossier.figures)
    found = letter_values(dossier, valuation, letter_date=letter_date, may_owe_nothing=may_owe_nothing)
    return found | {"interest_runs": after.runs, "consumer": dossier.case.debtor_kind is DebtorKind.CONSUMER}


def first_day(dossier: Dossier, leaves_on: date) -> date:
    """The first day that may be named by a letter that goes to the post on `leaves_on`."""
    return earliest(leaves_on, figures=dossier.figures)


def earliest(leaves_on: date, *, figures: Figures) -> date:
    """The same where nothing of the case is needed."""
    return cure_term(leaves_on, holidays=figures.holidays).earliest


def too_early(day: date, dossier: Dossier, leaves_on: date) -> str:
    """Why nobody may be asked by that day; empty where he may."""
    first = first_day(dossier, leaves_on)
    if day >= first:
        return ""
    return (
        f"{short_date(day)} is te vroeg: de brief moet er zijn, en daarna heeft de debiteur minstens "
        f"{CURING.least_days} dagen. Kies {short_date(first)} of later."
    )


def costs_coming(
    dossier: Dossier, valuation: Valuation, *, after: date, through: date | None = None
) -> LaterCosts | None:
    """The collection costs that fall due after the day of a letter, through that day or ever; None where none do."""
    day = valuation.costs_claimable_from if through is None else through
    if day is None or day <= valuation.on:
        return None
    facts = dossier.record.own_facts(on=valuation.on, figures=dossier.figures)
    found = costs_after(facts, counted=valuation.on, on=day, figures=dossier.figures)
    return None if found is None or found.first_day <= after else found  # what fell due by then is asked already
