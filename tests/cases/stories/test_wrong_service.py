"""A bailiff reports a service that never was: what it interrupted is taken back while there is still time.

The claim fell due on 4 December 2024 and is barred on 5 December 2026 when nothing interrupts (two years, assumed).
"""

from datetime import date

import pytest
from sqlalchemy import select

from cases import events
from cases.events.prescription import PrescriptionAlarm
from cases.models import (
    Assessment,
    AssessmentState,
    BailiffOffice,
    Case,
    CaseEvent,
    EventKind,
    NextStep,
    RoleName,
    ServiceManner,
    Stage,
    Writ,
    WritState,
)
from cases.progress import stages
from cases.progress.stages import Then
from legal.debtor.assessment import Outcome
from tests.cases.legal_track.served import GIVEN, SERVED, correct, give_to, here, report
from tests.cases.stories.telling import Story
from tests.factories import make_bailiff_office, make_case, make_user

BARRED, LAST = date(2026, 12, 5), date(2026, 12, 4)
FOUND_OUT = date(2026, 12, 1)
NEVER = {"manner": ServiceManner.NOT_SERVED, "served_at": None, "remarks": "Woning staat leeg", "costs": None}


@pytest.fixture
def writ(story: Story) -> Writ:
    """At the bailiff since 20 November."""
    case = make_case(
        story.session, story.store, today=story.day, invoice_date="20-11-2024", due="04-12-2024", reminder="20-12-2024",
        contract="01-11-2024",
    )
    story.until(GIVEN)
    office = make_bailiff_office(story.session)
    make_user(story.session, RoleName.BAILIFF, bailiff_office_id=office.id)
    handler, lead = make_user(story.session, RoleName.HANDLER), make_user(story.session, RoleName.LEGAL_LEAD)
    story.session.add(Assessment(
        case_id=case.id, outcome=Outcome.ABLE_UNWILLING, reason="Weigert zonder verweer", signals=[],
        state=AssessmentState.CONFIRMED, decided_on=story.day, decided_by=handler.id, confirmed_on=story.day,
        confirmed_by=lead.id,
    ))
    move(story, case, Stage.NOTICE_RUNNING, Stage.AMICABLE, Stage.PRE_LEGAL)
    return given(story, case, office)


def move(story: Story, case: Case, *through: Stage) -> None:
    for stage in through:
        then = Then(NextStep.AWAIT_SERVICE, story.day)
        stages.move(story.session, story.act(), case, stage, then, reason="op weg naar de deurwaarder", on=story.day)


def given(story: Story, case: Case, office: BailiffOffice) -> Writ:
    """To the bailiff at eleven, without the papers, which take seconds to draw."""
    move(story, case, Stage.SUMMONS_DRAFT, Stage.WITH_BAILIFF)
    return give_to(story.session, story.store, case, office, here(story.day, 11))


def alarms(story: Story, case: Case) -> list[PrescriptionAlarm]:
    query = select(CaseEvent).where(
        CaseEvent.case_id == case.id, CaseEvent.kind == EventKind.PRESCRIPTION_ALARM
    ).order_by(CaseEvent.id)
    return [told for told in map(events.read, story.session.scalars(query)) if isinstance(told, PrescriptionAlarm)]


def barred(case: Case) -> date:
    return case.claims[0].barred_from


def test_it_never_was_served_and_the_alarm_comes_back_in_time_for_another_service(story: Story, writ: Writ) -> None:
    case = writ.case
    assert barred(case) == BARRED
    before = len(alarms(story, case))
    story.until(SERVED)
    wrong = report(story.session, story.store, writ, now=here(SERVED, 15))
    assert (barred(case), case.stage) == (date(2028, 11, 24), Stage.SUMMONS_SERVED)

    story.until(FOUND_OUT)
    correct(story.session, story.store, writ, wrong, now=here(FOUND_OUT, 9), served_on=SERVED, **NEVER)
    assert (barred(case), writ.state, case.stage) == (BARRED, WritState.NOT_SERVED, Stage.PRE_LEGAL)
    story.until(date(2026, 12, 2))
    now = alarms(story, case)
    assert len(now) == before + 1, "once, on the day after"
    assert now[-1].claims[0].barred_from == BARRED

    again = given(story, case, story.session.get_one(BailiffOffice, writ.bailiff_office_id))
    story.until(LAST)
    report(story.session, story.store, again, now=here(LAST, 16), served_on=LAST)
    story.until(date(2026, 12, 8))
    assert (barred(case), case.stage) == (date(2028, 12, 5), Stage.SUMMONS_SERVED)
    assert len(alarms(story, case)) == before + 1


def test_found_out_too_late_it_says_barred_and_since_when(story: Story, writ: Writ) -> None:
    case = writ.case
    story.until(SERVED)
    wrong = report(story.session, story.store, writ, now=here(SERVED, 15))
    late = date(2026, 12, 8)
    story.until(late)
    correct(story.session, story.store, writ, wrong, now=here(late, 9), served_on=SERVED, **NEVER)
    assert barred(case) == BARRED
    story.until(date(2026, 12, 9))
    assert alarms(story, case)[-1].claims[0].months == 0


def test_another_day_of_service_moves_it_by_the_difference_alone(story: Story, writ: Writ) -> None:
    case = writ.case
    story.until(SERVED)
    wrong = report(story.session, story.store, writ, now=here(SERVED, 15))
    before = len(alarms(story, case))
    story.until(FOUND_OUT)
    right = here(date(2026, 11, 20), 14)
    correct(
        story.session, story.store, writ, wrong, now=here(FOUND_OUT, 9), served_on=right.date(), served_at=right.time()
    )
    story.until(date(2026, 12, 8))
    assert (barred(case), case.stage) == (date(2028, 11, 21), Stage.SUMMONS_SERVED)
    assert len(alarms(story, case)) == before
