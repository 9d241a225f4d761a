"""That a duty went well, where it did: what `agency.watching.duties` reads."""

from agency import clock
from agency.database import session, transaction
from cases import duties
from cases.models import DutyName


def note(name: DutyName) -> None:
    """It was done to its end, and well, just now. Written once a minute at most."""
    session().rollback()  # end the read: what stood before is of no use
    if not duties.is_news(session(), name, now=clock.now()):
        return
    with transaction() as writing:
        duties.went_well(writing, name, now=clock.now())
