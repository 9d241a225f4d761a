"""Print runs to the printer's folder, the oldest first and each once; and what the printer answers."""

import logging
from hashlib import sha256
from pathlib import Path
from typing import Final
from uuid import uuid4

from flask import current_app

from agency import clock
from agency.background import doorbell
from agency.background.noting import note
from agency.background.printer_folder import Answer, FolderTrouble, Lies, PrinterFolder
from agency.background.setting import Pace
from agency.database import give_way, session, transaction
from agency.resources import figures
from cases.correspondence import batch_work, print_runs, printer_answers
from cases.correspondence.batch_work import Turn
from cases.errors import DomainError
from cases.models import DutyName, PrintRun, PrintState
from cases.models.prints import file_name
from cases.store import DocumentStore

log = logging.getLogger(__name__)

KIND: Final = "print"
BATCH: Final = "batch"
NO_FOLDER: Final = "Er is geen map van de drukker ingesteld (PRINT_FOLDER). Dit drukwerk wacht."
NO_PRODUCTION: Final = "Dit is geen productie: er gaat niets naar de drukker. Dit drukwerk wacht."
_LEASES: Final = 5  # a run takes longer than a letter


def deliver(_run_id: int, store: DocumentStore, pace: Pace) -> None:
    """Deliver every run that waits, the oldest first; one that may not go now lets the others pass.

    Where the folder is gone or full all wait. A worker that dies leaves a run, and the folder tells how far it came.
    """
    after = 0
    while (run := _claimed(after, turn := _turn(pace))) is not None:
        after = run.id
        try:
            _deliver(run, turn, store)
        except FolderTrouble as trouble:
            _wait(run.id, turn, str(trouble))
            return
        except DomainError as refusal:
            _wait(run.id, turn, str(refusal))
        give_way()


def read_answers(root: Path) -> int:
    """Take in what the printer answered; how many files. Each is kept by itself and read once."""
    folder = PrinterFolder(root)
    try:
        answers = folder.answers()
    except FolderTrouble as trouble:
        log.warning("%s", trouble)
        return 0
    for answer in answers:
        digest = sha256(answer.path.suffix.encode() + (answer.content or b"")).hexdigest()
        try:
            _take_in(answer, digest)
        except Exception:  # the others have nothing to do with it; this one is tried again
            log.exception("an answer of the printer could not be taken in")
        else:
            folder.put_away(answer, digest)
    note(DutyName.PRINT_FOLDER)
    return len(answers)


def _take_in(answer: Answer, digest: str) -> None:
    said = printer_answers.read(answer.path.stem, answer.path.suffix, answer.content, digest)
    known = figures()
    with transaction() as writing:
        batches = printer_answers.take_in(writing, clock.act(), said, figures=known)
    for batch_id in batches:
        if batch_work.has_more(session(), batch_id):
            doorbell.ring_work(BATCH, batch_id)


def _claimed(after: int, turn: Turn) -> PrintRun | None:
    with transaction() as writing:
        return print_runs.claim_next(writing, turn, after=after)


def _turn(pace: Pace) -> Turn:
    return Turn(token=uuid4().hex, now=clock.now(), lease=_LEASES * pace.lease)


def _deliver(run: PrintRun, turn: Turn, store: DocumentStore) -> None:
    root: Path | None = current_app.config["PRINT_FOLDER"]
    if root is None:
        raise FolderTrouble(NO_FOLDER)
    if not current_app.config["PRODUCTION"]:
        raise FolderTrouble(NO_PRODUCTION)
    folder = PrinterFolder(root)
    if run.state is PrintState.MADE:
        folder.require_there()
        run = _laid_ready(run, turn, store, folder)
        if run.state is PrintState.CANCELLED:
            return
    elif folder.lies(run.file_name, run.pdf_sha256 or "") is Lies.NOWHERE:
        _doubt(run.id)
        return
    folder.give(run.file_name)
    with transaction() as writing:
        its = print_runs.locked(writing, run.id)
        if its.state is PrintState.DELIVERING:
            print_runs.delivered(writing, clock.act(), its)


def _laid_ready(run: PrintRun, turn: Turn, store: DocumentStore, folder: PrinterFolder) -> PrintRun:
    """Written beside what the printer sees, and kept as what goes."""
    composed = print_runs.compose(session(), store, run.id, today=clock.today(), figures=figures())
    if composed.pages:
        name = file_name(run.id, composed.sha256)
        if folder.lies(name, composed.sha256) is not Lies.GIVEN:  # an older backup was put back: the printer has it
            folder.lay_ready(name, turn.token, pdf=composed.pdf, manifest=composed.manifest)
    with transaction() as writing:
        return print_runs.begin_delivery(writing, turn, run.id, composed, today=clock.today())


def _doubt(run_id: int) -> None:
    with transaction() as writing:
        printer_answers.doubt(writing, clock.act(), run_id)


def _wait(run_id: int, turn: Turn, why: str) -> None:
    with transaction() as writing:
        print_runs.wait(writing, turn, run_id, why)
