"""A client's claim file: read, shown, and only after a yes made into cases."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.claims import barred_rows, known_invoices, opening
from cases.claims.known_invoices import Answer, Match
from cases.claims.opening import Recognised
from cases.errors import AlreadyDone, Incomplete, NotFound, PreviewOutdated, Refused
from cases.intake import ClaimFile, ClaimRow, Fault, dry_run_answer, read_claim_file, refused_rows_file
from cases.intake.model import FlagCode, RowFlag
from cases.intake.reader import Known
from cases.models import Client, ClientTerms, Upload, UploadState
from cases.parties import known_debtors
from cases.privacy.citizen_numbers import holds_one
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind
from legal.parameters import Figures


def waiting(session: Session, client_id: int, content: bytes, *, today: date) -> Upload | None:
    """The same file that this client is already being asked about today: a second send shows the same page."""
    return session.scalar(
        select(Upload).where(
            Upload.client_id == client_id, Upload.sha256 == hashlib.sha256(content).hexdigest(),
            Upload.read_on == today, Upload.state == UploadState.PREVIEWED,
        ).order_by(Upload.id.desc()).limit(1)
    )


def preview(
    session: Session, act: Act, store: DocumentStore, *, client_id: int, content: bytes, filename: str
) -> Upload:
    """Read a claim file and keep what it says, without making a case of anything.

    Kept are the hash of the file, a copy without citizen service numbers and words about someone's health, and a report
    without them. Raises IntakeRefused when the file as a whole cannot be read, AlreadyDone when the same file was taken
    in before, Incomplete without agreed terms.
    """
    terms = _terms(session, client_id)
    compared = _Compared(session, client_id)
    claim_file = read_claim_file(content, filename, today=act.today, known=compared)
    claim_file, _ = _with_flags(session, terms, claim_file, today=act.today)
    _refuse_second_time(session, client_id, claim_file.sha256)
    upload = Upload(
        client_id=client_id, sha256=claim_file.sha256, filename=claim_file.filename[:200],
        masked_sha256=store.put(claim_file.masked), state=UploadState.PREVIEWED, read_on=act.today, uploaded_at=act.now,
        uploaded_by=act.actor_id, accepted_count=len(claim_file.rows), accepted_total=claim_file.total,
        refused_count=len(claim_file.refused), report=_report(claim_file, compared),
    )
    session.add(upload)
    session.flush()
    return upload


def confirm(
    session: Session, act: Act, store: DocumentStore, *, upload_id: int, client_id: int, figures: Figures
) -> Upload:
    """Make cases of the good rows, one per customer. Raises AlreadyDone when this file was confirmed before.

    The masked copy is read again for the day of the preview: the client gets what was shown, also after midnight.
    Raises PreviewOutdated where that cannot be, because invoices of the file came on record since.
    """
    session.get(Client, client_id, with_for_update=True)  # one intake of a client at a time: no invoice comes in twice
    upload = _owned(session, upload_id, client_id, lock=True)
    if upload.state is UploadState.CONFIRMED:
        raise AlreadyDone(f"Dit bestand is al ingelezen op {upload.confirmed_at:%d-%m-%Y}.")
    if upload.state is UploadState.CANCELLED:
        raise AlreadyDone("Deze upload is geannuleerd. Upload het bestand opnieuw.")
    _refuse_second_time(session, client_id, upload.sha256)
    terms = _terms(session, client_id)
    compared = _Compared(session, client_id, answers=_answers(upload))
    claim_file, known = _with_flags(session, terms, _read_again(store, upload, known=compared), today=upload.read_on)
    promised = (upload.accepted_count, upload.accepted_total)
    if (len(claim_file.rows), claim_file.total) != promised:
        raise PreviewOutdated("Sinds dit voorbeeld zijn facturen uit dit bestand al ingelezen.")
    recognised = Recognised(known=known, answers=compared.answered)
    cases = {
        opening.open_or_extend(
            session, act, terms=terms, rows=rows, upload_id=upload.id, figures=figures, recognised=recognised
        ).id
        for rows in by_debtor(claim_file.rows)
    }
    session.flush()
    upload.state = UploadState.CONFIRMED
    upload.confirmed_at = act.now
    _count(upload, claim_file, compared)
    upload.case_count = len(cases)
    session.flush()
    return upload


def state_other(
    session: Session, act: Act, store: DocumentStore, *, upload_id: int, client_id: int, reasons: Mapping[int, str]
) -> Upload:
    """Take rows in after all, of which a person of the client says that they are other invoices than those on record.

    `reasons` by row number; they are kept with who said so. Raises AlreadyDone once the file was confirmed or
    cancelled, NotFound for a row that is not asked about, Incomplete without a reason, Refused where the record cannot
    hold it or a reason holds a citizen service number.
    """
    session.get(Client, client_id, with_for_update=True)
    upload = _owned(session, upload_id, client_id, lock=True)
    if upload.state is not UploadState.PREVIEWED:
        raise AlreadyDone("Deze upload is al ingelezen of geannuleerd.")
    before = _Compared(session, client_id, answers=_answers(upload))
    _read_again(store, upload, known=before)
    answers = dict(before.answers)
    for row, reason in reasons.items():
        match = before.matches.get(row)
        if match is None:
            raise NotFound(f"Over regel {row} is geen vraag. Bekijk het voorbeeld opnieuw.")
        _check_reason(match, reason)
        answers[row] = Answer(
            row=row, against=match.against, told=match.told, reason=reason.strip()[:300], by=act.actor_id,
            at=act.now.isoformat(),
        )
    upload.answers = [answer.as_data() for answer in answers.values()]
    compared = _Compared(session, client_id, answers=answers)
    claim_file = _read_again(store, upload, known=compared)
    claim_file, _ = _with_flags(session, _terms(session, client_id), claim_file, today=upload.read_on)
    _count(upload, claim_file, compared)
    session.flush()
    return upload


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


class _Compared:
    """Compares the good rows of a file with the invoices on record, and remembers what it found."""

    def __init__(self, session: Session, client_id: int, *, answers: Mapping[int, Answer] | None = None) -> None:
        self.session, self.client_id = session, client_id
        self.answers = answers or {}
        self.matches: dict[int, Match] = {}

    def __call__(self, rows: Sequence[ClaimRow]) -> dict[int, Fault]:
        """Why rows are refused after all: they are on record, and the client did not say otherwise."""
        self.matches = known_invoices.matches(self.session, self.client_id, rows)
        return known_invoices.faults(self.matches.values(), self.answers)

    @property
    def answered(self) -> dict[int, Answer]:
        """The answers by which rows are taken in."""
        return {
            row: answer for row, answer in self.answers.items()
            if row in self.matches and answer.covers(self.matches[row])
        }


def _with_flags(
    session: Session, terms: ClientTerms, claim_file: ClaimFile, *, today: date
) -> tuple[ClaimFile, dict[int, known_debtors.Known]]:
    """The file with what the record says of its debtors and the law of its days, and the debtors on record by row."""
    known = known_debtors.known(session, terms.client_id, claim_file.rows)
    rows = barred_rows.flagged(known_debtors.flagged(claim_file.rows, known), terms=terms, today=today)
    return with_doubts(replace(claim_file, rows=rows), terms), known


def _count(upload: Upload, claim_file: ClaimFile, compared: _Compared) -> None:
    upload.accepted_count = len(claim_file.rows)
    upload.accepted_total = claim_file.total
    upload.refused_count = len(claim_file.refused)
    upload.report = _report(claim_file, compared)


def _report(claim_file: ClaimFile, compared: _Compared) -> dict[str, Any]:  # Any: JSON
    """The answer to a dry run, with what the client is asked and what it answered."""
    answered = compared.answered
    return dry_run_answer(claim_file) | {
        "asked": [
            {"row": match.row, "number": match.number, "told": match.told, "may_be_other": match.may_be_other}
            for match in compared.matches.values() if match.row not in answered
        ],
        "answered": [
            {"row": answer.row, "told": answer.told, "reason": answer.reason} for answer in answered.values()
        ],
    }


def _answers(upload: Upload) -> dict[int, Answer]:
    return {answer.row: answer for answer in map(Answer.read, upload.answers)}


def cancel(session: Session, *, upload_id: int, client_id: int) -> Upload:
    """Drop a file that was only previewed."""
    upload = _owned(session, upload_id, client_id, lock=True)
    if upload.state is not UploadState.PREVIEWED:
        raise AlreadyDone("Deze upload is al ingelezen of geannuleerd.")
    upload.state = UploadState.CANCELLED
    session.flush()
    return upload


def refused_file(session: Session, store: DocumentStore, *, upload_id: int, client_id: int) -> tuple[str, bytes]:
    """The refused rows in the client's own layout with a column `reden`: (file name, content)."""
    upload = _owned(session, upload_id, client_id)
    then = {
        entry["row"]: Fault(column=entry["column"], found=entry["found"], expected=entry["expected"])
        for entry in upload.report["refused"]
    }
    return refused_rows_file(_read_again(
        store, upload, known=lambda rows: {row.row: then[row.row] for row in rows if row.row in then}
    ))


def _read_again(store: DocumentStore, upload: Upload, *, known: Known) -> ClaimFile:
    """The file of `upload` read from its masked copy, as on the day it was shown."""
    return read_claim_file(store.get(upload.masked_sha256), upload.filename, today=upload.read_on, known=known)


def with_doubts(claim_file: ClaimFile, terms: ClientTerms) -> ClaimFile:
    """The file with what the agreed terms make doubtful: an enterprise of people among what are called consumers.

    A sole trader or partner is a person and keeps the protection of a consumer until somebody says otherwise.
    """
    if terms.debtor_kind is not DebtorKind.CONSUMER:
        return claim_file
    return replace(claim_file, rows=tuple(
        replace(row, flags=(*row.flags, _unincorporated(row))) if opening.is_of_people(row) else row
        for row in claim_file.rows
    ))


def _unincorporated(row: ClaimRow) -> RowFlag:
    return RowFlag(code=FlagCode.UNINCORPORATED, explanation=(
        f"“{row.company_name}” is een {row.legal_form or 'onderneming van personen'}: met u zijn consumenten "
        "afgesproken, dus wij houden de regels voor consumenten aan. De eigenaar of vennoten zijn mede de schuldenaar; "
        "lever hun namen aan."
    ))


def by_debtor(rows: Iterable[ClaimRow]) -> list[list[ClaimRow]]:
    """Rows of one debtor together, in the order of the file."""
    groups: dict[tuple[str, ...], list[ClaimRow]] = defaultdict(list)
    for row in rows:
        groups[row.debtor_key].append(row)
    return list(groups.values())


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
    query = select(Upload).where(
        Upload.client_id == client_id, Upload.sha256 == sha256, Upload.state == UploadState.CONFIRMED
    )
    first = session.scalar(query)
    if first is not None:
        raise SameFile(
            f"Dit bestand is al ingelezen op {first.confirmed_at:%d-%m-%Y} als {first.filename}. "
            "Er is niets opnieuw opgeslagen.", upload_id=first.id,
        )


def _terms(session: Session, client_id: int) -> ClientTerms:
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
