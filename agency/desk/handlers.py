"""Who handles which cases: one case or many to another handler, dividing what is nobody's, and who is away."""

from typing import Any  # Any: values of an address

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from agency import clock, database
from agency.database import db
from agency.desk.blueprint import bp
from agency.desk.case_list import address_of, filter_of
from agency.desk.forms import chosen_cases
from agency.desk.work_forms import AbsenceForm, assign_form, people_of
from agency.web.access import Permission, current_user_id, requires
from agency.web.fields import given
from agency.web.formatting import plural
from agency.web.once import Sent, carry_out
from cases.acts import Act
from cases.models import Case
from cases.progress import assignment, stand_ins
from cases.queries.desk import work
from cases.setup import staffing
from cases.setup.staffing import AbsenceInput


@bp.post("/dossiers/<int:case_id>/behandelaar")
@requires(Permission.CASE_ASSIGN)
def assign_case(case_id: int) -> ResponseReturnValue:
    """Give one case to a handler."""
    db.get_or_404(Case, case_id)
    _tell(_give([case_id]))
    return redirect(url_for("desk.show_case", case_id=case_id))


@bp.post("/dossiers/behandelaar")
@requires(Permission.CASE_ASSIGN)
def assign_cases() -> ResponseReturnValue:
    """Give the chosen cases of the list to a handler, or all that fit its filter."""
    wanted, more = filter_of(request.form), 0
    ids = chosen_cases(request.form.getlist("dossier"))
    if request.form.get("alles"):
        ids, more = work.ids(database.session(), wanted, after=0, at_most=assignment.MOST_AT_ONCE)
    _tell(_give(ids))
    if more:
        flash(f"Er zijn nog {plural(more, 'dossier', 'dossiers')} in dit filter. Doe het nog eens voor de rest.",
              "warning")
    address: dict[str, Any] = {**address_of(wanted)}
    return redirect(url_for("desk.list_cases", **address))


@bp.post("/werkbak/verdelen")
@requires(Permission.CASE_ASSIGN)
def divide_cases() -> ResponseReturnValue:
    """Give what is nobody's a handler by the rules."""
    sent = carry_out(None, assignment.divide)
    if sent.result is None:
        flash(sent.why_not, "error")
    else:
        done, left = sent.result
        rest = f" Er zijn er nog {left}: verdeel nog eens." if left else ""
        flash(f"{plural(done, 'dossier is', 'dossiers zijn')} verdeeld.{rest}", "success")
    return redirect(url_for("desk.show_queue"))


@bp.route("/werkbak/afwezigheid", methods=["GET", "POST"])
@requires(Permission.ABSENCE_ENTER)
def show_absences() -> ResponseReturnValue:
    """Who is away or will be, and the form to enter it."""
    staff = stand_ins.staff(database.session(), on=clock.today())
    form = AbsenceForm(data={"user_id": current_user_id(), "first_day": clock.today()})
    form.user_id.choices = form.stand_in_id.choices = people_of(dict(staff.names), empty="Kies")
    sent = carry_out(form, lambda session, act: staffing.enter_absence(session, act, AbsenceInput(
        user_id=given(form.user_id), stand_in_id=given(form.stand_in_id), first_day=given(form.first_day),
        last_day=given(form.last_day),
    )))
    if sent.is_done:
        flash("De afwezigheid is vastgelegd. Nieuw werk gaat in die dagen naar de vervanger.", "success")
        return redirect(url_for("desk.show_absences"))
    found = staffing.absences(database.session(), today=clock.today())
    page = render_template("desk/absences.html", form=form, absences=found, names=staff.names)
    return page, sent.status


@bp.post("/werkbak/afwezigheid/<int:absence_id>/beeindigen")
@requires(Permission.ABSENCE_ENTER)
def end_absence(absence_id: int) -> ResponseReturnValue:
    """Somebody is back."""
    sent = carry_out(None, lambda session, act: staffing.end_absence(session, act, absence_id))
    flash("De afwezigheid is beëindigd." if sent.is_done else sent.why_not, "success" if sent.is_done else "error")
    return redirect(url_for("desk.show_absences"))


def _give(case_ids: list[int]) -> Sent[list[Case]]:
    form = assign_form(sent=True)

    def give(session: Session, act: Act) -> list[Case]:
        return assignment.give(session, act, case_ids, handler_id=given(form.nieuwe_behandelaar))

    sent = carry_out(form, give)
    if not sent.is_done and sent.refusal is None:
        flash(next((each for errors in form.errors.values() for each in errors), "Kies een behandelaar."), "error")
    return sent


def _tell(sent: Sent[list[Case]]) -> None:
    if sent.refusal is not None:
        flash(sent.why_not, "error")
    elif sent.result:
        flash(f"{plural(len(sent.result), 'dossier heeft', 'dossiers hebben')} een andere behandelaar.", "success")
    elif sent.is_done:
        flash("Deze dossiers hadden deze behandelaar al.", "info")
