"""Clients: who they are, and the papers that are evidence in each of their cases."""

from dataclasses import asdict
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import database
from agency.admin.blueprint import bp
from agency.admin.form_values import entered, labels_of, overtaken
from agency.admin.forms import ClientForm, UploadForm
from agency.admin.terms import history
from agency.database import db
from agency.resources import as_attachment, store
from agency.web.access import Permission, requires
from agency.web.fields import given_file
from agency.web.once import carry_out
from cases import documents
from cases.documents import NewDocument
from cases.errors import EditConflict
from cases.input_checks import values_of
from cases.models import Client, DocumentKind, SetUpSubject
from cases.setup import accounts, client_space, client_terms, organisations
from cases.setup.organisations import ClientValues
from cases.trace import set_up_changes


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
    sent = carry_out(form, lambda session, act: organisations.add_client(session, act, _values(form)))
    if sent.result is None:
        return render_template("admin/client_form.html", form=form, client=None), sent.status
    flash(f"{sent.result.name} is toegevoegd. Leg nu de afspraken vast.", "success")
    return redirect(url_for("admin.edit_terms", client_id=sent.result.id))


@bp.get("/opdrachtgevers/<int:client_id>")
@requires(Permission.CLIENTS_EDIT)
def show_client(client_id: int) -> str:
    """Everything agreed with a client, with its history, papers and users."""
    return _client_page(db.get_or_404(Client, client_id), UploadForm())


@bp.route("/opdrachtgevers/<int:client_id>/wijzigen", methods=["GET", "POST"])
@requires(Permission.CLIENTS_EDIT)
def edit_client(client_id: int) -> ResponseReturnValue:
    """Change the data of a client."""
    form = _filled_form(db.get_or_404(Client, client_id))
    sent = carry_out(form, lambda session, act: organisations.edit_client(
        session, act, client_id, _values(form), seen=form.seen.data or ""
    ))
    if sent.is_done:
        flash(f"De gegevens van {form.name.data} zijn opgeslagen.", "success")
        return redirect(url_for("admin.show_client", client_id=client_id))
    client = db.get_or_404(Client, client_id)
    if isinstance(sent.refusal, EditConflict):
        conflict = overtaken(form, _filled_form(client, formdata=None))
        return render_template("admin/client_form.html", form=form, client=client, conflict=conflict), 409
    return render_template("admin/client_form.html", form=form, client=client), sent.status


@bp.post("/opdrachtgevers/<int:client_id>/stukken")
@requires(Permission.CLIENTS_EDIT)
def add_client_document(client_id: int) -> ResponseReturnValue:
    """Keep a paper that is evidence in every case of this client."""
    db.get_or_404(Client, client_id)
    form = UploadForm()
    sent = carry_out(form, lambda session, act: documents.add(
        session, act, store(), given_file(form.file),
        NewDocument(kind=DocumentKind(form.kind.data), title=form.title.data, client_id=client_id),
    ), at="file")
    if sent.is_done:
        flash("Het stuk is toegevoegd.", "success")
        return redirect(url_for("admin.show_client", client_id=client_id, _anchor="stukken"))
    return _client_page(db.get_or_404(Client, client_id), form), sent.status


@bp.get("/opdrachtgevers/<int:client_id>/stukken/<int:document_id>")
@requires(Permission.CLIENTS_EDIT)
def client_document(client_id: int, document_id: int) -> ResponseReturnValue:
    """A paper of this client, to keep or to look at."""
    papers = organisations.client_documents(database.session(), client_id)
    paper = next((paper for paper in papers if paper.id == document_id), None)
    if paper is None:
        abort(404)
    return as_attachment(documents.content(store(), paper), paper.filename, paper.media_type)


def _values(form: ClientForm) -> ClientValues:
    return ClientValues(**entered(form, ClientValues))


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
        changes=set_up_changes.latest(session, SetUpSubject.CLIENT, client.id),
        labels=labels_of(ClientForm()) | {"document": "Stuk"},
        space=client_space.used(session, client.id), most=current_app.config["CLIENT_SPACE"],
    )
