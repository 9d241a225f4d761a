"""A POST is one call: the form is checked, what it asks is done once in one transaction, a refusal lands on it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from agency import database
from agency.web.access import act
from agency.web.errors import REFUSED, message_for
from agency.web.forms import BaseForm, OnceForm
from cases.acts import Act
from cases.errors import DomainError
from cases.submissions import handled_before

R = TypeVar("R")
Result = TypeVar("Result", covariant=True)
Action = Callable[[Session, Act], R]


@dataclass(frozen=True, kw_only=True)
class Sent(Generic[Result]):
    """What became of a form, and the `status` of its page when that is shown again.

    `is_done`: what it asked is on record. `result` is what the action gave; None where it was not done now, because the
    same form was handled before. `refusal` is what a service said; None too where the form itself is wrong.
    """

    status: int
    is_done: bool = False
    result: Result | None = None
    refusal: DomainError | None = None

    @property
    def why_not(self) -> str:
        """The refusal in Dutch, for a message instead of a form; empty without one."""
        return "" if self.refusal is None else message_for(self.refusal)


def carry_out(form: BaseForm | None, action: Action[R], *, at: str | None = None) -> Sent[R]:
    """Do what `form` asks when it was sent and is right; a refusal of a service is put on it, at the field `at`.

    An `OnceForm` that was handled before does nothing and is done. None is a button that has no form.
    """
    if form is not None:
        if not form.is_submitted():
            return Sent(status=200)
        if not form.validate():
            return Sent(status=REFUSED)
    try:
        return do(lambda session, act: _once(session, act, form, action))
    except DomainError as refusal:
        return _refused(form, refusal, at)


def do(action: Action[R]) -> R:
    """Do it in one transaction as the user of this request; a refusal becomes a page of its own (`errors`)."""
    with database.transaction() as session:
        return action(session, act())


def answer_to(form: BaseForm | None, question: Callable[[], R]) -> Sent[R]:
    """What a service answers when it is only asked; its refusal is put on `form`."""
    try:
        return Sent(status=200, is_done=True, result=question())
    except DomainError as refusal:
        return _refused(form, refusal, None)


def _once(session: Session, act: Act, form: BaseForm | None, action: Action[R]) -> Sent[R]:
    # A token that was not sent is a new one: nothing to remember.
    if isinstance(form, OnceForm) and form.token.raw_data and handled_before(session, act, form.token.data):
        return Sent(status=200, is_done=True)
    return Sent(status=200, is_done=True, result=action(session, act))


def _refused(form: BaseForm | None, refusal: DomainError, at: str | None) -> Sent[R]:
    if form is not None and at is None:
        form.take(refusal)
    elif form is not None:
        form.refuse(message_for(refusal), at)
    return Sent(status=REFUSED, refusal=refusal)
