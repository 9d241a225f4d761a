"""What goes of a closed case after its term: its words first; later who it was, with letters and papers.

Keys, codes, days and amounts stay, so that the books add up to the same cent; a person becomes "persoon 12". The
register says which columns go. Each case is one transaction: nothing goes by halves.
"""

from collections.abc import Collection
from typing import Any, Final  # Any: what a column holds

from sqlalchemy import JSON, Column, ColumnElement, Table, delete, exists, insert, or_, select, update
from sqlalchemy import case as when
from sqlalchemy.orm import Session, aliased

from cases import events
from cases.acts import Act
from cases.erasing.emptying import empty_look, empty_papers, empty_upload, of_upload
from cases.events.privacy import TermOver
from cases.models import (
    Case,
    CaseEvent,
    CaseParty,
    CaseToErase,
    Claim,
    Debtor,
    Document,
    DocumentKind,
    Erasure,
    Hold,
    HoldKind,
    Letter,
    LetterBatch,
    Scope,
    SecondLook,
    Upload,
)
from cases.parties import links
from cases.parties.debtor_likeness import HOME, search_name
from cases.privacy.processing import PERSON, REQUESTS, WORDS, Term
from cases.privacy.register import DOCUMENTS, TABLES, Kept
from cases.progress import locking
from cases.queries import retention
from cases.queries.person_rows import leads_to
from cases.queries.retention import Stays
from cases.schema.db import Base, Note, Notes
from cases.schema.triggers import APPEND_ONLY
from cases.setup import agency_tasks
from cases.setup.agency_tasks import Duty
from cases.store import DocumentStore
from cases.trace.erased_list import Gone
from cases.trace.erased_rows import Ground, erase_rows, mark_of, told_of
from cases.trace.redacting import overwrite_what_goes
from legal.policies import KEEPING

TERMS: Final[dict[Scope, tuple[Term, ...]]] = {Scope.WORDS: (WORDS,), Scope.PERSON: (WORDS, PERSON, REQUESTS)}
_TASK: Final = "erasure"
_ASKED: Final = "Bekijk bij Beheer, Bewaartermijnen wat weg mag: van gesloten dossiers is de termijn voorbij"
_APART: Final = ("debtor", "document")  # done below, each in its own way
_EMPTIED: Final = ("contact_point", "details_proposal")  # what they hold is copied into other columns and compared


def erase(session: Session, act: Act, store: DocumentStore, case_id: int, ground: Ground) -> Stays | None:
    """Let go what may go of one case, as it stands now; or why it stays, None where its term is not over any more.

    Files leave the store after the commit (`redacted_files.remove_files`). Raises NotSealed, NotFound.
    """
    locking.lock_one(session, case_id)
    why = retention.standing(session, case_id, ground.scope, today=act.today)
    if why is Stays.NOT:
        _carry_out(session, act, store, case_id, ground)
    return why


def ask(session: Session, act: Act) -> int:
    """Set an administrator a task where something may go, once a month; how many tasks were set or ended."""
    goes = any(
        retention.asked(session, scope) is None and retention.all_going(session, scope, today=act.today, limit=1)
        for scope in Scope
    )
    duty = Duty(key=f"{_TASK}:{act.today:%Y-%m}", what=_ASKED, due_on=act.today)
    return agency_tasks.put(
        session, act, _TASK, [duty] if goes else [], person=agency_tasks.administrator(session),
        outcome="Er wacht niets meer.",
    )


def waiting(session: Session, *, limit: int) -> list[int]:
    """Cases of which two people confirmed that they go."""
    return list(session.scalars(select(CaseToErase.case_id).order_by(CaseToErase.case_id).limit(limit)))


def do_waiting(session: Session, act: Act, store: DocumentStore, case_id: int) -> bool:
    """Do one of those and take it off the list; whether it went. One that stays after all has to be asked again."""
    row = session.get(CaseToErase, case_id, with_for_update=True, populate_existing=True)
    if row is None:  # another did it
        return False
    why = erase(session, act, store, case_id, Ground(scope=row.scope, second_look_id=row.second_look_id))
    session.execute(delete(CaseToErase).where(CaseToErase.case_id == case_id))
    return why is Stays.NOT


def repeat(session: Session, act: Act, store: DocumentStore, gone: Gone) -> bool:
    """Let go again what went before an older backup was put back; whether it did. Raises NotSealed.

    Not of another case in that row, nor where this record keeps it: that is decided anew.
    """
    case = session.get(Case, gone.case_id)
    if case is None or case.closed_on != gone.closed_on:
        return False
    return erase(session, act, store, case.id, Ground(scope=gone.scope, second_look_id=None)) is Stays.NOT


def _carry_out(session: Session, act: Act, store: DocumentStore, case_id: int, ground: Ground) -> None:
    case = session.get_one(Case, case_id)
    overwrite_what_goes(session)
    persons = _free(session, case, ground.scope)
    uploads = _uploads_of(session, case)
    for name, kept in TABLES.items():
        if kept.term in TERMS[ground.scope] and kept.goes and kept.of and name not in _APART:
            table = Base.metadata.tables[name]
            which = _which(table, kept, case_id, persons)
            if name in APPEND_ONLY:
                erase_rows(session, act, name, which, ground)
            else:
                _clear(session, table, kept, which, mark_of(act.today))
    session.execute(update(Hold).where(Hold.case_id == case_id, Hold.kind == HoldKind.VULNERABLE).values(
        kind=HoldKind.FORGOTTEN
    ))
    papers = _remove_papers(session, act, store, case_id, ground.scope)
    if ground.scope is Scope.PERSON:
        _empty_batches(session, case_id)
        for person in session.scalars(select(Debtor).where(Debtor.id.in_(persons))):
            _forget(person)
        for look in session.scalars(select(SecondLook).where(SecondLook.case_id == case_id)):
            empty_look(look, mark_of(act.today))
    session.execute(insert(Erasure), [told_of(act, ground, "case", case_id)])
    for upload in uploads:
        if not _is_needed(session, upload):
            empty_upload(session, act, store, upload)
    events.record(session, act, case_id, TermOver(scope=ground.scope, papers=papers), effective_on=act.today)
    session.flush()
    session.expire_all()


def _free(session: Session, case: Case, scope: Scope) -> set[int]:
    """Who is in the case and in no other of which this is still to go, with whom is one person with them."""
    parts = select(CaseParty.person_id, CaseParty.stands_for_id).where(CaseParty.case_id == case.id)
    people = {case.debtor_id, *(number for pair in session.execute(parts) for number in pair)} - {None}
    groups = links.groups_of(session, people) if KEEPING.linked_are_one else {each: {each} for each in people}
    return {
        each for group in groups.values() for each in group
        if not any(retention.lives_on(session, one, but=case.id, scope=scope) for one in group)
    }


def _which(table: Table, kept: Kept, case_id: int, persons: Collection[int]) -> ColumnElement[bool]:
    ways = [leads_to(table, way.split("."), persons, [case_id]) for way in kept.of.split()]
    return or_(*ways, *([table.c["case_id"] == case_id] if table.name == "case_party" else []))


def _clear(session: Session, table: Table, kept: Kept, which: ColumnElement[bool], mark: str) -> None:
    is_emptied = table.name in _EMPTIED
    session.execute(update(table).where(which).values({
        name: _left(table.c[name], "" if is_emptied else mark) for name in kept.goes.split()
    }))


def _left(column: Column[Any], mark: str) -> Any:
    """What a column holds from then on: nothing, or the mark where somebody wrote something."""
    if column.nullable:
        return None
    if isinstance(column.type, JSON | Notes):
        return {} if column.name in ("facts", "dossier") else []
    if column.name == "country":
        return when((column == "", ""), else_=HOME)
    if isinstance(column.type, Note) and (column.type.length is None or column.type.length >= len(mark)):
        return when((column == "", ""), else_=mark)
    return ""


def _forget(person: Debtor) -> None:
    """Leave a number in the place of somebody."""
    pseudonym = f"{'persoon' if person.is_natural_person else 'organisatie'} {person.id}"
    for column in Debtor.__table__.columns:
        if column.name in TABLES["debtor"].goes.split():
            setattr(person, column.name, None if column.nullable else "")
    person.trade_names, person.country = [], HOME
    person.identity, person.search_name = f"gewist|{person.id}", search_name(pseudonym)
    if person.is_natural_person:
        person.surname = pseudonym
    else:
        person.company_name = pseudonym


def _remove_papers(session: Session, act: Act, store: DocumentStore, case_id: int, scope: Scope) -> int:
    """Let a mark take the place of the papers of the case whose term is over; how many."""
    kinds = [kind for kind in DocumentKind if DOCUMENTS[kind.value].term in TERMS[scope]]
    if scope is Scope.PERSON:
        kinds.append(DocumentKind.UNREADABLE)  # its title may still tell of whom it was
    claims = select(Claim.id).where(Claim.case_id == case_id)
    of_case = or_(Document.case_id == case_id, Document.claim_id.in_(claims))
    papers = session.scalars(select(Document).where(of_case, Document.kind.in_(kinds)).with_for_update()).all()
    return empty_papers(session, act, store, papers)


def _uploads_of(session: Session, case: Case) -> list[Upload]:
    """The files from which the case was opened, or invoices came to it."""
    told = select(of_upload()).where(CaseEvent.case_id == case.id)
    ids = {case.upload_id, *session.scalars(told)} - {None}
    return list(session.scalars(select(Upload).where(Upload.id.in_(ids)).order_by(Upload.id).with_for_update()))


def _empty_batches(session: Session, case_id: int) -> None:
    """Let go what somebody filled in for letters of this case, where they went with those of no other."""
    of_another = aliased(Letter)
    others = exists().where(of_another.batch_id == LetterBatch.id, of_another.case_id != case_id)
    its = select(Letter.batch_id).where(Letter.case_id == case_id)
    session.execute(
        update(LetterBatch).where(LetterBatch.id.in_(its), ~others).values(details={})
        .execution_options(synchronize_session=False)
    )


def _is_needed(session: Session, upload: Upload) -> bool:
    """Whether a case that came from this file, or got invoices from it, has its words yet."""
    standing = ~retention.is_done(Scope.WORDS)
    opened = select(Case.id).where(Case.upload_id == upload.id, standing)
    if session.scalar(opened.limit(1)) is not None:
        return True
    added = select(CaseEvent.id).join(Case, Case.id == CaseEvent.case_id).where(
        Case.client_id == upload.client_id, of_upload() == upload.id, standing
    )
    return session.scalar(added.limit(1)) is not None
