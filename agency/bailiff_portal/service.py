"""The report of service: one form, once for each writ."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.access import Permission, current_bailiff_office_id, current_user_id, requires
from agency.bailiff_portal.area import bp, writ_or_404
from agency.bailiff_portal.forms import ServiceForm
from agency.resources import figures, store
from cases import bailiffs, submissions
from cases.errors import AlreadyDone, DomainError
from cases.intake.privacy import mask
from cases.models import ServiceManner, Writ
from cases.queries import bailiff


@bp.route("/opdrachten/<int:writ_id>/terugmelding", methods=["GET", "POST"])
@requires(Permission.SERVICE_REPORT)
def report_service(writ_id: int) -> ResponseReturnValue:
    """Report how the writ was served, or that it was not."""
    writ = writ_or_404(writ_id)
    form = ServiceForm()
    if bailiff.report_of(database.session(), writ) is not None and not form.is_submitted():
        return _back(writ)
    if form.validate_on_submit():
        try:
            _keep(form, writ_id)
        except AlreadyDone as refusal:
            flash(str(refusal), "warning")
            return _back(writ)
        except DomainError as refusal:
            form.take(refusal)
        else:
            flash("Dank u, de terugmelding is vastgelegd." + (
                f" De verjaring is gestuit op {form.day:%d-%m-%Y}." if form.is_served else
                " Het dossier is terug bij het incassobureau."), "success")
            return _back(writ)
    warning = bailiffs.warning(database.session(), writ, figures=figures(), today=clock.today())
    page = render_template(
        "bailiff_portal/service_form.html", writ=writ, case=writ.case, form=form, warning=warning,
        barrier=bailiffs.barrier(database.session(), writ), phone=bailiff.agency_phone(database.session()),
    )
    return page, 422 if form.is_submitted() else 200


def _keep(form: ServiceForm, writ_id: int) -> None:
    upload = form.file.data
    with database.transaction() as session:
        if submissions.handled_before(session, form.token.data or "", user_id=current_user_id(), now=clock.now()):
            return
        bailiffs.report_service(
            session, store(), office_id=current_bailiff_office_id(), writ_id=writ_id,
            manner=ServiceManner(form.manner.data), served_on=form.day, served_at=form.hour, left_with=form.person,
            costs=form.amount, remarks=form.remarks.data or "", today=clock.today(), actor_id=current_user_id(),
            now=clock.now(), despite_stop=bool(form.despite_stop.data),
            filename=mask(upload.filename or "") if upload else "",
            content=upload.read() if upload else b"",
        )


def _back(writ: Writ) -> ResponseReturnValue:
    return redirect(url_for("bailiff_portal.show_package", writ_id=writ.id))
