"""Clients: who they are, and the papers that are evidence in each of their cases."""

import io
from dataclasses import asdict
from typing import Any

from flask import abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from agency import database
from agency.admin.blueprint import bp
from agency.admin.form_values import differences, entered, labels_of
from agency.admin.forms import ClientForm, UploadForm
from agency.admin.terms import history
from agency.database import db
from agency.resources import store
from agency.web.access import Permission, act, requires
from cases import documents
from cases.errors import DomainError, EditConflict
from cases.input_checks import values_of
from cases.models import Client, DocumentKind, SetUpSubject
from cases.setup import accounts, client_terms, organisations, set_up_changes
from cases.setup.organisations import ClientValues


@bp.get("/opdrachtgevers")
@requires(Permission.CLIENTS_EDIT)
def list_clients() -> str:
    """All clients, with what each still lacks."""
    session = database.session()
    return render_template(
        "admin/clients.html", clients=organisations.clients(session),
        profile_missing=organisations.agency_profile(session) is None,
    )


@bp.route("/opdrachtgevers/nieuw", methods=["GET", "POST"])
@requires(Permission.CLIENTS_EDIT)
def new_client() -> ResponseReturnValue:
    """Add a client; the terms come next."""
    form = ClientForm()
    if form.validate_on_submit():
        try:
            with database.transaction() as session:
                client = organisations.add_client(session, act(), ClientValues(**entered(form, ClientValues)))
        except DomainError as refusal:
            form.take(refusal)
        else:
            flash(f"{client.name} is toegevoegd. Leg nu de afspraken vast.", "success")
            return redirect(url_for("admin.edit_terms", client_id=client.id))
    page = render_template("admin/client_form.html", form=form, client=None)
    return page, 422 if form.is_submitted() else 200


@bp.get("/opdrachtgevers/<int:client_id>")
@requires(Permission.CLIENTS_EDIT)
def show_client(client_id: int) -> str:
    """Everything agreed with a client, with its history, papers and users."""
    return _client_page(db.get_or_404(Client, client_id), UploadForm())


@bp.route("/opdrachtgevers/<int:client_id>/wijzigen", methods=["GET", "POST"])
@requires(Permission.CLIENTS_EDIT)
def edit_client(client_id: int) -> ResponseReturnValue:
    """Change the data of a client."""
    client = db.get_or_404(Client, client_id)
    form = _filled_form(client)
    if form.validate_on_submit():
        values = ClientValues(**entered(form, ClientValues))
        try:
            with database.transaction() as session:
                organisations.edit_client(session, act(), client_id, values, seen=form.seen.data or "")
        except EditConflict as conflict:
            stored = _filled_form(db.get_or_404(Client, client_id), formdata=None)
            form.take(conflict)
            form.seen.data = stored.seen.data
            found = differences(stored, form)
            return render_template("admin/client_form.html", form=form, client=client, conflict=found), 409
        except DomainError as refusal:
            form.take(refusal)
        else:
            flash(f"De gegevens van {values.name} zijn opgeslagen.", "success")
            return redirect(url_for("admin.show_client", client_id=client_id))
    page = render_template("admin/client_form.html", form=form, client=db.get_or_404(Client, client_id))
    return page, 422 if form.is_submitted() else 200


@bp.post("/opdrachtgevers/<int:client_id>/stukken")
@requires(Permission.CLIENTS_EDIT)
def add_client_document(client_id: int) -> ResponseReturnValue:
    """Keep a paper that is evidence in every case of this client."""
    db.get_or_404(Client, client_id)
    form = UploadForm()
    if form.validate() and not form.file.data:
        form.refuse("Kies een bestand.", "file")
    if not form.errors:
        try:
            with database.transaction() as session:
                documents.add(
                    session, act(), store(), kind=DocumentKind(form.kind.data), content=form.file.data.read(),
                    filename=form.file.data.filename or "", title=form.title.data, client_id=client_id,
                )
        except DomainError as refusal:
            form.refuse(str(refusal), "file")
        else:
            flash("Het stuk is toegevoegd.", "success")
            return redirect(url_for("admin.show_client", client_id=client_id, _anchor="stukken"))
    return _client_page(db.get_or_404(Client, client_id), form), 422


@bp.get("/opdrachtgevers/<int:client_id>/stukken/<int:document_id>")
@requires(Permission.CLIENTS_EDIT)
def client_document(client_id: int, document_id: int) -> ResponseReturnValue:
    """A paper of this client, to keep or to look at."""
    papers = organisations.client_documents(database.session(), client_id)
    paper = next((paper for paper in papers if paper.id == document_id), None)
    if paper is None:
        abort(404)
    return send_file(
        io.BytesIO(store().get(paper.sha256)), mimetype=paper.media_type, as_attachment=True,
        download_name=paper.filename,
    )


def _filled_form(client: Client, **arguments: Any) -> ClientForm:
    values = asdict(values_of(ClientValues, client)) | {"seen": organisations.client_version(client)}
    return ClientForm(data=values, **arguments)


def _client_page(client: Client, upload: UploadForm) -> str:
    session = database.session()
    terms = client.current_terms
    return render_template(
        "admin/client.html", client=client, terms=terms, form=upload, history=history(client.id),
        consequences=client_terms.consequences(terms) if terms else [],
        documents=organisations.client_documents(session, client.id),
        users=[user for user in accounts.users(session) if user.client_id == client.id],
        changes=set_up_changes.latest(session, SetUpSubject.CLIENT, client.id), labels=labels_of(ClientForm()),
    )
