"""A free note on a case, of a closed one too: it is words in the history and nothing else."""

from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.errors import Incomplete
from cases.events.work import NoteAdded
from cases.models import CaseEvent
from cases.progress import locking

LONGEST = 2000


def add(session: Session, act: Act, case_id: int, note: str) -> CaseEvent:
    """Write a note down. Raises Incomplete without words, CitizenNumberFound, NotFound."""
    words = note.strip()
    if not words:
        raise Incomplete("Schrijf eerst iets op.")
    case = locking.lock_one(session, case_id)
    told = events.record(session, act, case.id, NoteAdded(note=words[:LONGEST]), effective_on=act.today)
    session.flush()
    return told
