"""Telling a debtor what to pay and until when: paying just that, in time, settles the case."""

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.desk.ending_forms import ToldAmountForm
from agency.resources import figures
from agency.web.access import Permission, requires
from agency.web.fields import given
from agency.web.once import carry_out
from cases.amicable import asked

USUAL_TERM = timedelta(days=14)


@bp.route("/dossiers/<int:case_id>/bedrag-noemen", methods=["GET", "POST"])
@requires(Permission.AMOUNT_TELL)
def tell_amount(case_id: int) -> ResponseReturnValue:
    """Record the amount that the debtor was told."""
    form, head = ToldAmountForm(), head_of(case_id)
    told = asked.to_tell(database.session(), head.case, on=clock.today(), figures=figures())
    able = [each for each in told if each.settles]
    form.offer({each.person.id: each.person.name for each in able} if head.who_owe else {})
    sent = carry_out(form, lambda session, act: asked.tell(
        session, act, case_id, asked.AmountInput(
            through_day=given(form.through_day), note=form.note.data or "", seen=form.seen_amount(),
            debtor_id=form.with_whom.data,
        ), figures=figures(),
    ).id)
    if sent.is_done:
        flash("Vastgelegd. Betaalt de debiteur dit bedrag op tijd, dan sluit het dossier.", "success")
        return redirect(url_for("desk.show_case", case_id=case_id))
    if head.is_closed:
        flash("Dit dossier is gesloten.", "warning")
        return redirect(url_for("desk.show_case", case_id=case_id))
    form.show(able[0].amount if able else None)
    if not form.is_submitted():
        form.through_day.data = clock.today() + USUAL_TERM
    page = render_template(
        "desk/told_amount.html", head=head, case=head.case, form=form, last=clock.today() + asked.LONGEST_TERM,
        told=told, able=able,
    )
    return page, sent.status
