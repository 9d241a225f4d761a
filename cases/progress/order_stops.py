"""After the decision to go on: what recalls an order at once, and what halts it until a person has looked.

A recall is final: ending the hold or reversing the payment revives nothing, a new draft goes through the gate. A halt
ends by the legal lead's reason, which the bailiff reads, or by a recall. A draft is withdrawn by either: it costs
nothing to make again.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.errors import Incomplete, NotFound, PreviewOutdated, Refused
from cases.events.writs import OrderReleased, OrderStopped
from cases.input_checks import AMSTERDAM
from cases.models import (
    Assessment,
    AssessmentState,
    Case,
    Contact,
    ContactOutcome,
    HoldKind,
    NextStep,
    OrderStop,
    Stage,
    StopCause,
    Writ,
)
from cases.names import name
from cases.progress import recalls, stages
from cases.progress.outcomes import OUTCOMES
from cases.schema.db import without_citizen_number
from legal.debtor.assessment import Outcome
from legal.debtor.motivation import says_something


class Effect(StrEnum):
    """What something does to an order that lies with the bailiff."""

    RECALL = "recall"
    HALT = "halt"


@dataclass(frozen=True, kw_only=True)
class OnHold:
    """What a hold does to the order; what the bailiff reads; whether an assessment of before must be made again."""

    effect: Effect
    said: str
    reopens: bool
    cause: StopCause = StopCause.SPOKE


# What was told in confidence is not the bailiff's either: he reads that the case stands still.
STANDS_STILL = "het incassobureau heeft het dossier stilgezet"
ON_HOLD = {
    HoldKind.DISPUTE: OnHold(effect=Effect.RECALL, said="de vordering is betwist", reopens=True),
    HoldKind.DEBT_HELP: OnHold(effect=Effect.RECALL, said=STANDS_STILL, reopens=True),
    HoldKind.INSOLVENCY: OnHold(effect=Effect.RECALL, said="er is een insolventie", reopens=True),
    HoldKind.DECEASED: OnHold(effect=Effect.RECALL, said="de debiteur is overleden", reopens=True),
    HoldKind.VULNERABLE: OnHold(effect=Effect.RECALL, said=STANDS_STILL, reopens=True),
    HoldKind.MINOR: OnHold(effect=Effect.RECALL, said=STANDS_STILL, reopens=True),
    HoldKind.ADDRESS_UNKNOWN: OnHold(effect=Effect.RECALL, said="het adres is niet bekend", reopens=False),
    HoldKind.CLIENT_REQUEST: OnHold(effect=Effect.RECALL, said="op verzoek van de opdrachtgever", reopens=False),
    HoldKind.REPRESENTED: OnHold(effect=Effect.RECALL, said=STANDS_STILL, reopens=True),
    HoldKind.PERSON_UNCLEAR: OnHold(effect=Effect.RECALL, said=STANDS_STILL, reopens=True),
    HoldKind.NEW_DETAILS: OnHold(
        effect=Effect.HALT, said="er zijn andere adresgegevens", reopens=False, cause=StopCause.NEW_DETAILS
    ),
    HoldKind.PAYMENT_CHECK: OnHold(
        effect=Effect.HALT, said="er is een betaling gemeld", reopens=False, cause=StopCause.PAID_PART
    ),
    HoldKind.FORGOTTEN: OnHold(effect=Effect.RECALL, said=STANDS_STILL, reopens=True),
}

NEXT_AFTER_RELEASE = {Stage.WITH_BAILIFF: NextStep.AWAIT_SERVICE, Stage.SUMMONS_SERVED: NextStep.AWAIT_PAYMENT}
_BEFORE_HAND_OVER = (NextStep.CONFIRM_ASSESSMENT, NextStep.COMPLETE_FILE, NextStep.GIVE_TO_BAILIFF)
THIN_REASON = (
    "De reden zegt te weinig. Schrijf in eigen woorden wat u hebt bekeken en waarom betekenen toch kan; de deurwaarder "
    "leest dit."
)


def on_outcome(session: Session, act: Act, case: Case, outcome: ContactOutcome, *, on: date) -> None:
    """Halt the order where the debtor, or somebody for him, said something that a person must look at."""
    cause = OUTCOMES[outcome].halts
    if cause is not None:
        halt(session, act, case, cause=cause, on=on)


def on_hold(session: Session, act: Act, case: Case, kind: HoldKind, *, on: date) -> None:
    """Recall or halt the order because the case stands still. Leaves the next step to the hold."""
    rule = ON_HOLD[kind]
    if rule.effect is Effect.HALT:
        halt(session, act, case, cause=rule.cause, on=on)
        return
    recalls.recall(session, act, case.id, why=rule.said, on=on)
    if case.stage in (Stage.SUMMONS_DRAFT, Stage.WITH_BAILIFF):
        stages.move(
            session, act, case, Stage.PRE_LEGAL, stages.Then(NextStep.REVIEW_HOLD, on),
            reason=f"exploot ingetrokken: {name(kind).lower()}", on=on,
        )


def halt_returned(session: Session, act: Act, case: Case, *, on: date) -> None:
    """Halt an open order: it claims costs by a letter to one of those who owe, which came back."""
    if recalls.open_writ(session, case.id) is not None:
        halt(session, act, case, cause=StopCause.LETTER_RETURNED, on=on)


def halt(session: Session, act: Act, case: Case, *, cause: StopCause, on: date) -> None:
    """Halt the order of a case that is locked; a draft is withdrawn, a decision of before is made again."""
    writ = recalls.open_writ(session, case.id)
    if case.stage is Stage.SUMMONS_DRAFT:
        promised = case.next_step is NextStep.CALL_BACK
        stages.move(
            session, act, case, Stage.PRE_LEGAL,
            stages.Then(case.next_step, case.next_step_on) if promised else stages.Then(NextStep.ASSESS, on),
            reason=name(cause).lower(), on=on,
        )
    elif writ is None:
        _assess_again(session, case, on)
    else:
        stop = OrderStop(writ_id=writ.id, cause=cause, stopped_at=act.now, stopped_by=act.actor_id)
        session.add(stop)
        session.flush()
        told = OrderStopped(
            writ_id=writ.id, stop_id=stop.id, cause=cause, taken=recalls.was_taken(session, writ.id)
        )
        events.record(session, act, case.id, told, effective_on=on)
        keep_first(session, case)


def keep_first(session: Session, case: Case) -> None:
    """While the order is halted that is the next step, since the day on which it was."""
    stops = [] if case.stage is Stage.CLOSED else recalls.open_stops(session, case.id)
    if stops:
        case.next_step = NextStep.REVIEW_STOP
        case.next_step_on = stops[0].stopped_at.astimezone(AMSTERDAM).date()


def release(session: Session, act: Act, case_id: int, *, reason: str, seen: int) -> Writ:
    """Let a halted order go on; the reason stands on the package. `seen` is the newest stop that the person saw.

    Raises NotFound where nothing is halted, Incomplete for a reason that says nothing, PreviewOutdated when something
    came in since, CaseOnHold while a hold is open.
    """
    case = stages.open_case(session, case_id)
    stops = recalls.open_stops(session, case_id)
    if not stops:
        raise NotFound("Er is geen stilgezet exploot in dit dossier.")
    if stops[-1].id != seen:
        raise PreviewOutdated("Er is intussen nog iets binnengekomen. Bekijk het en beslis dan opnieuw.")
    _require_release_reason(reason)
    stages.require_no_hold(session, case)
    writ = session.get_one(Writ, stops[0].writ_id)
    recalls.end_stops(session, act, case_id, release_reason=reason.strip())
    told = OrderReleased(writ_id=writ.id, reason=reason.strip(), causes=tuple(stop.cause for stop in stops))
    events.record(session, act, case_id, told, effective_on=act.today)
    case.next_step, case.next_step_on = NEXT_AFTER_RELEASE.get(case.stage, NextStep.CONTACT_DEBTOR), act.today
    call_back_on = _promised_call(session, case_id, act.today)
    if call_back_on is not None:
        case.next_step, case.next_step_on = NextStep.CALL_BACK, call_back_on
    session.flush()
    return writ


def releases(session: Session, writ_id: int) -> list[OrderStop]:
    """What halted an order and was let go, oldest first, each with its reason."""
    query = select(OrderStop).where(OrderStop.writ_id == writ_id, OrderStop.release_reason != "")
    return list(session.scalars(query.order_by(OrderStop.id)))


def require_serviceable(
    session: Session, writ: Writ, *, served_on: date, served_at: time | None, despite: bool
) -> bool:
    """Whether the writ was served while it was recalled or halted; False for a service of before that moment.

    Raises Refused unless the bailiff says that it happened all the same (`despite`). Without an hour, a service on the
    day of the stop counts as before it: what he did is not lost.
    """
    ended = _not_to_be_served(session, writ, served_on, served_at)
    if ended is None:
        return False
    since = ended.astimezone(AMSTERDAM)
    if not despite:
        raise Refused(
            f"Op {since:%d-%m-%Y} om {since:%H:%M} uur is deze opdracht ingetrokken of stilgezet: daarna mocht niet "
            "worden betekend. Klopt de datum of het tijdstip niet, verbeter die. Is er toch betekend, vink dat dan aan."
        )
    return True


def _not_to_be_served(session: Session, writ: Writ, served_on: date, served_at: time | None) -> datetime | None:
    """The moment from which the writ was not to be served, where it was served after that."""
    spans = [(stop.stopped_at, stop.ended_at) for stop in session.scalars(
        select(OrderStop).where(OrderStop.writ_id == writ.id).order_by(OrderStop.id)
    )]
    if writ.withdrawn_at is not None:
        spans.append((writ.withdrawn_at, None))
    for start, end in spans:
        if _is_after(served_on, served_at, start) and (end is None or not _is_after(served_on, served_at, end)):
            return start
    return None


def _is_after(day: date, hour: time | None, moment: datetime) -> bool:
    local = moment.astimezone(AMSTERDAM)
    if day != local.date():
        return day > local.date()
    return hour is not None and hour > local.time()


def _assess_again(session: Session, case: Case, on: date) -> None:
    decided = select(Assessment.id).where(
        Assessment.case_id == case.id, Assessment.outcome == Outcome.ABLE_UNWILLING.value,
        Assessment.state.in_((AssessmentState.PROPOSED, AssessmentState.CONFIRMED)),
    )
    if case.next_step in _BEFORE_HAND_OVER and session.scalar(decided.limit(1)) is not None:
        case.next_step, case.next_step_on = NextStep.ASSESS, on


def _promised_call(session: Session, case_id: int, today: date) -> date | None:
    query = select(Contact.call_back_on).where(Contact.case_id == case_id).order_by(Contact.id.desc()).limit(1)
    promised = session.scalar(query)
    return promised if promised is not None and promised >= today else None


def _require_release_reason(reason: str) -> None:
    without_citizen_number(reason)
    if not says_something(reason):
        raise Incomplete(THIN_REASON)
