"""What a client adds to a case: evidence, a payment it received itself, its yes to the costs."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency import clock, database
from agency.client_portal.blueprint import bp, case_or_404
from agency.client_portal.forms import ApprovalForm, ChosenFile, EvidenceForm, PaymentForm, TakeBackForm
from agency.resources import figures, store
from agency.web.access import Permission, act, current_client_id, current_user_id, requires
from cases import documents, submissions
from cases.amicable import client_payments, payments
from cases.amicable.client_payments import USED
from cases.amicable.payment_doubts import PaymentDoubtful
from cases.errors import AlreadyDone, DomainError
from cases.legal_track import gate
from cases.models import Case, DocumentKind, PaidTo, Stage
from cases.queries.client import portfolio
from cases.queries.client.portfolio import MissingEvidence
from legal.counting.valuation import DebtorKind


@bp.route("/dossiers/<int:case_id>/stuk", methods=["GET", "POST"])
@requires(Permission.OWN_DOCUMENTS_ADD)
def add_evidence(case_id: int) -> ResponseReturnValue:
    """Add an invoice, agreement or terms."""
    case = case_or_404(case_id)
    missing = portfolio.missing_evidence(database.session(), case)
    form = EvidenceForm(**_asked_for(missing))
    form.offer(case.claims)
    if form.validate_on_submit():
        chosen, title = ChosenFile(form.file), form.title(case.claims)
        try:
            with database.transaction() as session:
                if not submissions.handled_before(
                    session, form.token.data or "", user_id=current_user_id(), now=clock.now()
                ):
                    documents.add(
                        session, act(), store(), kind=DocumentKind(form.kind.data), content=chosen.content,
                        filename=chosen.filename, title=title, case_id=case_id, claim_id=form.claim_id,
                    )
        except DomainError as refusal:
            form.take(refusal)
        else:
            flash(f"{title} toegevoegd.", "success")
            return _back(case)
    page = render_template("client_portal/evidence_form.html", case=case, form=form, missing=missing)
    return page, 422 if form.is_submitted() else 200


@bp.route("/dossiers/<int:case_id>/betaling", methods=["GET", "POST"])
@requires(Permission.OWN_PAYMENT_REPORT)
def report_payment(case_id: int) -> ResponseReturnValue:
    """Report what the debtor paid to the client itself; it counts from the day of receipt."""
    case = case_or_404(case_id)
    form = PaymentForm()
    form.offer(case.claims)
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                if not submissions.handled_before(
                    session, form.token.data or "", user_id=current_user_id(), now=clock.now()
                ):
                    payments.register(
                        session, act(), case_id, form.euros, received_on=form.day, paid_to=PaidTo.CLIENT,
                        figures=figures(), claim_id=form.claim_id, note=form.note.data or "", by_client=True,
                        answered=form.answered,
                    )
        except PaymentDoubtful as doubt:
            form.ask(doubt.questions, doubt.mark)
        except DomainError as refusal:
            form.take(refusal)
        else:
            flash("De betaling is geboekt. Hieronder ziet u wat er nog openstaat en wat er is gebeurd.", "success")
            return _back(case)
    page = render_template("client_portal/payment_form.html", case=case, form=form)
    return page, 422 if form.is_submitted() else 200


@bp.route("/dossiers/<int:case_id>/betaling/<int:entry_id>/terugnemen", methods=["GET", "POST"])
@requires(Permission.OWN_PAYMENT_REPORT)
def take_back_payment(case_id: int, entry_id: int) -> ResponseReturnValue:
    """Take back a payment that was reported by mistake, as long as nobody worked on with it."""
    case = case_or_404(case_id)
    reports = {report.entry.id: report for report in client_payments.reports(database.session(), case)}
    form = TakeBackForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                if not submissions.handled_before(
                    session, form.token.data or "", user_id=current_user_id(), now=clock.now()
                ):
                    client_payments.take_back(
                        session, act(), entry_id, case_id=case_id, client_id=current_client_id(),
                        reason=form.reason.data, figures=figures(),
                    )
        except AlreadyDone as refusal:
            flash(str(refusal), "info")
            return _back(case)
        except DomainError as refusal:
            form.take(refusal)
        else:
            flash("Uw melding is teruggenomen. Hieronder ziet u wat er nu openstaat.", "success")
            return _back(case)
    report = reports.get(entry_id)
    if report is None:
        flash("Deze melding staat er niet meer.", "info")
        return _back(case)
    page = render_template("client_portal/take_back_form.html", case=case, form=form, report=report, used=USED)
    return page, 422 if form.is_submitted() else 200


@bp.route("/dossiers/<int:case_id>/kosten", methods=["GET", "POST"])
@requires(Permission.OWN_COSTS_APPROVE)
def approve_costs(case_id: int) -> ResponseReturnValue:
    """Say yes to the most that the legal track of this case may cost."""
    case = case_or_404(case_id)
    if not portfolio.asks_approval(database.session(), case):
        flash("Voor dit dossier wordt nu geen akkoord op kosten gevraagd.", "info")
        return _back(case)
    form = ApprovalForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                gate.approve_costs(session, act(), case_id, client_id=current_client_id(), on=clock.today())
        except AlreadyDone as refusal:
            flash(str(refusal), "info")
            return _back(case)
        except DomainError as refusal:
            form.take(refusal)
        else:
            flash("Uw akkoord is vastgelegd. Wij bereiden het exploot voor.", "success")
            return _back(case)
    page = render_template(
        "client_portal/approval_form.html", case=case, form=form, consumer=case.debtor_kind is DebtorKind.CONSUMER,
        next_is_writ=case.stage is Stage.SUMMONS_DRAFT,
    )
    return page, 422 if form.is_submitted() else 200


def _asked_for(missing: MissingEvidence) -> dict[str, str | None]:
    """The document to choose beforehand: the one in the address, else the only one that is missing."""
    kind, claim = request.args.get("soort"), request.args.get("factuur", "")
    if kind is None and len(missing.invoices) + missing.agreement == 1:
        kind = DocumentKind.AGREEMENT if missing.agreement else DocumentKind.INVOICE
        claim = "" if missing.agreement else str(missing.invoices[0].id)
    return {"kind": kind, "claim": claim}


def _back(case: Case) -> ResponseReturnValue:
    return redirect(url_for("client_portal.show_case", case_id=case.id))
