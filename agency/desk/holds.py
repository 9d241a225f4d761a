"""Disputes and holds: one form stops letters and the exploot, one form ends it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.desk.forms import DisputeForm, EndHoldForm, HoldForm
from agency.resources import figures
from agency.web.access import Permission, requires
from agency.web.errors import REFUSED
from agency.web.forms import OnceForm
from agency.web.once import carry_out
from cases.amicable import debtor_details, hold_endings, holds
from cases.amicable.debtor_details import Proposed
from cases.models import Hold, HoldKind


@dataclass(frozen=True, kw_only=True)
class Ending:
    """A hold that stands, the form that ends it, and what a file says otherwise of the debtor."""

    hold: Hold
    form: EndHoldForm
    proposed: Sequence[Proposed]

    @property
    def is_payment_check(self) -> bool:
        """Whether it waits for a look at a payment: ending it may close the case."""
        return self.hold.kind is HoldKind.PAYMENT_CHECK


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
    if _place(case_id, form):
        return redirect(url_for("desk.show_case", case_id=case_id))
    return _page(case_id, form, HoldForm(formdata=None), form, 0), REFUSED


@bp.post("/dossiers/<int:case_id>/stilstand")
@requires(Permission.HOLD_SET)
def place_hold(case_id: int) -> ResponseReturnValue:
    """Put the case on hold for another reason."""
    form = HoldForm()
    if _place(case_id, form):
        return redirect(url_for("desk.show_case", case_id=case_id))
    return _page(case_id, DisputeForm(formdata=None), form, form, 0), REFUSED


def _place(case_id: int, form: DisputeForm | HoldForm) -> bool:
    sent = carry_out(form, lambda session, act: holds.place(
        session, act, case_id, kind=HoldKind(form.kind.data) if isinstance(form, HoldForm) else HoldKind.DISPUTE,
        reason=form.reason.data, on=act.today, review_on=form.review_on.data if isinstance(form, HoldForm) else None,
    ))
    if sent.is_done:
        flash("Het dossier staat stil. Er gaan geen brieven en geen exploot uit.", "success")
    return sent.is_done


@bp.post("/dossiers/<int:case_id>/stilstand/<int:hold_id>/beeindigen")
@requires(Permission.HOLD_SET)
def end_hold(case_id: int, hold_id: int) -> ResponseReturnValue:
    """End a dispute or hold; the outcome is kept."""
    form = EndHoldForm()
    sent = carry_out(form, lambda session, act: hold_endings.end(
        session, act, hold_id, case_id=case_id, outcome=form.outcome.data, taken_ids=form.take_over.data or (),
        figures=figures(),
    ))
    if not sent.is_done:
        return _page(case_id, DisputeForm(formdata=None), HoldForm(formdata=None), form, hold_id), sent.status
    flash("De stilstand is beëindigd. Het dossier gaat weer verder.", "success")
    return redirect(url_for("desk.show_case", case_id=case_id))


def _page(case_id: int, dispute: DisputeForm, hold: HoldForm, sent: OnceForm | None, hold_id: int) -> str:
    """The page; `sent` is the form that was refused, for `hold_id` when it was to end one."""
    head = head_of(case_id)
    proposed = debtor_details.proposed(database.session(), head.case.debtor)
    endings = [
        Ending(
            hold=each, proposed=proposed if each.kind is HoldKind.NEW_DETAILS else (),
            form=sent if isinstance(sent, EndHoldForm) and each.id == hold_id else EndHoldForm(formdata=None),
        ) for each in head.holds
    ]
    return render_template(
        "desk/holds.html", head=head, case=head.case, dispute=dispute, hold=hold, endings=endings, form=sent
    )
