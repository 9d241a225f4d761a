"""A claim is corrected before a letter names it; afterwards the page says what can be done instead."""

from dataclasses import asdict
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired

from agency import database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.resources import figures
from agency.web.access import Permission, requires
from agency.web.agreed_interest import PER, WITH_GOVERNMENT
from agency.web.fields import CheckField, DutchDateField, EuroField, PercentField, choices_of, required, text_field
from agency.web.formatting import day
from agency.web.forms import OnceForm
from agency.web.once import carry_out
from cases.claims import corrections
from cases.claims.corrections import Corrected, Correction, NamedByLetter
from cases.claims.stated import StatedClaim, stated
from cases.errors import EditConflict
from cases.models import Claim
from legal.counting.valuation import InterestKind

# art. 6:119a and 6:119b BW: between businesses, or with the government
NOT_CONSUMER = (InterestKind.COMMERCIAL, InterestKind.GOVERNMENT)


class CorrectionForm(OnceForm):
    """What is stated of one claim."""

    is_whole = True

    invoice_number = text_field("Factuurnummer", needed="Vul het factuurnummer in.", max_length=60, number=True)
    principal = EuroField("Bedrag", validators=[required("Vul het bedrag in.")])
    invoice_date = DutchDateField("Factuurdatum", validators=[required("Vul de factuurdatum in.")])
    due_date = DutchDateField("Vervaldatum", validators=[required("Vul de laatste dag voor betaling in.")],
                              description="De laatste dag waarop de debiteur kon betalen.")
    subject = text_field("Omschrijving", needed="Vul in waarvoor de rekening is.", max_length=300,
                         description="Zo staat het in de brief.")
    payment_term_agreed = CheckField(
        "De betaaltermijn is afgesproken",
        description="Ja: verzuim begint de dag na de vervaldatum. Nee: eerst is een aanmaning nodig (art. 6:82 BW).",
    )
    contract_date = DutchDateField("Datum van de overeenkomst")
    reminder_sent_on = DutchDateField("Aanmaning verstuurd op")
    interest = RadioField("Rente", choices=choices_of(WITH_GOVERNMENT), validators=[InputRequired("Kies de rente.")])
    contract_percent = PercentField("Percentage", description="Alleen bij contractuele rente, zoals 1,5.")
    contract_per = SelectField("Percentage per", choices=PER, coerce=lambda value: value or None)
    contract_compound = CheckField("Rente over rente")
    reason = text_field(
        "Waarom en van wie", needed="Vul in waarom de gegevens wijzigen en wie dat heeft gezegd.", max_length=300,
        description="Bijvoorbeeld: de opdrachtgever mailde op 20-11 de juiste factuur.",
    )
    seen = HiddenField()


@bp.get("/dossiers/<int:case_id>/facturen/<int:claim_id>/corrigeren")
@requires(Permission.CLAIM_CORRECT)
def ask_correction(case_id: int, claim_id: int) -> str:
    """What is stated of a claim, to correct it."""
    return _page(case_id, claim_id, None)


@bp.post("/dossiers/<int:case_id>/facturen/<int:claim_id>/corrigeren")
@requires(Permission.CLAIM_CORRECT)
def correct_claim(case_id: int, claim_id: int) -> ResponseReturnValue:
    """Put it on record; afterwards the page says from which days default and prescription are counted."""
    claim_of(case_id, claim_id)
    form = CorrectionForm()
    sent = carry_out(form, lambda session, act: corrections.correct(
        session, act, case_id, claim_id,
        Correction(told=_told(form), reason=form.reason.data or "", seen=form.seen.data or ""), figures=figures(),
    ))
    if sent.is_done:
        flash(_done(sent.result), "success")
        return redirect(url_for("desk.show_case", case_id=case_id))
    if isinstance(sent.refusal, NamedByLetter):
        return _page(case_id, claim_id, None), sent.status
    if isinstance(sent.refusal, EditConflict):
        form.seen.data = corrections.mark(claim_of(case_id, claim_id))
        return _page(case_id, claim_id, form, is_overtaken=True), sent.status
    return _page(case_id, claim_id, form), sent.status


def claim_of(case_id: int, claim_id: int) -> Claim:
    """A claim of this case; anything else is a 404."""
    claim = database.session().get(Claim, claim_id)
    if claim is None or claim.case_id != case_id:
        abort(404)
    return claim


def _page(case_id: int, claim_id: int, sent: CorrectionForm | None, *, is_overtaken: bool = False) -> str:
    head, claim = head_of(case_id), claim_of(case_id, claim_id)
    form = sent or CorrectionForm(formdata=None, data=_shown(claim))
    if not head.is_business:
        form.interest.choices = {kind: text for kind, text in form.interest.choices.items() if kind not in NOT_CONSUMER}
    why_not = corrections.why_not(database.session(), head.case, claim)
    return render_template(
        "desk/claim_correction.html", head=head, case=head.case, claim=claim, form=form, why_not=why_not,
        on_record=_shown(claim) if is_overtaken else None,
    )


def _shown(claim: Claim) -> dict[str, Any]:  # Any: fields differ in type
    return asdict(stated(claim)) | {"seen": corrections.mark(claim)}


def _told(form: CorrectionForm) -> StatedClaim:
    values = {name: form[name].data for name in StatedClaim.__dataclass_fields__}
    return StatedClaim(**values | {
        "interest": InterestKind(values["interest"]), "invoice_number": values["invoice_number"] or "",
        "subject": values["subject"] or "",
    })


def _done(done: Corrected | None) -> str:
    if done is None:
        return "Deze correctie was al vastgelegd; er is niets dubbel opgeslagen."
    counted = f"Verzuim vanaf {day(done.default_from)}" if done.default_from else "Er is nog geen verzuim"
    return f"De factuur is gecorrigeerd. {counted}; verjaart op {day(done.barred_from)}."
