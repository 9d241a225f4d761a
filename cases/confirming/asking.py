"""What an office of one person asks of its outsider. One list (`SecondLook`), kept in step with what waits on cases."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final  # Any: what JSON holds

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.amicable import closings, refunds, write_offs
from cases.amicable.closings import ClosingInput
from cases.amicable.refunds import RefundInput
from cases.amicable.write_offs import WriteOffInput
from cases.assessment import assessments
from cases.counting import figures as added
from cases.counting import replays
from cases.counting.figures import NewFigure
from cases.errors import Incomplete
from cases.legal_track import writs
from cases.models import (
    Assessment,
    AssessmentState,
    Case,
    CaseEvent,
    FigureAddition,
    LedgerEntry,
    LookKind,
    LookState,
    SecondLook,
    Stage,
    Writ,
    WriteOff,
    WriteOffState,
    WritState,
)
from cases.progress import locking
from cases.schema.db import without_citizen_number
from cases.setup import outsiders, second_looks, year_end
from cases.setup.redaction_looks import LEAST_REASON
from legal.debtor.assessment import DUTCH_OUTCOMES, Outcome
from legal.parameters import Figures

ON_A_CASE: Final = frozenset({LookKind.ASSESSMENT, LookKind.WRITE_OFF, LookKind.REFUND, LookKind.BAILIFF_ORDER})
NO_LONGER_ONE: Final = "Het bureau is niet meer van één persoon: een collega bevestigt dit."
OVER: Final = "Dit wacht niet meer: er is op het dossier iets anders besloten."
AGAIN: Final = "Opnieuw gevraagd."
ASKED: Final = "gevraagd"


def bailiff_order(session: Session, act: Act, case_id: int, *, why: str, figures: Figures) -> SecondLook:
    """Ask that the draft goes to the bailiff. Raises Incomplete without a reason, and what keeps it from going now."""
    case = locking.lock_one(session, case_id)
    _require_words(why)
    writ = writs.givable(session, act, case, figures=figures)
    wanted = {"why": why.strip(), "bailiff_office": writ.bailiff_office.name}
    return _ask(session, act, case, LookKind.BAILIFF_ORDER, writ.id, wanted, figures=figures)


def refund(session: Session, act: Act, case_id: int, told: RefundInput, *, figures: Figures) -> SecondLook:
    """Ask that money goes back to a debtor; it goes after that. Raises what `refunds.record` raises of the amount."""
    case = locking.lock_one(session, case_id)
    refunds.check(session, case, told, today=act.today, figures=figures)
    wanted = {"why": told.how.strip()[:300], **refunds.asked_of_outsider(told)}
    return _ask(session, act, case, LookKind.REFUND, 0, wanted, figures=figures)


def write_off(session: Session, act: Act, case_id: int, told: WriteOffInput, *, figures: Figures) -> WriteOff:
    """`write_offs.write_off`; what waits then is asked of the outsider, where a colleague is none."""
    asked = write_offs.write_off(session, act, case_id, told, figures=figures)
    keep_of_case(session, act, case_id, figures=figures)
    return asked


def close(session: Session, act: Act, case_id: int, told: ClosingInput, *, figures: Figures) -> WriteOff | None:
    """`closings.close`; what waits then is asked of the outsider, where a colleague is none."""
    asked = closings.close(session, act, case_id, told, figures=figures)
    keep_of_case(session, act, case_id, figures=figures)
    return asked


def record_refund(
    session: Session, act: Act, case_id: int, told: RefundInput, *, figures: Figures
) -> LedgerEntry | SecondLook:
    """Record that money went back; in an office of one person ask for it first, unless the outsider confirmed it."""
    if outsiders.is_office_of_one(session) and refunds.may_go_back(session, case_id, told) is None:
        return refund(session, act, case_id, told, figures=figures)
    return refunds.record(session, act, case_id, told, figures=figures)


def figure(session: Session, act: Act, new: NewFigure, *, packaged: Figures) -> FigureAddition:
    """Propose one later figure; in an office of one person it waits. Raises InvalidInput."""
    made = added.propose(session, act, new, packaged=packaged)
    keep_figures(session, act)
    return made


def figures(session: Session, act: Act, new: Sequence[NewFigure], *, packaged: Figures) -> list[FigureAddition]:
    """Propose later figures, all or none; in an office of one person they wait together. Raises as `propose_all`."""
    made = year_end.propose_all(session, act, new, packaged=packaged)
    keep_figures(session, act)
    return made


def keep_of_case(session: Session, act: Act, case_id: int, *, figures: Figures) -> None:
    """Ask what waits on a case for a second person, and take back what waits no longer."""
    open_ones = open_of_case(session, case_id)
    of_one = outsiders.is_office_of_one(session)
    for look in open_ones:
        if not of_one or is_over(session, look):
            second_looks.decide(session, act, look, LookState.WITHDRAWN, OVER if of_one else NO_LONGER_ONE)
    if not of_one:
        return
    case = session.get_one(Case, case_id)
    asked = {(look.kind, look.subject_id) for look in open_ones if look.state is LookState.OPEN}
    for kind, subject_id, asker_id, wanted in _proposals(session, case_id):
        if (kind, subject_id) not in asked and asker_id is not None:
            asker = act if asker_id == act.actor_id else Act(asker_id, act.now, act.today)
            _ask(session, asker, case, kind, subject_id, wanted, figures=figures)


def keep(session: Session, act: Act, *, figures: Figures) -> int:
    """The same of every case, and of new figures; how many cases were looked at.

    What was proposed before the office became one of one person is asked here, and the reverse.
    """
    ids = set(session.scalars(select(SecondLook.case_id).where(
        SecondLook.state == LookState.OPEN, SecondLook.kind.in_(ON_A_CASE)
    )))
    if outsiders.is_office_of_one(session):
        ids |= set(session.scalars(select(Assessment.case_id).where(Assessment.state == AssessmentState.PROPOSED)))
        ids |= set(session.scalars(select(WriteOff.case_id).where(WriteOff.state == WriteOffState.PROPOSED)))
    for case_id in sorted(each for each in ids if each is not None):
        locking.lock_one(session, case_id)
        keep_of_case(session, act, case_id, figures=figures)
    keep_figures(session, act)
    return len(ids)


def keep_figures(session: Session, act: Act) -> None:
    """Ask of the outsider, or of two days, what was proposed of figures: all of one person together."""
    of_one, open_ones = outsiders.is_office_of_one(session), _open(session, LookKind.FIGURES)
    if not of_one and not open_ones:
        return
    undecided = {row.id: row for row in session.scalars(select(FigureAddition).where(~FigureAddition.decisions.any()))}
    asked: set[int] = set()
    for look in open_ones:
        still = [each for each in look.wanted["additions"] if each in undecided]
        if of_one and still == look.wanted["additions"]:
            asked |= set(still)
        else:
            second_looks.decide(session, act, look, LookState.WITHDRAWN, OVER if of_one else NO_LONGER_ONE)
    left = {key: row for key, row in undecided.items() if key not in asked}
    for asker_id in sorted({row.proposed_by for row in left.values()} if of_one else ()):
        ids = sorted(key for key, row in left.items() if row.proposed_by == asker_id)
        look = SecondLook(
            kind=LookKind.FIGURES, subject_id=ids[0], before={}, wanted={"additions": ids}, asked_at=act.now,
            asked_by=asker_id,
        )
        session.add(look)
        session.flush()
        second_looks.trace(session, act, look, ASKED)


def open_of_case(session: Session, case_id: int) -> list[SecondLook]:
    """What is asked on a case and waits, the oldest first."""
    query = select(SecondLook).where(SecondLook.case_id == case_id, SecondLook.state == LookState.OPEN)
    return list(session.scalars(query.order_by(SecondLook.id)))


def is_over(session: Session, look: SecondLook) -> bool:
    """Whether what was asked on a case waits no longer: decided otherwise, replaced, or the case closed."""
    if look.kind is LookKind.ASSESSMENT:
        assessment = session.get_one(Assessment, look.subject_id)
        is_closed = session.get_one(Case, assessment.case_id).stage is Stage.CLOSED
        return is_closed or assessment.state is not AssessmentState.PROPOSED
    if look.kind is LookKind.WRITE_OFF:
        return session.get_one(WriteOff, look.subject_id).state is not WriteOffState.PROPOSED
    if look.kind is LookKind.BAILIFF_ORDER:
        return session.get_one(Writ, look.subject_id).state is not WritState.DRAFT
    return False


def newest_event(session: Session, case_id: int) -> int:
    """The number of the last thing that happened on a case."""
    return session.scalar(select(func.max(CaseEvent.id)).where(CaseEvent.case_id == case_id)) or 0


def _proposals(session: Session, case_id: int) -> Iterable[tuple[LookKind, int, int | None, dict[str, Any]]]:
    """What waits on a case for a second person: what, which row, who asked it, and in which words."""
    is_closed = session.get_one(Case, case_id).stage is Stage.CLOSED
    assessment = None if is_closed else assessments.current(session, case_id)
    if assessment is not None and assessment.state is AssessmentState.PROPOSED:
        yield LookKind.ASSESSMENT, assessment.id, assessment.decided_by, {
            "why": assessment.reason, "outcome": DUTCH_OUTCOMES[Outcome(assessment.outcome)],
        }
    write_off = write_offs.proposed(session, case_id)
    if write_off is not None:
        yield LookKind.WRITE_OFF, write_off.id, write_off.proposed_by, {
            "why": write_off.reason, "amount": str(write_off.amount),
            "closing": None if write_off.closing_reason is None else write_off.closing_reason.value,
        }


def _ask(
    session: Session, act: Act, case: Case, kind: LookKind, subject_id: int, wanted: dict[str, Any], *, figures: Figures
) -> SecondLook:
    """Note what is asked, with what is owed and how far the history went then; the same asked before is taken back."""
    without_citizen_number(str(wanted["why"]))
    for other in open_of_case(session, case.id):
        if other.kind is kind and other.wanted.get("debtor_id") == wanted.get("debtor_id"):
            second_looks.decide(session, act, other, LookState.WITHDRAWN, AGAIN)
    session.flush()
    left = _balance(session, act, case, figures)
    look = SecondLook(
        kind=kind, subject_id=subject_id, case_id=case.id, wanted=wanted, asked_at=act.now, asked_by=act.person_id,
        before={"balance": None if left is None else str(left), "event": newest_event(session, case.id)},
    )
    session.add(look)
    session.flush()
    second_looks.trace(session, act, look, ASKED)
    return look


def _balance(session: Session, act: Act, case: Case, figures: Figures) -> Decimal | None:
    return replays.counted(session, case, today=act.today, figures=figures).left


def _open(session: Session, kind: LookKind) -> list[SecondLook]:
    query = select(SecondLook).where(SecondLook.kind == kind, SecondLook.state == LookState.OPEN)
    locked = query.order_by(SecondLook.id).with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(locked))


def _require_words(why: str) -> None:
    if len(why.strip()) < LEAST_REASON:
        raise Incomplete("Schrijf op waarom dit nodig is, in een zin.")
