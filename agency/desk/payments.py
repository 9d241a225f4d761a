"""Payments on a case: register with the split shown, and reverse with a reason."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.desk.forms import PaymentForm, ReasonForm
from agency.resources import figures
from agency.web.access import Permission, requires
from agency.web.fields import choices_of, given
from agency.web.formatting import euro
from agency.web.once import answer_to, carry_out
from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.events.replayed import Replayed
from cases.models import PaidTo
from cases.queries.desk import payment_page
from cases.queries.desk.case_page import CaseHead
from cases.queries.desk.payment_page import Booking


def _form(head: CaseHead) -> PaymentForm:
    form = PaymentForm()
    form.claim_id.choices = choices_of(
        {claim.id: claim.invoice_number for claim in head.case.claims},
        empty="Geen aangewezen: oudste eerst (art. 6:43 BW)",
    )
    form.debtor_id.choices = choices_of(
        {person_id: person.name for person_id, person in head.who_owe.items()}, empty="Niet bekend"
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
    sent = carry_out(form, lambda session, act: payments.register(
        session, act, case_id, PaymentInput(
            amount=given(form.amount), received_on=given(form.received_on), paid_to=PaidTo(form.paid_to.data),
            claim_id=form.claim_id.data, note=form.note.data or "", debtor_id=form.debtor_id.data,
        ), figures=figures(), answered=form.answered,
    ).id)
    if sent.is_done:
        return _after_booking(case_id, sent.result)
    return render_template("desk/payment.html", head=head, case=head.case, form=form), sent.status


def _after_booking(case_id: int, entry_id: int | None) -> ResponseReturnValue:
    """Back to the case; to the page of the payment where it changed more than itself, or could not be counted."""
    case_page = redirect(url_for("desk.show_case", case_id=case_id))
    if entry_id is None:
        flash("Deze betaling was al geboekt; er is niets dubbel opgeslagen.", "success")
        return case_page
    made = payment_page.booking(database.session(), case_id, entry_id)
    flash(_where_it_went(made, case_id), "success" if made.replayed else "warning")
    if made.replayed is not None and not made.replayed.reaches_others:
        return case_page
    return redirect(url_for("desk.show_booking", case_id=case_id, entry_id=entry_id))


def _where_it_went(made: Booking, case_id: int) -> str:
    booked = f"Betaling van {euro(made.amount)} geboekt"
    split, replayed = made.split, made.replayed
    if split is None or replayed is None:
        return f"{booked}, maar nog niet verdeeld: {made.uncounted}."
    rest = f", boete {euro(split.penalty)}" if split.penalty else ""
    rest += f", niet toegerekend {euro(split.unallocated)}" if split.unallocated else ""
    return (
        f"{booked}: kosten {euro(split.costs)}, rente {euro(split.interest)}, "
        f"hoofdsom {euro(split.principal)}{rest} (art. 6:44 BW). {_balance_now(case_id)}.{_also(replayed)}"
    )


def _balance_now(case_id: int) -> str:
    owed = head_of(case_id).balance.total
    if owed is not None and owed < 0:
        return f"Er is {euro(-owed)} te veel betaald"
    return f"Saldo nu {euro(owed)}"


def _also(replayed: Replayed) -> str:
    """What changed besides, as a sentence of its own."""
    words = replayed.in_words()
    return f" Daardoor: {words}." if words else ""


@bp.get("/dossiers/<int:case_id>/betaling/<int:entry_id>")
@requires(Permission.CASE_READ)
def show_booking(case_id: int, entry_id: int) -> str:
    """A payment or its reversal: where it went, and what it changed in what was booked before."""
    head = head_of(case_id)
    booking = payment_page.booking(database.session(), case_id, entry_id)
    now = next((row.split for row in head.balance.payments if row.entry.id == entry_id), None)
    return render_template(
        "desk/payment_booked.html", head=head, case=head.case, booking=booking, now=now,
        counts_otherwise=booking.is_counted_otherwise(now),
        numbers={str(claim.id): claim.invoice_number for claim in head.case.claims},
    )


@bp.get("/dossiers/<int:case_id>/betaling/<int:entry_id>/terugboeken")
@requires(Permission.PAYMENT_REVERSE)
def ask_reversal(case_id: int, entry_id: int) -> ResponseReturnValue:
    """The form to reverse a payment, beside what that will change."""
    return _reversal_page(case_id, entry_id, ReasonForm(), 200)


@bp.post("/dossiers/<int:case_id>/betaling/<int:entry_id>/terugboeken")
@requires(Permission.PAYMENT_REVERSE)
def reverse_payment(case_id: int, entry_id: int) -> ResponseReturnValue:
    """Undo a payment by a counter-entry."""
    form = ReasonForm()
    sent = carry_out(form, lambda session, act: payments.reverse(
        session, act, entry_id, case_id=case_id, reason=form.reason.data, figures=figures()
    ).id)
    if sent.is_done:
        return _after_reversal(case_id, sent.result)
    return _reversal_page(case_id, entry_id, form, sent.status)


def _after_reversal(case_id: int, counter_id: int | None) -> ResponseReturnValue:
    """Back to the case; to the page of the counter-entry where other payments or the costs changed too."""
    replayed = None
    if counter_id is not None:
        replayed = payment_page.booking(database.session(), case_id, counter_id).replayed
    flash(f"De betaling is teruggeboekt.{_also(replayed) if replayed else ''}", "success")
    if replayed is None or not replayed.reaches_others:
        return redirect(url_for("desk.show_case", case_id=case_id))
    return redirect(url_for("desk.show_booking", case_id=case_id, entry_id=counter_id))


def _reversal_page(case_id: int, entry_id: int, form: ReasonForm, status: int) -> ResponseReturnValue:
    foreseen = answer_to(None, lambda: payments.foresee_reversal(
        database.session(), entry_id, case_id=case_id, today=clock.today(), figures=figures()
    ))
    if foreseen.refusal is not None:
        flash(foreseen.why_not, "warning")
        return redirect(url_for("desk.show_case", case_id=case_id))
    head = head_of(case_id)
    page = render_template(
        "desk/payment_reversal.html", head=head, case=head.case, form=form, foreseen=foreseen.result,
        booking=payment_page.booking(database.session(), case_id, entry_id),
    )
    return page, status
