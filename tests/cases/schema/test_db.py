"""What the database keeps to itself, and what it finds without looking at everything."""

import traceback

import pytest
from sqlalchemy import Engine, delete, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from cases.models import RoleName, Team, User
from cases.schema import viewers
from cases.schema.trouble import Trouble, trouble_of
from cases.schema.viewers import Viewer
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


def test_a_transaction_that_cannot_begin_is_told_as_every_other_error(server: Engine) -> None:
    """On PostgreSQL it begins with a question: in whose eyes."""
    nobody = server.execution_options(**{viewers.OPTION: Viewer("_that_is_not_there")})
    with nobody.connect() as connection, pytest.raises(DBAPIError) as refused:
        connection.execute(select(1))
    assert (trouble_of(refused.value), "\n" in str(refused.value.orig)) == (None, False)
    with server.connect() as lost, server.connect() as other:
        process = lost.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
        other.execution_options(**{viewers.OPTION: None}).execute(
            text("SELECT pg_terminate_backend(:process, 5000)"), {"process": process}
        )
        with pytest.raises(DBAPIError) as gone:
            lost.execute(select(1))
    assert trouble_of(gone.value) is Trouble.GONE


def test_a_connection_that_only_reads_is_refused_every_change(engine: Engine) -> None:
    """And the same connection writes again for who did not ask for that."""
    add, reading = insert(Team).values(name="een"), engine.execution_options(read_only=True)
    with reading.connect() as connection, pytest.raises(DBAPIError, match=r"read-?only"):
        connection.execute(add)
    with engine.begin() as connection:
        connection.execute(add)
    with reading.connect() as connection:
        assert connection.scalar(select(Team.name)) == "een"
        connection.rollback()
        connection.execution_options(read_only=False).execute(delete(Team))
