"""Told day by day by the services that the pages call: every day has its daily run, and at its end all holds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from agency.quote.recounting import recount
from cases import daily_run
from cases.acts import Act
from cases.amicable import closings, payments
from cases.amicable.closings import ClosingInput
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import making, ordering, posting, previewing
from cases.counting import reaching, statement
from cases.counting.reaching import Counted
from cases.invariants import Flaw, Looked, verify
from cases.models import Case, ClosingReason, LedgerEntry, LetterBatch, LetterKind, PaidTo, WriteOff
from cases.store import DocumentStore
from legal.parameters import Figures
from letters.catalogue import Rendered
from tests.conftest import NOW
from tests.factories import FIGURES, SMALL_PDF

ONE_DAY, ONE_MINUTE = timedelta(days=1), timedelta(minutes=1)


@dataclass
class Story:
    """Where a story stands. `day` is today; `figures_on` says what is known on a day."""

    session: Session
    store: DocumentStore
    day: date
    figures_on: Callable[[date], Figures] = field(default=lambda _day: FIGURES)
    _acts: int = 0

    @property
    def figures(self) -> Figures:
        """What is known today."""
        return self.figures_on(self.day)

    def act(self, actor_id: int | None = None) -> Act:
        """What somebody does now: at ten, and a minute later each time."""
        self._acts += 1
        now = datetime.combine(self.day, time(10), tzinfo=NOW.tzinfo) + self._acts * ONE_MINUTE
        return Act(actor_id, now, self.day)

    def until(self, day: date) -> None:
        """It becomes that day: the daily run of each day in between was done, and of that day itself."""
        while self.day < day:
            self.day, self._acts = self.day + ONE_DAY, 0
            now = datetime.combine(self.day, time(6), tzinfo=NOW.tzinfo)
            daily_run.run(self.session, day=self.day, figures=self.figures, now=now)
        wrong = self.wrong()
        assert wrong == [], f"{day:%d-%m-%Y}: {wrong}"

    def wrong(self) -> list[tuple[int, str, str]]:
        """What `agency verify` finds now; a file of a letter that was never kept is not damage."""
        self.session.flush()
        here = self.session.connection()  # what it read it forgets again: in a session of its own
        with Session(here, join_transaction_mode="create_savepoint") as reading:
            verdict = verify(Looked(
                session=reading, store=self.store, on=self.day, figures=self.figures, recount=recount
            ))
            return [
                (each.invariant.number, wrong.table, wrong.what) for each in verdict.results for wrong in each.first
                if wrong.flaw is not Flaw.ORPHAN
            ]

    def counted(self, case: Case, on: date | None = None) -> Counted:
        """What is owed today, or through another day, as far as that can be counted."""
        record = statement.record_of(self.session, case, figures=self.figures)
        return reaching.counted(record, wanted=on or self.day, figures=self.figures)

    def owed(self, case: Case, on: date | None = None) -> Decimal:
        """The balance of today, or of another day, as the screen shows it."""
        return self.counted(case, on).valuation.balance

    def order(self, *cases: Case, kind: LetterKind = LetterKind.FIRST_NOTICE) -> LetterBatch:
        """Letters of today, previewed and ordered as they were shown."""
        shown = previewing.preview(
            self.session, [case.id for case in cases], kind=kind, letter_date=self.day, figures=self.figures
        )
        assert [item.skipped for item in shown.skipping] == []
        batch = ordering.order(
            self.session, self.act(), shown.marks, kind=kind, letter_date=self.day, figures=self.figures
        )
        self.session.flush()
        self.session.refresh(batch)
        return batch

    def refused(self, case: Case, kind: LetterKind = LetterKind.FIRST_NOTICE) -> str:
        """Why a letter of today does not go to this case; empty when it does."""
        shown = previewing.preview(
            self.session, [case.id], kind=kind, letter_date=self.day, figures=self.figures, today=self.day
        )
        return shown.items[0].skipped

    def make(self, batch: LetterBatch) -> int:
        """What the worker does; how many letters were made."""
        now = self.act().now
        claimed = making.claim(
            self.session, [letter.id for letter in batch.letters], now=now, lease=timedelta(minutes=5)
        )
        done = making.work(self.session, claimed, figures=self.figures, today=self.day)
        for each in done:
            if isinstance(each, making.NotMade):
                making.fail(self.session, each.letter_id, token=claimed.token, error=each.why, now=now)
        made = [making.put(self.store, each, _drawn()) for each in done if isinstance(each, making.Work)]
        making.finish(self.session, made, now=now)
        self.session.flush()
        self.session.expire(batch, ["letters"])
        for letter in batch.letters:
            self.session.refresh(letter)
        return len(made)

    def post(self, batch: LetterBatch) -> None:
        """Somebody brings them to the post, and says so."""
        posting.confirm_posted(self.session, self.act(), batch.id, posted_on=self.day, figures=self.figures)
        self.session.expire(batch, ["letters"])

    def write(self, *cases: Case, kind: LetterKind = LetterKind.FIRST_NOTICE) -> LetterBatch:
        """Letters ordered, made and posted today."""
        batch = self.order(*cases, kind=kind)
        assert self.make(batch) == len(cases)
        self.post(batch)
        return batch

    def pay(self, case: Case, amount: str | Decimal, *, on: date | None = None) -> LedgerEntry:
        """Money that came in today, or on a day before and is booked today."""
        told = PaymentInput(amount=Decimal(amount), received_on=on or self.day, paid_to=PaidTo.AGENCY)
        entry = payments.register(self.session, self.act(), case.id, told, figures=self.figures)
        self.session.refresh(case)
        return entry

    def storno(self, case: Case, entry: LedgerEntry) -> None:
        """The bank takes it back."""
        payments.reverse(
            self.session, self.act(), entry.id, case_id=case.id, reason="gestorneerd", figures=self.figures
        )
        self.session.refresh(case)

    def close(self, case: Case, reason: ClosingReason, *, actor_id: int | None = None) -> WriteOff | None:
        """Close it with what is on the screen; what waits for a second person is given back."""
        act = self.act(actor_id)
        seen = closings.open_now(self.session, case, act=act, figures=self.figures)
        told = ClosingInput(reason=reason, note="Mail van de opdrachtgever", seen=seen)
        waits = closings.close(self.session, act, case.id, told, figures=self.figures)
        self.session.refresh(case)
        return waits


def _drawn() -> Rendered:
    return Rendered(docx=b"PK made-up", pdf=SMALL_PDF, text="", version="v1", title="Eerste brief")
