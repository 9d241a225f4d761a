"""All that is on record about one person, as he may have it (art. 15 AVG), or of cases, as an inspector wants it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from cases.amicable.person_exports import MOST_CASES
from cases.models import (
    Case,
    CaseEvent,
    Client,
    ContactPoint,
    Debtor,
    Document,
    DocumentKind,
    Letter,
    PrivacyRequest,
    User,
)
from cases.privacy.others import Masker
from cases.queries.desk import timeline
from cases.queries.person_rows import Row, Whose, rows_about, rows_of_clients, whole_cases, whose
from cases.wording.person_file import CaseOfPerson, PersonOnRecord, Told, inspected, sections
from letters.person_file import Section


@dataclass(frozen=True, kw_only=True)
class PersonFile:
    """What goes along: `sections` to read, `rows` by table, and `papers`: of a person the letters that he got."""

    sections: tuple[Section, ...]
    rows: Mapping[str, Sequence[Row]]
    papers: tuple[Document, ...]


def person_file(session: Session, debtor_id: int) -> PersonFile:
    """All of it, as it is now."""
    who = whose(session, debtor_id)
    masker = masker_of(session, who)
    known = _on_record(session, who)
    letters = select(Document).where(Document.id.in_([each.pdf_id for each in known.letters])).order_by(Document.id)
    return PersonFile(
        sections=sections(known, masker), rows=rows_about(session, who, masker),
        papers=tuple(session.scalars(letters)),
    )


def case_files(session: Session, case_ids: Collection[int]) -> PersonFile:
    """The whole of these cases with all their papers and what was agreed with who gave them, nothing taken out.

    Law: art. 5.1 and 5.2 Bki.
    """
    who, of_cases = whole_cases(session, case_ids), select(Case.client_id).where(Case.id.in_(case_ids))
    clients = session.scalars(select(Client).where(Client.id.in_(of_cases)).order_by(Client.id)).all()
    papers = select(Document).where(
        or_(Document.case_id.in_(case_ids), and_(Document.client_id.in_(of_cases), Document.case_id.is_(None))),
        Document.kind != DocumentKind.PACKAGE,
    )
    return PersonFile(
        sections=inspected(_on_record(session, who), clients),
        rows=rows_about(session, who, Masker([], own=[])) | rows_of_clients(session, [each.id for each in clients]),
        papers=tuple(session.scalars(papers.order_by(Document.id))),
    )


def cases_of_client(
    session: Session, client_id: int, *, first_day: date | None = None, last_day: date | None = None
) -> Sequence[int]:
    """Those that were opened in a period, both days counted; one more than fit in a file where there are more."""
    query = select(Case.id).where(Case.client_id == client_id).order_by(Case.id).limit(MOST_CASES + 1)
    if first_day is not None:
        query = query.where(Case.opened_on >= first_day)
    if last_day is not None:
        query = query.where(Case.opened_on <= last_day)
    return session.scalars(query).all()


def _on_record(session: Session, who: Whose) -> PersonOnRecord:
    letters = _letters(session, who)
    return PersonOnRecord(
        persons=tuple(session.scalars(select(Debtor).where(Debtor.id.in_(who.persons)).order_by(Debtor.id))),
        points=tuple(session.scalars(
            select(ContactPoint).where(ContactPoint.debtor_id.in_(who.persons)).order_by(ContactPoint.id)
        )),
        cases=tuple(_cases(session, who)), letters=letters,
        requests=tuple(session.scalars(
            select(PrivacyRequest).where(PrivacyRequest.debtor_id.in_(who.persons)).order_by(PrivacyRequest.id)
        )),
        papers=_papers(session, who, [each.pdf_id for each in letters]),
    )


def masker_of(session: Session, who: Whose) -> Masker:
    """Takes out who else is in his cases, and who works with them."""
    own = session.scalars(select(Debtor).where(Debtor.id.in_(who.persons)))
    theirs = [piece for each in who.others for piece in _pieces(each)]
    return Masker(
        [*theirs, *session.scalars(select(User.name))], own=[piece for each in own for piece in _pieces(each)]
    )


def _pieces(person: Debtor) -> list[str]:
    """By what somebody is known in a text."""
    return [
        person.name, f"{person.name_prefix} {person.surname}".strip(), person.surname, person.company_name,
        *person.trade_names, person.email, person.phone, f"{person.street} {person.house_number}".strip(),
    ]


def _cases(session: Session, who: Whose) -> list[CaseOfPerson]:
    query = select(Case).where(Case.id.in_(who.own | who.beside)).order_by(Case.id)
    query = query.options(joinedload(Case.client), joinedload(Case.debtor))
    return [
        CaseOfPerson(
            case=case, is_main=case.id in who.own,
            history=tuple(_history(session, case, who)) if case.id in who.own else (),
        ) for case in session.scalars(query)
    ]


def _history(session: Session, case: Case, who: Whose) -> Iterator[Told]:
    """The whole time line, what was first above, without what is about another in the case."""
    for event in session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)):
        if who.is_of_another(event.data):
            continue
        told = timeline.entry(event)
        yield Told(on=event.effective_on, what=told.what, parts=told.parts, who=told.who if who.is_whole else "")


def _letters(session: Session, who: Whose) -> tuple[Letter, ...]:
    """What was sent to him."""
    query = select(Letter).where(
        Letter.case_id.in_(who.own | who.beside), Letter.debtor_id.in_(who.persons), Letter.sent_on.is_not(None),
        Letter.pdf_id.is_not(None),
    )
    return tuple(session.scalars(query.order_by(Letter.id)))


def _papers(session: Session, who: Whose, given: Sequence[int | None]) -> tuple[Document, ...]:
    """The other papers of his cases: somebody looks whether others stand in them before he gets one."""
    query = select(Document).where(Document.case_id.in_(who.own), Document.id.not_in(given))
    return tuple(session.scalars(query.order_by(Document.id)))
