"""Requests of people about their data: those that wait, and those of one person with what was made for him."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session, joinedload

from cases.models import Case, PersonExport, PrivacyRequest, RequestState, User
from cases.queries.counts import MOST_COUNTED
from cases.queries.keyset import FIRST_PAGE, Order, Page, Turned, page

PAGE_SIZE = 50


@dataclass(frozen=True, kw_only=True)
class Export:
    """A file that was made of all that is known of a person, and who made it."""

    made: PersonExport
    maker: str


def waiting(session: Session, *, turned: Turned = FIRST_PAGE) -> Page[PrivacyRequest]:
    """Open requests, what must be answered first above."""
    order = Order(
        column=PrivacyRequest.answer_by, id_column=PrivacyRequest.id, read=date.fromisoformat, write=date.isoformat
    )
    is_open = PrivacyRequest.state == RequestState.OPEN
    query = select(PrivacyRequest.answer_by, PrivacyRequest.id).where(is_open)
    found = page(session, query, order, turned, size=PAGE_SIZE)
    ids = [row.id for row in found.rows]
    rows = {each.id: each for each in session.scalars(
        select(PrivacyRequest).where(PrivacyRequest.id.in_(ids)).options(
            joinedload(PrivacyRequest.debtor), joinedload(PrivacyRequest.case).joinedload(Case.client)
        )
    )} if ids else {}
    return Page(rows=tuple(rows[each] for each in ids), after=found.after, before=found.before)


def waiting_column() -> ScalarSelect[int]:
    """How many wait, as `counts` counts, for who asks more in one query."""
    is_open = select(PrivacyRequest.id).where(PrivacyRequest.state == RequestState.OPEN).limit(MOST_COUNTED + 1)
    return select(func.count()).select_from(is_open.subquery()).scalar_subquery()


def of_person(session: Session, person_id: int) -> Sequence[PrivacyRequest]:
    """All requests of somebody, the newest first."""
    query = select(PrivacyRequest).where(PrivacyRequest.debtor_id == person_id)
    return session.scalars(query.order_by(PrivacyRequest.id.desc())).all()


def exports_of(session: Session, person_id: int) -> list[Export]:
    """What was made of him, the newest first."""
    query = (
        select(PersonExport, User.name).join(User, User.id == PersonExport.made_by)
        .where(PersonExport.debtor_id == person_id).order_by(PersonExport.id.desc())
    )
    return [Export(made=made, maker=name) for made, name in session.execute(query)]
