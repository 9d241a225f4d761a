"""Prescription (verjaring): the list of cases where it is near, and on the case page what decides over its day."""

from collections.abc import Callable, Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.database import db
from agency.desk.blueprint import REFUSED, bp
from agency.desk.case_page import claim_kind_form, interruption_form, render_case
from agency.desk.forms import ClaimKindForm, InterruptionForm, OnceForm, WithdrawInterruptionForm, given
from agency.resources import store
from agency.web.access import Permission, act, current_user_id, requires
from agency.web.errors import message_for
from agency.web.formatting import day
from cases.counting import claim_kinds, prescriptions
from cases.counting.claim_kinds import Restated
from cases.counting.prescriptions import Interrupted
from cases.errors import AlreadyDone, CaseClosed, DomainError, NotFound
from cases.models import Case
from cases.queries.desk import prescription_list
from cases.submissions import handled_before
from legal.debtor.prescription import InterruptionKind, PrescriptionRegime

# What was done meanwhile, by someone else: the page of the case no longer has the form that was sent.
WITHOUT_FORM = (AlreadyDone, CaseClosed)


@bp.get("/werkbak/verjaring")
@requires(Permission.QUEUE_READ)
def list_prescriptions() -> str:
    """Open cases with a claim that is barred within twelve months or already, soonest first."""
    session, today = database.session(), clock.today()
    page = prescription_list.watched(
        session, today=today, after=request.args.get("na", ""), before=request.args.get("voor", "")
    )
    return render_template("desk/prescriptions.html", page=page, watch=prescription_list.watch(session, today=today))


@bp.post("/dossiers/<int:case_id>/stuiting")
@requires(Permission.INTERRUPTION_RECORD)
def record_interruption(case_id: int) -> ResponseReturnValue:
    """Record an interruption; afterwards the page says from which day each claim is barred now."""
    form = interruption_form(db.get_or_404(Case, case_id), sent=True)
    return _handled(case_id, form, lambda: _told(_record(case_id, form)), lambda: render_case(
        case_id, interruption=form
    ))


@bp.post("/dossiers/<int:case_id>/soort-vordering")
@requires(Permission.INTERRUPTION_RECORD)
def state_claim_kind(case_id: int) -> ResponseReturnValue:
    """State of what kind claims are; afterwards the page says by which term each is counted now."""
    form = claim_kind_form(db.get_or_404(Case, case_id), sent=True)
    return _handled(case_id, form, lambda: _restated(_state(case_id, form)), lambda: render_case(
        case_id, claim_kind=form
    ))


@bp.post("/dossiers/<int:case_id>/stuiting/<int:interruption_id>/intrekken")
@requires(Permission.INTERRUPTION_RECORD)
def withdraw_interruption(case_id: int, interruption_id: int) -> ResponseReturnValue:
    """Take back an interruption that was recorded in error."""
    db.get_or_404(Case, case_id)
    form = WithdrawInterruptionForm()
    return _handled(case_id, form, lambda: _taken_back(_withdraw(case_id, interruption_id, form)), lambda: render_case(
        case_id, withdrawal=form, withdrawing=interruption_id
    ))


def _handled(
    case_id: int, form: OnceForm, do: Callable[[], str], again: Callable[[], str]
) -> ResponseReturnValue:
    """Do what the form asks and say what came of it on the page of the case, or show it `again` with what is wrong."""
    if form.validate_on_submit():
        try:
            told, level = do(), "success"
        except NotFound:
            abort(404)
        except WITHOUT_FORM as refusal:
            told, level = message_for(refusal), "warning"
        except DomainError as refusal:
            form.take(refusal)
            return again(), REFUSED
        flash(told, level)
        return redirect(url_for("desk.show_case", case_id=case_id))
    return again(), REFUSED


def _state(case_id: int, form: ClaimKindForm) -> Sequence[Restated]:
    with database.transaction() as session:
        if handled_before(session, form.token.data, user_id=current_user_id(), now=clock.now()):
            return ()
        return claim_kinds.state(
            session, act(), case_id, regime=PrescriptionRegime(form.regime.data),
            claim_ids=form.regime_claims.data or (), reason=form.regime_reason.data or "",
        )


def _restated(done: Sequence[Restated]) -> str:
    if not done:
        return "Deze soort vordering was al vastgelegd; er is niets dubbel opgeslagen."
    told = " en ".join(f"factuur {each.invoice_number} op {day(each.barred_from)} ({each.became})" for each in done)
    return f"De soort vordering is vastgelegd. Nu verjaart {told}."


def _withdraw(case_id: int, interruption_id: int, form: WithdrawInterruptionForm) -> Interrupted | None:
    with database.transaction() as session:
        if handled_before(session, form.token.data, user_id=current_user_id(), now=clock.now()):
            return None
        return prescriptions.withdraw(
            session, act(), case_id, interruption_id, reason=form.withdrawal_reason.data or ""
        )


def _taken_back(done: Interrupted | None) -> str:
    if done is None:
        return "Deze stuiting was al ingetrokken; er is niets dubbel opgeslagen."
    return f"De stuiting is ingetrokken. Factuur {done.invoice_number} verjaart nu op {day(done.became)}."


def _record(case_id: int, form: InterruptionForm) -> Sequence[Interrupted]:
    proof = form.proof.data
    with database.transaction() as session:
        if handled_before(session, form.token.data, user_id=current_user_id(), now=clock.now()):
            return ()
        return prescriptions.interrupt(
            session, act(), store(), case_id, kind=InterruptionKind(form.interruption.data),
            on=given(form.interrupted_on), claim_ids=form.claims.data or (), note=form.remark.data or "",
            filename=(proof.filename or "bestand") if proof else "", content=proof.read() if proof else b"",
        )


def _told(done: Sequence[Interrupted]) -> str:
    if not done:
        return "Deze stuiting was al vastgelegd; er is niets dubbel opgeslagen."
    moved = [f"factuur {each.invoice_number} op {day(each.became)}" for each in done if each.became != each.was]
    same = [f"factuur {each.invoice_number} op {day(each.became)}" for each in done if each.became == each.was]
    parts = [f"Nu verjaart {' en '.join(moved)}." if moved else ""]
    if same:
        parts.append(f"Ongewijzigd verjaart {' en '.join(same)}: een stuiting verkort nooit (art. 3:319 lid 2 BW).")
    return " ".join(["De stuiting is vastgelegd.", *filter(None, parts)])
