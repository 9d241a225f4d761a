"""Correcting what a bailiff reported, by the legal lead, after the office said what it should have been."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.desk.blueprint import REFUSED, bp
from agency.desk.case_page import head_of
from agency.resources import figures, store
from agency.web.access import Permission, act, current_user_id, requires
from agency.web.service_form import CorrectionForm
from cases.errors import DomainError, EditConflict
from cases.legal_track import service_corrections, service_reports
from cases.legal_track.service_reports import ReportRefused
from cases.submissions import handled_before


@bp.route("/dossiers/<int:case_id>/exploot/<int:writ_id>/terugmelding", methods=["GET", "POST"])
@requires(Permission.SERVICE_CORRECT)
def correct_service(case_id: int, writ_id: int) -> ResponseReturnValue:
    """Correct the report that counts now; the old one stays on file."""
    writ = service_corrections.reported_writ(database.session(), case_id, writ_id)
    report = service_reports.standing(database.session(), writ.id)
    assert report is not None
    form = CorrectionForm.of(report)
    if form.validate_on_submit():
        try:
            _correct(case_id, writ_id, form)
        except EditConflict as refusal:
            flash(str(refusal), "warning")
            return _back(case_id)
        except ReportRefused as refusal:
            form.take_report(refusal)
        except DomainError as refusal:
            form.take(refusal)
        else:
            flash("De correctie is vastgelegd. De oude terugmelding blijft bewaard.", "success")
            return _back(case_id)
    head = head_of(case_id)
    page = render_template("desk/service.html", head=head, case=head.case, writ=writ, form=form, barrier="")
    return page, REFUSED if form.is_submitted() else 200


def _correct(case_id: int, writ_id: int, form: CorrectionForm) -> None:
    filename, content = form.upload()
    with database.transaction() as session:
        if not handled_before(session, form.token.data or "", user_id=current_user_id(), now=clock.now()):
            service_corrections.correct_at_desk(
                session, act(), store(), form.told(), case_id=case_id, writ_id=writ_id, seen=form.seen_id,
                reason=form.reason.data or "", figures=figures(), filename=filename, content=content,
            )


def _back(case_id: int) -> ResponseReturnValue:
    return redirect(url_for("desk.show_proceedings", case_id=case_id))
