"""Where the invoices of a case can go: to a new one, to other open ones of this client and person, or back."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.claims import moving
from cases.models import Case, Stage
from cases.parties import links

MOST_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Movable:
    """`why_not`: what keeps all of it here, in Dutch. `targets`: open cases that can take invoices in; `others` cannot,
    each with why. `back`: the case to which what came last can return, with the numbers of those invoices.
    """

    why_not: str
    targets: tuple[Case, ...]
    others: tuple[tuple[Case, str], ...]
    back: Case | None = None
    back_invoices: str = ""


def of_case(session: Session, case: Case, *, today: date) -> Movable:
    """What can be done with the invoices of this case today."""
    query = select(Case).where(
        Case.client_id == case.client_id, Case.debtor_id.in_(links.group_of(session, case.debtor_id)),
        Case.id != case.id, Case.stage != Stage.CLOSED,
    )
    found = session.scalars(query.order_by(Case.id).limit(MOST_SHOWN)).all()
    told = [(each, moving.why_not(session, case, each, on=today)) for each in found]
    last = moving.last_move(session, case)
    origin = None if last is None or last.into_id is None else session.get(Case, last.into_id)
    can_return = origin is not None and not moving.why_not(session, case, origin, on=today, undoes=True)
    return Movable(
        why_not=moving.why_not(session, case, None, on=today),
        targets=tuple(each for each, why in told if not why), others=tuple(pair for pair in told if pair[1]),
        back=origin if can_return else None,
        back_invoices="" if last is None else ", ".join(
            claim.invoice_number for claim in case.claims if claim.id in last.claim_ids
        ),
    )
