"""A claim is lowered: what it changes is shown first, then booked with its paper, and taken back."""

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

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
from cases.claims import credits as credits_
from cases.claims.credits import CreditInput
from cases.claims.following import Foreseen
from cases.models import CreditEffect, LedgerKind

KINDS = {
    LedgerKind.CREDIT_NOTE: "Creditnota van de opdrachtgever",
    LedgerKind.PRINCIPAL_WITHDRAWN: "De opdrachtgever trekt een deel van de factuur in",
}
EFFECTS = {
    CreditEffect.FROM_ORIGIN: "Vanaf het begin: dit deel was nooit verschuldigd, er loopt geen rente over",
    CreditEffect.FROM_DAY: "Vanaf de dag van het stuk: tot die dag was het verschuldigd, de rente tot dan blijft",
}


class CreditQuery(QueryForm):
    """What would be credited; sent in the address, because it saves nothing."""

    kind = RadioField(
        "Wat is het?", name="soort", choices=choices_of(KINDS), default=LedgerKind.CREDIT_NOTE.value,
        validators=[InputRequired("Kies wat het is.")],
    )
    amount = EuroField("Bedrag dat eraf gaat", name="bedrag", validators=[required("Vul het bedrag in.")])
    on = DutchDateField("Dag van het stuk", name="van", validators=[required("Vul de dag van het stuk in.")])
    effect = RadioField(
        "Vanaf wanneer telt het?", name="telt", choices=choices_of(EFFECTS), default=CreditEffect.FROM_ORIGIN.value,
        validators=[InputRequired("Kies vanaf wanneer het telt.")],
    )

    def told(self, claim_id: int) -> CreditInput:
        """What it says, once it is valid."""
        return CreditInput(
            claim_id=claim_id, kind=LedgerKind(self.kind.data), amount=given(self.amount), on=given(self.on),
            effect=CreditEffect(self.effect.data),
        )


class CreditForm(ShownForm):
    """Book what was shown."""

    kind = HiddenField()
    amount = HiddenField()
    on = HiddenField()
    effect = HiddenField()
    reason = text_field(
        "Waarom, en van wie", needed="Vul in waarom de factuur lager wordt, en van wie u dat weet.", max_length=300,
        description="Bijvoorbeeld: retour gestuurd, mail van de opdrachtgever van 20-11.",
    )
    file = EvidenceField("Creditnota of bericht (PDF, PNG of JPEG)")


SHOWN_FIRST = ShownFirst(CreditQuery, CreditForm)


@bp.get("/dossiers/<int:case_id>/facturen/<int:claim_id>/verlagen")
@requires(Permission.CLAIM_CREDIT)
def credit_claim(case_id: int, claim_id: int) -> ResponseReturnValue:
    """What lowering a claim would change, before anything is booked."""
    claim_of(case_id, claim_id)
    return _page(case_id, claim_id, SHOWN_FIRST.look(partial(_foreseen, case_id, claim_id)))


@bp.post("/dossiers/<int:case_id>/facturen/<int:claim_id>/verlagen")
@requires(Permission.CLAIM_CREDIT)
def book_credit(case_id: int, claim_id: int) -> ResponseReturnValue:
    """Book what was shown; refused when it would change something else by now."""
    claim_of(case_id, claim_id)
    shown = SHOWN_FIRST.save(
        partial(_foreseen, case_id, claim_id), lambda session, act, query, basis: credits_.credit(
            session, act, store(), case_id, query.told(claim_id), basis=basis, figures=figures()
        ).id
    )
    if shown.is_done:
        flash("De factuur is verlaagd. Wat dat verandert, staat in het verloop.", "success")
        return redirect(url_for("desk.show_case", case_id=case_id))
    return _page(case_id, claim_id, shown)


@bp.route("/dossiers/<int:case_id>/verlaging/<int:entry_id>/terugnemen", methods=["GET", "POST"])
@requires(Permission.CLAIM_CREDIT)
def take_back_credit(case_id: int, entry_id: int) -> ResponseReturnValue:
    """Ask again what was credited, beside what that changes."""
    form = ReasonForm()
    sent = carry_out(form, lambda session, act: credits_.withdraw(
        session, act, entry_id, case_id=case_id, reason=form.reason.data, figures=figures()
    ).id)
    if sent.is_done:
        flash("De verlaging is teruggenomen. Het bedrag wordt weer gevraagd.", "success")
        return redirect(url_for("desk.show_case", case_id=case_id))
    session = database.session()
    entry = credits_.standing_credit(session, case_id, entry_id)
    head = head_of(case_id)
    page = render_template(
        "desk/credit_back.html", head=head, case=head.case, form=form, entry=entry,
        claim=next(claim for claim in head.case.claims if claim.id == entry.claim_id),
        foreseen=credits_.foresee_withdrawal(
            session, entry_id, case_id=case_id, today=clock.today(), figures=figures()
        ),
    )
    return page, sent.status


def _foreseen(case_id: int, claim_id: int, query: CreditQuery) -> Foreseen:
    return credits_.foresee(
        database.session(), case_id, query.told(claim_id), today=clock.today(), figures=figures()
    )


def _page(case_id: int, claim_id: int, shown: Shown[CreditQuery]) -> ResponseReturnValue:
    head, claim, session = head_of(case_id), claim_of(case_id, claim_id), database.session()
    return render_template(
        "desk/credit.html", head=head, case=head.case, claim=claim, query=shown.query, foreseen=shown.foreseen,
        save=shown.save, why_not=credits_.why_not(session, head.case), left=credits_.left_of(session, claim),
    ), shown.status
