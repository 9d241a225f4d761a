"""123: who handles a case, does a task or signs a loss is somebody who may."""

from collections.abc import Iterator

from sqlalchemy import or_, select

from cases.invariants.finding import Looked, Wrong, all_of
from cases.models import Case, LossAcceptance, Task, User


def wrong(looked: Looked) -> Iterator[Wrong]:
    """Cases and tasks of somebody from outside, and losses signed by another than a user of the client."""
    outside = or_(User.client_id.is_not(None), User.bailiff_office_id.is_not(None))
    handled = select(Case.id).join(User, User.id == Case.handler_id).where(outside).order_by(Case.id)
    yield from all_of(looked, "case", handled, "de behandelaar is niet van het bureau")
    given = select(Task.id).join(User, User.id == Task.person_id).where(outside).order_by(Task.id)
    yield from all_of(looked, "task", given, "de taak is van iemand buiten het bureau")
    signed = (
        select(LossAcceptance.id).join(Case, Case.id == LossAcceptance.case_id)
        .join(User, User.id == LossAcceptance.accepted_by)
        .where(or_(User.client_id.is_(None), User.client_id != Case.client_id)).order_by(LossAcceptance.id)
    )
    yield from all_of(looked, "loss_acceptance", signed, "het verlies is niet door deze opdrachtgever aanvaard")
