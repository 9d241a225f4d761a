"""The trace of what a request saw or was refused, written after the answer is made and before it goes out.

A change leaves its line in its own transaction, by the service. This is a short one beside it: where it cannot be kept
in some seconds the log says so, and the page comes all the same.
"""

import logging
from dataclasses import replace
from functools import partial
from typing import Final

from flask import Flask, Response, g, request
from flask_security import current_user
from sqlalchemy.exc import SQLAlchemyError

from agency import clock, database
from agency.web import access
from agency.web.traced import ROUTES, Trace
from cases.documents import FileRefused
from cases.errors import SecondPersonNeeded
from cases.inspection.viruses import VirusFound
from cases.models import TraceKind
from cases.queries.searching import searched_by
from cases.setup.second_looks import MayNotConfirm
from cases.trace import lines
from cases.trace.lines import Seen

log = logging.getLogger(__name__)
_LOCK_SECONDS: Final = 5.0  # handlers who all write keep SQLite's one lock for longer than a moment
_REFUSALS: Final = frozenset({400, 403, 404})
_COME_BACK: Final = frozenset({409, 422})  # the same page again, with what is wrong
_WITH_CONTENT: Final = frozenset({200, 206, 304})  # the file, a part of it, or that the browser has it already
_FILES: Final = frozenset({TraceKind.DOCUMENT_OPENED, TraceKind.EXPORTED})
_TOO_MANY, _WRONG = 429, 422
# Of the refusals of services: who tried to be two persons, and a file that is not what may come in.
_TOLD: Final = (SecondPersonNeeded, MayNotConfirm, VirusFound, FileRefused)
_NOT_OFFERED: Final = "not_offered"
_REMEMBERED: Final = "refused_by_service"
_FORGIVEN: Final = "password_was_right"
_CASE: Final = "case_on_the_page"
_WORDS: Final = "words_of_the_search"
_WHOLE: Final = "shown_whole"
_NAMED: Final = frozenset({"case_id", "document_id", "writ_id", "client_id"})
_ALWAYS: Final = frozenset({
    TraceKind.LOGIN_FAILED, TraceKind.STEP_FAILED, TraceKind.PASSWORD_FAILED, TraceKind.EXPORTED, TraceKind.SENT,
    TraceKind.SHOWN_WHOLE,
})


def init_app(app: Flask) -> None:
    """Look at every answer."""
    app.after_request(_trace)


def remember(refusal: Exception) -> None:
    """What a service refused, for the line of this request."""
    if isinstance(refusal, _TOLD):
        setattr(g, _REMEMBERED, refusal.code)


def remember_what_no_page_offers() -> None:
    """A form had a choice that its page does not show: somebody made it by hand, or the page is an old one."""
    setattr(g, _REMEMBERED, _NOT_OFFERED)


def forgive() -> None:
    """The form came back for something else than a wrong password."""
    setattr(g, _FORGIVEN, True)


def show_case(case_id: int) -> None:
    """The page shows this case, which its address does not name."""
    setattr(g, _CASE, case_id)


def is_whole() -> bool:
    """Whether the address asks (`voluit`) for what the page shows shortened or not at all else; then that is told."""
    setattr(g, _WHOLE, bool(request.args.get("voluit")))
    return bool(getattr(g, _WHOLE))


def show_found(words: str) -> None:
    """The page shows what was found by these words; the line tells of what kind they are. Nothing for no words."""
    setattr(g, _WORDS, words.strip())


def _trace(response: Response) -> Response:
    refused_by, is_forgiven, is_in = g.pop(_REMEMBERED, ""), g.pop(_FORGIVEN, False), access.was_let_in()
    case_id, words, whole = g.pop(_CASE, None), g.pop(_WORDS, ""), g.pop(_WHOLE, False)
    trace = ROUTES.get(request.endpoint or "")
    if trace is not None and request.endpoint != "static" and request.method != "OPTIONS":
        kind = (
            TraceKind.SHOWN_WHOLE if whole else TraceKind.CASE_SEEN if case_id is not None
            else TraceKind.SEARCHED if words else trace.kind
        )
        of_page = _seen(replace(trace, kind=kind), response.status_code, is_in=is_in, words=words)
        for seen in (_refused(response.status_code, refused_by), of_page):
            if seen is not None and not is_forgiven:
                _keep(seen if case_id is None else replace(seen, case_id=case_id))
    return response


def _keep(seen: Seen) -> None:
    """The line, where the last minutes do not have it already: at most one question and one line more for each."""
    now = clock.now()
    try:
        if seen.kind not in _ALWAYS and database.ask_inside(partial(lines.is_told, seen=seen, now=now)):
            return
    except SQLAlchemyError:
        is_kept = False
    else:
        is_kept = database.try_to_note(partial(lines.tell, seen=seen, now=now), lock_seconds=_LOCK_SECONDS)
    if not is_kept:
        log.error("not in the trace: %s at %s by user %s", seen.kind, seen.page, seen.user_id)


def _refused(status: int, refused_by: str) -> Seen | None:
    """The line of a request that was sent away: of a user always, of a visitor where he tried a link or too often."""
    if status == _TOO_MANY:
        return replace(_of(TraceKind.TOO_MANY_TRIES), account=_typed_account())
    if refused_by:
        return replace(_of(TraceKind.REFUSED), said=refused_by)
    if status not in _REFUSALS:
        return None
    if current_user.is_authenticated:
        return replace(_of(TraceKind.REFUSED), said=str(status))
    if request.endpoint == "auth.choose_password":
        return replace(_of(TraceKind.REFUSED), said=str(status))
    return None


def _seen(trace: Trace, status: int, *, is_in: bool, words: str) -> Seen | None:
    """The line that the table promises for this answer, where the user came so far."""
    if trace.fails is not None and status == _WRONG and request.method == "POST":
        return replace(_of(trace.fails), account=_typed_account())
    if trace.kind is None or not is_in:
        return None
    if trace.kind is TraceKind.SEARCHED:
        return replace(_of(trace.kind), said=searched_by(words).value) if words and status < 400 else None
    if trace.kind is TraceKind.SENT and request.method != "POST":
        return None
    if trace.kind in _FILES:
        is_done = status in _WITH_CONTENT
    else:
        is_done = status < 400 or (trace.kind is TraceKind.CASE_SEEN and status in _COME_BACK)
    return _of(trace.kind) if is_done else None


def _of(kind: TraceKind) -> Seen:
    """Who asks for which page, from where, and what its address numbers."""
    numbers = request.view_args or {}
    case_id = numbers.get("case_id")
    others = [value for name, value in numbers.items() if name not in _NAMED and isinstance(value, int)]
    is_case = kind is TraceKind.CASE_SEEN
    return Seen(
        kind=kind, page=request.endpoint or "", address=access.address(),
        user_id=current_user.id if current_user.is_authenticated else None, case_id=case_id,
        document_id=None if is_case else numbers.get("document_id"),
        writ_id=None if case_id is not None else numbers.get("writ_id"),
        number=others[-1] if others and not is_case else None,
    )


def _typed_account() -> str:
    return request.form.get("email", "").strip().lower()[:254] if request.endpoint == "security.login" else ""
