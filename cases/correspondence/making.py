"""Making one ordered letter: claimed with a lease, made outside the transaction, finished by the holder alone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any  # Any: the snapshot, ready for JSON
from uuid import uuid4

from sqlalchemy import ColumnElement, CursorResult, or_, select, update
from sqlalchemy.orm import Session

from cases import documents, events
from cases.acts import by_program
from cases.correspondence.rules import rule_of
from cases.counting import valuation_records
from cases.documents import File, NewDocument
from cases.events.letters import LetterFailed, LetterMade
from cases.input_checks import day_of
from cases.models import Case, DocumentKind, Letter, LetterContent, LetterState
from cases.names import name
from cases.setup import registration
from cases.store import DocumentStore
from legal.parameters import Figures
from letters.catalogue import Rendered
from letters.kind import DebtorLetter

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, kw_only=True)
class Work:
    """What a worker needs to make one letter; `reasons` is what its amounts were counted from, with `figures`."""

    letter_id: int
    token: str
    data: DebtorLetter
    reasons: dict[str, Any]
    figures: Figures


def claim(session: Session, letter_id: int, *, now: datetime, lease: timedelta) -> str | None:
    """Take a letter to make it, for `lease`: the token of the one who may finish it.

    None when it is done, withdrawn, or held by another worker. One conditional UPDATE: of any number of workers
    exactly one wins.
    """
    token = uuid4().hex
    taken = session.execute(
        update(Letter).where(Letter.id == letter_id, _free(now))
        .values(state=LetterState.RENDERING, lease_until=now + lease, lease_token=token, attempts=Letter.attempts + 1)
        .returning(Letter.id)
    ).scalar()
    return None if taken is None else token


def work(
    session: Session, letter_id: int, *, token: str, figures: Figures, today: date | None = None
) -> Work:
    """What the claimed letter is made from, `today` or on its own date.

    Raises LetterError when something it must say is missing, NotRegistered when the registration of the agency ended.
    """
    letter = session.get_one(Letter, letter_id, populate_existing=True)
    day = letter.batch.letter_date
    registration.require(session, [letter.case], on=max(day, today or day))
    return Work(
        letter_id=letter_id, token=token,
        data=rule_of(letter.kind).data(session, letter.case, letter_date=day, figures=figures),
        reasons=valuation_records.snapshot(session, letter.case, on=day, figures=figures), figures=figures,
    )


def finish(
    session: Session, store: DocumentStore, work: Work, *, rendered: Rendered, now: datetime
) -> bool:
    """Keep the made letter; False (and nothing kept) when the lease was lost or the letter withdrawn meanwhile."""
    held = session.execute(
        update(Letter).where(
            Letter.id == work.letter_id, Letter.state == LetterState.RENDERING, Letter.lease_token == work.token
        ).values(state=LetterState.RENDERED, lease_until=None, lease_token=None, error="")
    )
    assert isinstance(held, CursorResult)
    if held.rowcount != 1:
        return False
    letter = session.get_one(Letter, work.letter_id, populate_existing=True)
    case = session.get_one(Case, letter.case_id)
    stem = f"{case.number}-{rule_of(letter.kind).stem}"
    ids = [
        documents.keep(
            session, by_program(now), store, File(f"{stem}.{ending}", content), NewDocument(
                kind=DocumentKind.LETTER, title=f"{name(letter.kind)} van {work.data.letter_date:%d-%m-%Y}",
                case_id=case.id,
            ), media_type=media_type,
        ).id
        for content, ending, media_type in ((rendered.pdf, "pdf", PDF), (rendered.docx, "docx", DOCX))
    ]
    letter.pdf_id, letter.docx_id = ids
    letter.text_version = rendered.version
    letter.facts = work.data.facts()
    session.add(LetterContent(
        letter_id=letter.id, debtor_id=case.debtor_id, claim_ids=[int(claim.ref) for claim in work.data.claims],
        fee=work.data.costs_named, text=rendered.text, kept_at=now,
    ))
    valuation_records.keep(session, letter, work.reasons, figures=work.figures, now=now)
    told = LetterMade(letter=letter.kind, letter_id=letter.id, document_id=letter.pdf_id)
    events.record(session, by_program(now), case.id, told, effective_on=work.data.letter_date)
    return True


def fail(session: Session, letter_id: int, *, token: str, error: str, now: datetime) -> None:
    """A person has to look: the letter cannot be made as things are. Only the holder of the lease may say so."""
    letter = session.get_one(Letter, letter_id, with_for_update=True, populate_existing=True)
    if letter.state is not LetterState.RENDERING or letter.lease_token != token:
        return
    letter.state, letter.error, letter.lease_token, letter.lease_until = LetterState.FAILED, error, None, None
    told = LetterFailed(letter=letter.kind, letter_id=letter.id, error=error)
    events.record(session, by_program(now), letter.case_id, told, effective_on=day_of(now))


def left_behind(session: Session, *, now: datetime, limit: int = 1000) -> list[int]:
    """Letters that wait: queued, or taken by a worker that never came back."""
    query = select(Letter.id).where(_free(now)).order_by(Letter.id).limit(limit)
    return list(session.scalars(query))


def _free(now: datetime) -> ColumnElement[bool]:
    abandoned = (Letter.state == LetterState.RENDERING) & (Letter.lease_until < now)
    return or_(Letter.state == LetterState.QUEUED, abandoned)
