"""What a person writes is refused with a citizen service number in it, wherever it is kept; and what is listed."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from cases import documents, events
from cases.amicable import arrangements, holds, payments
from cases.amicable.payment_doubts import PaymentInput
from cases.documents import File, NewDocument
from cases.events.letters import NoticeDefective
from cases.events.prescription import ClaimKindStated
from cases.models import Case, CaseEvent, Client, DocumentKind, EventKind, HoldKind, PaidTo
from cases.queries.citizen_numbers import FoundNumber, on_record
from cases.schema.db import CitizenNumberFound
from cases.setup import organisations
from cases.store import DocumentStore
from legal.debtor.prescription import PrescriptionRegime
from tests.conftest import NOW
from tests.factories import FIGURES, SMALL_PDF, TODAY, by, make_case

NUMBER = "111/222/333"
Act = Callable[[Session, DocumentStore, Case, str], object]


def _pay(session: Session, _store: DocumentStore, case: Case, words: str) -> object:
    return payments.register(
        session, by(), case.id,
        PaymentInput(amount=Decimal("10.00"), received_on=TODAY, paid_to=PaidTo.AGENCY, note=words), figures=FIGURES,
    )


def _reverse(session: Session, store: DocumentStore, case: Case, words: str) -> object:
    entry = _pay(session, store, case, "")
    return payments.reverse(
        session, by(None, NOW + timedelta(hours=1), TODAY), entry.id, case_id=case.id, reason=words, figures=FIGURES
    )


def _dispute(session: Session, _store: DocumentStore, case: Case, words: str) -> object:
    return holds.place(session, by(), case.id, kind=HoldKind.DISPUTE, reason=words, on=TODAY)


def _end_hold(session: Session, _store: DocumentStore, case: Case, words: str) -> object:
    hold = holds.place(session, by(), case.id, kind=HoldKind.DEBT_HELP, reason="hulp", on=TODAY)
    return holds.end(session, by(), hold.id, case_id=case.id, outcome=words, on=TODAY)


def _title(session: Session, store: DocumentStore, case: Case, words: str) -> object:
    return _keep(session, store, case, title=words)


def _file_name(session: Session, store: DocumentStore, case: Case, words: str) -> object:
    return _keep(session, store, case, filename=words.replace("/", "-") + ".pdf")


def _keep(
    session: Session, store: DocumentStore, case: Case, *, filename: str = "brief.pdf", title: str = "Brief"
) -> object:
    return documents.add(
        session, by(), store, File(filename, SMALL_PDF),
        NewDocument(kind=DocumentKind.CORRESPONDENCE, title=title, case_id=case.id),
    )


def _arrange(session: Session, _store: DocumentStore, case: Case, words: str) -> object:
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=TODAY, figures=FIGURES, number=3
    )
    return arrangements.make(session, by(), case.id, schedule, note=words, client_agreed=True, figures=FIGURES)


def _end_arrangement(session: Session, store: DocumentStore, case: Case, words: str) -> object:
    _arrange(session, store, case, "")
    return arrangements.end(session, by(), case.id, broken=False, reason=words, on=TODAY, figures=FIGURES)


def _contact_person(session: Session, _store: DocumentStore, case: Case, words: str) -> object:
    client = session.get_one(Client, case.client_id)
    client.contact_name = words
    session.flush()
    return client


ACTS = (_pay, _reverse, _dispute, _end_hold, _title, _file_name, _arrange, _end_arrangement, _contact_person)


@pytest.mark.parametrize("act", ACTS)
def test_words_with_a_citizen_number_are_refused_and_others_are_kept(
    session: Session, store: DocumentStore, act: Act
) -> None:
    case = make_case(session, store)
    session.commit()
    with pytest.raises(CitizenNumberFound) as refused:
        act(session, store, case, f"mijn bsn is {NUMBER}")
    assert NUMBER not in str(refused.value)
    session.rollback()
    assert list(on_record(session)) == []
    act(session, store, case, "belde 06-12345678 over € 1.112.223,33 van 12-11-2026")
    session.commit()


def test_a_reason_that_the_program_gives_may_name_an_invoice(session: Session, store: DocumentStore) -> None:
    """A payment is booked also where the verdict on a letter names an invoice of nine digits that pass the test."""
    case = make_case(session, store)
    verdict = NoticeDefective(letter_id=1, reason="Factuur 111222333 staat niet in de brief.")
    events.record(session, by(), case.id, verdict, effective_on=TODAY)
    session.flush()
    stated = ClaimKindStated(regime=PrescriptionRegime.CONTRACT, reason="111222333", claims=())
    with pytest.raises(CitizenNumberFound):
        events.record(session, by(), case.id, stated, effective_on=TODAY)


def test_an_invoice_number_of_nine_digits_still_comes_in(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store, invoice="111222333", subject="Levering stroom")
    assert case.claims[0].invoice_number == "111222333"


def test_a_company_is_found_by_whatever_is_typed(session: Session) -> None:
    """Searching is no keeping."""
    assert session.scalar(select(Client.id).where(func.lower(Client.name) == NUMBER)) is None
    assert organisations.clients(session) == []


def test_what_is_on_record_already_is_listed_without_the_number(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    holds.place(session, by(), case.id, kind=HoldKind.DISPUTE, reason="betwist", on=TODAY)
    session.execute(text("UPDATE hold SET reason = :words"), {"words": f"bsn {NUMBER}"})
    session.add(CaseEvent(
        case_id=case.id, kind=EventKind.HOLD_PLACED, recorded_at=NOW, effective_on=TODAY, data={"reason": NUMBER}
    ))
    session.flush()
    found = list(on_record(session))
    assert {(each.table, each.column, each.path, each.start, each.end) for each in found} == {
        ("hold", "reason", "", 4, 15), ("case_event", "data", "reason", 0, 11),
    }
    assert all(isinstance(each, FoundNumber) and NUMBER not in repr(each) for each in found)
