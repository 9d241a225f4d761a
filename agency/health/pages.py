"""`/gezond` for who watches from outside, and `/metrics` for Prometheus. To a stranger no more than a word."""

import hmac
from ipaddress import ip_address

from flask import Response, abort, current_app, request

from agency import database
from agency.health.blueprint import bp
from agency.watching import condition, duties, metrics
from agency.web.access import public
from cases.schema.viewers import INSIDE

GOOD, BAD = "ok", "niet ok"


@bp.get("/gezond")
@public
def show() -> Response:
    """Whether all that is needed is there and no duty is silent: for an alarm. 200 or 503."""
    return _word(_is_ready() and not duties.silent())


@bp.get("/gezond/klaar")
@public
def show_ready() -> Response:
    """Whether pages can be answered: for what divides visitors over machines. A silent duty is no reason to stop."""
    return _word(_is_ready())


@bp.get("/gezond/leeft")
@public
def show_alive() -> Response:
    """That this process answers; nothing else is asked."""
    return _word(True)


@bp.get("/metrics")
@public
def show_metrics() -> Response:
    """The figures, for who carries the token, and without one for this machine alone; else there is no such page."""
    if not _may_read():
        abort(404)
    database.look_as(INSIDE)  # they count the work of everybody
    return Response(metrics.text_of(current_app), content_type=metrics.CONTENT_TYPE)


def _is_ready() -> bool:
    return all(each.is_good for each in condition.checked())


def _word(is_good: bool) -> Response:
    return Response(GOOD if is_good else BAD, status=200 if is_good else 503, content_type="text/plain; charset=utf-8")


def _may_read() -> bool:
    token: str | None = current_app.config["METRICS_TOKEN"]
    if token is not None:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    # What a proxy on this machine passes on comes from elsewhere, whatever address it has.
    return not _was_passed_on() and _is_of_this_machine(request.remote_addr)


def _was_passed_on() -> bool:
    return any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"))


def _is_of_this_machine(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False
