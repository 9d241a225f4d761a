"""How much one user of the agency, or one bailiff's office, handed in, and when more is kept only after asking.

Counted is what people hand in: a writ or a package that the program makes for them is not.
"""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.errors import Refused
from cases.models import BailiffOffice, User
from cases.setup import handed_in
from cases.store import Space


class UserSpaceFull(Refused):
    """This user, or the office, handed in as much as is kept without asking."""

    code = "user_space_full"


def used(session: Session, user_id: int, office_id: int | None) -> Space:
    """What this user handed in; all users of the office together where there is one."""
    return handed_in.by(session, User.id == user_id if office_id is None else User.bailiff_office_id == office_id)


def require(session: Session, user_id: int, office_id: int | None, *, more: Space, most: Space) -> None:
    """Raises UserSpaceFull where the files of one form are more than is kept.

    Nothing is locked: of two forms at one moment both may be taken, one too many.
    """
    now = used(session, user_id, office_id)
    if not handed_in.is_too_much(now, more=more, most=most):
        return
    if office_id is None:
        raise UserSpaceFull(
            f"U leverde al {handed_in.told(now)}. Meer bewaren wij niet zonder overleg. Er is niets opgeslagen. Vraag "
            "een beheerder om meer ruimte, of laat een collega het bestand toevoegen."
        )
    raise UserSpaceFull(
        f"Uw kantoor leverde al {handed_in.told(now)}. Meer bewaren wij niet zonder overleg. Er is niets opgeslagen. "
        "Vraag het incassobureau om meer ruimte, of stuur het bestand naar de behandelaar: die kan het toevoegen."
    )


def nearly_full(session: Session, most: Space) -> Iterator[tuple[User | BailiffOffice, Space]]:
    """The offices, and users of the agency, that soon cannot hand in any more, with what each handed in."""
    of_offices = _full(handed_in.by_each(session, User.bailiff_office_id, User.bailiff_office_id.is_not(None)), most)
    offices = select(BailiffOffice).where(BailiffOffice.id.in_(of_offices)).order_by(func.lower(BailiffOffice.name))
    for office in session.scalars(offices):
        yield office, of_offices[office.id]
    inside = User.client_id.is_(None) & User.bailiff_office_id.is_(None)
    of_users = _full(handed_in.by_each(session, User.id, inside), most)
    for user in session.scalars(select(User).where(User.id.in_(of_users)).order_by(func.lower(User.name))):
        yield user, of_users[user.id]


def _full(found: dict[int, Space], most: Space) -> dict[int, Space]:
    return {number: space for number, space in found.items() if space.share_of(most) >= handed_in.NEARLY_FULL}
