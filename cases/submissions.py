"""Forms that were sent: the token of a form is kept in the transaction that handles it, so that once is enough."""

from sqlalchemy import literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.models import Submission


def handled_before(session: Session, act: Act, token: str) -> bool:
    """Whether a form with this token was handled already; if not, it counts as handled from here.

    Call it first in the transaction: when that is rolled back the token is free again. Two requests at one moment
    meet on the key of the table, and the second waits for the first. An empty token is never handled before.
    """
    if not token:
        return False
    values = {"token": token[:64], "user_id": act.person_id, "handled_at": act.now}
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    added = session.execute(
        insert(Submission).values(values).on_conflict_do_nothing(index_elements=["token"])
        .returning(literal(1))
    ).scalar()
    return added is None
