"""The report of service: one form, once for each writ, and a second one to correct it."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.bailiff_portal.blueprint import bp, writ_or_404
from agency.resources import figures, store
from agency.web.access import Permission, current_bailiff_office_id, requires
from agency.web.once import Sent, carry_out
from agency.web.service_form import CorrectionForm, ServiceForm
from cases.errors import AlreadyDone, EditConflict
from cases.legal_track import bailiffs
from cases.models import Writ
from cases.queries import bailiff

# What was done meanwhile: the page of the package shows it.
OVERTAKEN = (AlreadyDone, EditConflict)


@bp.route("/opdrachten/<int:writ_id>/terugmelding", methods=["GET", "POST"])
@requires(Permission.SERVICE_REPORT)
def report_service(writ_id: int) -> ResponseReturnValue:
    """Report how the writ was served, or that it was not."""
    writ = writ_or_404(writ_id)
    form = ServiceForm()
    if bailiff.report_of(database.session(), writ) is not None and not form.is_submitted():
        return _back(writ)
    sent = carry_out(form, lambda session, act: bailiffs.report_service(
        session, act, store(), form.told(), office_id=current_bailiff_office_id(), writ_id=writ_id, figures=figures()
    ))
    if not sent.is_done:
        return _not_done("bailiff_portal/service_form.html", writ, form, sent)
    flash("Dank u, de terugmelding is vastgelegd." + (
        f" De verjaring is gestuit op {form.day:%d-%m-%Y}." if form.is_served else
        " Het dossier is terug bij het incassobureau."), "success")
    return _back(writ)


@bp.route("/opdrachten/<int:writ_id>/terugmelding/corrigeren", methods=["GET", "POST"])
@requires(Permission.SERVICE_REPORT)
def correct_service(writ_id: int) -> ResponseReturnValue:
    """Correct the report that counts now; the old one stays on file."""
    writ = writ_or_404(writ_id)
    report = bailiff.report_of(database.session(), writ)
    if report is None:
        abort(404)
    form = CorrectionForm.of(report)
    sent = carry_out(form, lambda session, act: bailiffs.correct_service(
        session, act, store(), form.correction(), office_id=current_bailiff_office_id(), writ_id=writ_id,
        figures=figures(),
    ))
    if not sent.is_done:
        return _not_done("bailiff_portal/service_correction.html", writ, form, sent)
    flash("Dank u, de correctie is vastgelegd. De oude terugmelding blijft bewaard." + (
        f" De verjaring is gestuit op {form.day:%d-%m-%Y}." if form.is_served else
        " De verjaring is door dit exploot niet gestuit."), "success")
    return _back(writ)


def _not_done(template: str, writ: Writ, form: ServiceForm, sent: Sent[object]) -> ResponseReturnValue:
    """The page of the form; back to the package where somebody reported or corrected meanwhile."""
    if isinstance(sent.refusal, OVERTAKEN):
        flash(sent.why_not, "warning")
        return _back(writ)
    warning = bailiffs.warning(database.session(), writ, figures=figures(), today=clock.today())
    page = render_template(
        template, writ=writ, case=writ.case, form=form, warning=warning,
        barrier=bailiffs.barrier(database.session(), writ), phone=bailiff.agency_phone(database.session()),
    )
    return page, sent.status


def _back(writ: Writ) -> ResponseReturnValue:
    return redirect(url_for("bailiff_portal.show_package", writ_id=writ.id))
