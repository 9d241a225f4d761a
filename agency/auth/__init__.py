"""Logging in and out, the own password, and where each user starts."""

from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Flask, current_app, flash, g, make_response, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import user_logged_out
from flask_security import Security, current_user, hash_password, user_authenticated
from sqlalchemy.orm import Session

from agency import clock, database, maintenance
from agency.auth import choosing, devices, freshness, guessing, own_logins, second_step
from agency.auth.accounts import LOGIN, Account, AccountStore
from agency.auth.blueprint import bp
from agency.auth.forms import DutchChangePasswordForm, DutchLoginForm, DutchVerifyForm
from agency.auth.passwords import MIN_LENGTH, PasswordRules, problems
from agency.web import access, tracing
from agency.web.errors import REFUSED
from cases.models import LoginEnding, StepBy
from cases.setup import logins, second_factors

__all__ = ["bp", "choosing", "hash_password", "init_app", "own_logins", "problems", "second_step"]

_MESSAGES = {
    "GENERIC_AUTHN_FAILED": "E-mailadres of wachtwoord klopt niet.",
    "INVALID_PASSWORD": "Dit wachtwoord klopt niet.",
    "PASSWORD_IS_THE_SAME": "Kies een ander wachtwoord dan het huidige.",
    "PASSWORD_NOT_PROVIDED": "Vul uw huidige wachtwoord in.",
    "RETYPE_PASSWORD_MISMATCH": "De twee nieuwe wachtwoorden zijn niet gelijk.",
    "PASSWORD_INVALID_LENGTH": f"Kies een wachtwoord van minstens {MIN_LENGTH} tekens.",
    "REAUTHENTICATION_REQUIRED": "Log opnieuw in om verder te gaan.",
    "REAUTHENTICATION_SUCCESSFUL": "U kunt verder.",
    "UNAUTHENTICATED": "Log in om deze pagina te zien.",
    "UNAUTHORIZED": "U mag deze pagina niet zien.",
    "LOGIN": "Log in om deze pagina te zien.",
    "INVALID_REDIRECT": "Doorsturen naar een ander adres mag niet.",
}


def init_app(app: Flask) -> None:
    """Bind log-in to `app`."""
    _configure(app)
    security = Security(
        app,
        AccountStore(),
        login_form=DutchLoginForm,
        change_password_form=DutchChangePasswordForm,
        verify_form=DutchVerifyForm,
        password_util_cls=PasswordRules,
        render_template=_render,  # type: ignore[arg-type]  # the views pass on what it returns
    )
    # The library also takes a token from the address or a header. Nobody gets one, so none is looked for.
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined]  # set by the library
    security.principal.skip_static = True  # a style sheet is the same for everybody
    security.unauthn_handler(lambda *_args, **_kwargs: access.to_login())
    app.register_blueprint(bp)
    views = app.view_functions
    views["security.login"] = access.public(guessing.slow_log_in(app, views["security.login"]))
    views["security.logout"] = access.public(_leaving_nothing(views["security.logout"]))
    for endpoint, around in (
        ("security.change_password", freshness.with_step), ("security.verify", freshness.then_step),
    ):
        view = guessing.slow_own(app, around(views[endpoint]))
        views[endpoint] = access.requires(access.Permission.ACCOUNT_OWN)(view)
    for endpoint in ("auth.second_step", "auth.show_passkey"):
        views[endpoint] = guessing.slow_second_step(app, views[endpoint])
    access.public(views["static"])
    app.before_request(_note_use)
    user_authenticated.connect(_on_login, app)
    user_logged_out.connect(_on_logout, app)


def _configure(app: Flask) -> None:
    app.permanent_session_lifetime = logins.LONGEST_IDLE
    app.config.update(
        SECURITY_LOGIN_URL="/inloggen",
        SECURITY_LOGOUT_URL="/uitloggen",
        SECURITY_CHANGE_URL="/wachtwoord",
        SECURITY_VERIFY_URL="/bevestigen",
        SECURITY_STATIC_FOLDER=None,
        SECURITY_CHANGEABLE=True,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a method
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        # The salt in each hash is enough; mixing in the secret key would lock everyone out when that is replaced.
        SECURITY_PASSWORD_SINGLE_HASH=True,
        SECURITY_PASSWORD_LENGTH_MIN=MIN_LENGTH,
        SECURITY_SEND_PASSWORD_CHANGE_EMAIL=False,
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/inloggen",
        SECURITY_POST_CHANGE_VIEW="/",
        SECURITY_FRESHNESS=freshness.FRESH_FOR,
        SECURITY_FRESHNESS_GRACE_PERIOD=timedelta(0),
        SECURITY_API_ENABLED_METHODS=["session"],
        SECURITY_LOGIN_USER_TEMPLATE="auth/login.html",
        SECURITY_CHANGE_PASSWORD_TEMPLATE="auth/change_password.html",  # noqa: S106 - the name of a file
        SECURITY_VERIFY_TEMPLATE="auth/verify.html",
        SECURITY_MSG_PASSWORD_CHANGE=("Uw wachtwoord is gewijzigd. Op andere apparaten bent u uitgelogd.", "success"),
    )
    for code, text in _MESSAGES.items():
        app.config[f"SECURITY_MSG_{code}"] = (text, "error")
    if app.testing:  # a hash takes a quarter of a second and 64 MiB on purpose; tests make hundreds
        app.config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"] = {
            "argon2__time_cost": 1, "argon2__memory_cost": 1024, "argon2__parallelism": 1,
        }


def _render(template: str, **context: Any) -> ResponseReturnValue:
    """Render a page of the library; a refused form answers 422, as everywhere."""
    form = next((context[name] for name in context if name.endswith("_form") and context[name] is not None), None)
    errors = form.errors if request.method == "POST" and form is not None else {}
    if errors and request.endpoint == "security.change_password" and "password" not in errors:
        tracing.forgive()
    return render_template(template, form=form, **context), REFUSED if errors else 200


def _on_login(_app: Flask, user: Account, **_details: Any) -> None:
    """A new log-in starts a new session: nothing of the visitor's stays but who it is."""
    act, before = clock.act(user.id, address=access.address()), user.login_id
    with database.transaction() as opened:
        if before is None:
            freshness.forget()
            step_by = None if _needs_second_step(opened, user) else StepBy.NOTHING
        else:  # who changed the own password goes on
            step_by = logins.end(opened, act, before, LoginEnding.SIGNED_IN_AGAIN).step_by
        login, token = logins.begin(opened, act, device=devices.named(request.user_agent.string), step_by=step_by)
        user.login_id, user.seen_at, user.is_proven = login.id, act.now, step_by is not None
    session.permanent = True
    session[LOGIN] = token
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)


def _needs_second_step(opened: Session, user: Account) -> bool:
    """Whether this user must make one, or set one up of himself."""
    if not current_app.config["SECOND_STEP"]:
        return False
    return second_factors.must(opened, access.roles_of(user)) or bool(second_factors.of_user(opened, user.id))


def _on_logout(_app: Flask, user: Any, **_details: Any) -> None:
    """A cookie that was copied before does not work after; other browsers of this user stay logged in."""
    session.pop(LOGIN, None)
    freshness.forget()
    if not user.is_authenticated or user.login_id is None:
        return
    if maintenance.is_on():  # its cookie is gone here; on the server it lapses when maintenance is over
        flash("U bent op dit apparaat uitgelogd. Inloggen kan weer als het onderhoud klaar is.", "success")
        return
    with database.transaction() as opened:
        act = clock.act(user.id, address=access.address())
        logins.end(opened, act, user.login_id, LoginEnding.LOGGED_OUT)


def _leaving_nothing(view: Any) -> Any:
    """Logging out, after which the browser throws away what it kept of our pages; the theme may stay."""

    @wraps(view)
    def log_out() -> ResponseReturnValue:
        answer = make_response(view())
        answer.headers["Clear-Site-Data"] = '"cache"'
        return answer

    return log_out


def _note_use() -> None:
    """That this log-in is in use, every few minutes; what anyone gets asks nobody who he is."""
    if request.endpoint is None or access.is_public(request.endpoint):
        return
    now, seen_at = clock.now(), getattr(current_user, "seen_at", None)
    if seen_at is None or now - seen_at < logins.SEEN_EVERY:
        return
    database.try_to_note(lambda opened: logins.seen(opened, current_user.login_id, now=now))


@bp.get("/")
@access.public
def home() -> ResponseReturnValue:
    """Send each user to the own area, a visitor to the log-in page."""
    return redirect(access.home_path()) if current_user.is_authenticated else access.to_login()
