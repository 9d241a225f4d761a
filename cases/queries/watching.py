"""What waits: for whoever watches over the installation. Numbers and moments alone, nothing of anybody."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.models import Letter, LetterBatch, LetterState, Upload, UploadState

_BEING_MADE = (LetterState.QUEUED, LetterState.RENDERING)
_UNSENT = (*_BEING_MADE, LetterState.RENDERED, LetterState.LEAVING)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Since when the oldest waits, None where nothing does: a letter to be made, one to leave, a file to be taken in.

    `failed_letters`: those that wait for a person.
    """

    to_be_made: datetime | None
    unsent: datetime | None
    files: datetime | None
    failed_letters: int


def waiting(session: Session) -> Waiting:
    """What waits now."""
    ordered = select(func.min(LetterBatch.ordered_at)).join(Letter, Letter.batch_id == LetterBatch.id)
    failed = select(func.count()).select_from(Letter).where(Letter.state == LetterState.FAILED)
    return Waiting(
        to_be_made=session.scalar(ordered.where(Letter.state.in_(_BEING_MADE))),
        unsent=session.scalar(ordered.where(Letter.state.in_(_UNSENT))),
        files=session.scalar(select(func.min(Upload.confirmed_at)).where(Upload.state == UploadState.ARRIVING)),
        failed_letters=session.scalar(failed) or 0,
    )
