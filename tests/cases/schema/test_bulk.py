"""Many rows in one go: with the types and defaults of the models, and with errors that say nothing of a row."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from cases.models import Client, Contact, Debtor, LedgerEntry, LedgerKind, Letter
from cases.schema.bulk import insert_rows
from cases.schema.db import CitizenNumberFound
from cases.store import DocumentStore
from tests.factories import NOW, make_case, make_client


@pytest.fixture
def client(session: Session) -> Client:
    return make_client(session)


def debtor(client: Client, number: int, **more: Any) -> dict[str, Any]:
    return {
        "client_id": client.id, "identity": f"id {number}", "customer_number": f"K-{number}",
        "is_natural_person": True, "surname": "Geheimenaar", "birth_date": date(1980, 1, 2),
    } | more


def test_rows_come_with_the_types_and_defaults_of_the_model(session: Session, client: Client) -> None:
    insert_rows(session, Debtor, [debtor(client, number) for number in range(3)])
    kept = session.scalars(select(Debtor).order_by(Debtor.id)).all()
    assert [each.identity for each in kept] == ["id 0", "id 1", "id 2"]
    assert {(each.birth_date, each.country, each.company_name, each.is_natural_person) for each in kept} == {
        (date(1980, 1, 2), "NL", "", True)
    }
    insert_rows(session, Debtor, [])


def test_money_and_choices_are_kept_as_everywhere(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    insert_rows(session, LedgerEntry, [{
        "case_id": case.id, "kind": LedgerKind.PAYMENT, "amount": Decimal("-12.34"), "effective_on": date(2026, 1, 2),
        "recorded_at": NOW,
    }])
    kept = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == LedgerKind.PAYMENT)).one()
    assert (kept.amount, kept.recorded_at, kept.note) == (Decimal("-12.34"), NOW, "")


def test_words_with_a_citizen_service_number_are_refused(session: Session, client: Client) -> None:
    with pytest.raises(CitizenNumberFound):
        insert_rows(session, Debtor, [debtor(client, 1), debtor(client, 2, surname="111222333")])


def test_a_row_that_is_there_already_is_an_integrity_error_without_its_words(session: Session, client: Client) -> None:
    """What nobody catches goes into the log: a name has no place there."""
    insert_rows(session, Debtor, [debtor(client, 1)])
    with pytest.raises(IntegrityError) as refused:
        insert_rows(session, Debtor, [debtor(client, 2), debtor(client, 1)])
    told = f"{refused.value} {refused.value.orig} {refused.value.__cause__} {refused.value.__context__}"
    assert "id 1" not in told
    assert "Geheimenaar" not in told


def test_a_value_that_the_column_cannot_hold_is_an_error_without_it(session: Session, store: DocumentStore) -> None:
    case = make_case(session, store)
    entry = {"case_id": case.id, "kind": LedgerKind.PAYMENT, "effective_on": date(2026, 1, 2), "recorded_at": NOW}
    with pytest.raises((IntegrityError, StatementError)) as refused:
        insert_rows(session, LedgerEntry, [entry | {"amount": Decimal(0), "note": "Geheimenaar"}])
    assert "Geheimenaar" not in str(refused.value)


def test_a_column_that_is_worked_out_for_each_row_must_be_given(session: Session) -> None:
    with pytest.raises(LookupError, match="facts"):
        insert_rows(session, Letter, [{"batch_id": 1}])
    with pytest.raises(IntegrityError):
        insert_rows(session, Contact, [{"case_id": 1}])
