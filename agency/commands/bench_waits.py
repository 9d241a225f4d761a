"""How long somebody else waits to store a payment while a large file, a batch of letters or the daily run is at work.

Milliseconds of the clock on the wall: another process books a payment of a cent every twentieth of a second, from its
beginning to its commit; the longest counts.
"""

import multiprocessing
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from pathlib import Path

from sqlalchemy.orm import Session

from agency import database
from agency.background import batches, schedule
from agency.background.arriving import take_in
from agency.background.setting import Pace, application, at_work
from agency.clock import AMSTERDAM
from agency.commands.measures import Measure
from agency.demo import people
from agency.demo.people import HEADER
from agency.settings import Settings
from agency.simulation import bulk
from cases import daily_run
from cases.acts import Act
from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.claims import uploads
from cases.correspondence import making, ordering, posting, previewing
from cases.intake import ClaimRow
from cases.models import ClientTerms, LetterKind, PaidTo
from cases.schema import migrate
from cases.schema.db import create_engine_for
from cases.setup import organisations, text_approvals
from legal.parameters import Figures
from letters.catalogue import Rendered

TODAY = date(2026, 11, 2)
ACT = Act(None, datetime.combine(TODAY, datetime.min.time().replace(hour=9), tzinfo=AMSTERDAM), TODAY)
A_SECOND = 1_000.0
CASES_OF_OTHERS, LETTERS = 40, 1_000
TERM_GOAL = 3.0  # 1,338 terms in four seconds
DAYS = range(14, 25)  # after the posting: from before the end of the first term to after that of the last
PAUSE_SECONDS = 0.05
CENT = Decimal("0.01")
PACE = Pace(lease=timedelta(minutes=10))
LETTER = Rendered(docx=b"PK made-up", pdf=b"%PDF-1.7 made-up", text="", version="v1", title="")  # not what is measured


def measure(rows: int, figures: Figures, folder: Path, *, database_url: str | None = None) -> list[Measure]:
    """The longest wait in each: a file of `rows` rows, a thousand letters, the days on which their terms end."""
    environ = {"DATABASE_URL": database_url} if database_url else {}
    settings = Settings.load(instance=folder, today=TODAY, environ=environ)
    engine = create_engine_for(settings.database_url)
    migrate.upgrade(engine)
    engine.dispose()
    with at_work(application(settings)):
        waits = Waits(settings, figures)
        with _somebody_else(waits.url, waits.others, figures) as waits.waited:
            during = {
                f"een bevestigd bestand van {rows} regels": waits.arriving(rows),
                f"{LETTERS} brieven bestellen": waits.ordering(),
                f"{LETTERS} brieven posten": waits.posting(),
                "dagen waarop hun termijnen eindigen": waits.days(),
            }
    return [
        *(
            Measure(work=f"langste wachten van een ander: {what}", ours=longest, goal=A_SECOND)
            for what, longest in during.items()
        ),
        Measure(work="termijn die eindigt", ours=waits.of_a_term, goal=TERM_GOAL),
        *([Measure(work="alarm van verjaring", ours=waits.of_an_alarm)] if waits.of_an_alarm else []),
    ]


class Waits:
    """An agency at work, and how long somebody else waits meanwhile (`waited`)."""

    waited: "Synchronized[float]"

    def __init__(self, settings: Settings, figures: Figures) -> None:
        self.url, self.figures = settings.database_url, figures
        self.store = settings.store()
        values, terms = people.clients(TODAY)["opvang"]
        with database.transaction() as session:
            organisations.save_agency_profile(session, ACT, replace(people.AGENCY, wki_valid_until=date(2030, 12, 31)))
            text_approvals.take_over(session, ACT)
            self.client_id = organisations.add_client(session, ACT, values).id
            self.terms_id = organisations.agree_terms(session, ACT, self.client_id, terms).id
        self.others = self._cases(range(CASES_OF_OTHERS))
        self.letters = self._cases(range(CASES_OF_OTHERS, CASES_OF_OTHERS + LETTERS))
        self.batch_id, self.of_a_term, self.of_an_alarm = 0, 0.0, 0.0

    def arriving(self, rows: int) -> float:
        """While a large file becomes cases."""
        first, debtors = CASES_OF_OTHERS + LETTERS, rows * len(bulk.INVOICES) // sum(bulk.INVOICES)
        content = _file(bulk.debtors(range(first, first + debtors), read_on=TODAY))
        looked = uploads.look(database.session(), ACT, client_id=self.client_id, content=content, filename="groot.csv")
        with database.transaction() as session:
            upload_id = uploads.keep(session, ACT, self.store, looked).id
            uploads.accept(session, ACT, upload_id=upload_id, client_id=self.client_id)
        return self._longest(partial(take_in, upload_id, self.store, PACE))

    def ordering(self) -> float:
        """While a batch is ordered, in the request and after it."""
        shown = previewing.preview(
            database.session(), self.letters, kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=self.figures
        )

        def order() -> None:
            with database.transaction() as session:
                self.batch_id = ordering.order(
                    session, ACT, shown.marks, kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=self.figures
                ).id
            batches.go_on(self.batch_id, self.store, PACE)

        return self._longest(order)

    def posting(self) -> float:
        """While it is posted, in the request and after it."""
        self._make()

        def post() -> None:
            with database.transaction() as session:
                posting.confirm_posted(session, ACT, self.batch_id, posted_on=TODAY, figures=self.figures)
            batches.go_on(self.batch_id, self.store, PACE)

        return self._longest(post)

    def days(self) -> float:
        """While the daily run goes through the days on which their terms end.

        A term bears its share of all that these days cost, but for the alarms of claims that come near prescription:
        the larger the record, the more of those there are.
        """
        schedule.run_day(TODAY + timedelta(days=DAYS.start - 1), self.figures)  # the first day counts every claim again

        def run() -> None:
            spent: defaultdict[str, float] = defaultdict(float)
            done: Counter[str] = Counter()
            for after in DAYS:
                done += self._run_day(TODAY + timedelta(days=after), spent)
            ended, alarmed = done["notice_terms_ended"], done["prescription_alarms"]
            assert ended == LETTERS, f"{ended} of {LETTERS} terms ended"
            in_alarms = spent.pop("prescription_alarms")
            self.of_a_term = sum(spent.values()) / ended
            self.of_an_alarm = in_alarms / alarmed if alarmed else 0.0

        return self._longest(run)

    def _run_day(self, day: date, spent: defaultdict[str, float]) -> Counter[str]:
        """The daily run of a day as the clock does it: what it did; the milliseconds of each step join `spent`."""
        step = next(iter(daily_run.STEPS))
        while True:
            began = time.process_time()
            with database.transaction() as session:
                standing = daily_run.go_on(session, day=day, figures=self.figures, now=ACT.now)
                assert standing is not None
                report, is_done, following = standing.report, standing.done_at is not None, standing.step
            spent[step] += (time.process_time() - began) * 1000
            if is_done:
                return Counter(report)
            step = following
            database.give_way()

    def _cases(self, numbers: range) -> list[int]:
        with database.transaction() as session:
            terms = session.get_one(ClientTerms, self.terms_id)
            pieces = bulk.fill(session, ACT, terms=terms, numbers=numbers, figures=self.figures)
            return sorted(case_id for piece in pieces for case_id in piece)

    def _make(self) -> None:
        """The letters, without drawing them."""
        while waiting := making.left_behind(database.session(), now=ACT.now, limit=50):
            with database.transaction() as session:
                claimed = making.claim(session, waiting, now=ACT.now, lease=PACE.lease)
            work = making.work(database.session(), claimed, figures=self.figures)
            made = [making.put(self.store, each, LETTER) for each in work if isinstance(each, making.Work)]
            assert len(made) == len(waiting)
            with database.transaction() as session:
                making.finish(session, made, now=ACT.now)

    def _longest(self, work: Callable[[], object]) -> float:
        self.waited.value = 0.0
        work()
        while not self.waited.value:  # what began to wait meanwhile is counted when it is done
            time.sleep(PAUSE_SECONDS)
        return float(self.waited.value)


@contextmanager
def _somebody_else(url: str, case_ids: Sequence[int], figures: Figures) -> "Iterator[Synchronized[float]]":
    """Another process that books payments meanwhile, and says how long it waited at most since it was set to nought."""
    process = multiprocessing.get_context("spawn")
    ready, stop, longest = process.Event(), process.Event(), process.Value("d", 0.0)
    other = process.Process(target=_pay, args=(url, case_ids, figures, ready, stop, longest))
    other.start()
    ready.wait()
    try:
        yield longest
    finally:
        stop.set()
        other.join()


def _pay(
    url: str, case_ids: Sequence[int], figures: Figures, ready: Event, stop: Event, longest: "Synchronized[float]"
) -> None:
    engine, number = create_engine_for(url), 0
    while not stop.is_set():
        began = time.perf_counter()
        with Session(engine) as session:
            told = PaymentInput(amount=CENT, received_on=TODAY, paid_to=PaidTo.AGENCY)
            payments.register(session, ACT, case_ids[number % len(case_ids)], told, figures=figures)
            session.commit()
        longest.value = max(longest.value, (time.perf_counter() - began) * 1000)
        ready.set()
        number += 1
        time.sleep(PAUSE_SECONDS)
    engine.dispose()


def _file(debtors: Iterator[list[ClaimRow]]) -> bytes:
    """A claim file with these rows."""
    return "\r\n".join((HEADER, *(_line(row) for debtor in debtors for row in debtor), "")).encode("cp1252")


def _line(row: ClaimRow) -> str:
    born, contract = (f"{day:%d-%m-%Y}" if day else "" for day in (row.birth_date, row.contract_date))
    return ";".join((
        row.customer_number, "", "", "", row.first_names, row.prefix, row.surname, row.street, row.house_number,
        row.postal_code, row.city, row.email, row.phone, born, contract, row.invoice_number,
        f"{row.invoice_date:%d-%m-%Y}", f"{row.due_date:%d-%m-%Y}", f"{row.amount}".replace(".", ","),
        row.description, "",
    ))
