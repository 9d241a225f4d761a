"""The agency itself: what the law wants to see on every letter."""

from dataclasses import asdict
from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.admin.blueprint import bp
from agency.admin.form_values import entered, labels_of, overtaken
from agency.admin.forms import AgencyForm
from agency.admin.letter_pictures import letterhead_picture
from agency.admin.second_looks import waits
from agency.web.access import Permission, requires
from agency.web.errors import REFUSED
from agency.web.once import answer_to, carry_out
from cases.errors import EditConflict
from cases.models import PROFILE_ID, AgencyProfile, SetUpSubject
from cases.setup import four_eyes, logos, organisations
from cases.setup.organisations import AgencyProfileValues
from cases.trace import set_up_changes


@bp.route("/bureau", methods=["GET", "POST"])
@requires(Permission.AGENCY_EDIT)
def edit_agency() -> ResponseReturnValue:
    """The form with what is on record, and its saving."""
    form = _filled_form()
    sent = carry_out(form, lambda session, act: four_eyes.save_agency(
        session, act, _values(form), seen=form.seen.data or ""
    ))
    if sent.result is not None:
        if waits(sent.result):
            return redirect(url_for("admin.list_looks"))
        flash("De gegevens van het bureau zijn opgeslagen.", "success")
        return redirect(url_for("admin.overview"))
    if isinstance(sent.refusal, EditConflict):
        return _page(form, conflict=overtaken(form, _filled_form(formdata=None))), 409
    return _page(form), sent.status


@bp.post("/bureau/voorbeeld")
@requires(Permission.AGENCY_EDIT)
def look_at_agency() -> ResponseReturnValue:
    """A letter with what was filled in. Saves nothing."""
    form = _filled_form()
    shown = answer_to(form, lambda: organisations.unsaved(_values(form))).result if form.validate() else None
    return _page(form, shown=shown), 200 if shown else REFUSED


@bp.get("/bureau/logo")
@requires(Permission.AGENCY_EDIT)
def agency_logo() -> Response:
    """The logo as it stands on letters."""
    profile = organisations.agency_profile(database.session())
    if profile is None or profile.logo is None:
        abort(404)
    return Response(profile.logo, mimetype=logos.media_type(profile.logo))


def _filled_form(**arguments: Any) -> AgencyForm:
    profile = organisations.agency_profile(database.session())
    if profile is None:
        return AgencyForm(data={"seen": ""}, **arguments)
    values = asdict(organisations.profile_values(profile))
    values["other_registered_names"] = "\n".join(values["other_registered_names"])
    values["logo"] = None
    return AgencyForm(data=values | {"seen": organisations.profile_version(database.session())}, **arguments)


def _values(form: AgencyForm) -> AgencyProfileValues:
    values = entered(form, AgencyProfileValues)
    values["other_registered_names"] = tuple((form.other_registered_names.data or "").splitlines())
    values["logo"] = _logo(form)
    return AgencyProfileValues(**values)


def _logo(form: AgencyForm) -> bytes | None:
    """The new logo, or the one on record, or none when it is to go."""
    content: bytes = form.logo.data.read() if form.logo.data else b""
    if content:
        return content
    profile = organisations.agency_profile(database.session())
    return None if profile is None or form.remove_logo.data else profile.logo


def _page(form: AgencyForm, *, shown: AgencyProfile | None = None, **more: Any) -> str:
    profile = organisations.agency_profile(database.session())
    changes = set_up_changes.latest(database.session(), SetUpSubject.AGENCY, PROFILE_ID)
    return render_template(
        "admin/bureau.html", letter=letterhead_picture(shown or profile), is_preview=shown is not None, form=form,
        profile=profile, valid_today=clock.today(), changes=changes,
        labels=labels_of(form) | {"second_look": "Tweede persoon"}, **more,
    )
