"""Which open cases of the same client and person could be one with this one, and what that does to the costs."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.claims import joining, moved_sums
from cases.claims.joining import Sums
from cases.claims.moved_sums import CaseSums
from cases.counting import statement
from cases.models import Case, Stage
from cases.parties import links
from legal.parameters import Figures

MOST_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Joinable:
    """Another open case; `why_not` in Dutch, empty where the invoices can go there.

    `now`: what this case and that one come to, which together is what comes of it; None where it is not counted.
    """

    case: Case
    sums: Sums
    why_not: str
    now: tuple[CaseSums, ...] | None


def of_case(session: Session, case: Case, *, today: date, figures: Figures) -> list[Joinable]:
    """The cases to which the invoices of this one could go, oldest first."""
    query = select(Case).where(
        Case.client_id == case.client_id, Case.debtor_id.in_(links.group_of(session, case.debtor_id)),
        Case.id != case.id, Case.stage != Stage.CLOSED,
    )
    others = session.scalars(query.order_by(Case.id).limit(MOST_SHOWN)).all()
    if not others:
        return []
    records = statement.records_of(session, (case, *others), figures=figures)
    found = []
    for other in others:
        both = [records[each.id] for each in (case, other)]
        found.append(Joinable(
            case=other, why_not=joining.why_not(session, case, other, on=today),
            sums=joining.sums_of(both, on=today, figures=figures),
            now=moved_sums.of_records((case, other), both, on=today, figures=figures),
        ))
    return found
