"""The handler's first day: letters made by the real worker, a dispute, a contact by keyboard, a payment, a schedule."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.claim_file import DISPUTER, MINOR, PAYER, WRIT
from tests.journeys.conftest import Arrival
from tests.journeys.desk import EURO, amount, euros, open_case
from tests.journeys.reading import docx_text, pdf_text
from tests.journeys.story import HANDLER, Story
from tests.journeys.visitor import Visitor, plain

pytestmark = pytest.mark.browser

MOST_KEYS = 8  # to log a contact, the note itself not counted


def test_the_handler_sends_the_first_letters(story: Story, arrive: Arrival) -> None:
    story.needs("client")
    handler = arrive(HANDLER)
    handler.sees("Eerste brief versturen")
    handler.look("werkbak")
    shown = _preview(handler, story)
    handler.press("5 brieven bestellen")
    batch = handler.page.url
    handler.look("verzending-bezig")
    handler.page.get_by_text("Alle 5 brieven zijn gemaakt.").wait_for(timeout=120_000)
    handler.look("verzending-klaar")

    row = _row(handler, story.numbers[WRIT])
    letter = pdf_text(handler.file_behind(row.get_by_role("link", name="PDF")))
    for expected in (*shown, "€ 1.250,00", "€ 249,50", "Zoë Hendriksz", "NL-0001", "WKI-000001"):
        assert expected in letter, f"{expected} stands on the screen and must stand in the letter"
    name, content = handler.download(row.get_by_role("link", name="DOCX"))
    assert name.endswith(".docx")
    assert all(expected in docx_text(content) for expected in shown)

    _dispute(handler, story)
    handler.open(batch.removeprefix(story.installation.address))
    handler.sees("Ingetrokken", within=_row(handler, story.numbers[DISPUTER]))  # a dispute stops a waiting letter
    printed = pdf_text(handler.file_behind(handler.page.get_by_role("link", name="Alle brieven in één PDF")))
    assert "Zoë Hendriksz" in printed
    assert "Renée Proefsma" not in printed, "nor is it printed with the others"
    handler.fill({"Gepost op": "21-11-2026"})
    handler.press("Posten bevestigen")
    handler.sees("De postdatum is vastgelegd")
    handler.look("verzending-gepost")
    handler.open("/brieven")
    handler.look("brieven")
    story.end("letters")


def test_the_handler_talks_counts_and_agrees(story: Story, arrive: Arrival) -> None:
    story.needs("letters")
    handler = arrive(HANDLER)
    open_case(handler, story.numbers[WRIT])
    assert amount(handler, "Incassokosten") == "€ 0,00", "no costs before the term of the letter has run"
    handler.look("dossier")
    for summary in handler.page.locator("main details > summary").all():
        summary.click()
    handler.look("dossier-alles-open")
    handler.page.reload()
    _log_a_contact_by_keyboard(handler)

    open_case(handler, story.numbers[PAYER])
    _register_a_payment(handler)
    _make_an_arrangement(handler)
    handler.open("/dossiers")
    handler.look("dossiers")
    story.end("handler")


def _preview(handler: Visitor, story: Story) -> tuple[str, str]:
    """Choose all cases; what is due now and the later costs of the main case, as shown before anything is ordered."""
    with handler.going_on():
        handler.page.get_by_role("link", name=re.compile("^Eerste brief versturen")).click()
    handler.page.get_by_role("checkbox", name="Alles op deze pagina kiezen").check()
    handler.look("werkbak-gekozen")
    handler.press("Eerste brief voor gekozen")
    handler.open("/dossiers")
    handler.page.get_by_role("checkbox", name="Alles op deze pagina kiezen").check()
    handler.press("Eerste brief voor gekozen")
    handler.heading("Eerste brief: 5 brieven")
    handler.sees("Er is nog niets besteld.")
    handler.look("brieven-voorbeeld")
    skipped = handler.page.get_by_role("table", name="Overgeslagen dossiers")
    minor = skipped.get_by_role("row").filter(has_text=story.numbers[MINOR])
    expect(minor).to_contain_text("minderjarig", ignore_case=True)
    cells = [plain(cell.inner_text()) for cell in _row(handler, story.numbers[WRIT]).get_by_role("cell").all()]
    due, costs = cells[-2:]
    assert re.fullmatch(EURO, due)
    assert costs == "€ 224,93", "15 % of 1.499,50"
    return due, costs


def _row(visitor: Visitor, number: str) -> Locator:
    return visitor.page.get_by_role("row").filter(has_text=number).first


def _dispute(handler: Visitor, story: Story) -> None:
    open_case(handler, story.numbers[DISPUTER])
    handler.key("p")
    handler.page.get_by_role("heading", name="Betwisting", exact=True).wait_for()
    handler.look("betwisting")
    handler.fill({"Wat betwist de debiteur?": "Zegt dat het contract al was opgezegd"})
    handler.press("Betwisting vastleggen")
    handler.sees("Er gaan geen brieven en geen exploot uit.", "Zegt dat het contract al was opgezegd")
    handler.look("dossier-betwist")
    handler.open("/dossiers")
    handler.page.get_by_role("checkbox", name=f"Dossier {story.numbers[DISPUTER]} kiezen").check()
    handler.press("Eerste brief voor gekozen")
    handler.sees("staat stil: betwisting")
    handler.sees_no("button", "bestellen")
    handler.look("brieven-voorbeeld-niemand")


def _log_a_contact_by_keyboard(handler: Visitor) -> None:
    keyboard, keys = handler.page.keyboard, ["l", "Tab", "Tab", "Tab"]
    for key in keys:
        keyboard.press(key)
    expect(handler.field("Notitie")).to_be_focused()
    keyboard.type("Voicemail staat uit")
    address = handler.page.url
    for key in ("Tab", "Tab", "Enter"):
        keyboard.press(key)
        keys.append(key)
    handler.page.get_by_text("Vastgelegd", exact=True).wait_for()
    assert len(keys) <= MOST_KEYS
    handler.sees("Voicemail staat uit", within=handler.page.get_by_role("region", name="Tijdlijn"))
    assert handler.page.url == address, "the page was not left"
    handler.look("dossier-na-contact")


def _register_a_payment(handler: Visitor) -> None:
    interest, total = amount(handler, "Rente over NL-0003"), amount(handler, "Te betalen op")
    handler.key("o")
    handler.page.get_by_role("heading", name="Betaling vastleggen").wait_for()
    handler.look("betaling")
    handler.fill({"Bedrag": "100,00"})
    handler.press("Betaling boeken")
    said = handler.said("Saldo nu")
    split = re.search(rf"kosten ({EURO}), rente ({EURO}), hoofdsom ({EURO}) \(art. 6:44 BW\). Saldo nu ({EURO})", said)
    assert split, said
    costs, to_interest, to_principal, left = split.groups()
    assert (costs, to_interest) == ("€ 0,00", interest), "interest first, because no costs are due yet"
    assert euros(to_interest) + euros(to_principal) == 10_000
    assert euros(total) - euros(left) == 10_000
    assert amount(handler, "Te betalen op") == left
    handler.look("dossier-na-betaling")


def _make_an_arrangement(handler: Visitor) -> None:
    total = amount(handler, "Te betalen op")
    handler.key("r")
    handler.page.get_by_role("heading", name="Regeling voorstellen").wait_for()
    handler.look("regeling-leeg")
    handler.fill({"Of aantal termijnen": "4", "Eerste termijn op": "01-12-2026"})
    handler.press_here("Toon het schema")
    schedule = handler.page.get_by_role("table", name="Schema van de regeling")
    terms = [euros(found) for found in re.findall(EURO, handler.said("01-12-2026", within=schedule))]
    assert len(terms) == 4
    assert sum(terms) == euros(total), "the terms are the balance, to the cent"
    handler.look("regeling-schema")
    handler.press("Regeling vastleggen")
    handler.sees("De betalingsregeling is vastgelegd.")
    handler.look("regeling-loopt")
