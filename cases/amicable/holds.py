"""Disputes and holds: one action stops letters and the exploot until somebody ends it with an outcome.

What holds a person whatever the debt is (a death, insolvency, debt help, somebody who speaks for him, vulnerable)
holds every open case of his, also at another client once a person confirmed that it is him.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.correspondence import ordering
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.events.holds import HoldEnded, HoldPlaced
from cases.models import CarriedHold, Case, Debtor, Hold, HoldKind, NextStep, Stage
from cases.names import name
from cases.parties import links
from cases.progress import locking, order_stops
from cases.progress.stages import first_review, open_case, open_holds
from legal.debtor.contact_rules import estate_rests_until

OF_A_PERSON = frozenset({HoldKind.DECEASED, HoldKind.MINOR})
# Whatever the debt is.
CARRIED = (
    HoldKind.DECEASED, HoldKind.INSOLVENCY, HoldKind.DEBT_HELP, HoldKind.VULNERABLE, HoldKind.REPRESENTED,
)


@dataclass(frozen=True, kw_only=True)
class _New:
    """A hold to place; `source`: the case of the same person in which it became known, where that is another one."""

    kind: HoldKind
    reason: str
    on: date
    review_on: date | None = None
    source: Case | None = None


def place(
    session: Session, act: Act, case_id: int, *, kind: HoldKind, reason: str, on: date, review_on: date | None = None
) -> Hold:
    """Stop the case. Letters that have not left are withdrawn, an order to the bailiff is recalled or halted.

    A death without a day to look again gets one in three months. Raises AlreadyDone when a hold of this kind is open,
    Incomplete without a reason, Refused for what only befalls a person where the debtor is an organisation.
    """
    if kind in CARRIED:
        lock_person(session, case_id)
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
    hold = _place(session, act, case, _New(kind=kind, reason=reason, on=on, review_on=review_on))
    carry(session, act, [hold])
    return hold


def lock_person(session: Session, case_id: int) -> None:
    """Lock a case with all others that stop with it when something proves to hold its debtor: first, and in one order.
    """
    locking.lock_all(session, lambda: {case_id, *_cases_of_person(session, case_id)})


def cases_of_people(session: Session, debtor_ids: Collection[int]) -> set[int]:
    """The open cases of these debtors, at every client: what stops one of a person stops his others."""
    groups = links.groups_of(session, debtor_ids) if debtor_ids else {}
    query = select(Case.id).where(Case.debtor_id.in_(set().union(*groups.values())), Case.stage != Stage.CLOSED)
    return set(session.scalars(query)) if groups else set()


def known_to_stop(session: Session, debtor_ids: Collection[int]) -> set[int]:
    """Those of these debtors of whom something is on record that stops every case of theirs, a new one too."""
    held = select(Case.debtor_id).join(Hold, Hold.case_id == Case.id).where(
        Case.debtor_id.in_(debtor_ids), Case.stage != Stage.CLOSED, Hold.kind.in_(CARRIED), Hold.ended_on.is_(None)
    )
    died = select(Debtor.id).where(Debtor.id.in_(debtor_ids), Debtor.died_on.is_not(None))
    return set(session.scalars(union(held, died))) if debtor_ids else set()


def place_once(session: Session, act: Act, case: Case, *, kind: HoldKind, reason: str, on: date) -> None:
    """Stop the case unless a hold of this kind is open already; of a CARRIED kind its person is locked (`lock_person`).
    """
    if not any(hold.kind is kind for hold in open_holds(session, case.id)):
        carry(session, act, [_place(session, act, case, _New(kind=kind, reason=reason, on=on))])


def carry(session: Session, act: Act, known: Iterable[Hold], into: Collection[int] | None = None) -> None:
    """Let what holds a person stop his other open cases too, those of `into` or all; ending each stays a decision.

    All of them are locked before (`lock_person`). Another client reads no more of it than that its case stands still.
    """
    for hold in known:
        if hold.kind not in CARRIED:
            continue
        source = session.get_one(Case, hold.case_id)
        wanted = _cases_of_person(session, hold.case_id) if into is None else into
        for case in locking.lock(session, set(wanted) - {hold.case_id}):
            if _takes(session, case, hold.kind):
                reason = f"Dit staat ook in dossier {source.number} van dezelfde persoon."
                _place(session, act, case, _New(
                    kind=hold.kind, reason=reason, on=act.today, review_on=hold.review_on, source=source
                ))


def carry_fact(
    session: Session, act: Act, source: Case, kind: HoldKind, *, reason: str, into: Collection[int]
) -> None:
    """Stop these open cases by what is on record in `source` of the same person without holding that one."""
    for case in locking.lock(session, into):
        if _takes(session, case, kind):
            _place(session, act, case, _New(kind=kind, reason=reason, on=act.today, source=source))


def end_carried(session: Session, act: Act, case_ids: Collection[int], *, outcome: str) -> None:
    """End what stands in these cases because of a person who proves to be somebody else."""
    query = select(CarriedHold).join(CarriedHold.hold).where(Hold.case_id.in_(case_ids), Hold.ended_on.is_(None))
    for carried in session.scalars(query.order_by(CarriedHold.hold_id)).all():
        case = session.get_one(Case, carried.hold.case_id)
        if carried.from_case.debtor_id not in links.group_of(session, case.debtor_id):
            end(session, act, carried.hold_id, case_id=case.id, outcome=outcome, on=act.today)


def is_private(session: Session, hold: Hold) -> bool:
    """Whether it is there because of a case of another client, so that its own client reads nothing of it."""
    carried = session.get(CarriedHold, hold.id)
    if carried is None:
        return False
    # In the eyes of a client there is no case of another one.
    return session.scalar(select(Case.client_id).where(Case.id == carried.from_case_id)) != hold.client_id


def _cases_of_person(session: Session, case_id: int) -> list[int]:
    """The open cases of the debtor of a case, as one person knows him, that case too."""
    debtor_id = session.scalar(select(Case.debtor_id).where(Case.id == case_id))
    return sorted(cases_of_people(session, [] if debtor_id is None else [debtor_id]))


def _takes(session: Session, case: Case, kind: HoldKind) -> bool:
    """Whether a hold of a person is to be placed in a case of his: it is open, and has none of this kind."""
    if case.stage is Stage.CLOSED or (kind in OF_A_PERSON and not case.debtor.is_natural_person):
        return False
    return all(each.kind is not kind for each in open_holds(session, case.id))


def place_again(session: Session, act: Act, case: Case, before: Hold, *, on: date) -> None:
    """Stop a case that opened again for what stopped it before it was closed; its day to look at it stays."""
    if not any(hold.kind is before.kind for hold in open_holds(session, case.id)):
        _place(session, act, case, _New(kind=before.kind, reason=before.reason, on=on, review_on=before.review_on))


def _place(session: Session, act: Act, case: Case, new: _New) -> Hold:
    kind, on, review_on = new.kind, new.on, new.review_on
    if kind is HoldKind.DECEASED and review_on is None:
        review_on = estate_rests_until(on)
    hold = Hold(
        case_id=case.id, client_id=case.client_id, kind=kind, reason=new.reason.strip(), started_on=on,
        review_on=review_on, placed_by=act.actor_id,
    )
    session.add(hold)
    session.flush()
    if new.source is not None:
        session.add(CarriedHold(hold_id=hold.id, from_case_id=new.source.id))
        session.flush()
    told = HoldPlaced(hold_id=hold.id, hold=kind, reason=hold.reason, is_private=is_private(session, hold))
    events.record(session, act, case.id, told, effective_on=on)
    ordering.withdraw_unsent(
        session, act, case, reason=f"{name(kind)}: brief niet versturen", on=on,
        where=lambda rule: kind in rule.stopped_by,
    )
    order_stops.on_hold(session, act, case, kind, on=on)
    case.next_step, case.next_step_on = NextStep.REVIEW_HOLD, first_review(session, case.id)
    order_stops.keep_first(session, case)
    return hold


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
    told = _ended(session, hold)
    events.record(session, act, case_id, told, effective_on=on)
    ordering.withdraw_unsent(
        session, act, case, reason=f"{name(hold.kind)} beëindigd: de brief zegt dat het nog loopt", on=on,
        where=lambda rule: rule.follows_hold is hold.kind,
    )
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
        events.record(session, act, case.id, _ended(session, hold), effective_on=on)
    session.flush()
    return tuple(hold.id for hold in ended)


def _ended(session: Session, hold: Hold) -> HoldEnded:
    return HoldEnded(
        hold_id=hold.id, hold=hold.kind, outcome=hold.outcome, is_private=is_private(session, hold)
    )


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
