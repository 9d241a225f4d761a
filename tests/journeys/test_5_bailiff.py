"""A new bailiff comes in by a link, sees the own office's packages only, takes one, and reports service."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.factories import SMALL_PDF
from tests.journeys.by_services import add_office, pay_all, take_to_bailiff
from tests.journeys.claim_file import OTHER_OFFICE, PAID_LATER, WRIT
from tests.journeys.conftest import Arrival
from tests.journeys.desk import amount, euros, open_case
from tests.journeys.inviting import add_user
from tests.journeys.reading import docx_text, pdf_text
from tests.journeys.story import (
    ADMINISTRATOR,
    COSTS_CLAIMABLE,
    HANDLER,
    NEW_BAILIFF,
    OFFICE_NAME,
    SERVED,
    Story,
)
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

SECOND_OFFICE = "Deurwaarders Elders"
NAME = "Gerda de Wet"


def test_a_new_bailiff_takes_the_package_and_reports_service(story: Story, arrive: Arrival) -> None:
    story.needs("hand-over")
    add_office(story.installation, SECOND_OFFICE)
    foreign = take_to_bailiff(story.installation, story.numbers[OTHER_OFFICE], SECOND_OFFICE, COSTS_CLAIMABLE)
    take_to_bailiff(story.installation, story.numbers[PAID_LATER], OFFICE_NAME, COSTS_CLAIMABLE)
    pay_all(story.installation, story.numbers[PAID_LATER], COSTS_CLAIMABLE)
    story.installation.move_to(SERVED + timedelta(days=1))  # every hour of that day has passed

    admin = arrive(ADMINISTRATOR)
    link = _invite(admin, story)
    bailiff = arrive(NEW_BAILIFF)  # chooses a password by the link, and sets up the second step
    _find_the_link_used(admin, arrive(), link)
    _see_own_packages_only(bailiff, story, foreign)
    _be_warned_of_a_payment(bailiff, story)
    bailiff.open("/deurwaarder")
    bailiff.follow(story.numbers[WRIT])
    download = bailiff.page.get_by_role("button", name="Pakket downloaden")
    download.wait_for()
    assert "Let op" not in bailiff.said(story.numbers[WRIT]), "nothing stands in the way of this one"
    bailiff.look("deurwaarder-opdracht")
    name, content = bailiff.download(download)
    assert name.endswith(".zip")
    _check_the_package(content)
    bailiff.page.reload()
    bailiff.sees(NAME, hashlib.sha256(content).hexdigest())  # who took the package is written down
    _report_service(bailiff)
    _see_at_the_desk(arrive(HANDLER), story)
    story.end("bailiff")


def _invite(admin: Visitor, story: Story) -> str:
    link = story.passwords[NEW_BAILIFF] = add_user(admin, NEW_BAILIFF, NAME, "Deurwaarder", OFFICE_NAME)
    admin.open("/beheer/gebruikers")
    admin.follow(NAME)
    admin.sees(f"{NAME} heeft nog geen wachtwoord gekozen.", "werkt tot")
    assert link not in admin.page.content(), "it is shown once"
    return link


def _find_the_link_used(admin: Visitor, somebody: Visitor, link: str) -> None:
    """It opens for nobody once a password was chosen by it, and the administrator sees that one was."""
    somebody.open(link)
    somebody.heading("Link werkt niet meer")
    somebody.look("link-werkt-niet-meer")
    admin.page.reload()
    admin.sees(NAME, "Wachtwoord")
    assert "heeft nog geen wachtwoord gekozen" not in admin.said("Een gebruiker wordt nooit verwijderd")


def _see_own_packages_only(bailiff: Visitor, story: Story, foreign: int) -> None:
    said = bailiff.said(story.numbers[WRIT], story.numbers[PAID_LATER])
    assert story.numbers[OTHER_OFFICE] not in said
    bailiff.look("deurwaarder-opdrachten")
    bailiff.open(f"/deurwaarder/opdrachten/{foreign}")
    said = bailiff.said("Niet gevonden")
    assert story.numbers[OTHER_OFFICE] not in said
    assert "Kastelijn" not in said
    bailiff.look("niet-gevonden")
    for path in ("/werkbak", "/opdrachtgever", "/beheer"):
        bailiff.open(path)
        assert story.numbers[WRIT] not in bailiff.said("Geen toegang"), f"{path} is not the bailiff's"
    bailiff.look("geen-toegang")


def _be_warned_of_a_payment(bailiff: Visitor, story: Story) -> None:
    bailiff.open("/deurwaarder")
    with bailiff.going_on():
        bailiff.page.get_by_role("link", name=story.numbers[PAID_LATER]).first.click()
    for words in ("ingetrokken: niet betekenen", "betaald"):
        expect(bailiff.page.get_by_role("alert").first).to_contain_text(words, ignore_case=True)
    bailiff.look("deurwaarder-betaald")
    bailiff.sees_no("button", "Pakket downloaden")  # there is nothing left to serve


def _check_the_package(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        manifest = json.loads(package.read("manifest.json"))
        dossier = json.loads(package.read("dossier.json"))
        files = {name: package.read(name) for name in package.namelist()}
    listed = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    assert set(listed) == set(files) - {"manifest.json"}
    for path, digest in listed.items():
        assert hashlib.sha256(files[path]).hexdigest() == digest, path
    assert [claim["invoice_number"] for claim in dossier["claims"]] == ["NL-0001", "NL-0002"]
    assert len([path for path in files if path.startswith("producties/")]) >= 4
    for text in (pdf_text(files["sommatie-exploot-concept.pdf"]), docx_text(files["sommatie-exploot-concept.docx"])):
        assert "CONCEPT" in text
        assert "Zoë Hendriksz" in text


def _report_service(bailiff: Visitor) -> None:
    bailiff.follow("Betekening terugmelden")
    bailiff.look("deurwaarder-terugmelden")
    bailiff.field("Wijze van betekening").select_option(label="Aan een huisgenoot (art. 46 lid 1 Rv)")
    bailiff.fill({"Datum": "14-12-2026", "Tijdstip": "10.15", "Kosten van het exploot": "95,00"})
    bailiff.press("Terugmelden")
    bailiff.sees("Vul de naam in van degene aan wie u het afschrift liet.")
    bailiff.look("deurwaarder-terugmelden-fout")
    bailiff.fill({"Afschrift gelaten aan": "A. Hendriksz", "Hoedanigheid": "partner"})
    bailiff.field("Betekend exploot of relaas").set_input_files(
        {"name": "exploot.pdf", "mimeType": "application/pdf", "buffer": SMALL_PDF}
    )
    bailiff.press("Terugmelden")
    bailiff.sees("De verjaring is gestuit op 14-12-2026.")
    bailiff.look("deurwaarder-teruggemeld")


def _see_at_the_desk(handler: Visitor, story: Story) -> None:
    open_case(handler, story.numbers[WRIT])
    handler.sees("Sommatie betekend", "Verjaring gestuit")
    assert euros(amount(handler, "Incassokosten")) == 22_493, "the exploot of a consumer adds nothing to the debt"
    handler.look("dossier-betekend")
    handler.key("g")
    handler.sees("A. Hendriksz")
    handler.look("gerechtelijk-betekend")
    open_case(handler, story.numbers[PAID_LATER])
    handler.sees("Gesloten")
    handler.look("dossier-gesloten")
