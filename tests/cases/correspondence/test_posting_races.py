"""Whoever orders, makes, posts or decides takes cases in one order: nobody waits in a ring. PostgreSQL locks rows."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from cases.amicable import debtor_details, holds
from cases.correspondence import batch_work, making, ordering, posting, previewing
from cases.correspondence.batch_work import Turn
from cases.correspondence.making import Made
from cases.errors import DomainError
from cases.models import (
    BatchWork,
    Case,
    CaseEvent,
    EventKind,
    Hold,
    HoldKind,
    Letter,
    LetterBatch,
    LetterKind,
    LetterState,
    RoleName,
)
from cases.progress import locking
from letters.catalogue import Rendered
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    LEASE,
    SMALL_PDF,
    TODAY,
    by,
    claim_row,
    make_case,
    make_letters,
    make_store,
    make_upload,
    make_user,
    order_first_notice,
)

Doing = Callable[[Session], object]


@pytest.fixture
def ordered(server: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """A batch of three letters, of which one was ordered; its id."""
    monkeypatch.setattr(ordering, "PIECE", 1)
    with Session(server) as session:
        ids = [
            make_case(session, make_store(tmp_path), customer=f"K-{n}", invoice=f"F-{n}", surname=f"Nr{n}").id
            for n in range(3)
        ]
        kind = LetterKind.FIRST_NOTICE
        shown = previewing.preview(session, ids, kind=kind, letter_date=TODAY, figures=FIGURES)
        batch_id = ordering.order(
            session, by(), shown.marks, kind=kind, letter_date=TODAY, figures=FIGURES
        ).id
        session.commit()
    return batch_id


def at_once(server: Engine, first: Doing, then: Doing, second: Doing, *, waits: bool = True) -> list[str]:
    """Do `first`, let `second` begin, then do `then` in the transaction of the first; what refused the second."""
    refusals: list[str] = []

    def later() -> None:
        with Session(server) as session:
            try:
                second(session)
                session.commit()
            except DomainError as refusal:
                refusals.append(str(refusal))

    with Session(server) as session:
        first(session)
        session.flush()
        meanwhile = threading.Thread(target=later)
        meanwhile.start()
        meanwhile.join(0.5)
        assert meanwhile.is_alive() is waits
        then(session)
        session.commit()
    meanwhile.join(20)
    assert not meanwhile.is_alive()
    return refusals


def confirms(batch_id: int, *, actor_id: int | None = None) -> Doing:
    return lambda session: posting.confirm_posted(session, by(actor_id), batch_id, posted_on=TODAY, figures=FIGURES)


def goes_on(batch_id: int) -> Doing:
    return lambda session: batch_work.go_on(
        session, batch_id, Turn(token="worker", now=NOW, lease=LEASE), figures=FIGURES
    )


def nothing(_session: Session) -> None:
    """No more than that."""


def test_a_posting_that_comes_too_early_waits_for_the_piece_that_is_being_ordered(
    server: Engine, ordered: int
) -> None:
    (refusal,) = at_once(
        server, lambda session: session.get(BatchWork, ordered, with_for_update=True), goes_on(ordered),
        confirms(ordered),
    )
    assert refusal.startswith("Nog niet alle brieven zijn besteld")


def finish(server: Engine, folder: Path, batch_id: int) -> list[Made]:
    """Order what is left, and draw all letters; what is to be kept of them."""
    with Session(server) as session:
        while goes_on(batch_id)(session):
            pass
        ids = session.scalars(select(Letter.id).where(Letter.batch_id == batch_id)).all()
        claimed = making.claim(session, ids, now=NOW, lease=timedelta(minutes=5))
        drawn = Rendered(docx=b"PK made-up", pdf=SMALL_PDF, text="", version="v1", title="Eerste brief")
        made = [
            making.put(make_store(folder), work, drawn)
            for work in making.work(session, claimed, figures=FIGURES) if isinstance(work, making.Work)
        ]
        session.commit()
    return made


def is_held(session: Session) -> None:
    case_id = session.scalars(select(Case.id).order_by(Case.id)).first()
    assert case_id is not None
    holds.place(session, by(), case_id, kind=HoldKind.CLIENT_REQUEST, reason="even wachten", on=TODAY)


@pytest.mark.parametrize("happens", ["held", "posted"])
def test_whoever_wants_letters_that_are_just_being_kept_waits_for_that(
    server: Engine, tmp_path: Path, ordered: int, happens: str
) -> None:
    """The letters are marked as made; their documents and events, which refer to the cases, come after that."""
    made = finish(server, tmp_path, ordered)
    asks: Doing = is_held if happens == "held" else confirms(ordered)
    began = threading.Event()
    broken: list[BaseException] = []

    def other() -> None:
        try:
            with Session(server) as session:
                asks(session)
                session.commit()
        except Exception as error:  # told below: a thread keeps it to itself
            broken.append(error)

    meanwhile = threading.Thread(target=other)

    def marked(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("UPDATE letter") and not began.is_set():
            began.set()
            meanwhile.start()
            meanwhile.join(0.5)
            assert meanwhile.is_alive(), "the other waits"

    with Session(server) as session:
        event.listen(server, "after_cursor_execute", marked)
        making.finish(session, made, now=NOW)
        event.remove(server, "after_cursor_execute", marked)
        session.commit()
    meanwhile.join(20)
    assert broken == []
    with Session(server) as session:
        states = session.scalars(select(Letter.state).order_by(Letter.id)).all()
        wanted = [LetterState.WITHDRAWN, LetterState.RENDERED, LetterState.RENDERED] if happens == "held" else [
            LetterState.POSTED, LetterState.LEAVING, LetterState.LEAVING
        ]
        assert states == wanted


def all_made(session: Session, tmp_path: Path, batch_id: int) -> None:
    """Order what is left of a batch and make its letters."""
    while goes_on(batch_id)(session):
        pass
    make_letters(session, make_store(tmp_path), session.get_one(LetterBatch, batch_id))


def test_the_second_of_two_who_confirm_a_posting_is_told_that_it_was_done(
    server: Engine, tmp_path: Path, ordered: int
) -> None:
    with Session(server) as session:
        all_made(session, tmp_path, ordered)
        one, other = (make_user(session, RoleName.HANDLER, email=f"{n}@voorbeeld.test").id for n in "ab")
        session.commit()
    refusals = at_once(server, confirms(ordered, actor_id=one), nothing, confirms(ordered, actor_id=other))
    assert refusals == ["Deze verzending is al bevestigd: gepost op 21-11-2026."]
    with Session(server) as session:
        while goes_on(ordered)(session):
            pass
        session.commit()
        told = session.execute(
            select(CaseEvent.case_id, CaseEvent.actor_id).where(CaseEvent.kind == EventKind.LETTER_POSTED)
            .order_by(CaseEvent.case_id)
        )
        assert [tuple(each) for each in told] == [(1, one), (2, one), (3, one)]


def test_what_could_not_be_booked_is_tried_again_beside_whoever_changes_its_case(
    server: Engine, tmp_path: Path, ordered: int
) -> None:
    with Session(server) as session:
        all_made(session, tmp_path, ordered)
        case = session.scalars(select(Case).order_by(Case.id)).first()
        assert case is not None
        case.policy = case.policy | {"rounding": "half of it"}
        confirms(ordered)(session)
        session.commit()

    assert at_once(
        server, lambda session: session.scalars(select(Case).order_by(Case.id).limit(1).with_for_update()).one(),
        is_held, goes_on(ordered), waits=False,
    ) == []
    with Session(server) as session:
        assert session.scalars(select(Letter.state).order_by(Letter.id)).first() is LetterState.WITHDRAWN


def test_a_file_with_other_details_takes_all_cases_at_once(server: Engine, tmp_path: Path) -> None:
    """The case that it extends comes after one that it stops."""
    with Session(server) as session:
        store = make_store(tmp_path)
        running = make_case(session, store, customer="K-1", invoice="F-1", surname="Nr1")
        order_first_notice(session, running)
        waiting = make_case(session, store, customer="K-2", invoice="F-2", surname="Nr2")
        ids = [running.id, waiting.id]
        session.commit()

    def arrives(session: Session) -> None:
        client = session.get_one(Case, ids[0]).client
        make_upload(
            session, make_store(tmp_path), client, claim_row(customer="K-2", surname="Nr2", invoice="F-3"),
            claim_row(customer="K-1", surname="Nr1", invoice="F-4", street="Elders"),
        )

    assert at_once(
        server, lambda session: locking.lock(session, ids[:1]), lambda session: locking.lock(session, ids), arrives
    ) == []
    with Session(server) as session:
        assert session.scalars(select(Hold.case_id).order_by(Hold.case_id)).all() == [ids[0], ids[1] + 1]


def test_deciding_on_the_details_of_a_debtor_takes_all_his_cases_in_their_order(server: Engine, tmp_path: Path) -> None:
    with Session(server) as session:
        store = make_store(tmp_path)
        first = make_case(session, store, invoice="F-1")
        order_first_notice(session, first)
        second = make_case(session, store, invoice="F-2")
        make_upload(session, store, first.client, claim_row(invoice="F-3", street="Elders"))
        ids = [first.id, second.id]
        hold_id = session.scalars(select(Hold.id).where(Hold.case_id == second.id)).one()
        session.commit()

    def decides(session: Session) -> None:
        (proposal,) = debtor_details.undecided(session, session.get_one(Case, ids[1]).debtor_id)
        debtor_details.decide(
            session, by(), hold_id, case_id=ids[1], taken_ids=[proposal.id], outcome="verhuisd", on=TODAY
        )

    assert at_once(
        server, lambda session: locking.lock(session, ids[:1]), lambda session: locking.lock(session, ids), decides
    ) == []
