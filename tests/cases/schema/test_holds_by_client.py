"""Holds of before know their client after the migration, and one open hold of a kind per case stays the rule."""

import pytest
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cases.amicable import holds
from cases.models import Hold, HoldKind
from cases.schema import migrate
from cases.store import DocumentStore
from tests.factories import TODAY, by, make_case, make_client


@pytest.mark.superuser
def test_holds_of_before_know_their_client(engine: Engine, store: DocumentStore) -> None:
    with Session(engine) as session:
        clients = [make_client(session, name=name) for name in ("Een B.V.", "Ander B.V.")]
        for client in clients:
            case = make_case(session, store, client=client)
            ended = holds.place(session, by(), case.id, kind=HoldKind.DISPUTE, reason="Nee", on=TODAY, review_on=None)
            holds.end(session, by(), ended.id, case_id=case.id, outcome="Toch wel", on=TODAY)
            holds.place(session, by(), case.id, kind=HoldKind.DISPUTE, reason="Toch nee", on=TODAY, review_on=None)
        session.commit()
        wanted = [(hold.id, hold.client_id) for hold in session.scalars(select(Hold).order_by(Hold.id))]
        assert {client_id for _, client_id in wanted} == {client.id for client in clients}
    migrate.downgrade(engine, "0017")
    assert "client_id" not in {column["name"] for column in inspect(engine).get_columns("hold")}
    migrate.upgrade(engine)
    with Session(engine) as session:
        assert [(hold.id, hold.client_id) for hold in session.scalars(select(Hold).order_by(Hold.id))] == wanted
        with pytest.raises(IntegrityError):
            session.execute(text("UPDATE hold SET ended_on = NULL"))
