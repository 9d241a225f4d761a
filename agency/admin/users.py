"""Users: who may log in, as what, and for which company."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.admin.blueprint import bp
from agency.admin.form_values import labels_of
from agency.admin.forms import RoleForm, UserForm
from agency.admin.link_page import link_page
from agency.admin.second_looks import waits
from agency.database import db
from agency.web.access import Permission, current_user_id, requires
from agency.web.once import Sent, carry_out
from cases.models import BailiffOffice, Client, RoleName, SetUpSubject, User
from cases.names import name
from cases.setup import account_links, accounts, four_eyes, organisations
from cases.setup.accounts import RoleInput
from cases.setup.second_looks import Asked
from cases.trace import set_up_changes

_LABELS = {"email": "E-mailadres", "name": "Naam", "active": "Mag inloggen", "password": "Wachtwoord",
           "second_step": "Tweede stap", "second_look": "Tweede persoon", "absence": "Afwezigheid",
           "outsider": "Externe meekijker"}


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
    """Add a user; the answer shows the link to choose a password, once."""
    form = UserForm(data={
        "role": request.args.get("rol"), "client_id": request.args.get("opdrachtgever"),
        "bailiff_office_id": request.args.get("kantoor"),
    } if request.method == "GET" else None)
    _offer_companies(form)

    sent = carry_out(form, lambda session, act: four_eyes.add_user(
        session, act, email=form.email.data, name=form.name.data, given=_role(form)
    ))
    if sent.result is not None:
        if sent.result.link is not None:
            return link_page(*sent.result.link, heading="Gebruiker toegevoegd")
        waits(sent.result)
        return redirect(url_for("admin.list_looks"))
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
    sent = carry_out(form, lambda session, act: four_eyes.change_role(session, act, user_id, _role(form)))
    if sent.result is not None:
        if not waits(sent.result):
            flash(f"De rol van {user.name} is opgeslagen.", "success")
        return redirect(url_for("admin.list_users"))
    page = render_template(
        "admin/user.html", form=form, user=db.get_or_404(User, user_id), itself=user_id == current_user_id(),
        changes=set_up_changes.latest(database.session(), SetUpSubject.USER, user_id), labels=labels_of(form) | _LABELS,
        link=account_links.open_of(database.session(), user_id, now=clock.now()),
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
    """Give a link to choose a password to someone who lost the old one, or the link before."""
    sent = carry_out(None, lambda session, act: four_eyes.replace_password(session, act, user_id))
    if sent.result is not None and sent.result.link is not None:
        return link_page(*sent.result.link, heading="Nieuwe link")
    return _asked(sent, user_id)


@bp.post("/gebruikers/<int:user_id>/tweede-stap")
@requires(Permission.USERS_EDIT)
def reset_second_step(user_id: int) -> ResponseReturnValue:
    """Let someone who lost app, passkey and codes set up the second step again."""
    user_name = db.get_or_404(User, user_id).name
    sent = carry_out(None, lambda session, act: four_eyes.reset_second_step(session, act, user_id))
    return _asked(sent, user_id, f"{user_name} stelt de tweede stap opnieuw in.")


def _asked(sent: Sent[Asked], user_id: int, done: str = "") -> ResponseReturnValue:
    """Back to the list where it was done or waits, to the user where it was refused."""
    if sent.result is None:
        flash(sent.why_not, "error")
        return redirect(url_for("admin.edit_user", user_id=user_id))
    if not waits(sent.result):
        flash(done, "success")
    return redirect(url_for("admin.list_users"))


def _set_active(user_id: int, active: bool, done: str) -> ResponseReturnValue:
    user = db.get_or_404(User, user_id)
    user_name = user.name
    sent = carry_out(None, lambda session, act: four_eyes.set_active(session, act, user_id, active))
    return _asked(sent, user_id, done.format(user_name))


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

