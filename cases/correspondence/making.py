"""Making ordered letters, many at once: claimed with a lease, made outside the transaction, finished by the holder."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any  # Any: the snapshot, ready for JSON
from uuid import uuid4

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session, joinedload

from cases import documents, events
from cases.acts import by_program
from cases.correspondence import deliveries, dossiers
from cases.correspondence.dossiers import Dossier
from cases.correspondence.rules import rule_of
from cases.counting import valuation_records
from cases.documents import File, NewDocument, StoredFile
from cases.errors import DomainError
from cases.events.letters import LetterFailed, LetterMade
from cases.input_checks import day_of
from cases.models import DeliveryState, Document, DocumentKind, Letter, LetterContent, LetterState
from cases.names import name
from cases.schema.ids import add_numbered
from cases.setup import letter_additions, registration, text_stops
from cases.store import DocumentStore
from legal.counting.valuation import Channel
from legal.errors import LawError
from legal.parameters import Figures
from letters.catalogue import Rendered
from letters.errors import LetterError
from letters.kind import DebtorLetter

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
REFUSALS = (DomainError, LawError, LetterError)  # with a Dutch reason that a person can act on


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """Letters that one worker holds, by a `token`; how often each was begun, this time included."""

    token: str
    attempts: dict[int, int]

    def only(self, letter_ids: Iterable[int]) -> "Claimed":
        """Some of them."""
        return Claimed(token=self.token, attempts={letter_id: self.attempts[letter_id] for letter_id in letter_ids})


@dataclass(frozen=True, kw_only=True)
class Work:
    """What a worker needs to make one letter; `reasons` is what its amounts were counted from, with `figures`.

    None where nothing was ever owed: there the law counts nothing.
    """

    letter_id: int
    token: str
    stem: str
    data: DebtorLetter
    reasons: dict[str, Any] | None
    figures: Figures


@dataclass(frozen=True, kw_only=True)
class NotMade:
    """A letter that cannot be made as things are, and why in Dutch."""

    letter_id: int
    why: str


@dataclass(frozen=True, kw_only=True)
class Made:
    """A letter that was made, its files in the store."""

    work: Work
    pdf: StoredFile
    docx: StoredFile
    text: str
    version: str


def claim(session: Session, letter_ids: Sequence[int], *, now: datetime, lease: timedelta) -> Claimed:
    """Take letters to make them, for `lease`: those that are not done, withdrawn, or held by another worker.

    One conditional UPDATE: of any number of workers exactly one wins each letter. One whose text is stopped waits.
    """
    token = uuid4().hex
    taken = session.execute(
        update(Letter).where(Letter.id.in_(letter_ids), _free(now), *_allowed(session))
        .values(state=LetterState.RENDERING, lease_until=now + lease, lease_token=token, attempts=Letter.attempts + 1)
        .returning(Letter.id, Letter.attempts)
    )
    return Claimed(token=token, attempts=dict(sorted((row.id, row.attempts) for row in taken)))


def never_begun(session: Session, letter_ids: Sequence[int]) -> list[int]:
    """Those of these letters that no worker took before: none of them took a worker down."""
    query = select(Letter.id).where(Letter.id.in_(letter_ids), Letter.attempts == 0)
    return list(session.scalars(query.order_by(Letter.id)))


def work(
    session: Session, claimed: Claimed, *, figures: Figures, today: date | None = None
) -> list[Work | NotMade]:
    """What the claimed letters are made from, `today` or on their own date.

    One cannot be made where something it must say is missing, or the registration of the agency ended.
    """
    letters = session.scalars(
        select(Letter).where(Letter.id.in_(claimed.attempts)).order_by(Letter.id).options(joinedload(Letter.batch))
        .execution_options(populate_existing=True)
    ).all()
    read = dossiers.read(session, {letter.case_id for letter in letters}, figures=figures)
    additions = letter_additions.in_use(session)
    found = [_work(session, letter, read[letter.case_id], claimed.token, today) for letter in letters]
    return [
        replace(each, data=letter_additions.added(each.data, additions)) if isinstance(each, Work) else each
        for each in found
    ]


def _work(session: Session, letter: Letter, dossier: Dossier, token: str, today: date | None) -> Work | NotMade:
    day, rule = letter.batch.letter_date, rule_of(letter.kind)
    try:
        dossier = rule.about(replace(dossier, details=rule.filled_in(letter.batch)), letter.debtor_id, on=day)
        registration.require(session, [dossier.case], on=max(day, today or day))
        facts = rule.facts(dossier, letter_date=day)
        return Work(
            letter_id=letter.id, token=token, stem=_stem(letter, dossier, rule.stem),
            data=rule.data(dossier, letter_date=day), figures=dossier.figures,
            reasons=valuation_records.snapshot_of(facts, on=day, figures=dossier.figures) if facts.claims else None,
        )
    except REFUSALS as refusal:
        return NotMade(letter_id=letter.id, why=str(refusal))


def _stem(letter: Letter, dossier: Dossier, stem: str) -> str:
    """The start of the file name; of a letter to somebody beside the debtor of the case with his number."""
    beside = "" if letter.debtor_id == dossier.case.debtor_id else f"-{letter.debtor_id}"
    return f"{dossier.case.number}-{stem}{beside}"


def put(store: DocumentStore, work: Work, rendered: Rendered) -> Made:
    """Store the files of a letter ahead of the transaction, so that no other writer waits for the disk."""
    pdf, docx = (
        documents.put(store, File(f"{work.stem}.{ending}", content))
        for content, ending in ((rendered.pdf, "pdf"), (rendered.docx, "docx"))
    )
    return Made(work=work, pdf=pdf, docx=docx, text=rendered.text, version=rendered.version)


def finish(session: Session, made: Sequence[Made], *, now: datetime) -> set[int]:
    """Keep made letters; the ids of those that were kept.

    Of one whose lease was lost, or that was withdrawn meanwhile, nothing is kept; one whose text was stopped meanwhile
    waits again.
    """
    stopped = text_stops.stopped_of(session, {each.work.letter_id: each.version for each in made})
    if stopped:
        _put_back(session, stopped, {each.work.token for each in made})
    by_id = {each.work.letter_id: each for each in made if each.work.letter_id not in stopped}
    held = session.scalars(
        update(Letter).where(
            Letter.id.in_(by_id), Letter.state == LetterState.RENDERING,
            Letter.lease_token.in_({each.work.token for each in by_id.values()}),
        ).values(state=LetterState.RENDERED, lease_until=None, lease_token=None, error="").returning(Letter.id)
    ).all()
    letters = session.scalars(
        select(Letter).where(Letter.id.in_(held)).order_by(Letter.id).options(joinedload(Letter.case))
        .execution_options(populate_existing=True)
    ).all()
    papers = [(_paper(letter, by_id[letter.id], now), letter) for letter in letters]
    add_numbered(session, [document for pair, _ in papers for document in pair])
    for (pdf, docx), letter in papers:
        _fill(session, letter, by_id[letter.id], pdf=pdf, docx=docx, now=now)
    for day in {each.work.data.letter_date for each in by_id.values()}:
        events.record_many(session, by_program(now), (
            (letter.case_id, LetterMade(letter=letter.kind, letter_id=letter.id, document_id=letter.pdf_id))
            for letter in letters if by_id[letter.id].work.data.letter_date == day
        ), effective_on=day)
    session.flush()
    counted = [(letter, by_id[letter.id].work) for letter in letters]
    for figures in {work.figures for _, work in counted}:
        valuation_records.keep_many(session, [
            (letter, work.reasons) for letter, work in counted
            if work.figures is figures and work.reasons is not None
        ], figures=figures, now=now)
    return set(held)


def _paper(letter: Letter, made: Made, now: datetime) -> tuple[Document, Document]:
    new = NewDocument(
        kind=DocumentKind.LETTER, title=f"{name(letter.kind)} van {made.work.data.letter_date:%d-%m-%Y}",
        case_id=letter.case_id,
    )
    act = by_program(now)
    return (
        documents.of_stored(act, made.pdf, new, media_type=PDF),
        documents.of_stored(act, made.docx, new, media_type=DOCX),
    )


def _fill(session: Session, letter: Letter, made: Made, *, pdf: Document, docx: Document, now: datetime) -> None:
    data = made.work.data
    letter.pdf_id, letter.docx_id = pdf.id, docx.id
    letter.text_version = made.version
    letter.facts = data.facts()
    session.add(LetterContent(
        letter_id=letter.id, debtor_id=letter.debtor_id, claim_ids=[int(claim.ref) for claim in data.claims],
        fee=data.costs_named, text=made.text, kept_at=now,
    ))


def fail(session: Session, letter_id: int, *, token: str, error: str, now: datetime) -> None:
    """A person has to look: the letter cannot be made as things are. Only the holder of the lease may say so."""
    letter = session.get_one(Letter, letter_id, with_for_update=True, populate_existing=True)
    if letter.state is not LetterState.RENDERING or letter.lease_token != token:
        return
    letter.state, letter.error, letter.lease_token, letter.lease_until = LetterState.FAILED, error, None, None
    if letter.channel is Channel.EMAIL:
        deliveries.end(session, letter.id, DeliveryState.STOPPED, reason=error, now=now)
    told = LetterFailed(letter=letter.kind, letter_id=letter.id, error=error)
    events.record(session, by_program(now), letter.case_id, told, effective_on=day_of(now))


def put_back(session: Session, claimed: Claimed) -> None:
    """Let what is still held by this claim wait again as if it had not been taken: nothing was found out about it."""
    _put_back(session, claimed.attempts, {claimed.token})


def _put_back(session: Session, letter_ids: Iterable[int], tokens: set[str]) -> None:
    session.execute(
        update(Letter).where(
            Letter.id.in_(letter_ids), Letter.state == LetterState.RENDERING, Letter.lease_token.in_(tokens)
        ).values(state=LetterState.QUEUED, lease_until=None, lease_token=None, attempts=Letter.attempts - 1)
    )


def left_behind(session: Session, *, now: datetime, limit: int = 1000) -> list[int]:
    """Letters that wait: queued, or taken by a worker that never came back."""
    query = select(Letter.id).where(_free(now), *_allowed(session)).order_by(Letter.id).limit(limit)
    return list(session.scalars(query))


def _allowed(session: Session) -> tuple[ColumnElement[bool], ...]:
    """What a letter has to be beside free: of a text that is not stopped."""
    allowed = text_stops.may_be_made(session)
    return () if allowed is None else (allowed,)


def _free(now: datetime) -> ColumnElement[bool]:
    abandoned = (Letter.state == LetterState.RENDERING) & (Letter.lease_until < now)
    return or_(Letter.state == LetterState.QUEUED, abandoned)
