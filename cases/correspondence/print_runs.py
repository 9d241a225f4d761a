"""Print runs: letters chosen for the printer, handed over once, and what became of them.

Composing reads the stored letters and is done outside a transaction; `close` says under lock whether that is still what
has to go, so that a letter that was withdrawn meanwhile is never in a pile that leaves after that.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session, joinedload

from cases import documents, events
from cases.acts import Act
from cases.correspondence import late_letters, posting
from cases.correspondence.batch_work import Turn
from cases.correspondence.printed import BY_POST
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused, StoredFileFault
from cases.events.letters import LetterPrinted, LetterPrintedAgain
from cases.input_checks import day_of
from cases.models import (
    Document,
    DocumentKind,
    Letter,
    LetterBatch,
    LetterKind,
    LetterState,
    PrintRun,
    PrintRunLetter,
    PrintState,
)
from cases.names import name
from cases.progress import locking
from cases.setup import channel_stops, organisations, registration, text_stops
from cases.setup.channel_stops import Outgoing
from cases.setup.quiet_sender import return_address_of
from cases.store import DocumentStore
from legal.counting.valuation import Channel
from legal.parameters import Figures
from letters.prints import PrintedLetter, Printing, as_csv, as_pdf, pages_of

NOT_MADE: Final = (LetterState.QUEUED, LetterState.RENDERING)
_OPEN: Final = (PrintState.MADE, PrintState.DELIVERING)
GONE_UNREADABLE: Final = "is onleesbaar gemaakt"
WITHDRAWN: Final = "ingetrokken voor het drukken"


class ComposedAnew(Refused):
    """What was composed is no longer what has to go."""

    code = "composed_anew"


@dataclass(frozen=True, kw_only=True)
class Composed:
    """A run as it would go now. By the id of its row: how many pages, or why a letter is not in it."""

    pdf: bytes
    manifest: bytes
    pages: Mapping[int, int]
    left_out: Mapping[int, str]

    @property
    def sha256(self) -> str:
        """Of the PDF."""
        return sha256(self.pdf).hexdigest()


def make(session: Session, act: Act, batch_ids: Collection[int], *, to_folder: bool) -> PrintRun:
    """A run of all letters of these batches that are made and in no run yet, by batch and case.

    Raises Refused where a batch is still being made or nothing waits: somebody else may have just taken it.
    """
    batches = session.scalars(
        select(LetterBatch).where(LetterBatch.id.in_(batch_ids)).order_by(LetterBatch.id)
        .with_for_update(key_share=True)
    ).all()
    being_made = select(Letter.batch_id).where(
        Letter.batch_id.in_(batch_ids), Letter.state.in_(NOT_MADE), Letter.channel.in_(BY_POST)
    )
    busy = session.scalars(being_made.distinct()).all()
    if busy:
        raise Refused(f"Verzending {min(busy)} wordt nog gemaakt. Wacht tot die klaar is, of kies hem niet.")
    wanted = waiting().where(Letter.batch_id.in_([each.id for each in batches]))
    ids = session.scalars(wanted.with_only_columns(Letter.id).order_by(Letter.batch_id, Letter.case_id)).all()
    if not ids:
        raise Refused("Er wacht geen brief meer op de printer. Misschien maakte iemand anders net dit drukwerk.")
    return _of(session, act, ids, to_folder=to_folder)


def waiting() -> Select[Letter]:
    """Made letters for the post, of batches that were not posted, that stand in no run."""
    in_run = select(PrintRunLetter.id).where(PrintRunLetter.letter_id == Letter.id, PrintRunLetter.standing)
    return select(Letter).join(Letter.batch).where(
        Letter.state == LetterState.RENDERED, Letter.channel.in_(BY_POST), LetterBatch.posted_on.is_(None),
        ~in_run.exists(),
    )


def cancel(session: Session, run_id: int) -> PrintRun:
    """Drop a run that was not handed over: its letters wait for the printer again. Raises AlreadyDone."""
    run = locked(session, run_id)
    if run.state is not PrintState.MADE:
        raise AlreadyDone(f"Drukwerk {run.id} is al {name(run.state).lower()}.")
    _drop(session, run)
    return run


def compose(
    session: Session, store: DocumentStore, run_id: int, *, today: date, figures: Figures
) -> Composed:
    """What would go now. Raises TextStopped and NotRegistered as for one batch; changes nothing.

    A letter that was withdrawn, that waited too long, or whose file is not what was stored, is left out.
    """
    run = session.get_one(PrintRun, run_id)
    rows = _rows(session, run_id)
    going = [row for row, letter, _ in rows if letter.state is LetterState.RENDERED]
    _require_printable(session, [row.letter for row in going], today=today)
    late = late_letters.reasons(session, [row.letter for row in going], today=today, figures=figures)
    printed: list[PrintedLetter] = []
    pages: dict[int, int] = {}
    lacking: dict[int, str] = {}
    for row, letter, pdf in rows:
        if letter.state is not LetterState.RENDERED:
            lacking[row.id] = WITHDRAWN
            continue
        if letter.id in late:
            lacking[row.id] = late[letter.id].rstrip(".")
            continue
        try:
            content = _content(store, pdf)
        except StoredFileFault as fault:
            lacking[row.id] = f"het bestand {fault.what}"
            continue
        pages[row.id] = pages_of(content)
        printed.append(_printed(row, letter, content, pdf, pages[row.id]))
    printing = _printing(
        session, run, printed,
        [
            f"De brief in dossier {row.letter.case.number} is niet meegedrukt: {lacking[row.id]}."
            for row, _, _ in rows if row.id in lacking
        ],
    )
    return Composed(
        pdf=as_pdf(printing) if printed else b"", manifest=as_csv(printing), pages=pages, left_out=lacking,
    )


def manifest(session: Session, run_id: int) -> bytes:
    """As CSV, what a run that was handed over has in it. Raises NotFound where none was."""
    run = session.get(PrintRun, run_id)
    if run is None or run.pdf_sha256 is None:
        raise NotFound("Van dit drukwerk is er nog geen pakbon.")
    return as_csv(_printing(session, run, [
        _printed(row, letter, b"", pdf, row.pages) for row, letter, pdf in _rows(session, run_id)
        if row.pages is not None
    ]))


def hand_over(session: Session, act: Act, run_id: int, composed: Composed) -> PrintRun:
    """A person takes the run to the printer, once: from here its letters are printed.

    Raises AlreadyDone, and ComposedAnew where something changed since it was composed.
    """
    run = _close(session, run_id, composed, today=act.today)
    if run.state is not PrintState.CANCELLED:
        delivered(session, act, run)
    return run


def begin_delivery(session: Session, turn: Turn, run_id: int, composed: Composed, *, today: date) -> PrintRun:
    """What lies ready beside the printer's folder is what goes: from here it is delivering, or there is nothing to
    deliver. Raises Refused where another took over meanwhile, and ComposedAnew.
    """
    run = _close(session, run_id, composed, today=today)
    if run.busy_token != turn.token:
        raise Refused("Een ander is met dit drukwerk bezig.")
    return run


def delivered(session: Session, act: Act, run: PrintRun) -> None:
    """It is at the printer; told in each of its cases."""
    run.state, run.trouble = PrintState.HANDED_OVER, ""
    run.handed_over_at, run.handed_over_by = act.now, act.actor_id
    run.busy_token = run.busy_until = None
    rows = [row for row in _letters(session, run.id) if row.is_printed]
    events.record_many(session, act, (
        (row.letter.case_id, LetterPrinted(letter=row.letter.kind, letter_id=row.letter_id, run_id=run.id))
        for row in rows
    ), effective_on=act.today)
    session.flush()


def claim_next(session: Session, turn: Turn, *, after: int = 0) -> PrintRun | None:
    """The oldest run for the printer's folder that comes after this one, for this worker alone; None where there is
    none, or where another is at it: then that one goes on with the rest.
    """
    run = session.scalar(
        select(PrintRun).where(PrintRun.to_folder, PrintRun.state.in_(_OPEN), PrintRun.id > after)
        .order_by(PrintRun.id).limit(1).with_for_update().execution_options(populate_existing=True)
    )
    if run is None or (run.busy_until is not None and run.busy_until >= turn.now and run.busy_token != turn.token):
        return None
    run.busy_token, run.busy_until = turn.token, turn.now + turn.lease
    session.flush()
    return run


def left_behind(session: Session, now: datetime) -> list[int]:
    """The oldest run that waits for the printer's folder, where nobody is at it: who takes that, takes the rest too."""
    free = or_(PrintRun.busy_until.is_(None), PrintRun.busy_until < now)
    query = select(PrintRun.id).where(PrintRun.to_folder, PrintRun.state.in_(_OPEN), free)
    return list(session.scalars(query.order_by(PrintRun.id).limit(1)))


def wait(session: Session, turn: Turn, run_id: int, trouble: str) -> None:
    """It cannot go now, and why; somebody tries again later."""
    run = locked(session, run_id)
    if run.busy_token == turn.token and run.state in _OPEN:
        run.trouble, run.busy_token, run.busy_until = trouble, None, None
        session.flush()


def doubt(session: Session, run_id: int) -> PrintRun | None:
    """Nothing tells whether the printer has it: a person finds out. None where it is no longer delivering."""
    run = locked(session, run_id)
    if run.state is not PrintState.DELIVERING:
        return None
    run.state, run.busy_token, run.busy_until, run.trouble = PrintState.UNCERTAIN, None, None, ""
    session.flush()
    return run


def settle(session: Session, act: Act, run_id: int, *, has_it: bool, reason: str) -> PrintRun:
    """A person asked the printer: it has the run, or it has not and its letters wait for a new one.

    Raises Incomplete without a reason, AlreadyDone where it is not uncertain.
    """
    if not reason.strip():
        raise Incomplete("Schrijf op hoe u dat weet.")
    run = locked(session, run_id)
    if run.state is not PrintState.UNCERTAIN:
        raise AlreadyDone(f"Van drukwerk {run.id} is al bekend of de drukker het heeft.")
    if has_it:
        delivered(session, act, run)
        return run
    rows = [row for row in _letters(session, run_id) if row.is_printed]
    _told_again(session, act, rows, run_id, reason)
    _drop(session, run)
    return run


def print_again(
    session: Session, act: Act, run_id: int, *, reason: str, ordinals: Collection[int] = (), to_folder: bool
) -> PrintRun:
    """A new run of letters that were handed over and not posted: those with these numbers, all without any.

    Told in each case. Raises Incomplete without a reason, Refused where there is nothing of the kind.
    """
    if not reason.strip():
        raise Incomplete("Schrijf op waarom deze brieven opnieuw worden gedrukt.")
    run = locked(session, run_id)
    if run.state is not PrintState.HANDED_OVER:
        raise Refused("Alleen drukwerk dat is overgedragen, kan opnieuw worden gedrukt.")
    rows = [
        row for row in _letters(session, run_id)
        if row.standing and row.letter.state is LetterState.RENDERED and (not ordinals or row.ordinal in ordinals)
    ]
    unknown = set(ordinals) - {row.ordinal for row in rows}
    if unknown or not rows:
        which = f"nummer {', '.join(map(str, sorted(unknown)))}" if unknown else "deze brieven"
        raise Refused(f"In drukwerk {run_id} staat {which} niet klaar om opnieuw te drukken: gepost, ingetrokken, "
                      "of al in ander drukwerk.")
    for row in rows:
        row.standing = False
    session.flush()
    new = _of(session, act, [row.letter_id for row in rows], to_folder=to_folder, again=reason.strip())
    _told_again(session, act, _letters(session, new.id), new.id, reason)
    return new


def confirm_posted(session: Session, act: Act, run_id: int, *, posted_on: date, figures: Figures) -> list[int]:
    """The batches of a run went to the post on that day: `posting.confirm_posted` of each; their ids.

    Raises AlreadyDone where none is left, and what that raises.
    """
    run = session.get(PrintRun, run_id)
    if run is None:
        raise NotFound("Dit drukwerk bestaat niet.")
    if run.state is not PrintState.HANDED_OVER:
        raise Refused("Dit drukwerk is nog niet overgedragen.")
    left = unposted_batches(session, run_id)
    if not left:
        raise AlreadyDone("Van dit drukwerk is alles al als gepost bevestigd.")
    for batch_id in left:
        posting.confirm_posted(session, act, batch_id, posted_on=posted_on, figures=figures)
    return left


def unposted_batches(session: Session, run_id: int) -> list[int]:
    """The batches of which a letter of this run waits for the post."""
    query = (
        select(Letter.batch_id).join(PrintRunLetter, PrintRunLetter.letter_id == Letter.id)
        .where(
            PrintRunLetter.run_id == run_id, PrintRunLetter.standing, PrintRunLetter.is_printed.is_(True),
            Letter.state == LetterState.RENDERED,
        ).distinct().order_by(Letter.batch_id)
    )
    return list(session.scalars(query))


def _of(
    session: Session, act: Act, letter_ids: Sequence[int], *, to_folder: bool, again: str = ""
) -> PrintRun:
    run = PrintRun(state=PrintState.MADE, to_folder=to_folder, made_at=act.now, made_by=act.actor_id, receipts=[])
    session.add(run)
    session.flush()
    session.add_all(
        PrintRunLetter(run_id=run.id, letter_id=letter_id, ordinal=ordinal, standing=True, again=again)
        for ordinal, letter_id in enumerate(letter_ids, 1)
    )
    session.flush()
    return run


def _close(session: Session, run_id: int, composed: Composed, *, today: date) -> PrintRun:
    """What was composed is what goes: no letter of it was withdrawn meanwhile, and none is from here unseen."""
    run = locked(session, run_id)
    if run.state is not PrintState.MADE:
        raise AlreadyDone(f"Drukwerk {run_id} is al {name(run.state).lower()}. Er is niets dubbel gedrukt.")
    rows = _letters(session, run_id)
    locking.lock(session, [row.letter.case_id for row in rows])
    asked = select(Letter.id, Letter.state).where(Letter.id.in_([row.letter_id for row in rows])).order_by(Letter.id)
    states = dict(session.execute(asked.with_for_update()).all())
    going = {row.id for row in rows if states[row.letter_id] is LetterState.RENDERED}
    if going != composed.pages.keys() | {key for key, why in composed.left_out.items() if why != WITHDRAWN}:
        raise ComposedAnew("Er is net een brief ingetrokken. Probeer het opnieuw.")
    text_stops.let_none_come(session)
    _require_printable(session, [row.letter for row in rows if row.id in going], today=today)
    for row in rows:
        row.pages, row.is_printed = composed.pages.get(row.id), row.id in composed.pages
        row.why, row.standing = composed.left_out.get(row.id, ""), row.is_printed
    run.state, run.pdf_sha256, run.trouble = PrintState.DELIVERING, composed.sha256, ""
    if not composed.pages:
        run.state, run.pdf_sha256, run.busy_token, run.busy_until = PrintState.CANCELLED, None, None, None
        run.trouble = "Er bleef geen brief over om te drukken."
    session.flush()
    return run


def _drop(session: Session, run: PrintRun) -> None:
    run.state, run.trouble, run.busy_token, run.busy_until = PrintState.CANCELLED, "", None, None
    session.execute(update(PrintRunLetter).where(PrintRunLetter.run_id == run.id).values(standing=False))
    session.flush()


def _told_again(session: Session, act: Act, rows: Sequence[PrintRunLetter], run_id: int, reason: str) -> None:
    events.record_many(session, act, (
        (row.letter.case_id, LetterPrintedAgain(
            letter=row.letter.kind, letter_id=row.letter_id, run_id=run_id, reason=reason.strip(),
        )) for row in rows
    ), effective_on=act.today)
    session.flush()


def locked(session: Session, run_id: int) -> PrintRun:
    """A run, locked as it is now; raises NotFound."""
    run = session.get(PrintRun, run_id, with_for_update=True, populate_existing=True)
    if run is None:
        raise NotFound("Dit drukwerk bestaat niet.")
    return run


def _letters(session: Session, run_id: int) -> Sequence[PrintRunLetter]:
    return session.scalars(
        select(PrintRunLetter).where(PrintRunLetter.run_id == run_id).order_by(PrintRunLetter.ordinal)
        .options(joinedload(PrintRunLetter.letter)).execution_options(populate_existing=True)
    ).all()


def _rows(session: Session, run_id: int) -> list[tuple[PrintRunLetter, Letter, Document]]:
    query = (
        select(PrintRunLetter, Letter, Document).join(PrintRunLetter.letter)
        .join(Document, Document.id == Letter.pdf_id).where(PrintRunLetter.run_id == run_id)
        .order_by(PrintRunLetter.ordinal)
        .options(
            joinedload(PrintRunLetter.letter).joinedload(Letter.case),
            joinedload(PrintRunLetter.letter).joinedload(Letter.debtor),
            joinedload(PrintRunLetter.letter).joinedload(Letter.contact_point),
            joinedload(PrintRunLetter.letter).joinedload(Letter.batch),
        )
    )
    return [(row, letter, pdf) for row, letter, pdf in session.execute(query)]


def _require_printable(session: Session, letters: Sequence[Letter], *, today: date) -> None:
    channel_stops.require_open(session, Outgoing.POST)
    text_stops.require_postable(session, {_text_of(each) for each in letters})
    for day in sorted({max(today, each.batch.letter_date) for each in letters}):
        cases = [each.case for each in letters if max(today, each.batch.letter_date) == day]
        registration.require(session, cases, on=day)


def _text_of(letter: Letter) -> tuple[LetterKind, Channel, str]:
    return letter.kind, letter.channel, letter.text_version


def _content(store: DocumentStore, pdf: Document) -> bytes:
    if pdf.kind is DocumentKind.UNREADABLE:
        fault = StoredFileFault(pdf.sha256)
        fault.what = GONE_UNREADABLE
        raise fault
    return documents.content(store, pdf)


def _printing(
    session: Session, run: PrintRun, letters: Sequence[PrintedLetter], lacking: Sequence[str] = ()
) -> Printing:
    profile = organisations.agency_profile(session)
    return Printing(
        run=run.id, on=day_of(run.made_at), agency=profile.registered_name if profile else "", letters=letters,
        left_out=lacking, envelope=() if profile is None else return_address_of(profile),
    )


def _printed(row: PrintRunLetter, letter: Letter, content: bytes, pdf: Document, pages: int) -> PrintedLetter:
    to = letter.contact_point
    return PrintedLetter(
        number=row.ordinal, batch=letter.batch_id, kind=name(letter.kind), letter_date=letter.batch.letter_date,
        case_number=letter.case.number, place=to.city if to is not None else letter.debtor.city, sha256=pdf.sha256,
        pages=pages, pdf=content,
    )
