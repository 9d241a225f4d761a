"""Claims that went from one case to another: where they stand now, and whose letters named them before.

What a letter said stays said. It is judged with all that it named, wherever that stands now, and what it makes due
follows the claims.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from cases.models import Case, Claim, ClaimMove, Letter


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Of some cases: `gone` claims that stood in each and stand elsewhere now, and the `sources` of what came to it.

    `cases`: all cases that are named so, by id.
    """

    gone: Mapping[int, Sequence[Claim]] = field(default_factory=dict)
    sources: Mapping[int, Sequence[int]] = field(default_factory=dict)
    cases: Mapping[int, Case] = field(default_factory=dict)


NOTHING = Moved()


def of_cases(case_ids: Collection[int]) -> Select[int]:
    """The ids of the claims that came to one of these cases or left it, to be asked."""
    moved = or_(ClaimMove.from_case_id.in_(case_ids), ClaimMove.into_case_id.in_(case_ids))
    return select(ClaimMove.claim_id).where(moved)


def read(session: Session, case_ids: Collection[int]) -> Moved:
    """What moved of these cases; one question where nothing did."""
    return moves_of(session, set(session.scalars(of_cases(case_ids))) if case_ids else set())


def moves_of(session: Session, ids: Collection[int]) -> Moved:
    """Where these claims stood and stand; asks nothing where there are none."""
    if not ids:
        return NOTHING
    claims = {claim.id: claim for claim in session.scalars(select(Claim).where(Claim.id.in_(ids)).options(
        joinedload(Claim.case).options(
            selectinload(Case.claims), joinedload(Case.terms), joinedload(Case.debtor), joinedload(Case.client)
        )
    ))}
    gone: dict[int, dict[int, Claim]] = defaultdict(dict)
    sources: dict[int, dict[int, None]] = defaultdict(dict)
    moves = session.execute(
        select(ClaimMove.claim_id, ClaimMove.from_case_id).where(ClaimMove.claim_id.in_(ids)).order_by(ClaimMove.id)
    )
    for claim_id, from_case_id in moves:
        claim = claims[claim_id]
        if claim.case_id != from_case_id:
            gone[from_case_id][claim_id] = claim
            sources[claim.case_id][from_case_id] = None
    named = {*gone, *sources} | {claim.case_id for claim in claims.values()}
    cases = session.scalars(select(Case).where(Case.id.in_(named)).options(
        selectinload(Case.claims), joinedload(Case.terms), joinedload(Case.debtor), joinedload(Case.client)
    ))
    return Moved(
        gone={case_id: tuple(each.values()) for case_id, each in gone.items()},
        sources={case_id: tuple(each) for case_id, each in sources.items()},
        cases={case.id: case for case in cases},
    )


def named_by(session: Session, letter: Letter) -> list[Claim]:
    """The claims of the case of a letter, and those that it named and that stand elsewhere now."""
    gone = read(session, [letter.case_id]).gone.get(letter.case_id, ())
    content = letter.content
    named = () if content is None else (claim for claim in gone if claim.id in content.claim_ids)
    return [*letter.case.claims, *named]


def stood_in(session: Session, claim_ids: Collection[int]) -> dict[int, set[int]]:
    """The other cases in which each of these claims stood before; one that never moved is left out."""
    found: dict[int, set[int]] = defaultdict(set)
    query = select(ClaimMove.claim_id, ClaimMove.from_case_id).where(ClaimMove.claim_id.in_(claim_ids))
    for claim_id, case_id in session.execute(query) if claim_ids else ():
        found[claim_id].add(case_id)
    return found
