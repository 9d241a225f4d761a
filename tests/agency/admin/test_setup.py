"""The administrator's pages: from an empty agency to one that can work, with every refusal beside its field."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from agency import database
from cases.models import PROFILE_ID, AgencyProfile, Client, ClientTerms, Document, RoleName
from cases.setup import text_approvals
from legal.debtor.prescription import PrescriptionRegime
from tests.cases.setup.test_organisations import png
from tests.factories import SMALL_PDF, by
from tests.web import csrf_of

Login = Callable[[RoleName], FlaskClient]

AGENCY = {
    "registered_name": "Voorbeeld Incasso B.V.", "wki_registration_number": "W-0001", "kvk_number": "12345678",
    "street": "Kade", "house_number": "10", "postal_code": "1011ab", "city": "Amsterdam", "phone": "020 000 00 00",
    "phone_hours": "werkdagen van 9.00 tot 17.00 uur", "email": "info@example.nl", "website": "www.example.nl",
    "iban": "NL91 ABNA 0417 1643 00", "account_name": "Stichting Derdengelden", "complaints_text": "Bel ons.",
    "dispute_body": "Geschillencommissie Voorbeeld", "debt_help_phone": "", "accent": "",
    "write_off_handler": "0,00", "write_off_legal_lead": "0,00",
    "other_registered_names": "", "wki_valid_until": "", "postal_address": "", "legal_form": "",
}
CLIENT = {
    "name": "Noordlicht Energie B.V.", "legal_form": "besloten vennootschap", "kvk_number": "12345678",
    "street": "Kade", "house_number": "1", "postal_code": "1011 AB", "city": "Amsterdam", "active": "y",
    "contact_name": "", "email": "", "phone": "",
}
OFFICE = {
    "name": "Kantoor De Wit", "street": "Singel", "house_number": "2", "postal_code": "3511 AB", "city": "Utrecht",
    "active": "y", "kvk_number": "", "email": "", "phone": "",
}
TERMS = {
    "debtor_kind": "consumer", "payment_term_agreed": "ja", "payment_term_basis": "artikel 7", "interest": "statutory",
    "contract_per": "", "reclaims_vat": "ja", "basis": "mandate", "basis_signed_on": "5-1-2026",
    "cost_ceiling": "250,00", "arrangement_max_terms": "12", "arrangement_min_amount": "25,00",
    "small_difference": "0,00", "new_invoices": "new_case", "government_debtors": "",
    "reminder_term_days": "", "prescription_regime": "", "contract_percent": "", "contract_compound": "",
    "surcharge_percent": "", "surcharge_per": "", "interest_clause": "", "costs_clause": "",
    "vat_not_deductible_declared_on": "", "vat_raised_therefore_declared_on": "",
}


@pytest.fixture
def admin(login: Login) -> FlaskClient:
    """A browser of an administrator."""
    return login(RoleName.ADMIN)


def send(browser: FlaskClient, address: str, form: dict[str, Any]) -> TestResponse:
    return browser.post(address, data=form | {"csrf_token": csrf_of(browser)})


def seen_on(browser: FlaskClient, address: str) -> str:
    return browser.get(address).text.split('name="seen"')[1].split('value="')[1].split('"')[0]


def stored(app: Flask, kind: type[Any]) -> list[Any]:
    with app.app_context():
        return list(database.session().scalars(select(kind).order_by(kind.id)))


def add_client(browser: FlaskClient) -> str:
    answer = send(browser, "/beheer/opdrachtgevers/nieuw", CLIENT)
    assert answer.status_code == 302
    return answer.location.removesuffix("/afspraken")


# The list of what is to be done


def test_the_overview_leads_step_by_step_to_a_working_agency(app: Flask, admin: FlaskClient) -> None:
    def next_step() -> str:
        page = admin.get("/beheer").text
        return page.split("De volgende stap is: <strong>")[1].split("<")[0]

    assert next_step() == "Gegevens van het bureau"
    assert "Zonder deze gegevens kan geen brief" in admin.get("/beheer").text
    send(admin, "/beheer/bureau", AGENCY)
    assert next_step() == "Een opdrachtgever"
    client = add_client(admin)
    assert next_step() == "Afspraken met elke opdrachtgever"
    assert f'href="{client}/afspraken"' in admin.get("/beheer").text
    send(admin, f"{client}/afspraken", TERMS | {"seen": "0"})
    assert next_step() == "De ondertekende opdracht van elke opdrachtgever"
    paper = (BytesIO(SMALL_PDF), "opdracht.pdf")
    send(admin, f"{client}/stukken", {"kind": "mandate", "title": "Opdracht", "file": paper})
    assert next_step() == "Een gebruiker voor elke opdrachtgever"
    number = client.rsplit("/", 1)[1]
    user = {"name": "C. Client", "email": "c@example.nl", "role": "client", "client_id": number}
    assert send(admin, "/beheer/gebruikers/nieuw", user).status_code == 200
    assert next_step() == "Een dossierbehandelaar"
    for role in ("handler", "legal_lead"):
        send(admin, "/beheer/gebruikers/nieuw", {"name": role, "email": f"{role}@example.nl", "role": role})
    assert next_step() == "Een deurwaarderskantoor"
    send(admin, "/beheer/deurwaarders/nieuw", OFFICE)
    assert next_step() == "Een gebruiker voor elk deurwaarderskantoor"
    bailiff = {"name": "D. Wit", "email": "d@example.nl", "role": "bailiff", "bailiff_office_id": "1"}
    send(admin, "/beheer/gebruikers/nieuw", bailiff)
    assert next_step() == "Teksten goedkeuren"
    with app.app_context(), database.transaction() as session:
        text_approvals.take_over(session, by())
    assert "Alles is ingericht" in admin.get("/beheer").text


@pytest.mark.parametrize(("until", "text"), [
    ("", "niet ingevuld"),
    ("31-12-2020", "is verlopen op 31-12-2020"),
    ("31-12-2199", None),
])
def test_an_ended_registration_is_a_warning_on_the_overview(admin: FlaskClient, until: str, text: str | None) -> None:
    send(admin, "/beheer/bureau", AGENCY | {"wki_valid_until": until})
    page = admin.get("/beheer").text
    assert text in page if text else "incassoregister" not in page


def test_who_names_no_dispute_body_yet_is_told_that_no_first_letter_leaves(app: Flask, admin: FlaskClient) -> None:
    send(admin, "/beheer/bureau", AGENCY | {"wki_valid_until": "31-12-2199"})
    assert "geschillencommissie" not in admin.get("/beheer").text
    with app.app_context(), database.transaction() as session:
        session.get_one(AgencyProfile, PROFILE_ID).dispute_body = ""
    assert "de geschillencommissie niet ingevuld" in admin.get("/beheer").text


# The agency


def test_the_agency_is_saved_as_it_will_stand_on_letters(app: Flask, admin: FlaskClient) -> None:
    answer = send(admin, "/beheer/bureau", AGENCY | {"other_registered_names": "Voorbeeld\r\n\r\nVB Incasso"})
    assert answer.status_code == 302
    profile = stored(app, AgencyProfile)[0]
    assert profile.address_lines == ("Kade 10", "1011 AB  Amsterdam")
    assert profile.other_registered_names == ["Voorbeeld", "VB Incasso"]
    assert profile.iban == "NL91ABNA0417164300"
    assert "zijn opgeslagen" in admin.get("/beheer").text


def test_a_refused_form_keeps_what_was_typed_and_links_to_the_fields(app: Flask, admin: FlaskClient) -> None:
    answer = send(admin, "/beheer/bureau", AGENCY | {"kvk_number": "1234", "website": "www.bewaard.example"})
    assert answer.status_code == 422
    assert "<title>Fout: Bureau" in answer.text
    assert '<a href="#kvk_number">KvK-nummer: gevonden “1234”, verwacht 8 cijfers, zoals 12345678.</a>' in answer.text
    assert 'value="www.bewaard.example"' in answer.text
    assert stored(app, AgencyProfile) == []


def test_a_logo_is_kept_shown_replaced_and_removed(admin: FlaskClient) -> None:
    def save(**more: Any) -> int:
        seen = seen_on(admin, "/beheer/bureau")
        return send(admin, "/beheer/bureau", AGENCY | {"seen": seen} | more).status_code

    assert admin.get("/beheer/bureau/logo").status_code == 404
    assert save(logo=(BytesIO(png()), "logo.png")) == 302
    shown = admin.get("/beheer/bureau/logo")
    assert (shown.data, shown.mimetype) == (png(), "image/png")
    assert save(phone="020 111 11 11") == 302
    assert admin.get("/beheer/bureau/logo").status_code == 200
    assert save(logo=(BytesIO(b"<svg/>"), "logo.png")) == 422
    assert save(remove_logo="y") == 302
    assert admin.get("/beheer/bureau/logo").status_code == 404


def test_a_late_edit_sees_both_versions_and_can_still_be_saved(app: Flask, admin: FlaskClient) -> None:
    send(admin, "/beheer/bureau", AGENCY)
    seen = seen_on(admin, "/beheer/bureau")
    send(admin, "/beheer/bureau", AGENCY | {"phone": "020 111 11 11", "seen": seen})
    late = send(admin, "/beheer/bureau", AGENCY | {"phone": "020 222 22 22", "seen": seen})
    assert late.status_code == 409
    assert "<td>020 111 11 11</td><td>020 222 22 22</td>" in late.text
    assert 'name="phone" type="text" value="020 222 22 22"' in late.text
    assert stored(app, AgencyProfile)[0].phone == "020 111 11 11"
    again = late.text.split('name="seen"')[1].split('value="')[1].split('"')[0]
    assert send(admin, "/beheer/bureau", AGENCY | {"phone": "020 222 22 22", "seen": again}).status_code == 302
    assert stored(app, AgencyProfile)[0].phone == "020 222 22 22"


# Clients


def test_a_client_is_added_and_the_terms_come_next(app: Flask, admin: FlaskClient) -> None:
    client = add_client(admin)
    assert "Er is nog niets afgesproken" in admin.get(client).text
    assert "kan niet aanleveren" in admin.get("/beheer/opdrachtgevers").text
    assert send(admin, f"{client}/afspraken", TERMS | {"seen": "0"}).status_code == 302
    page = admin.get(client).text
    assert "verzuim begint de dag na de vervaldatum" in page
    assert "€\u00a0250,00" in page
    terms = stored(app, Client)[0]
    assert terms.kvk_number == "12345678"


def test_a_second_client_with_the_same_name_is_refused_at_the_name(admin: FlaskClient) -> None:
    add_client(admin)
    answer = send(admin, "/beheer/opdrachtgevers/nieuw", CLIENT)
    assert answer.status_code == 422
    assert '<a href="#name">Naam: gevonden “Noordlicht Energie B.V.”' in answer.text


def test_nothing_of_the_terms_is_filled_in_beforehand(admin: FlaskClient) -> None:
    client = add_client(admin)
    page = admin.get(f"{client}/afspraken").text
    assert 'type="radio"' in page
    assert " checked" not in page
    answer = send(admin, f"{client}/afspraken", {"seen": "0"})
    assert answer.status_code == 422
    for sentence in ("Kies consumenten of bedrijven.", "Kies de rente.", "Vul het kostenplafond in.",
                     "Kies lastgeving of cessie.", "Vul de datum van ondertekening in."):
        assert sentence in answer.text


@pytest.mark.parametrize(("change", "field", "sentence"), [
    ({"interest": "commercial"}, "interest-0", "handelsrente geldt alleen tussen bedrijven"),
    ({"interest": "contractual"}, "contract_percent", "Percentage: niets ingevuld"),
    ({"contract_percent": "anderhalf"}, "contract_percent", "Schrijf het percentage met een komma"),
    ({"payment_term_basis": ""}, "payment_term_basis", "verwacht de vindplaats"),
    ({"reclaims_vat": "nee", "vat_not_deductible_declared_on": "5-1-2026"}, "vat_raised_therefore_declared_on",
     "btw over de kosten vraagt beide verklaringen"),
    ({"basis_signed_on": "1-1-2199"}, "basis_signed_on", "verwacht een dag tot en met vandaag"),
    ({"cost_ceiling": "-1,00"}, "cost_ceiling", "kan niet negatief zijn"),
])
def test_terms_that_cannot_be_are_refused_beside_the_field(
    admin: FlaskClient, change: dict[str, str], field: str, sentence: str
) -> None:
    client = add_client(admin)
    answer = send(admin, f"{client}/afspraken", TERMS | {"seen": "0"} | change)
    assert answer.status_code == 422
    summary = answer.text.split('class="error-summary"')[1].split("</ul>")[0]
    assert f'<a href="#{field}">' in summary
    assert sentence in summary


def test_the_history_says_what_each_version_changed_and_who_did_it(admin: FlaskClient) -> None:
    client = add_client(admin)
    send(admin, f"{client}/afspraken", TERMS | {"seen": "0"})
    agreed = {"interest": "contractual", "contract_percent": "1,5", "contract_per": "month", "seen": "1"}
    send(admin, f"{client}/afspraken", TERMS | agreed)
    page = admin.get(client).text
    assert "Versie 2" in page
    assert "Percentage: leeg → 1,5" in page
    assert "Welke rente: Wettelijke rente (art. 6:119 BW) → Contractuele rente" in page
    assert "M. Voorbeeld" in page
    form = admin.get(f"{client}/afspraken").text
    assert 'name="contract_percent" type="text" value="1,5"' in form


def test_the_kind_of_claims_is_agreed_as_a_version_and_shown(app: Flask, admin: FlaskClient) -> None:
    client = add_client(admin)
    send(admin, f"{client}/afspraken", TERMS | {"seen": "0"})
    assert stored(app, ClientTerms)[0].prescription_regime is None
    assert "Zolang van een vordering niet is vastgelegd wat zij is, rekenen wij 2 jaar" in admin.get(client).text
    send(admin, f"{client}/afspraken", TERMS | {"prescription_regime": "contract", "seen": "1"})
    assert [terms.prescription_regime for terms in stored(app, ClientTerms)] == [None, PrescriptionRegime.CONTRACT]
    page = admin.get(client).text
    assert "Soort vorderingen: leeg → Overeenkomst: 5 jaar (art. 3:307 lid 1 BW)" in page
    assert "Een vordering verjaart na 5 jaar: overeenkomst" in page
    form = admin.get(f"{client}/afspraken").text
    assert '<option selected value="contract">' in form
    assert "judgment" not in form


def test_a_consumer_sale_between_businesses_is_refused_beside_the_field(admin: FlaskClient) -> None:
    client = add_client(admin)
    wrong = {"seen": "0", "debtor_kind": "business", "prescription_regime": "consumer_sale"}
    answer = send(admin, f"{client}/afspraken", TERMS | wrong)
    assert answer.status_code == 422
    assert "een bedrijf doet geen consumentenkoop" in answer.text


def test_two_administrators_do_not_overwrite_each_others_terms(admin: FlaskClient) -> None:
    client = add_client(admin)
    send(admin, f"{client}/afspraken", TERMS | {"seen": "0"})
    late = send(admin, f"{client}/afspraken", TERMS | {"seen": "0", "cost_ceiling": "100,00"})
    assert late.status_code == 409
    assert "<td>250,00</td><td>100,00</td>" in late.text
    assert "Versie 2" not in admin.get(client).text
    same = send(admin, f"{client}/afspraken", TERMS | {"seen": "1"})
    assert same.status_code == 422
    assert "er is niets gewijzigd" in same.text


def test_a_late_edit_of_a_client_or_an_office_sees_both_versions(admin: FlaskClient) -> None:
    client = add_client(admin)
    send(admin, "/beheer/deurwaarders/nieuw", OFFICE)
    for address, form in ((f"{client}/wijzigen", CLIENT), ("/beheer/deurwaarders/1", OFFICE)):
        seen = seen_on(admin, address)
        assert send(admin, address, form | {"city": "Delft", "seen": seen}).status_code == 302
        late = send(admin, address, form | {"city": "Leiden", "seen": seen})
        assert late.status_code == 409
        assert "<td>Delft</td><td>Leiden</td>" in late.text


def test_the_mandate_is_kept_with_the_client_and_given_back_as_it_came(app: Flask, admin: FlaskClient) -> None:
    client = add_client(admin)
    assert "opdracht of akte ontbreekt" in admin.get(client).text
    content = SMALL_PDF
    form = {"kind": "mandate", "title": "Overeenkomst van opdracht", "file": (BytesIO(content), "opdracht.pdf")}
    assert send(admin, f"{client}/stukken", form).status_code == 302
    paper = stored(app, Document)[0]
    assert (paper.kind, paper.case_id, paper.title) == ("mandate", None, "Overeenkomst van opdracht")
    page = admin.get(client).text
    assert "opdracht of akte ontbreekt" not in page
    with admin.get(f"{client}/stukken/{paper.id}") as answer:
        assert answer.data == content
        assert answer.headers["Content-Disposition"] == "attachment; filename=opdracht.pdf"


def test_what_is_no_document_is_refused_beside_the_file(admin: FlaskClient) -> None:
    client = add_client(admin)
    form = {"kind": "terms", "title": "Voorwaarden"}
    assert "Kies een bestand." in send(admin, f"{client}/stukken", form).text
    answer = send(admin, f"{client}/stukken", form | {"file": (BytesIO(b"MZ program"), "a.pdf")})
    assert answer.status_code == 422
    assert "is geen PDF, PNG of JPEG" in answer.text


def test_a_paper_of_another_client_does_not_exist_here(app: Flask, admin: FlaskClient) -> None:
    client = add_client(admin)
    other = send(admin, "/beheer/opdrachtgevers/nieuw", CLIENT | {"name": "Zuid B.V."}).location
    form = {"kind": "terms", "title": "Voorwaarden", "file": (BytesIO(SMALL_PDF), "a.pdf")}
    send(admin, f"{client}/stukken", form)
    paper = stored(app, Document)[0]
    assert admin.get(f"{other.removesuffix('/afspraken')}/stukken/{paper.id}").status_code == 404


def test_what_does_not_exist_is_not_found(admin: FlaskClient) -> None:
    for address in ("opdrachtgevers/99", "opdrachtgevers/99/afspraken", "opdrachtgevers/99/wijzigen",
                    "deurwaarders/99", "gebruikers/99"):
        assert admin.get(f"/beheer/{address}").status_code == 404


@pytest.mark.parametrize("role", [RoleName.HANDLER, RoleName.LEGAL_LEAD, RoleName.CLIENT, RoleName.BAILIFF])
def test_only_an_administrator_comes_here(login: Login, role: RoleName) -> None:
    browser = login(role)
    for address in ("", "/bureau", "/opdrachtgevers", "/opdrachtgevers/nieuw", "/deurwaarders", "/gebruikers"):
        assert browser.get(f"/beheer{address}").status_code == 403
