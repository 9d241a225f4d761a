"""What stories of letters by e-mail share: one that was ordered and made, and what a worker does with it."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import contacts, mailing, payments
from cases.amicable.contacts import ContactInput
from cases.amicable.mailing import Answer, Claimed, Told
from cases.amicable.payment_doubts import PaymentInput
from cases.correspondence import ordering, previewing
from cases.correspondence.kinds.payment_received import PaymentReceivedDetails
from cases.correspondence.previewing import PreviewItem
from cases.input_checks import day_of
from cases.models import (
    Case,
    ContactChannel,
    ContactOutcome,
    Delivery,
    LedgerEntry,
    LedgerKind,
    LetterKind,
    PaidTo,
)
from cases.store import DocumentStore
from letters.catalogue import render
from tests.cases.correspondence.posted_letters import OPENED, POSTED
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, make, make_case, post_first_notice

KIND = LetterKind.PAYMENT_RECEIVED
SENDER = "post@voorbeeld.test"
LEAVING = NOW + timedelta(minutes=30)


def wrote(session: Session, case: Case, *, at: datetime = NOW) -> None:
    """The debtor wrote from his address."""
    contacts.log(session, by(None, at), case.id, ContactInput(
        channel=ContactChannel.EMAIL_IN, outcome=ContactOutcome.ASKS_INFORMATION, right_party=True, note="Een vraag",
    ))


def paid(session: Session, case: Case, amount: str = "10.00", *, at: datetime = NOW) -> int:
    """The debtor paid something that day; the number of the entry."""
    payments.register(
        session, by(None, at), case.id,
        PaymentInput(amount=Decimal(amount), received_on=day_of(at), paid_to=PaidTo.AGENCY), figures=FIGURES,
    )
    query = select(LedgerEntry.id).where(LedgerEntry.case_id == case.id, LedgerEntry.kind == LedgerKind.PAYMENT)
    return session.scalars(query.order_by(LedgerEntry.id.desc())).first() or 0


def case_by_mail(session: Session, store: DocumentStore, **row: str) -> Case:
    """A case of somebody who paid a little and wrote an e-mail, weeks after his first letter."""
    case = make_case(session, store, today=OPENED, **row)
    post_first_notice(session, store, case, posted_on=POSTED)
    wrote(session, case)
    return case


def shown(
    session: Session, case: Case, details: PaymentReceivedDetails, kind: LetterKind = KIND, *, dated: date = TODAY
) -> PreviewItem:
    """What the case would get by e-mail, ordered today."""
    return previewing.preview_by_mail(
        session, case.id, kind=kind, letter_date=dated, figures=FIGURES, today=TODAY, filled_in=details
    ).items[0]


def planned(
    session: Session, store: DocumentStore, case: Case, *, is_made: bool = True, at: datetime = NOW,
    dated: date = TODAY,
) -> Delivery:
    """That a payment came in, ordered by e-mail and made."""
    details = PaymentReceivedDetails(payment=paid(session, case))
    item = shown(session, case, details, dated=dated)
    assert not item.skipped, item.skipped
    batch = ordering.order_by_mail(
        session, by(None, at), {case.id: item.mark}, kind=KIND, letter_date=dated, figures=FIGURES, filled_in=details
    )
    if is_made:
        make(session, store, batch, drawn=render)
    return session.scalars(select(Delivery).where(Delivery.letter_id == batch.letters[0].id)).one()


def claimed(session: Session, store: DocumentStore, delivery: Delivery, *, at: datetime = LEAVING) -> Claimed | None:
    """What a worker takes of it."""
    found = mailing.claim(session, at, delivery.id, sender=SENDER, store=store, figures=FIGURES)
    session.flush()
    session.expire_all()
    return found


def answered(
    session: Session, store: DocumentStore, delivery: Delivery, answer: Answer, words: str = "", *,
    at: datetime = LEAVING,
) -> Claimed:
    """It is handed over, and the server answers this."""
    taken = claimed(session, store, delivery, at=at)
    assert taken is not None, delivery.reason
    mailing.record(session, at, taken, Told(answer=answer, words=words), figures=FIGURES)
    session.flush()
    session.expire_all()
    return taken
