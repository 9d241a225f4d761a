"""Whether an invoice was bought in business or privately, put right before a letter names it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.desk.claim_corrections import claim_of
from agency.resources import figures
from agency.web.access import Permission, requires
from agency.web.fields import text_field
from agency.web.forms import AskingForm, OnceForm
from agency.web.once import carry_out
from cases.claims import in_business


class InBusinessForm(OnceForm, AskingForm):
    """Why it is of the other kind; it comes back once with what that does."""

    reason = text_field(
        "Waaruit blijkt dit?", needed="Vul in waaruit dit blijkt.", max_length=300,
        description="Bijvoorbeeld: de opdrachtgever mailde op 20-11 dat dit voor de winkel was.",
    )


@bp.route("/dossiers/<int:case_id>/facturen/<int:claim_id>/zakelijk", methods=["GET", "POST"])
@requires(Permission.CLAIM_CORRECT)
def restate_in_business(case_id: int, claim_id: int) -> ResponseReturnValue:
    """Make it of the other kind; afterwards the case opens in which the invoice stands."""
    claim, head = claim_of(case_id, claim_id), head_of(case_id)
    form = InBusinessForm()
    sent = carry_out(form, lambda session, act: in_business.restate(
        session, act, case_id, claim_id, reason=form.reason.data or "", answered=form.answered, figures=figures()
    ).id)
    if sent.is_done:
        flash("Vastgelegd. De factuur staat nu in dit dossier.", "success")
        return redirect(url_for("desk.show_case", case_id=sent.result or case_id))
    kind = in_business.other(head.case.debtor_kind)
    page = render_template(
        "desk/in_business.html", head=head, case=head.case, claim=claim, form=form, becomes=in_business.WORDS[kind],
        why_not="" if head.is_closed else in_business.why_not(
            database.session(), head.case, claim, on=clock.today()
        ),
    )
    return page, sent.status
