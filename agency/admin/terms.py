"""What is agreed with a client: each change is a new version, and the versions are its history."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from agency import database
from agency.admin.blueprint import bp
from agency.admin.form_values import Difference, differences, entered, overtaken
from agency.admin.forms import TermsForm
from agency.database import db
from agency.web.access import Permission, requires
from agency.web.once import carry_out
from cases.errors import EditConflict
from cases.input_checks import values_of, whole_number
from cases.models import Client, ClientTerms, CollectionBasis, NewInvoices
from cases.setup import organisations
from cases.setup.client_terms import TermsInput
from cases.setup.organisations import AgreedVersion
from legal.counting.valuation import DebtorKind, InterestKind


@dataclass(frozen=True)
class Change:
    """A version of the terms with what it changed."""

    version: AgreedVersion
    changed: list[Difference]


@bp.route("/opdrachtgevers/<int:client_id>/afspraken", methods=["GET", "POST"])
@requires(Permission.CLIENTS_EDIT)
def edit_terms(client_id: int) -> ResponseReturnValue:
    """Agree new terms, starting from the current ones."""
    client = db.get_or_404(Client, client_id)
    form = _filled_form(client.current_terms)
    sent = carry_out(form, lambda session, act: organisations.agree_terms(
        session, act, client_id, _values(form), seen_version=whole_number(form.seen.data) or 0
    ))
    if sent.result is not None:
        flash(f"De afspraken zijn vastgelegd als versie {sent.result.version}. Lopende dossiers houden de versie "
              "waarmee ze zijn geopend.", "success")
        return redirect(url_for("admin.show_client", client_id=client_id))
    if isinstance(sent.refusal, EditConflict):
        stored = _filled_form(_current_terms(client_id), formdata=None)
        return _page(client_id, form, conflict=overtaken(form, stored)), 409
    return _page(client_id, form), sent.status


def history(client_id: int) -> list[Change]:
    """The versions agreed with a client, the newest first, each with what changed in it."""
    versions = organisations.terms_history(database.session(), client_id)
    forms = [_filled_form(version.terms, formdata=None) for version in versions]
    older = [*forms, None][1:]
    return [
        Change(version, [] if before is None else differences(before, after))
        for version, after, before in zip(versions, forms, older, strict=True)
    ]


def _filled_form(terms: ClientTerms | None, **arguments: Any) -> TermsForm:
    if terms is None:
        return TermsForm(data={"seen": "0"}, **arguments)
    return TermsForm(data=asdict(values_of(TermsInput, terms)) | {"seen": str(terms.version)}, **arguments)


def _current_terms(client_id: int) -> ClientTerms | None:
    versions = organisations.terms_history(database.session(), client_id)
    return versions[0].terms if versions else None


def _values(form: TermsForm) -> TermsInput:
    values = entered(form, TermsInput)
    return replace(
        TermsInput(**values),
        debtor_kind=DebtorKind(values["debtor_kind"]),
        interest=InterestKind(values["interest"]),
        basis=CollectionBasis(values["basis"]),
        new_invoices=NewInvoices(values["new_invoices"]),
    )


def _page(client_id: int, form: TermsForm, **more: Any) -> str:
    client = db.get_or_404(Client, client_id)
    return render_template("admin/terms_form.html", client=client, form=form, terms=client.current_terms, **more)
