"""What the page of a person shows: debtors who are him, who may be, who are not, each with open cases."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from cases.models import Case, Client, Debtor, LinkState, PartyLink, Stage
from cases.parties import links

MOST_CASES = 100


@dataclass(frozen=True, kw_only=True)
class Known:
    """A debtor with his client and open cases; `grounds` are why he is shown, `reason` what a person said of it."""

    debtor: Debtor
    client: Client
    cases: tuple[Case, ...]
    grounds: tuple[str, ...] = ()
    reason: str = ""
    is_direct: bool = True


@dataclass(frozen=True, kw_only=True)
class SamePersonPage:
    """Debtors who are one person with that of the case, who may be, and of whom it was said that they are not."""

    linked: tuple[Known, ...]
    perhaps: tuple[Known, ...]
    apart: tuple[Known, ...]


def same_person_page(session: Session, case: Case) -> SamePersonPage:
    """What is known of the debtor of a case as a person, at this agency."""
    own = case.debtor_id
    decided = {
        link.b_id if link.a_id == own else link.a_id: link for link in session.scalars(
            select(PartyLink).where(or_(PartyLink.a_id == own, PartyLink.b_id == own))
        )
    }
    linked = links.linked(session, own)
    candidates = {each.debtor.id: each for each in links.candidates(session, case.debtor)}
    refused = [number for number, link in decided.items() if link.state is LinkState.REFUSED]
    apart = session.scalars(select(Debtor).where(Debtor.id.in_(refused)).order_by(Debtor.id)).all() if refused else []
    debtors = [*linked, *(each.debtor for each in candidates.values()), *apart]
    clients, cases = _clients(session, debtors), _open_cases(session, debtors)

    def known(debtor: Debtor) -> Known:
        link, candidate = decided.get(debtor.id), candidates.get(debtor.id)
        grounds = tuple(link.grounds) if link else candidate.likeness.reasons if candidate else ()
        return Known(
            debtor=debtor, client=clients[debtor.client_id], cases=tuple(cases[debtor.id]), grounds=grounds,
            reason=link.reason if link else "", is_direct=link is not None,
        )

    return SamePersonPage(
        linked=tuple(map(known, linked)), apart=tuple(map(known, apart)),
        perhaps=tuple(known(each.debtor) for each in candidates.values()),
    )


def _clients(session: Session, debtors: Iterable[Debtor]) -> dict[int, Client]:
    ids = {debtor.client_id for debtor in debtors}
    found = session.scalars(select(Client).where(Client.id.in_(ids))) if ids else ()
    return {client.id: client for client in found}


def _open_cases(session: Session, debtors: Iterable[Debtor]) -> dict[int, list[Case]]:
    ids = {debtor.id for debtor in debtors}
    found: dict[int, list[Case]] = defaultdict(list)
    query = select(Case).where(Case.debtor_id.in_(ids), Case.stage != Stage.CLOSED).options(joinedload(Case.client))
    for case in session.scalars(query.order_by(Case.id).limit(MOST_CASES)) if ids else ():
        found[case.debtor_id].append(case)
    return found
