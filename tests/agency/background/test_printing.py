"""The printer's folder: each run comes there once and in order, wherever the program dies; answers count once."""

import csv
import errno
import io
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from agency import clock
from agency.background import jobs, printer_folder, printing
from agency.background.jobs import Workshop, prepare
from agency.background.pieces import PRINT
from agency.background.printer_folder import PrinterFolder
from agency.background.setting import Pace
from agency.database import engine, session, transaction
from cases.correspondence import ordering, print_runs, printer_answers
from cases.correspondence.batch_work import Turn
from cases.errors import Refused
from cases.models import (
    CaseEvent,
    EventKind,
    Letter,
    LetterBatch,
    LetterState,
    PrintRun,
    PrintRunLetter,
    PrintState,
    Task,
)
from cases.models.prints import file_name
from tests.engines import create_engine_for
from tests.factories import FIGURES, TODAY, make_case, make_letters, make_store, order_first_notice
from tests.web import make_settings

OVER = timedelta(seconds=-1)  # a lease that nobody waits for
DAY = "2026-11-21"
pytestmark = pytest.mark.usefixtures("workshop")


class Killed(Exception):
    """The process is gone."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The printer's folder, as somebody set it up."""
    root = tmp_path / "drukker"
    (root / "ontvangen").mkdir(parents=True)
    return root


@pytest.fixture
def workshop(database_url: str, tmp_path: Path, folder: Path) -> Iterator[Workshop]:
    """What a worker works with, on a database with two batches of letters that are made: of two cases, and of one."""
    opened = create_engine_for(database_url)
    with Session(opened) as writing:
        for numbers in ((1, 2), (3,)):
            cases = [
                make_case(writing, make_store(tmp_path), customer=f"K-{n}", invoice=f"F-{n}", surname=f"Nr{n}")
                for n in numbers
            ]
            make_letters(writing, make_store(tmp_path), order_first_notice(writing, *cases))
        writing.commit()
    opened.dispose()
    made = prepare(
        make_settings(database_url, tmp_path, today=TODAY, print_folder=folder, production=True), Pace(lease=OVER)
    )
    with made.app.app_context():
        yield made
        session().close()
        engine().dispose()


def made(*batch_ids: int) -> int:
    """A run of these batches that waits for the folder."""
    with transaction() as writing:
        return print_runs.make(writing, clock.act(), batch_ids, to_folder=True).id


def go() -> None:
    """A worker comes by, as the sweep rings for it."""
    for run_id in print_runs.left_behind(fresh(), clock.now()):
        jobs.go_on(PRINT, run_id)


def fresh() -> Session:
    session().rollback()
    return session()


def run(run_id: int) -> PrintRun:
    fresh().expire_all()
    return session().get_one(PrintRun, run_id)


def given(folder: Path) -> list[str]:
    """The files that the printer sees, but for the folder of its answers."""
    return sorted(each.name for each in folder.iterdir() if each.is_file() and not each.name.startswith("."))


def files_of(run_id: int) -> list[str]:
    return [f"{run(run_id).file_name}.csv", f"{run(run_id).file_name}.pdf"]


def told(kind: EventKind) -> int:
    return fresh().scalar(select(func.count()).where(CaseEvent.kind == kind)) or 0


def tasks() -> list[str]:
    return list(fresh().scalars(select(Task.what).order_by(Task.id)))


def answer(folder: Path, name: str, text: str = DAY) -> None:
    (folder / "ontvangen" / name).write_text(text)
    printing.read_answers(folder)


def states(batch_id: int) -> list[LetterState]:
    query = select(Letter.state).where(Letter.batch_id == batch_id).order_by(Letter.case_id)
    return list(fresh().scalars(query))


def test_a_run_comes_into_the_folder_whole_with_its_manifest(folder: Path) -> None:
    run_id = made(1, 2)
    go()
    assert given(folder) == files_of(run_id)
    assert list(folder.glob(".*")) == []
    name = run(run_id).file_name
    pages = PdfReader(folder / f"{name}.pdf").pages
    assert f"Drukwerk {run_id}" in pages[0].extract_text()
    rows = list(csv.reader(io.StringIO((folder / f"{name}.csv").read_text()), delimiter=";"))
    assert [row[0] for row in rows] == ["nummer", "1", "2", "3", "totaal"]
    assert (run(run_id).state, told(EventKind.LETTER_PRINTED)) == (PrintState.HANDED_OVER, 3)
    go()
    assert given(folder) == files_of(run_id)


def dies(monkeypatch: pytest.MonkeyPatch, place: object, name: str, *, after: bool) -> None:
    """The program dies once, before or after it did this."""
    real: Callable[..., Any] = getattr(place, name)
    calls: list[object] = []

    def deadly(*given: Any, **named: Any) -> Any:
        calls.append(given)
        if len(calls) > 1:
            return real(*given, **named)
        if after:
            real(*given, **named)
        raise Killed

    monkeypatch.setattr(place, name, deadly)


STEPS = [
    (print_runs, "compose", True), (PrinterFolder, "lay_ready", False), (PrinterFolder, "lay_ready", True),
    (print_runs, "begin_delivery", True), (PrinterFolder, "give", False), (PrinterFolder, "give", True),
    (print_runs, "delivered", True),
]


@pytest.mark.parametrize(("place", "name", "after"), STEPS)
def test_it_comes_there_once_wherever_the_worker_dies(
    folder: Path, monkeypatch: pytest.MonkeyPatch, place: object, name: str, *, after: bool
) -> None:
    run_id = made(1, 2)
    dies(monkeypatch, place, name, after=after)
    with pytest.raises(Killed):
        go()
    seen = given(folder)
    go()
    assert given(folder) == files_of(run_id)
    assert set(seen) <= set(given(folder))
    assert list(folder.glob(".*")) == []
    assert (run(run_id).state, told(EventKind.LETTER_PRINTED)) == (PrintState.HANDED_OVER, 3)


def test_it_comes_there_once_where_the_worker_dies_between_its_two_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = made(1)
    dies(monkeypatch, Path, "rename", after=True)
    with pytest.raises(Killed):
        go()
    assert [Path(each).suffix for each in given(folder)] == [".csv"]
    go()
    assert given(folder) == files_of(run_id)


def test_what_the_printer_took_before_that_was_kept_is_not_sent_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = made(1)
    dies(monkeypatch, PrinterFolder, "give", after=True)
    with pytest.raises(Killed):
        go()
    for name in given(folder):
        (folder / name).unlink()
    go()
    go()
    assert given(folder) == []
    assert run(run_id).state is PrintState.UNCERTAIN
    assert len(tasks()) == 1
    answer(folder, f"{run(run_id).file_name}.ok")
    assert run(run_id).state is PrintState.HANDED_OVER
    assert states(1) == [LetterState.POSTED] * 2


@pytest.mark.parametrize("left", ["{}.pdf", "ontvangen/{}.fout", "ontvangen/verwerkt/{}-0a1b2c3d.ok"])
def test_a_run_of_an_older_backup_that_the_printer_has_is_not_sent_again(
    workshop: Workshop, folder: Path, left: str
) -> None:
    run_id = made(1)
    name = file_name(run_id, print_runs.compose(fresh(), workshop.store, run_id, today=TODAY, figures=FIGURES).sha256)
    there = folder / left.format(name)
    there.parent.mkdir(exist_ok=True)
    there.write_bytes(b"")
    go()
    assert run(run_id).state is PrintState.HANDED_OVER
    assert there.read_bytes() == b""
    assert given(folder) == [each for each in [there.name] if there.parent == folder]


def test_a_letter_withdrawn_after_a_crash_is_not_in_the_pile(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = made(1)
    dies(monkeypatch, PrinterFolder, "lay_ready", after=True)
    with pytest.raises(Killed):
        go()
    with transaction() as writing:
        first = writing.scalars(select(Letter.id).order_by(Letter.id).limit(1)).one()
        ordering.withdraw(writing, clock.act(), first, reason="betaald", on=TODAY)
    go()
    rows = (folder / files_of(run_id)[0]).read_text().splitlines()
    assert [row.split(";")[0] for row in rows] == ["nummer", "2", "totaal"]
    assert list(folder.glob(".*")) == []


@pytest.mark.parametrize("gone", ["folder", "disk"])
def test_a_folder_that_is_gone_for_a_day_gets_all_once_the_oldest_first(
    folder: Path, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    kept = shutil.move(folder, folder.with_name("weg"))
    if gone == "disk":
        folder.mkdir()  # what is left where a disk is not mounted
    runs = [made(1), made(2)]
    for _ in range(3):
        go()
    assert [run(each).state for each in runs] == [PrintState.MADE] * 2
    assert "niet bereikbaar" in run(runs[0]).trouble
    assert gone == "folder" or list(folder.iterdir()) == []
    if gone == "disk":
        folder.rmdir()
    shutil.move(kept, folder)
    order: list[str] = []
    real = PrinterFolder.give
    monkeypatch.setattr(PrinterFolder, "give", lambda self, name: (order.append(name), real(self, name)))
    go()
    assert order == [run(each).file_name for each in runs]
    assert given(folder) == sorted([*files_of(runs[0]), *files_of(runs[1])])
    assert run(runs[0]).trouble == ""


def test_outside_production_nothing_goes_to_the_printer(workshop: Workshop, folder: Path) -> None:
    workshop.app.config["PRODUCTION"] = False
    run_id = made(1)
    go()
    assert list(folder.iterdir()) == [folder / "ontvangen"]
    assert "geen productie" in run(run_id).trouble


def test_a_full_folder_waits_and_leaves_nothing_half(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = made(1)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(printer_folder.os, "fsync", full)
        go()
    assert list(folder.iterdir()) == [folder / "ontvangen"]
    assert "vol" in run(run_id).trouble
    go()
    assert given(folder) == files_of(run_id)


def test_the_day_of_the_printer_confirms_the_posting_and_is_told(folder: Path) -> None:
    run_id = made(1, 2)
    go()
    answer(folder, f"{run(run_id).file_name}.ok", "21-11-2026\n")
    assert states(1) == [LetterState.POSTED] * 2
    assert states(2) == [LetterState.POSTED]
    assert fresh().scalars(select(LetterBatch.posted_on)).all() == [TODAY, TODAY]
    assert told(EventKind.PRINTER_ANSWERED) == 3
    assert [each.name for each in (folder / "ontvangen").iterdir()] == ["verwerkt"]


def test_the_same_answer_twice_does_nothing_and_another_day_asks_a_person(folder: Path) -> None:
    run_id = made(1)
    go()
    for _ in range(2):
        answer(folder, f"{run(run_id).file_name}.ok")
    assert (told(EventKind.PRINTER_ANSWERED), told(EventKind.LETTER_POSTED), tasks()) == (2, 2, [])
    answer(folder, f"{run(run_id).file_name}.ok", "20-11-2026")
    assert run(run_id).posted_on == TODAY
    assert "had al gemeld: gepost op 21-11-2026" in tasks()[0]


@pytest.mark.parametrize(("said", "why"), [
    ("", "geen dag"), ("morgen", "geen dag"), ("2026-11-22", "toekomst"), ("2026-11-20", "voor het maken"),
    ("2026-11-21\n2026-11-21", "geen dag"),
])
def test_a_day_in_doubt_is_left_to_a_person(folder: Path, said: str, why: str) -> None:
    run_id = made(1)
    go()
    answer(folder, f"{run(run_id).file_name}.ok", said)
    assert states(1) == [LetterState.RENDERED] * 2
    assert why in tasks()[0]


@pytest.mark.parametrize("name", ["drukwerk-77-0a1b2c3d", "factuur", "drukwerk-1-00000000", "111222333"])
def test_an_answer_about_an_unknown_run_changes_nothing_but_asks_a_person(
    folder: Path, name: str
) -> None:
    made(1)
    go()
    for _ in range(2):
        answer(folder, f"{name}.ok")
    assert states(1) == [LetterState.RENDERED] * 2
    assert len(tasks()) == 1
    assert "niet bekend" in tasks()[0]
    assert "111222333" not in tasks()[0]


def test_what_the_printer_could_not_print_waits_again_and_keeps_its_batch(folder: Path) -> None:
    run_id = made(1, 2)
    go()
    name = run(run_id).file_name
    answer(folder, f"{name}.fout", "2; papier gescheurd\n9;weg\nonzin\n")
    assert "niet: nummer 2. Nummer 9 staat daar niet meer in. Niet alles was te lezen." in tasks()[0]
    row = fresh().scalars(select(PrintRunLetter).where(PrintRunLetter.ordinal == 2)).one()
    assert (row.is_printed, row.why) == (False, "drukker: papier gescheurd")
    answer(folder, f"{name}.ok")
    assert states(1) == [LetterState.RENDERED] * 2  # posted whole or not
    assert states(2) == [LetterState.POSTED]
    assert "Verzending 1 kon niet vanzelf" in tasks()[1]
    again = made(1)
    go()
    assert given(folder) == sorted([*files_of(run_id), *files_of(again)])


def test_what_was_withdrawn_and_posted_all_the_same_asks_a_person(folder: Path) -> None:
    run_id = made(1)
    go()
    with transaction() as writing:
        first = writing.scalars(select(Letter.id).order_by(Letter.id).limit(1)).one()
        ordering.withdraw(writing, clock.act(), first, reason="betaald", on=TODAY)
    answer(folder, f"{run(run_id).file_name}.ok")
    assert states(1) == [LetterState.WITHDRAWN, LetterState.POSTED]
    (asked,) = tasks()
    assert "Nummer 1 was toen ingetrokken. Vraag of die toch is gepost" in asked


@pytest.mark.parametrize("said", ["2;weg", ""])
def test_what_counts_as_posted_and_was_not_printed_is_told_as_that(folder: Path, said: str) -> None:
    """A term runs from a letter that never left: a person records that it did not arrive."""
    run_id = made(1)
    go()
    name = run(run_id).file_name
    answer(folder, f"{name}.ok")
    answer(folder, f"{name}.fout", said)
    which = "2" if said else "1, 2"
    assert f"niet: nummer –. Nummer {which} telt al als gepost: leg daar een retour vast." in tasks()[0]


def test_an_empty_refusal_is_of_the_whole_run_and_a_citizen_number_is_not_kept(
    folder: Path
) -> None:
    first, second = made(1), made(2)
    go()
    answer(folder, f"{run(first).file_name}.fout", "")
    answer(folder, f"{run(second).file_name}.fout", "1;BSN 111222333 op de brief")
    rows = {row.run_id: row.why for row in fresh().scalars(select(PrintRunLetter))}
    assert rows[first] == f"drukker: {printer_answers.ALL_OF_IT}"
    assert rows[second] == f"drukker: {printer_answers.NOT_KEPT}"


def test_one_answer_that_cannot_be_taken_in_leaves_the_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = made(1), made(2)
    go()
    (folder / "ontvangen" / f"{run(first).file_name}.ok").write_text(DAY)
    dies(monkeypatch, printer_answers, "take_in", after=False)
    answer(folder, f"{run(second).file_name}.ok")
    assert (states(1)[0], states(2)[0]) == (LetterState.RENDERED, LetterState.POSTED)
    printing.read_answers(folder)
    assert states(1)[0] is LetterState.POSTED


def test_two_workers_deliver_a_run_once(workshop: Workshop, folder: Path) -> None:
    run_id = made(1)
    turns = [Turn(token=name, now=clock.now(), lease=OVER) for name in ("een", "twee")]
    with transaction() as writing:
        print_runs.claim_next(writing, turns[0])
    with transaction() as writing:  # the lease of the first is over
        print_runs.claim_next(writing, turns[1])
    ready = print_runs.compose(session(), workshop.store, run_id, today=TODAY, figures=FIGURES)
    with pytest.raises(Refused, match="Een ander"), transaction() as writing:
        print_runs.begin_delivery(writing, turns[0], run_id, ready, today=TODAY)
    go()
    assert given(folder) == files_of(run_id)
