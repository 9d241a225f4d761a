"""Payment arrangements: a schedule to look at before saving, one running per case, followed by the daily run."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.correspondence import ordering
from cases.correspondence.kinds import missed_term
from cases.correspondence.kinds.missed_term import Given
from cases.counting import reaching, schedules, statement, valuation_records
from cases.counting.instalments import GRACE_DAYS, uncovered_terms
from cases.counting.reaching import Counted
from cases.counting.schedules import Term
from cases.counting.statement import CaseRecord
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.events.arrangements import ArrangementEnded, ArrangementMade
from cases.models import (
    Arrangement,
    ArrangementState,
    Case,
    Instalment,
    NextStep,
    Stage,
)
from cases.parties import people_in_case
from cases.progress import stages
from legal.counting.valuation import DebtorKind, Payment
from legal.errors import ParameterUnknown
from legal.parameters import Figures
from letters.words import short_date


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """What an arrangement would be. `later_interest` runs while it is paid off and is settled at the end.

    `counted` is what it starts from: `total` is owed through the last day that can be counted, less what came in since.
    `later_interest` is None where the figures do not reach the last term: the page says so, nobody guesses.
    `costs_rest`: costs are not due yet and are not asked while the arrangement is kept. `debtor_id`: with whom it is
    made where more than one owes.
    """

    agreed_on: date
    counted: Counted
    total: Decimal
    terms: tuple[Term, ...]
    later_interest: Decimal | None
    costs_rest: bool
    outside_agreement: tuple[str, ...]
    debtor_id: int | None = None

    @property
    def ends_on(self) -> date:
        """Day of the last term."""
        return self.terms[-1].due_on


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What an arrangement is to be: by `amount` a month or by `number` of terms, the first on `first_due_on`.

    `debtor_id`: with whom where more than one owes, None for the debtor of the case.
    """

    agreed_on: date
    first_due_on: date
    amount: Decimal | None = None
    number: int | None = None
    debtor_id: int | None = None


def propose(
    session: Session, case_id: int, *, agreed_on: date, first_due_on: date, figures: Figures,
    amount: Decimal | None = None, number: int | None = None,
) -> Schedule:
    """`propose_with` the debtor of the case."""
    wanted = Wanted(agreed_on=agreed_on, first_due_on=first_due_on, amount=amount, number=number)
    return propose_with(session, case_id, wanted, figures=figures)


def propose_with(session: Session, case_id: int, wanted: Wanted, *, figures: Figures) -> Schedule:
    """A monthly schedule for what is owed on `agreed_on`, by amount a month or by number of terms. Saves nothing.

    Where a rate is not known yet it is the open balance of the last day that can be counted; what comes on top,
    interest and costs that fell due since, is settled after the last term. The last term takes the remainder. A day on
    a weekend or holiday moves to the next working day. Where more than one owes it is over what that one owes; the
    others owe what they owed (art. 6:9 BW). Raises Incomplete without exactly one of `amount` and `number`, NotFound
    for who owes nothing here, Refused when it makes no schedule.
    """
    agreed_on, first_due_on = wanted.agreed_on, wanted.first_due_on
    case = stages.open_case(session, case_id, lock=False)
    record = statement.record_of(session, case, figures=figures)
    made_with = _with_whom(case, record, wanted.debtor_id)
    record = record if made_with is None else record.about(made_with)
    counted = reaching.counted(record, wanted=agreed_on, figures=figures)
    total = counted.open_now
    if total <= 0:
        raise Refused("Er staat niets meer open; een regeling is niet nodig.")
    if first_due_on < agreed_on:
        raise Refused("De eerste termijn kan niet vóór vandaag liggen.")
    terms = schedules.terms_of(
        schedules.amounts_of(total, amount=wanted.amount, number=wanted.number), first_due_on=first_due_on,
        holidays=figures.holidays,
    )
    owes_costs = counted.valuation.costs != 0 or counted.later_costs is not None
    costs_rest = case.debtor_kind is DebtorKind.CONSUMER and not owes_costs
    return Schedule(
        agreed_on=agreed_on, counted=counted, total=total, terms=terms, costs_rest=costs_rest,
        outside_agreement=schedules.outside(case.terms, terms), debtor_id=made_with,
        later_interest=_later_interest(record, terms, costs_rest=costs_rest, figures=figures),
    )


def _with_whom(case: Case, record: CaseRecord, debtor_id: int | None) -> int | None:
    """With whom of several it is made; None where one owes all."""
    if not record.facts.debtors:
        return None
    chosen = next((each for each in record.facts.debtors if each.ref == str(debtor_id or case.debtor_id)), None)
    if chosen is None:
        raise NotFound("Kies met wie de regeling wordt gemaakt: iemand die in dit dossier moet betalen.")
    return int(chosen.ref)


def _later_interest(
    record: CaseRecord, terms: tuple[Term, ...], *, costs_rest: bool, figures: Figures
) -> Decimal | None:
    """What is left after the last term if every term is paid on its day: the interest that ran meanwhile."""
    facts = record.facts
    planned = tuple(Payment(received_on=term.due_on, amount=term.amount, debtor=record.person) for term in terms)
    if costs_rest:
        facts = replace(facts, notice=None, later_notices=(), debtors=tuple(
            replace(each, notice=None, later_notices=()) if each.ref == record.person else each
            for each in facts.debtors
        ))
    facts = replace(facts, payments=facts.payments + planned)
    try:
        return statement.valuation_of(replace(record, facts=facts), on=terms[-1].due_on, figures=figures).balance
    except ParameterUnknown:
        return None


def make(
    session: Session, act: Act, case_id: int, schedule: Schedule, *, note: str, client_agreed: bool, figures: Figures
) -> Arrangement:
    """Keep the schedule that was shown. Raises Refused outside the client's limits without the client's yes."""
    case = stages.open_case(session, case_id)
    _require_no_hold(session, case, schedule)
    if stages.running_arrangement(session, case_id) is not None:
        raise AlreadyDone(f"Op dossier {case.number} loopt al een regeling. Beëindig die eerst.")
    if schedule.outside_agreement and not client_agreed:
        limits = " en ".join(schedule.outside_agreement)
        raise Refused(f"Deze regeling valt buiten de afspraak met {case.client.name} ({limits}): vraag eerst akkoord.")
    arrangement = Arrangement(
        case_id=case_id, state=ArrangementState.RUNNING, agreed_on=schedule.agreed_on, total=schedule.total,
        counted_through=schedule.counted.reach.day if schedule.counted.reach.is_cut else None,
        costs_rest=schedule.costs_rest, note=note.strip()[:500], made_at=act.now, made_by=act.actor_id,
        debtor_id=schedule.debtor_id,
        instalments=[Instalment(ordinal=t.ordinal, due_on=t.due_on, amount=t.amount) for t in schedule.terms],
    )
    session.add(arrangement)
    session.flush()
    told = ArrangementMade(
        arrangement_id=arrangement.id, terms=len(schedule.terms), amount=schedule.terms[0].amount,
        total=schedule.total, ends_on=schedule.ends_on, client_agreed=client_agreed,
    )
    made = events.record(session, act, case_id, told, effective_on=schedule.agreed_on)
    ordering.withdraw_unsent(
        session, act, case, reason="er is een regeling getroffen", on=schedule.agreed_on,
        where=lambda rule: rule.before_arrangement,
    )
    valuation_records.keep_with(session, case, made, on=schedule.agreed_on, figures=figures, now=act.now)
    stages.move(
        session, act, case, Stage.ARRANGEMENT, stages.Then(NextStep.FOLLOW_ARRANGEMENT, schedule.terms[0].due_on),
        reason="regeling getroffen", on=schedule.agreed_on,
    )
    session.flush()
    return arrangement


def _require_no_hold(session: Session, case: Case, schedule: Schedule) -> None:
    """A hold about the debtor of the case alone (insolvency, death) stops nobody who owes beside him."""
    if schedule.debtor_id in (None, case.debtor_id):
        stages.require_no_hold(session, case)
        return
    people = people_in_case.of_case(session, case)
    if any(not people.names(hold.kind, schedule.agreed_on) for hold in stages.open_holds(session, case.id)):
        stages.require_no_hold(session, case)


def end(
    session: Session, act: Act, case_id: int, *, broken: bool, reason: str, on: date, figures: Figures
) -> Arrangement:
    """Stop the running arrangement: broken when terms were missed, ended otherwise. The whole balance stands again.

    Raises Refused for a broken one while the time to make good a missed term, which a letter gave, is not over.
    """
    case = stages.open_case(session, case_id)
    arrangement = stages.running_arrangement(session, case_id)
    if arrangement is None:
        raise NotFound("Er loopt geen regeling op dit dossier.")
    if not reason.strip():
        raise Incomplete("Vul in waarom de regeling stopt.")
    time_given = _time_given(session, arrangement, on=on, figures=figures) if broken else None
    if time_given is not None:
        raise Refused(
            f"De brief van {short_date(time_given.letter.batch.letter_date)} geeft tot en met "
            f"{short_date(time_given.until)} de tijd om de termijn te betalen. Wacht die dag af, of beëindig de "
            "regeling om een andere reden."
        )
    _stop(session, act, case, arrangement, broken=broken, reason=reason, on=on)
    stages.move(
        session, act, case, Stage.AMICABLE, stages.Then(NextStep.CONTACT_DEBTOR, on), reason="regeling gestopt", on=on
    )
    session.flush()
    return arrangement


def stop_for_closing(session: Session, act: Act, case: Case, *, reason: str, on: date) -> None:
    """Stop the running arrangement of a case that is being closed, where there is one."""
    arrangement = stages.running_arrangement(session, case.id)
    if arrangement is not None:
        _stop(session, act, case, arrangement, broken=False, reason=reason, on=on)


def _stop(
    session: Session, act: Act, case: Case, arrangement: Arrangement, *, broken: bool, reason: str, on: date
) -> None:
    arrangement.state = ArrangementState.BROKEN if broken else ArrangementState.ENDED
    arrangement.ended_on = _end_of(arrangement, on)
    ordering.withdraw_unsent(
        session, act, case, reason="de regeling is gestopt", on=on,
        where=lambda rule: rule.follows_arrangement,
    )
    told = ArrangementEnded(arrangement_id=arrangement.id, broken=broken, reason=reason.strip())
    events.record(session, act, case.id, told, effective_on=on)
    session.flush()


def mark_kept(session: Session, case: Case, *, on: date) -> None:
    """The case is paid: a running arrangement was kept."""
    arrangement = stages.running_arrangement(session, case.id)
    if arrangement is not None:
        arrangement.state, arrangement.ended_on = ArrangementState.KEPT, _end_of(arrangement, on)


def _end_of(arrangement: Arrangement, on: date) -> date:
    """Its last day: money that came before it was agreed, and was not known then, ends it on the day it was made."""
    return max(on, arrangement.agreed_on)


def resume_kept(session: Session, case: Case) -> bool:
    """Let the newest arrangement run on that was kept because the case was paid; whether there is one."""
    newest = session.scalar(
        select(Arrangement).where(Arrangement.case_id == case.id).order_by(Arrangement.id.desc()).limit(1)
    )
    if newest is None or newest.state is not ArrangementState.KEPT:
        return False
    newest.state, newest.ended_on = ArrangementState.RUNNING, None
    session.flush()
    return True


def plan_next_term(session: Session, case: Case, *, today: date, figures: Figures) -> None:
    """Put the next step of a case in an arrangement on its first term that is not covered yet; a hold goes before."""
    arrangement = stages.running_arrangement(session, case.id)
    if arrangement is None or case.stage is not Stage.ARRANGEMENT or stages.open_holds(session, case.id):
        return
    uncovered = uncovered_terms(session, arrangement)
    due_on = uncovered[0].due_on if uncovered else today
    then = step_of_terms(session, arrangement, due_on=due_on, today=today, figures=figures)
    case.next_step, case.next_step_on = then.step, then.on


def step_of_terms(
    session: Session, arrangement: Arrangement, *, due_on: date, today: date, figures: Figures
) -> stages.Then:
    """Follow it on `due_on`; where a letter gave time for the first open term, contact on the last day of that."""
    time_given = _time_given(session, arrangement, on=today, figures=figures)
    if time_given is not None:
        return stages.Then(NextStep.CONTACT_DEBTOR, time_given.until)
    return stages.Then(NextStep.FOLLOW_ARRANGEMENT, due_on)


def _time_given(session: Session, arrangement: Arrangement, *, on: date, figures: Figures) -> Given | None:
    """What a letter gave for the first term that is not covered, while it is not over on `on`."""
    found = missed_term.given(session, arrangement, figures=figures)
    if found is None or found.until < on:
        return None
    return found if any(each.ordinal <= found.through for each in uncovered_terms(session, arrangement)) else None


def missed_terms(session: Session, arrangement: Arrangement, *, on: date) -> list[Instalment]:
    """Uncovered terms whose days of grace are over on `on`."""
    return [term for term in uncovered_terms(session, arrangement) if (on - term.due_on).days > GRACE_DAYS]
