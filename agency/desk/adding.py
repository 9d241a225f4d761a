"""An invoice joins a case that goes on: what it changes is shown first, then it is added with its copy."""

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from agency import clock, database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.desk.shown_first import Shown, ShownFirst, ShownForm
from agency.resources import figures, store
from agency.web import veiled
from agency.web.access import Permission, requires
from agency.web.fields import CheckField, DutchDateField, EuroField, EvidenceField, given, required, text_field
from agency.web.forms import VeiledQuery
from cases.claims import adding
from cases.claims.following import Foreseen
from cases.claims.stated import StatedClaim
from cases.models import Case


class InvoiceQuery(VeiledQuery):
    """The invoice that would be added; it saves nothing, and its words stand in no address to be read."""

    invoice_number = text_field("Factuurnummer", needed="Vul het factuurnummer in.", max_length=60, number=True)
    principal = EuroField("Bedrag", validators=[required("Vul het bedrag in.")])
    invoice_date = DutchDateField("Factuurdatum", validators=[required("Vul de factuurdatum in.")])
    due_date = DutchDateField("Vervaldatum", validators=[required("Vul de laatste dag voor betaling in.")])
    subject = text_field("Omschrijving", needed="Vul in waarvoor de rekening is.", max_length=300)
    payment_term_agreed = CheckField("De betaaltermijn is afgesproken")
    reminder_sent_on = DutchDateField("Aanmaning verstuurd op")

    def told(self, case: Case) -> StatedClaim:
        """What it says, once it is valid; its interest is that of the case."""
        first = case.claims[0]
        return StatedClaim(
            invoice_number=self.invoice_number.data or "", invoice_date=given(self.invoice_date),
            due_date=given(self.due_date), principal=given(self.principal), subject=self.subject.data or "",
            payment_term_agreed=bool(self.payment_term_agreed.data), reminder_sent_on=self.reminder_sent_on.data,
            interest=first.interest, contract_percent=first.contract_percent, contract_per=first.contract_per,
            contract_compound=first.contract_compound,
        )


class InvoiceForm(ShownForm):
    """Add what was shown."""

    invoice_number = HiddenField()
    principal = HiddenField()
    invoice_date = HiddenField()
    due_date = HiddenField()
    subject = HiddenField()
    payment_term_agreed = HiddenField()
    reminder_sent_on = HiddenField()
    reason = text_field("Waarom hoort de factuur bij dit dossier?", needed="Vul de reden in.", max_length=300)
    file = EvidenceField("Kopie van de factuur (PDF, PNG of JPEG)")


SHOWN_FIRST = ShownFirst(InvoiceQuery, InvoiceForm)


@bp.post("/dossiers/<int:case_id>/facturen/bekijken")
@requires(Permission.CLAIM_ADD)
def ask_adding(case_id: int) -> ResponseReturnValue:
    """From what was typed to the page that shows what it would change."""
    return veiled.on_to("desk.show_adding", veiled.sent_with(InvoiceQuery(None)), case_id=case_id)


@bp.get("/dossiers/<int:case_id>/facturen/toevoegen")
@requires(Permission.CLAIM_ADD)
def show_adding(case_id: int) -> ResponseReturnValue:
    """What adding an invoice would change, before anything is kept."""
    return _page(case_id, SHOWN_FIRST.look(partial(_foreseen, case_id)))


@bp.post("/dossiers/<int:case_id>/facturen/toevoegen")
@requires(Permission.CLAIM_ADD)
def add_invoice(case_id: int) -> ResponseReturnValue:
    """Add what was shown; refused when it would change something else by now."""
    case = head_of(case_id).case
    shown = SHOWN_FIRST.save(partial(_foreseen, case_id), lambda session, act, query, basis: adding.add(
        session, act, store(), case_id, query.told(case), basis=basis, figures=figures()
    ).id)
    if shown.is_done:
        flash("De factuur is toegevoegd.", "success")
        return redirect(url_for("desk.show_case", case_id=case_id))
    return _page(case_id, shown)


def _foreseen(case_id: int, query: InvoiceQuery) -> Foreseen:
    told = query.told(head_of(case_id).case)
    return adding.foresee(database.session(), case_id, told, today=clock.today(), figures=figures())


def _page(case_id: int, shown: Shown[InvoiceQuery]) -> ResponseReturnValue:
    head = head_of(case_id)
    return render_template(
        "desk/adding.html", head=head, case=head.case, query=shown.query, foreseen=shown.foreseen, save=shown.save,
        why_not="" if head.is_closed else adding.why_not(database.session(), head.case),
    ), shown.status
