"""The daily run: what a day brings by itself, once per day, in pieces that are each kept and can be gone on from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session, selectinload

from cases import events
from cases.acts import Act, by_program
from cases.amicable import arrangements, settling
from cases.confirming import asking
from cases.correspondence import shared_letters
from cases.correspondence.new_notice import ask_new_notice
from cases.counting import instalments, overpaid, prescriptions, statement, valuation_records
from cases.counting.notices import JudgedNotice
from cases.counting.statement import CaseRecord
from cases.events.arrangements import InstalmentMissed
from cases.events.letters import NoticeTermEnded
from cases.models import Arrangement, Case, DailyRun, NextStep, Overpaid, Stage, Upload, UploadState
from cases.program import program
from cases.progress import locking, stages
from cases.setup import registration, year_end
from legal.facts import NoticeTerm
from legal.parameters import Figures

MARGIN_DAYS = 2       # process law 1.9: a payment under way arrives before the next step
KEEP_PREVIEW_DAYS = 7
CASES_AT_ONCE = 200   # in one piece: other writers wait no longer than this takes
# A case waits for its term under one step; under another one (a hold, a promise to call) it is looked at every day.
_OTHER_STEPS: Final = [step for step in NextStep if step is not NextStep.WAIT_NOTICE_TERM]


@dataclass(frozen=True, kw_only=True)
class Day:
    """The day that is done, by whom, and the figures that it counts with."""

    day: date
    act: Act
    figures: Figures


# Does what comes after this id: how much was done, and after which id to go on, None when nothing is left.
Piece: TypeAlias = Callable[[Session, Day, int], tuple[int, int | None]]


def run(session: Session, *, day: date, figures: Figures, now: datetime) -> dict[str, Any]:
    """Do what `day` asks and give the counts; {"already_done": True} when it was done before.

    Notice terms that ended move to the amicable phase, a notice that proved defective asks for a new one, missed
    instalments are marked, forgotten previews dropped. Where the first day barred of a claim comes near, an alarm
    stands in the time line; that day is counted again for every claim when the law is other code than the day before.
    """
    if is_done(session, day):
        return {"already_done": True}
    while (standing := go_on(session, day=day, figures=figures, now=now)) is not None and standing.done_at is None:
        pass
    return session.get_one(DailyRun, day).report


def is_done(session: Session, day: date) -> bool:
    """Whether the daily run of `day` was done, to its end."""
    return session.scalar(select(DailyRun.done_at).where(DailyRun.day == day)) is not None


def go_on(session: Session, *, day: date, figures: Figures, now: datetime) -> DailyRun | None:
    """Do the next piece of `day`, to be committed by itself; the day as it then stands, None when it was done before.

    Whoever does a piece holds the row of the day, so that two processes take turns and none repeats the other.
    """
    standing = session.get(DailyRun, day, with_for_update=True, populate_existing=True)
    if standing is None:
        standing = DailyRun(day=day, step=next(iter(STEPS)), after_id=0, report=dict.fromkeys(STEPS, 0))
        session.add(standing)
        session.flush()
    if standing.done_at is not None:
        return None
    done, after = STEPS[standing.step](session, Day(day=day, act=by_program(now), figures=figures), standing.after_id)
    standing.report = standing.report | {standing.step: standing.report.get(standing.step, 0) + done}
    if after is not None:
        standing.after_id = after
    else:
        standing.after_id, following = 0, _following(standing.step)
        if following is None:
            standing.done_at, standing.law_sha256 = now, program()["law_sha256"]
        else:
            standing.step = following
    session.flush()
    return standing


def days_to_run(session: Session, *, today: date) -> list[date]:
    """Days not done yet, oldest first: those after the last one that was, through `today`; only today at the start."""
    last = session.scalar(select(func.max(DailyRun.day)).where(DailyRun.done_at.is_not(None)))
    if last is None:
        return [session.scalar(select(func.min(DailyRun.day))) or today]
    return [last + timedelta(days=ahead) for ahead in range(1, (today - last).days + 1)]


def _following(step: str) -> str | None:
    names = list(STEPS)
    return next(iter(names[names.index(step) + 1:]), None)


def _next(ids: Sequence[int]) -> int | None:
    """After which id the next piece begins; None when this one was not full."""
    return ids[-1] if len(ids) == CASES_AT_ONCE else None


def _end_notice_terms(session: Session, today: Day, after: int) -> tuple[int, int | None]:
    ids = session.scalars(
        select(Case.id).where(Case.stage == Stage.NOTICE_RUNNING, _may_have_ended(today.day), Case.id > after)
        .order_by(Case.id).limit(CASES_AT_ONCE)
    ).all()
    shared_letters.lock_cases(session, ids)
    cases = session.scalars(
        select(Case).where(Case.id.in_(ids), Case.stage == Stage.NOTICE_RUNNING).order_by(Case.id)
        .options(selectinload(Case.claims), selectinload(Case.terms), selectinload(Case.debtor))
    ).all()
    records = statement.records_of(session, cases, figures=today.figures)
    ended = [
        (case, term) for case in cases
        if (term := _ended_term(session, today, case, records[case.id].counting)) is not None
    ]
    _tell_ended(session, today, ended, records)
    held = stages.open_holds_by_case(session, ids)
    contact_on = today.day + timedelta(days=MARGIN_DAYS)
    for case, _term in ended:
        then = stages.Then(NextStep.CONTACT_DEBTOR, contact_on, held=case.id in held)
        stages.move(
            session, today.act, case, Stage.AMICABLE, then, reason="veertiendagentermijn verstreken", on=today.day
        )
    session.flush()
    return len(ended), _next(ids)


def _may_have_ended(day: date) -> ColumnElement[bool]:
    """Of a case whose term runs: whether it may be over. What changes a notice moves the day of its step at once."""
    is_waiting = Case.next_step == NextStep.WAIT_NOTICE_TERM
    return or_(is_waiting & (Case.next_step_on <= day), Case.next_step.in_(_OTHER_STEPS))


def _ended_term(session: Session, today: Day, case: Case, judged: JudgedNotice | None) -> NoticeTerm | None:
    """The term of a case when it is over; a notice that proved defective asks for a new one."""
    if ask_new_notice(session, today.act, case, judged, on=today.day, figures=today.figures):
        return None
    term = statement.notice_term(case, judged, figures=today.figures)
    is_over = term is not None and term.costs_claimable_from is not None and today.day >= term.costs_claimable_from
    return term if is_over else None


def _tell_ended(
    session: Session, today: Day, ended: Sequence[tuple[Case, NoticeTerm]], records: Mapping[int, CaseRecord]
) -> None:
    """Each end in the history of its case, with what was counted then; those of one day are written together."""
    for first_day, group in groupby(sorted(ended, key=_day_of_costs), key=_day_of_costs):
        of_day = list(group)
        told = events.record_many(session, today.act, (
            (case.id, NoticeTermEnded(last_free_day=term.last_free_day)) for case, term in of_day
        ), effective_on=first_day)
        session.flush()
        valuation_records.keep_many(session, [
            (event, valuation_records.snapshot_of(records[case.id].facts, on=today.day, figures=today.figures))
            for event, (case, _term) in zip(told, of_day, strict=True)
        ], figures=today.figures, now=today.act.now)


def _day_of_costs(ended: tuple[Case, NoticeTerm]) -> date:
    first_day = ended[1].costs_claimable_from
    assert first_day is not None
    return first_day


def _mark_missed(session: Session, today: Day, after: int) -> tuple[int, int | None]:
    last_due = today.day - timedelta(days=instalments.GRACE_DAYS + 1)
    ids = instalments.behind(session, due_through=last_due, after=after, at_most=CASES_AT_ONCE)
    locking.lock(session, session.scalars(select(Arrangement.case_id).where(Arrangement.id.in_(ids))).all())
    running = session.scalars(
        select(Arrangement).where(Arrangement.id.in_(ids)).order_by(Arrangement.id)
        .options(selectinload(Arrangement.instalments)).execution_options(populate_existing=True)
    ).all()
    return sum(_mark_terms(session, today, each) for each in running), _next(ids)


def _mark_terms(session: Session, today: Day, arrangement: Arrangement) -> int:
    """Mark the terms of a running arrangement that were missed, once each; how many."""
    if stages.running_arrangement(session, arrangement.case_id) is not arrangement:
        return 0
    terms = [
        term for term in arrangements.missed_terms(session, arrangement, on=today.day) if term.missed_on is None
    ]
    if not terms:
        return 0
    case = session.get_one(Case, arrangement.case_id)
    then = arrangements.step_of_terms(
        session, arrangement, due_on=today.day, today=today.day, figures=today.figures
    )
    for term in terms:
        term.missed_on = today.day
        stages.move(session, today.act, case, case.stage, then, reason="termijn gemist", on=today.day)
        told = InstalmentMissed(arrangement_id=arrangement.id, ordinal=term.ordinal, amount=term.amount)
        events.record(session, today.act, case.id, told, effective_on=term.due_on)
    return len(terms)


def _drop_previews(session: Session, today: Day, _after: int) -> tuple[int, None]:
    """Uploads that nobody confirmed within a week are dropped; their rows never became cases."""
    dropped = session.scalars(
        update(Upload).where(
            Upload.state == UploadState.PREVIEWED,
            Upload.uploaded_at < today.act.now - timedelta(days=KEEP_PREVIEW_DAYS),
        ).values(state=UploadState.CANCELLED).returning(Upload.id)
    ).all()
    return len(dropped), None


def _count_again(session: Session, _today: Day, after: int) -> tuple[int, int | None]:
    """The first day barred follows from the record and the law alone: it is counted again when that is other code."""
    newest = select(DailyRun.law_sha256).where(DailyRun.done_at.is_not(None)).order_by(DailyRun.day.desc()).limit(1)
    if session.scalar(newest) == program()["law_sha256"]:
        return 0, None
    return prescriptions.keep_some(session, after=after)


def _alarm(session: Session, today: Day, after: int) -> tuple[int, int | None]:
    return prescriptions.alarm(session, day=today.day, now=today.act.now, after=after, at_most=CASES_AT_ONCE)


def _book_differences(session: Session, today: Day, after: int) -> tuple[int, int | None]:
    done, ids = settling.book_differences(
        session, today.act, figures=today.figures, after=after, at_most=CASES_AT_ONCE
    )
    return done, _next(ids)


def _look_at_overpaid(session: Session, today: Day, after: int) -> tuple[int, int | None]:
    """Cases on which nothing is too much any more leave the list."""
    ids = session.scalars(
        select(Overpaid.case_id).where(Overpaid.case_id > after).order_by(Overpaid.case_id).limit(CASES_AT_ONCE)
    ).all()
    locking.lock(session, ids)
    cases = session.scalars(
        select(Case).where(Case.id.in_(ids)).options(selectinload(Case.claims), selectinload(Case.terms))
    ).all()
    gone = overpaid.settled(session, cases, today=today.day, figures=today.figures)
    overpaid.unmark(session, gone)
    return len(gone), _next(ids)


def _keep_tasks(session: Session, today: Day, _after: int) -> tuple[int, None]:
    """What the agency itself has to see to: its registration, the figures that end, what it asks of its outsider."""
    figures = year_end.keep_tasks(session, today.act, figures=today.figures)
    asking.keep(session, today.act, figures=today.figures)
    return registration.keep_task(session, today.act) + figures, None


STEPS: Final[dict[str, Piece]] = {
    "notice_terms_ended": _end_notice_terms,
    "instalments_missed": _mark_missed,
    "previews_dropped": _drop_previews,
    "prescriptions_moved": _count_again,
    "prescription_alarms": _alarm,
    "differences_booked": _book_differences,
    "overpaid_settled": _look_at_overpaid,
    "tasks_kept": _keep_tasks,
}
