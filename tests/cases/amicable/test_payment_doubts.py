"""Before a doubtful payment is booked somebody is asked; a client's slip closes nothing and can be taken back.

Every case here owes 500 euro at 4 % a year since 16 June 2026: 508,71 on 21 November, no costs before a notice.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases import documents
from cases.amicable import arrangements, client_payments, contacts, hold_endings, payments
from cases.amicable.contacts import ContactInput
from cases.amicable.payment_doubts import PaymentDoubtful, PaymentInput
from cases.counting import ledger_entries
from cases.documents import File, NewDocument
from cases.errors import AlreadyDone, Incomplete, NotFound, Refused
from cases.models import (
    Case,
    CaseEvent,
    Client,
    ContactChannel,
    ContactOutcome,
    DocumentKind,
    EventKind,
    HoldKind,
    LedgerEntry,
    LetterState,
    NextStep,
    PaidTo,
    RoleName,
    Stage,
    User,
)
from cases.progress import stages
from cases.store import DocumentStore
from tests.conftest import NOW
from tests.factories import (
    FIGURES,
    SMALL_PDF,
    TODAY,
    by,
    claim_row,
    make_agency,
    make_case,
    make_client,
    make_upload,
    make_user,
    order_first_notice,
)
from tests.legal.figures import FIGURES_2026

OWED = Decimal("508.71")
MILLION = Decimal("1000000.00")


@pytest.fixture
def client(session: Session) -> Client:
    make_agency(session)
    return make_client(session)


@pytest.fixture
def case(session: Session, store: DocumentStore, client: Client) -> Case:
    return make_case(session, store, client=client)


@pytest.fixture
def reporter(session: Session, client: Client) -> User:
    """A user of the client."""
    return make_user(session, RoleName.CLIENT, client_id=client.id)


@pytest.fixture
def handler(session: Session) -> User:
    return make_user(session, RoleName.HANDLER)


def book(
    session: Session, case: Case, amount: Decimal, *, user: User, on: date = TODAY, answered: str = "",
    claim_id: int | None = None,
) -> LedgerEntry:
    """What the form of a client or a handler does."""
    by_client = user.client_id is not None
    return payments.register(
        session, by(user.id), case.id,
        PaymentInput(
            amount=amount, received_on=on, paid_to=PaidTo.CLIENT if by_client else PaidTo.AGENCY, claim_id=claim_id
        ),
        figures=FIGURES, by_client=by_client, answered=answered,
    )


def asked(session: Session, case: Case, amount: Decimal, **more: object) -> PaymentDoubtful:
    with pytest.raises(PaymentDoubtful) as doubt:
        book(session, case, amount, **more)  # type: ignore[arg-type]  # named as in `book`
    return doubt.value


def questions(doubt: PaymentDoubtful) -> tuple[str, ...]:
    """What was asked, with plain spaces."""
    return tuple(question.replace("\xa0", " ") for question in doubt.questions)


def after_all(session: Session, case: Case, amount: Decimal, **more: object) -> LedgerEntry:
    """Booked with a yes to what was asked."""
    return book(session, case, amount, answered=asked(session, case, amount, **more).mark, **more)  # type: ignore[arg-type]


def take_back(session: Session, case: Case, entry: LedgerEntry, *, reason: str = "Typefout") -> LedgerEntry:
    return client_payments.take_back(
        session, by(entry.recorded_by), entry.id, case_id=case.id, client_id=case.client_id, reason=reason,
        figures=FIGURES,
    )


def hold_kinds(session: Session, case: Case) -> list[HoldKind]:
    return [hold.kind for hold in stages.open_holds(session, case.id)]


def end_check(session: Session, case: Case) -> None:
    (hold,) = stages.open_holds(session, case.id)
    hold_endings.end(session, by(), hold.id, case_id=case.id, outcome="Nagevraagd", taken_ids=(), figures=FIGURES)


def test_a_report_of_more_than_is_owed_is_asked_about_and_closes_nothing(
    session: Session, case: Case, reporter: User
) -> None:
    doubt = asked(session, case, MILLION, user=reporter)
    (question,) = questions(doubt)
    assert question == (
        "Met € 508,71 is alles betaald; van € 1.000.000,00 is € 999.491,29 te veel. Klopt dit bedrag? Het dossier "
        "blijft open tot een medewerker de betaling heeft bekeken."
    )
    assert ledger_entries.paid_on(session, case.id) == 0
    book(session, case, MILLION, user=reporter, answered=doubt.mark)
    assert case.stage is Stage.INTAKE
    assert hold_kinds(session, case) == [HoldKind.PAYMENT_CHECK]
    assert case.next_step is NextStep.REVIEW_HOLD


def test_a_report_of_all_that_is_owed_asks_and_then_closes(session: Session, case: Case, reporter: User) -> None:
    assert questions(asked(session, case, OWED, user=reporter)) == (
        "Met € 508,71 is alles betaald en sluit het dossier. Klopt dit bedrag?",
    )
    after_all(session, case, OWED, user=reporter)
    assert case.stage is Stage.CLOSED


@pytest.mark.parametrize("amount", ["508.70", "100.00", "0.01"])
def test_a_report_of_less_is_booked_at_once(session: Session, case: Case, reporter: User, amount: str) -> None:
    book(session, case, Decimal(amount), user=reporter)
    assert case.stage is Stage.INTAKE
    assert hold_kinds(session, case) == []


def test_what_settled_the_case_on_an_earlier_day_is_asked_with_that_amount(
    session: Session, case: Case, reporter: User
) -> None:
    """Through 10 November 148 days: 8,11."""
    doubt = asked(session, case, Decimal("508.71"), user=reporter, on=date(2026, 11, 10))
    assert "Met € 508,11 is alles betaald; van € 508,71 is € 0,60 te veel." in questions(doubt)[0]


def test_a_handler_is_asked_about_too_much_but_not_about_all(session: Session, case: Case, handler: User) -> None:
    assert "te veel" in asked(session, case, Decimal("600.00"), user=handler).questions[0]
    book(session, case, OWED, user=handler)
    assert case.stage is Stage.CLOSED


def test_a_handler_who_says_yes_to_too_much_closes_the_case(session: Session, case: Case, handler: User) -> None:
    after_all(session, case, Decimal("600.00"), user=handler)
    assert case.stage is Stage.CLOSED


@pytest.mark.parametrize(("days", "is_asked"), [(0, True), (7, True), (-7, True), (8, False), (-8, False)])
def test_the_same_amount_within_a_week_is_a_question_whoever_booked_it(
    session: Session, case: Case, reporter: User, handler: User, days: int, is_asked: bool
) -> None:
    first = date(2026, 11, 10)
    book(session, case, Decimal("50.00"), user=handler, on=first)
    if is_asked:
        doubt = asked(session, case, Decimal("50.00"), user=reporter, on=first + timedelta(days=days))
        (question,) = questions(doubt)
        assert question == (
            "Er staat al een betaling van € 50,00, ontvangen op 10-11-2026 door ons. Is dit een tweede betaling?"
        )
        after_all(session, case, Decimal("50.00"), user=reporter, on=first + timedelta(days=days))
    else:
        book(session, case, Decimal("50.00"), user=reporter, on=first + timedelta(days=days))
    assert ledger_entries.paid_on(session, case.id) == Decimal("100.00")


def test_another_amount_or_a_reversed_payment_is_no_repeat(session: Session, case: Case, handler: User) -> None:
    entry = book(session, case, Decimal("50.00"), user=handler)
    book(session, case, Decimal("50.01"), user=handler)
    payments.reverse(session, by(handler.id), entry.id, case_id=case.id, reason="Storno", figures=FIGURES)
    book(session, case, Decimal("50.00"), user=handler)


def test_a_yes_to_one_question_is_no_yes_to_another(session: Session, case: Case, reporter: User) -> None:
    doubt = asked(session, case, MILLION, user=reporter)
    with pytest.raises(PaymentDoubtful):
        book(session, case, Decimal("600.00"), user=reporter, answered=doubt.mark)
    book(session, case, Decimal("100.00"), user=reporter)
    with pytest.raises(PaymentDoubtful, match=r"Met €.408,71 is alles betaald"):
        book(session, case, MILLION, user=reporter, answered=doubt.mark)
    assert ledger_entries.paid_on(session, case.id) == Decimal("100.00")


def test_a_payment_from_before_the_invoice_that_it_names_is_asked_about(
    session: Session, store: DocumentStore, client: Client, case: Case, reporter: User
) -> None:
    make_upload(session, store, client, claim_row(invoice="F-2", invoice_date="01-09-2026", due="15-09-2026"))
    session.refresh(case)
    later = next(claim for claim in case.claims if claim.invoice_number == "F-2")
    doubt = asked(session, case, Decimal("50.00"), user=reporter, on=date(2026, 8, 31), claim_id=later.id)
    assert doubt.questions[0].startswith("Factuur F-2 is van 01-09-2026; deze betaling is van 31-08-2026")
    book(session, case, Decimal("50.00"), user=reporter, on=date(2026, 9, 1), claim_id=later.id)


@pytest.mark.parametrize("on", [date(2026, 5, 31), date(2026, 11, 22)])
def test_before_the_first_invoice_and_in_the_future_nothing_can_be_booked(
    session: Session, case: Case, reporter: User, on: date
) -> None:
    with pytest.raises(Refused, match="ontvangstdatum"):
        book(session, case, Decimal("50.00"), user=reporter, on=on)


def test_a_letter_does_not_leave_while_a_report_is_looked_at(session: Session, case: Case, reporter: User) -> None:
    letter = order_first_notice(session, case).letters[0]
    after_all(session, case, MILLION, user=reporter)
    session.refresh(letter)
    assert letter.state is LetterState.WITHDRAWN


def test_after_the_look_a_paid_case_closes(session: Session, case: Case, reporter: User) -> None:
    after_all(session, case, Decimal("600.00"), user=reporter)
    end_check(session, case)
    assert case.stage is Stage.CLOSED


def test_after_a_reversal_by_the_handler_the_look_ends_with_an_open_case(
    session: Session, case: Case, reporter: User, handler: User
) -> None:
    entry = after_all(session, case, MILLION, user=reporter)
    payments.reverse(session, by(handler.id), entry.id, case_id=case.id, reason="Typefout", figures=FIGURES)
    end_check(session, case)
    assert (case.stage, case.next_step) == (Stage.INTAKE, NextStep.SEND_FIRST_NOTICE)


def test_a_client_takes_a_slip_back(session: Session, case: Case, reporter: User) -> None:
    entry = after_all(session, case, MILLION, user=reporter)
    counter = take_back(session, case, entry)
    assert counter.reverses_id == entry.id
    assert counter.note == "Teruggenomen door de opdrachtgever: Typefout"
    assert ledger_entries.paid_on(session, case.id) == 0
    assert hold_kinds(session, case) == [], "there is nothing left to look at"
    assert case.next_step is NextStep.SEND_FIRST_NOTICE
    with pytest.raises(AlreadyDone):
        take_back(session, case, entry)


def test_taking_back_opens_a_case_that_the_report_closed(session: Session, case: Case, reporter: User) -> None:
    entry = after_all(session, case, OWED, user=reporter)
    assert case.stage is Stage.CLOSED
    take_back(session, case, entry)
    assert (case.stage, case.closed_on, case.closing_reason) == (Stage.INTAKE, None, None)


def test_taking_back_lets_an_arrangement_run_on(session: Session, case: Case, reporter: User, handler: User) -> None:
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=date(2026, 12, 15), figures=FIGURES, number=4
    )
    arrangements.make(session, by(handler.id), case.id, schedule, note="", client_agreed=False, figures=FIGURES)
    entry = after_all(session, case, OWED, user=reporter)
    assert stages.running_arrangement(session, case.id) is None
    take_back(session, case, entry)
    assert stages.running_arrangement(session, case.id) is not None
    assert (case.stage, case.next_step, case.next_step_on) == (
        Stage.ARRANGEMENT, NextStep.FOLLOW_ARRANGEMENT, date(2026, 12, 15)
    )


def contact(session: Session, _store: DocumentStore, case: Case, handler: User) -> None:
    contacts.log(
        session, by(handler.id), case.id,
        ContactInput(channel=ContactChannel.PHONE_OUT, outcome=ContactOutcome.OTHER, right_party=True),
    )


def letter(session: Session, _store: DocumentStore, case: Case, handler: User) -> None:
    order_first_notice(session, case, act=by(handler.id))


def plan(session: Session, _store: DocumentStore, case: Case, handler: User) -> None:
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=date(2026, 12, 15), figures=FIGURES, number=4
    )
    arrangements.make(session, by(handler.id), case.id, schedule, note="", client_agreed=False, figures=FIGURES)


def payment(session: Session, _store: DocumentStore, case: Case, handler: User) -> None:
    book(session, case, Decimal("10.00"), user=handler)


@pytest.mark.parametrize("use", [contact, letter, plan, payment])
def test_what_a_handler_did_after_it_uses_a_report(
    session: Session, store: DocumentStore, case: Case, reporter: User, handler: User, use: object
) -> None:
    entry = book(session, case, Decimal("100.00"), user=reporter)
    use(session, store, case, handler)  # type: ignore[operator]  # one of the functions above
    assert [report.used for report in client_payments.reports(session, case)] == [True]
    with pytest.raises(Refused, match="bel ons"):
        take_back(session, case, entry)
    later = book(session, case, Decimal("20.00"), user=reporter)
    take_back(session, case, later)


def test_what_a_handler_did_before_it_or_beside_it_does_not(
    session: Session, store: DocumentStore, case: Case, reporter: User, handler: User
) -> None:
    contact(session, store, case, handler)
    entry = book(session, case, Decimal("100.00"), user=reporter)
    documents.add(
        session, by(handler.id), store, File("av.pdf", SMALL_PDF),
        NewDocument(kind=DocumentKind.TERMS, case_id=case.id),
    )
    book(session, case, Decimal("5.00"), user=reporter)
    take_back(session, case, entry)


def test_a_client_takes_back_only_its_own_report(session: Session, case: Case, reporter: User, handler: User) -> None:
    by_us = book(session, case, Decimal("100.00"), user=handler)
    with pytest.raises(NotFound):
        take_back(session, case, by_us)
    entry = book(session, case, Decimal("40.00"), user=reporter)
    other = make_client(session, name="Andere B.V.")
    with pytest.raises(NotFound):
        client_payments.take_back(
            session, by(), entry.id, case_id=case.id, client_id=other.id, reason="x", figures=FIGURES
        )
    for reason, refusal in (("", Incomplete), ("BSN 111222333", Refused)):
        with pytest.raises(refusal):
            take_back(session, case, entry, reason=reason)
    assert ledger_entries.paid_on(session, case.id) == Decimal("140.00")


def test_a_report_beyond_the_figures_is_still_booked(session: Session, case: Case, reporter: User) -> None:
    """The figures end on 31 December 2026: 500,00 with 198 days is 510,85 then."""
    new_year = date(2027, 1, 5)
    with pytest.raises(PaymentDoubtful, match="te veel"):
        payments.register(
            session, by(reporter.id, NOW, new_year), case.id,
            PaymentInput(amount=MILLION, received_on=new_year, paid_to=PaidTo.CLIENT), figures=FIGURES_2026,
            by_client=True, answered="",
        )
    payments.register(
        session, by(reporter.id, NOW, new_year), case.id,
        PaymentInput(amount=Decimal("50.00"), received_on=new_year, paid_to=PaidTo.CLIENT), figures=FIGURES_2026,
        by_client=True, answered="",
    )
    told = session.scalars(select(CaseEvent).where(CaseEvent.kind == EventKind.PAYMENT_REGISTERED)).one()
    assert "uncounted" in told.data
