"""What a printer answers about a run: it posted it on a day, or did not print some letters; each answer counts once.

`<run>.ok`: the day of posting, as 2026-12-01 or 01-12-2026. It shows that the run was handed over, and confirms the
posting of each of its batches on that day, told as what the printer said. Where that is in doubt (no day, one that
cannot be, a letter of the batch that is not printed, a text that was stopped) a person confirms it, and is asked to.
`<run>.fout`: a line for each letter that was not printed, its number in the manifest, a semicolon, the reason; without
lines nothing was printed. Those letters wait for the printer again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cases import events
from cases.acts import Act
from cases.correspondence import posting, print_runs
from cases.counting.notices import GONE
from cases.errors import DomainError
from cases.events.letters import PrinterAnswered
from cases.input_checks import day_of
from cases.models import LetterState, PrintRun, PrintRunLetter, PrintState
from cases.privacy.citizen_numbers import holds_one
from cases.progress import locking, tasks
from cases.progress.tasks import TaskInput
from legal.parameters import Figures

_NAME: Final = re.compile(r"drukwerk-([1-9][0-9]{0,17})-([0-9a-f]{8})")
_TO_SHOW: Final = re.compile(r"[A-Za-z0-9._-]{1,60}")
_LINE: Final = re.compile(r"\s*([0-9]{1,9})\s*(?:;\s*(.*))?")
_DAYS: Final = ("%Y-%m-%d", "%d-%m-%Y")
_LONGEST_REASON: Final = 200
_SHOWN: Final = 10
NO_REASON: Final = "de drukker noemde geen reden"
NOT_KEPT: Final = "de reden is niet bewaard: er stond een burgerservicenummer in"
ALL_OF_IT: Final = "het hele drukwerk is niet gedrukt"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a file of the printer says. `name` is that of the file; `failed`: why, by number; `unread`: lines of it that
    are none.
    """

    name: str
    digest: str
    is_good: bool
    posted_on: date | None = None
    failed: Mapping[int, str] = field(default_factory=dict)
    unread: int = 0


def read(name: str, ending: str, content: bytes | None, digest: str) -> Said:
    """What stands in it; a file that is too large or no text says nothing that can be read."""
    lines = [each for each in (content or b"").decode("utf-8-sig", "replace").splitlines() if each.strip()]
    if ending == ".ok":
        day = _day(lines[0]) if len(lines) == 1 else None
        return Said(name=name, digest=digest, is_good=True, posted_on=day)
    found = [_LINE.fullmatch(each) for each in lines]
    failed = {int(each[1]): _reason(each[2] or "") for each in found if each}
    unread = found.count(None) + (content is None)
    return Said(name=name, digest=digest, is_good=False, failed=failed, unread=unread)


def take_in(session: Session, act: Act, said: Said, *, figures: Figures) -> list[int]:
    """Keep an answer; the batches that were confirmed as posted by it. The same answer again does nothing.

    One about a run that is unknown or was not delivered changes nothing but a task for a person.
    """
    run = _run_of(session, said.name)
    if run is None:
        of_file = sha256(f"{said.name}:{said.digest}".encode("utf-8", "replace")).hexdigest()[:16]
        _ask(session, act, f"print:unknown:{of_file}",
             f"De drukker stuurde bericht over drukwerk dat hier niet bekend is{_called(said.name)}. Zoek het uit.")
        return []
    if said.digest in run.receipts:
        return []
    run.receipts = [*run.receipts, said.digest]
    if run.state is not PrintState.HANDED_OVER:  # what the printer has was handed over, however the program died
        print_runs.delivered(session, act, run)
    session.flush()
    return _posted(session, act, run, said, figures=figures) if said.is_good else _failed(session, act, run, said)


def doubt(session: Session, act: Act, run_id: int) -> None:
    """Nothing tells whether the printer has a run: somebody is asked."""
    if print_runs.doubt(session, run_id) is not None:
        _ask(session, act, f"print:{run_id}:uncertain",
             f"Het is niet zeker of de drukker drukwerk {run_id} heeft. Vraag het, en leg het vast bij Brieven.")


def _run_of(session: Session, name: str) -> PrintRun | None:
    """The run that a file is about: one of this number with this content, that was on its way."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    run = session.get(PrintRun, int(found[1]), with_for_update=True, populate_existing=True)
    is_known = run is not None and run.file_name == name and run.state not in (PrintState.MADE, PrintState.CANCELLED)
    return run if is_known else None


def _posted(session: Session, act: Act, run: PrintRun, said: Said, *, figures: Figures) -> list[int]:
    why = _doubtful(run, act, said.posted_on)
    if why:
        _ask(session, act, f"print:{run.id}:ok:{said.digest[:8]}",
             f"De drukker meldt drukwerk {run.id} als gepost, maar {why}. Bevestig zelf de dag bij Brieven.")
        return []
    assert said.posted_on is not None
    run.posted_on = said.posted_on
    rows = [each for each in _rows(session, run.id) if each.standing and each.is_printed]
    locking.lock(session, [each.letter.case_id for each in rows])
    _tell(session, act, run, rows, posted_on=said.posted_on)
    withdrawn = [each for each in rows if each.letter.state is LetterState.WITHDRAWN]
    if withdrawn:
        _ask(session, act, f"print:{run.id}:withdrawn",
             f"De drukker postte drukwerk {run.id} op {said.posted_on:%d-%m-%Y}. Nummer "
             f"{_some([each.ordinal for each in withdrawn])} was toen ingetrokken. Vraag of die toch is gepost; licht "
             "dan de debiteur in.")
    done, refused = [], []
    for batch_id in print_runs.unposted_batches(session, run.id):
        try:
            with session.begin_nested():
                posting.confirm_posted(session, act, batch_id, posted_on=said.posted_on, figures=figures)
        except DomainError:
            refused.append(batch_id)
        else:
            done.append(batch_id)
    if refused:
        _ask(session, act, f"print:{run.id}:post:{said.digest[:8]}",
             f"De drukker postte drukwerk {run.id} op {said.posted_on:%d-%m-%Y}. Verzending "
             f"{_some(refused)} kon niet vanzelf worden bevestigd. Kijk bij Brieven waarom, en bevestig zelf.")
    return done


def _doubtful(run: PrintRun, act: Act, posted_on: date | None) -> str:
    """Why the day that a printer names is not taken over by itself; empty where it is."""
    assert run.handed_over_at is not None
    if run.posted_on is not None:
        return f"had al gemeld: gepost op {run.posted_on:%d-%m-%Y}"
    if posted_on is None:
        return "noemt geen dag die te lezen is"
    if posted_on > act.today:
        return f"die dag ({posted_on:%d-%m-%Y}) ligt in de toekomst"
    if posted_on < day_of(run.made_at):
        return f"die dag ({posted_on:%d-%m-%Y}) ligt voor het maken van het drukwerk"
    return ""


def _failed(session: Session, act: Act, run: PrintRun, said: Said) -> list[int]:
    printed = {each.ordinal: each for each in _rows(session, run.id) if each.standing and each.is_printed}
    rows = {number: each for number, each in printed.items() if each.letter.state is LetterState.RENDERED}
    posted = {number for number, each in printed.items() if each.letter.state in GONE}
    failed = dict(said.failed) if said.failed or said.unread else dict.fromkeys({*rows, *posted}, ALL_OF_IT)
    hit = [rows[number] for number in sorted(failed) if number in rows]
    locking.lock(session, [each.letter.case_id for each in hit])
    for row in hit:
        row.is_printed, row.standing, row.why = False, False, f"drukker: {failed[row.ordinal]}"
        told = PrinterAnswered(
            letter=row.letter.kind, letter_id=row.letter_id, run_id=run.id, why_not=failed[row.ordinal]
        )
        events.record(session, act, row.letter.case_id, told, effective_on=act.today)
    gone, other = sorted(posted.intersection(failed)), sorted(set(failed) - set(rows) - posted)
    said_more = f" Nummer {_some(gone)} telt al als gepost: leg daar een retour vast." if gone else ""
    said_more += f" Nummer {_some(other)} staat daar niet meer in." if other else ""
    said_more += " Niet alles was te lezen." if said.unread else ""
    _ask(session, act, f"print:{run.id}:fout:{said.digest[:8]}",
         f"De drukker drukte van drukwerk {run.id} niet: nummer {_some([each.ordinal for each in hit]) or '–'}."
         f"{said_more} Maak nieuw drukwerk of trek de brieven in, bij Brieven.")
    session.flush()
    return []


def _tell(session: Session, act: Act, run: PrintRun, rows: Sequence[PrintRunLetter], *, posted_on: date) -> None:
    events.record_many(session, act, (
        (each.letter.case_id, PrinterAnswered(
            letter=each.letter.kind, letter_id=each.letter_id, run_id=run.id, posted_on=posted_on
        )) for each in rows
    ), effective_on=posted_on)
    session.flush()


def _ask(session: Session, act: Act, key: str, what: str) -> None:
    """Set a task, once: not again where somebody ended it."""
    if tasks.may_ask(session, key):
        tasks.set(session, act, TaskInput(what=what, due_on=act.today, key=key))


def _rows(session: Session, run_id: int) -> Sequence[PrintRunLetter]:
    query = select(PrintRunLetter).where(PrintRunLetter.run_id == run_id).order_by(PrintRunLetter.ordinal)
    return session.scalars(query.options(joinedload(PrintRunLetter.letter))).all()


def _day(text: str) -> date | None:
    for shape in _DAYS:
        try:
            return datetime.strptime(text.strip(), shape).date()  # noqa: DTZ007 - a day, of no moment
        except ValueError:
            continue
    return None


def _reason(text: str) -> str:
    plain = "".join(sign if sign.isprintable() else " " for sign in text).strip()[:_LONGEST_REASON]
    return NOT_KEPT if holds_one(plain) else plain or NO_REASON


def _called(name: str) -> str:
    """The name of a file, where that is one to show."""
    return f" ({name})" if _TO_SHOW.fullmatch(name) and not holds_one(name) else ""


def _some(numbers: Sequence[int]) -> str:
    more = f" en nog {len(numbers) - _SHOWN}" if len(numbers) > _SHOWN else ""
    return ", ".join(map(str, numbers[:_SHOWN])) + more
