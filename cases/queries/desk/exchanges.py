"""Who was in what came in or went out, and in what somebody was: the first question after a leak (art. 33 AVG).

A row of a claim file that was refused never came on record, and is not found here.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any  # of a select

from sqlalchemy import Select, select, union
from sqlalchemy.orm import Session

from cases.models import (
    Case,
    CaseParty,
    Client,
    Debtor,
    DetailsProposal,
    Letter,
    LetterBatch,
    PackageDownload,
    PersonExport,
    Upload,
    User,
    Writ,
)
from cases.queries.keyset import FIRST_PAGE, Order, Page, Turned, page, read_number
from cases.queries.person_rows import whose

PAGE_SIZE = 100


class Exchange(StrEnum):
    """By what people's data came in or went out, as it stands in an address."""

    UPLOAD = "bestand"
    LETTERS = "brieven"
    PACKAGE = "pakket"
    PERSON_FILE = "uitdraai"


@dataclass(frozen=True, kw_only=True)
class Exchanged:
    """One of them: its number, when, and whose hands it went through; "" for nobody who is known."""

    kind: Exchange
    number: int
    at: datetime
    who: str


@dataclass(frozen=True, kw_only=True)
class InExchange:
    """Somebody who was in it, with the client whose debtor he is."""

    debtor: Debtor
    client: Client


def of_person(session: Session, debtor_id: int) -> list[Exchanged]:
    """All in which somebody was, the newest first; also as another debtor who is him by somebody's word."""
    who = whose(session, debtor_id)
    cases, persons = who.own | who.beside, who.persons
    by_file = union(
        select(Case.upload_id).where(Case.id.in_(cases), Case.upload_id.is_not(None)),
        select(DetailsProposal.upload_id).where(DetailsProposal.debtor_id.in_(persons)),
    )
    batches = select(Letter.batch_id).where(
        Letter.case_id.in_(cases), Letter.debtor_id.in_(persons), Letter.pdf_id.is_not(None)
    )
    asked: dict[Exchange, Select[int, datetime, str]] = {
        Exchange.UPLOAD: select(Upload.id, Upload.uploaded_at, User.name)
        .outerjoin(User, User.id == Upload.uploaded_by).where(Upload.id.in_(by_file)),
        Exchange.LETTERS: select(LetterBatch.id, LetterBatch.ordered_at, User.name)
        .outerjoin(User, User.id == LetterBatch.ordered_by).where(LetterBatch.id.in_(batches)),
        Exchange.PACKAGE: select(Writ.id, PackageDownload.downloaded_at, User.name)
        .join(PackageDownload, PackageDownload.writ_id == Writ.id)
        .outerjoin(User, User.id == PackageDownload.user_id).where(Writ.case_id.in_(cases)),
        Exchange.PERSON_FILE: select(PersonExport.id, PersonExport.made_at, User.name)
        .join(User, User.id == PersonExport.made_by).where(PersonExport.debtor_id.in_(persons)),
    }
    found = [
        Exchanged(kind=kind, number=number, at=at, who=name or "")
        for kind, query in asked.items() for number, at, name in session.execute(query)
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)


def people_in(session: Session, kind: Exchange, number: int, *, turned: Turned = FIRST_PAGE) -> Page[InExchange]:
    """Everybody who was in one of them, as far as he is on record."""
    order = Order(column=Debtor.id, id_column=Debtor.id, read=read_number, write=str)
    query = select(Debtor.id, Debtor.id).where(Debtor.id.in_(_people(kind, number)))
    found = page(session, query, order, turned, size=PAGE_SIZE)
    ids = [row[1] for row in found.rows]
    known = select(Debtor, Client).join(Client, Client.id == Debtor.client_id).where(Debtor.id.in_(ids))
    rows = {debtor.id: InExchange(debtor=debtor, client=client) for debtor, client in session.execute(known)}
    return Page(rows=tuple(rows[each] for each in ids), after=found.after, before=found.before)


def _people(kind: Exchange, number: int) -> Any:  # Any: a select or a union of ids
    if kind is Exchange.UPLOAD:
        return union(
            select(Case.debtor_id).where(Case.upload_id == number),
            select(DetailsProposal.debtor_id).where(DetailsProposal.upload_id == number),
        )
    if kind is Exchange.LETTERS:
        return select(Letter.debtor_id).where(Letter.batch_id == number, Letter.pdf_id.is_not(None))
    if kind is Exchange.PERSON_FILE:
        return select(PersonExport.debtor_id).where(PersonExport.id == number)
    of_writ = select(Writ.case_id).where(Writ.id == number)
    return union(
        select(Case.debtor_id).where(Case.id.in_(of_writ)),
        select(CaseParty.person_id).where(CaseParty.case_id.in_(of_writ)),
    )
