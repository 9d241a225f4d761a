"""Unwilling or unable (betalingsonwil, betalingsonmacht): the record lists facts, people decide and confirm."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cases import events
from cases.acts import Act
from cases.assessment import contrary_signs, means
from cases.counting import ledger_entries
from cases.counting.instalments import uncovered_terms
from cases.errors import Incomplete, NotFound, Refused, SecondPersonNeeded
from cases.events.assessment import AssessmentConfirmed, AssessmentMade, AssessmentRejected
from cases.input_checks import day_of
from cases.models import (
    Arrangement,
    ArrangementState,
    Assessment,
    AssessmentState,
    Case,
    Claim,
    Contact,
    ContactOutcome,
    Debtor,
    Hold,
    HoldKind,
    Letter,
    MeansSign,
    NextStep,
    Register,
    RegisterCheck,
    Stage,
)
from cases.progress import stages
from cases.progress.outcomes import OUTCOMES
from cases.setup import second_person
from legal.court.gate_facts import AssessmentRecord
from legal.debtor.assessment import (
    DUTCH_OUTCOMES,
    MANY_OPEN_CLAIMS,
    AssessmentFacts,
    BrokenArrangement,
    Outcome,
    Signal,
    against_unwillingness,
    objections,
)
from legal.debtor.assessment import signals as signals_of

ASSESSED_IN = (Stage.NOTICE_RUNNING, Stage.AMICABLE, Stage.PRE_LEGAL, Stage.SUMMONS_DRAFT)


def facts(session: Session, case: Case, *, on: date) -> AssessmentFacts:
    """What the record knows for and against, through `on`.

    That somebody who owes beside the debtor kept silent or refused tells nothing of the debtor; what he said for the
    good does count.
    """
    contacts = session.scalars(
        select(Contact).where(Contact.case_id == case.id).order_by(Contact.contacted_at)
    ).all()
    spoken = [contact for contact in contacts if contact.right_party]
    with_debtor = [contact for contact in contacts if contact.debtor_id is None]
    shown = means.standing(session, case.id)
    open_claims, since = _open_claims(session, case.debtor, on)
    return AssessmentFacts(
        unanswered_on=_days(contact for contact in with_debtor if OUTCOMES[contact.outcome].is_silence),
        answered_on=_days(c for c in spoken if OUTCOMES[c.outcome].is_answer),
        arrangement_asked_on=_days(c for c in spoken if c.outcome is ContactOutcome.ASKS_ARRANGEMENT),
        cannot_pay_said_on=_days(c for c in spoken if c.outcome is ContactOutcome.CANNOT_PAY),
        refused_on=_days(c for c in with_debtor if c.right_party and c.outcome is ContactOutcome.REFUSES),
        promised_on=_days(c for c in spoken if c.outcome is ContactOutcome.PROMISES_PAYMENT),
        can_pay_said_on=means.days(shown, MeansSign.CAN_PAY_SAID),
        means_shown_on=means.days(shown, MeansSign.INCOME_PAPER, MeansSign.ASSETS_PAPER),
        accounts_show_means_on=means.days(shown, MeansSign.ACCOUNTS_SHOW_MEANS),
        pays_newer_on=means.days(shown, MeansSign.PAYS_NEWER),
        orders_again_on=means.days(shown, MeansSign.ORDERS_AGAIN),
        paid_on=tuple(entry.effective_on for entry in ledger_entries.payments_of(session, case.id)),
        arrangements_broken=_broken(session, case.id),
        disputed_on=_held(session, case.id, HoldKind.DISPUTE), dispute_answered_on=_answered(session, case.id),
        debt_help_on=_held(session, case.id, HoldKind.DEBT_HELP),
        insolvency_on=_held(session, case.id, HoldKind.INSOLVENCY) + _found(session, case.id, Register.INSOLVENCY),
        guardianship_on=_found(session, case.id, Register.GUARDIANSHIP),
        address_unknown_on=_held(session, case.id, HoldKind.ADDRESS_UNKNOWN) + _returned(session, case.id),
        open_claims=open_claims, open_claims_counted_on=since,
    )


def signals(session: Session, case: Case, *, on: date) -> tuple[Signal, ...]:
    """The facts as signals, oldest first, each with its direction and how to weigh it."""
    return signals_of(facts(session, case, on=on))


def may_be_assessed(case: Case) -> bool:
    """Whether the stage of a case allows to decide on unwillingness or inability."""
    return case.stage in ASSESSED_IN


def decide(session: Session, act: Act, case_id: int, *, outcome: Outcome, reason: str) -> Assessment:
    """Record what a person decided, with the signals as they were; a draft of the exploot of before is withdrawn.

    Unwillingness leads to the bailiff and waits for a second person; any other outcome stands at once. Raises
    Incomplete with the objections of `legal.debtor.assessment`: silence is never unwillingness. Raises CaseOnHold for
    unwillingness while a hold is open.
    """
    case = stages.open_case(session, case_id)
    if not may_be_assessed(case):
        raise Refused("Beoordelen kan nadat de eerste brief is verstuurd en zolang er geen regeling of exploot loopt.")
    known = facts(session, case, on=act.today)
    against = objections(outcome, known, reason, on=act.today)
    if against:
        raise Incomplete(" ".join(against))
    if outcome is Outcome.ABLE_UNWILLING:
        stages.require_no_hold(session, case)
    previous = current(session, case_id)
    if previous is not None:
        previous.state = AssessmentState.REPLACED
    needs_second = outcome is Outcome.ABLE_UNWILLING
    assessment = Assessment(
        case_id=case_id, outcome=outcome.value, reason=reason.strip(), signals=[_kept(s) for s in signals_of(known)],
        state=AssessmentState.PROPOSED if needs_second else AssessmentState.CONFIRMED, decided_on=act.today,
        decided_by=act.actor_id, confirmed_on=None if needs_second else act.today,
    )
    session.add(assessment)
    session.flush()
    told = AssessmentMade(assessment_id=assessment.id, outcome=outcome, reason=assessment.reason)
    events.record(session, act, case_id, told, effective_on=act.today)
    step = NextStep.CONFIRM_ASSESSMENT if needs_second else NextStep.CONTACT_DEBTOR
    stages.move(
        session, act, case, case.stage if case.stage is Stage.NOTICE_RUNNING else Stage.AMICABLE,
        stages.Then(step, act.today), reason=f"beoordeling: {DUTCH_OUTCOMES[outcome]}", on=act.today,
    )
    session.flush()
    return assessment


def confirm(session: Session, act: Act, case_id: int, *, note: str) -> Assessment:
    """A second person agrees: the case goes to the preparation of the legal track.

    Raises SecondPersonNeeded for the one who decided, in an office of one for all but the outsider; Refused while a
    dispute or hold is open, the term of the notice runs, or something came on record since that speaks against it.
    """
    case = stages.open_case(session, case_id)
    assessment = _waiting(session, case_id)
    second_person.require(
        session, act.actor_id, first_id=assessment.decided_by,
        same="Iemand anders dan degene die beoordeelde, moet dit bevestigen.",
    )
    stages.require_no_hold(session, case)
    if case.stage is Stage.NOTICE_RUNNING:
        raise Refused("De veertiendagentermijn loopt nog; daarna kan dit worden bevestigd.")
    outdated = of_record(session, case, assessment, on=act.today).outdated(act.today)
    if outdated:
        raise Refused(outdated)
    assessment.state = AssessmentState.CONFIRMED
    assessment.confirmed_on, assessment.confirmed_by = act.today, act.actor_id
    assessment.confirmation_note = note.strip()
    told = AssessmentConfirmed(
        assessment_id=assessment.id, outcome=Outcome(assessment.outcome), note=assessment.confirmation_note
    )
    events.record(session, act, case_id, told, effective_on=act.today)
    stages.move(
        session, act, case, Stage.PRE_LEGAL, stages.Then(NextStep.COMPLETE_FILE, act.today),
        reason="betalingsonwil bevestigd", on=act.today,
    )
    session.flush()
    return assessment


def reject(session: Session, act: Act, case_id: int, *, note: str) -> Assessment:
    """A second person does not agree and says why; the case goes back to contact."""
    case = stages.open_case(session, case_id)
    assessment = _waiting(session, case_id)
    if act.actor_id is None or act.actor_id == assessment.decided_by:
        raise SecondPersonNeeded("Iemand anders dan degene die beoordeelde, moet dit afwijzen.")
    if not note.strip():
        raise Incomplete("Vul in waarom u het niet eens bent met de beoordeling.")
    assessment.state, assessment.confirmed_by = AssessmentState.REJECTED, act.actor_id
    assessment.confirmed_on, assessment.confirmation_note = act.today, note.strip()
    told = AssessmentRejected(assessment_id=assessment.id, note=assessment.confirmation_note)
    events.record(session, act, case_id, told, effective_on=act.today)
    stages.move(
        session, act, case, case.stage, stages.Then(NextStep.CONTACT_DEBTOR, act.today),
        reason="beoordeling afgewezen", on=act.today,
    )
    session.flush()
    return assessment


def current(session: Session, case_id: int) -> Assessment | None:
    """The newest assessment that waits or stands."""
    query = select(Assessment).where(
        Assessment.case_id == case_id, Assessment.state.in_((AssessmentState.PROPOSED, AssessmentState.CONFIRMED))
    )
    return session.scalar(query.order_by(Assessment.id.desc()).limit(1))


def of_record(session: Session, case: Case, assessment: Assessment, *, on: date) -> AssessmentRecord:
    """The assessment as the gate reads it on `on`: who decided, and what speaks against it by now."""
    outcome = Outcome(assessment.outcome)
    unwilling = outcome is Outcome.ABLE_UNWILLING
    return AssessmentRecord(
        outcome=outcome, decided_by=assessment.decided_by or 0, decided_on=assessment.decided_on,
        confirmed_by=assessment.confirmed_by if assessment.state is AssessmentState.CONFIRMED else None,
        contrary=contrary_signs.since(session, case.id, assessment.id) if unwilling else (),
        objections=against_unwillingness(facts(session, case, on=on), on=on) if unwilling else (),
    )


def _waiting(session: Session, case_id: int) -> Assessment:
    assessment = current(session, case_id)
    if assessment is None or assessment.state is not AssessmentState.PROPOSED:
        raise NotFound("Er wacht geen beoordeling op bevestiging.")
    return assessment


def _kept(signal: Signal) -> dict[str, str | None]:
    return {
        "code": signal.code, "on": None if signal.on is None else signal.on.isoformat(), "text": signal.text,
        "direction": signal.direction.value, "weight": signal.weight, "source": signal.source,
    }


def _days(contacts: Iterable[Contact]) -> tuple[date, ...]:
    return tuple(day_of(contact.contacted_at) for contact in contacts)


def _held(session: Session, case_id: int, kind: HoldKind) -> tuple[date, ...]:
    """Days on which a hold of this kind was placed that is still open; one that ended was decided on."""
    query = select(Hold.started_on).where(Hold.case_id == case_id, Hold.kind == kind, Hold.ended_on.is_(None))
    return tuple(session.scalars(query))


def _answered(session: Session, case_id: int) -> tuple[date, ...]:
    """Days on which a dispute was dealt with."""
    query = select(Hold.ended_on).where(Hold.case_id == case_id, Hold.kind == HoldKind.DISPUTE)
    return tuple(day for day in session.scalars(query) if day is not None)


def _found(session: Session, case_id: int, register: Register) -> tuple[date, ...]:
    query = select(RegisterCheck.checked_on).where(
        RegisterCheck.case_id == case_id, RegisterCheck.register == register, RegisterCheck.found
    )
    return tuple(session.scalars(query))


def _returned(session: Session, case_id: int) -> tuple[date, ...]:
    query = select(Letter.returned_on).where(Letter.case_id == case_id, Letter.returned_on.is_not(None))
    return tuple(day for day in session.scalars(query) if day is not None)


def _broken(session: Session, case_id: int) -> tuple[BrokenArrangement, ...]:
    query = select(Arrangement).where(Arrangement.case_id == case_id, Arrangement.state == ArrangementState.BROKEN)
    found = []
    for arrangement in session.scalars(query):
        assert arrangement.ended_on is not None
        kept = len(arrangement.instalments) - len(uncovered_terms(session, arrangement))
        found.append(BrokenArrangement(broken_on=arrangement.ended_on, terms_kept=kept))
    return tuple(found)


def _open_claims(session: Session, debtor: Debtor, on: date) -> tuple[int, date]:
    """Open claims against this person in the agency's own cases, and since when there are many; else `on`.

    Across clients only on name and day of birth.
    """
    same = [Debtor.id == debtor.id]
    if debtor.birth_date is not None:
        same.append((Debtor.search_name == debtor.search_name) & (Debtor.birth_date == debtor.birth_date))
    query = (
        select(Case.opened_on).join(Claim, Claim.case_id == Case.id).join(Debtor, Claim.debtor_id == Debtor.id)
        .where(or_(*same), Case.stage != Stage.CLOSED).order_by(Case.opened_on)
    )
    opened = session.scalars(query).all()
    return len(opened), opened[MANY_OPEN_CLAIMS - 1] if len(opened) >= MANY_OPEN_CLAIMS else on
