"""A line in the log for every request, and its number: on its other lines, its answer, and the page of an error.

The line says which page of the program, with which status, in how many milliseconds, for which user by number. It has
no address, no search words and nothing that was filled in.
"""

import logging
import secrets
import time
from typing import Final

from flask import Flask, Response, g, request

from agency import logs
from agency.web import traffic
from agency.web.access import known_user_id

log = logging.getLogger(__name__)

HEADER: Final = "X-Request-ID"
NO_PAGE: Final = "none"  # an address that leads nowhere
QUIET: Final = frozenset({"static", "health.show", "health.show_ready", "health.show_alive", "health.show_metrics"})
_NUMBER, _STARTED = "request_number", "request_started"


def init_app(app: Flask) -> None:
    """Comes before all that looks at a request: who is refused has a line too."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_forget)


def number() -> str:
    """The number of this request, in ten digits and letters A to F; never one that the visitor sent."""
    if _NUMBER not in g:
        setattr(g, _NUMBER, secrets.token_hex(5).upper())
    return str(getattr(g, _NUMBER))


def _begin() -> None:
    setattr(g, _STARTED, time.perf_counter())
    logs.now_about(request=number())


def _end(response: Response) -> Response:
    response.headers[HEADER] = number()
    page, seconds = request.endpoint or NO_PAGE, time.perf_counter() - g.get(_STARTED, time.perf_counter())
    traffic.count(page, response.status_code, seconds)
    if page in QUIET and response.status_code < 400:
        return response
    log.info("request", extra={logs.FIELDS: {
        "method": request.method, "route": page, "status": response.status_code, "ms": int(seconds * 1000),
        "user": known_user_id(),
    }})
    return response


def _forget(_error: BaseException | None) -> None:
    logs.now_about()
