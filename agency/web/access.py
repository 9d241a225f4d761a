"""Who may do what: permissions, the table of roles, and the guard before every request. Denied unless declared."""

import logging
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, make_response, redirect, request, session, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from agency import clock, database
from agency.web.fragments import is_fragment
from cases.acts import Act
from cases.models.accounts import RoleName
from cases.schema import viewers
from cases.schema.viewers import Viewer

log = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., Any])
_DECLARED = "_needed_permission"
_BEFORE_STEP = "_before_second_step"
_LET_IN = "let_in"
WANTED: Final = "wanted"  # in the cookie: the page that a user asked for before the second step


class Permission(StrEnum):
    """One action in one area; a view declares exactly one."""

    ACCOUNT_OWN = "account.own"

    QUEUE_READ = "desk.queue.read"
    CASE_READ = "desk.case.read"
    CASE_SEEN_READ = "desk.case.seen.read"
    CONTACT_LOG = "desk.contact.log"
    PAYMENT_REGISTER = "desk.payment.register"
    PAYMENT_REVERSE = "desk.payment.reverse"
    ARRANGEMENT_MAKE = "desk.arrangement.make"
    HOLD_SET = "desk.hold.set"
    DISPUTE_MARK = "desk.dispute.mark"
    LETTER_SEND = "desk.letter.send"
    CLAIM_CORRECT = "desk.claim.correct"
    CLAIM_CREDIT = "desk.claim.credit"
    CLAIM_ADD = "desk.claim.add"
    COST_RECORD = "desk.cost.record"
    PERSON_LINK = "desk.person.link"
    CASE_JOIN = "desk.case.join"
    DOCUMENT_READ = "desk.document.read"
    EVIDENCE_ADD = "desk.evidence.add"
    DEBTOR_EDIT = "desk.debtor.edit"
    INTERRUPTION_RECORD = "desk.interruption.record"
    REGISTER_CHECK = "desk.register.check"
    ASSESSMENT_MAKE = "desk.assessment.make"
    ASSESSMENT_CONFIRM = "desk.assessment.confirm"
    WRIT_MAKE = "desk.writ.make"
    BAILIFF_ORDER = "desk.bailiff.order"
    SERVICE_CORRECT = "desk.service.correct"
    CASE_CLOSE = "desk.case.close"
    CASE_REOPEN = "desk.case.reopen"
    WRITE_OFF = "desk.write_off.make"
    WRITE_OFF_CONFIRM = "desk.write_off.confirm"
    REFUND = "desk.refund.record"
    AMOUNT_TELL = "desk.amount.tell"
    CASE_OPEN = "desk.case.open"
    CASE_ASSIGN = "desk.case.assign"
    NOTE_ADD = "desk.note.add"
    TASK_SET = "desk.task.set"
    ABSENCE_ENTER = "desk.absence.enter"
    CONSUMER_DUTIES_STATE = "desk.consumer_duties.state"
    PRIVACY_HANDLE = "desk.privacy.handle"

    OWN_CASES_READ = "client.cases.read"
    OWN_CLAIMS_IMPORT = "client.claims.import"
    OWN_DOCUMENTS_READ = "client.documents.read"
    OWN_DOCUMENTS_ADD = "client.documents.add"
    OWN_PAYMENT_REPORT = "client.payment.report"
    OWN_COSTS_APPROVE = "client.costs.approve"
    OWN_CASE_WITHDRAW = "client.case.withdraw"
    OWN_LOSS_ACCEPT = "client.loss.accept"

    CALCULATE = "calculator.use"

    ASSIGNED_CASES_READ = "bailiff.cases.read"
    PACKAGE_DOWNLOAD = "bailiff.package.download"
    SERVICE_REPORT = "bailiff.service.report"

    ADMIN_READ = "admin.read"
    AGENCY_EDIT = "admin.agency.edit"
    CLIENTS_EDIT = "admin.clients.edit"
    BAILIFF_OFFICES_EDIT = "admin.bailiff_offices.edit"
    USERS_EDIT = "admin.users.edit"
    LOOKS_CONFIRM = "admin.looks.confirm"
    STAFFING_EDIT = "admin.staffing.edit"
    OWN_TASK_END = "admin.task.end"
    TRACE_READ = "admin.trace.read"
    PRIVACY_READ = "admin.privacy.read"
    TEXTS_STOP = "admin.texts.stop"
    MISTAKES_READ = "admin.mistakes.read"
    MISTAKES_PREPARE = "admin.mistakes.prepare"
    FIGURES_READ = "figures.read"
    FIGURES_ADD = "admin.figures.add"
    FIGURES_CONFIRM = "admin.figures.confirm"


def _area(*prefixes: str) -> frozenset[Permission]:
    return frozenset(permission for permission in Permission if permission.startswith(prefixes))


# What leads to the bailiff costs the debtor money, what he reported is evidence, what is booked off is the client's:
# the legal lead decides, not the handler alone. Who looked into cases is no business of colleagues either.
_LEAD_ONLY: Final = frozenset({
    Permission.ASSESSMENT_CONFIRM, Permission.BAILIFF_ORDER, Permission.SERVICE_CORRECT, Permission.WRITE_OFF_CONFIRM,
    Permission.CASE_SEEN_READ,
})
ROLES: Final[dict[RoleName, frozenset[Permission]]] = {
    RoleName.HANDLER: (_area("account.", "desk.", "calculator.") - _LEAD_ONLY) | {Permission.FIGURES_READ},
    RoleName.LEGAL_LEAD: _area("account.", "desk.", "calculator.") | {
        Permission.FIGURES_READ, Permission.FIGURES_CONFIRM,
    },
    RoleName.ADMIN: _area("account.", "admin.") | {Permission.FIGURES_READ},
    RoleName.CLIENT: _area("account.", "client.", "calculator."),
    RoleName.BAILIFF: _area("account.", "bailiff."),
    RoleName.OUTSIDER: _area("account.") | {Permission.LOOKS_CONFIRM},
}
HOME: Final[dict[RoleName, str]] = {
    RoleName.HANDLER: "/werkbak",
    RoleName.LEGAL_LEAD: "/werkbak",
    RoleName.ADMIN: "/beheer",
    RoleName.CLIENT: "/opdrachtgever",
    RoleName.BAILIFF: "/deurwaarder",
    RoleName.OUTSIDER: "/beheer/bevestigen",
}


def requires(permission: Permission) -> Callable[[View], View]:
    """Declare on a view what it takes to open it."""

    def declare(view: View) -> View:
        setattr(view, _DECLARED, permission)
        return view

    return declare


def public(view: View) -> View:
    """Declare that anyone may open a view, also without logging in."""
    setattr(view, _DECLARED, "public")
    return view


def before_second_step(view: View) -> View:
    """Declare that who logged in may open a view to make the second step."""
    setattr(view, _BEFORE_STEP, True)
    return view


def permission_of(view: Callable[..., Any]) -> Permission | str | None:
    """What a view declared: a permission, "public", or None when it declared nothing."""
    declared: Permission | str | None = getattr(view, _DECLARED, None)
    return declared


def is_public(endpoint: str) -> bool:
    """Whether anyone may open it."""
    return permission_of(current_app.view_functions[endpoint]) == "public"


def roles_of(user: Any) -> list[RoleName]:
    """The roles of a user, in the order of the table above; none for someone who is not logged in."""
    names = {role.name for role in getattr(user, "roles", ())}
    return [role for role in ROLES if role in names]


def may(permission: Permission) -> bool:
    """Whether the user of this request has `permission`."""
    return any(permission in ROLES[role] for role in roles_of(current_user))


def home_path() -> str:
    """Where the user of this request starts; a user without a role gets the own account."""
    for role in roles_of(current_user):
        return HOME[role]
    return url_for("security.change_password")


def current_user_id() -> int:
    """The id of the logged-in user: the `actor_id` of what is done."""
    return int(current_user.id)


def known_user_id() -> int | None:
    """The id of the user where this request looked who it is; it asks nothing."""
    user = g.get("_login_user")  # as the log-in library keeps it
    return int(user.id) if user is not None and user.is_authenticated else None


def known_log_in() -> tuple[int | None, datetime | None]:
    """The same user, and when he logged in; it asks nothing."""
    return known_user_id(), getattr(g.get("_login_user"), "started_at", None)


def act() -> Act:
    """What the user of this request does, now, from where it came."""
    return clock.act(current_user_id(), address=address())


def address() -> str:
    """The network address that this request came from."""
    return request.remote_addr or ""


def current_client_id() -> int:
    """The client company of the user; 403 for anyone who belongs to none."""
    return _belongs_to(current_user.client_id if RoleName.CLIENT in roles_of(current_user) else None)


def current_bailiff_office_id() -> int:
    """The bailiff's office of the user; 403 for anyone who belongs to none."""
    return _belongs_to(current_user.bailiff_office_id if RoleName.BAILIFF in roles_of(current_user) else None)


def was_let_in() -> bool:
    """Whether the user of this request came as far as the page, asked once of each request."""
    return bool(g.pop(_LET_IN, False))


def _belongs_to(owner_id: int | None) -> int:
    if owner_id is None:
        abort(403)
    return owner_id


def init_app(app: Flask) -> None:
    """Guard every request. Comes before the CSRF check: who may not be here hears that first."""
    app.before_request(_guard)


def _guard() -> Response | None:
    if request.endpoint is None:
        return None  # no such address, or not with this method: routing answers
    if is_public(request.endpoint):
        return None
    declared = permission_of(current_app.view_functions[request.endpoint])
    if not isinstance(declared, Permission):
        log.error("view %s declares no permission and is refused", request.endpoint)
        abort(403)
    if not current_user.is_authenticated:
        return to_login()
    if not current_user.is_proven and not hasattr(current_app.view_functions[request.endpoint], _BEFORE_STEP):
        return _to_second_step()
    if current_user.must_change_password and declared is not Permission.ACCOUNT_OWN:
        return _to(url_for("security.change_password"))  # somebody else saw the password
    if not may(declared):
        abort(403)
    setattr(g, _LET_IN, True)
    database.look_as(viewer())
    return None


def viewer() -> Viewer | None:
    """In whose eyes the user of this request sees the record."""
    roles = roles_of(current_user)
    if RoleName.CLIENT in roles:
        return None if current_user.client_id is None else viewers.of_client(current_user.client_id)
    if RoleName.BAILIFF in roles:
        return None if current_user.bailiff_office_id is None else viewers.of_office(current_user.bailiff_office_id)
    return viewers.INSIDE if roles else None


def _to_second_step() -> Response:
    """Who only gave a password sees nothing yet."""
    if request.method == "GET" and not is_fragment():
        session[WANTED] = request.full_path.rstrip("?")
    return _to(url_for("auth.second_step"))


def _to(page: str) -> Response:
    """Send the whole page there, also from a fragment."""
    if is_fragment():
        return make_response("", 200, {"HX-Redirect": page})
    return redirect(page)


def to_login() -> Response:
    """Send the visitor to the log-in page and back here afterwards."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    if is_fragment():
        # A redirect would put the log-in page inside the fragment: let the whole page go there.
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        return make_response("", 401, {"HX-Redirect": url_for("security.login", next=page.path or None)})
    return redirect(url_for("security.login", next=wanted))
