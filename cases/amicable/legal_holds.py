"""The file of a case is kept whatever its term (bewaarplicht), until somebody lifts that with a reason."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.errors import AlreadyDone, NotFound
from cases.events.privacy import LegalHoldTold
from cases.input_checks import Checks
from cases.models import LegalHold
from cases.progress import locking

LONGEST = 300


def place(session: Session, act: Act, case_id: int, *, reason: str) -> LegalHold:
    """Keep the file, of a closed case too. Raises InvalidInput without a reason, AlreadyDone, NotFound."""
    locking.lock_one(session, case_id)
    if standing(session, case_id) is not None:
        raise AlreadyDone("Dit dossier wordt al bewaard tot nader order.")
    hold = LegalHold(
        case_id=case_id, reason=_reason(reason, "waarom dit dossier moet blijven"), placed_at=act.now,
        placed_by=act.person_id,
    )
    session.add(hold)
    session.flush()
    events.record(session, act, case_id, LegalHoldTold(is_placed=True, reason=hold.reason), effective_on=act.today)
    return hold


def lift(session: Session, act: Act, case_id: int, *, reason: str) -> LegalHold:
    """Let the term count again. Raises InvalidInput without a reason, NotFound where none stands."""
    locking.lock_one(session, case_id)
    hold = standing(session, case_id)
    if hold is None:
        raise NotFound("Dit dossier wordt niet bewaard tot nader order.")
    hold.lifted_reason = _reason(reason, "waarom dit niet meer hoeft te blijven")
    hold.lifted_at, hold.lifted_by = act.now, act.person_id
    session.flush()
    told = LegalHoldTold(is_placed=False, reason=hold.lifted_reason)
    events.record(session, act, case_id, told, effective_on=act.today)
    return hold


def standing(session: Session, case_id: int) -> LegalHold | None:
    """The one that stands, None without."""
    return session.scalar(select(LegalHold).where(LegalHold.case_id == case_id, LegalHold.lifted_at.is_(None)))


def _reason(reason: str, expected: str) -> str:
    checks = Checks()
    kept = checks.text("keep_reason", "Reden", reason, longest=LONGEST, expected=expected)
    checks.finish()
    return kept
