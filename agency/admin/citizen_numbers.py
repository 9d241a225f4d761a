"""Citizen service numbers on record: searched for, and made unreadable once a second administrator looked."""

import re
from typing import Final

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from agency import database
from agency.admin.blueprint import bp
from agency.admin.second_looks import ReasonForm
from agency.background import doorbell, numbers
from agency.web.access import Permission, requires
from agency.web.fields import text_field
from agency.web.forms import BaseForm
from agency.web.once import carry_out
from cases.input_checks import whole_number
from cases.queries import found_numbers
from cases.queries.found_numbers import Shown
from cases.setup import four_eyes
from cases.trace import number_search
from cases.trace.redacted_files import FILE
from cases.trace.redacting import Place

_LAST_NUMBER = re.compile(r"([0-9]+)\D*$")


class DocumentForm(BaseForm):
    """Een stuk onleesbaar maken."""

    document = text_field(
        "Adres of nummer van het stuk", needed="Vul het adres of het nummer van het stuk in.",
        description="Bijvoorbeeld /stukken/12. Wie het dossier behandelt, ziet het adres als het stuk open staat.",
    )
    reason = text_field("Waarom", needed="Schrijf op waarom.", max_length=500, long=True, render_kw={"rows": 2})

    @property
    def document_id(self) -> int:
        """The number at the end of what was typed; 0 for one that no document can have."""
        number = _LAST_NUMBER.search(self.document.data or "")
        return whole_number(number[1]) or 0 if number else 0


@bp.get("/burgerservicenummers")
@requires(Permission.USERS_EDIT)
def list_numbers() -> str:
    """What the last search found."""
    return _page()


@bp.post("/burgerservicenummers/zoeken")
@requires(Permission.USERS_EDIT)
def search_numbers() -> ResponseReturnValue:
    """Ask for a search."""
    sent = carry_out(None, number_search.ask)
    if sent.result is not None:
        doorbell.ring_work(numbers.KIND, sent.result.id)
    flash("Er wordt gezocht. Ververs deze pagina over een paar minuten.", "success")
    return redirect(url_for("admin.list_numbers"))


@bp.route("/burgerservicenummers/<int:found_id>", methods=["GET", "POST"])
@requires(Permission.USERS_EDIT)
def show_number(found_id: int) -> ResponseReturnValue:
    """One place, and asking to make it unreadable."""
    found = found_numbers.one(database.session(), found_id) or abort(404)
    form = ReasonForm()
    sent = carry_out(form, lambda session, act: four_eyes.ask_redaction(
        session, act, found.place, form.reason.data
    ))
    if sent.is_done:
        return _asked()
    return render_template("admin/number.html", found=found, where=where(found.place), form=form), sent.status


@bp.post("/burgerservicenummers/stuk")
@requires(Permission.USERS_EDIT)
def ask_document() -> ResponseReturnValue:
    """Ask to make a stored file unreadable."""
    form = DocumentForm()
    sent = carry_out(form, lambda session, act: four_eyes.ask_redaction(
        session, act, Place(source="document", row_id=form.document_id, column=FILE), form.reason.data
    ))
    return _asked() if sent.is_done else (_page(form), sent.status)


def where(place: Place) -> str:
    """A place in Dutch."""
    return PLACES[place.source]


PLACES: Final = {
    "agency_profile": "Gegevens van het bureau", "arrangement": "Regeling", "assessment": "Beoordeling",
    "bailiff_office": "Deurwaarderskantoor", "batch_work": "Verzending van brieven",
    "case_event": "Tijdlijn van een dossier", "case_party": "Partij bij een dossier",
    "claim": "Vordering", "client": "Opdrachtgever",
    "client_terms": "Afspraken met een opdrachtgever", "consumer_contract": "Overeenkomst met een consument",
    "contact": "Contact", "contact_point": "Adres, telefoon of e-mail", "debtor": "Debiteur",
    "delivery": "Verzending van een brief",
    "details_proposal": "Voorgestelde gegevens", "document": "Stuk", "figure_addition": "Toegevoegd cijfer",
    "figure_decision": "Besluit over een cijfer", "hold": "Stilstand", "interruption": "Stuiting",
    "inbound": "Ontvangen e-mail",
    "ledger_entry": "Boeking", "legal_hold": "Bewaren tot nader order", "letter": "Brief",
    "letter_addition": "Aanvulling op een brief",
    "letter_batch": "Wat voor een brief is ingevuld",
    "letter_content": "Tekst van een brief",
    "means_shown": "Bron van inkomen of bezit", "order_stop": "Stilgezet exploot", "other_cost": "Andere kosten",
    "outsider": "Externe meekijker",
    "package_download": "Download door de deurwaarder", "party_link": "Of twee debiteuren dezelfde zijn",
    "print_run_letter": "Waarom een brief niet of opnieuw is gedrukt",
    "privacy_request": "Verzoek over privacy",
    "redaction": "Reden om iets onleesbaar te maken", "register_check": "Raadpleging van een register",
    "second_factor": "Naam van een app of toegangssleutel", "second_look": "Bevestiging door een tweede persoon",
    "service_report": "Verslag van betekening", "set_up_change": "Wijziging van de inrichting", "task": "Taak",
    "team": "Team", "text_message": "Sms", "text_stop": "Stilgezette brieftekst", "told_amount": "Genoemd bedrag",
    "upload": "Aangeleverd bestand", "user": "Gebruiker",
    "writ": "Exploot", "writ_confirmation": "Bevestiging van een exploot", "write_off": "Afboeking",
}


def _asked() -> ResponseReturnValue:
    flash("Gevraagd. Er is nog niets gewijzigd: een tweede beheerder moet dit eerst bevestigen.", "warning")
    return redirect(url_for("admin.list_numbers"))


def _page(form: DocumentForm | None = None) -> str:
    session = database.session()
    search = number_search.latest(session)
    rows: list[Shown]
    rows, following = found_numbers.found(session, after=whole_number(request.args.get("na", "")) or 0)
    return render_template(
        "admin/numbers.html", search=search, rows=rows, where=where, number=found_numbers.how_many(session),
        form=form or DocumentForm(formdata=None),
        next_url=None if following is None else url_for("admin.list_numbers", na=following),
    )
