"""The day by which a letter asks something: never before whoever gets it had his days; and the costs that come then."""

from datetime import date

from cases.correspondence.dossiers import Dossier
from legal.counting.reach import LaterCosts, costs_after
from legal.counting.valuation import Valuation
from legal.notice.cure_term import cure_term
from legal.policies import CURING
from letters.words import short_date

HELP = f"Minstens {CURING.least_days} dagen nadat de brief er is."


def first_day(dossier: Dossier, leaves_on: date) -> date:
    """The first day that may be named by a letter that goes to the post on `leaves_on`."""
    return cure_term(leaves_on, holidays=dossier.figures.holidays).earliest


def too_early(day: date, dossier: Dossier, leaves_on: date) -> str:
    """Why nobody may be asked by that day; empty where he may."""
    first = first_day(dossier, leaves_on)
    if day >= first:
        return ""
    return (
        f"{short_date(day)} is te vroeg: de brief moet er zijn, en daarna heeft de debiteur minstens "
        f"{CURING.least_days} dagen. Kies {short_date(first)} of later."
    )


def costs_coming(dossier: Dossier, valuation: Valuation, *, through: date | None = None) -> LaterCosts | None:
    """The collection costs that fall due after what was counted, through that day or ever; None where none do."""
    day = valuation.costs_claimable_from if through is None else through
    if day is None or day <= valuation.on:
        return None
    facts = dossier.record.own_facts(on=valuation.on, figures=dossier.figures)
    return costs_after(facts, counted=valuation.on, on=day, figures=dossier.figures)
