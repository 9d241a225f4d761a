"""The client's yes to the costs of the legal track."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from agency import database
from agency.client_portal.blueprint import bp, case_or_404, to_case
from agency.client_portal.forms import ApprovalForm
from agency.web.access import Permission, current_client_id, requires
from agency.web.once import carry_out
from cases.errors import AlreadyDone
from cases.legal_track import gate
from cases.models import Stage
from cases.queries.client import portfolio
from legal.counting.valuation import DebtorKind


@bp.route("/dossiers/<int:case_id>/kosten", methods=["GET", "POST"])
@requires(Permission.OWN_COSTS_APPROVE)
def approve_costs(case_id: int) -> ResponseReturnValue:
    """Say yes to the most that the legal track of this case may cost."""
    case = case_or_404(case_id)
    if not portfolio.asks_approval(database.session(), case):
        flash("Voor dit dossier wordt nu geen akkoord op kosten gevraagd.", "info")
        return to_case(case)
    form = ApprovalForm()
    sent = carry_out(form, lambda session, act: gate.approve_costs(
        session, act, case_id, client_id=current_client_id(), on=act.today
    ))
    if sent.is_done:
        flash("Uw akkoord is vastgelegd. Wij bereiden het exploot voor.", "success")
        return to_case(case)
    if isinstance(sent.refusal, AlreadyDone):
        flash(sent.why_not, "info")
        return to_case(case)
    page = render_template(
        "client_portal/approval_form.html", case=case, form=form, consumer=case.debtor_kind is DebtorKind.CONSUMER,
        next_is_writ=case.stage is Stage.SUMMONS_DRAFT,
    )
    return page, sent.status
