"""What the database keeps to itself, and what it finds without looking at everything."""

import traceback

import pytest
from sqlalchemy import Engine, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from cases.models import RoleName, User
from tests.factories import make_user


@pytest.mark.parametrize("column", ["claim_id", "client_id", "case_id"])
def test_documents_are_found_by_claim_client_and_case(engine: Engine, column: str) -> None:
    """A client's pages ask this of every claim: without an index they grow with the square of the cases."""
    found = inspect(engine).get_indexes("document")
    assert [column] in [index["column_names"] for index in found]


def test_what_a_statement_was_given_stays_out_of_its_error(session: Session) -> None:
    make_user(session, RoleName.HANDLER, email="geheim@voorbeeld.test")
    session.flush()
    key, since = session.execute(select(User.fs_uniquifier, User.created_at)).one()
    session.add(User(
        email="ander@voorbeeld.test", name="Een Geheime Naam", password="x", fs_uniquifier=key, created_at=since
    ))
    with pytest.raises(DBAPIError) as refused:
        session.flush()
    logged = "".join(traceback.format_exception(refused.value))
    assert "Geheime" not in logged
    assert key not in logged
    session.rollback()
