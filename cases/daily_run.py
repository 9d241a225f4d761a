"""The daily run: what a day brings by itself, done once per day, also when a machine slept through some."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from cases import events
from cases.acts import Act, by_program
from cases.amicable import arrangements
from cases.correspondence.new_notice import ask_new_notice
from cases.counting import prescriptions, statement, valuation_records
from cases.events.arrangements import InstalmentMissed
from cases.events.letters import NoticeTermEnded
from cases.models import (
    Arrangement,
    ArrangementState,
    Case,
    DailyRun,
    NextStep,
    Stage,
    Upload,
    UploadState,
)
from cases.progress import stages
from legal.parameters import Figures

MARGIN_DAYS = 2       # process law 1.9: a payment under way arrives before the next step
KEEP_PREVIEW_DAYS = 7


def run(session: Session, *, day: date, figures: Figures, now: datetime) -> dict[str, Any]:
    """Do what `day` asks and give the counts; {"already_done": True} when it was done before.

    Notice terms that ended move to the amicable phase, a notice that proved defective asks for a new one, missed
    instalments are marked, forgotten previews dropped. The first day barred of every claim of an open case is counted
    again, and where it comes near an alarm stands in the time line.
    """
    if session.get(DailyRun, day) is not None:
        return {"already_done": True}
    act = by_program(now)
    report = {
        "notice_terms_ended": _end_notice_terms(session, act, day, figures),
        "instalments_missed": _mark_missed(session, act, day),
        "previews_dropped": _drop_previews(session, now),
        "prescriptions_moved": prescriptions.keep_all(session),
        "prescription_alarms": prescriptions.alarm(session, day=day, now=now),
    }
    session.add(DailyRun(day=day, done_at=now, report=report))
    session.flush()
    return report


def days_to_run(session: Session, *, today: date) -> list[date]:
    """Days not done yet, oldest first: those after the last one that was, through `today`; only today at the start."""
    last = session.scalar(select(func.max(DailyRun.day)))
    if last is None:
        return [today]
    return [last + timedelta(days=ahead) for ahead in range(1, (today - last).days + 1)]


def _end_notice_terms(session: Session, act: Act, day: date, figures: Figures) -> int:
    query = (
        select(Case).where(Case.stage == Stage.NOTICE_RUNNING).order_by(Case.id).with_for_update()
        .options(selectinload(Case.claims), selectinload(Case.terms), selectinload(Case.debtor))
    )
    ended = 0
    for case in session.scalars(query).all():
        judged = statement.counting_notice(session, case, figures=figures)
        if ask_new_notice(session, act, case, judged, on=day, figures=figures):
            continue
        term = statement.notice_term(case, judged, figures=figures)
        if term is None or term.costs_claimable_from is None or day < term.costs_claimable_from:
            continue
        ended_term = NoticeTermEnded(last_free_day=term.last_free_day)
        told = events.record(session, act, case.id, ended_term, effective_on=term.costs_claimable_from)
        valuation_records.keep_with(session, case, told, on=day, figures=figures, now=act.now)
        held = stages.open_holds(session, case.id)
        stages.move(
            session, act, case, Stage.AMICABLE,
            stages.Then(NextStep.REVIEW_HOLD, case.next_step_on) if held
            else stages.Then(NextStep.CONTACT_DEBTOR, day + timedelta(days=MARGIN_DAYS)),
            reason="veertiendagentermijn verstreken", on=day,
        )
        ended += 1
    return ended


def _mark_missed(session: Session, act: Act, day: date) -> int:
    query = select(Arrangement).where(Arrangement.state == ArrangementState.RUNNING).order_by(Arrangement.id)
    missed = 0
    for arrangement in session.scalars(query).all():
        for instalment in arrangements.missed_terms(session, arrangement, on=day):
            if instalment.missed_on is not None:
                continue
            instalment.missed_on = day
            case = session.get_one(Case, arrangement.case_id, with_for_update=True)
            stages.move(
                session, act, case, case.stage, stages.Then(NextStep.FOLLOW_ARRANGEMENT, day), reason="termijn gemist",
                on=day,
            )
            told = InstalmentMissed(
                arrangement_id=arrangement.id, ordinal=instalment.ordinal, amount=instalment.amount
            )
            events.record(session, act, case.id, told, effective_on=instalment.due_on)
            missed += 1
    return missed


def _drop_previews(session: Session, now: datetime) -> int:
    """Uploads that nobody confirmed within a week are dropped; their rows never became cases."""
    query = select(Upload).where(
        Upload.state == UploadState.PREVIEWED, Upload.uploaded_at < now - timedelta(days=KEEP_PREVIEW_DAYS)
    )
    forgotten = session.scalars(query).all()
    for upload in forgotten:
        upload.state = UploadState.CANCELLED
    return len(forgotten)
