"""What goes by a term of its own and not with a case: the clock does it, for the term alone says so.

Doing it again after an older backup was put back needs no list: the term is over there too.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final, TypeAlias, TypeVar  # Any: a column of whatever kind

from sqlalchemy import ColumnElement, String, cast, delete, exists, func, insert, literal, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from cases.acts import Act
from cases.erasing.emptying import empty_look, empty_mail, empty_upload, of_upload
from cases.models import (
    Absence,
    AccountLink,
    BailiffOffice,
    BatchWork,
    Case,
    CaseEvent,
    Client,
    Erasure,
    Inbound,
    LegalHold,
    LetterBatch,
    Login,
    LookState,
    PrivacyRequest,
    RecoveryCode,
    Redaction,
    RequestState,
    SecondFactor,
    SecondLook,
    SetUpChange,
    SetUpSubject,
    Submission,
    TeamMember,
    Upload,
    UploadState,
    User,
)
from cases.privacy.processing import AGREED, EMPLOYED, PASSING, REQUESTS, TRACED, UNUSED, Term
from cases.schema.db import Base
from cases.store import DocumentStore
from cases.trace.erased_rows import erase_rows, mark_of, told_of
from cases.trace.redacting import overwrite_what_goes
from legal.debtor.privacy_terms import ended_through
from legal.policies import KEEPING

MOST: Final = 500  # rows in one transaction
_BY_CLOCK: Final = None  # the ground of what goes by a term of its own
_GONE: Final = "gewist-"  # before the number of a row, where a column must differ in each

Company = TypeVar("Company", Client, BailiffOffice)
Work: TypeAlias = Callable[[Session, Act, DocumentStore], int]  # how many rows went, at most MOST


@dataclass(frozen=True, kw_only=True)
class OwnTerm:
    """What goes, in Dutch, after which term, and how."""

    what: str
    term: Term
    work: Work


def _unused_uploads(session: Session, act: Act, store: DocumentStore) -> int:
    """Claim files of which no case came, and that are not being taken in."""
    came = exists().where(
        Case.client_id == Upload.client_id, CaseEvent.case_id == Case.id, of_upload() == Upload.id,
    )
    found = session.scalars(select(Upload).where(
        Upload.uploaded_at < _passed(act), Upload.state != UploadState.ARRIVING, ~_went(Upload),
        ~exists().where(Case.upload_id == Upload.id), ~came,
    ).order_by(Upload.id).limit(MOST).with_for_update()).all()
    for upload in found:
        if upload.state is UploadState.PREVIEWED:
            upload.state = UploadState.CANCELLED
        empty_upload(session, act, store, upload)
    return _tell(session, act, Upload, [upload.id for upload in found])


def _unfiled_mail(session: Session, act: Act, store: DocumentStore) -> int:
    """E-mails that came in and belong to no case, also those that nobody looked at."""
    found = session.scalars(select(Inbound).where(
        Inbound.case_id.is_(None), Inbound.received_at < _passed(act), ~_went(Inbound),
    ).order_by(Inbound.id).limit(MOST).with_for_update()).all()
    for mail in found:
        empty_mail(session, act, store, mail)
    return _tell(session, act, Inbound, [mail.id for mail in found])


def _leavers(session: Session, act: Act, _store: DocumentStore) -> int:
    """Who logged in here and may not any more: his number stays where he did something."""
    found = session.scalars(select(User).where(
        User.active.is_(False), _left_at(SetUpSubject.USER, User.id) < _before(act, KEEPING.staff_years), ~_went(User),
    ).order_by(User.id).limit(MOST).with_for_update()).all()
    ids = [user.id for user in found]
    for user in found:
        user.email, user.name, user.password = f"{_GONE}{user.id}", f"gebruiker {user.id}", ""
    session.flush()
    _clear(session, SecondFactor, ids, name="", secret=None, credential_id=None, public_key=None)
    _clear(session, RecoveryCode, ids, code_hash=None, code_sha256=None)
    _clear(session, AccountLink, ids, token_sha256=_numbered(AccountLink))
    _clear(session, Login, ids, token_sha256=_numbered(Login), address="", device="")
    for table in (TeamMember, Absence):
        session.execute(delete(table).where(table.user_id.in_(ids)))
    if ids:
        erase_rows(session, act, "outsider", Base.metadata.tables["outsider"].c["user_id"].in_(ids), _BY_CLOCK)
    return _tell(session, act, User, ids)


def _companies(session: Session, act: Act, _store: DocumentStore) -> int:
    """Whom to reach at clients and bailiff offices that we work for or with no more."""
    return _of_kind(session, act, Client, SetUpSubject.CLIENT) + _of_kind(
        session, act, BailiffOffice, SetUpSubject.BAILIFF_OFFICE
    )


def _of_kind(session: Session, act: Act, kind: type[Company], subject: SetUpSubject) -> int:
    found = session.scalars(select(kind).where(
        kind.active.is_(False), _left_at(subject, kind.id) < _before(act, KEEPING.person_years), ~_went(kind),
    ).order_by(kind.id).limit(MOST // 2).with_for_update()).all()
    for company in found:
        company.email = company.phone = ""
        if isinstance(company, Client):
            company.contact_name = ""
    return _tell(session, act, kind, [company.id for company in found])


def _requests(session: Session, act: Act, _store: DocumentStore) -> int:
    """Words of requests that were answered; not of a case that is kept."""
    kept = exists().where(LegalHold.case_id == PrivacyRequest.case_id, LegalHold.lifted_at.is_(None))
    found = session.scalars(select(PrivacyRequest).where(
        PrivacyRequest.state != RequestState.OPEN, ~kept, ~_went(PrivacyRequest),
        PrivacyRequest.answered_on <= ended_through(act.today, KEEPING.request_years),
    ).order_by(PrivacyRequest.id).limit(MOST).with_for_update()).all()
    mark = mark_of(act.today)
    for request in found:
        request.asked, request.answer = _marked(request.asked, mark), _marked(request.answer, mark)
        request.identity_shown = _marked(request.identity_shown, mark)
        request.extension_reason = _marked(request.extension_reason, mark)
    return _tell(session, act, PrivacyRequest, [request.id for request in found])


def _looks(session: Session, act: Act, _store: DocumentStore) -> int:
    """Words of what a second person decided on; not of a case that is kept."""
    kept = exists().where(LegalHold.case_id == SecondLook.case_id, LegalHold.lifted_at.is_(None))
    found = session.scalars(select(SecondLook).where(
        SecondLook.state != LookState.OPEN, SecondLook.decided_at < _before(act, KEEPING.trace_years), ~kept,
        ~_went(SecondLook),
    ).order_by(SecondLook.id).limit(MOST).with_for_update()).all()
    for look in found:
        empty_look(look, mark_of(act.today))
    return _tell(session, act, SecondLook, [look.id for look in found])


def _changes(session: Session, act: Act, _store: DocumentStore) -> int:
    """Old and new values of the set-up; whether somebody may log in is a yes or no, by which others are counted."""
    return _erase(session, act, SetUpChange, select(SetUpChange.id).where(
        SetUpChange.changed_at < _before(act, KEEPING.trace_years), ~_went(SetUpChange),
        SetUpChange.field != "active", or_(SetUpChange.old_value != "", SetUpChange.new_value != ""),
    ))


def _redactions(session: Session, act: Act, _store: DocumentStore) -> int:
    """Why something was made unreadable; that it was stays."""
    return _erase(session, act, Redaction, select(Redaction.id).where(
        Redaction.confirmed_at < _before(act, KEEPING.trace_years), ~_went(Redaction), Redaction.reason != "",
    ))


def _logins(session: Session, act: Act, _store: DocumentStore) -> int:
    """From where and with what somebody was logged in."""
    old = select(Login.id).where(Login.seen_at < _passed(act), ~Login.token_sha256.startswith(_GONE)).limit(MOST)
    return _count(session.execute(
        update(Login).where(Login.id.in_(old))
        .values(token_sha256=_numbered(Login), address="", device="").execution_options(synchronize_session=False)
    ))


def _submissions(session: Session, act: Act, _store: DocumentStore) -> int:
    """Forms that were handled, of which nobody sends the same again."""
    old = select(Submission.token).where(Submission.handled_at < _passed(act)).limit(MOST)
    return _count(session.execute(
        delete(Submission).where(Submission.token.in_(old)).execution_options(synchronize_session=False)
    ))


def _batches(session: Session, act: Act, _store: DocumentStore) -> int:
    """Which cases were to get a letter, and why some got none; once all were looked at."""
    old = select(BatchWork.batch_id).join(LetterBatch).where(
        LetterBatch.ordered_at < _passed(act), BatchWork.ordered_after.is_(None), BatchWork.busy_until.is_(None),
        or_(cast(BatchWork.asked, String) != "[]", cast(BatchWork.left_out, String) != "[]"),
    ).limit(MOST)
    return _count(session.execute(
        update(BatchWork).where(BatchWork.batch_id.in_(old))
        .values(asked=[], left_out=[]).execution_options(synchronize_session=False)
    ))


ALL: Final = (
    OwnTerm(what="bestanden van opdrachtgevers waaruit geen dossier kwam", term=UNUSED, work=_unused_uploads),
    OwnTerm(what="e-mails die bij geen dossier horen", term=UNUSED, work=_unfiled_mail),
    OwnTerm(what="accounts van wie geen toegang meer heeft", term=EMPLOYED, work=_leavers),
    OwnTerm(what="contactpersonen van opdrachtgevers en deurwaarders", term=AGREED, work=_companies),
    OwnTerm(what="woorden van beantwoorde verzoeken over privacy", term=REQUESTS, work=_requests),
    OwnTerm(what="woorden van wat een tweede persoon besliste", term=TRACED, work=_looks),
    OwnTerm(what="oude en nieuwe waarden van de inrichting", term=TRACED, work=_changes),
    OwnTerm(what="redenen waarom iets onleesbaar is gemaakt", term=TRACED, work=_redactions),
    OwnTerm(what="waar en waarmee iemand was ingelogd", term=PASSING, work=_logins),
    OwnTerm(what="formulieren die zijn verwerkt", term=PASSING, work=_submissions),
    OwnTerm(what="welke dossiers een stapel brieven oversloeg, en waarom", term=PASSING, work=_batches),
)


def go_on(session: Session, act: Act, store: DocumentStore, own: OwnTerm) -> int:
    """Let go what is over of one kind, at most MOST rows; how many. Files leave the store after the commit.

    Raises NotSealed.
    """
    overwrite_what_goes(session)
    return own.work(session, act, store)


def _passed(act: Act) -> datetime:
    return act.now - timedelta(days=KEEPING.passing_days)


def _before(act: Act, years: int) -> datetime:
    """Of moments: those before the last day that is over, by UTC, so that nothing goes a day too soon."""
    return datetime.combine(ended_through(act.today, years), time.min, tzinfo=UTC)


def _left_at(subject: SetUpSubject, key: InstrumentedAttribute[int]) -> Any:
    """When access, or the work for somebody, was ended last."""
    return select(func.max(SetUpChange.changed_at)).where(
        SetUpChange.subject == subject, SetUpChange.subject_id == key, SetUpChange.field == "active",
        SetUpChange.new_value == "nee",
    ).scalar_subquery()


def _went(kind: type[Any]) -> ColumnElement[bool]:
    """That this was done to a row already."""
    told = aliased(Erasure)
    return exists().where(
        told.source == kind.__tablename__, told.row_id == kind.id, told.scope.is_(None)
    ).correlate(kind)


def _tell(session: Session, act: Act, kind: type[Any], ids: Sequence[int]) -> int:
    if ids:
        session.execute(insert(Erasure), [told_of(act, _BY_CLOCK, kind.__tablename__, each) for each in ids])
    session.flush()
    return len(ids)


def _erase(session: Session, act: Act, kind: type[Any], which: Any) -> int:
    ids = list(session.scalars(which.order_by(kind.id).limit(MOST)))
    if not ids:
        return 0
    key = Base.metadata.tables[kind.__tablename__].c["id"]
    return erase_rows(session, act, kind.__tablename__, key.in_(ids), _BY_CLOCK)


def _clear(session: Session, kind: type[Any], user_ids: Collection[int], **values: Any) -> None:
    session.execute(update(kind).where(kind.user_id.in_(user_ids)).values(values).execution_options(
        synchronize_session=False
    ))


def _numbered(kind: type[Any]) -> ColumnElement[str]:
    return literal(_GONE) + cast(kind.id, String)


def _marked(words: str, mark: str) -> str:
    return mark if words else ""


def _count(done: Any) -> int:
    return int(done.rowcount)
