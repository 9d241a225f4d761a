"""Bailiff offices that serve writs for the agency."""

from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import database
from agency.admin.blueprint import bp
from agency.admin.form_values import entered, labels_of, overtaken
from agency.admin.forms import BailiffOfficeForm
from agency.database import db
from agency.web.access import Permission, requires
from agency.web.once import carry_out
from cases.errors import EditConflict
from cases.input_checks import values_of
from cases.models import BailiffOffice, SetUpSubject
from cases.setup import accounts, organisations
from cases.setup.organisations import BailiffOfficeValues
from cases.trace import set_up_changes


@bp.get("/deurwaarders")
@requires(Permission.BAILIFF_OFFICES_EDIT)
def list_bailiff_offices() -> str:
    """All bailiff offices, with the number of users each has."""
    session = database.session()
    users = [user.bailiff_office_id for user in accounts.users(session) if user.active]
    return render_template(
        "admin/bailiff_offices.html",
        rows=[(office, users.count(office.id)) for office in organisations.bailiff_offices(session)],
    )


@bp.route("/deurwaarders/nieuw", methods=["GET", "POST"])
@requires(Permission.BAILIFF_OFFICES_EDIT)
def new_bailiff_office() -> ResponseReturnValue:
    """Add an office."""
    form = BailiffOfficeForm()
    sent = carry_out(form, lambda session, act: organisations.add_bailiff_office(session, act, _values(form)))
    if sent.is_done:
        flash(f"{form.name.data} is toegevoegd. Voeg nu een gebruiker van dit kantoor toe.", "success")
        return redirect(url_for("admin.list_bailiff_offices"))
    return _page(form, None), sent.status


@bp.route("/deurwaarders/<int:office_id>", methods=["GET", "POST"])
@requires(Permission.BAILIFF_OFFICES_EDIT)
def edit_bailiff_office(office_id: int) -> ResponseReturnValue:
    """Change the data of an office."""
    form = _filled_form(db.get_or_404(BailiffOffice, office_id))
    sent = carry_out(form, lambda session, act: organisations.edit_bailiff_office(
        session, act, office_id, _values(form), seen=form.seen.data or ""
    ))
    if sent.is_done:
        flash(f"De gegevens van {form.name.data} zijn opgeslagen.", "success")
        return redirect(url_for("admin.list_bailiff_offices"))
    office = db.get_or_404(BailiffOffice, office_id)
    if isinstance(sent.refusal, EditConflict):
        return _page(form, office, conflict=overtaken(form, _filled_form(office, formdata=None))), 409
    return _page(form, office), sent.status


def _values(form: BailiffOfficeForm) -> BailiffOfficeValues:
    return BailiffOfficeValues(**entered(form, BailiffOfficeValues))


def _filled_form(office: BailiffOffice, **arguments: Any) -> BailiffOfficeForm:
    values = asdict(values_of(BailiffOfficeValues, office)) | {"seen": organisations.office_version(office)}
    return BailiffOfficeForm(data=values, **arguments)


def _page(form: BailiffOfficeForm, office: BailiffOffice | None, **more: Any) -> str:
    changes = []
    if office is not None:
        changes = set_up_changes.latest(database.session(), SetUpSubject.BAILIFF_OFFICE, office.id)
    return render_template(
        "admin/bailiff_office_form.html", form=form, office=office, changes=changes, labels=labels_of(form), **more
    )
