"""What stories of messages to mobile phones share: one that was ordered, and what a worker does with it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from cases.amicable import messaging
from cases.amicable.mailing import Answer, Told
from cases.amicable.messaging import Claimed, Shown
from cases.models import Case, NextStep, Stage, TextMessage
from cases.setup import organisations
from cases.store import DocumentStore
from tests.cases.correspondence.posted_letters import OPENED, POSTED
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, make_agency, make_case, post_first_notice

QUIET = "Voorbeeld Diensten B.V."
SAID = f"Wilt u ons bellen? {QUIET}, 030 123 45 67, registratienummer WKI-000001"
LEAVING = NOW + timedelta(minutes=15)


def case_to_message(session: Session, store: DocumentStore, **row: str) -> Case:
    """A case of somebody who got a first letter weeks ago, at an agency with a name that others may read."""
    profile = organisations.agency_profile(session) or make_agency(session)
    profile.other_registered_names = [QUIET]
    case = make_case(session, store, today=OPENED, **row)
    post_first_notice(session, store, case, posted_on=POSTED)
    case.stage, case.next_step, case.next_step_on = Stage.AMICABLE, NextStep.CONTACT_DEBTOR, TODAY
    session.flush()
    return case


def shown(session: Session, case: Case, debtor_id: int | None = None, *, at: datetime = NOW) -> Shown:
    """What he would get."""
    return messaging.show(session, by(None, at), case, debtor_id or case.debtor_id, figures=FIGURES)


def ordered(session: Session, case: Case, *, at: datetime = NOW) -> TextMessage:
    """One to the debtor of the case, ordered as it was shown."""
    return messaging.order(
        session, by(None, at), case.id, case.debtor_id, seen=shown(session, case, at=at).mark, figures=FIGURES
    )


def claimed(session: Session, message: TextMessage, *, at: datetime = LEAVING) -> Claimed | None:
    """What a worker takes of it."""
    found = messaging.claim(session, at, message.id, figures=FIGURES)
    session.flush()
    session.expire_all()
    return found


def answered(
    session: Session, message: TextMessage, answer: Answer, words: str = "", *, at: datetime = LEAVING
) -> Claimed:
    """It is handed over, and this is answered."""
    taken = claimed(session, message, at=at)
    assert taken is not None, message.reason
    messaging.record(session, at, taken, Told(answer=answer, words=words))
    session.flush()
    session.expire_all()
    return taken
