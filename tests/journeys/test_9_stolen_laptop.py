"""A stolen laptop: from the telephone every log-in is seen and ended, and the administrator reads what happened."""

import pytest

from tests.journeys.claim_file import PAYER
from tests.journeys.conftest import Arrival
from tests.journeys.desk import open_case
from tests.journeys.story import ADMINISTRATOR, HANDLER, Story
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
TELEPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
STRANGER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TYPED_BY_THE_THIEF = "Getypt op de gestolen laptop"


def test_a_stolen_laptop(story: Story, arrive: Arrival) -> None:
    story.needs("handler")
    laptop = arrive(HANDLER, device=LAPTOP)
    open_case(laptop, story.numbers[PAYER])
    laptop.field("Uitkomst").select_option(label="Voicemail")
    laptop.fill({"Notitie": TYPED_BY_THE_THIEF})
    guessing = arrive(device=STRANGER)  # the thief also found the password, and stops at the second step
    guessing.log_in(HANDLER, story.passwords[HANDLER])
    guessing.heading("Tweede stap")

    telephone = arrive(HANDLER, device=TELEPHONE)
    telephone.open("/ingelogd")
    said = telephone.said("Safari op iPhone dit apparaat", "Firefox op Windows", "Firefox op Linux")
    assert "tweede stap niet gedaan" in said
    telephone.look("ingelogd")
    telephone.press("Uitloggen", within=telephone.page.get_by_role("row", name="Firefox op Windows"))
    telephone.sees("Dat apparaat is uitgelogd.")
    _is_out(laptop)
    telephone.press("Alle andere apparaten uitloggen")
    telephone.sees("Op alle andere apparaten bent u uitgelogd.")
    telephone.sees_no("button", "Alle andere apparaten uitloggen")
    telephone.look("overal-uitgelogd")
    guessing.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # the thief comes back to it
    guessing.sees("U bent hier niet meer ingelogd.")
    guessing.page.reload()
    guessing.heading("Inloggen")
    open_case(telephone, story.numbers[PAYER])
    assert TYPED_BY_THE_THIEF not in telephone.said(story.numbers[PAYER], "Saldo op")
    _read_by_the_administrator(arrive(ADMINISTRATOR))


def _is_out(laptop: Visitor) -> None:
    """What was being typed on it goes nowhere, and no page opens any more."""
    laptop.press_here("Vastleggen")
    laptop.heading("Inloggen")
    laptop.open("/dossiers")
    laptop.heading("Inloggen")


def _read_by_the_administrator(admin: Visitor) -> None:
    admin.open("/beheer/logboek")
    admin.field("Persoon").select_option(label="Hanna de Handelaar")
    admin.field("Wat").select_option(label="Uitgelogd")
    admin.press("Toon")
    admin.sees("beëindigd vanaf een ander apparaat", "127.0.0.1")
    admin.look("logboek-uitgelogd")
