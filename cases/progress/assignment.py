"""Which handler a case belongs to: by rule when it is opened, by a person afterwards.

A new case goes to the first rule that fits; where none does, to the handler who has the fewest. Whoever is away gets
nothing new: that goes to the stand-in, and in a team to those who are there.
"""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.errors import Incomplete, NotFound, Refused
from cases.events.work import CaseAssigned
from cases.models import AssignmentRule, Case, Debtor, Stage, TeamMember
from cases.progress import locking, stand_ins
from cases.progress.stand_ins import Staff

MOST_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Whose new cases go to whom: `client_id` None for every client, `letters` None for every name."""

    client_id: int | None
    letters: tuple[str, str] | None
    receivers: frozenset[int]

    def fits(self, client_id: int, letter: str) -> bool:
        """Whether a case of this client, on a debtor whose name begins so, falls under it."""
        is_of_client = self.client_id in (None, client_id)
        return is_of_client and (self.letters is None or self.letters[0] <= letter <= self.letters[1])


class Divider:
    """Gives new cases their handler on one day. Rules, people and loads are read once, and loads are kept up."""

    def __init__(self, session: Session, *, on: date) -> None:
        self._session = session
        self.staff: Staff = stand_ins.staff(session, on=on)
        self._rules = _rules(session)
        self._load: dict[int, int] = {}

    def handler_for(self, client_id: int, main_name: str) -> int | None:
        """The handler of a new case; None where nobody handles cases."""
        letter = first_letter(main_name)
        fitting = (rule.receivers for rule in self._rules if rule.fits(client_id, letter))
        for receivers in (*fitting, self.staff.handlers, frozenset(self.staff.names)):
            chosen = self._least_loaded(receivers)
            if chosen is not None:
                self._load[chosen] += 1
                return chosen
        return None

    def _least_loaded(self, receivers: Collection[int]) -> int | None:
        there = self.staff.at_work(receivers) or sorted(
            {stand_in for user in receivers for stand_in in [self.staff.receiver(user)] if stand_in is not None}
        )
        self._count([user for user in there if user not in self._load])
        return min(there, key=lambda user: (self._load[user], user), default=None)

    def _count(self, user_ids: Collection[int]) -> None:
        if not user_ids:
            return
        query = select(Case.handler_id, func.count()).where(Case.handler_id.in_(user_ids), is_open())
        counted = dict(self._session.execute(query.group_by(Case.handler_id)).all())
        self._load |= {user: counted.get(user, 0) for user in user_ids}


def first_letter(main_name: str) -> str:
    """The letter under which a name stands, in capitals and without accents; "" where it begins with another sign."""
    plain = unicodedata.normalize("NFKD", main_name.strip())[:1].upper()
    return plain if "A" <= plain <= "Z" else ""


def _rules(session: Session) -> list[Rule]:
    members: dict[int, set[int]] = {}
    for member in session.scalars(select(TeamMember)):
        members.setdefault(member.team_id, set()).add(member.user_id)
    found = session.scalars(select(AssignmentRule).order_by(AssignmentRule.ordinal, AssignmentRule.id))
    return [
        Rule(
            client_id=each.client_id, letters=(each.first_letter, each.last_letter) if each.first_letter else None,
            receivers=frozenset(
                members.get(each.team_id or 0, ()) if each.handler_id is None else (each.handler_id,)
            ),
        ) for each in found
    ]


def give(session: Session, act: Act, case_ids: Collection[int], *, handler_id: int, reason: str = "") -> list[Case]:
    """Give these cases another handler; those that changed hands. Closed ones too: somebody is asked about them.

    Raises Incomplete without a case, NotFound for a user who handles no cases, Refused for more than MOST_AT_ONCE.
    """
    if not case_ids:
        raise Incomplete("Kies eerst een of meer dossiers.")
    if len(case_ids) > MOST_AT_ONCE:
        raise Refused(f"Geef ten hoogste {MOST_AT_ONCE} dossiers tegelijk aan een ander. Maak het filter kleiner.")
    staff = stand_ins.staff(session, on=act.today)
    if handler_id not in staff.names:
        raise NotFound("Deze behandelaar bestaat niet, of behandelt geen dossiers.")
    changed = [case for case in locking.lock(session, case_ids) if case.handler_id != handler_id]
    _hand_over(session, act, ((case, handler_id) for case in changed), staff, by_rule=False, reason=reason.strip())
    return changed


def divide(session: Session, act: Act) -> tuple[int, int]:
    """Give open cases without a handler who works here one by rule, at most MOST_AT_ONCE: how many, and how many left.

    Raises Incomplete where nobody handles cases.
    """
    divider = Divider(session, on=act.today)
    if not divider.staff.names:
        raise Incomplete("Er is nog niemand die dossiers behandelt. Een beheerder voegt een gebruiker toe.")
    waiting = undivided(session)
    ids = session.scalars(waiting.order_by(Case.id).limit(MOST_AT_ONCE)).all()
    cases = [case for case in locking.lock(session, ids) if case.stage is not Stage.CLOSED]
    given = [
        (case, handler) for case in cases
        for handler in [divider.handler_for(case.client_id, main_name(case.debtor))] if handler is not None
    ]
    _hand_over(session, act, given, divider.staff, by_rule=True)
    left = session.scalar(select(func.count()).select_from(waiting.limit(MOST_AT_ONCE * 2 + 1).subquery())) or 0
    return len(given), left


def is_open() -> ColumnElement[bool]:
    """Open cases, written out as it stands in the condition of their indexes."""
    closed = bindparam(None, Stage.CLOSED, type_=Case.stage.type, literal_execute=True)
    return Case.stage != closed


def is_nobodys(session: Session) -> ColumnElement[bool]:
    """Cases that nobody who works here handles; each is found by an index."""
    nobody, gone = Case.handler_id.is_(None), stand_ins.not_handling(session)
    return or_(nobody, Case.handler_id.in_(gone)) if gone else nobody


def undivided(session: Session) -> Select[int]:
    """Open cases that nobody who works here handles."""
    return select(Case.id).where(is_open(), is_nobodys(session))


def main_name(debtor: Debtor) -> str:
    """Under which name a debtor stands in a list: "de Vries" under the V."""
    return debtor.company_name or debtor.surname


def _hand_over(
    session: Session, act: Act, given: Iterable[tuple[Case, int]], staff: Staff, *, by_rule: bool, reason: str = ""
) -> None:
    told = []
    for case, handler_id in given:
        was = "" if case.handler is None else case.handler.name
        told.append((case.id, CaseAssigned(was=was, became=staff.names[handler_id], by_rule=by_rule, reason=reason)))
        case.handler_id = handler_id
    if told:
        events.record_many(session, act, told, effective_on=act.today)
    session.flush()
