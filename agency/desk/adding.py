"""An invoice joins a case that goes on: what it changes is shown first, then it is added with its copy."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from agency import clock, database
from agency.desk.blueprint import bp
from agency.desk.case_page import head_of
from agency.desk.shown_first import typed
from agency.resources import figures, store
from agency.web.access import Permission, requires
from agency.web.errors import REFUSED
from agency.web.forms import (
    BaseForm,
    CheckField,
    DutchDateField,
    EuroField,
    EvidenceField,
    OnceForm,
    PaperForm,
    given,
    given_file,
    required,
    text_field,
)
from agency.web.once import answer_to, carry_out
from cases.claims import adding
from cases.claims.following import Basis, Foreseen
from cases.claims.stated import StatedClaim
from cases.errors import PreviewOutdated
from cases.models import Case

FIELDS = (
    "invoice_number", "principal", "invoice_date", "due_date", "subject", "payment_term_agreed", "reminder_sent_on",
)


class InvoiceQuery(BaseForm):
    """The invoice that would be added; sent in the address, because it saves nothing."""

    class Meta(BaseForm.Meta):
        """No token in an address."""

        csrf = False

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


class InvoiceForm(OnceForm, PaperForm):
    """Add what was shown."""

    invoice_number = HiddenField()
    principal = HiddenField()
    invoice_date = HiddenField()
    due_date = HiddenField()
    subject = HiddenField()
    payment_term_agreed = HiddenField()
    reminder_sent_on = HiddenField()
    seen = HiddenField()
    reason = text_field("Waarom hoort de factuur bij dit dossier?", needed="Vul de reden in.", max_length=300)
    file = EvidenceField("Kopie van de factuur (PDF, PNG of JPEG)")


@bp.get("/dossiers/<int:case_id>/facturen/toevoegen")
@requires(Permission.CLAIM_ADD)
def show_adding(case_id: int) -> ResponseReturnValue:
    """What adding an invoice would change, before anything is kept."""
    is_asked = any(request.args.get(field) for field in FIELDS)
    query = InvoiceQuery(request.args if is_asked else None)
    foreseen = None
    if is_asked and query.validate():
        foreseen = answer_to(query, lambda: _foreseen(case_id, query)).result
    save = None
    if foreseen is not None:
        kept = {field: typed(query[field].data) for field in FIELDS}
        save = InvoiceForm(formdata=None, data=kept | {"seen": foreseen.mark})
    return _page(case_id, query, foreseen, save), REFUSED if query.errors else 200


@bp.post("/dossiers/<int:case_id>/facturen/toevoegen")
@requires(Permission.CLAIM_ADD)
def add_invoice(case_id: int) -> ResponseReturnValue:
    """Add what was shown; refused when it would change something else by now."""
    form = InvoiceForm()
    query = InvoiceQuery(MultiDict({field: form[field].data for field in FIELDS if form[field].data}))
    if not query.validate():
        return _page(case_id, query, None, None), REFUSED
    told = query.told(head_of(case_id).case)
    sent = carry_out(form, lambda session, act: adding.add(
        session, act, store(), case_id, told, basis=Basis(
            reason=form.reason.data or "", paper=given_file(form.file), seen=form.seen.data or "",
        ), figures=figures(),
    ).id)
    if sent.is_done:
        flash("De factuur is toegevoegd.", "success")
        return redirect(url_for("desk.show_case", case_id=case_id))
    foreseen = answer_to(query, lambda: _foreseen(case_id, query)).result
    if isinstance(sent.refusal, PreviewOutdated) and foreseen is not None:
        form.seen.data = foreseen.mark
    return _page(case_id, query, foreseen, form), sent.status


def _foreseen(case_id: int, query: InvoiceQuery) -> Foreseen:
    told = query.told(head_of(case_id).case)
    return adding.foresee(database.session(), case_id, told, today=clock.today(), figures=figures())


def _page(case_id: int, query: InvoiceQuery, foreseen: Foreseen | None, save: InvoiceForm | None) -> str:
    head = head_of(case_id)
    return render_template(
        "desk/adding.html", head=head, case=head.case, query=query, foreseen=foreseen, save=save,
        why_not="" if head.is_closed else adding.why_not(database.session(), head.case),
    )
