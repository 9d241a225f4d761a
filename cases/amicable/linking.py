"""Two debtors prove to be one person, or not: what holds one of them counts for the other from there, and no longer.

The link itself is a pointer (`parties.links`). What it does to open cases is done here.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.amicable import holds, party_changes
from cases.models import Case, Hold, PartyLink
from cases.parties import links
from cases.progress import locking

UNDONE = "De personen zijn niet dezelfde: dit ging over een ander."


def decide(
    session: Session, act: Act, debtor_id: int, other_id: int, *, is_same: bool, reason: str
) -> PartyLink:
    """`links.decide`, and what follows: a death, an insolvency, debt help or a representative of one holds all cases.

    Once they are somebody else, what stood in a case because of the other ends. Raises what `links.decide` raises.
    """
    of_both = select(Case.id).where(Case.debtor_id.in_((debtor_id, other_id)))  # closed ones are told of it too
    locking.lock_all(session, lambda: holds.cases_of_people(session, [debtor_id, other_id]).union(
        session.scalars(of_both)
    ))
    before = holds.cases_of_people(session, [debtor_id, other_id])
    link = links.decide(session, act, debtor_id, other_id, is_same=is_same, reason=reason)
    if not is_same:
        holds.end_carried(session, act, before, outcome=UNDONE)
        return link
    together = holds.cases_of_people(session, [debtor_id])
    found = select(Hold).where(
        Hold.case_id.in_(together), Hold.kind.in_(holds.CARRIED), Hold.ended_on.is_(None)
    ).order_by(Hold.id)
    holds.carry(session, act, session.scalars(found).all())
    party_changes.ask_who_speaks_for(session, act, links.group_of(session, debtor_id), together)
    return link
