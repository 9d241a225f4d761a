"""Disputes and holds: one action stops letters and the exploot until somebody ends it with an outcome."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.correspondence import ordering
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.events.holds import HoldEnded, HoldPlaced
from cases.models import Case, Hold, HoldKind, NextStep, Stage
from cases.names import name
from cases.progress import order_stops
from cases.progress.stages import open_case, open_holds
from legal.debtor.contact_rules import estate_rests_until

OF_A_PERSON = frozenset({HoldKind.DECEASED, HoldKind.MINOR})


def place(
    session: Session, act: Act, case_id: int, *, kind: HoldKind, reason: str, on: date, review_on: date | None = None
) -> Hold:
    """Stop the case. Letters that have not left are withdrawn, an order to the bailiff is recalled or halted.

    A death without a day to look again gets one in three months. Raises AlreadyDone when a hold of this kind is open,
    Incomplete without a reason, Refused for what only befalls a person where the debtor is an organisation.
    """
    case = open_case(session, case_id)
    if kind in OF_A_PERSON and not case.debtor.is_natural_person:
        raise Refused(
            f"“{name(kind)}” kan alleen bij een natuurlijke persoon; {case.debtor.name} is een organisatie. "
            "Kies een andere reden."
        )
    if not reason.strip():
        raise Incomplete("Vul in waarom het dossier stilstaat, in de woorden van de debiteur of de melder.")
    if any(hold.kind is kind for hold in open_holds(session, case_id)):
        raise AlreadyDone(f"Er staat al een {name(kind).lower()} open op dossier {case.number}.")
    return _place(session, act, case, kind=kind, reason=reason, on=on, review_on=review_on)


def place_once(session: Session, act: Act, case: Case, *, kind: HoldKind, reason: str, on: date) -> None:
    """Stop the case unless a hold of this kind is open already."""
    if not any(hold.kind is kind for hold in open_holds(session, case.id)):
        _place(session, act, case, kind=kind, reason=reason, on=on, review_on=None)


def place_again(session: Session, act: Act, case: Case, before: Hold, *, on: date) -> None:
    """Stop a case that opened again for what stopped it before it was closed; its day to look at it stays."""
    if not any(hold.kind is before.kind for hold in open_holds(session, case.id)):
        _place(session, act, case, kind=before.kind, reason=before.reason, on=on, review_on=before.review_on)


def _place(
    session: Session, act: Act, case: Case, *, kind: HoldKind, reason: str, on: date, review_on: date | None
) -> Hold:
    if kind is HoldKind.DECEASED and review_on is None:
        review_on = estate_rests_until(on)
    hold = Hold(
        case_id=case.id, client_id=case.client_id, kind=kind, reason=reason.strip(), started_on=on,
        review_on=review_on, placed_by=act.actor_id,
    )
    session.add(hold)
    session.flush()
    told = HoldPlaced(hold_id=hold.id, hold=kind, reason=hold.reason)
    events.record(session, act, case.id, told, effective_on=on)
    ordering.withdraw_unsent(
        session, act, case, reason=f"{name(kind)}: brief niet versturen", on=on,
        where=lambda rule: kind in rule.stopped_by,
    )
    order_stops.on_hold(session, act, case, kind, on=on)
    case.next_step, case.next_step_on = NextStep.REVIEW_HOLD, _first_review(session, case.id)
    order_stops.keep_first(session, case)
    return hold


def _first_review(session: Session, case_id: int) -> date:
    """The first day on which one of the open holds is to be looked at: a later one does not put off an earlier."""
    return min(hold.review_on or hold.started_on for hold in open_holds(session, case_id))


def end(session: Session, act: Act, hold_id: int, *, case_id: int, outcome: str, on: date) -> Hold:
    """End a hold with its outcome; the case takes up the step that belongs to its stage."""
    case = open_case(session, case_id)
    hold = session.scalar(select(Hold).where(Hold.id == hold_id, Hold.case_id == case_id))
    if hold is None:
        raise NotFound("Deze betwisting of pauze bestaat niet.")
    if hold.ended_on is not None:
        raise AlreadyDone(f"Dit is al beëindigd op {hold.ended_on:%d-%m-%Y}.")
    if not outcome.strip():
        raise Incomplete("Vul de uitkomst in: wat is er besloten en waarom.")
    hold.ended_on, hold.outcome, hold.ended_by = on, outcome.strip(), act.actor_id
    session.flush()
    told = HoldEnded(hold_id=hold.id, hold=hold.kind, outcome=hold.outcome)
    events.record(session, act, case_id, told, effective_on=on)
    go_on(session, case, on=on)
    return hold


def go_on(session: Session, case: Case, *, on: date) -> None:
    """Take up the step that belongs to the stage of a case, unless something holds it still."""
    if not open_holds(session, case.id):
        case.next_step, case.next_step_on = STEP_AFTER_HOLD[case.stage], on
        order_stops.keep_first(session, case)


def end_all(session: Session, act: Act, case: Case, *, outcome: str, on: date) -> tuple[int, ...]:
    """End what stops a case that is being closed; the ids of what was ended. Nothing is decided about the debtor."""
    ended = open_holds(session, case.id)
    for hold in ended:
        hold.ended_on, hold.outcome, hold.ended_by = on, outcome, act.actor_id
        told = HoldEnded(hold_id=hold.id, hold=hold.kind, outcome=outcome)
        events.record(session, act, case.id, told, effective_on=on)
    session.flush()
    return tuple(hold.id for hold in ended)


STEP_AFTER_HOLD = {
    Stage.INTAKE: NextStep.SEND_FIRST_NOTICE,
    Stage.NOTICE_RUNNING: NextStep.WAIT_NOTICE_TERM,
    Stage.AMICABLE: NextStep.CONTACT_DEBTOR,
    Stage.ARRANGEMENT: NextStep.FOLLOW_ARRANGEMENT,
    Stage.PRE_LEGAL: NextStep.COMPLETE_FILE,
    Stage.SUMMONS_DRAFT: NextStep.GIVE_TO_BAILIFF,
    Stage.WITH_BAILIFF: NextStep.AWAIT_SERVICE,
    Stage.SUMMONS_SERVED: NextStep.AWAIT_PAYMENT,
}
