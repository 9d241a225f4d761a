"""Opening a case by hand, on one page."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency import database
from agency.desk.blueprint import bp
from agency.desk.opening_form import OpenByHandForm
from agency.resources import figures, store
from agency.web import tracing, veiled
from agency.web.access import Permission, requires
from agency.web.fields import choices_of
from agency.web.once import carry_out
from cases.claims import by_hand
from cases.claims.by_hand import MOST_INVOICES
from cases.input_checks import whole_number
from cases.queries.desk import opening as shown


@bp.route("/dossiers/openen", methods=["GET", "POST"])
@requires(Permission.CASE_OPEN)
def open_by_hand() -> ResponseReturnValue:
    """The client, the debtor found on record or new, invoices and papers; asked and checked as a claim file is."""
    form = _form()
    sent = carry_out(form, lambda session, act: by_hand.open_case(
        session, act, store(), form.typed(), figures=figures()
    ).id)
    if sent.is_done and sent.result is not None:
        flash("Het dossier is geopend. Controleer het en bestel daarna de eerste brief.", "success")
        return redirect(url_for("desk.show_case", case_id=sent.result))
    if sent.is_done:
        flash("Dit dossier was al geopend; er is niets dubbel opgeslagen.", "info")
        return redirect(url_for("desk.list_cases"))
    return _page(form), sent.status


@bp.post("/dossiers/openen/zoeken")
@requires(Permission.CASE_OPEN)
def find_debtor() -> ResponseReturnValue:
    """From what was typed to the page that shows who it may be."""
    client_id = whole_number(request.form.get("opdrachtgever"))
    return veiled.on_to("desk.open_by_hand", veiled.typed("zoek"), opdrachtgever=client_id)


def _form() -> OpenByHandForm:
    """As it was sent; else new, with the client and the debtor that the address names."""
    form, session = OpenByHandForm(), database.session()
    form.client_id.choices = choices_of(
        {str(client_id): name for client_id, name in shown.clients(session)}, empty="Kies de opdrachtgever"
    )
    if request.method == "GET":
        client_id = whole_number(request.args.get("opdrachtgever"))
        form.client_id.data = client_id
        found = shown.debtor(session, client_id, whole_number(request.args.get("debiteur")))
        if found is not None:
            form.fill(found)
    return form


def _page(form: OpenByHandForm) -> str:
    client_id, words = form.client_id.data, veiled.searched()
    tracing.show_found(words)
    found = shown.debtors(database.session(), client_id, words) if client_id is not None and words else []
    chosen = shown.debtor(database.session(), client_id, whole_number(form.debtor_id.data))
    return render_template(
        "desk/open.html", form=form, words=words, found=found, chosen=chosen, most=MOST_INVOICES,
    )
