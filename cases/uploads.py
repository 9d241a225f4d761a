"""A client's claim file: read, shown, and only after a yes made into cases."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import case_opening
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.intake import ClaimFile, ClaimRow, Fault, dry_run_answer, read_claim_file, refused_rows_file
from cases.intake.model import FlagCode, RowFlag
from cases.intake.reader import Known
from cases.models import Case, Claim, Client, ClientTerms, Debtor, Upload, UploadState
from cases.store import DocumentStore
from legal.parameters import Figures
from legal.valuation import DebtorKind


def preview(
    session: Session, store: DocumentStore, *, client_id: int, content: bytes, filename: str, today: date,
    actor_id: int | None, now: datetime,
) -> Upload:
    """Read a claim file and keep what it says, without making a case of anything.

    Kept are the hash of the file, a copy without citizen service numbers and words about someone's health, and a report
    without them. Raises IntakeRefused when the file as a whole cannot be read, AlreadyDone when the same file was taken
    in before, Incomplete without agreed terms.
    """
    _terms(session, client_id)
    claim_file = with_doubts(read_claim_file(
        content, filename, today=today, known=lambda rows: known_invoices(session, client_id, rows)
    ), _terms(session, client_id))
    _refuse_second_time(session, client_id, claim_file.sha256)
    upload = Upload(
        client_id=client_id, sha256=claim_file.sha256, filename=claim_file.filename[:200],
        masked_sha256=store.put(claim_file.masked), state=UploadState.PREVIEWED, read_on=today, uploaded_at=now,
        uploaded_by=actor_id, accepted_count=len(claim_file.rows), accepted_total=claim_file.total,
        refused_count=len(claim_file.refused), report=dry_run_answer(claim_file),
    )
    session.add(upload)
    session.flush()
    return upload


def confirm(
    session: Session, store: DocumentStore, *, upload_id: int, client_id: int, figures: Figures, today: date,
    actor_id: int | None, now: datetime,
) -> Upload:
    """Make cases of the good rows, one per customer. Raises AlreadyDone when this file was confirmed before.

    The masked copy is read again for the day of the preview: the client gets what was shown, also after midnight.
    """
    session.get(Client, client_id, with_for_update=True)  # one intake of a client at a time: no invoice comes in twice
    upload = _owned(session, upload_id, client_id, lock=True)
    if upload.state is UploadState.CONFIRMED:
        raise AlreadyDone(f"Dit bestand is al ingelezen op {upload.confirmed_at:%d-%m-%Y}.")
    if upload.state is UploadState.CANCELLED:
        raise AlreadyDone("Deze upload is geannuleerd. Upload het bestand opnieuw.")
    _refuse_second_time(session, client_id, upload.sha256)
    terms = _terms(session, client_id)
    claim_file = with_doubts(
        _read_again(store, upload, known=lambda rows: known_invoices(session, client_id, rows)), terms
    )
    for rows in by_debtor(claim_file.rows):
        case_opening.open_or_extend(
            session, terms=terms, rows=rows, upload_id=upload.id, figures=figures, today=today, actor_id=actor_id,
            now=now,
        )
    session.flush()
    upload.state = UploadState.CONFIRMED
    upload.confirmed_at = now
    upload.accepted_count = len(claim_file.rows)
    upload.accepted_total = claim_file.total
    upload.refused_count = len(claim_file.refused)
    upload.report = dry_run_answer(claim_file)
    upload.case_count = claim_file.customers
    session.flush()
    return upload


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
        replace(row, flags=(*row.flags, _unincorporated(row))) if case_opening.is_of_people(row) else row
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


def known_invoices(session: Session, client_id: int, rows: Sequence[ClaimRow]) -> dict[int, Fault]:
    """The rows whose invoice this client handed in before, each with the case it is in."""
    known = _known(session, client_id, [row.invoice_number for row in rows])
    faults = {}
    for row in rows:
        number = known.get((case_opening.identity(row), row.invoice_number))
        if number is not None:
            faults[row.row] = Fault(
                column="factuurnummer", found=row.invoice_number,
                expected=f"een factuur die nog niet is ingediend; deze staat al in dossier {number}",
            )
    return faults


def _known(session: Session, client_id: int, invoice_numbers: list[str]) -> dict[tuple[str, str], str]:
    """(debtor identity, invoice number) → case number, for the invoices that are on record already."""
    known: dict[tuple[str, str], str] = {}
    for start in range(0, len(invoice_numbers), 500):
        query = (
            select(Debtor.identity, Claim.invoice_number, Case.number)
            .join(Debtor, Claim.debtor_id == Debtor.id).join(Case, Claim.case_id == Case.id)
            .where(Claim.client_id == client_id, Claim.invoice_number.in_(invoice_numbers[start:start + 500]))
        )
        known.update({(debtor, invoice): number for debtor, invoice, number in session.execute(query)})
    return known


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
