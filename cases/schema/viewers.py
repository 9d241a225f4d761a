"""In whose eyes a transaction sees the record: on PostgreSQL, whose rows there are at all.

The program logs in to the server as a role that sees no row of any case. Each transaction of somebody who may see some
becomes, for as long as it lasts, a role for such people, with policies of its own (`policies`). Nothing of it stays on
the connection, so that whoever gets that next begins with nothing. SQLite has no such wall.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final  # Any: the connection of the driver, which SQLAlchemy leaves untyped

OPTION: Final = "viewer"  # execution option of an engine or connection: a viewer, or who answers with one; none: nobody
CLIENT_SETTING, OFFICE_SETTING = "app.client_id", "app.office_id"


@dataclass(frozen=True)
class Viewer:
    """Who looks. `ending`: what comes after the program's role in the name of the role that is taken.

    `setting`, `value`: which of several such people it is.
    """

    ending: str
    setting: str = "app.nobody"
    value: str = ""


INSIDE: Final = Viewer("_inside")  # the agency's own people, background work and commands
CLIENT, BAILIFF, NOBODY = "_client", "_bailiff", ""  # nobody: the program's own role, until it is known who asks
ENDINGS: Final = (INSIDE.ending, CLIENT, BAILIFF)
Source = Viewer | Callable[[], Viewer | None] | None

# In one question. The role comes last: from then on the settings are read by its policies.
_ENTER = "SELECT set_config(%s, %s, true), set_config('role', session_user || %s, true)"
ARE_THERE = "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = session_user || '_inside')"


def of_client(client_id: int) -> Viewer:
    """A user of this client."""
    return Viewer(CLIENT, CLIENT_SETTING, str(client_id))


def of_office(office_id: int) -> Viewer:
    """A user of this bailiff's office."""
    return Viewer(BAILIFF, OFFICE_SETTING, str(office_id))


def enter(driver: Any, source: Source) -> None:
    """At the start of a transaction on PostgreSQL: see what this viewer sees until its end; nothing more for nobody."""
    viewer = source() if callable(source) else source
    if viewer is not None:
        driver.execute(_ENTER, (viewer.setting, viewer.value, viewer.ending))
