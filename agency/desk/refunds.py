"""Money that is too much: the list of cases that wait for it, and recording that it went back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.desk.ending_forms import RefundForm
from agency.desk.forms import ReasonForm
from agency.resources import figures
from agency.web.access import Permission, requires
from agency.web.fields import given
from agency.web.navigation import turned
from agency.web.once import carry_out
from cases.amicable import refunds
from cases.amicable.refunds import RefundInput
from cases.confirming import asking
from cases.models import PaidTo, SecondLook
from cases.queries.desk import confirmations, settlement
from cases.setup import outsiders


@bp.get("/afwikkeling")
@requires(Permission.QUEUE_READ)
def show_settlement() -> str:
    """What waits at the end of cases: too much money, and write-offs for a second person."""
    session = database.session()
    return render_template(
        "desk/settlement.html", waiting=settlement.waiting(session),
        page=settlement.overpaid(session, today=clock.today(), figures=figures(), turned=turned()),
    )


@bp.route("/dossiers/<int:case_id>/terugbetalen", methods=["GET", "POST"])
@requires(Permission.REFUND)
def record_refund(case_id: int) -> ResponseReturnValue:
    """Record that money went back to the debtor."""
    head, form = head_of(case_id), RefundForm()
    found = refunds.surpluses(database.session(), head.case, today=clock.today(), figures=figures())
    form.offer(found)
    sent = carry_out(form, lambda session, act: isinstance(asking.record_refund(session, act, case_id, RefundInput(
        amount=given(form.amount), paid_on=given(form.paid_on), paid_by=PaidTo(form.paid_by.data), how=form.how.data,
        debtor_id=form.debtor_id.data,
    ), figures=figures()), SecondLook))
    if sent.is_done:
        flash(
            "Gevraagd aan de externe meekijker. Betaal pas terug als die het bevestigde, en leg het dan hier vast."
            if sent.result else "De terugbetaling is vastgelegd.", "success",
        )
        return redirect(url_for("desk.show_case", case_id=case_id))
    if not form.is_submitted():
        form.paid_on.data = clock.today()
    session = database.session()
    page = render_template(
        "desk/refund.html", head=head, case=head.case, form=form, surpluses=found,
        of_one=outsiders.is_office_of_one(session), asked=confirmations.refunds_asked(session, case_id),
        amount_of=confirmations.amount_of,
    )
    return page, sent.status


@bp.route("/dossiers/<int:case_id>/terugbetalen/<int:entry_id>/terugnemen", methods=["GET", "POST"])
@requires(Permission.REFUND)
def reverse_refund(case_id: int, entry_id: int) -> ResponseReturnValue:
    """The money did not arrive, or never went."""
    form = ReasonForm()
    sent = carry_out(form, lambda session, act: refunds.reverse(
        session, act, entry_id, case_id=case_id, reason=form.reason.data, figures=figures()
    ).id)
    if sent.is_done:
        flash("De terugbetaling telt niet meer. Het bedrag is weer te veel betaald.", "success")
        return redirect(url_for("desk.show_case", case_id=case_id))
    head = head_of(case_id)
    page = render_template(
        "desk/taking_back.html", head=head, case=head.case, form=form, what="Terugbetaling terugnemen",
        explained="Gebruik dit als het geld niet is aangekomen, of nooit is overgemaakt. Het bedrag komt weer in de "
        "lijst van wat te veel is betaald.",
    )
    return page, sent.status
