"""Letters by the hundred: what is asked of the database does not grow with them, and each is kept once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import making, previewing
from cases.models import Case, CaseEvent, EventKind, Letter, LetterKind, LetterState, PaidTo, ValuationRecord
from cases.store import DocumentStore
from letters.catalogue import Rendered
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    SMALL_PDF,
    TODAY,
    by,
    claim_row,
    make_agency,
    make_client,
    make_upload,
    order_first_notice,
)

PAPER = Rendered(docx=b"PK made-up", pdf=SMALL_PDF, text="", version="v1", title="Eerste brief")
MANY = 40


@pytest.fixture
def cases(session: Session, store: DocumentStore) -> list[Case]:
    make_agency(session)
    rows = (
        claim_row(customer=f"K-{n}", invoice=f"{n}77", surname=f"Nr{n}", house_number=str(n))
        for n in range(1, MANY + 1)
    )
    upload = make_upload(session, store, make_client(session), *rows)
    session.flush()
    return list(session.scalars(select(Case).where(Case.upload_id == upload.id).order_by(Case.id)))


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """Everything that a database is told meanwhile, once for what is told in one go."""
    told: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        told.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        event.remove(engine, "before_cursor_execute", note)


def looked_at(session: Session, engine: Engine, cases: list[Case]) -> int:
    ids = [case.id for case in cases]
    session.expunge_all()
    with statements(engine) as told:
        shown = previewing.preview(session, ids, kind=LetterKind.FIRST_NOTICE, letter_date=TODAY, figures=FIGURES)
    assert len(shown.sending) == len(ids)
    return len(told)


def test_a_preview_asks_as_much_for_many_as_for_few(session: Session, engine: Engine, cases: list[Case]) -> None:
    session.flush()
    assert looked_at(session, engine, cases) == looked_at(session, engine, cases[:2]) <= 17


def test_a_letter_is_ordered_read_and_kept_by_less_than_one_statement(
    session: Session, store: DocumentStore, engine: Engine, cases: list[Case]
) -> None:
    session.flush()
    with statements(engine) as told:
        batch = order_first_notice(session, *cases)
    assert len(told) <= 2 * MANY, "two looks (the preview too) and one order"
    letter_ids = [letter.id for letter in batch.letters]
    session.flush()
    session.expunge_all()
    with statements(engine) as told:
        claimed = making.claim(session, letter_ids, now=NOW, lease=timedelta(minutes=5))
        work = making.work(session, claimed, figures=FIGURES)
        made = [making.put(store, each, PAPER) for each in work if isinstance(each, making.Work)]
        assert making.finish(session, made, now=NOW) == set(letter_ids)
    assert len(told) <= MANY
    kept = session.scalars(select(Letter).order_by(Letter.id)).all()
    assert {letter.state for letter in kept} == {LetterState.RENDERED}
    assert len({paper for letter in kept for paper in (letter.pdf_id, letter.docx_id)}) == 2 * MANY
    made_of = session.scalars(
        select(CaseEvent.case_id).where(CaseEvent.kind == EventKind.LETTER_MADE).order_by(CaseEvent.id)
    ).all()
    assert made_of == [letter.case_id for letter in kept]
    assert set(session.scalars(select(ValuationRecord.letter_id))) == set(letter_ids)


def test_one_that_was_withdrawn_meanwhile_is_left_out_and_the_others_are_kept(
    session: Session, store: DocumentStore, cases: list[Case]
) -> None:
    batch = order_first_notice(session, *cases[:3])
    letter_ids = [letter.id for letter in batch.letters]
    claimed = making.claim(session, letter_ids, now=NOW, lease=timedelta(minutes=5))
    work = [each for each in making.work(session, claimed, figures=FIGURES) if isinstance(each, making.Work)]
    payments.register(
        session, by(), cases[1].id, PaymentInput(amount=cases[1].claims[0].principal / 2, received_on=TODAY,
                                                 paid_to=PaidTo.AGENCY), figures=FIGURES,
    )
    kept = making.finish(session, [making.put(store, each, PAPER) for each in work], now=NOW)
    assert kept == {letter_ids[0], letter_ids[2]}
    gone = session.get_one(Letter, letter_ids[1], populate_existing=True)
    assert (gone.state, gone.pdf_id, gone.lease_token) == (LetterState.WITHDRAWN, None, None)
    assert making.finish(session, [making.put(store, each, PAPER) for each in work], now=NOW) == set(), "each once"
