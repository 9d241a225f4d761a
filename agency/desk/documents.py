"""Documents: looked at or downloaded by whoever may, and evidence added to a case."""

import io

from flask import flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.database import db
from agency.desk.blueprint import REFUSED, bp
from agency.desk.case_page import evidence_form, render_case
from agency.desk.forms import EvidenceForm
from agency.resources import store
from agency.web.access import Permission, act, current_user_id, requires
from cases import documents
from cases.errors import DomainError
from cases.models import Case, Document, DocumentKind
from cases.submissions import handled_before

SHOWN_IN_BROWSER = {"application/pdf", "image/png", "image/jpeg"}


@bp.get("/stukken/<int:document_id>")
@requires(Permission.DOCUMENT_READ)
def show_document(document_id: int) -> ResponseReturnValue:
    """A stored file, as it was stored; what a browser cannot show safely is offered as a download."""
    document = db.get_or_404(Document, document_id)
    return send_file(
        io.BytesIO(store().get(document.sha256)), mimetype=document.media_type, download_name=document.filename,
        etag=document.sha256, as_attachment=document.media_type not in SHOWN_IN_BROWSER,
    )


@bp.post("/dossiers/<int:case_id>/stukken")
@requires(Permission.EVIDENCE_ADD)
def add_document(case_id: int) -> ResponseReturnValue:
    """Add evidence to a case."""
    form = evidence_form(db.get_or_404(Case, case_id), sent=True)
    if form.validate_on_submit():
        if not form.file.data:
            form.refuse("Kies een bestand.", "file")
        else:
            try:
                _add(case_id, form)
            except DomainError as refusal:
                form.take(refusal)
            else:
                flash("Het stuk is toegevoegd.", "success")
                page = "desk.show_proceedings" if request.form.get("terug") == "gerechtelijk" else "desk.show_case"
                return redirect(url_for(page, case_id=case_id))
    return render_case(case_id, evidence=form), REFUSED


def _add(case_id: int, form: EvidenceForm) -> None:
    file = form.file.data
    with database.transaction() as session:
        if not handled_before(session, form.token.data, user_id=current_user_id(), now=clock.now()):
            documents.add(
                session, act(), store(), kind=DocumentKind(form.kind.data), content=file.read(),
                filename=file.filename or "bestand", title=form.title.data or "", case_id=case_id,
                claim_id=form.claim_id.data,
            )
