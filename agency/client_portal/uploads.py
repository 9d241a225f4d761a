"""Handing in claims: a file, a preview in which nothing is stored as a case, a yes, and a report."""

import hashlib
from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from agency import database
from agency.background import doorbell
from agency.background.arriving import KIND, take_in_now
from agency.client_portal import space
from agency.client_portal.blueprint import bp
from agency.client_portal.forms import HandInForm, OtherInvoices
from agency.client_portal.preview import Opened, preview_of
from agency.resources import as_attachment, store
from agency.web.access import Permission, act, current_client_id, requires
from agency.web.errors import REFUSED
from agency.web.fields import given_file
from agency.web.formatting import plural
from agency.web.fragments import is_fragment
from agency.web.navigation import turned
from agency.web.once import answer_to, carry_out, do
from cases.acts import Act
from cases.claims import arriving, uploads
from cases.claims.uploads import SameFile
from cases.documents import File
from cases.errors import AlreadyDone
from cases.input_checks import whole_number
from cases.intake import IntakeRefused
from cases.intake.table import MAX_BYTES
from cases.models import Client, Upload, UploadState
from cases.names import name
from cases.queries.client import portfolio

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.route("/aanleveren", methods=["GET", "POST"])
@requires(Permission.OWN_CLAIMS_IMPORT)
def hand_in() -> ResponseReturnValue:
    """Choose a claim file; reading it leads to the preview."""
    form = HandInForm()
    if not form.is_submitted():
        return _hand_in_page(form)
    if not form.validate():
        return _hand_in_page(form), REFUSED
    sent = answer_to(form, lambda: _kept(given_file(form.file, masked=True)))
    if sent.result is not None:
        return _go_to(url_for("client_portal.show_upload", upload_id=sent.result))
    refusal = sent.refusal
    if isinstance(refusal, SameFile):
        return _hand_in_page(form, first_upload=refusal.upload_id, refusal=sent.why_not), 409
    return _hand_in_page(form, unreadable=refusal if isinstance(refusal, IntakeRefused) else None), sent.status


@bp.get("/uploads")
@requires(Permission.OWN_CASES_READ)
def list_uploads() -> str:
    """Every file that was handed in, with what became of it."""
    page = portfolio.uploads(database.session(), current_client_id(), turned=turned())
    return render_template("client_portal/uploads.html", page=page, UploadState=UploadState, name=name)


@bp.get("/uploads/<int:upload_id>")
@requires(Permission.OWN_CASES_READ)
def show_upload(upload_id: int) -> ResponseReturnValue:
    """The preview of a file that waits, how far one is that is being taken in, or the report of one that was.

    While it is being taken in a script asks how far it is, and gets that and nothing else; in the end the whole page.
    """
    upload = _upload_or_404(upload_id)
    if not is_fragment():
        return _upload_page(upload, OtherInvoices())
    if upload.state is UploadState.ARRIVING:
        stuck = arriving.stands_still(upload)
        return render_template("client_portal/_upload_progress.html", upload=upload, stuck=stuck)
    return make_response("", 200, {"HX-Refresh": "true"})


@bp.post("/uploads/<int:upload_id>/bevestigen")
@requires(Permission.OWN_CLAIMS_IMPORT)
def confirm_upload(upload_id: int) -> ResponseReturnValue:
    """Make cases of the good rows, exactly as previewed; a small file at once, a large one in the background."""
    upload = _upload_or_404(upload_id)
    back = redirect(url_for("client_portal.show_upload", upload_id=upload_id))
    if upload.state in uploads.TAKEN_IN:
        flash("Dit bestand was al bevestigd. Er is niets dubbel ingelezen.", "info")
        return back
    sent = carry_out(None, lambda session, act: uploads.accept(
        session, act, upload_id=upload_id, client_id=current_client_id()
    ))
    if isinstance(sent.refusal, AlreadyDone):
        flash(sent.why_not, "warning")
        return back
    if sent.refusal is not None:
        raise sent.refusal
    if upload.accepted_count > arriving.ROWS_AT_ONCE:
        doorbell.ring_work(KIND, upload_id)
        return back
    take_in_now(upload_id, store())
    taken_in = _upload_or_404(upload_id)
    if taken_in.state is UploadState.CONFIRMED:
        claims, made = plural(taken_in.accepted_count, "vordering", "vorderingen"), taken_in.case_count
        flash(f"Ingelezen: {claims} in {plural(made, 'dossier', 'dossiers')}.", "success")
    return back


@bp.post("/uploads/<int:upload_id>/andere-factuur")
@requires(Permission.OWN_CLAIMS_IMPORT)
def state_other_invoice(upload_id: int) -> ResponseReturnValue:
    """Rows that seem to be on record are other invoices, the client says; they then go with the rest."""
    upload, form = _upload_or_404(upload_id), OtherInvoices.sent(request.form)
    if not form.rows:
        form.error = "Vink aan welke regels een andere factuur zijn."
        return _upload_page(upload, form), REFUSED
    weighed = answer_to(None, lambda: uploads.weigh(
        database.session(), act(), store(), upload_id=upload_id, client_id=current_client_id(), reasons=form.reasons
    ))
    answered = weighed.result
    sent = weighed if answered is None else carry_out(
        None, lambda session, _act: uploads.keep_answers(session, answered)
    )
    if sent.refusal is not None:
        form.error = str(sent.refusal)
        return _upload_page(upload, form), sent.status
    rows = plural(len(form.rows), "regel telt", "regels tellen")
    flash(f"{rows} weer mee. Controleer het voorbeeld en bevestig daarna.", "success")
    return redirect(url_for("client_portal.show_upload", upload_id=upload_id))


@bp.post("/uploads/<int:upload_id>/annuleren")
@requires(Permission.OWN_CLAIMS_IMPORT)
def cancel_upload(upload_id: int) -> ResponseReturnValue:
    """Drop a file that was only previewed."""
    _upload_or_404(upload_id)
    sent = carry_out(None, lambda session, _act: uploads.cancel(
        session, upload_id=upload_id, client_id=current_client_id()
    ))
    if sent.is_done:
        flash("Geannuleerd. Er is geen dossier van gemaakt.", "success")
    else:
        flash(sent.why_not, "warning")
    return redirect(url_for("client_portal.show_upload", upload_id=upload_id))


@bp.get("/uploads/<int:upload_id>/geweigerd")
@requires(Permission.OWN_CASES_READ)
def refused_rows(upload_id: int) -> Response:
    """The refused rows in the client's own layout, with a column that says why."""
    _upload_or_404(upload_id)
    filename, content = uploads.refused_file(
        database.session(), store(), upload_id=upload_id, client_id=current_client_id()
    )
    return as_attachment(content, filename, CSV if filename.endswith(".csv") else XLSX)


def _upload_or_404(upload_id: int) -> Upload:
    return portfolio.upload_of(database.session(), current_client_id(), upload_id) or abort(404)


def _upload_page(upload: Upload, form: OtherInvoices) -> str:
    session = database.session()
    opened = Opened(code=request.args.get("let-op", ""), start=whole_number(request.args.get("vanaf")) or 0)
    made = portfolio.cases_of_upload(session, upload.client_id, upload.id, turned=turned())
    return render_template(
        "client_portal/upload.html", upload=upload, preview=preview_of(upload, opened), UploadState=UploadState,
        stuck=arriving.stands_still(upload), made=made,
        made_count=portfolio.upload_count(session, upload.client_id, upload.id), name=name, other=form,
    )


def _kept(file: File) -> int:
    """The upload of a file. One that waits already is not read again: a second send shows the same page.

    It is read before anything is written: that may take long, and nobody has to wait for it.
    """
    client_id, session = current_client_id(), database.session()
    sha256 = hashlib.sha256(file.content).hexdigest()
    waiting = uploads.waiting(session, act(), client_id=client_id, sha256=sha256)
    if waiting is not None:
        return waiting.id
    looked = uploads.look(session, act(), client_id=client_id, content=file.content, filename=file.name)

    def keep(session: Session, act: Act) -> int:
        space.require(session, file.content)
        return uploads.keep(session, act, store(), looked).id

    return do(keep)


def _hand_in_page(form: HandInForm, **more: Any) -> str:
    company = database.session().get_one(Client, current_client_id())
    values: dict[str, Any] = {
        "first_upload": None, "refusal": "", "unreadable": None, "most_megabytes": MAX_BYTES // 1024 // 1024,
    }
    return render_template("client_portal/hand_in.html", form=form, company=company, **(values | more))


def _go_to(address: str) -> Response:
    """The browser goes there as a whole page, also when htmx sent the file."""
    if is_fragment():
        return make_response("", 200, {"HX-Redirect": address})
    answer = redirect(address)
    assert isinstance(answer, Response)
    return answer
