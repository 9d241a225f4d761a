"""Two debtors prove to be one person, or not: what holds one of them counts for the other from there, and no longer.

The link itself is a pointer (`parties.links`). What it does to open cases is done here.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.amicable import holds, party_changes
from cases.models import Case, Hold, PartyLink, Stage
from cases.parties import links
from cases.progress import locking

UNDONE = "De personen zijn niet dezelfde: dit ging over een ander."


def decide(
    session: Session, act: Act, debtor_id: int, other_id: int, *, is_same: bool, reason: str
) -> PartyLink:
    """`links.decide`, and what follows: a death, an insolvency, debt help or a representative of one holds all cases.

    Once they are somebody else, what stood in a case because of the other ends. Raises what `links.decide` raises.
    """
    before = _open_cases(session, debtor_id, other_id)
    locking.lock(session, before)
    link = links.decide(session, act, debtor_id, other_id, is_same=is_same, reason=reason)
    if not is_same:
        holds.end_carried(session, act, before, outcome=UNDONE)
        return link
    together = _open_cases(session, debtor_id)
    found = select(Hold).where(
        Hold.case_id.in_(together), Hold.kind.in_(holds.CARRIED), Hold.ended_on.is_(None)
    ).order_by(Hold.id)
    holds.carry(session, act, session.scalars(found).all())
    party_changes.ask_who_speaks_for(session, act, links.group_of(session, debtor_id), together)
    return link


def _open_cases(session: Session, *debtor_ids: int) -> list[int]:
    """The open cases of everybody who is one person with one of these."""
    groups = links.groups_of(session, debtor_ids)
    query = select(Case.id).where(Case.debtor_id.in_(set().union(*groups.values())), Case.stage != Stage.CLOSED)
    return list(session.scalars(query.order_by(Case.id)))
