"""Correcting what a bailiff reported, by the legal lead, after the office said what it should have been."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.resources import figures, store
from agency.web.access import Permission, requires
from agency.web.once import carry_out
from agency.web.service_form import CorrectionForm
from cases.errors import EditConflict
from cases.legal_track import service_corrections, service_reports


@bp.route("/dossiers/<int:case_id>/exploot/<int:writ_id>/terugmelding", methods=["GET", "POST"])
@requires(Permission.SERVICE_CORRECT)
def correct_service(case_id: int, writ_id: int) -> ResponseReturnValue:
    """Correct the report that counts now; the old one stays on file."""
    writ = service_corrections.reported_writ(database.session(), case_id, writ_id)
    report = service_reports.standing(database.session(), writ.id)
    assert report is not None
    form = CorrectionForm.of(report)
    sent = carry_out(form, lambda session, act: service_corrections.correct_at_desk(
        session, act, store(), form.correction(), case_id=case_id, writ_id=writ_id, figures=figures()
    ))
    if sent.is_done:
        flash("De correctie is vastgelegd. De oude terugmelding blijft bewaard.", "success")
    elif isinstance(sent.refusal, EditConflict):
        flash(sent.why_not, "warning")
    else:
        head = head_of(case_id)
        page = render_template("desk/service.html", head=head, case=head.case, writ=writ, form=form, barrier="")
        return page, sent.status
    return redirect(url_for("desk.show_proceedings", case_id=case_id))
