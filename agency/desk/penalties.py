"""An agreed penalty on a claim: what it changes is shown first, then put on record, and taken back."""

from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, SelectField

from agency import clock, database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.desk.claim_corrections import claim_of
from agency.desk.forms import ReasonForm
from agency.desk.shown_first import Shown, ShownFirst, ShownForm
from agency.resources import figures, store
from agency.web.access import Permission, requires
from agency.web.fields import DutchDateField, EuroField, EvidenceField, choices_of, given, required, text_field
from agency.web.forms import QueryForm
from agency.web.once import carry_out
from cases.claims import penalties
from cases.claims.following import Foreseen
from cases.claims.penalties import PenaltyInput
from cases.names import name
from legal.facts import ClauseStatus


class PenaltyQuery(QueryForm):
    """What would be stated; sent in the address, because it saves nothing."""

    amount = EuroField("Bedrag van de boete", name="bedrag", validators=[required("Vul het bedrag in.")])
    on = DutchDateField("Verschuldigd vanaf", name="van", validators=[required("Vul de dag in.")])
    clause = SelectField(
        "Wat is van het boetebeding gevonden?", name="beding",
        choices=choices_of({each: name(each) for each in ClauseStatus}, empty="Nog niet beoordeeld"),
        coerce=lambda value: value or None,
    )

    def told(self, claim_id: int) -> PenaltyInput:
        """What it says, once it is valid."""
        return PenaltyInput(
            claim_id=claim_id, amount=given(self.amount), on=given(self.on),
            clause=ClauseStatus(self.clause.data) if self.clause.data else None,
        )


class PenaltyForm(ShownForm):
    """Put on record what was shown."""

    amount = HiddenField()
    on = HiddenField()
    clause = HiddenField()
    reason = text_field("Waaruit blijkt dit?", needed="Schrijf op waaruit dit blijkt.", max_length=300)
    file = EvidenceField("Overeenkomst of voorwaarden (PDF, PNG of JPEG)")


SHOWN_FIRST = ShownFirst(PenaltyQuery, PenaltyForm)


@bp.get("/dossiers/<int:case_id>/facturen/<int:claim_id>/boete")
@requires(Permission.CLAIM_CORRECT)
def show_penalty(case_id: int, claim_id: int) -> ResponseReturnValue:
    """The penalty that stands, and what another would change."""
    claim_of(case_id, claim_id)
    return _page(case_id, claim_id, SHOWN_FIRST.look(partial(_foreseen, case_id, claim_id)))


@bp.post("/dossiers/<int:case_id>/facturen/<int:claim_id>/boete")
@requires(Permission.CLAIM_CORRECT)
def state_penalty(case_id: int, claim_id: int) -> ResponseReturnValue:
    """Put on record what was shown; refused when it would change something else by now."""
    claim_of(case_id, claim_id)
    shown = SHOWN_FIRST.save(
        partial(_foreseen, case_id, claim_id), lambda session, act, query, basis: penalties.state(
            session, act, store(), case_id, query.told(claim_id), basis=basis, figures=figures()
        )
    )
    if shown.is_done:
        flash("De boete is vastgelegd. Wat dat verandert, staat in het verloop.", "success")
        return redirect(url_for("desk.show_case", case_id=case_id))
    return _page(case_id, claim_id, shown)


@bp.route("/dossiers/<int:case_id>/facturen/<int:claim_id>/boete/terugnemen", methods=["GET", "POST"])
@requires(Permission.CLAIM_CORRECT)
def take_back_penalty(case_id: int, claim_id: int) -> ResponseReturnValue:
    """A penalty that was stated in error, beside what taking it back changes."""
    form = ReasonForm()
    sent = carry_out(form, lambda session, act: penalties.withdraw(
        session, act, case_id, claim_id, reason=form.reason.data, figures=figures()
    ))
    if sent.is_done:
        flash("De boete is teruggenomen.", "success")
        return redirect(url_for("desk.show_case", case_id=case_id))
    claim, head = claim_of(case_id, claim_id), head_of(case_id)
    if claim.penalty is None:
        abort(404)
    page = render_template(
        "desk/penalty_back.html", head=head, case=head.case, claim=claim, form=form,
        foreseen=None if head.is_closed else penalties.foresee_withdrawal(
            database.session(), case_id, claim_id, today=clock.today(), figures=figures()
        ),
    )
    return page, sent.status


def _foreseen(case_id: int, claim_id: int, query: PenaltyQuery) -> Foreseen:
    return penalties.foresee(
        database.session(), case_id, query.told(claim_id), today=clock.today(), figures=figures()
    )


def _page(case_id: int, claim_id: int, shown: Shown[PenaltyQuery]) -> ResponseReturnValue:
    head, claim = head_of(case_id), claim_of(case_id, claim_id)
    return render_template(
        "desk/penalty.html", head=head, case=head.case, claim=claim, query=shown.query, foreseen=shown.foreseen,
        save=shown.save,
    ), shown.status
