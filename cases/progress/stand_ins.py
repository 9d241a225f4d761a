"""Who does the work: users who handle cases, who of them is away, and to whom his new work goes meanwhile."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cases.models import Absence, Role, RoleName, User, user_role

HANDLING = (RoleName.HANDLER, RoleName.LEGAL_LEAD)


@dataclass(frozen=True, kw_only=True)
class Staff:
    """Who handles cases on a day: names of all who do, by id, those in the role of handler, and who stands in."""

    names: Mapping[int, str]
    handlers: frozenset[int]
    away: Mapping[int, int]

    def at_work(self, user_ids: Collection[int]) -> list[int]:
        """Those of these who handle cases and are there, by id."""
        return sorted(user for user in user_ids if user in self.names and user not in self.away)

    def receiver(self, user_id: int) -> int | None:
        """Who gets new work of this user: himself, or whoever stands in; None where nobody of them is there."""
        seen: list[int] = []
        while user_id in self.away and user_id not in seen:
            seen.append(user_id)
            user_id = self.away[user_id]
        return user_id if user_id in self.names and user_id not in self.away else None


def staff(session: Session, *, on: date) -> Staff:
    """Who handles cases, and who of them is away `on` that day."""
    found = session.execute(_handling().add_columns(User.name, Role.name)).all()
    gone = select(Absence.user_id, Absence.stand_in_id).where(Absence.first_day <= on, Absence.last_day >= on)
    return Staff(
        names={user: name for user, name, _ in found},
        away=dict(session.execute(gone.order_by(Absence.id)).all()),
        handlers=frozenset(user for user, _, role in found if role == RoleName.HANDLER.value),
    )


def names(session: Session) -> dict[int, str]:
    """Everybody who handles cases, by id."""
    return dict(session.execute(_handling().add_columns(User.name)).all())


def not_handling(session: Session) -> list[int]:
    """People of the agency who do not handle cases, or not any more."""
    own = select(User.id).where(User.client_id.is_(None), User.bailiff_office_id.is_(None))
    return list(session.scalars(own.where(User.id.not_in(_handling())).order_by(User.id)))


def _handling() -> Select[int]:
    return (
        select(User.id).join(user_role, user_role.c.user_id == User.id).join(Role, Role.id == user_role.c.role_id)
        .where(User.active, Role.name.in_([each.value for each in HANDLING]))
    )


def stands_in_for(session: Session, user_id: int, *, on: date) -> list[Absence]:
    """For whom this user stands in `on` that day."""
    query = select(Absence).where(Absence.stand_in_id == user_id, Absence.last_day >= on, Absence.first_day <= on)
    return list(session.scalars(query.order_by(Absence.last_day, Absence.id)))
