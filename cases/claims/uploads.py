"""A client's claim file: read, shown, and on a yes handed over to be made into cases (`arriving`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any  # Any: JSON

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.claims.comparing import Compared, compare
from cases.claims.known_invoices import Answer, Match
from cases.errors import AlreadyDone, EditConflict, Incomplete, NotFound, Refused, StoredFileFault
from cases.intake import ClaimFile, Fault, read_claim_file, refused_rows_file
from cases.intake.reader import Known
from cases.models import Client, ClientTerms, Upload, UploadState
from cases.privacy.citizen_numbers import holds_one
from cases.store import DocumentStore

TAKEN_IN = (UploadState.ARRIVING, UploadState.CONFIRMED)


@dataclass(frozen=True, kw_only=True)
class Looked:
    """A claim file that was read beside the record of a client."""

    client_id: int
    compared: Compared


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A shown file, read once more with what the client says of some rows; `before` is what it said till then."""

    upload_id: int
    client_id: int
    before: list[Any]
    answers: Mapping[int, Answer]
    compared: Compared


def waiting(session: Session, act: Act, *, client_id: int, sha256: str) -> Upload | None:
    """The same file that this client is already being asked about today: a second send shows the same page."""
    return session.scalar(
        select(Upload).where(
            Upload.client_id == client_id, Upload.sha256 == sha256, Upload.read_on == act.today,
            Upload.state == UploadState.PREVIEWED,
        ).order_by(Upload.id.desc()).limit(1)
    )


def look(session: Session, act: Act, *, client_id: int, content: bytes, filename: str) -> Looked:
    """Read a claim file beside the record. Writes nothing: it may take long, and nobody waits for it.

    Raises IntakeRefused when the file as a whole cannot be read, AlreadyDone when the same file was taken in before,
    Incomplete without agreed terms.
    """
    terms = terms_of(session, client_id)
    compared = compare(
        session, lambda known: read_claim_file(content, filename, today=act.today, known=known), terms=terms,
        today=act.today,
    )
    _refuse_second_time(session, client_id, compared.file.sha256)
    return Looked(client_id=client_id, compared=compared)


def keep(session: Session, act: Act, store: DocumentStore, looked: Looked) -> Upload:
    """Keep what a file says, without making a case of anything; one that is asked about already is not kept again.

    Kept are the hash of the file, a copy without citizen service numbers and words about someone's health, and a report
    without them. Raises AlreadyDone when the same file was taken in meanwhile.
    """
    claim_file = looked.compared.file
    session.get(Client, looked.client_id, with_for_update=True)  # the same file, sent twice at one moment
    _refuse_second_time(session, looked.client_id, claim_file.sha256)
    asked = waiting(session, act, client_id=looked.client_id, sha256=claim_file.sha256)
    if asked is not None:
        return asked
    upload = Upload(
        client_id=looked.client_id, sha256=claim_file.sha256, filename=claim_file.filename[:200],
        masked_sha256=store.put(claim_file.masked), state=UploadState.PREVIEWED, read_on=act.today, uploaded_at=act.now,
        uploaded_by=act.actor_id, size=len(claim_file.masked),
    )
    count(upload, looked.compared)
    session.add(upload)
    session.flush()
    return upload


def preview(
    session: Session, act: Act, store: DocumentStore, *, client_id: int, content: bytes, filename: str
) -> Upload:
    """`look` and `keep` in one transaction."""
    return keep(session, act, store, look(session, act, client_id=client_id, content=content, filename=filename))


def accept(session: Session, act: Act, *, upload_id: int, client_id: int) -> Upload:
    """The client says yes to what was shown: from here the good rows become cases, under the terms of now (`arriving`).

    Raises AlreadyDone when this file was confirmed or cancelled before, Refused and Incomplete as `look`.
    """
    session.get(Client, client_id, with_for_update=True)
    upload = _shown(session, upload_id, client_id, lock=True)
    _refuse_second_time(session, client_id, upload.sha256)
    upload.terms_id = terms_of(session, client_id).id
    upload.state = UploadState.ARRIVING
    upload.confirmed_at, upload.confirmed_on, upload.confirmed_by = act.now, act.today, act.actor_id
    session.flush()
    return upload


def weigh(
    session: Session, act: Act, store: DocumentStore, *, upload_id: int, client_id: int, reasons: Mapping[int, str]
) -> Answered:
    """Read a shown file again with what a person of the client says: these rows are other invoices than on record.

    `reasons` by row number. Writes nothing: it may take long, and nobody waits for it. Raises AlreadyDone once the file
    was confirmed or cancelled, NotFound for a row that is not asked about, Incomplete without a reason, Refused where
    the record cannot hold it or a reason holds a citizen service number.
    """
    upload = _shown(session, upload_id, client_id)
    terms, read, before = terms_of(session, client_id), partial(read_again, store, upload), answers(upload)
    asked = compare(session, read, terms=terms, today=upload.read_on, answers=before).matches
    given = {row: _answer(row, reason, asked, act) for row, reason in reasons.items()}
    together = before | given
    return Answered(
        upload_id=upload_id, client_id=client_id, before=upload.answers, answers=together,
        compared=compare(session, read, terms=terms, today=upload.read_on, answers=together),
    )


def keep_answers(session: Session, answered: Answered) -> Upload:
    """Take in after all the rows that were answered for; who said so is kept.

    Raises AlreadyDone, and EditConflict where somebody else answered meanwhile.
    """
    upload = _shown(session, answered.upload_id, answered.client_id, lock=True)
    if upload.answers != answered.before:
        raise EditConflict("Iemand anders heeft intussen ook regels aangevinkt. Bekijk het voorbeeld opnieuw.")
    upload.answers = [answer.as_data() for answer in answered.answers.values()]
    count(upload, answered.compared)
    session.flush()
    return upload


def _shown(session: Session, upload_id: int, client_id: int, *, lock: bool = False) -> Upload:
    """A file of which the client is still asked what it wants; raises AlreadyDone for any other."""
    upload = _owned(session, upload_id, client_id, lock=lock)
    if upload.state in TAKEN_IN:
        raise AlreadyDone(
            f"Dit bestand is al bevestigd op {upload.confirmed_at:%d-%m-%Y}; dat kunt u hier niet meer veranderen. "
            "Klopt er iets niet? Bel of mail ons."
        )
    if upload.state is UploadState.CANCELLED:
        raise AlreadyDone("Deze upload is geannuleerd. Upload het bestand opnieuw.")
    return upload


def _answer(row: int, reason: str, asked: Mapping[int, Match], act: Act) -> Answer:
    match = asked.get(row)
    if match is None:
        raise NotFound(f"Over regel {row} is geen vraag. Bekijk het voorbeeld opnieuw.")
    _check_reason(match, reason)
    return Answer(
        row=row, against=match.against, told=match.told, reason=reason.strip()[:300], by=act.actor_id,
        at=act.now.isoformat(),
    )


def _check_reason(match: Match, reason: str) -> None:
    if not match.may_be_other:
        raise Refused(
            f"Regel {match.row} heeft hetzelfde factuurnummer voor dezelfde debiteur: {match.told}. Geef de factuur "
            "een eigen nummer als het een andere is, en lever haar dan aan."
        )
    if not reason.strip():
        raise Incomplete(f"Vul bij regel {match.row} in waarom dit een andere factuur is.")
    if holds_one(reason):
        raise Refused(f"Bij regel {match.row} staat een burgerservicenummer. Dat mogen wij niet bewaren: haal het weg.")


def cancel(session: Session, *, upload_id: int, client_id: int) -> Upload:
    """Drop a file that was only previewed."""
    upload = _shown(session, upload_id, client_id, lock=True)
    upload.state = UploadState.CANCELLED
    session.flush()
    return upload


def refused_file(session: Session, store: DocumentStore, *, upload_id: int, client_id: int) -> tuple[str, bytes]:
    """The refused rows in the client's own layout with a column `reden`: (file name, content)."""
    upload = _owned(session, upload_id, client_id)
    return refused_rows_file(read_again(store, upload, as_reported(upload)))


def as_reported(upload: Upload) -> Known:
    """Refuses the good rows of a file that the report of the upload refuses."""
    then = {
        entry["row"]: Fault(column=entry["column"], found=entry["found"], expected=entry["expected"])
        for entry in upload.report["refused"]
    }
    return lambda rows: {row.row: then[row.row] for row in rows if row.row in then}


def read_again(store: DocumentStore, upload: Upload, known: Known) -> ClaimFile:
    """The file of `upload` read from its masked copy, as on the day it was shown."""
    try:
        content = store.get(upload.masked_sha256)
    except StoredFileFault as fault:
        raise fault.of(upload.filename) from None
    return read_claim_file(content, upload.filename, today=upload.read_on, known=known)


def answers(upload: Upload) -> dict[int, Answer]:
    """For which rows the client said that it is another invoice, by row."""
    return {answer.row: answer for answer in map(Answer.read, upload.answers)}


def count(upload: Upload, compared: Compared) -> None:
    """Keep with an upload what of its file is taken in, refused and asked."""
    upload.accepted_count = len(compared.file.rows)
    upload.accepted_total = compared.file.total
    upload.refused_count = len(compared.file.refused)
    upload.report = compared.report


def _owned(session: Session, upload_id: int, client_id: int, *, lock: bool = False) -> Upload:
    query = select(Upload).where(Upload.id == upload_id, Upload.client_id == client_id)
    upload = session.scalar(query.with_for_update() if lock else query)
    if upload is None:
        raise NotFound("Deze upload bestaat niet.")
    return upload


class SameFile(AlreadyDone):
    """This very file was taken in before; `upload_id` is that first time."""

    code = "same_file"

    def __init__(self, message: str, *, upload_id: int) -> None:
        super().__init__(message)
        self.upload_id = upload_id


def _refuse_second_time(session: Session, client_id: int, sha256: str) -> None:
    query = select(Upload).where(Upload.client_id == client_id, Upload.sha256 == sha256, Upload.state.in_(TAKEN_IN))
    first = session.scalar(query)
    if first is None:
        return
    told = "is al ingelezen" if first.state is UploadState.CONFIRMED else "wordt al ingelezen, bevestigd"
    raise SameFile(
        f"Dit bestand {told} op {first.confirmed_at:%d-%m-%Y} als {first.filename}. Er is niets opnieuw opgeslagen.",
        upload_id=first.id,
    )


def terms_of(session: Session, client_id: int) -> ClientTerms:
    """What is agreed with a client now. Raises NotFound, Refused where it left, Incomplete without terms."""
    client = session.get(Client, client_id)
    if client is None:
        raise NotFound("Deze opdrachtgever bestaat niet.")
    if not client.active:
        raise Refused(f"{client.name} levert niet meer aan. Een beheerder kan de opdrachtgever weer actief maken.")
    if client.current_terms is None:
        raise Incomplete(
            f"Voor {client.name} zijn nog geen afspraken vastgelegd (rente, btw, betaaltermijn, kostenplafond). "
            "Vraag de beheerder van het incassobureau om deze in te vullen; daarna kunt u uploaden."
        )
    return client.current_terms
