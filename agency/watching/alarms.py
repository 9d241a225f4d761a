"""What everybody of the agency sees on every page when a duty is silent: what it means, and whom to call."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_security import current_user

from agency import database
from agency.watching import duties
from agency.watching.duties import Standing
from agency.web.access import roles_of
from cases.models import RoleName
from cases.setup import accounts

_STAFF = {RoleName.HANDLER, RoleName.LEGAL_LEAD, RoleName.ADMIN}
NAMED = 3  # administrators


@dataclass(frozen=True, kw_only=True)
class Alarms:
    """The duties that are silent, and the names of administrators to call."""

    silent: Sequence[Standing] = ()
    administrators: Sequence[str] = ()


def of_user() -> Alarms:
    """What the user of this request must know; nothing for clients and bailiffs."""
    if _STAFF.isdisjoint(roles_of(current_user)):
        return Alarms()
    silent = duties.silent()
    names = accounts.names_of(database.session(), RoleName.ADMIN)[:NAMED] if silent else ()
    return Alarms(silent=silent, administrators=names)
