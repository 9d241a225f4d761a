"""A client withdraws a case: what that means is said first."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from agency import database
from agency.client_portal.blueprint import bp, case_or_404, to_case
from agency.client_portal.forms import WithdrawalForm
from agency.resources import figures
from agency.web.access import Permission, act, current_client_id, requires
from agency.web.once import carry_out
from cases.amicable import closings
from cases.amicable.closings import ClosingInput
from cases.models import ClosingReason, Stage


@bp.route("/dossiers/<int:case_id>/intrekken", methods=["GET", "POST"])
@requires(Permission.OWN_CASE_WITHDRAW)
def withdraw_case(case_id: int) -> ResponseReturnValue:
    """Take a case back from the agency: no more is asked, and nothing is given up."""
    case = case_or_404(case_id)
    form = WithdrawalForm()
    sent = carry_out(form, lambda session, act: closings.withdraw(
        session, act, case_id, client_id=current_client_id(), figures=figures(), told=ClosingInput(
            reason=ClosingReason.WITHDRAWN_BY_CLIENT, note=form.note.data, seen=form.seen_amount()
        ),
    ))
    if sent.is_done:
        flash("Het dossier is ingetrokken. Wij vragen de debiteur niets meer.", "success")
        return to_case(case)
    if case.stage is Stage.CLOSED:
        flash("Dit dossier is al gesloten.", "info")
        return to_case(case)
    left = closings.open_now(database.session(), case, act=act(), figures=figures())
    form.show(left)
    page = render_template("client_portal/withdrawal_form.html", case=case, form=form, left=left)
    return page, sent.status
