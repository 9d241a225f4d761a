"""Whatever dies and whenever: each letter of a large batch is posted once, and each case moved once."""

import random
from collections import Counter
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from cases.correspondence import posting
from cases.correspondence.ordering import PIECE
from cases.models import Case, CaseEvent, EventKind, Letter, LetterBatch, LetterState, Stage, ValuationRecord
from tests.agency.program import kill, start, stop, wait_for
from tests.agency.running.test_worker_crash import order, settings_of, working
from tests.engines import create_engine_for
from tests.factories import FIGURES, TODAY, by, make_letters, make_store

PIECES = 4  # beside the first, which the request does


def confirmed(engine: Engine, folder: Path) -> list[int]:
    """A batch of which the request booked the first piece; the ids of all its cases."""
    order(engine, folder, (PIECES + 1) * PIECE)
    with Session(engine) as session:
        batch = session.scalars(select(LetterBatch)).one()
        make_letters(session, make_store(folder), batch)
        posting.confirm_posted(session, by(), batch.id, posted_on=TODAY, figures=FIGURES)
        session.commit()
        return sorted(session.scalars(select(Letter.case_id)))


def posted(engine: Engine) -> int:
    """How many letters are booked by now."""
    with Session(engine.execution_options(read_only=True)) as session:
        return session.scalar(select(func.count()).where(Letter.state == LetterState.POSTED)) or 0


def test_a_worker_killed_in_the_middle_of_posting_books_each_letter_once(sqlite_url: str, tmp_path: Path) -> None:
    engine = create_engine_for(sqlite_url)
    cases, chance = confirmed(engine, tmp_path), random.Random(6119)
    settings = settings_of(engine, AGENCY_INSTANCE=str(tmp_path))
    program = start("worker", cwd=tmp_path, **settings)
    stopped_at = []
    for pieces in range(2, PIECES + 1):
        wait_for(lambda least=pieces * PIECE: posted(engine) >= least, what=f"{pieces} pieces")
        kill(*chance.choice((working(program.pid), working(program.pid)[1:])))
        stopped_at.append(posted(engine))
    wait_for(lambda: posted(engine) == len(cases), what="all letters")
    assert stop(program) == 0
    assert stopped_at[0] < len(cases)
    assert all(at % PIECE == 0 for at in stopped_at), "a piece is kept as a whole"
    with Session(engine) as session:
        told = list(session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.LETTER_POSTED)))
        assert Counter(event.case_id for event in told) == Counter(cases)
        kept = session.scalars(select(ValuationRecord.event_id).where(ValuationRecord.event_id.is_not(None)))
        assert Counter(kept) == Counter(event.id for event in told)
        moved = session.scalars(select(CaseEvent.case_id).where(CaseEvent.kind == EventKind.STAGE_CHANGED))
        assert Counter(moved) == Counter(cases)
        assert set(session.scalars(select(Case.stage))) == {Stage.NOTICE_RUNNING}
    engine.dispose()
