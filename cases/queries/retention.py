"""What goes when: closed cases whose term is over, and which of them stay all the same, and why. Changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from cases.models import (
    Case,
    CaseParty,
    ClaimMove,
    Document,
    LegalHold,
    Overpaid,
    PrivacyRequest,
    RequestState,
)
from cases.queries.keyset import FIRST_PAGE, Order, Page, Turned, page
from legal.debtor.privacy_terms import closed_through, file_may_go_from
from legal.policies import KEEPING

PAGE_SIZE = 50


class Scope(StrEnum):
    """What of a closed case goes: first the words, later who it was. As it stands in an address."""

    WORDS = "woorden"
    PERSON = "persoon"


class Stays(StrEnum):
    """Why a file whose term is over stays; `` means that it goes."""

    NOT = ""
    LEGAL_HOLD = "legal_hold"
    REQUEST = "request"      # the person asked something, and has no answer yet
    MONEY = "money"          # he is to have money back
    OTHER_CASE = "other_case"  # it lives on in another, or the person is in one whose term is not over


YEARS: Final[Mapping[Scope, int]] = {Scope.WORDS: KEEPING.words_years, Scope.PERSON: KEEPING.person_years}


@dataclass(frozen=True, kw_only=True)
class Due:
    """A closed case, from which day it may go, how many papers lie in it, and why it stays."""

    case: Case
    may_go_from: date
    papers: int
    stays: Stays


def due(session: Session, scope: Scope, *, today: date, turned: Turned = FIRST_PAGE) -> Page[Due]:
    """Closed cases whose term is over, the longest closed first."""
    order = Order(column=Case.closed_on, id_column=Case.id, read=date.fromisoformat, write=date.isoformat)
    query = _over(scope, today).with_only_columns(Case.closed_on, Case.id)
    found = page(session, query, order, turned, size=PAGE_SIZE)
    ids = [row.id for row in found.rows]
    papers = select(func.count()).where(Document.case_id == Case.id).scalar_subquery()
    asked = select(Case, papers, _why(scope, today)).where(Case.id.in_(ids))
    rows = {
        row[0].id: Due(case=row[0], papers=row[1], stays=Stays(row[2]),
                       may_go_from=file_may_go_from(row[0].closed_on, YEARS[scope]))
        for row in session.execute(asked.options(joinedload(Case.client))).all()
    } if ids else {}
    return Page(rows=tuple(rows[each] for each in ids), after=found.after, before=found.before)


def counts(session: Session, scope: Scope, *, today: date) -> dict[Stays, int]:
    """How many of them go, and how many stay for each reason."""
    why = _why(scope, today).label("why")
    query = _over(scope, today).with_only_columns(why, func.count()).group_by(why)
    return {Stays(reason): number for reason, number in session.execute(query)}


def _over(scope: Scope, today: date) -> Select[Case]:
    last = closed_through(today, YEARS[scope])
    return select(Case).where(Case.closed_on.is_not(None), Case.closed_on <= last)


def _why(scope: Scope, today: date) -> ColumnElement[str]:
    held = exists().where(LegalHold.case_id == Case.id, LegalHold.lifted_at.is_(None))
    asked = exists().where(
        or_(PrivacyRequest.case_id == Case.id, PrivacyRequest.debtor_id == Case.debtor_id),
        PrivacyRequest.state == RequestState.OPEN,
    )
    return case(
        (held, Stays.LEGAL_HOLD.value), (asked, Stays.REQUEST.value),
        (exists().where(Overpaid.case_id == Case.id), Stays.MONEY.value),
        (_lives_on(scope, today), Stays.OTHER_CASE.value), else_=Stays.NOT.value,
    )


def _lives_on(scope: Scope, today: date) -> ColumnElement[bool]:
    """Its invoices went to a case that stays, or, where the person goes, he is in one."""
    last, other = closed_through(today, YEARS[scope]), aliased(Case)
    stays = or_(other.closed_on.is_(None), other.closed_on > last)
    moved = exists().where(ClaimMove.from_case_id == Case.id, ClaimMove.into_case_id == other.id, stays)
    if scope is Scope.WORDS:
        return moved
    plays = exists().where(CaseParty.person_id == Case.debtor_id, CaseParty.case_id == other.id, stays)
    return or_(moved, exists().where(other.debtor_id == Case.debtor_id, stays), plays)
