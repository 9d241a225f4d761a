"""Ordering and posting what a request left of a large batch of letters."""

from uuid import uuid4

from agency import clock
from agency.background import doorbell
from agency.background.setting import Pace
from agency.database import give_way, session, transaction
from agency.resources import figures
from cases.correspondence import batch_work
from cases.correspondence.batch_work import Turn
from cases.queries.desk import letters
from cases.store import DocumentStore


def go_on(batch_id: int, _store: DocumentStore, pace: Pace) -> None:
    """Do what is left of a batch, piece by piece; letters can be made as soon as they are ordered."""
    token, rung = uuid4().hex, 0
    while _did_piece(batch_id, token, pace):
        ordered = [letter_id for letter_id in letters.letter_ids(session(), batch_id) if letter_id > rung]
        if ordered:
            doorbell.ring_letters(ordered)
            rung = ordered[-1]
        give_way()


def _did_piece(batch_id: int, token: str, pace: Pace) -> bool:
    known = figures()
    with transaction() as writing:
        return batch_work.go_on(
            writing, batch_id, Turn(token=token, now=clock.now(), lease=pace.lease), figures=known
        )
