"""Invoices go to another case of the same debtor, or are split off; what it does to the costs is shown first."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectMultipleField

from agency import clock, database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.desk.case_sums import rows_of
from agency.resources import figures
from agency.web.access import Permission, requires
from agency.web.fields import choices_of, required, text_field
from agency.web.forms import AskingForm, OnceForm
from agency.web.once import carry_out
from cases.claims import moving
from cases.claims.moved_sums import CaseSums
from cases.claims.moving import Moving, MovingAsked
from cases.input_checks import whole_number
from cases.queries.desk import movable

NEW = "nieuw"


class MovingForm(OnceForm, AskingForm):
    """Which invoices go, where to, and why; it comes back once with what that does to the costs."""

    claims = SelectMultipleField("Welke facturen?", coerce=int)
    into = RadioField("Waarheen?", default=NEW, validators=[required("Kies waarheen de facturen gaan.")])
    reason = text_field("Waarom?", needed="Vul in waarom de facturen verhuizen.", max_length=300)

    def chosen(self) -> Moving:
        """What is asked, once the form is valid."""
        into_id = None if self.into.data == NEW else whole_number(self.into.data)
        return Moving(claim_ids=tuple(self.claims.data or ()), into_id=into_id, reason=self.reason.data or "")


class MoveBackForm(OnceForm):
    """Send back what came here last."""

    reason = text_field("Waarom terug?", needed="Vul in waarom de facturen teruggaan.", max_length=300)


@bp.route("/dossiers/<int:case_id>/facturen-verhuizen", methods=["GET", "POST"])
@requires(Permission.CASE_JOIN)
def move_claims(case_id: int) -> ResponseReturnValue:
    """Choose invoices and a case; afterwards the case opens in which they stand."""
    form = MovingForm()
    page = _choices(case_id, form)
    sent = carry_out(form, lambda session, act: moving.move_as_seen(
        session, act, case_id, form.chosen(), answered=form.answered, figures=figures()
    ).id)
    if not sent.is_done:
        found = sent.refusal.sums if isinstance(sent.refusal, MovingAsked) else None
        rows = () if found is None else (*rows_of("Nu", found.before), *rows_of("Daarna", found.after))
        return _page(case_id, form, MoveBackForm(formdata=None), page, rows), sent.status
    flash("De facturen zijn verhuisd. Zij staan nu hier.", "success")
    return redirect(url_for("desk.show_case", case_id=sent.result or case_id))


@bp.post("/dossiers/<int:case_id>/facturen-terug")
@requires(Permission.CASE_JOIN)
def move_claims_back(case_id: int) -> ResponseReturnValue:
    """Undo the last move: the invoices go back to the case that they came from."""
    form = MoveBackForm()
    sent = carry_out(form, lambda session, act: moving.move_back(
        session, act, case_id, reason=form.reason.data or "", figures=figures()
    ).id)
    if not sent.is_done:
        other = MovingForm(formdata=None)
        return _page(case_id, other, form, _choices(case_id, other)), sent.status
    flash("De facturen staan weer in het dossier waar zij vandaan kwamen.", "success")
    return redirect(url_for("desk.show_case", case_id=sent.result or case_id))


def _choices(case_id: int, form: MovingForm) -> movable.Movable:
    head = head_of(case_id)
    page = movable.of_case(database.session(), head.case, today=clock.today())
    form.claims.choices = [(claim.id, claim.invoice_number) for claim in head.case.claims]
    form.into.choices = choices_of({NEW: "Een nieuw dossier"} | {
        str(each.id): f"Dossier {each.number}" for each in page.targets
    })
    return page


def _page(
    case_id: int, form: MovingForm, back: MoveBackForm, page: movable.Movable, rows: Sequence[tuple[str, CaseSums]] = ()
) -> str:
    head = head_of(case_id)
    return render_template(
        "desk/moving.html", head=head, case=head.case, form=form, back=back, page=page, rows=rows
    )
