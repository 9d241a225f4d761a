"""Users: who may log in, as what, and for which company."""

import secrets

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import hash_password

from agency import database
from agency.admin.blueprint import bp
from agency.admin.form_values import labels_of
from agency.admin.forms import RoleForm, UserForm
from agency.database import db
from agency.web.access import Permission, current_user_id, requires
from agency.web.once import carry_out, do
from cases.models import BailiffOffice, Client, RoleName, SetUpSubject, User
from cases.names import name
from cases.setup import accounts, organisations, set_up_changes
from cases.setup.accounts import RoleInput

# No letters or digits that look alike: a one-time password is read aloud over the phone.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 4, 4
_LABELS = {"email": "E-mailadres", "name": "Naam", "active": "Mag inloggen", "password": "Wachtwoord"}


@bp.get("/gebruikers")
@requires(Permission.USERS_EDIT)
def list_users() -> str:
    """All users with their role and company."""
    session = database.session()
    clients, offices = _companies()
    return render_template(
        "admin/users.html", users=accounts.users(session), role_of=accounts.role_of, role_name=name,
        clients=clients, offices=offices,
    )


@bp.route("/gebruikers/nieuw", methods=["GET", "POST"])
@requires(Permission.USERS_EDIT)
def new_user() -> ResponseReturnValue:
    """Add a user; the answer shows the one-time password, once."""
    form = UserForm(data={
        "role": request.args.get("rol"), "client_id": request.args.get("opdrachtgever"),
        "bailiff_office_id": request.args.get("kantoor"),
    } if request.method == "GET" else None)
    _offer_companies(form)
    password = _one_time_password()
    sent = carry_out(form, lambda session, act: accounts.add_user(
        session, act, email=form.email.data, name=form.name.data, password_hash=hash_password(password),
        given=_role(form),
    ))
    if sent.result is not None:
        return _password_page(sent.result, password, heading="Gebruiker toegevoegd")
    return render_template("admin/user_new.html", form=form), sent.status


@bp.route("/gebruikers/<int:user_id>", methods=["GET", "POST"])
@requires(Permission.USERS_EDIT)
def edit_user(user_id: int) -> ResponseReturnValue:
    """One user; changes the role."""
    user = db.get_or_404(User, user_id)
    role = accounts.role_of(user)
    form = RoleForm(data={
        "role": role and role.value, "client_id": user.client_id, "bailiff_office_id": user.bailiff_office_id
    })
    _offer_companies(form)
    sent = carry_out(form, lambda session, act: accounts.change_role(session, act, user_id, _role(form)))
    if sent.is_done:
        flash(f"De rol van {user.name} is opgeslagen.", "success")
        return redirect(url_for("admin.list_users"))
    page = render_template(
        "admin/user.html", form=form, user=db.get_or_404(User, user_id), itself=user_id == current_user_id(),
        changes=set_up_changes.latest(database.session(), SetUpSubject.USER, user_id), labels=labels_of(form) | _LABELS,
    )
    return page, sent.status


@bp.post("/gebruikers/<int:user_id>/actief")
@requires(Permission.USERS_EDIT)
def activate_user(user_id: int) -> ResponseReturnValue:
    """Let the user log in again."""
    return _set_active(user_id, True, "{} kan weer inloggen.")


@bp.post("/gebruikers/<int:user_id>/inactief")
@requires(Permission.USERS_EDIT)
def deactivate_user(user_id: int) -> ResponseReturnValue:
    """Keep the user out, at once; what the user did stays on record."""
    return _set_active(user_id, False, "{} kan niet meer inloggen en is overal uitgelogd.")


@bp.post("/gebruikers/<int:user_id>/wachtwoord")
@requires(Permission.USERS_EDIT)
def reset_password(user_id: int) -> ResponseReturnValue:
    """Give a new one-time password to someone who lost the old one."""
    db.get_or_404(User, user_id)
    password = _one_time_password()
    user = do(lambda session, act: accounts.replace_password(
        session, act, user_id, password_hash=hash_password(password)
    ))
    return _password_page(user, password, heading="Nieuw wachtwoord")


def _set_active(user_id: int, active: bool, done: str) -> ResponseReturnValue:
    user = db.get_or_404(User, user_id)
    sent = carry_out(None, lambda session, act: accounts.set_active(session, act, user_id, active))
    if not sent.is_done:
        flash(sent.why_not, "error")
        return redirect(url_for("admin.edit_user", user_id=user_id))
    flash(done.format(user.name), "success")
    return redirect(url_for("admin.list_users"))


def _companies() -> tuple[dict[int, Client], dict[int, BailiffOffice]]:
    session = database.session()
    return (
        {client.id: client for client in organisations.clients(session)},
        {office.id: office for office in organisations.bailiff_offices(session)},
    )


def _offer_companies(form: RoleForm) -> None:
    clients, offices = _companies()
    form.client_id.choices = {"": "Geen"} | {str(client.id): client.name for client in clients.values()}
    form.bailiff_office_id.choices = {"": "Geen"} | {str(office.id): office.name for office in offices.values()}


def _role(form: RoleForm) -> RoleInput:
    return RoleInput(
        role=RoleName(form.role.data), client_id=form.client_id.data, bailiff_office_id=form.bailiff_office_id.data
    )


def _one_time_password() -> str:
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups)


def _password_page(user: User, password: str, *, heading: str) -> ResponseReturnValue:
    """No redirect: the password must not be kept anywhere, also not in a cookie, to be shown on the next page."""
    return render_template("admin/user_password.html", user=user, password=password, heading=heading)
