"""`agency bench load`: handlers at work on a large record, beside one who works there alone.

The program is started as `agency serve` does it, with its web processes, worker, clock and queue; the handlers are
threads here, each with a log-in of its own. Milliseconds of the clock on the wall, from click to last byte.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain, cycle
from pathlib import Path

import click
from sqlalchemy import Select, func, select

from agency import create_app, database
from agency.auth import hash_password
from agency.background.schedule import seal_waiting
from agency.background.setting import application, at_work, bring_up_to_date, url_of_owner
from agency.commands import verifying
from agency.commands.bench_scale import ACT, TODAY, Bench, refuse_tables
from agency.commands.bench_visitor import Notes, Visitor, Work, Written, Wrote
from agency.commands.dutch_click import Refusal
from agency.commands.measures import Measure, middle
from agency.demo import people
from agency.settings import Settings, owner_url
from agency.simulation import bulk
from cases.invariants import Verdict
from cases.models import Arrangement, Contact, LedgerEntry, Letter, RoleName
from cases.schema.db import create_engine_for
from cases.setup import accounts, organisations, text_approvals
from cases.setup.accounts import RoleInput
from cases.trace import sealing
from legal.parameters import Figures

GOAL = 4.0
ONE_IN = 20
FIRST = 2  # who work before it is measured
ALONE_SECONDS = 60.0
THINKS, THINKS_ALONE = (2.0, 8.0), (0.0, 0.1)  # alone nobody is in the way: in haste there is more to measure
COUNTED_ANEW = 2_000  # cases, where there are more
PASSWORD = "proef met vier woorden"  # noqa: S105 - of a record that is gone afterwards
PATIENCE_SECONDS = 60.0
_NOTED: Mapping[Wrote, type[Contact] | type[LedgerEntry] | type[Arrangement]] = {
    Wrote.CONTACT: Contact, Wrote.PAYMENT: LedgerEntry, Wrote.ARRANGEMENT: Arrangement,
}
_CHECKOUT = Path(__file__).resolve().parents[2]
_SERVE = "from agency.commands.cli import main; main()"
_KEPT_NAMES = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR")  # of the environment: none of the settings of this machine


def measure(
    cases: int, handlers: int, minutes: float, figures: Figures, *, database_url: str | None = None
) -> list[Measure]:
    """`handlers` at once on a record of `cases` cases; without a database on SQLite in a folder that goes again.

    A given database is named as the role of the program, its owner in DATABASE_OWNER_URL. Raises Refusal where it has
    tables already, SettingsError where its owner is not named.
    """
    with tempfile.TemporaryDirectory() as name:
        settings = Settings.load(
            instance=Path(name) / "load", today=TODAY, environ={"DATABASE_URL": database_url} if database_url else {}
        )
        _make_record(settings, cases, figures)
        emails = _add_handlers(settings, handlers + 1 + FIRST)
        log = Path(name) / "log"
        with _program(settings, log) as address:
            work = Work(
                address=address, year=TODAY.year, cases=cases, name_of=_surname, thinks=THINKS_ALONE,
                next_case=_each_in_turn(cases),
            )
            seconds = minutes * 60
            first = _at_work(work, emails[:FIRST], seconds=0)  # what a new web process reads once and keeps
            alone = _at_work(work, emails[FIRST:FIRST + 1], seconds=min(ALONE_SECONDS, seconds))
            together = _at_work(replace(work, thinks=THINKS), emails[FIRST + 1:], seconds=seconds)
        whole = _together([first, alone, together])
        found = Found(
            alone=alone.asked, together=together.asked, whole=whole, lost=lost(settings, whole.written),
            log=errors_in(log), verdict=verifying.look(settings, COUNTED_ANEW if cases > COUNTED_ANEW else None),
        )
    found.tell()
    return list(_measures(found, handlers))


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was measured, by kind of page, and what went wrong.

    `lost`: what was answered as kept, and is not there exactly once.
    """

    alone: Mapping[str, list[float]]
    together: Mapping[str, list[float]]
    whole: Notes
    lost: Sequence[str]
    log: Sequence[str]
    verdict: Verdict

    @property
    def wrong(self) -> list[str]:
        """Pages that did not come, and errors that the program logged."""
        return [*self.whole.wrong, *self.log]

    def tell(self) -> None:
        """On standard error, each once with how often."""
        for line, times in Counter([*self.wrong, *self.lost]).items():
            click.echo(f"{times} maal: {line}", err=True)
        if not self.verdict.is_good:
            click.echo("\n".join(verifying.verdict_lines(self.verdict)), err=True)


def _measures(found: Found, handlers: int) -> Iterator[Measure]:
    """The goal is of all pages together: one of some milliseconds that once waits for another is many times as long."""
    each, before = ([*chain.from_iterable(asked.values())] for asked in (found.together, found.alone))
    yield from _of_kind(f"alle pagina's, {handlers} naast 1", each, before, goal=GOAL)
    for kind in sorted(found.together, key=lambda kind: -len(found.together[kind])):
        yield from _of_kind(kind, found.together[kind], found.alone.get(kind, []))
    kept = Counter(each.what for each in found.whole.written)
    for what in Wrote:
        yield Measure(work=f"aantal: {what} bewaard", ours=kept[what])
    yield Measure(work="aantal: geweigerd, met de reden op de pagina", ours=len(found.whole.refused))
    yield Measure(work="aantal: fouten", ours=len(found.wrong), goal=0)
    yield Measure(work="aantal: bewaard volgens de pagina, niet terug", ours=len(found.lost), goal=0)
    broken = sum(result.wrong for result in found.verdict.results)
    yield Measure(work="aantal: wat volgens agency verify niet klopt", ours=broken, goal=0)


def _of_kind(kind: str, ours: list[float], alone: list[float], *, goal: float | None = None) -> Iterator[Measure]:
    """Middle and one in twenty."""
    if not ours or not alone:
        return
    yield Measure(work=f"ms: {kind}, midden van {len(ours)}", ours=middle(ours), floor=middle(alone))
    yield Measure(work=f"ms: {kind}, traagste 1 op {ONE_IN}", ours=_slow(ours), floor=_slow(alone), goal=goal)


def _slow(times: list[float]) -> float:
    return sorted(times)[-1 - len(times) // ONE_IN]


def _make_record(settings: Settings, cases: int, figures: Figures) -> None:
    """By the services, as `agency bench scale` makes it; sealed, and the run of its day done."""
    engine = create_engine_for(url_of_owner(settings, owner_url()))
    try:
        refuse_tables(engine)
        bring_up_to_date(settings, owner_url())
        bench = Bench(engine, figures)
        bench.fill(range(1, cases + 1))  # the number of a debtor is that of his case
        bench.day(TODAY)
        with at_work(application(settings)):
            seal_waiting(sealing.AT_ONCE)
        bench.count_anew()
    finally:
        engine.dispose()


def _add_handlers(settings: Settings, many: int) -> list[str]:
    """So many handlers with PASSWORD, of an agency that can send letters; their e-mail addresses."""
    emails = [f"behandelaar{number}@bench.example" for number in range(many)]
    with at_work(create_app(settings)):
        kept = hash_password(PASSWORD)
        with database.transaction() as session:
            profile = replace(people.AGENCY, wki_valid_until=TODAY + timedelta(days=people.REGISTERED_DAYS))
            organisations.save_agency_profile(session, ACT, profile)
            text_approvals.take_over(session, ACT)
            for email in emails:
                user = accounts.add_user(
                    session, ACT, email=email, name=email.partition("@")[0].capitalize(), password_hash=kept,
                    given=RoleInput(role=RoleName.HANDLER),
                )
                user.must_change_password = False
    return emails


@contextmanager
def _program(settings: Settings, log: Path) -> Iterator[str]:
    """`agency serve`, once it answers; its address. What it logs goes to `log`."""
    command = [sys.executable, "-P", "-c", _SERVE, "serve", "--port", "0", "--instance", str(settings.instance),
               "--today", str(TODAY)]
    kept = {name: os.environ[name] for name in _KEPT_NAMES if name in os.environ}
    database_url = {} if settings.database_kind == "sqlite" else {"DATABASE_URL": settings.database_url}
    environment = kept | database_url | {"PYTHONPATH": str(_CHECKOUT), "PYTHONUNBUFFERED": "1"}
    with (
        log.open("w") as screen,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=screen, text=True) as process,  # noqa: S603
    ):
        try:
            assert process.stdout is not None
            address = re.search(r"http://[^/\s]+", process.stdout.readline())
            if address is None:
                raise Refusal(f"Het programma start niet: {log.read_text()}")
            yield address[0]
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def _at_work(work: Work, emails: Sequence[str], *, seconds: float) -> Notes:
    """What these handlers saw who worked at the same time, for so long."""
    stop = threading.Event()
    visitors = [Visitor(work, email=email, password=PASSWORD, seed=seed) for seed, email in enumerate(emails)]
    threads = [threading.Thread(target=visitor.work_until, args=(stop,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    stop.wait(seconds)
    stop.set()
    for thread in threads:
        thread.join()
    return _together([visitor.notes for visitor in visitors])


def _together(notes: Sequence[Notes]) -> Notes:
    whole = Notes()
    for each in notes:
        for kind, times in each.asked.items():
            whole.asked.setdefault(kind, []).extend(times)
        whole.written += each.written
        whole.refused += each.refused
        whole.wrong += each.wrong
    return whole


def _each_in_turn(cases: int) -> Callable[[], int]:
    """The numbers of all cases, one after the other, to whoever asks next; after the last from the beginning."""
    numbers, lock = cycle(range(1, cases + 1)), threading.Lock()

    def following() -> int:
        with lock:
            return next(numbers)

    return following


def _surname(case_id: int) -> str:
    rows = next(bulk.debtors(range(case_id, case_id + 1), read_on=TODAY))
    return rows[0].surname


def lost(settings: Settings, written: Sequence[Written]) -> list[str]:
    """What was answered as kept and stands not exactly once on record."""
    with at_work(application(settings)):
        rows = ((each, database.session().scalar(_rows_of(each))) for each in written)
        return [f"{each.what} in dossier {each.case_id}: {many} maal" for each, many in rows if many != 1]


def _rows_of(written: Written) -> Select[int]:
    """How many rows it left."""
    if written.what is Wrote.LETTER:
        found = Letter.batch_id == int(written.mark)
        return select(func.count()).select_from(Letter).where(Letter.case_id == written.case_id, found)
    table = _NOTED[written.what]
    return select(func.count()).select_from(table).where(
        table.case_id == written.case_id, table.note == written.mark
    )


def errors_in(log: Path) -> list[str]:
    """What the program wrote about errors: who says it, and what."""
    found = []
    for line in log.read_text().splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            found.append(f"in het log: {line[:200]}")
            continue
        if said.get("level") in ("error", "critical") or "error" in said:
            found.append(f"in het log: {said.get('logger')}: {said.get('said') or said.get('error')}")
    return found
