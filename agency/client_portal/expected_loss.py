"""The client's yes to go on although a court may take something off."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, Field, HiddenField
from wtforms.validators import ValidationError

from agency import database
from agency.client_portal.blueprint import bp, case_or_404, to_case
from agency.web.access import Permission, current_client_id, requires
from agency.web.forms import BaseForm
from agency.web.once import carry_out
from cases.errors import AlreadyDone, EditConflict
from cases.legal_track import consumer_duties


class LossForm(BaseForm):
    """An explicit yes to exactly the points that were shown."""

    points = HiddenField()
    agreed = BooleanField("Ja, ik wil doorgaan en aanvaard dit verlies namens mijn bedrijf")

    def validate_agreed(self, field: Field) -> None:
        """Only a yes that was given on purpose."""
        if not field.data:
            raise ValidationError("Zet een vinkje als u wilt doorgaan. Lever anders eerst de stukken aan.")


@bp.route("/dossiers/<int:case_id>/verwacht-verlies", methods=["GET", "POST"])
@requires(Permission.OWN_LOSS_ACCEPT)
def accept_loss(case_id: int) -> ResponseReturnValue:
    """What is not shown, what a court may do, and the choice."""
    case = case_or_404(case_id)
    if not consumer_duties.is_acceptance_asked(database.session(), case):
        flash("Voor dit dossier wordt dit nu niet gevraagd.", "info")
        return to_case(case)
    found = consumer_duties.review(database.session(), case)
    assert found is not None
    form = LossForm(data={"points": found.points})
    sent = carry_out(form, lambda session, act: consumer_duties.accept_loss(
        session, act, case_id, client_id=current_client_id(), points=form.points.data or ""
    ))
    if sent.is_done:
        flash("Uw keuze is vastgelegd. Wij bereiden het exploot voor.", "success")
        return to_case(case)
    if isinstance(sent.refusal, AlreadyDone | EditConflict):
        flash(sent.why_not, "warning")
        return redirect(url_for("client_portal.accept_loss", case_id=case_id))
    return render_template("client_portal/expected_loss.html", case=case, form=form, review=found), sent.status
