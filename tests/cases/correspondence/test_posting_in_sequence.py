"""What may come between the pieces of an order or a posting, one thing after another."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases import daily_run
from cases.amicable import holds
from cases.correspondence import batch_work, ordering, posting, previewing
from cases.correspondence.batch_work import Turn
from cases.counting import figure_sets
from cases.errors import Refused
from cases.invariants import verify
from cases.models import (
    BatchWork,
    Case,
    CaseEvent,
    EventKind,
    HoldKind,
    Letter,
    LetterBatch,
    LetterKind,
    LetterState,
    NextStep,
    Stage,
)
from cases.setup import organisations
from cases.store import DocumentStore
from tests.cases.correspondence.test_posting_meanwhile import (
    ACT,
    POSTED,
    Happening,
    arranges_and_breaks_it,
    comes_in_with_other_details,
    disputes,
    paid_before_the_letter,
    pays_all,
    pays_all_and_it_bounces,
    standing,
)
from tests.cases.invariants.good_record import looked_at
from tests.conftest import NOW
from tests.factories import FIGURES, LEASE, TODAY, WORKER, by, finish_batch, make_case, make_letters, order_first_notice
from tests.legal.figures import FIGURES_2026

ORDERED = by(None, NOW, POSTED)


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of one case."""
    monkeypatch.setattr(ordering, "PIECE", 1)


@pytest.fixture
def cases(session: Session, store: DocumentStore) -> list[Case]:
    """Three cases of three debtors."""
    return [
        make_case(session, store, customer=f"K-{n}", invoice=f"F-{n}", surname=f"Nr{n}", today=POSTED)
        for n in range(3)
    ]


def begin(session: Session, cases: list[Case], *, kind: LetterKind = LetterKind.FIRST_NOTICE) -> LetterBatch:
    """An order of which the first piece was done."""
    ids = [case.id for case in cases]
    shown = previewing.preview(session, ids, kind=kind, letter_date=POSTED, figures=FIGURES, today=POSTED)
    return ordering.order(session, ORDERED, shown.marks, kind=kind, letter_date=POSTED, figures=FIGURES)


def leaving(
    session: Session, store: DocumentStore, cases: list[Case], *, kind: LetterKind = LetterKind.FIRST_NOTICE
) -> LetterBatch:
    """A batch of these cases that was made."""
    batch = begin(session, cases, kind=kind)
    finish_batch(session, batch)
    make_letters(session, store, batch)
    session.commit()
    return batch


def confirm(session: Session, batch: LetterBatch) -> None:
    posting.confirm_posted(session, ACT, batch.id, posted_on=POSTED, figures=FIGURES)


def states(session: Session, batch: LetterBatch) -> list[LetterState]:
    return list(session.scalars(select(Letter.state).where(Letter.batch_id == batch.id).order_by(Letter.id)))


def stops(session: Session, case: Case) -> None:
    holds.place(session, ORDERED, case.id, kind=HoldKind.CLIENT_REQUEST, reason="even wachten", on=POSTED)


def is_good(session: Session, store: DocumentStore) -> bool:
    session.commit()
    return verify(looked_at(session, store)).is_good


def test_the_registration_ends_between_two_pieces(session: Session, cases: list[Case]) -> None:
    batch = begin(session, cases)
    agency = organisations.agency_profile(session)
    assert agency is not None
    agency.wki_valid_until = TODAY - timedelta(days=1)
    session.flush()
    finish_batch(session, batch)
    assert [letter.case_id for letter in batch.letters] == [cases[0].id]
    left_out = session.get_one(BatchWork, batch.id).left_out
    assert [case_id for case_id, _why in left_out] == [case.id for case in cases[1:]]
    assert all("De registratie in het incassoregister geldt tot en met" in why for _case_id, why in left_out)


def test_an_order_of_which_every_case_changed_has_no_letters_and_says_why(
    session: Session, store: DocumentStore, cases: list[Case]
) -> None:
    stops(session, cases[0])  # and so the first piece has none
    batch = begin(session, cases)
    for case in cases[1:]:
        stops(session, case)
    finish_batch(session, batch)
    assert batch.letters == []
    assert session.get_one(BatchWork, batch.id).left_out_count == 2
    with pytest.raises(Refused, match="Er is geen brief om te posten"):
        confirm(session, batch)
    assert is_good(session, store)


def test_a_letter_is_withdrawn_while_the_others_are_ordered(
    session: Session, store: DocumentStore, cases: list[Case]
) -> None:
    batch = begin(session, cases)
    ordering.withdraw(session, ORDERED, batch.letters[0].id, reason="toch niet", on=POSTED)
    finish_batch(session, batch)
    assert states(session, batch) == [LetterState.WITHDRAWN, LetterState.QUEUED, LetterState.QUEUED]
    assert cases[0].next_step is NextStep.SEND_FIRST_NOTICE
    assert is_good(session, store)


def test_a_case_gets_the_same_letter_by_another_order_first(session: Session, cases: list[Case]) -> None:
    batch = begin(session, cases)
    other = begin(session, cases[2:])
    finish_batch(session, batch)
    assert [letter.case_id for letter in other.letters] == [cases[2].id]
    assert [letter.case_id for letter in batch.letters] == [cases[0].id, cases[1].id]
    assert session.get_one(BatchWork, batch.id).left_out == [[cases[2].id, "heeft deze brief al (in de wachtrij)"]]


def test_two_kinds_of_letters_of_the_same_cases_leave_at_once(
    session: Session, store: DocumentStore, cases: list[Case]
) -> None:
    first = leaving(session, store, cases)
    other = leaving(session, store, cases, kind=LetterKind.INTERRUPTION_LETTER)
    for batch in (first, other):
        confirm(session, batch)
    for batch in (other, first, other):
        finish_batch(session, batch)
    assert states(session, first) + states(session, other) == [LetterState.POSTED] * 6
    told = select(func.count()).select_from(CaseEvent).where(CaseEvent.kind == EventKind.LETTER_POSTED)
    assert session.scalar(told) == 6
    assert {case.stage for case in cases} == {Stage.NOTICE_RUNNING}


@pytest.mark.parametrize("happens", [
    pays_all, pays_all_and_it_bounces, paid_before_the_letter, disputes, arranges_and_breaks_it,
    comes_in_with_other_details,
], ids=lambda happens: happens.__name__)
def test_of_two_cases_of_one_debtor_that_leave_neither_depends_on_when_the_other_is_booked(
    session: Session, store: DocumentStore, cases: list[Case], happens: Happening
) -> None:
    one = make_case(session, store, invoice="F-11", today=POSTED)
    begun = order_first_notice(session, one, letter_date=POSTED, act=ORDERED)
    other = make_case(session, store, invoice="F-12", today=POSTED)
    assert (one.debtor_id, one.id == other.id) == (other.debtor_id, False)
    ordering.withdraw(session, ORDERED, begun.letters[0].id, reason="samen met de andere", on=POSTED)
    batch = leaving(session, store, [cases[0], one, other])
    confirm(session, batch)
    finish_batch(session, batch)
    happens(session, store, other)
    wanted = standing(session, one), standing(session, other)
    session.rollback()
    session.expire_all()
    confirm(session, batch)
    happens(session, store, other)
    finish_batch(session, batch)
    assert (standing(session, one), standing(session, other)) == wanted


def test_the_daily_run_comes_before_the_last_piece_of_a_posting_whose_term_is_over(
    session: Session, store: DocumentStore, cases: list[Case]
) -> None:
    batch = leaving(session, store, cases)
    confirm(session, batch)
    assert is_good(session, store)
    today = daily_run.run(session, day=TODAY, figures=FIGURES, now=NOW)
    assert today["notice_terms_ended"] == 1, "what is not booked does not run yet"
    assert is_good(session, store)
    batch = session.scalars(select(LetterBatch)).one()  # the check began anew
    finish_batch(session, batch)
    tomorrow = daily_run.run(session, day=TODAY + timedelta(days=1), figures=FIGURES, now=NOW + timedelta(days=1))
    assert tomorrow["notice_terms_ended"] == 2
    assert set(session.scalars(select(Case.stage))) == {Stage.AMICABLE}
    assert is_good(session, store)


def test_another_process_books_with_the_figures_of_the_confirmation_from_the_record(
    session: Session, store: DocumentStore, cases: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = leaving(session, store, cases)
    confirm(session, batch)
    finish_batch(session, batch)
    wanted = [standing(session, case) for case in cases]
    session.rollback()
    session.expire_all()
    confirm(session, batch)
    monkeypatch.setattr(figure_sets, "_known", [])
    while batch_work.go_on(session, batch.id, Turn(token=WORKER, now=NOW, lease=LEASE), figures=FIGURES_2026):
        pass
    assert [standing(session, case) for case in cases] == wanted
