"""What goes when: closed cases whose term is over, and which of them stay all the same, and why. Changes nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from cases.models import (
    Case,
    CaseParty,
    CaseToErase,
    ClaimMove,
    ClosingReason,
    Document,
    Erasure,
    LegalHold,
    LinkState,
    LookKind,
    LookState,
    Overpaid,
    PartyLink,
    PrivacyRequest,
    RequestState,
    Scope,
    SecondLook,
    Writ,
    WritState,
)
from cases.queries.keyset import FIRST_PAGE, Order, Page, Turned, page
from legal.debtor.privacy_terms import closed_through, file_may_go_from
from legal.policies import KEEPING

PAGE_SIZE = 50


class Stays(StrEnum):
    """Why a file whose term is over stays; `` means that it goes."""

    NOT = ""
    LEGAL_HOLD = "legal_hold"
    REQUEST = "request"      # the person asked something, and has no answer yet
    MONEY = "money"          # he is to have money back
    OTHER_CASE = "other_case"  # it lives on in another, or the person is in one whose term is not over
    BAILIFF = "bailiff"      # the bailiff has the order, and did not report
    WRIT = "writ"            # a writ was served, and nobody settled: there may be a judgment


# How a case ended in which nothing is left to be asked by a judgment.
_SETTLED: Final = tuple(reason for reason in ClosingReason if reason not in (
    ClosingReason.WITHDRAWN_BY_CLIENT, ClosingReason.UNCOLLECTABLE, ClosingReason.JOINED,
))
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


def all_going(session: Session, scope: Scope, *, today: date, limit: int) -> list[Case]:
    """Those that go, the longest closed first, at most so many."""
    going = _over(scope, today).where(_why(scope, today) == Stays.NOT.value)
    return list(session.scalars(going.order_by(Case.closed_on, Case.id).limit(limit)))


def standing(session: Session, case_id: int, scope: Scope, *, today: date) -> Stays | None:
    """Why one case stays, or that it goes; None where its term is not over, or it is done."""
    why = session.scalar(_over(scope, today).with_only_columns(_why(scope, today)).where(Case.id == case_id))
    return None if why is None else Stays(why)


def asked(session: Session, scope: Scope) -> SecondLook | None:
    """What was asked of it and waits for another administrator, or for the clock; None where nothing does."""
    is_waiting = exists().where(CaseToErase.second_look_id == SecondLook.id)
    query = select(SecondLook).where(
        SecondLook.kind == LookKind.ERASURE, or_(SecondLook.state == LookState.OPEN, is_waiting)
    )
    found = session.scalars(query.order_by(SecondLook.id.desc())).all()
    return next((each for each in found if each.wanted["scope"] == scope.value), None)


def named(session: Session, case_ids: Collection[int]) -> list[Case]:
    """These cases by their number, to be shown before they go."""
    query = select(Case).where(Case.id.in_(case_ids)).options(joinedload(Case.client))
    return list(session.scalars(query.order_by(Case.closed_on, Case.id)))


def lives_on(session: Session, debtor_id: int, *, but: int, scope: Scope) -> bool:
    """Whether a debtor is in a case that was not done yet, `but` this one: it is against him, or he plays a part."""
    plays = exists().where(CaseParty.case_id == Case.id, or_(
        CaseParty.person_id == debtor_id, CaseParty.stands_for_id == debtor_id,
    ))
    found = select(Case.id).where(or_(Case.debtor_id == debtor_id, plays), Case.id != but, ~is_done(scope))
    return session.scalar(found.limit(1)) is not None


def is_done(scope: Scope) -> ColumnElement[bool]:
    """Whether that of a case went already since it was closed; with the person all of it goes."""
    done = (Scope.PERSON,) if scope is Scope.PERSON else tuple(Scope)
    return exists().where(
        Erasure.source == "case", Erasure.row_id == Case.id, Erasure.scope.in_(done),
        Erasure.erased_on >= Case.closed_on,
    ).correlate(Case)


def _over(scope: Scope, today: date) -> Select[Case]:
    last = closed_through(today, YEARS[scope])
    return select(Case).where(Case.closed_on.is_not(None), Case.closed_on <= last, ~is_done(scope))


def _why(scope: Scope, today: date) -> ColumnElement[str]:
    held = exists().where(LegalHold.case_id == Case.id, LegalHold.lifted_at.is_(None))
    is_in = exists().where(CaseParty.case_id == Case.id, CaseParty.person_id == PrivacyRequest.debtor_id)
    asked = exists().where(
        or_(PrivacyRequest.case_id == Case.id, PrivacyRequest.debtor_id == Case.debtor_id, is_in.correlate(
            Case, PrivacyRequest
        )),
        PrivacyRequest.state == RequestState.OPEN,
    )
    return case(
        (held, Stays.LEGAL_HOLD.value), (asked, Stays.REQUEST.value),
        (exists().where(Overpaid.case_id == Case.id), Stays.MONEY.value),
        (_has_writ(WritState.GIVEN), Stays.BAILIFF.value),
        (_may_have_judgment(today), Stays.WRIT.value),
        (_lives_on(scope, today), Stays.OTHER_CASE.value), else_=Stays.NOT.value,
    )


def _has_writ(state: WritState) -> ColumnElement[bool]:
    """Asked of each case by its index: a bare EXISTS in a choice makes PostgreSQL read all writs."""
    of_case = select(Writ.id).where(Writ.case_id == Case.id, Writ.state == state).limit(1)
    return of_case.correlate(Case).scalar_subquery().is_not(None)


def _may_have_judgment(today: date) -> ColumnElement[bool]:
    """A writ was served, and the debt was not settled, less long ago than a judgment may be carried out."""
    if KEEPING.unsettled_writ_years is None:
        return false()
    return and_(
        _has_writ(WritState.SERVED), Case.closing_reason.not_in(_SETTLED),
        Case.closed_on > closed_through(today, KEEPING.unsettled_writ_years),
    )


def _lives_on(scope: Scope, today: date) -> ColumnElement[bool]:
    """Its invoices went to a case that stays, or, where the person goes, he is in one."""
    last, other = closed_through(today, YEARS[scope]), aliased(Case)
    stays = or_(other.closed_on.is_(None), other.closed_on > last)
    moved = exists().where(ClaimMove.from_case_id == Case.id, ClaimMove.into_case_id == other.id, stays)
    if scope is Scope.WORDS:
        return moved
    plays = exists().where(CaseParty.person_id == Case.debtor_id, CaseParty.case_id == other.id, stays)
    of_him = [moved, exists().where(other.debtor_id == Case.debtor_id, stays), plays]
    if KEEPING.linked_are_one:
        link = and_(PartyLink.state == LinkState.CONFIRMED, stays)
        of_him += [
            exists().where(PartyLink.a_id == Case.debtor_id, PartyLink.b_id == other.debtor_id, link),
            exists().where(PartyLink.b_id == Case.debtor_id, PartyLink.a_id == other.debtor_id, link),
        ]
    return or_(*of_him)
