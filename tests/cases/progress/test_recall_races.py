"""The bailiff takes a package while a handler makes an arrangement. PostgreSQL locks rows: one waits for the other."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cases.errors import Refused
from cases.models import CaseEvent, EventKind, PackageDownload, ServiceReport, Writ, WritState
from tests.cases.legal_track.track import Track, arranges, make_track
from tests.factories import make_store


@pytest.fixture
def given(server: Engine, tmp_path: Path) -> Track:
    """A package that was given and not yet taken; its session is closed."""
    with Session(server, expire_on_commit=False) as session:
        track = make_track(session, make_store(tmp_path))
        track.give()
        session.commit()
    return track


def at_once(
    server: Engine, given: Track, first: Callable[[Track], object], second: Callable[[Track], object]
) -> list[str]:
    """Let `second` begin while `first` is not committed; what refused the second."""
    refusals: list[str] = []

    def later() -> None:
        with Session(server) as session:
            try:
                second(replace(given, session=session))
                session.commit()
            except Refused as refusal:
                refusals.append(str(refusal))

    with Session(server) as session:
        first(replace(given, session=session))
        session.flush()
        meanwhile = threading.Thread(target=later)
        meanwhile.start()
        meanwhile.join(0.5)
        assert meanwhile.is_alive(), "the second waits"
        session.commit()
    meanwhile.join(20)
    assert not meanwhile.is_alive()
    return refusals


def takes(track: Track) -> object:
    """The bailiff takes the package."""
    return track.take(track.session.scalars(select(Writ)).one())


def serves(track: Track) -> None:
    """The bailiff reports service."""
    track.serve(track.session.scalars(select(Writ)).one())


def test_a_download_waits_for_an_arrangement_and_is_refused(server: Engine, given: Track) -> None:
    (refusal,) = at_once(server, given, arranges, takes)
    assert refusal.startswith("INGETROKKEN: niet betekenen.")
    with Session(server) as session:
        assert session.scalar(select(PackageDownload)) is None


def test_an_arrangement_waits_for_a_download_and_tells_that_it_was_taken(server: Engine, given: Track) -> None:
    assert at_once(server, given, takes, arranges) == []
    with Session(server) as session:
        assert session.scalars(select(Writ)).one().state is WritState.WITHDRAWN
        event = session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.WRIT_WITHDRAWN)).one()
        assert event.data["taken"] is True


def test_a_report_waits_for_an_arrangement_without_a_deadlock(server: Engine, given: Track) -> None:
    assert at_once(server, given, arranges, serves) == [], "at half past eleven it was served before the recall"
    with Session(server) as session:
        assert session.scalars(select(ServiceReport)).one().despite_stop is False
        assert session.scalars(select(Writ)).one().state is WritState.SERVED
