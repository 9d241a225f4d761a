"""A case ends, or a part of it is booked off, while its writ is on the way."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from cases.amicable import reopening, write_offs
from cases.amicable.write_offs import WriteOffInput
from cases.errors import Refused
from cases.models import ClosingReason, NextStep, Stage, StopCause, WritState
from cases.progress import recalls
from cases.store import DocumentStore
from tests.cases.amicable.endings import allow_alone, close, on, whats_wrong
from tests.cases.legal_track.track import Track, make_track
from tests.factories import FIGURES, TODAY, make_store

LATER = date(2026, 11, 24)


@pytest.fixture
def store(tmp_path) -> DocumentStore:
    return make_store(tmp_path)


@pytest.fixture
def track(session: Session, store: DocumentStore) -> Track:
    return make_track(session, store)


def test_closing_withdraws_a_draft(track: Track) -> None:
    writ = recalls.open_writ(track.session, track.case.id)
    assert writ is not None
    close(track.session, track.case, ClosingReason.WITHDRAWN_BY_CLIENT, TODAY)
    assert (writ.state, track.case.stage) == (WritState.WITHDRAWN, Stage.CLOSED)
    assert whats_wrong(track.session, track.store, TODAY) == []


def test_closing_recalls_a_package_and_the_bailiff_reads_why(track: Track) -> None:
    writ = track.give()
    close(track.session, track.case, ClosingReason.WRONG_DEBTOR, TODAY)
    assert writ.state is WritState.WITHDRAWN
    assert "INGETROKKEN: niet betekenen" in track.said(writ)
    assert "verkeerde debiteur" in track.said(writ)
    with pytest.raises(Refused):
        track.take(writ)
    assert whats_wrong(track.session, track.store, TODAY) == []


def test_reopening_revives_no_order(track: Track) -> None:
    writ = track.give()
    close(track.session, track.case, ClosingReason.WITHDRAWN_BY_CLIENT, TODAY)
    reopening.reopen(track.session, on(LATER), track.case.id, reason="Toch verder", figures=FIGURES)
    assert writ.state is WritState.WITHDRAWN
    assert track.case.stage is Stage.AMICABLE  # a new draft goes through the gate
    assert whats_wrong(track.session, track.store, LATER) == []


def test_what_was_served_stays_served_when_the_case_opens_again(track: Track) -> None:
    writ = track.give()
    track.serve(writ, on=date(2026, 11, 23))
    close(track.session, track.case, ClosingReason.WITHDRAWN_BY_CLIENT, LATER)
    assert writ.state is WritState.SERVED
    reopening.reopen(track.session, on(LATER), track.case.id, reason="Toch verder", figures=FIGURES)
    assert (track.case.stage, track.case.next_step) == (Stage.SUMMONS_SERVED, NextStep.AWAIT_PAYMENT)
    assert whats_wrong(track.session, track.store, LATER) == []


def test_a_part_that_is_booked_off_halts_the_package(track: Track) -> None:
    allow_alone(track.session, handler="50.00", lead="50.00")
    writ = track.give()
    write_offs.write_off(
        track.session, on(TODAY, track.handler_id, hour=13), track.case.id,
        WriteOffInput(amount=Decimal("20.00"), reason="Coulance"), figures=FIGURES,
    )
    assert [stop.cause for stop in recalls.open_stops(track.session, track.case.id)] == [StopCause.BOOKED_OFF]
    assert track.case.next_step is NextStep.REVIEW_STOP
    assert "STILGEZET" in track.said(writ)
    assert whats_wrong(track.session, track.store, TODAY) == []
