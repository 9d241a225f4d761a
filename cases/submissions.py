"""Forms that were sent: the token of a form is kept in the transaction that handles it, so that once is enough."""

from dataclasses import dataclass

from sqlalchemy import literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cases.acts import Act
from cases.errors import Refused
from cases.models import Submission


class SentOtherwise(Refused):
    """The form with this token was handled before, but other words were sent with it, or by somebody else."""

    code = "sent_otherwise"

    def __init__(self) -> None:
        super().__init__(
            "Dit formulier is al eerder verstuurd, met andere gegevens. Wat u toen stuurde, is opgeslagen. Wat hier nu "
            "staat, is niet opgeslagen. Kijk eerst wat er al staat. Wilt u dit ook vastleggen? Verstuur het dan nog "
            "een keer."
        )


@dataclass(frozen=True)
class Handled:
    """A form that was handled before; `answer`: the number that its action gave, None where it gave none."""

    answer: int | None


def handled_before(session: Session, act: Act, token: str, *, digest: str | None = None) -> Handled | None:
    """What is on record of the form with this token; if nothing, it counts as handled from here.

    Call it first in the transaction: when that is rolled back the token is free again. Two requests at one moment
    meet on the key of the table, and the second waits for the first. An empty token is never handled before.
    `digest`: a fingerprint of what was sent with it. Raises SentOtherwise where that, or who sent it, was another.
    """
    if not token:
        return None
    values = {"token": token[:64], "user_id": act.person_id, "handled_at": act.now, "digest": digest}
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    added = session.execute(
        insert(Submission).values(values).on_conflict_do_nothing(index_elements=["token"])
        .returning(literal(1))
    ).scalar()
    if added is not None:
        return None
    columns = (Submission.user_id, Submission.digest, Submission.answer)
    user_id, kept, answer = session.execute(select(*columns).where(Submission.token == token[:64])).one()
    if user_id != act.person_id or kept not in (None, digest):  # None: before there were digests
        raise SentOtherwise
    return Handled(answer)


def note_answer(session: Session, token: str, answer: int) -> None:
    """Keep the number that the action of a form gave, so that the same form sent again gets the same answer."""
    session.execute(update(Submission).where(Submission.token == token[:64]).values(answer=answer))
