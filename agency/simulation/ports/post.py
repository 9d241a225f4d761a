"""The printer and the post: letters are made as a worker makes them, leave on working days, come back or are proved."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from agency.background.jobs import MADE_AT_ONCE
from agency.simulation.papers import letter as on_paper
from agency.simulation.people import Temper
from agency.simulation.ports.debtors import Debtors
from agency.simulation.world import World
from cases.acts import Act
from cases.amicable import debtor_editing
from cases.correspondence import batch_work, corrections, making, ordering, posting
from cases.correspondence.batch_work import Turn
from cases.models import Letter, LetterBatch, LetterKind, LetterState, PointKind, PointSource, PointState
from cases.parties import contact_points
from cases.parties.contact_points import Detail, Origin
from cases.parties.debtor_likeness import address_of
from legal.calendar import is_working_day

LEASE = timedelta(minutes=30)
WORKER = "worker"
PROVED, LOST_BY_POST, MOVED_COMES_BACK, TAKEN_BACK = 0.15, 0.02, 0.8, 0.1


def go_on(world: World, batch_id: int) -> None:
    """What a worker does of a large batch, a piece at a time; one that was thrown away is done again."""
    while batch_work.has_more(world.session, batch_id):
        world.attempt("batch_went_on", None, lambda session, act: batch_work.go_on(
            session, batch_id, Turn(token=WORKER, now=act.now, lease=LEASE), figures=world.figures
        ))


class Post:
    """Everything on paper. With `drawn` letters are drawn as the worker does it."""

    def __init__(self, world: World, debtors: Debtors, *, drawn: bool) -> None:
        self.world, self.debtors, self.drawn = world, debtors, drawn
        self.chance = world.chance.of("post")
        self.under_way: list[int] = []

    def make(self) -> None:
        """Make what waits, also what a worker left half made yesterday."""
        left = making.left_behind(self.world.session, now=self.world.now)
        fresh = making.never_begun(self.world.session, left)
        pieces = [fresh[start:start + MADE_AT_ONCE] for start in range(0, len(fresh), MADE_AT_ONCE)]
        for piece in [*pieces, *([letter_id] for letter_id in left if letter_id not in set(fresh))]:
            self._make(piece)

    def send(self) -> None:
        """Hand over to the post what is made, on a working day."""
        if not is_working_day(self.world.day, self.world.figures.holidays):
            return
        made = exists().where(Letter.batch_id == LetterBatch.id, Letter.state == LetterState.RENDERED)
        waiting = select(LetterBatch.id).where(LetterBatch.posted_on.is_(None), made).order_by(LetterBatch.id)
        for batch_id in list(self.world.session.scalars(waiting)):
            self._send(batch_id)

    def clear_failed(self) -> None:
        """A person withdraws what cannot be made."""
        failed = select(Letter.id).where(Letter.state == LetterState.FAILED).order_by(Letter.id)
        for letter_id in list(self.world.session.scalars(failed)):
            self._withdraw(letter_id)

    def hear(self) -> None:
        """What comes back, and what is proved to be received; some of it in error."""
        waiting, self.under_way = self.under_way, []
        for letter_id in waiting:
            letter = self.world.session.get_one(Letter, letter_id)
            assert letter.sent_on is not None
            if (self.world.day - letter.sent_on).days < self.chance.number(2, 8):
                self.under_way.append(letter_id)
            else:
                self._hear(letter)

    def _make(self, letter_ids: Sequence[int]) -> None:
        """A worker takes these together, and may be gone before it makes them."""
        taken = self.world.attempt("letters_claimed", None, lambda session, act: making.claim(
            session, letter_ids, now=act.now, lease=LEASE
        ))
        claimed = taken.result
        if claimed is None or self.chance.happens(self.world.faults.abandoned):
            return
        made = []
        for work in making.work(
            self.world.session, claimed, figures=self.world.figures, today=self.world.day
        ):
            done = self._drawn(work) if isinstance(work, making.Work) else work
            if isinstance(done, making.Made):
                made.append(done)
            else:
                self._fail(done, claimed)
        self.world.attempt("letters_made", None, lambda session, act: making.finish(session, made, now=act.now))

    def _drawn(self, work: making.Work) -> making.Made | making.NotMade:
        try:
            return making.put(self.world.store, work, on_paper(work.data, drawn=self.drawn))
        except making.REFUSALS as refusal:
            return making.NotMade(letter_id=work.letter_id, why=str(refusal))

    def _fail(self, refused: making.NotMade, claimed: making.Claimed) -> None:
        self.world.attempt("letter_failed", None, lambda session, act: making.fail(
            session, refused.letter_id, token=claimed.token, error=refused.why, now=act.now
        ))

    def _send(self, batch_id: int) -> None:
        sent = self.world.attempt("batch_posted", "behandelaar", lambda session, act: posting.confirm_posted(
            session, act, batch_id, posted_on=act.today, figures=self.world.figures
        ).id)
        if not sent.is_done:
            return
        go_on(self.world, batch_id)
        query = select(Letter).where(Letter.batch_id == batch_id, Letter.state == LetterState.POSTED)
        for letter in list(self.world.session.scalars(query.order_by(Letter.id))):
            self.debtors.receives(letter)
            self.under_way.append(letter.id)

    def _withdraw(self, letter_id: int) -> None:
        self.world.attempt("letter_withdrawn", "behandelaar", lambda session, act: ordering.withdraw(
            session, act, letter_id, reason="Kan niet worden gemaakt", on=act.today
        ).id)

    def _hear(self, letter: Letter) -> None:
        letter_id, case_id, is_first = letter.id, letter.case_id, letter.kind is LetterKind.FIRST_NOTICE
        moved = is_first and self.debtors.temper(case_id) is Temper.MOVED
        if self.chance.happens(MOVED_COMES_BACK if moved else LOST_BY_POST):
            self._comes_back(case_id, letter_id)
        elif self.chance.happens(PROVED):
            self._is_proved(case_id, letter_id)

    def _comes_back(self, case_id: int, letter_id: int) -> None:
        back = self.world.attempt("letter_returned", "behandelaar", lambda session, act: posting.mark_returned(
            session, act, letter_id, returned_on=act.today
        ).id)
        if back.is_done and self.chance.happens(TAKEN_BACK):
            self.world.attempt("return_withdrawn", "behandelaar", lambda session, act: corrections.withdraw_return(
                session, act, case_id, letter_id, reason="Brief van een ander", figures=self.world.figures
            ).id)
        elif back.is_done:
            self.world.attempt("address_found", "behandelaar", lambda session, act: _find(session, act, letter_id))

    def _is_proved(self, case_id: int, letter_id: int) -> None:
        proved = self.world.attempt("delivery_proved", "behandelaar", lambda session, act: posting.prove_delivery(
            session, act, letter_id, delivered_on=act.today, figures=self.world.figures
        ).id)
        if proved.is_done and self.chance.happens(TAKEN_BACK):
            self.world.attempt("proof_withdrawn", "behandelaar", lambda session, act: corrections.withdraw_delivery(
                session, act, case_id, letter_id, reason="Bewijs van een ander stuk", figures=self.world.figures
            ).id)


def _find(session: Session, act: Act, letter_id: int) -> int:
    """Somebody looks where the debtor lives: one door further, or at the same address after all."""
    letter = session.get_one(Letter, letter_id)
    point = contact_points.preferred(session, letter.debtor_id, PointKind.ADDRESS)
    assert point is not None
    if letter_id % 2:
        found = replace(address_of(point), house_number=f"{point.house_number} A"[:20])
        debtor_editing.use_point(
            session, act, letter.debtor_id, Detail(kind=PointKind.ADDRESS, address=found),
            Origin(source=PointSource.REGISTER, since=act.today),
        )
    else:
        debtor_editing.mark_point(
            session, act, letter.debtor_id, point.id, state=PointState.IN_USE, reason="Register geraadpleegd"
        )
    return point.id
