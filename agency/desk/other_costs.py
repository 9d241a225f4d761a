"""Costs beside those of collection: what stands, what new ones would change, and taking them back."""

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from agency import clock, database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.desk.forms import ReasonForm
from agency.desk.shown_first import Shown, ShownFirst, ShownForm
from agency.resources import figures, store
from agency.web.access import Permission, requires
from agency.web.fields import (
    CheckField,
    DutchDateField,
    EuroField,
    EvidenceField,
    choices_of,
    given,
    required,
    text_field,
)
from agency.web.forms import QueryForm
from agency.web.once import carry_out
from cases.claims import other_costs
from cases.claims.following import Foreseen
from cases.claims.other_costs import CostInput
from cases.models import CostBearer
from cases.names import name
from legal.counting.burdened_account import LAWS
from legal.facts import CostKind


class CostQuery(QueryForm):
    """What would be put on record; sent in the address, because it saves nothing."""

    kind = SelectField(
        "Welke kosten?", name="soort", choices=choices_of({each: f"{name(each)} ({LAWS[each]})" for each in CostKind}),
        validators=[InputRequired("Kies welke kosten het zijn.")],
    )
    amount = EuroField("Bedrag", name="bedrag", validators=[required("Vul het bedrag in.")])
    on = DutchDateField("Vanaf welke dag?", name="van", validators=[required("Vul de dag in.")])
    borne_by = RadioField(
        "Voor wiens rekening?", name="wie", choices=choices_of({each: name(each) for each in CostBearer}),
        default=CostBearer.CLIENT.value, validators=[InputRequired("Kies voor wiens rekening.")],
    )
    awarded = CheckField("De rechter heeft deze kosten toegewezen", name="toegewezen")
    interest_from = DutchDateField("Wettelijke rente vanaf", name="rente")

    def told(self) -> CostInput:
        """What it says, once it is valid."""
        return CostInput(
            kind=CostKind(self.kind.data), amount=given(self.amount), on=given(self.on),
            borne_by=CostBearer(self.borne_by.data), is_awarded=bool(self.awarded.data),
            interest_from=self.interest_from.data,
        )


class CostForm(ShownForm):
    """Put on record what was shown."""

    kind = HiddenField()
    amount = HiddenField()
    on = HiddenField()
    borne_by = HiddenField()
    awarded = HiddenField()
    interest_from = HiddenField()
    reason = text_field("Toelichting", needed="Schrijf op waarvoor deze kosten zijn.", max_length=300)
    file = EvidenceField("Nota, vonnis of bewijs (PDF, PNG of JPEG)")


SHOWN_FIRST = ShownFirst(CostQuery, CostForm)


@bp.get("/dossiers/<int:case_id>/kosten")
@requires(Permission.COST_RECORD)
def show_costs(case_id: int) -> ResponseReturnValue:
    """The costs that stand, and what new ones would change."""
    return _page(case_id, SHOWN_FIRST.look(partial(_foreseen, case_id)))


@bp.post("/dossiers/<int:case_id>/kosten")
@requires(Permission.COST_RECORD)
def book_cost(case_id: int) -> ResponseReturnValue:
    """Put on record what was shown; refused when it would change something else by now."""
    shown = SHOWN_FIRST.save(partial(_foreseen, case_id), lambda session, act, query, basis: other_costs.book(
        session, act, store(), case_id, query.told(), basis=basis, figures=figures()
    ).id)
    if shown.is_done:
        flash("De kosten zijn vastgelegd.", "success")
        return redirect(url_for("desk.show_costs", case_id=case_id))
    return _page(case_id, shown)


@bp.route("/dossiers/<int:case_id>/kosten/<int:cost_id>/terugnemen", methods=["GET", "POST"])
@requires(Permission.COST_RECORD)
def take_back_cost(case_id: int, cost_id: int) -> ResponseReturnValue:
    """Costs that were entered in error."""
    form = ReasonForm()
    sent = carry_out(form, lambda session, act: other_costs.withdraw(
        session, act, cost_id, case_id=case_id, reason=form.reason.data, figures=figures()
    ).id)
    if sent.is_done:
        flash("De kosten zijn teruggenomen.", "success")
        return redirect(url_for("desk.show_costs", case_id=case_id))
    head = head_of(case_id)
    page = render_template(
        "desk/taking_back.html", head=head, case=head.case, form=form, what="Kosten terugnemen",
        explained="De kosten worden niet meer gevraagd. Een brief die nog niet weg is, wordt ingetrokken.",
    )
    return page, sent.status


def _foreseen(case_id: int, query: CostQuery) -> Foreseen:
    return other_costs.foresee(
        database.session(), case_id, query.told(), today=clock.today(), figures=figures()
    )


def _page(case_id: int, shown: Shown[CostQuery]) -> ResponseReturnValue:
    head = head_of(case_id)
    return render_template(
        "desk/other_costs.html", head=head, case=head.case, query=shown.query, foreseen=shown.foreseen,
        save=shown.save, costs=other_costs.of_case(database.session(), case_id), laws=LAWS,
    ), shown.status
