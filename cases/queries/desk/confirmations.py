"""What an office of one person asked of its outsider, as it is shown to who decides: then, now and between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from cases.confirming import asking
from cases.counting import replays
from cases.legal_track import gate
from cases.models import (
    Case,
    CaseEvent,
    Debtor,
    Document,
    EventKind,
    FigureAddition,
    LookKind,
    LookState,
    SecondLook,
    User,
    Writ,
)
from cases.queries.desk.timeline import Entry, entry
from legal.parameters import Figures

MOST_SHOWN = 100


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What waits on a case. `since`: what happened after it was asked, the newest first; `seen` is the last of that.

    `owed_then` and `owed_now` in euro, None where it cannot be counted. `papers`: what he may read for it.
    `costs_approved_by`: which user of the client agreed to the costs of the bailiff, where that is asked.
    """

    case: Case
    owed_then: Decimal | None
    owed_now: Decimal | None
    since: tuple[Entry, ...]
    seen: int
    papers: tuple[Document, ...]
    costs_approved_by: str
    costs_approved_on: date | None
    cost_ceiling: Decimal


def matter_of(session: Session, look: SecondLook, *, today: date, figures: Figures) -> Matter:
    """What was asked on the case of a look."""
    case = session.get_one(Case, look.case_id)
    then = look.before.get("balance")
    given = gate.approval(session, case.id)
    approver = None if given is None else session.get(User, given.approved_by)
    return Matter(
        case=case, owed_then=None if then is None else Decimal(then),
        owed_now=replays.counted(session, case, today=today, figures=figures).left,
        since=_after(session, look.case_id, look.before.get("event", 0)),
        seen=asking.newest_event(session, case.id), papers=papers_of(session, look),
        costs_approved_by="" if approver is None else approver.name,
        costs_approved_on=None if given is None else given.approved_at.date(), cost_ceiling=case.terms.cost_ceiling,
    )


def papers_of(session: Session, look: SecondLook) -> tuple[Document, ...]:
    """The writ and its specification, of what goes to the bailiff; nothing else of a case is shown to who decides."""
    if look.kind is not LookKind.BAILIFF_ORDER:
        return ()
    writ = session.get_one(Writ, look.subject_id)
    wanted = (writ.pdf_id, writ.specification_id)
    found = {each.id: each for each in session.scalars(select(Document).where(Document.id.in_(wanted)))}
    return tuple(found[each] for each in wanted)


def figures_of(session: Session, look: SecondLook) -> Sequence[FigureAddition]:
    """The figures that wait together."""
    query = select(FigureAddition).where(FigureAddition.id.in_(look.wanted["additions"])).order_by(FigureAddition.id)
    return session.scalars(query).all()


def payee_of(session: Session, look: SecondLook, case: Case) -> str:
    """To whom money is to go back."""
    debtor_id = look.wanted["debtor_id"]
    return (case.debtor if debtor_id is None else session.get_one(Debtor, debtor_id)).name


def since_proposed(session: Session, case_id: int, kind: EventKind) -> tuple[Entry, ...]:
    """What happened on a case after the newest event of this kind, by which something was proposed on it.

    Without what the program notes for itself: the stage that goes with the proposal.
    """
    newest = select(func.max(CaseEvent.id)).where(CaseEvent.case_id == case_id, CaseEvent.kind == kind)
    return tuple(each for each in _after(session, case_id, session.scalar(newest) or 0) if not each.minor)


def refunds_asked(session: Session, case_id: int) -> Sequence[SecondLook]:
    """What is to go back and was not recorded yet: it waits, or the outsider confirmed it."""
    query = select(SecondLook).where(
        SecondLook.case_id == case_id, SecondLook.kind == LookKind.REFUND, SecondLook.subject_id == 0,
        SecondLook.state.in_((LookState.OPEN, LookState.CONFIRMED)),
    )
    return session.scalars(query.order_by(SecondLook.id).options(joinedload(SecondLook.decider))).all()


def amount_of(look: SecondLook) -> Decimal:
    """The amount that is asked (euro)."""
    return Decimal(look.wanted["amount"])


def asked_on(session: Session, case_id: int) -> Sequence[SecondLook]:
    """What waits on a case for the outsider."""
    return asking.open_of_case(session, case_id)


def _after(session: Session, case_id: int | None, event_id: int) -> tuple[Entry, ...]:
    """What happened on a case after an event, the newest first."""
    query = (
        select(CaseEvent).where(CaseEvent.case_id == case_id, CaseEvent.id > event_id)
        .order_by(CaseEvent.id.desc()).limit(MOST_SHOWN).options(joinedload(CaseEvent.actor).lazyload(User.roles))
    )
    return tuple(entry(event) for event in session.scalars(query))
