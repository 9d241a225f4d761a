"""What the bailiff served before the recall is not lost; what he served after it he must say, and it is flagged."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import holds
from cases.errors import Refused
from cases.models import (
    CaseEvent,
    EventKind,
    Hold,
    HoldKind,
    Interruption,
    NextStep,
    ServiceManner,
    ServiceReport,
    Stage,
    StopCause,
    WritState,
)
from cases.progress.recalls import open_stops
from cases.store import DocumentStore
from tests.cases.legal_track.track import HALTS, LATER, RECALLS, Track, make_track, stands_still
from tests.factories import TODAY, by

# The recall of the tests is at 12:00 UTC, one o'clock in the Netherlands.
BEFORE, AFTER = time(12, 59), time(13, 1)


@pytest.fixture
def track(session: Session, store: DocumentStore) -> Track:
    """A case with a draft of today."""
    return make_track(session, store)


def report(track: Track) -> ServiceReport:
    """What is on record."""
    return track.session.scalars(select(ServiceReport)).one()


@pytest.mark.parametrize("hour", [BEFORE, time(13, 0)])
def test_service_before_the_recall_counts_as_served(track: Track, hour: time) -> None:
    writ = track.give()
    stands_still(HoldKind.CLIENT_REQUEST)(track)
    track.serve(writ, hour=hour)
    assert (writ.state, report(track).despite_stop) == (WritState.SERVED, False)
    assert track.session.scalars(select(Interruption)).one().interrupted_on == TODAY
    assert (track.case.stage, track.case.next_step) == (Stage.SUMMONS_SERVED, NextStep.REVIEW_HOLD)


def test_service_after_the_recall_is_refused_unless_he_says_that_it_happened(track: Track) -> None:
    writ = track.give()
    RECALLS["arrangement"](track)
    with pytest.raises(Refused, match="Op 21-11-2026 om 13:00 uur is deze opdracht ingetrokken of stilgezet"):
        track.serve(writ, hour=AFTER)
    assert track.session.scalar(select(ServiceReport)) is None, "nothing was recorded"
    track.serve(writ, hour=AFTER, despite=True)
    assert report(track).despite_stop
    assert writ.state is WritState.SERVED
    assert track.case.stage is Stage.ARRANGEMENT, "the arrangement stands"
    event = track.session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.SERVICE_REPORTED)).one()
    assert event.data["despite_stop"] is True


def test_a_flag_that_is_not_needed_is_not_kept(track: Track) -> None:
    writ = track.give()
    track.serve(writ, despite=True)
    assert not report(track).despite_stop


def test_a_service_days_after_the_recall_is_refused(track: Track) -> None:
    writ = track.give()
    RECALLS["paid in full"](track)
    with pytest.raises(Refused, match="daarna mocht niet worden betekend"):
        track.serve(writ, on=TODAY + timedelta(days=2), hour=BEFORE)


def test_that_it_was_not_served_can_be_reported_after_a_recall(track: Track) -> None:
    writ = track.give()
    RECALLS["paid in full"](track)
    track.serve(writ, manner=ServiceManner.NOT_SERVED, hour=None)
    assert report(track).manner is ServiceManner.NOT_SERVED
    assert (writ.state, track.case.stage) == (WritState.WITHDRAWN, Stage.CLOSED)


def test_service_while_halted_is_flagged_and_a_person_still_looks(track: Track) -> None:
    writ = track.give()
    HALTS["cannot pay"](track)
    with pytest.raises(Refused, match="stilgezet"):
        track.serve(writ, hour=AFTER)
    track.serve(writ, hour=AFTER, despite=True)
    assert report(track).despite_stop
    assert (track.case.stage, track.case.next_step) == (Stage.SUMMONS_SERVED, NextStep.REVIEW_STOP)


def test_service_before_the_halt_needs_no_word(track: Track) -> None:
    writ = track.give()
    HALTS["promise"](track)
    track.serve(writ, hour=BEFORE)
    assert not report(track).despite_stop
    assert track.case.next_step is NextStep.REVIEW_STOP, "what the debtor said is still looked at"


def test_an_old_package_that_proves_to_be_served_halts_the_new_order(track: Track) -> None:
    first = track.give()
    stands_still(HoldKind.CLIENT_REQUEST)(track)
    _end_the_hold(track)
    track.draft()
    second = track.give()
    track.serve(first, hour=BEFORE)
    assert (first.state, second.state) == (WritState.SERVED, WritState.GIVEN)
    assert [stop.cause for stop in open_stops(track.session, track.case.id)] == [StopCause.EARLIER_SERVICE]
    assert track.said(second).startswith("STILGEZET")


def _end_the_hold(track: Track) -> None:
    hold = track.session.scalars(select(Hold)).one()
    holds.end(
        track.session, by(track.handler_id, LATER), hold.id, case_id=track.case.id, outcome="Opdrachtgever wil verder",
        on=TODAY,
    )


def test_after_a_writ_that_could_not_be_served_another_one_is_made(track: Track) -> None:
    """The case is back at the desk, which asks for a complete file: that has to lead somewhere."""
    first = track.give()
    track.serve(first, manner=ServiceManner.NOT_SERVED, hour=None)
    assert (track.case.stage, track.case.next_step) == (Stage.PRE_LEGAL, NextStep.COMPLETE_FILE)
    second = track.draft(now=LATER + timedelta(hours=4))
    assert (first.state, second.state, track.case.stage) == (
        WritState.NOT_SERVED, WritState.DRAFT, Stage.SUMMONS_DRAFT
    )
    assert track.give().id == second.id
