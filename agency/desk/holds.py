"""Disputes and holds: one form stops letters and the exploot, one form ends it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.desk.blueprint import REFUSED, bp
from agency.desk.case_page import head_of
from agency.desk.forms import DisputeForm, EndHoldForm, HoldForm, OnceForm
from agency.resources import figures
from agency.web.access import Permission, act, current_user_id, requires
from cases.amicable import debtor_details, hold_endings, holds
from cases.errors import DomainError
from cases.models import HoldKind
from cases.submissions import handled_before


@bp.get("/dossiers/<int:case_id>/stilstand")
@requires(Permission.HOLD_SET)
def show_holds(case_id: int) -> str:
    """What stops the case, and the forms to stop it or go on."""
    return _page(case_id, DisputeForm(formdata=None), HoldForm(formdata=None), None, 0)


@bp.post("/dossiers/<int:case_id>/betwisting")
@requires(Permission.DISPUTE_MARK)
def mark_dispute(case_id: int) -> ResponseReturnValue:
    """The debtor disputes the claim: everything stops."""
    form = DisputeForm()
    if form.validate_on_submit() and _place(case_id, form, HoldKind.DISPUTE):
        return redirect(url_for("desk.show_case", case_id=case_id))
    return _page(case_id, form, HoldForm(formdata=None), form, 0), REFUSED


@bp.post("/dossiers/<int:case_id>/stilstand")
@requires(Permission.HOLD_SET)
def place_hold(case_id: int) -> ResponseReturnValue:
    """Put the case on hold for another reason."""
    form = HoldForm()
    if form.validate_on_submit() and _place(case_id, form, HoldKind(form.kind.data)):
        return redirect(url_for("desk.show_case", case_id=case_id))
    return _page(case_id, DisputeForm(formdata=None), form, form, 0), REFUSED


def _place(case_id: int, form: DisputeForm | HoldForm, kind: HoldKind) -> bool:
    review_on = form.review_on.data if isinstance(form, HoldForm) else None
    try:
        with database.transaction() as session:
            if not handled_before(session, form.token.data, user_id=current_user_id(), now=clock.now()):
                holds.place(
                    session, act(), case_id, kind=kind, reason=form.reason.data, on=clock.today(), review_on=review_on
                )
    except DomainError as refusal:
        form.take(refusal)
        return False
    flash("Het dossier staat stil. Er gaan geen brieven en geen exploot uit.", "success")
    return True


@bp.post("/dossiers/<int:case_id>/stilstand/<int:hold_id>/beeindigen")
@requires(Permission.HOLD_SET)
def end_hold(case_id: int, hold_id: int) -> ResponseReturnValue:
    """End a dispute or hold; the outcome is kept."""
    form = EndHoldForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                if not handled_before(session, form.token.data, user_id=current_user_id(), now=clock.now()):
                    hold_endings.end(
                        session, act(), hold_id, case_id=case_id, outcome=form.outcome.data,
                        taken_ids=form.take_over.data or (), figures=figures(),
                    )
        except DomainError as refusal:
            form.take(refusal)
        else:
            flash("De stilstand is beëindigd. Het dossier gaat weer verder.", "success")
            return redirect(url_for("desk.show_case", case_id=case_id))
    return _page(case_id, DisputeForm(formdata=None), HoldForm(formdata=None), form, hold_id), REFUSED


def _page(case_id: int, dispute: DisputeForm, hold: HoldForm, sent: OnceForm | None, hold_id: int) -> str:
    """The page; `sent` is the form that was refused, for `hold_id` when it was to end one."""
    head = head_of(case_id)
    endings = {
        each.id: sent if isinstance(sent, EndHoldForm) and each.id == hold_id else EndHoldForm(formdata=None)
        for each in head.holds
    }
    return render_template(
        "desk/holds.html", head=head, case=head.case, dispute=dispute, hold=hold, endings=endings, form=sent,
        proposed=debtor_details.proposed(database.session(), head.case.debtor),
    )
