"""Changes of the set-up and log-ins of before stand in the trace after the migration, and wait for their seal."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from cases.models import RoleName, SetUpChange, TraceKind, TraceLine, UnsealedRow
from cases.schema import migrate
from cases.setup import logins
from tests.conftest import NOW
from tests.factories import by, make_user


@pytest.mark.superuser
def test_what_was_known_before_stands_in_the_trace(engine: Engine) -> None:
    with Session(engine) as session:
        user = make_user(session, RoleName.HANDLER)
        logins.begin(session, replace(by(user.id), address="192.0.2.1"), device="Firefox")
        session.commit()
        user_id, changes = user.id, session.scalars(select(SetUpChange.id).order_by(SetUpChange.id)).all()
    migrate.downgrade(engine, "0033")
    migrate.upgrade(engine)
    with Session(engine) as session:
        lines = session.scalars(select(TraceLine).order_by(TraceLine.id)).all()
        assert [(line.kind, line.change_id) for line in lines] == [
            *((TraceKind.CHANGED, change_id) for change_id in changes), (TraceKind.LOGGED_IN, None),
        ]
        assert (lines[-1].user_id, lines[-1].address, {line.at for line in lines}) == (user_id, "192.0.2.1", {NOW})
        waiting = select(func.count()).where(UnsealedRow.source == "trace_line")
        assert session.scalar(waiting) == len(lines)
