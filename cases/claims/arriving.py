"""A confirmed claim file becomes cases, in pieces of some five hundred rows that are kept each by itself.

The row of the upload is the truth: how many rows are done, and who is at it until when. What is decided when it begins
(which debtors are known, which rows are refused) is kept, so that another worker goes on exactly so. Every case is
whole from the moment that it is there: all rows of one debtor are in one piece. Files of one client come one by one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any  # Any: what is kept as JSON
from uuid import uuid4

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from cases.acts import Act
from cases.claims import opening, uploads
from cases.claims.comparing import Compared, compare
from cases.claims.odd_rows import Recognised
from cases.claims.opening import Intake, known_debtor
from cases.errors import PreviewOutdated, Refused
from cases.intake import ClaimRow, FlagCode
from cases.intake.model import FaultCode, RowFlag
from cases.models import ClientTerms, Upload, UploadState
from cases.parties.known_debtors import Known
from cases.store import DocumentStore
from legal.money import ZERO
from legal.parameters import Figures

ROWS_AT_ONCE = 500
ROWS_READ_IN_A_LEASE = 50_000
MOST_ERRORS = 20  # of the program, in one file: more of them are not of single rows
OUTDATED = "Sinds dit voorbeeld zijn facturen uit dit bestand al ingelezen."
DAMAGED = "Uw bestand is bij ons beschadigd geraakt voordat het werd ingelezen."
WHOLE_ROW, NOT_TAKEN_IN = "(hele regel)", "kon niet worden ingelezen"

Debtors = list[list[ClaimRow]]  # the rows of one debtor after those of another


class Overtaken(Exception):
    """Another worker took this upload over: what this one was about to keep is not kept."""


class StandsStill(Exception):
    """The file waits until somebody mended the program, and then goes on by itself.

    Too many rows met an error of it, or it reads the file otherwise than when it began.
    """


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A confirmed file that was read: its rows by debtor, and what the record said of them when it began."""

    upload_id: int
    token: str
    debtors: Debtors
    recognised: Recognised
    decided: Compared | None = None

    def pieces(self, *, done: int, at_once: int = ROWS_AT_ONCE) -> Iterator[Debtors]:
        """What is left after the first `done` rows, in pieces of whole debtors."""
        piece: Debtors = []
        rows = seen = 0
        for debtor in self.debtors:
            seen += len(debtor)
            if seen <= done:
                continue
            if piece and rows + len(debtor) > at_once:
                yield piece
                piece, rows = [], 0
            piece.append(debtor)
            rows += len(debtor)
        if piece:
            yield piece


def left_behind(session: Session, now: datetime) -> list[int]:
    """Confirmed files of which rows are left and nobody is at it, the first of each client."""
    return list(session.scalars(select(Upload.id).where(*_free(now)).order_by(Upload.id)))


def take(session: Session, upload_id: int, *, now: datetime, lease: timedelta) -> str | None:
    """Hold an upload for the time that its reading may take: a token, or None where there is nothing to do now."""
    token = uuid4().hex
    waiting = session.scalar(select(Upload.accepted_count).where(Upload.id == upload_id)) or 0
    until = now + lease * (1 + waiting // ROWS_READ_IN_A_LEASE)
    taken = session.execute(
        update(Upload).where(Upload.id == upload_id, *_free(now)).values(lease_until=until, lease_token=token)
    )
    return token if taken.rowcount == 1 else None  # type: ignore[attr-defined]  # an UPDATE has it


def _free(now: datetime) -> tuple[ColumnElement[bool], ...]:
    earlier = aliased(Upload)
    is_earlier = or_(
        earlier.confirmed_at < Upload.confirmed_at,
        (earlier.confirmed_at == Upload.confirmed_at) & (earlier.id < Upload.id),
    )
    return (
        Upload.state == UploadState.ARRIVING, or_(Upload.lease_until.is_(None), Upload.lease_until < now),
        ~exists().where(earlier.client_id == Upload.client_id, earlier.state == UploadState.ARRIVING, is_earlier),
    )


def read(session: Session, store: DocumentStore, upload_id: int, *, token: str) -> Arrival:
    """Read the masked copy of a held upload, for the day of its preview: the client gets what was shown.

    Writes nothing. What was decided when it began stands; where it did not begin yet, that is decided here.
    """
    upload = session.get_one(Upload, upload_id)
    kept = session.scalar(select(Upload.recognised).where(Upload.id == upload_id))
    again = partial(uploads.read_again, store, upload)
    if kept is None:
        terms = session.get_one(ClientTerms, upload.terms_id)
        decided = compare(session, again, terms=terms, today=upload.read_on, answers=uploads.answers(upload))
        return _arrival(upload_id, token, decided.file.rows, decided.known, decided.answered, decided=decided)
    rows = _as_decided(upload, again(uploads.as_reported(upload)).rows)
    answers = uploads.answers(upload)
    told = {entry["row"] for entry in upload.report["answered"]}
    answered = {row: answer for row, answer in answers.items() if row in told}
    return _arrival(upload_id, token, rows, _known_of(kept), answered)


def _arrival(
    upload_id: int, token: str, rows: Sequence[ClaimRow], known: Mapping[int, Known], answered: Mapping[int, Any], *,
    decided: Compared | None = None,
) -> Arrival:
    return Arrival(
        upload_id=upload_id, token=token, debtors=by_debtor(rows, known), decided=decided,
        recognised=Recognised(known=known, answers=answered),
    )


def _as_decided(upload: Upload, rows: Iterable[ClaimRow]) -> list[ClaimRow]:
    """The rows with all that was told of them when the file began, which holds what they say themselves."""
    told: dict[int, list[RowFlag]] = defaultdict(list)
    for entry in upload.report["flagged"]:
        told[entry["row"]].append(RowFlag(code=FlagCode(entry["flag"]), explanation=entry["why"]))
    return [row._replace(flags=tuple(told[row.row])) if row.row in told else row for row in rows]


def by_debtor(rows: Iterable[ClaimRow], known: Mapping[int, Known]) -> Debtors:
    """Rows of one debtor together, in the order of the file; of one on record also those that spell him otherwise."""
    spelt: dict[tuple[str, ...], list[ClaimRow]] = defaultdict(list)
    for row in rows:
        spelt[row.debtor_key].append(row)
    together: dict[object, list[ClaimRow]] = defaultdict(list)
    for key, group in spelt.items():
        on_record = known_debtor(group, known)
        together[key if on_record is None else on_record] += group
    return list(together.values())


def drop_damaged(session: Session, upload_id: int, *, token: str) -> bool:
    """Drop a held upload whose file is not what was stored, and say so; whether it was dropped.

    One of which cases are made already waits until somebody puts its file back.
    """
    upload = session.get_one(Upload, upload_id, with_for_update=True, populate_existing=True)
    begun = session.scalar(select(Upload.recognised).where(Upload.id == upload_id)) is not None
    if begun or upload.lease_token != token or upload.state is not UploadState.ARRIVING:
        return False
    upload.state, upload.outdated = UploadState.CANCELLED, DAMAGED
    _let_go(upload)
    session.flush()
    return True


def begin(session: Session, arrival: Arrival, *, now: datetime, lease: timedelta) -> int | None:
    """Keep what was decided before the first row; how many rows are done.

    None where the yes cannot be followed, because invoices of the file came on record since it was shown: the upload
    is dropped, and says why. Raises StandsStill where another version of the program finds other rows, Overtaken.
    """
    upload = _held(session, arrival)
    upload.lease_until = now + lease
    rows = [row for debtor in arrival.debtors for row in debtor]
    is_as_promised = (len(rows), sum((row.amount for row in rows), ZERO)) == (
        upload.accepted_count, upload.accepted_total
    )
    if arrival.decided is None:
        if not is_as_promised:
            raise StandsStill(f"upload {upload.id} is read otherwise than when it began: {len(rows)} rows")
        return upload.done_count
    if not is_as_promised:
        upload.state, upload.outdated = UploadState.CANCELLED, OUTDATED
        _let_go(upload)
        session.flush()
        return None
    uploads.count(upload, arrival.decided)
    upload.recognised = _as_kept(arrival.decided.known)
    session.flush()
    return 0


def put(
    session: Session, arrival: Arrival, piece: Debtors, *, now: datetime, lease: timedelta, figures: Figures
) -> None:
    """Make the cases of a piece, and say how far the file is. Raises Overtaken where another took it over."""
    upload = _held(session, arrival)
    assert upload.confirmed_on is not None
    made = opening.open_or_extend(session, Act(upload.confirmed_by, now, upload.confirmed_on), piece, Intake(
        terms=session.get_one(ClientTerms, upload.terms_id), figures=figures, recognised=arrival.recognised,
        upload_id=upload.id,
    ))
    upload.done_count += sum(map(len, piece))
    upload.case_count += len(made)
    upload.lease_until = now + lease
    session.flush()


def leave_out(session: Session, arrival: Arrival, debtor: Sequence[ClaimRow], *, why: str, code: str = "") -> None:
    """Pass over the rows of a debtor that cannot be taken in, in Dutch `why`; `code` of an error of the program.

    Raises StandsStill after MOST_ERRORS of those, Overtaken.
    """
    upload = _held(session, arrival)
    if code and len(_errors(upload)) >= MOST_ERRORS:
        raise StandsStill(f"upload {upload.id} after {upload.done_count} rows")
    upload.left_out = [
        *upload.left_out, *({"row": row.row, "amount": str(row.amount), "why": why, "code": code} for row in debtor)
    ]
    upload.done_count += len(debtor)
    session.flush()


def stands_still(upload: Upload) -> str:
    """The code of the last error of the program where a file waits until that is mended; empty for any other."""
    codes = _errors(upload)
    return codes[-1] if upload.state is UploadState.ARRIVING and len(codes) >= MOST_ERRORS else ""


def _errors(upload: Upload) -> list[str]:
    return list(dict.fromkeys(entry["code"] for entry in upload.left_out if entry["code"]))


def finish(session: Session, arrival: Arrival, *, now: datetime) -> int | None:
    """Every row is done: the report of the upload. The next file of this client that waits. Raises Overtaken."""
    upload = _held(session, arrival)
    _report_left_out(upload)
    upload.state = UploadState.CONFIRMED
    _let_go(upload)
    session.flush()
    return session.scalar(
        select(Upload.id).where(Upload.client_id == upload.client_id, *_free(now)).order_by(Upload.id).limit(1)
    )


def _held(session: Session, arrival: Arrival) -> Upload:
    query = select(Upload).where(
        Upload.id == arrival.upload_id, Upload.state == UploadState.ARRIVING, Upload.lease_token == arrival.token
    )
    upload = session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if upload is None:
        raise Overtaken(f"upload {arrival.upload_id}")
    return upload


def _let_go(upload: Upload) -> None:
    upload.lease_until = upload.lease_token = None


def _as_kept(known: Mapping[int, Known]) -> dict[str, Any]:
    """Which debtors on record the rows are, as JSON; rows of new debtors say nothing."""
    return {
        str(row): [each.debtor_id, *each.differing] for row, each in known.items()
        if each.debtor_id is not None or each.differing
    }


def _known_of(kept: Mapping[str, Any]) -> dict[int, Known]:
    return {int(row): Known(debtor_id=ids[0], differing=tuple(ids[1:])) for row, ids in kept.items()}


def _report_left_out(upload: Upload) -> None:
    """Rows that could not be taken in after all stand among the refused ones."""
    left_out = {entry["row"]: entry for entry in upload.left_out}
    if not left_out:
        return
    upload.accepted_count -= len(left_out)
    upload.accepted_total -= sum((Decimal(entry["amount"]) for entry in left_out.values()), ZERO)
    upload.refused_count += len(left_out)
    refused = [
        {"row": row, "column": WHOLE_ROW, "found": NOT_TAKEN_IN, "expected": entry["why"],
         "code": FaultCode.VALUE.value, "also": []} for row, entry in left_out.items()
    ]
    upload.report = dict(upload.report) | {
        "accepted": upload.accepted_count, "total": str(upload.accepted_total),
        "refused": sorted([*upload.report["refused"], *refused], key=lambda entry: entry["row"]),
        "flagged": [entry for entry in upload.report["flagged"] if entry["row"] not in left_out],
    }


def confirm(
    session: Session, act: Act, store: DocumentStore, *, upload_id: int, client_id: int, figures: Figures
) -> Upload:
    """A yes and all that follows, in the transaction of `session`: for a small file, where nobody has to wait for it.

    Raises what `uploads.accept` raises, and PreviewOutdated where the yes cannot be followed.
    """
    upload = uploads.accept(session, act, upload_id=upload_id, client_id=client_id)
    lease = timedelta(hours=1)
    token = take(session, upload_id, now=act.now, lease=lease)
    if token is None:
        raise Refused("Een ander bestand van deze opdrachtgever wordt nog ingelezen. Bevestig dit bestand daarna.")
    arrival = read(session, store, upload_id, token=token)
    if begin(session, arrival, now=act.now, lease=lease) is None:
        raise PreviewOutdated(OUTDATED)
    for piece in arrival.pieces(done=0):
        put(session, arrival, piece, now=act.now, lease=lease, figures=figures)
    finish(session, arrival, now=act.now)
    return upload
