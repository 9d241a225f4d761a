"""`agency bench letters`: a first letter beside drawing it alone; ordering and posting, and a request for each."""

import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from agency.background.jobs import MADE_AT_ONCE
from agency.clock import AMSTERDAM
from agency.commands.measures import ROUNDS, Measure, middle, timed
from agency.demo import people
from cases.acts import Act
from cases.claims import arriving, uploads
from cases.correspondence import batch_work, making, ordering, posting, previewing
from cases.correspondence.batch_work import Turn
from cases.correspondence.making import Work
from cases.models import Case, LetterKind
from cases.schema import migrate
from cases.schema.db import create_engine_for
from cases.setup import organisations, text_approvals
from cases.store import DocumentStore
from legal.parameters import Figures
from letters.catalogue import Rendered, render

TODAY = date(2026, 11, 21)
ACT = Act(None, datetime.combine(TODAY, time(9), tzinfo=AMSTERDAM), TODAY)
LEASE = timedelta(minutes=10)
WORKER = "worker"
A_SECOND = 1_000.0  # the most that a request may take
CLIENT = "energie"


class Bench:
    """An empty record with one client, to order, make and post letters in."""

    def __init__(self, session: Session, store: DocumentStore, figures: Figures) -> None:
        self.session, self.store, self.figures = session, store, figures
        values, terms = people.clients(TODAY)[CLIENT]
        organisations.save_agency_profile(session, ACT, replace(people.AGENCY, wki_valid_until=date(2030, 12, 31)))
        text_approvals.take_over(session, ACT)
        self.client_id = organisations.add_client(session, ACT, values).id
        organisations.agree_terms(session, ACT, self.client_id, terms)
        session.commit()

    def cases(self, numbers: range) -> list[int]:
        """So many new cases."""
        shown = uploads.preview(
            self.session, ACT, self.store, client_id=self.client_id, filename="bench.csv",
            content=people.claim_file(people.TRADES[CLIENT], numbers, read_on=TODAY),
        )
        done = arriving.confirm(
            self.session, ACT, self.store, upload_id=shown.id, client_id=self.client_id, figures=self.figures
        )
        ids = list(self.session.scalars(select(Case.id).where(Case.upload_id == done.id)))
        self._commit()
        return ids

    def marks(self, case_ids: Sequence[int]) -> dict[int, str]:
        """Their letters, looked at."""
        shown = previewing.preview(
            self.session, case_ids, kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=self.figures
        )
        self.session.expunge_all()
        return shown.marks

    def order(self, marks: dict[int, str]) -> int:
        """What the request to order them does."""
        batch_id = ordering.order(
            self.session, ACT, marks, kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=self.figures
        ).id
        self._commit()
        return batch_id

    def go_on(self, batch_id: int) -> None:
        """What the worker does with the rest of a batch, piece by piece."""
        turn, is_going = Turn(token=WORKER, now=ACT.now, lease=LEASE), True
        while is_going:
            is_going = batch_work.go_on(self.session, batch_id, turn, figures=self.figures)
            self._commit()

    def work(self, letter_ids: Sequence[int]) -> list[Work]:
        """Letters that were claimed, read and counted."""
        claimed = making.claim(self.session, letter_ids, now=ACT.now, lease=LEASE)
        self.session.commit()
        return [each for each in making.work(self.session, claimed, figures=self.figures) if isinstance(each, Work)]

    def keep(self, drawn: Sequence[tuple[Work, Rendered]]) -> None:
        """Letters that were drawn, stored and put on record."""
        making.finish(self.session, [making.put(self.store, work, paper) for work, paper in drawn], now=ACT.now)
        self._commit()

    def post(self, batch_id: int) -> None:
        """What the request to confirm the post does."""
        posting.confirm_posted(self.session, ACT, batch_id, posted_on=TODAY, figures=self.figures)
        self._commit()

    def _commit(self) -> None:
        self.session.commit()
        self.session.expunge_all()


def measure(letters: int, figures: Figures, *, database_url: str | None = None) -> list[Measure]:
    """`letters` first letters in both forms, three times; without a database on SQLite in a folder that goes again."""
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine_for(database_url or f"sqlite:///{folder}/bench.db")
        migrate.upgrade(engine)
        try:
            with closing(Session(engine, expire_on_commit=False)) as session:
                bench = Bench(session, DocumentStore(Path(folder) / "documents"), figures)
                rounds = [_round(bench, range(n * letters, (n + 1) * letters)) for n in range(ROUNDS)]
        finally:
            engine.dispose()
    look, order, order_rest, whole, drawing, post, post_rest = (middle(each) for each in zip(*rounds, strict=True))
    return [
        Measure(work="voorbeeld bekijken en bestellen", ours=(look + order + order_rest) / letters, goal=3.0),
        Measure(work="eerste brief in beide vormen, met vastlegging", ours=whole, floor=drawing, goal=1.25),
        Measure(work="posten bevestigen", ours=(post + post_rest) / letters),
        Measure(work="het verzoek om een voorbeeld", ours=look, goal=A_SECOND),
        Measure(work="het verzoek om te bestellen", ours=order, goal=A_SECOND),
        Measure(work="het verzoek om posten te bevestigen", ours=post, goal=A_SECOND),
    ]


def _round(bench: Bench, numbers: range) -> tuple[float, ...]:
    many = len(numbers)
    case_ids = bench.cases(numbers)
    marks, look = timed(partial(bench.marks, case_ids), pieces=1)
    batch_id, order = timed(partial(bench.order, marks), pieces=1)
    _, order_rest = timed(partial(bench.go_on, batch_id), pieces=1)
    waiting = making.left_behind(bench.session, now=ACT.now, limit=many)
    before = drawing = after = 0.0
    for start in range(0, many, MADE_AT_ONCE):
        work, read = timed(partial(bench.work, waiting[start:start + MADE_AT_ONCE]), pieces=many)
        drawn, drew = timed(partial(_drawn, work), pieces=many)
        _, kept = timed(partial(bench.keep, drawn), pieces=many)
        before, drawing, after = before + read, drawing + drew, after + kept
    _, post = timed(partial(bench.post, batch_id), pieces=1)
    _, post_rest = timed(partial(bench.go_on, batch_id), pieces=1)
    return look, order, order_rest, before + drawing + after, drawing, post, post_rest


def _drawn(work: Sequence[Work]) -> list[tuple[Work, Rendered]]:
    return [(each, render(each.data)) for each in work]
