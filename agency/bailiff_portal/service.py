"""The report of service: one form, once for each writ, and a second one to correct it."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from agency import clock, database
from agency.bailiff_portal.blueprint import bp, writ_or_404
from agency.resources import figures, store
from agency.web.access import Permission, act, current_bailiff_office_id, current_user_id, requires
from agency.web.service_form import CorrectionForm, ServiceForm
from cases import submissions
from cases.errors import AlreadyDone, DomainError, EditConflict
from cases.legal_track import bailiffs
from cases.legal_track.service_reports import ReportRefused
from cases.models import Writ
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
            _once(form, lambda session: _report(session, form, writ_id))
        except AlreadyDone as refusal:
            flash(str(refusal), "warning")
            return _back(writ)
        except ReportRefused as refusal:
            form.take_report(refusal)
        except DomainError as refusal:
            form.take(refusal)
        else:
            flash("Dank u, de terugmelding is vastgelegd." + (
                f" De verjaring is gestuit op {form.day:%d-%m-%Y}." if form.is_served else
                " Het dossier is terug bij het incassobureau."), "success")
            return _back(writ)
    return _page("bailiff_portal/service_form.html", writ, form)


@bp.route("/opdrachten/<int:writ_id>/terugmelding/corrigeren", methods=["GET", "POST"])
@requires(Permission.SERVICE_REPORT)
def correct_service(writ_id: int) -> ResponseReturnValue:
    """Correct the report that counts now; the old one stays on file."""
    writ = writ_or_404(writ_id)
    report = bailiff.report_of(database.session(), writ)
    if report is None:
        abort(404)
    form = CorrectionForm.of(report)
    if form.validate_on_submit():
        try:
            _once(form, lambda session: _correct(session, form, writ_id))
        except EditConflict as refusal:
            flash(str(refusal), "warning")
            return _back(writ)
        except ReportRefused as refusal:
            form.take_report(refusal)
        except DomainError as refusal:
            form.take(refusal)
        else:
            flash("Dank u, de correctie is vastgelegd. De oude terugmelding blijft bewaard." + (
                f" De verjaring is gestuit op {form.day:%d-%m-%Y}." if form.is_served else
                " De verjaring is door dit exploot niet gestuit."), "success")
            return _back(writ)
    return _page("bailiff_portal/service_correction.html", writ, form)


def _once(form: ServiceForm, action: Callable[[Session], object]) -> None:
    """Do what the form asks, unless the same form was handled before."""
    with database.transaction() as session:
        if not submissions.handled_before(
            session, form.token.data or "", user_id=current_user_id(), now=clock.now()
        ):
            action(session)


def _report(session: Session, form: ServiceForm, writ_id: int) -> None:
    filename, content = form.upload()
    bailiffs.report_service(
        session, act(), store(), form.told(), office_id=current_bailiff_office_id(), writ_id=writ_id, figures=figures(),
        filename=filename, content=content,
    )


def _correct(session: Session, form: CorrectionForm, writ_id: int) -> None:
    filename, content = form.upload()
    bailiffs.correct_service(
        session, act(), store(), form.told(), office_id=current_bailiff_office_id(), writ_id=writ_id, seen=form.seen_id,
        reason=form.reason.data or "", figures=figures(), filename=filename, content=content,
    )


def _page(template: str, writ: Writ, form: ServiceForm) -> ResponseReturnValue:
    warning = bailiffs.warning(database.session(), writ, figures=figures(), today=clock.today())
    page = render_template(
        template, writ=writ, case=writ.case, form=form, warning=warning,
        barrier=bailiffs.barrier(database.session(), writ), phone=bailiff.agency_phone(database.session()),
    )
    return page, 422 if form.is_submitted() else 200


def _back(writ: Writ) -> ResponseReturnValue:
    return redirect(url_for("bailiff_portal.show_package", writ_id=writ.id))
