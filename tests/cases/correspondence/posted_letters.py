"""A case with one posted letter, and what can be wrong with it: shared by the tests of notices."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import posting
from cases.counting import statement
from cases.models import (
    Case,
    Letter,
    LetterBatch,
    LetterContent,
    PaidTo,
)
from cases.store import DocumentStore
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    TODAY,
    by,
    make_letters,
    order_first_notice,
)
from tests.owner import as_owner

OPENED, POSTED = date(2026, 9, 28), date(2026, 10, 2)
DUE_FROM = date(2026, 10, 21)
RIGHT_TEXT = "Betaal binnen vijftien dagen nadat deze brief bij u is bezorgd. Anders zijn de incassokosten € 75,00."


def made(session: Session, store: DocumentStore, case: Case, *, letter_date: date = POSTED) -> LetterBatch:
    """A letter that was made and waits for the post."""
    batch = order_first_notice(session, case, letter_date=letter_date)
    make_letters(session, store, batch)
    return batch


def send(session: Session, batch: LetterBatch, *, posted_on: date = POSTED) -> Letter:
    posting.confirm_posted(session, by(), batch.id, posted_on=posted_on, figures=FIGURES)
    session.flush()
    return batch.letters[0]


def said(session: Session, letter: Letter, **changes: object) -> None:
    """What a letter said, put in the place of what is kept; append-only holds for what the program does."""
    found = session.scalars(select(LetterContent).where(LetterContent.letter_id == letter.id)).one()
    session.expunge(found)
    session.expire(letter, ["content"])
    values = {key: getattr(found, key) for key in ("debtor_id", "claim_ids", "fee", "text", "kept_at")} | changes
    trigger_free(session)
    session.execute(update(LetterContent).where(LetterContent.letter_id == letter.id).values(**values))
    session.flush()


def trigger_free(session: Session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("DROP TRIGGER IF EXISTS letter_content_no_update")
    else:
        as_owner(session.connection(), "DROP TRIGGER IF EXISTS letter_content_no_update ON letter_content")
        as_owner(session.connection(), "GRANT UPDATE ON letter_content TO PUBLIC")


def codes(session: Session, case: Case) -> list[str]:
    judged = statement.counting_notice(session, case, figures=FIGURES)
    assert judged is not None
    return [defect.code for defect in judged.breaking]


def costs(session: Session, case: Case, on: date = TODAY) -> Decimal:
    return statement.valuation(session, case, on=on, figures=FIGURES).costs


def pay(session: Session, case: Case, amount: str, received_on: date) -> None:
    payments.register(
        session, by(None, NOW + timedelta(hours=1), TODAY), case.id,
        PaymentInput(amount=Decimal(amount), received_on=received_on, paid_to=PaidTo.CLIENT), figures=FIGURES,
    )
    session.flush()
