"""E-mails that come in: each kept once, then filed on its case by the program where that is certain, else by a person.

The program never answers, and says nothing of what an e-mail means: who wrote it and what came of it, a person logs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cases import documents, events
from cases.acts import Act
from cases.amicable import inbound_cases, mailing, unread
from cases.documents import File, FileRefused, NewDocument, StoredFile
from cases.events.letters import MailReceived
from cases.inspection.mails import Mail, Report
from cases.intake.privacy import mask
from cases.models import Case, Delivery, Document, DocumentKind, Inbound, InboundBy, InboundState
from cases.progress import locking
from cases.store import DocumentStore
from legal.parameters import Figures

MESSAGE: Final = "message/rfc822"
COPY: Final = "text/plain"
OWN: Final = "een eigen bericht dat terugkwam"
AUTOMATIC: Final = "een automatisch antwoord of een mailing"
UNKNOWN_BOUNCE: Final = (
    "een mailserver meldt dat een e-mail niet aankwam; van welke brief is niet te zien. Zoek het adres op"
)


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """An e-mail whose files lie in the store: the message or a copy, its attachments, and why others were refused."""

    mail: Mail
    message: StoredFile
    media_type: str
    files: tuple[tuple[StoredFile, str], ...]
    refused: tuple[str, ...]


def prepare(session: Session, store: DocumentStore, content: bytes, mail: Mail) -> Prepared:
    """Look at its attachments as at whatever somebody hands in, and store what may be kept; before the transaction.

    The message is kept as it came where all of it could be looked at and no citizen service number is in it; else a
    copy of its words, with such a number masked.
    """
    files: list[tuple[StoredFile, str]] = []
    refused = [mask(mail.why_not)] if mail.why_not else []
    for each in mail.files:
        named = mask(each.name)
        try:
            media_type = documents.look_at(session, each.content, named)
        except FileRefused as refusal:
            refused.append(str(refusal))
        else:
            files.append((documents.put(store, File(named, each.content)), media_type))
    if mail.left_out:
        refused.append(f"Nog {mail.left_out} bijlagen zijn niet bekeken: het waren er te veel.")
    words = _words(mail)
    is_whole = not refused and mask(words) == words
    message, media_type = (content, MESSAGE) if is_whole else (mask(words).encode(), COPY)
    return Prepared(
        mail=mail, message=documents.put(store, File("e-mail.eml" if is_whole else "e-mail.txt", message)),
        media_type=media_type, files=tuple(files), refused=tuple(refused),
    )


def is_known(session: Session, mail: Mail) -> bool:
    """Whether this message is on record."""
    return session.scalar(select(Inbound.id).where(Inbound.mark == mail.mark)) is not None


def take_in(session: Session, act: Act, prepared: Prepared, *, own_address: str, figures: Figures) -> Inbound:
    """Keep an e-mail, once, and file it where it is certain on which case; the one on record where it is known.

    Raises NotYet for one that came back while it is not yet known that it left.
    """
    row = _row(act, prepared)
    try:
        with session.begin_nested():
            row.document_id, row.document_ids = _papers(session, act, prepared)
            session.add(row)
            session.flush()
    except IntegrityError:
        return session.scalars(select(Inbound).where(Inbound.mark == prepared.mail.mark)).one()
    _sort(session, act, row, prepared.mail, own_address=own_address, figures=figures)
    if row.state is InboundState.WAITS:
        unread.ask_where(session, act)
    session.flush()
    return row


def _row(act: Act, prepared: Prepared) -> Inbound:
    mail = prepared.mail
    return Inbound(
        mark=mail.mark, message_id=_cut(mail.message_id, 320), sender=_cut(mail.sender, 254),
        sender_name=_cut(mail.sender_name, 200), subject=_cut(mail.subject, 300), text=mask(mail.text),
        received_at=act.now, state=InboundState.WAITS, by=None, refused=list(prepared.refused),
        reason="niet te zien is bij welk dossier dit hoort",
    )


def _papers(session: Session, act: Act, prepared: Prepared) -> tuple[int, list[int]]:
    """The rows of its files: of the message, and of its attachments."""
    sender = _cut(prepared.mail.sender, 100) or "een onbekende"
    rows = [
        documents.of_stored(
            act, stored, NewDocument(kind=DocumentKind.RECEIVED_MAIL, title=f"{what} van {sender}"),
            media_type=media_type,
        ) for stored, media_type, what in (
            (prepared.message, prepared.media_type, "E-mail"),
            *((stored, media_type, "Bijlage bij e-mail") for stored, media_type in prepared.files),
        )
    ]
    session.add_all(rows)
    session.flush()
    return rows[0].id, [each.id for each in rows[1:]]


def _sort(session: Session, act: Act, row: Inbound, mail: Mail, *, own_address: str, figures: Figures) -> None:
    sent = inbound_cases.answered(session, mail)
    if mail.why_not:
        row.reason = f"{mail.why_not}. Bekijk hem in het postvak zelf"
    elif mail.report is not None:
        _reported(session, act, row, mail.report, figures=figures)
    elif (own_address and mail.sender.lower() == own_address.lower()) or inbound_cases.is_ours(session, mail):
        _ignore(row, OWN)
    elif mail.is_automatic and not inbound_cases.is_of_server(mail):
        _ignore(row, AUTOMATIC)
    else:
        found = inbound_cases.find(session, mail, sent)
        if found is not None:
            file_on(session, act, row, found.case_id, found.by)
        elif inbound_cases.is_of_server(mail):
            row.reason = UNKNOWN_BOUNCE
    if row.case_id is None and sent is not None:  # no answer, and yet of this case
        row.delivery_id = sent.id
        if row.state is InboundState.IGNORED:
            put_on(session, row, sent.letter.case_id)
    elif sent is not None and row.state is InboundState.FILED:
        row.delivery_id = sent.id


def _ignore(row: Inbound, why: str) -> None:
    row.state, row.reason = InboundState.IGNORED, why


def _reported(session: Session, act: Act, row: Inbound, report: Report, *, figures: Figures) -> None:
    """What a mail server tells of ours: that it came back, or something on the way that asks nothing."""
    sent = session.scalar(select(Delivery).where(Delivery.message_id.in_(report.ids)).limit(1))
    words = mask(" ".join(filter(None, (report.status, report.words))))
    if not report.failed:
        _ignore(row, "een bericht van een mailserver over iets dat onderweg is")
    elif sent is None:
        row.state, row.reason = InboundState.WAITS, UNKNOWN_BOUNCE
    else:
        mailing.came_back(session, act, sent.id, inbound_id=row.id, words=words, figures=figures)
        row.state, row.by, row.delivery_id = InboundState.BOUNCE, InboundBy.REPLY, sent.id
        row.reason = _cut(words, 300)
    if sent is not None:
        put_on(session, row, sent.letter.case_id)


def file_on(session: Session, act: Act, row: Inbound, case_id: int, by: InboundBy) -> None:
    """File it on a case, where whoever handles that is to read and answer it. Raises NotFound."""
    case: Case = locking.lock_one(session, case_id)
    row.state, row.by, row.reason = InboundState.FILED, by, ""
    put_on(session, row, case_id)
    told = MailReceived(inbound_id=row.id, by=by, document_id=row.document_id)
    events.record(session, act, case_id, told, effective_on=act.today)
    unread.ask(session, act, row, case)


def put_on(session: Session, row: Inbound, case_id: int | None) -> None:
    """Let it and its files belong to this case, or to none."""
    row.case_id = case_id
    papers: Sequence[int] = [row.document_id, *row.document_ids]
    session.execute(update(Document).where(Document.id.in_(papers)).values(case_id=case_id))
    session.flush()


def _words(mail: Mail) -> str:
    """All that it says, as a text."""
    head = (
        f"Van: {mail.sender_name} <{mail.sender}>", f"Onderwerp: {mail.subject}", f"Message-ID: {mail.message_id}",
        f"SHA-256 van het bericht: {mail.sha256}",
    )
    return "\n".join((*head, "", mail.text, ""))


def _cut(words: str, most: int) -> str:
    return mask(words)[:most]
