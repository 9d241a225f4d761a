"""The administrator sets everything up in the browser; nothing of it is guessed when a file comes in."""

import re

import pytest
from playwright.sync_api import expect

from tests.factories import SMALL_PDF
from tests.journeys.conftest import Arrival
from tests.journeys.inviting import add_user
from tests.journeys.story import (
    ADMINISTRATOR,
    AGENCY_NAME,
    BAILIFF,
    CLIENT_NAME,
    CLIENT_USER,
    HANDLER,
    LEGAL_LEAD,
    OFFICE_NAME,
    SECOND_ADMINISTRATOR,
    Story,
)
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

AGENCY_FIELDS = {
    "Geregistreerde naam": AGENCY_NAME, "Registratienummer incassoregister": "WKI-000001",
    "Registratie geldig tot en met": "31-12-2028", "KvK-nummer": "12345678", "Straat": "Voorbeeldlaan",
    "Huisnummer": "1", "Postcode": "1234ab", "Plaats": "Utrecht", "Telefoon": "030 000 00 00",
    "Telefonisch bereikbaar": "werkdagen van 9.00 tot 17.00 uur", "E-mailadres": "post@voorbeeld.test",
    "Website": "https://voorbeeld.test", "IBAN": "NL91 ABNA 0417 1643 00",
    "Naam rekeninghouder": "Stichting Derdengelden Voorbeeld",
    "Klachtenregeling": "Stuur uw klacht naar ons adres. U krijgt binnen twee werkdagen antwoord.",
    "Geschillencommissie": "Geschillencommissie Voorbeeld, www.geschillen.test",
}
ADDRESS = {"Straat": "Stroomweg", "Huisnummer": "2", "Postcode": "9711 AA", "Plaats": "Groningen"}


def test_the_administrator_sets_up_the_agency(story: Story, arrive: Arrival) -> None:
    visitor = arrive()
    visitor.open("/")
    visitor.heading("Inloggen")
    visitor.look("inloggen")
    admin = arrive(ADMINISTRATOR)
    admin.sees("0 van de 10 stappen")
    admin.look("beheer-begin")

    _fill_in_the_agency(admin)
    _add_the_client(admin)
    _agree_terms(admin)
    _add_the_office(admin)
    for email, name, role, company in (
        (CLIENT_USER, "Klaas Lant", "Opdrachtgever", CLIENT_NAME),
        (HANDLER, "Hanna de Handelaar", "Dossierbehandelaar", ""),
        (LEGAL_LEAD, "Jur Ist", "Juridisch verantwoordelijke", ""),
        (BAILIFF, "Deur Waarder", "Deurwaarder", OFFICE_NAME),
        (SECOND_ADMINISTRATOR, "Twan Tweede", "Beheerder", ""),
    ):
        story.passwords[email] = add_user(admin, email, name, role, company)
    admin.open("/beheer/gebruikers")
    admin.sees(BAILIFF)
    admin.look("beheer-gebruikers")
    for email in (CLIENT_USER, HANDLER, LEGAL_LEAD):
        arrive(email)  # with the link, that works for a week
    _approve_the_texts(admin, arrive(SECOND_ADMINISTRATOR))
    admin.open("/beheer")
    admin.sees("Alles is ingericht")
    admin.look("beheer-klaar")
    story.end("administrator")


def _fill_in_the_agency(admin: Visitor) -> None:
    admin.follow("Bureau invullen")
    admin.press("Opslaan")
    expect(admin.page).to_have_title(re.compile("^Fout:"))  # an empty form tells what is missing
    admin.look("beheer-bureau-fouten")
    admin.fill(AGENCY_FIELDS)
    admin.press("Opslaan")
    admin.open("/beheer/bureau")
    expect(admin.field("IBAN")).to_have_value(re.compile(r"NL91\sABNA\s0417\s1643\s00"))
    expect(admin.field("Postcode")).to_have_value("1234 AB")
    admin.look("beheer-bureau")


def _add_the_client(admin: Visitor) -> None:
    admin.open("/beheer/opdrachtgevers")
    admin.look("beheer-opdrachtgevers-leeg")
    admin.follow("Opdrachtgever toevoegen")
    admin.fill({"Naam": CLIENT_NAME, "Rechtsvorm": "besloten vennootschap", "KvK-nummer": "87654321", **ADDRESS})
    admin.look("beheer-opdrachtgever-nieuw")
    admin.press("Opslaan")
    admin.sees(CLIENT_NAME)
    admin.look("beheer-opdrachtgever-zonder-afspraken")


def _agree_terms(admin: Visitor) -> None:
    admin.open("/beheer/opdrachtgevers")
    admin.follow("nog vastleggen")
    admin.choose("Wie zijn de debiteuren?", "Consumenten")
    admin.choose("Is de betaaltermijn afgesproken?", "Ja")
    admin.fill({"Waar de betaaltermijn staat": "artikel 7 van de algemene voorwaarden"})
    admin.choose("Welke rente?", "Wettelijke rente")
    admin.choose("Verrekent de opdrachtgever de btw over incassokosten?", "Ja")
    admin.choose("Op welke grond incasseert het bureau?", "Lastgeving")
    admin.choose("Wat gebeurt er met een nieuwe factuur na de eerste brief?", "Een nieuw dossier")
    admin.fill({"Ondertekend op": "5-1-2026", "Kostenplafond per dossier": "350,00"})
    admin.look("beheer-afspraken")
    admin.press("Vastleggen")
    admin.sees("€ 350,00 per dossier", "ondertekend op 05-01-2026")
    for kind, title in (("Opdracht of akte van cessie", "Overeenkomst van opdracht"),
                        ("Algemene voorwaarden", "Algemene voorwaarden 2025")):
        admin.field("Soort stuk").select_option(label=kind)
        admin.fill({"Omschrijving": title})
        admin.field("Bestand").set_input_files({"name": "stuk.pdf", "mimeType": "application/pdf", "buffer": SMALL_PDF})
        admin.press("Toevoegen")
        admin.page.get_by_role("link", name=title).wait_for()
    admin.look("beheer-opdrachtgever")


def _add_the_office(admin: Visitor) -> None:
    admin.open("/beheer")
    admin.follow("Kantoor toevoegen")
    admin.fill({"Naam": OFFICE_NAME, **ADDRESS, "E-mailadres": "kantoor@deproef.test"})
    admin.look("beheer-kantoor-nieuw")
    admin.press("Opslaan")
    admin.sees(OFFICE_NAME)
    admin.look("beheer-kantoren")


def _approve_the_texts(admin: Visitor, second: Visitor) -> None:
    admin.open("/beheer")
    admin.follow("Teksten bekijken")
    admin.sees("met die tekst gaat geen brief weg")
    admin.look("beheer-teksten")
    admin.page.get_by_role("link", name=re.compile("^Eerste brief")).click()
    admin.sees("de termijn van veertien dagen na de dag van bezorging")
    admin.look("beheer-tekst")
    admin.open("/beheer/teksten")
    admin.page.get_by_role("checkbox", name="Alles op deze pagina kiezen").check()
    admin.press("Goedkeuring vragen voor de gekozen teksten")
    admin.sees("De teksten gaan in gebruik zodra een ander dit bevestigt.")
    second.open("/beheer/bevestigen")
    second.follow("Teksten van brieven goedkeuren")
    second.sees("Lees eerst elke tekst")
    second.look("beheer-teksten-bevestigen")
    second.press("Bevestigen")
    second.sees("Bevestigd.")
