"""Booking off a part, the decision of a second person, and taking it back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.desk.ending_forms import DecisionForm, WriteOffForm
from agency.desk.forms import ReasonForm
from agency.resources import figures
from agency.web.access import Permission, current_user_id, requires
from agency.web.fields import given
from agency.web.forms import OnceForm
from agency.web.once import carry_out
from cases.amicable import write_off_decisions, write_offs
from cases.amicable.write_offs import WriteOffInput
from cases.confirming import asking
from cases.models import EventKind, WriteOffState
from cases.queries.desk import confirmations
from cases.setup import outsiders


@bp.route("/dossiers/<int:case_id>/afboeken", methods=["GET", "POST"])
@requires(Permission.WRITE_OFF)
def write_off(case_id: int) -> ResponseReturnValue:
    """Book off a part, or propose it; what waits for a second person stands here too."""
    form = WriteOffForm()
    sent = carry_out(form, lambda session, act: asking.write_off(
        session, act, case_id, WriteOffInput(amount=given(form.amount), reason=form.reason.data), figures=figures()
    ).state)
    if sent.is_done:
        waits = sent.result is WriteOffState.PROPOSED
        flash("Uw voorstel wacht op een tweede persoon." if waits else "Het bedrag is afgeboekt.", "success")
        return redirect(url_for("desk.show_case", case_id=case_id))
    return _page(case_id, form), sent.status


@bp.post("/dossiers/<int:case_id>/afboeken/bevestigen")
@requires(Permission.WRITE_OFF_CONFIRM)
def confirm_write_off(case_id: int) -> ResponseReturnValue:
    """A second person agrees."""
    form = DecisionForm()
    sent = carry_out(form, lambda session, act: write_off_decisions.confirm(
        session, act, case_id, note=form.note.data or "", figures=figures()
    ).id)
    if sent.is_done:
        flash("De afboeking is bevestigd.", "success")
        return redirect(url_for("desk.show_case", case_id=case_id))
    return _page(case_id, form), sent.status


@bp.post("/dossiers/<int:case_id>/afboeken/afwijzen")
@requires(Permission.WRITE_OFF_CONFIRM)
def reject_write_off(case_id: int) -> ResponseReturnValue:
    """A second person does not agree."""
    form = DecisionForm()
    sent = carry_out(form, lambda session, act: write_off_decisions.reject(
        session, act, case_id, note=form.note.data or ""
    ).id)
    if sent.is_done:
        flash("De afboeking is afgewezen.", "success")
        return redirect(url_for("desk.show_case", case_id=case_id))
    return _page(case_id, form), sent.status


@bp.route("/dossiers/<int:case_id>/afboeken/<int:entry_id>/terugnemen", methods=["GET", "POST"])
@requires(Permission.WRITE_OFF)
def take_back_write_off(case_id: int, entry_id: int) -> ResponseReturnValue:
    """Ask again what was booked off."""
    form = ReasonForm()
    sent = carry_out(form, lambda session, act: write_offs.take_back(
        session, act, entry_id, case_id=case_id, reason=form.reason.data, figures=figures()
    ).id)
    if sent.is_done:
        flash("De afboeking is teruggenomen. Het bedrag staat weer open.", "success")
        return redirect(url_for("desk.show_case", case_id=case_id))
    head = head_of(case_id)
    page = render_template(
        "desk/taking_back.html", head=head, case=head.case, form=form, what="Afboeking terugnemen",
        explained="Het bedrag staat daarna weer open, met de rente die erover doorliep. Een brief die nog niet weg is, "
        "wordt ingetrokken.",
    )
    return page, sent.status


def _page(case_id: int, sent: OnceForm) -> str:
    head, session = head_of(case_id), database.session()
    waiting = None if head.is_closed else write_offs.proposed(session, case_id)
    return render_template(
        "desk/write_off.html", head=head, case=head.case, form=sent, waiting=waiting,
        write_off=sent if isinstance(sent, WriteOffForm) else WriteOffForm(formdata=None),
        decision=sent if isinstance(sent, DecisionForm) else DecisionForm(formdata=None),
        alone=write_offs.most_alone(session, current_user_id()), is_own=waiting is not None and (
            waiting.proposed_by == current_user_id()
        ), of_one=outsiders.is_office_of_one(session),
        since=confirmations.since_proposed(session, case_id, EventKind.WRITE_OFF_PROPOSED),
    )
