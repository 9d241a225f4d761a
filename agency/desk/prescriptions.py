"""Prescription (verjaring): the list of cases where it is near, and on the case page what decides over its day."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.database import db
from agency.desk.blueprint import bp
from agency.desk.case_page import claim_kind_form, interruption_form, render_case
from agency.desk.forms import WithdrawInterruptionForm
from agency.resources import figures, store
from agency.web.access import Permission, requires
from agency.web.fields import chosen_file, given
from agency.web.formatting import day
from agency.web.forms import OnceForm
from agency.web.navigation import turned
from agency.web.once import Sent, carry_out
from cases.correspondence import receipts
from cases.counting import claim_kinds, debtors, prescriptions
from cases.counting.claim_kinds import Restated
from cases.counting.prescriptions import Interrupted, InterruptionInput
from cases.errors import AlreadyDone, CaseClosed, NotFound
from cases.models import Case
from cases.queries.desk import prescription_list
from legal.debtor.prescription import InterruptionKind, PrescriptionRegime

# What was done meanwhile, by someone else: the page of the case no longer has the form that was sent.
WITHOUT_FORM = (AlreadyDone, CaseClosed)


@bp.get("/werkbak/verjaring")
@requires(Permission.QUEUE_READ)
def list_prescriptions() -> str:
    """Open cases with a claim that is barred within twelve months or already, soonest first."""
    session, today = database.session(), clock.today()
    page = prescription_list.watched(session, today=today, turned=turned())
    return render_template("desk/prescriptions.html", page=page, watch=prescription_list.watch(session, today=today))


@bp.post("/dossiers/<int:case_id>/stuiting")
@requires(Permission.INTERRUPTION_RECORD)
def record_interruption(case_id: int) -> ResponseReturnValue:
    """Record an interruption; afterwards the page says from which day each claim is barred now."""
    case = db.get_or_404(Case, case_id)
    who_owe = debtors.who_owe(case, debtors.parties_of(database.session(), [case_id])[case_id])
    form = interruption_form(case, who_owe, sent=True)
    sent = carry_out(form, lambda session, act: prescriptions.interrupt(
        session, act, store(), case_id, InterruptionInput(
            kind=InterruptionKind(form.interruption.data), on=given(form.interrupted_on),
            claim_ids=form.claims.data or (), note=form.remark.data or "", proof=chosen_file(form.proof),
            debtor_id=form.towards.data,
        ),
    ))
    return _back(case_id, form, sent, _interrupted(sent.result or ()))


@bp.post("/dossiers/<int:case_id>/soort-vordering")
@requires(Permission.INTERRUPTION_RECORD)
def state_claim_kind(case_id: int) -> ResponseReturnValue:
    """State of what kind claims are; afterwards the page says by which term each is counted now."""
    form = claim_kind_form(db.get_or_404(Case, case_id), sent=True)
    sent = carry_out(form, lambda session, act: claim_kinds.state(
        session, act, case_id, regime=PrescriptionRegime(form.regime.data), claim_ids=form.regime_claims.data or (),
        reason=form.regime_reason.data or "",
    ))
    return _back(case_id, form, sent, _restated(sent.result or ()))


@bp.post("/dossiers/<int:case_id>/stuiting/<int:interruption_id>/intrekken")
@requires(Permission.INTERRUPTION_RECORD)
def withdraw_interruption(case_id: int, interruption_id: int) -> ResponseReturnValue:
    """Take back an interruption that was recorded in error."""
    db.get_or_404(Case, case_id)
    form = WithdrawInterruptionForm()
    sent = carry_out(form, lambda session, act: prescriptions.withdraw(
        session, act, case_id, interruption_id, reason=form.withdrawal_reason.data or ""
    ))
    return _back(case_id, form, sent, _taken_back(sent.result), withdrawing=interruption_id)


@bp.post("/dossiers/<int:case_id>/brieven/<int:letter_id>/ontvangen")
@requires(Permission.INTERRUPTION_RECORD)
def record_receipt(case_id: int, letter_id: int) -> ResponseReturnValue:
    """A letter of ours was received, presumed or proved, and so interrupted: in one click."""
    db.get_or_404(Case, case_id)
    sent = carry_out(None, lambda session, act: receipts.record(
        session, act, case_id, letter_id, figures=figures()
    ))
    if isinstance(sent.refusal, NotFound):
        abort(404)
    flash(_interrupted(sent.result or ()) if sent.is_done else sent.why_not, "success" if sent.is_done else "warning")
    return redirect(url_for("desk.show_case", case_id=case_id))


def _back(
    case_id: int, form: OnceForm, sent: Sent[object], told: str, *, withdrawing: int | None = None
) -> ResponseReturnValue:
    """To the page of the case with what was `told`, or that page with the form and what is wrong."""
    if isinstance(sent.refusal, NotFound):
        abort(404)
    if sent.is_done:
        flash(told, "success")
    elif isinstance(sent.refusal, WITHOUT_FORM):
        flash(sent.why_not, "warning")
    else:
        return render_case(case_id, form, withdrawing=withdrawing), sent.status
    return redirect(url_for("desk.show_case", case_id=case_id))


def _interrupted(done: Sequence[Interrupted]) -> str:
    if not done:
        return "Deze stuiting was al vastgelegd; er is niets dubbel opgeslagen."
    moved = [_barred_on(each) for each in done if each.became != each.was]
    same = [_barred_on(each) for each in done if each.became == each.was]
    parts = [f"Nu verjaart {' en '.join(moved)}." if moved else ""]
    if same:
        parts.append(f"Ongewijzigd verjaart {' en '.join(same)}: een stuiting verkort nooit (art. 3:319 lid 2 BW).")
    return " ".join(["De stuiting is vastgelegd.", *filter(None, parts)])


def _barred_on(done: Interrupted) -> str:
    towards = f" tegenover {done.towards}" if done.towards else ""
    return f"factuur {done.invoice_number}{towards} op {day(done.became)}"


def _restated(done: Sequence[Restated]) -> str:
    if not done:
        return "Deze soort vordering was al vastgelegd; er is niets dubbel opgeslagen."
    told = " en ".join(f"factuur {each.invoice_number} op {day(each.barred_from)} ({each.became})" for each in done)
    return f"De soort vordering is vastgelegd. Nu verjaart {told}."


def _taken_back(done: Interrupted | None) -> str:
    if done is None:
        return "Deze stuiting was al ingetrokken; er is niets dubbel opgeslagen."
    return f"De stuiting is ingetrokken. Factuur {done.invoice_number} verjaart nu op {day(done.became)}."
