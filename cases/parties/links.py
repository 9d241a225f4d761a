"""Debtors who are one person or organisation, by a person's word: within one client, and across clients.

A link is a pointer: nothing is rewritten, and undoing it loses nothing. What follows the links sees the person whole:
his open cases, how often he was approached, and for one creditor that one letter names all. A client never sees them.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, literal_column, or_, select, union_all
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.events.claims import PersonLinkDecided
from cases.models import Case, Client, Debtor, LinkState, PartyLink
from cases.parties.debtor_likeness import described
from cases.parties.likeness import Likeness, Verdict, compare
from cases.progress import locking
from cases.schema.lookups import EMAIL, PHONE, POSTAL_CODE

MOST_LINKED = 100  # debtors in one group: more are no person but a mistake
MOST_COMPARED = 50  # debtors found by one key: an address or a mailbox that more share tells nothing of a person


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A debtor on record who may be the same, and why."""

    debtor: Debtor
    likeness: Likeness


@dataclass(frozen=True, kw_only=True)
class Around:
    """Debtors who are one person, `group`; `decided`: they, and everybody of whom and one of them it was said."""

    group: frozenset[int]
    decided: frozenset[int]


def group_of(session: Session, debtor_id: int) -> frozenset[int]:
    """The debtors who are one person with this one, himself too."""
    return groups_of(session, [debtor_id])[debtor_id]


def groups_of(session: Session, debtor_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The same of each of these debtors; one question for those who are linked to nobody."""
    return {debtor_id: each.group for debtor_id, each in around_each(session, debtor_ids).items()}


def around(session: Session, debtor_id: int) -> Around:
    """Who is one person with this debtor, and about whom and one of them it was decided."""
    return around_each(session, [debtor_id])[debtor_id]


def candidates(session: Session, debtor: Debtor, known: Around | None = None) -> list[Candidate]:
    """Who on record, of any client, may be the same and was not decided about; the likeliest first.

    `known`: what was read of him already.
    """
    own, known = described(debtor), known or around(session, debtor.id)
    found = []
    for other in _found_by_key(session, debtor):
        likeness = compare(own, described(other))
        if likeness.is_to_be_asked and other.id not in known.decided:
            found.append(Candidate(debtor=other, likeness=likeness))
    return sorted(found, key=lambda each: (each.likeness.verdict is not Verdict.SAME, each.debtor.id))


def decide(
    session: Session, act: Act, debtor_id: int, other_id: int, *, is_same: bool, reason: str
) -> PartyLink:
    """Put on record that two debtors are one person, or are not; what was decided before can be undone so.

    Raises NotFound, Incomplete without a reason, AlreadyDone where that stands, and Refused where it contradicts facts
    or another link.
    """
    a, b = (session.get(Debtor, number) for number in sorted((debtor_id, other_id)))
    if a is None or b is None or a is b:
        raise NotFound("Deze debiteur bestaat niet.")
    if not reason.strip():
        raise Incomplete("Vul in waaraan u dat ziet.")
    of_both = select(Case.id).where(Case.debtor_id.in_((a.id, b.id)))
    cases = locking.lock(session, session.scalars(of_both).all())
    link = session.scalar(select(PartyLink).where(PartyLink.a_id == a.id, PartyLink.b_id == b.id).with_for_update())
    state = LinkState.CONFIRMED if is_same else LinkState.REFUSED
    if link is not None and link.state is state:
        raise AlreadyDone("Dat was al zo vastgelegd.")
    likeness = compare(described(a), described(b))
    _check_facts(likeness, is_same=is_same)
    undoes = link is not None
    if link is None:
        link = PartyLink(a_id=a.id, b_id=b.id)
        session.add(link)
    link.state, link.grounds, link.reason = state, list(likeness.reasons), reason.strip()[:300]
    link.decided_at, link.decided_by = act.now, act.actor_id
    session.flush()
    _check_others(session, a, b, is_same=is_same)
    for case in cases:
        other = b if case.debtor_id == a.id else a
        events.record(session, act, case.id, PersonLinkDecided(
            other=named(session, other), is_same=is_same, grounds=likeness.reasons, reason=link.reason, undoes=undoes,
        ), effective_on=act.today)
    session.flush()
    return link


def named(session: Session, debtor: Debtor) -> str:
    """A debtor with his client, as it is told at the desk."""
    number = f", klantnummer {debtor.customer_number}" if debtor.customer_number else ""
    return f"{debtor.name} bij {session.get_one(Client, debtor.client_id).name}{number}"


def linked(session: Session, debtor_id: int) -> list[Debtor]:
    """The other debtors who are one person with this one, by their number."""
    others = group_of(session, debtor_id) - {debtor_id}
    return list(session.scalars(select(Debtor).where(Debtor.id.in_(others)).order_by(Debtor.id)) if others else ())


def around_each(session: Session, debtor_ids: Collection[int]) -> dict[int, Around]:
    """As `around` of each of these debtors; one question for those who are linked to nobody."""
    groups: dict[int, set[int]] = {debtor_id: {debtor_id} for debtor_id in debtor_ids}
    decided: dict[int, set[int]] = defaultdict(set)
    asked: set[int] = set()
    while wanted := set(groups) - asked:
        asked |= wanted
        for a, b, state in session.execute(_links(wanted)).all():
            decided[a].add(b)
            decided[b].add(a)
            together = groups.get(a, {a}) | groups.get(b, {b})
            if state is LinkState.CONFIRMED and len(together) <= MOST_LINKED:
                groups |= dict.fromkeys(together, together)
    return {
        debtor_id: Around(
            group=frozenset(groups[debtor_id]),
            decided=frozenset(groups[debtor_id].union(*(decided[each] for each in groups[debtor_id]))),
        ) for debtor_id in debtor_ids
    }


def _links(debtor_ids: Collection[int]) -> Select[int, int, LinkState]:
    return select(PartyLink.a_id, PartyLink.b_id, PartyLink.state).where(
        or_(PartyLink.a_id.in_(debtor_ids), PartyLink.b_id.in_(debtor_ids))
    )


def _found_by_key(session: Session, debtor: Debtor) -> list[Debtor]:
    """Other debtors who share a key with this one, each by its index, in one question."""
    keys = [select(Debtor.id).where(key, Debtor.id != debtor.id).limit(MOST_COMPARED) for key in _keys(debtor)]
    if not keys:
        return []
    found = union_all(*(select(key.subquery().c.id) for key in keys))
    query = select(Debtor).where(Debtor.id.in_(found)).order_by(Debtor.id)
    return list(session.scalars(query))


def _keys(debtor: Debtor) -> list[ColumnElement[bool]]:
    keys: list[ColumnElement[bool]] = []
    if debtor.kvk_number:
        keys.append(Debtor.kvk_number == debtor.kvk_number)
    if debtor.search_name:
        keys.append(Debtor.search_name == debtor.search_name)
    if debtor.birth_date is not None:
        keys.append(Debtor.birth_date == debtor.birth_date)
    for expression, value in (
        (EMAIL, debtor.email.lower()), (POSTAL_CODE, debtor.postal_code.upper().replace(" ", "")),
        (PHONE, _last_digits(debtor.phone)),
    ):
        if value:
            keys.append(literal_column(expression) == value)
    return keys


def _last_digits(phone: str) -> str:
    """The last nine digits, as the index has them; "" for what is too short to be a number."""
    digits = "".join(filter(str.isdigit, phone.replace("(0)", "")))[-9:]
    return digits if len(digits) == 9 else ""


def _check_facts(likeness: Likeness, *, is_same: bool) -> None:
    if is_same and likeness.verdict is Verdict.DIFFERENT:
        raise Refused(
            f"Dit kan niet één persoon zijn: {'; '.join(likeness.reasons)}. Klopt dat niet? Verbeter dan eerst de "
            "gegevens van de debiteur."
        )


def _check_others(session: Session, a: Debtor, b: Debtor, *, is_same: bool) -> None:
    """Two who are one cannot each be somebody else for a third, and two who are not cannot be one by a third."""
    groups = groups_of(session, [a.id, b.id])
    if not is_same:
        if b.id in groups[a.id]:
            raise Refused("Zij zijn ook via een derde als één persoon vastgelegd. Maak die koppeling eerst ongedaan.")
        return
    apart = select(PartyLink.a_id, PartyLink.b_id).where(
        PartyLink.a_id.in_(groups[a.id]), PartyLink.b_id.in_(groups[a.id]), PartyLink.state == LinkState.REFUSED
    )
    if session.execute(apart).first() is not None:
        raise Refused("Een van hen is eerder vastgelegd als een ander. Maak dat eerst ongedaan.")
