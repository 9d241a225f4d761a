"""A new invoice after the first letter: joins the open case with a notice of its own, or becomes a new case."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import asked, holds, payments
from cases.amicable.payment_doubts import PaymentInput
from cases.claims import arriving, uploads
from cases.correspondence import ordering, posting, previewing
from cases.counting import statement
from cases.invariants.verifying import verify
from cases.models import (
    Case,
    Client,
    HoldKind,
    LetterBatch,
    LetterKind,
    LetterState,
    NewInvoices,
    NextStep,
    PaidTo,
    PartyRole,
    Stage,
    Task,
    TaskState,
    Upload,
)
from cases.store import DocumentStore
from legal.counting.valuation import DebtorKind
from legal.notice.term import term_of
from tests.cases.invariants.good_record import looked_at
from tests.cases.parties import people
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    TODAY,
    by,
    claim_file,
    claim_row,
    finish_batch,
    make_agency,
    make_client,
    make_letters,
    make_terms,
    make_upload,
    order_first_notice,
    post_first_notice,
)

KIND = LetterKind.ADDED_NOTICE
FIRST_SENT, FIRST_LAST = date(2026, 9, 7), date(2026, 9, 23)  # posted on a Monday, received on Wednesday
NEW_DUE = {"invoice": "F-2", "amount": "100,00", "invoice_date": "20-08-2026", "due": "10-09-2026", "reminder": ""}
Opened = Callable[..., Case]


@pytest.fixture
def opened(session: Session, store: DocumentStore) -> Opened:
    """A case with invoice F-1 of 500 euro, in default since 16 June, of a client with these terms."""
    def made(new_invoices: NewInvoices = NewInvoices.JOIN, *, is_posted: bool = True) -> Case:
        make_agency(session)
        client = make_client(session, terms=make_terms(new_invoices=new_invoices))
        make_upload(session, store, client, claim_row(), today=date(2026, 9, 1))
        case = session.scalars(select(Case)).one()
        if is_posted:
            post_first_notice(session, store, case, posted_on=FIRST_SENT)
        return case
    return made


def hand_in(session: Session, store: DocumentStore, client: Client, **row: str) -> Case:
    make_upload(session, store, client, claim_row(**NEW_DUE | row))
    session.flush()
    return session.scalars(select(Case).order_by(Case.id.desc())).first()  # type: ignore[return-value]


def preview(session: Session, store: DocumentStore, client: Client, **row: str) -> Upload:
    content = claim_file(claim_row(**NEW_DUE | row))
    return uploads.preview(session, by(), store, client_id=client.id, content=content, filename="nieuw.csv")


def told(shown: Upload) -> list[str]:
    return [entry["why"] for entry in shown.report["flagged"] if entry["flag"] == "open_case"]


def skipped(session: Session, case: Case, on: date = TODAY) -> str:
    shown = previewing.preview(session, [case.id], kind=KIND, letter_date=on, figures=FIGURES)
    return shown.items[0].skipped.replace("\u00a0", " ")


def post_added(session: Session, store: DocumentStore, case: Case, *, on: date = TODAY) -> LetterBatch:
    shown = previewing.preview(session, [case.id], kind=KIND, letter_date=on, figures=FIGURES)
    batch = ordering.order(session, by(), shown.marks, kind=KIND, letter_date=on, figures=FIGURES)
    finish_batch(session, batch)
    make_letters(session, store, batch)
    posting.confirm_posted(session, by(), batch.id, posted_on=on, figures=FIGURES)
    finish_batch(session, batch)
    session.expire_all()
    return batch


def costs(session: Session, case: Case, on: date) -> Decimal:
    return statement.valuation(session, case, on=on, figures=FIGURES).costs


def open_tasks(session: Session) -> list[str]:
    return list(session.scalars(select(Task.what).where(Task.state == TaskState.OPEN)))


def test_day_by_day_a_second_file_joins_and_its_notice_asks_the_difference(
    session: Session, store: DocumentStore, opened: Opened
) -> None:
    first = opened()
    (why,) = told(preview(session, store, first.client))
    assert f"Er loopt al een dossier van u op deze debiteur: {first.number} (brief van 07-09-2026)." in why
    assert "komt daarbij, met een aanvullende veertiendagenbrief" in why
    assert hand_in(session, store, first.client, invoice="F-2").id == first.id
    assert [claim.invoice_number for claim in first.claims] == ["F-1", "F-2"]
    assert (first.stage, costs(session, first, FIRST_LAST)) == (Stage.NOTICE_RUNNING, Decimal("0.00"))
    assert costs(session, first, TODAY) == Decimal("75.00")
    assert open_tasks(session) == ["Aanvullende veertiendagenbrief voor factuur F-2."]
    assert skipped(session, first) == ""
    letter = post_added(session, store, first).letters[0]
    assert (letter.fee, letter.content and letter.content.claim_ids) == (Decimal("15.00"), [first.claims[1].id])
    assert open_tasks(session) == []
    record = statement.record_of(session, first, figures=FIGURES)
    due_from = term_of(
        record.facts.later_notices[0], policy=record.facts.policy, figures=FIGURES
    ).costs_claimable_from
    assert due_from == date(2026, 12, 10), "posted on Saturday 21 November, received on Wednesday 25, fourteen days"
    assert costs(session, first, date(2026, 12, 9)) == Decimal("75.00")
    assert costs(session, first, due_from) == Decimal("90.00")
    assert "geen factuur bij" in skipped(session, first, date(2026, 12, 20))
    assert verify(looked_at(session, store)).is_good


def test_by_the_other_term_a_new_case_is_opened_and_that_is_told(
    session: Session, store: DocumentStore, opened: Opened
) -> None:
    first = opened(NewInvoices.NEW_CASE)
    (why,) = told(preview(session, store, first.client))
    assert "wordt een nieuw dossier" in why
    assert "geen tweede vergoeding (art. 6:96 lid 7 BW)" in why
    assert hand_in(session, store, first.client, invoice="F-2").id != first.id
    assert open_tasks(session) == []


@pytest.mark.parametrize("term", NewInvoices)
def test_while_the_first_letter_waits_a_new_invoice_goes_into_it_by_either_term(
    session: Session, store: DocumentStore, opened: Opened, term: NewInvoices
) -> None:
    first = opened(term, is_posted=False)
    assert told(preview(session, store, first.client)) == []
    assert hand_in(session, store, first.client, invoice="F-2").id == first.id
    assert post_first_notice(session, store, first).letters[0].fee == Decimal("90.00")


def test_an_ordered_letter_is_withdrawn_so_that_one_names_all(
    session: Session, store: DocumentStore, opened: Opened
) -> None:
    first = opened(is_posted=False)
    letter = order_first_notice(session, first).letters[0]
    hand_in(session, store, first.client)
    session.refresh(letter)
    assert (letter.state, first.next_step) == (LetterState.WITHDRAWN, NextStep.SEND_FIRST_NOTICE)
    assert open_tasks(session) == []
    assert post_first_notice(session, store, first).letters[0].fee == Decimal("90.00")


def test_inside_the_first_term_the_notice_waits_and_before_default_too(
    session: Session, store: DocumentStore, opened: Opened
) -> None:
    first = opened()
    hand_in(session, store, first.client)
    assert "loopt tot en met 23-09-2026" in skipped(session, first, FIRST_LAST)
    assert skipped(session, first, date(2026, 9, 24)) == ""
    hand_in(session, store, first.client, invoice="F-3", invoice_date="01-11-2026", due="20-11-2026")
    assert session.scalars(select(Case)).all() == [first]
    shown = previewing.preview(session, [first.id], kind=KIND, letter_date=date(2026, 11, 20), figures=FIGURES)
    assert shown.items[0].fee == Decimal("15.00"), "F-3 is in default from the 21st"
    shown = previewing.preview(session, [first.id], kind=KIND, letter_date=TODAY, figures=FIGURES)
    assert shown.items[0].fee == Decimal("30.00")


def test_what_could_have_been_in_the_first_letter_joins_without_a_fee(
    session: Session, store: DocumentStore, opened: Opened
) -> None:
    first = opened()
    hand_in(session, store, first.client, due="30-06-2026", invoice_date="10-06-2026")
    assert len(first.claims) == 2
    assert open_tasks(session) == []
    assert "geen factuur bij" in skipped(session, first)
    assert costs(session, first, TODAY) == Decimal("75.00")


def test_paying_the_first_letter_does_not_settle_what_came_after_it(
    session: Session, store: DocumentStore, opened: Opened
) -> None:
    first = opened()
    hand_in(session, store, first.client)
    owed = statement.valuation(session, first, on=FIRST_SENT, figures=FIGURES)
    paid = PaymentInput(amount=owed.balance - 100, received_on=date(2026, 9, 20), paid_to=PaidTo.AGENCY)
    payments.register(session, by(now=NOW + timedelta(hours=1)), first.id, paid, figures=FIGURES)
    assert first.stage is not Stage.CLOSED
    assert costs(session, first, TODAY) == Decimal("0.00"), "paid within the term of the first letter"
    assert post_added(session, store, first).letters[0].fee == Decimal("40.00"), "nothing else bore costs: its own"
    assert costs(session, first, date(2026, 12, 10)) == Decimal("40.00")
    assert verify(looked_at(session, store)).is_good


def test_a_returned_notice_makes_nothing_due_and_can_be_sent_anew(
    session: Session, store: DocumentStore, opened: Opened
) -> None:
    first = opened()
    hand_in(session, store, first.client)
    letter = post_added(session, store, first, on=date(2026, 11, 2)).letters[0]
    assert costs(session, first, TODAY) == Decimal("90.00")
    posting.mark_returned(session, by(), letter.id, returned_on=date(2026, 11, 20))
    assert costs(session, first, TODAY) == Decimal("75.00")
    assert first.stage is Stage.NOTICE_RUNNING, "the first letter goes on"
    assert "adres" in skipped(session, first), "somebody looks at the address first"
    assert verify(looked_at(session, store)).is_good


@pytest.mark.parametrize("what", ["hold", "told", "codebtor", "arrangement"])
def test_what_binds_the_open_case_keeps_a_new_invoice_out(
    session: Session, store: DocumentStore, opened: Opened, what: str
) -> None:
    first = opened()
    if what == "hold":
        holds.place(session, by(), first.id, kind=HoldKind.DISPUTE, reason="Klopt niet", on=TODAY)
    elif what == "told":
        seen = statement.valuation(session, first, on=TODAY, figures=FIGURES).balance
        asked.tell(session, by(), first.id, asked.AmountInput(through_day=TODAY, note="", seen=seen), figures=FIGURES)
    elif what == "codebtor":
        people.join(session, first, PartyRole.DEBTOR, people.person(surname="Bakker"))
    else:
        first.stage, first.next_step = Stage.ARRANGEMENT, NextStep.FOLLOW_ARRANGEMENT
        session.flush()
    (why,) = told(preview(session, store, first.client))
    assert "wordt een nieuw dossier" in why
    assert hand_in(session, store, first.client, invoice="F-2").id != first.id


def test_a_business_gets_a_new_case_by_either_term(session: Session, store: DocumentStore) -> None:
    make_agency(session)
    terms = make_terms(debtor_kind=DebtorKind.BUSINESS, new_invoices=NewInvoices.JOIN)
    client = make_client(session, terms=terms)
    firm = {"company": "Bakkerij Jansen B.V.", "first_name": "", "prefix": "", "surname": "", "born": ""}
    make_upload(session, store, client, claim_row(**firm))
    first = session.scalars(select(Case)).one()
    post_first_notice(session, store, first)
    (why,) = told(preview(session, store, client, **firm))
    assert "wordt een nieuw dossier" in why
    assert "6:96" not in why
    assert hand_in(session, store, client, **firm, invoice="F-2").id != first.id


def test_a_yes_is_followed_by_the_record_of_its_moment(
    session: Session, store: DocumentStore, opened: Opened
) -> None:
    first = opened(is_posted=False)
    shown = preview(session, store, first.client)
    post_first_notice(session, store, first, posted_on=FIRST_SENT)
    arriving.confirm(session, by(), store, upload_id=shown.id, client_id=first.client_id, figures=FIGURES)
    session.expire(first, ["claims"])
    assert [claim.invoice_number for claim in first.claims] == ["F-1", "F-2"]
    assert len(open_tasks(session)) == 1

