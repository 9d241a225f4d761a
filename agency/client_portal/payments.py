"""Payments that a client received itself: reported, and taken back where that was a mistake."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from agency import database
from agency.client_portal.blueprint import bp, case_or_404, to_case
from agency.client_portal.forms import PaymentForm, TakeBackForm
from agency.resources import figures
from agency.web.access import Permission, current_client_id, requires
from agency.web.once import carry_out
from cases.amicable import client_payments, payments
from cases.amicable.client_payments import USED
from cases.counting import debtors
from cases.errors import AlreadyDone


@bp.route("/dossiers/<int:case_id>/betaling", methods=["GET", "POST"])
@requires(Permission.OWN_PAYMENT_REPORT)
def report_payment(case_id: int) -> ResponseReturnValue:
    """Report what the debtor paid to the client itself; it counts from the day of receipt."""
    case = case_or_404(case_id)
    form = PaymentForm()
    who_owe = debtors.who_owe(case, debtors.parties_of(database.session(), [case.id])[case.id])
    form.offer(case.claims, who_owe)
    sent = carry_out(form, lambda session, act: payments.register(
        session, act, case_id, form.told(), figures=figures(), by_client=True, answered=form.answered
    ))
    if sent.is_done:
        flash("De betaling is geboekt. Hieronder ziet u wat er nog openstaat en wat er is gebeurd.", "success")
        return to_case(case)
    page = render_template("client_portal/payment_form.html", case=case, form=form, has_several=bool(who_owe))
    return page, sent.status


@bp.route("/dossiers/<int:case_id>/betaling/<int:entry_id>/terugnemen", methods=["GET", "POST"])
@requires(Permission.OWN_PAYMENT_REPORT)
def take_back_payment(case_id: int, entry_id: int) -> ResponseReturnValue:
    """Take back a payment that was reported by mistake, as long as nobody worked on with it."""
    case = case_or_404(case_id)
    reports = {report.entry.id: report for report in client_payments.reports(database.session(), case)}
    form = TakeBackForm()
    sent = carry_out(form, lambda session, act: client_payments.take_back(
        session, act, entry_id, case_id=case_id, client_id=current_client_id(), reason=form.reason.data,
        figures=figures(),
    ))
    report = reports.get(entry_id)
    if sent.is_done:
        flash("Uw melding is teruggenomen. Hieronder ziet u wat er nu openstaat.", "success")
    elif isinstance(sent.refusal, AlreadyDone):
        flash(sent.why_not, "info")
    elif report is None:
        flash("Deze melding staat er niet meer.", "info")
    else:
        page = render_template("client_portal/take_back_form.html", case=case, form=form, report=report, used=USED)
        return page, sent.status
    return to_case(case)
