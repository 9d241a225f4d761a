"""Documents: looked at or downloaded by whoever may, and evidence added to a case."""

import io

from flask import flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from agency.database import db
from agency.desk.blueprint import bp
from agency.desk.case_page import evidence_form, render_case
from agency.resources import store
from agency.web.access import Permission, requires
from agency.web.fields import given_file
from agency.web.once import carry_out
from cases import documents
from cases.documents import NewDocument
from cases.models import Case, Document, DocumentKind

SHOWN_IN_BROWSER = {"application/pdf", "image/png", "image/jpeg"}


@bp.get("/stukken/<int:document_id>")
@requires(Permission.DOCUMENT_READ)
def show_document(document_id: int) -> ResponseReturnValue:
    """A stored file, as it was stored; what a browser cannot show safely is offered as a download."""
    document = db.get_or_404(Document, document_id)
    return send_file(
        io.BytesIO(documents.content(store(), document)), mimetype=document.media_type,
        download_name=documents.fitting_name(document.filename, document.media_type),
        etag=document.sha256, as_attachment=document.media_type not in SHOWN_IN_BROWSER,
    )


@bp.post("/dossiers/<int:case_id>/stukken")
@requires(Permission.EVIDENCE_ADD)
def add_document(case_id: int) -> ResponseReturnValue:
    """Add evidence to a case."""
    form = evidence_form(db.get_or_404(Case, case_id), sent=True)
    sent = carry_out(form, lambda session, act: documents.add(
        session, act, store(), given_file(form.file), NewDocument(
            kind=DocumentKind(form.kind.data), title=form.title.data or "", case_id=case_id,
            claim_id=form.claim_id.data,
        ),
    ))
    if not sent.is_done:
        return render_case(case_id, form), sent.status
    flash("Het stuk is toegevoegd.", "success")
    page = "desk.show_proceedings" if request.form.get("terug") == "gerechtelijk" else "desk.show_case"
    return redirect(url_for(page, case_id=case_id))
