"""Evidence that a client adds to a case: an invoice, the agreement or the terms."""

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from agency import database
from agency.client_portal import space
from agency.client_portal.blueprint import bp, case_or_404, to_case
from agency.client_portal.forms import EvidenceForm
from agency.resources import store
from agency.web.access import Permission, requires
from agency.web.fields import given_file
from agency.web.once import carry_out
from cases import documents
from cases.acts import Act
from cases.documents import NewDocument
from cases.models import Document, DocumentKind
from cases.queries.client import portfolio
from cases.queries.client.portfolio import MissingEvidence


@bp.route("/dossiers/<int:case_id>/stuk", methods=["GET", "POST"])
@requires(Permission.OWN_DOCUMENTS_ADD)
def add_evidence(case_id: int) -> ResponseReturnValue:
    """Add an invoice, agreement or terms."""
    case = case_or_404(case_id)
    missing = portfolio.missing_evidence(database.session(), case)
    form = EvidenceForm(**_asked_for(missing))
    form.offer(case.claims)


    def keep(session: Session, act: Act) -> Document:
        file = given_file(form.file, masked=True)
        space.require(session, file.content)
        return documents.add(session, act, store(), file, NewDocument(
            kind=DocumentKind(form.kind.data), title=form.title(case.claims), case_id=case_id, claim_id=form.claim_id,
        ))

    sent = carry_out(form, keep)
    if sent.is_done:
        flash(f"{form.title(case.claims)} toegevoegd.", "success")
        return to_case(case)
    page = render_template("client_portal/evidence_form.html", case=case, form=form, missing=missing)
    return page, sent.status


def _asked_for(missing: MissingEvidence) -> dict[str, str | None]:
    """The document to choose beforehand: the one in the address, else the only one that is missing."""
    kind, claim = request.args.get("soort"), request.args.get("factuur", "")
    if kind is None and len(missing.invoices) + missing.agreement == 1:
        kind = DocumentKind.AGREEMENT if missing.agreement else DocumentKind.INVOICE
        claim = "" if missing.agreement else str(missing.invoices[0].id)
    return {"kind": kind, "claim": claim}
