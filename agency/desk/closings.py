"""Closing a case with what it means shown beforehand, and opening it again."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.desk.ending_forms import ClosingForm, ReopeningForm
from agency.resources import figures
from agency.web.access import Permission, act, current_user_id, requires
from agency.web.once import carry_out
from cases.amicable import closings, reopening, write_offs
from cases.amicable.closings import BY_PERSON, ClosingInput
from cases.confirming import asking
from cases.models import ClosingReason
from cases.progress import stages
from cases.queries.desk import endings


@bp.route("/dossiers/<int:case_id>/sluiten", methods=["GET", "POST"])
@requires(Permission.CASE_CLOSE)
def close_case(case_id: int) -> ResponseReturnValue:
    """Close the case for a reason, or propose it where a second person decides."""
    form = ClosingForm()
    sent = carry_out(form, lambda session, act: asking.close(session, act, case_id, ClosingInput(
        reason=ClosingReason(form.reason.data), note=form.note.data, seen=form.seen_amount()
    ), figures=figures()) is None)
    if sent.is_done:
        if sent.result is False:
            flash("Uw voorstel is vastgelegd. Een tweede persoon beslist; tot dan blijft het dossier open.", "success")
        else:
            flash("Het dossier is gesloten.", "success")
        return redirect(url_for("desk.show_case", case_id=case_id))
    head = head_of(case_id)
    if head.is_closed:
        flash("Dit dossier is al gesloten.", "warning")
        return redirect(url_for("desk.show_case", case_id=case_id))
    session = database.session()
    left = closings.open_now(session, head.case, act=act(), figures=figures())
    form.show(left)
    page = render_template(
        "desk/closing.html", head=head, case=head.case, form=form, left=left, rules=BY_PERSON,
        ends=endings.what_ends(session, head.case), alone=write_offs.most_alone(session, current_user_id()),
        paid=head.balance.received, plan=stages.running_arrangement(session, case_id),
    )
    return page, sent.status


@bp.route("/dossiers/<int:case_id>/heropenen", methods=["GET", "POST"])
@requires(Permission.CASE_REOPEN)
def reopen_case(case_id: int) -> ResponseReturnValue:
    """Open a closed case again."""
    form = ReopeningForm()
    sent = carry_out(form, lambda session, act: reopening.reopen(
        session, act, case_id, reason=form.reason.data, figures=figures()
    ).id)
    head = head_of(case_id)
    if sent.is_done:
        flash("Het dossier is weer open. Bekijk de volgende stap.", "success")
    elif not head.is_closed:
        flash("Dit dossier is open.", "warning")
    else:
        page = render_template(
            "desk/reopening.html", head=head, case=head.case, form=form, why_not=reopening.why_not(head.case)
        )
        return page, sent.status
    return redirect(url_for("desk.show_case", case_id=case_id))
