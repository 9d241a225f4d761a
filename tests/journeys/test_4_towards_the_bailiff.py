"""The term of the letter runs out, two people assess, the file is made complete, and the bailiff gets the package."""

import re

import pytest
from playwright.sync_api import FilePayload, Locator

from tests.factories import SMALL_PDF
from tests.journeys.claim_file import WRIT
from tests.journeys.conftest import Arrival
from tests.journeys.desk import amount, card, open_case
from tests.journeys.reading import docx_text, pdf_text
from tests.journeys.story import (
    CLIENT_USER,
    COSTS_CLAIMABLE,
    HANDLER,
    LAST_FREE_DAY,
    LEGAL_LEAD,
    OFFICE_NAME,
    Story,
)
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

COSTS = "€ 224,93"
REASON = "Heeft vast werk, weigert zonder verweer en zonder reden."
PDF: FilePayload = {"name": "stuk.pdf", "mimeType": "application/pdf", "buffer": SMALL_PDF}


def test_the_costs_are_due_on_exactly_the_right_day(story: Story, arrive: Arrival) -> None:
    story.needs("handler")
    for day, costs in ((LAST_FREE_DAY, "€ 0,00"), (COSTS_CLAIMABLE, COSTS)):
        story.installation.move_to(day)
        said = story.installation.command("day", "--on", day.isoformat())
        assert f"{day:%d-%m-%Y}" in said
        handler = arrive(HANDLER)
        open_case(handler, story.numbers[WRIT])
        assert amount(handler, "Incassokosten") == costs, f"on {day}"
        if day == LAST_FREE_DAY:
            handler.open(f"{handler.path()}?op=10-12-2026")
            assert amount(handler, "Incassokosten") == COSTS, "the balance on a later day is asked on the page"
            handler.sees("Veertiendagentermijn loopt")
        else:
            handler.sees("Minnelijke fase")
            handler.look("dossier-kosten-verschuldigd")
    story.end("term")


def test_two_people_assess_and_the_file_is_made_complete(story: Story, arrive: Arrival) -> None:
    story.needs("term")
    handler, lead = arrive(HANDLER), arrive(LEGAL_LEAD)
    handler.look("werkbak-na-termijn")
    open_case(handler, story.numbers[WRIT])
    _log_a_refusal(handler)
    _assess(handler)
    _confirm(lead, story)
    handler.page.reload()
    _tell_what_is_missing(handler)
    _hand_in_proof(handler)
    _answer_as_client(arrive(CLIENT_USER), story)
    handler.page.reload()
    handler.sees("Alles is er.", within=card(handler, "Wat er moet zijn"))
    handler.look("gerechtelijk-compleet")
    story.end("gate")


def test_the_draft_goes_to_the_bailiff(story: Story, arrive: Arrival) -> None:
    story.needs("gate")
    handler, lead = arrive(HANDLER), arrive(LEGAL_LEAD)
    open_case(handler, story.numbers[WRIT])
    total = amount(handler, "Te betalen op")
    handler.key("g")
    handler.field("Deurwaarderskantoor").select_option(label=f"{OFFICE_NAME}, Groningen")
    handler.press("Concept-exploot maken")
    handler.sees("Het concept-exploot is gemaakt.")
    handler.look("gerechtelijk-concept")
    writ = card(handler, "Exploot")
    for suffix, text_of in (("pdf", pdf_text), ("docx", docx_text)):
        text = text_of(handler.file_behind(_paper(writ, suffix)))
        for expected in ("CONCEPT", "Zoë Hendriksz", "€ 1.250,00", "€ 249,50", COSTS, total):
            assert expected in text, f"{expected} is in the {suffix} of the writ"
    handler.sees_no("button", "Aan de deurwaarder geven")  # the legal lead gives it

    open_case(lead, story.numbers[WRIT])
    lead.key("g")
    asked: list[str] = []
    lead.page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    lead.press("Aan de deurwaarder geven")
    lead.sees("Het pakket staat klaar voor de deurwaarder.")
    assert story.numbers[WRIT] in asked[0], "what cannot be recalled is asked by number"
    lead.look("gerechtelijk-gegeven")
    story.end("hand-over")


def _log_a_refusal(handler: Visitor) -> None:
    contact = card(handler, "Contact vastleggen")
    contact.get_by_label("Uitkomst").select_option(label="Weigert te betalen")
    contact.get_by_text("Debiteur of vertegenwoordiger").click()
    handler.fill({"Notitie": "Heeft werk, zegt niet te zullen betalen"})
    handler.press_here("Vastleggen", contact)
    handler.page.get_by_text("Vastgelegd", exact=True).wait_for()


def _assess(handler: Visitor) -> None:
    handler.key("g")
    handler.sees("wil niet betalen", within=handler.page.get_by_role("table", name="Wat er bekend is"))
    handler.look("gerechtelijk-signalen")
    _record_means(handler)
    handler.choose("Oordeel", "kan, maar wil niet betalen")
    handler.fill({"Reden": REASON}, card(handler, "Onwil of onmacht"))
    handler.press("Beoordeling vastleggen")
    handler.sees("De beoordeling is vastgelegd.")
    handler.sees_no("button", "Bevestigen")  # a second person confirms


def _record_means(handler: Visitor) -> None:
    """Without a sign that he can pay nobody concludes that he can and will not."""
    known = card(handler, "Onwil of onmacht")
    known.get_by_text("Teken van betaalkracht vastleggen").click()
    handler.choose("Wat blijkt er?", "Debiteur zegt dat geld niet het probleem is", known)
    handler.fill({
        "Op welke dag bleek dat?": f"{COSTS_CLAIMABLE:%d-%m-%Y}", "Waaruit blijkt dat?": "Telefoongesprek van vandaag",
    }, known)
    handler.press("Teken vastleggen", known)
    handler.sees("Het teken van betaalkracht is vastgelegd.")
    handler.sees("kan betalen", within=handler.page.get_by_role("table", name="Wat er bekend is"))


def _confirm(lead: Visitor, story: Story) -> None:
    open_case(lead, story.numbers[WRIT])
    lead.key("g")
    lead.page.get_by_text(REASON).first.wait_for()
    lead.look("gerechtelijk-tweede-persoon")
    lead.press("Bevestigen")
    lead.sees("De beoordeling is bevestigd.")


def _tell_what_is_missing(handler: Visitor) -> None:
    gate = handler.said("goedgekeurd door de", within=card(handler, "Wat er moet zijn"))
    for label in ("insolventieregister", "bewindregister", "Factuur bij elke vordering", "goedgekeurd door de"):
        assert re.search(f"Ontbreekt:[^:]*{label}", gate), f"{label} is named as missing in: {gate}"
    handler.sees_no("button", "Concept-exploot maken")  # no draft with holes
    handler.look("gerechtelijk-ontbreekt")


def _hand_in_proof(handler: Visitor) -> None:
    for heading in ("Centraal Insolventieregister", "Centraal Curatele- en bewindregister"):
        register = card(handler, heading)
        handler.fill({"Gecontroleerd op": "10-12-2026"}, register)
        handler.choose("Staat de debiteur erin?", "Nee", register)
        handler.field("Bewijs", register).set_input_files(PDF)
        handler.press("Controle vastleggen", register)
        handler.sees("De registercontrole is vastgelegd.")
    proof = card(handler, "Bewijsstuk toevoegen")
    handler.field("Soort", proof).select_option(label="Factuur")
    handler.field("Bij factuur", proof).select_option(label="NL-0001")
    handler.field("Bestand", proof).set_input_files(PDF)
    handler.press("Toevoegen", proof)
    handler.sees("Het stuk is toegevoegd.")
    if "gerechtelijk" not in handler.path():
        handler.key("g")


def _answer_as_client(client: Visitor, story: Story) -> None:
    client.look("opdrachtgever-gevraagd")
    client.follow(f"Toevoegen voor dossier {story.numbers[WRIT]}")
    client.look("opdrachtgever-stuk")
    client.choose("Soort stuk", "Factuur")
    client.field("Bij welke factuur").select_option(label="NL-0002")
    client.field("Bestand").set_input_files(PDF)
    client.press("Toevoegen")
    client.sees("Factuur NL-0002 toegevoegd.")
    client.open("/opdrachtgever")
    client.follow(f"Beslissen voor dossier {story.numbers[WRIT]}")
    client.sees("€ 350,00")
    client.look("opdrachtgever-akkoord")
    client.press("Akkoord vastleggen")
    client.sees("Zet een vinkje als u akkoord gaat")  # only a yes that was given on purpose
    client.page.get_by_role("checkbox", name="Ja, ik keur deze kosten goed").check()
    client.press("Akkoord vastleggen")
    client.sees("Uw akkoord is vastgelegd.")
    client.look("opdrachtgever-dossier-na-akkoord")
    client.follow("Ontvangen betaling melden")
    client.look("opdrachtgever-betaling")


def _paper(writ: Locator, suffix: str) -> Locator:
    return writ.get_by_role("link", name=re.compile(rf"exploot.*\.{suffix}$")).first
