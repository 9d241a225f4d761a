"""A POST is one call: the form is checked, what it asks is done once in one transaction, a refusal lands on it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from flask import flash
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from agency import database
from agency.maintenance import UnderMaintenance
from agency.web import tracing
from agency.web.access import act
from agency.web.errors import REFUSED, message_for
from agency.web.forms import BaseForm, OnceForm, new_token
from agency.web.sent_again import digest_of_request
from cases.acts import Act
from cases.errors import DomainError
from cases.schema.trouble import waits_in_a_ring
from cases.submissions import SentOtherwise, handled_before, note_answer

R = TypeVar("R")
Result = TypeVar("Result", covariant=True)
Action = Callable[[Session, Act], R]
BEFORE = "Dit formulier was al verwerkt; er is niets dubbel opgeslagen."


@dataclass(frozen=True, kw_only=True)
class Sent(Generic[Result]):
    """What became of a form, and the `status` of its page when that is shown again.

    `is_done`: what it asked is on record. `result` is what the action gave; where it was not done now, because the same
    form was handled before, the number that it gave then, else None. `refusal` is what a service said; None too where
    the form itself is wrong.
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

    An `OnceForm` that was handled before does nothing and is done; with other words it is refused, and what was typed
    stays, under a token of its own. None is a button that has no form.
    """
    if form is not None:
        if not form.is_submitted():
            return Sent(status=200)
        if not form.validate():
            return Sent(status=REFUSED)
    try:
        return _done(action, _mark_of(form))
    except UnderMaintenance:
        raise  # nothing is wrong with the form: its page keeps it ready
    except DomainError as refusal:
        return _refused(form, refusal, at)


def do(action: Action[R]) -> R:
    """Do it in one transaction as the user of this request; a refusal becomes a page of its own (`errors`)."""
    sent = _done(action, None)
    return cast(R, sent.result)  # done now: no other request has its token


def answer_to(form: BaseForm | None, question: Callable[[], R]) -> Sent[R]:
    """What a service answers when it is only asked; its refusal is put on `form`."""
    try:
        return Sent(status=200, is_done=True, result=question())
    except DomainError as refusal:
        return _refused(form, refusal, None)


@dataclass(frozen=True)
class _Mark:
    """The token under which an action is kept, and a fingerprint of the words that came with it."""

    token: str
    digest: str | None = None


def _done(action: Action[R], sent_with: _Mark | None) -> Sent[R]:
    """What became of `action`; `sent_with` is the mark of its form; without one it gets a mark of its own.

    Where the database went away while it was told to keep the action, the mark says afterwards whether it did. Raises
    NotKept where it did not, CommitUncertain where that cannot be asked now.
    """
    mark = sent_with or _Mark(new_token())
    attempts: list[Sent[R]] = []
    try:
        return _in_turn(action, mark, attempts)
    except database.CommitUncertain as error:
        kept = _was_kept(mark)
        if kept is None:
            raise database.CommitUncertain(counts_once=sent_with is not None) from error
        if not kept:
            raise database.NotKept from error
    database.note_kept()
    return attempts[-1]


def _in_turn(action: Action[R], mark: _Mark, attempts: list[Sent[R]]) -> Sent[R]:
    """Do it, once more where it was sent away because it and another waited for each other."""
    try:
        return _attempt(action, mark, attempts)
    except DBAPIError as error:
        if not waits_in_a_ring(error):
            raise
    return _attempt(action, mark, attempts)


def _attempt(action: Action[R], mark: _Mark, attempts: list[Sent[R]]) -> Sent[R]:
    with database.transaction() as session:
        before = handled_before(session, act(), mark.token, digest=mark.digest)
        if before is not None:
            result: Any = before.answer  # what the action gave, where that was a number
        else:
            result = action(session, act())
            if type(result) is int and mark.digest is not None:
                note_answer(session, mark.token, result)
        attempts.append(Sent(status=200, is_done=True, result=result))
    if before is not None and before.answer is not None:
        flash(BEFORE, "info")  # its page goes on as the first time; any other says it itself
    return attempts[-1]


def _was_kept(mark: _Mark) -> bool | None:
    """Whether the action with this mark is on record; None where that cannot be asked.

    Asked as a second press would do it: so it waits for one that is being kept at this moment.
    """
    try:
        with database.trial() as session:
            return handled_before(session, act(), mark.token, digest=mark.digest) is not None
    except SentOtherwise:  # another form was first
        return False
    except SQLAlchemyError:
        return None


def _mark_of(form: BaseForm | None) -> _Mark | None:
    """The token that was sent; one that was not sent is new, and nothing to remember."""
    if not isinstance(form, OnceForm) or not form.token.raw_data or not form.token.data:
        return None
    return _Mark(str(form.token.data), digest_of_request(besides=form.token.name))


def _refused(form: BaseForm | None, refusal: DomainError, at: str | None) -> Sent[R]:
    tracing.remember(refusal)
    if isinstance(form, OnceForm) and isinstance(refusal, SentOtherwise):
        form.token.data, at = new_token(), None
    if form is not None and at is None:
        form.take(refusal)
    elif form is not None:
        form.refuse(message_for(refusal), at)
    return Sent(status=REFUSED, refusal=refusal)
