"""A text that is stopped: nothing with it is made or posted from then on, no term runs, and two people release it."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from cases import daily_run
from cases.correspondence import making, ordering, posting, previewing
from cases.errors import AlreadyDone, Incomplete, Refused
from cases.models import Case, Letter, LetterBatch, LetterKind, LetterState, NextStep, RoleName, SetUpChange, User
from cases.setup import four_eyes, text_stops
from cases.setup.second_looks import MayNotConfirm
from cases.setup.text_stops import TextStopped
from cases.store import DocumentStore
from legal.counting.valuation import Channel
from letters.catalogue import Rendered, catalogue
from tests.cases.correspondence.test_posting_races import at_once, confirms, nothing
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    SMALL_PDF,
    TODAY,
    by,
    make_case,
    make_letters,
    make_store,
    make_user,
    order_first_notice,
)

NEWEST = catalogue()["first_notice"].version
MADE = "v1"  # of the made-up letters of the tests
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def case(session: Session, store: DocumentStore) -> Case:
    return make_case(session, store)


@pytest.fixture
def admins(session: Session) -> tuple[User, User]:
    return tuple(  # type: ignore[return-value]  # two of them
        make_user(session, RoleName.ADMIN, email=f"{name}@voorbeeld.test", name=name) for name in ("Een", "Twee")
    )


def stop(session: Session, person: User, *, version: str = NEWEST, channel: Channel = Channel.ORDINARY_POST) -> int:
    (made,) = text_stops.stop(
        session, by(person.id), kind=LetterKind.FIRST_NOTICE, version=version, channels=[channel],
        reason="zin klopt niet",
    )
    return made.id


def release(session: Session, stop_id: int, people: tuple[User, User]) -> None:
    asked = four_eyes.release_text(session, by(people[0].id), stop_id, reason="de zin is nagekeken")
    assert asked.look is not None
    four_eyes.confirm(session, by(people[1].id, LATER), asked.look.id)


def state(session: Session, batch: LetterBatch) -> LetterState:
    return session.scalars(select(Letter.state).where(Letter.batch_id == batch.id)).one()


def test_no_letter_is_ordered_with_a_text_that_is_stopped_and_the_preview_says_why(
    session: Session, case: Case, admins: tuple[User, User]
) -> None:
    stop(session, admins[0])
    shown = previewing.preview(session, [case.id], kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES)
    assert "stilgezet door Een: zin klopt niet" in shown.skipping[0].skipped
    with pytest.raises(Refused, match="Geen van de gekozen dossiers"):
        ordering.order(
            session, by(), shown.marks, kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES
        )


def test_what_was_ordered_waits_and_is_made_once_two_people_released_it(
    session: Session, store: DocumentStore, case: Case, admins: tuple[User, User]
) -> None:
    batch = order_first_notice(session, case)
    stopped = stop(session, admins[0])
    ids = [letter.id for letter in batch.letters]
    assert making.claim(session, ids, now=NOW, lease=timedelta(minutes=5)).attempts == {}
    assert making.left_behind(session, now=NOW) == []
    assert [each.reason for each in text_stops.of_batch(session, batch.id)] == ["zin klopt niet"]
    release(session, stopped, admins)
    assert making.left_behind(session, now=LATER) == ids
    make_letters(session, store, batch)
    assert state(session, batch) is LetterState.RENDERED


def test_one_that_is_being_made_at_that_moment_is_not_kept(
    session: Session, store: DocumentStore, case: Case, admins: tuple[User, User]
) -> None:
    batch = order_first_notice(session, case)
    claimed = making.claim(session, [letter.id for letter in batch.letters], now=NOW, lease=timedelta(minutes=5))
    (work,) = making.work(session, claimed, figures=FIGURES)
    assert isinstance(work, making.Work)
    drawn = Rendered(docx=b"PK", pdf=SMALL_PDF, text="", version=MADE, title="Eerste brief")
    stop(session, admins[0], version=MADE)
    assert making.finish(session, [making.put(store, work, drawn)], now=NOW) == set()
    letter = session.scalars(select(Letter).execution_options(populate_existing=True)).one()
    assert (letter.state, letter.attempts, letter.pdf_id) == (LetterState.QUEUED, 0, None)


def test_a_notice_that_was_not_posted_starts_no_term_however_long_it_waits(
    session: Session, store: DocumentStore, case: Case, admins: tuple[User, User]
) -> None:
    batch = order_first_notice(session, case)
    make_letters(session, store, batch)
    stopped = stop(session, admins[0], version=MADE)
    with pytest.raises(TextStopped, match="Er gaat niets op de post: de tekst Eerste brief"):
        posting.confirm_posted(session, by(), batch.id, posted_on=TODAY, figures=FIGURES)
    with pytest.raises(TextStopped):
        posting.require_printable(session, batch.id, today=TODAY, figures=FIGURES)
    late = TODAY + timedelta(days=10)
    report = daily_run.run(session, day=late, figures=FIGURES, now=NOW + timedelta(days=10))
    assert report is not None
    session.refresh(case)
    assert case.next_step is NextStep.CONFIRM_POSTING
    release(session, stopped, admins)
    act = by(None, NOW + timedelta(days=10), late)
    posting.confirm_posted(session, act, batch.id, posted_on=late, figures=FIGURES)
    letter = session.scalars(select(Letter).execution_options(populate_existing=True)).one()
    assert (letter.state, letter.sent_on) == (LetterState.POSTED, late)
    session.refresh(case)
    assert case.next_step_on is not None
    assert case.next_step_on > late + timedelta(days=14)


def test_another_version_and_another_channel_go_on(
    session: Session, store: DocumentStore, case: Case, admins: tuple[User, User]
) -> None:
    stop(session, admins[0], version="v2")
    stop(session, admins[0], channel=Channel.EMAIL)
    batch = order_first_notice(session, case)
    make_letters(session, store, batch)
    posting.confirm_posted(session, by(), batch.id, posted_on=TODAY, figures=FIGURES)
    assert state(session, batch) is LetterState.POSTED


def test_who_stopped_and_asks_cannot_release_it_alone_and_all_of_it_is_on_record(
    session: Session, case: Case, admins: tuple[User, User]
) -> None:
    assert case.id
    stopped = stop(session, admins[0])
    with pytest.raises(AlreadyDone):
        stop(session, admins[1])
    with pytest.raises(Incomplete):
        text_stops.stop(
            session, by(admins[0].id), kind=LetterKind.FIRST_NOTICE, version="v2", channels=list(Channel), reason=" "
        )
    asked = four_eyes.release_text(session, by(admins[0].id), stopped, reason="nagekeken")
    assert asked.look is not None
    with pytest.raises(MayNotConfirm):
        four_eyes.confirm(session, by(admins[0].id), asked.look.id)
    four_eyes.confirm(session, by(admins[1].id, LATER), asked.look.id)
    (found,) = text_stops.released(session)
    assert (found.stopper.name, found.released_by, found.release_reason) == ("Een", admins[1].id, "nagekeken")
    told = session.scalars(select(SetUpChange.new_value).where(SetUpChange.subject == "text")).all()
    assert any("stilgezet" in each for each in told)
    assert any("vrijgegeven" in each for each in told)
    with pytest.raises(AlreadyDone):
        text_stops.release(session, by(admins[0].id), stopped, reason="nog eens")
    stop(session, admins[1])  # it may be stopped again


def test_a_text_that_is_not_there_cannot_be_stopped(session: Session, admins: tuple[User, User]) -> None:
    with pytest.raises(Refused, match="bestaat niet"):
        stop(session, admins[0], version="v99")


@pytest.mark.postgres
def test_who_posts_waits_for_who_stops_and_is_refused(server: Engine, tmp_path: Path) -> None:
    with Session(server) as session:
        person = make_user(session, RoleName.ADMIN)
        batch = order_first_notice(session, make_case(session, make_store(tmp_path)))
        make_letters(session, make_store(tmp_path), batch)
        session.commit()
        batch_id, person_id = batch.id, person.id

    def stops(session: Session) -> None:
        stop(session, session.get_one(User, person_id), version=MADE)

    (refusal,) = at_once(server, stops, nothing, confirms(batch_id))
    assert refusal.startswith("Er gaat niets op de post")
