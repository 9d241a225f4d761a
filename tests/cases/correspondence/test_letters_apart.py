"""An error of the program in one letter: the others go on, its case can be changed, a person is told with a code."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from cases import daily_run
from cases.amicable import holds
from cases.correspondence import batch_work, ordering, posting, previewing
from cases.correspondence.batch_work import TRY_AGAIN_AFTER, Turn
from cases.counting import figure_sets, statement
from cases.errors import Refused
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
from cases.store import DocumentStore
from tests.cases.correspondence.test_posting_meanwhile import ACT, LATER, POSTED, standing
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    LEASE,
    TODAY,
    by,
    finish_batch,
    make_case,
    make_letters,
    order_first_notice,
)

CODE = re.compile(r"een fout in het programma; meld dit met code [0-9a-f]{8}")
IN_AN_HOUR = NOW + TRY_AGAIN_AFTER + timedelta(seconds=1)


@pytest.fixture
def batch(session: Session, store: DocumentStore, monkeypatch: pytest.MonkeyPatch) -> LetterBatch:
    """Four letters that wait for the post, of which two are booked at a time."""
    monkeypatch.setattr(ordering, "PIECE", 2)
    cases = [
        make_case(session, store, customer=f"K-{n}", invoice=f"F-{n}", surname=f"Nr{n}", today=POSTED)
        for n in range(4)
    ]
    made = order_first_notice(session, *cases, letter_date=POSTED, act=by(None, NOW, POSTED))
    make_letters(session, store, made)
    session.commit()
    return made


def breaks(session: Session, case: Case) -> None:
    """Whatever counts this case ends with an error of the program."""
    case.policy = case.policy | {"rounding": "half of it"}
    session.flush()


def mended(session: Session, case: Case) -> None:
    """It is counted again."""
    case.policy = case.policy | {"rounding": "per_segment"}
    session.flush()


def confirm(session: Session, batch: LetterBatch) -> None:
    posting.confirm_posted(session, ACT, batch.id, posted_on=POSTED, figures=FIGURES)


def states(session: Session) -> list[LetterState]:
    return list(session.scalars(select(Letter.state).order_by(Letter.id)))


@pytest.mark.parametrize("at", [1, 2], ids=["in the request", "in a later piece"])
def test_one_that_cannot_be_booked_waits_with_a_code_and_the_others_are_booked(
    session: Session, batch: LetterBatch, at: int
) -> None:
    letter = batch.letters[at]
    breaks(session, letter.case)
    confirm(session, batch)
    finish_batch(session, batch)
    assert states(session) == [LetterState.LEAVING if n == at else LetterState.POSTED for n in range(4)]
    assert CODE.search(letter.error)
    assert (letter.case.stage, letter.case.next_step) == (Stage.INTAKE, NextStep.CONFIRM_POSTING)
    told = session.scalars(select(CaseEvent.case_id).where(CaseEvent.kind == EventKind.LETTER_POSTED)).all()
    assert sorted(told) == sorted(each.case_id for each in batch.letters if each is not letter)


def test_until_it_is_booked_nobody_owes_anything_by_it(session: Session, batch: LetterBatch) -> None:
    letter = batch.letters[2]
    breaks(session, letter.case)
    confirm(session, batch)
    finish_batch(session, batch)
    mended(session, letter.case)
    assert [statement.valuation(session, letter.case, on=on, figures=FIGURES).costs for on in LATER] == [0, 0]


def test_it_is_tried_again_every_hour_and_then_stands_as_if_nothing_was_wrong(
    session: Session, batch: LetterBatch
) -> None:
    letter = batch.letters[2]
    confirm(session, batch)
    finish_batch(session, batch)
    wanted = standing(session, letter.case)
    session.rollback()
    session.expire_all()
    breaks(session, letter.case)
    confirm(session, batch)
    finish_batch(session, batch)
    assert not batch_work.has_more(session, batch.id)
    assert batch_work.left_behind(session, NOW + timedelta(minutes=59)) == []
    assert not batch_work.go_on(
        session, batch.id, Turn(token="other", now=NOW + timedelta(minutes=59), lease=LEASE), figures=FIGURES
    )
    assert batch_work.left_behind(session, IN_AN_HOUR) == [batch.id]
    finish_batch(session, batch, now=IN_AN_HOUR)
    assert states(session)[2] is LetterState.LEAVING, "it is not mended yet"
    mended(session, letter.case)
    finish_batch(session, batch, now=IN_AN_HOUR + TRY_AGAIN_AFTER + timedelta(seconds=1))
    assert states(session) == [LetterState.POSTED] * 4
    assert standing(session, letter.case) == wanted
    assert batch_work.left_behind(session, NOW + timedelta(days=9)) == []


def test_its_case_can_be_changed_and_then_the_letter_counts_as_never_sent(
    session: Session, batch: LetterBatch
) -> None:
    letter = batch.letters[2]
    breaks(session, letter.case)
    confirm(session, batch)
    holds.place(session, ACT, letter.case_id, kind=HoldKind.DISPUTE, reason="Nooit geleverd", on=TODAY)
    mended(session, letter.case)
    finish_batch(session, batch, now=IN_AN_HOUR)
    assert (letter.state, letter.sent_on) == (LetterState.WITHDRAWN, None), "as what a hold finds unsent"
    assert letter.case.stage is Stage.INTAKE
    assert [statement.valuation(session, letter.case, on=on, figures=FIGURES).costs for on in LATER] == [0, 0]
    (failed,) = session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.LETTER_FAILED))
    assert (failed.case_id, failed.recorded_at, failed.effective_on) == (letter.case_id, NOW, POSTED)
    day = f"{POSTED:%d-%m-%Y}"
    assert failed.data["error"].startswith(f"Gepost op {day}, maar de brief telt niet. Het dossier kon niet")
    assert CODE.search(failed.data["error"])


def test_a_person_can_order_a_new_letter_for_it(session: Session, store: DocumentStore, batch: LetterBatch) -> None:
    letter = batch.letters[2]
    breaks(session, letter.case)
    confirm(session, batch)
    ordering.withdraw(session, ACT, letter.id, reason="wordt opnieuw besteld", on=TODAY)
    mended(session, letter.case)
    again = order_first_notice(session, letter.case)
    make_letters(session, store, again)
    posting.confirm_posted(session, ACT, again.id, posted_on=TODAY, figures=FIGURES)
    assert again.letters[0].state is LetterState.POSTED
    assert letter.case.stage is Stage.NOTICE_RUNNING
    assert statement.valuation(session, letter.case, on=LATER[1], figures=FIGURES).costs > 0


def test_what_is_refused_in_the_end_gives_nothing_up(session: Session, batch: LetterBatch) -> None:
    letter = batch.letters[2]
    breaks(session, letter.case)
    confirm(session, batch)
    session.commit()
    with pytest.raises(Refused, match="gepost"):
        posting.mark_returned(session, ACT, letter.id, returned_on=TODAY)
    session.rollback()
    assert states(session)[2] is LetterState.LEAVING


def test_another_case_of_the_debtor_is_changed_without_giving_it_up(
    session: Session, store: DocumentStore, batch: LetterBatch
) -> None:
    letter = batch.letters[2]
    other = make_case(session, store, customer="K-2", surname="Nr2", invoice="F-9", today=POSTED)
    assert (other.debtor_id, other.id == letter.case_id) == (letter.case.debtor_id, False)
    breaks(session, letter.case)
    confirm(session, batch)
    holds.place(session, ACT, other.id, kind=HoldKind.CLIENT_REQUEST, reason="even wachten", on=TODAY)
    assert letter.state is LetterState.LEAVING
    assert CODE.search(letter.error)


def test_the_daily_run_goes_on_beside_it(session: Session, batch: LetterBatch) -> None:
    breaks(session, batch.letters[2].case)
    confirm(session, batch)
    finish_batch(session, batch)
    assert daily_run.run(session, day=TODAY, figures=FIGURES, now=NOW)["notice_terms_ended"] == 3


def test_what_the_database_does_wrong_is_no_error_of_a_letter(
    session: Session, batch: LetterBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm(session, batch)
    session.commit()

    def gone(*_given: object) -> None:
        raise OperationalError("SELECT", {}, Exception("the server went away"))

    with monkeypatch.context() as broken:
        broken.setattr(figure_sets, "kept", gone)
        with pytest.raises(OperationalError):
            finish_batch(session, batch)
    session.rollback()
    assert session.scalars(select(Letter.error).distinct()).all() == [""]
    finish_batch(session, batch)
    assert states(session) == [LetterState.POSTED] * 4


def test_a_case_in_which_the_program_errs_while_it_is_ordered_gets_no_letter_and_the_others_do(
    session: Session, store: DocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ordering, "PIECE", 2)
    cases = [make_case(session, store, customer=f"K-{n}", invoice=f"F-{n}", surname=f"Nr{n}") for n in range(5)]
    ids, kind = [case.id for case in cases], LetterKind.FIRST_NOTICE
    shown = previewing.preview(session, ids, kind=kind, letter_date=TODAY, figures=FIGURES)
    batch = ordering.order(session, by(), shown.marks, kind=kind, letter_date=TODAY, figures=FIGURES)
    breaks(session, cases[3])
    holds.place(session, by(), cases[2].id, kind=HoldKind.CLIENT_REQUEST, reason="even wachten", on=TODAY)
    finish_batch(session, batch)
    assert [letter.case_id for letter in batch.letters] == [ids[0], ids[1], ids[4]]
    (held, why), (broken, code) = session.get_one(BatchWork, batch.id).left_out
    assert (held, why) == (ids[2], "staat stil: aangehouden op verzoek van de opdrachtgever")
    assert broken == ids[3]
    assert CODE.fullmatch(code)
    assert cases[3].next_step is NextStep.SEND_FIRST_NOTICE
    assert {letter.fee for letter in batch.letters} == {Decimal(75)}
