"""Payments on a case: register with the split shown, and reverse with a reason."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.access import Permission, current_user_id, requires
from agency.desk.area import REFUSED, bp
from agency.desk.case_page import head_of
from agency.desk.forms import PaymentForm, ReasonForm, given
from agency.formatting import euro
from agency.forms import choices_of
from agency.resources import figures
from cases import payments
from cases.errors import DomainError
from cases.models import PaidTo
from cases.queries.balance import PaymentRow
from cases.queries.case_page import CaseHead
from cases.submissions import handled_before


def _form(head: CaseHead) -> PaymentForm:
    form = PaymentForm()
    form.claim_id.choices = choices_of(
        {claim.id: claim.invoice_number for claim in head.case.claims},
        empty="Geen aangewezen: oudste eerst (art. 6:43 BW)",
    )
    if form.received_on.data is None and not form.is_submitted():
        form.received_on.data = clock.today()
    return form


@bp.get("/dossiers/<int:case_id>/betaling")
@requires(Permission.PAYMENT_REGISTER)
def new_payment(case_id: int) -> str:
    """The form for a payment, beside what is owed and how it will be counted."""
    head = head_of(case_id)
    return render_template("desk/payment.html", head=head, case=head.case, form=_form(head))


@bp.post("/dossiers/<int:case_id>/betaling")
@requires(Permission.PAYMENT_REGISTER)
def register_payment(case_id: int) -> ResponseReturnValue:
    """Book a payment; afterwards the page says where it went."""
    head = head_of(case_id)
    form = _form(head)
    if form.validate_on_submit():
        try:
            entry_id = _register(case_id, form)
        except DomainError as refusal:
            form.take(refusal)
        else:
            flash(_where_it_went(case_id, entry_id), "success")
            return redirect(url_for("desk.show_case", case_id=case_id))
    return render_template("desk/payment.html", head=head, case=head.case, form=form), REFUSED


def _register(case_id: int, form: PaymentForm) -> int | None:
    with database.transaction() as session:
        if handled_before(session, form.token.data, user_id=current_user_id(), now=clock.now()):
            return None
        return payments.register(
            session, case_id, given(form.amount), received_on=given(form.received_on),
            paid_to=PaidTo(form.paid_to.data),
            today=clock.today(), figures=figures(), actor_id=current_user_id(), now=clock.now(),
            claim_id=form.claim_id.data, note=form.note.data or "",
        ).id


def _where_it_went(case_id: int, entry_id: int | None) -> str:
    owed = head_of(case_id).balance
    row = next((row for row in owed.payments if row.entry.id == entry_id), None)
    if row is None:
        return "Deze betaling was al geboekt; er is niets dubbel opgeslagen."
    split = row.split
    rest = f", niet toegerekend {euro(split.unallocated)}" if split.unallocated else ""
    surplus = -owed.total if owed.total is not None and owed.total < 0 else None
    now = f"Er is {euro(surplus)} te veel betaald" if surplus else f"Saldo nu {euro(owed.total)}"
    return (
        f"Betaling van {euro(split.amount)} geboekt: kosten {euro(split.costs)}, rente {euro(split.interest)}, "
        f"hoofdsom {euro(split.principal)}{rest} (art. 6:44 BW). {now}."
    )


@bp.get("/dossiers/<int:case_id>/betaling/<int:entry_id>/terugboeken")
@requires(Permission.PAYMENT_REVERSE)
def ask_reversal(case_id: int, entry_id: int) -> ResponseReturnValue:
    """The form to reverse a payment."""
    return _reversal_page(case_id, entry_id, ReasonForm())


@bp.post("/dossiers/<int:case_id>/betaling/<int:entry_id>/terugboeken")
@requires(Permission.PAYMENT_REVERSE)
def reverse_payment(case_id: int, entry_id: int) -> ResponseReturnValue:
    """Undo a payment by a counter-entry."""
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                if not handled_before(session, form.token.data, user_id=current_user_id(), now=clock.now()):
                    payments.reverse(
                        session, entry_id, case_id=case_id, reason=form.reason.data, today=clock.today(),
                        figures=figures(), actor_id=current_user_id(), now=clock.now(),
                    )
        except DomainError as refusal:
            form.take(refusal)
        else:
            flash("De betaling is teruggeboekt.", "success")
            return redirect(url_for("desk.show_case", case_id=case_id))
    return _reversal_page(case_id, entry_id, form)


def _reversal_page(case_id: int, entry_id: int, form: ReasonForm) -> ResponseReturnValue:
    head = head_of(case_id)
    row: PaymentRow | None = next((row for row in head.balance.payments if row.entry.id == entry_id), None)
    if row is None:
        flash("Deze betaling staat niet meer open in dit dossier.", "warning")
        return redirect(url_for("desk.show_case", case_id=case_id))
    page = render_template("desk/payment_reversal.html", head=head, case=head.case, form=form, row=row)
    return page, REFUSED if form.is_submitted() else 200
