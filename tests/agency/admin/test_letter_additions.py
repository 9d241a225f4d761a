"""The pages on which an agency adds a paragraph to its letters and chooses their colour, each seen before it is so."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency import database
from cases.models import AgencyProfile, LetterKind, RoleName, SecondLook
from cases.setup import letter_additions
from letters.additions import MOST
from tests.agency.admin.test_setup import AGENCY, send
from tests.factories import make_agency
from tests.web import add_user, sign_in

Login = Callable[[RoleName], FlaskClient]
KIND = LetterKind.REMINDER
PAGE = f"/beheer/teksten/soort/{KIND.value}"
ASK, LOOK = f"{PAGE}/aanvulling", f"{PAGE}/aanvulling/voorbeeld"
ADDED = "Wij helpen u graag. Kom gerust langs op ons kantoor."
OTHER = "Wij spreken ook Engels en Pools. Vraag er gerust naar."


@pytest.fixture
def second(app: Flask) -> FlaskClient:
    """A browser of another administrator."""
    browser = app.test_client()
    sign_in(browser, add_user(app, RoleName.ADMIN, email="tweede@voorbeeld.test", name="T. Weede"))
    return browser


def pictures(page: str) -> list[str]:
    return [each.split('"')[0] for each in page.split('src="data:image/png;base64,')[1:]]


def looks(app: Flask) -> int:
    with app.app_context():
        return len(database.session().scalars(select(SecondLook)).all())


def test_a_paragraph_is_looked_at_asked_and_confirmed(app: Flask, login: Login, second: FlaskClient) -> None:
    admin = login(RoleName.ADMIN)
    before = admin.get(PAGE).text
    assert "Deze brief heeft geen aanvulling." in before
    shown = send(admin, LOOK, {"addition": ADDED}).text
    assert "Er is nog niets gewijzigd." in shown
    assert pictures(shown) != pictures(before)
    assert "aanvulling van uw bureau" in shown
    assert looks(app) == 0
    assert send(admin, ASK, {"addition": ADDED}).location == "/beheer/bevestigen"
    assert "Naar wat er wacht" in admin.get(PAGE).text
    assert pictures(admin.get(PAGE).text) == pictures(before)
    assert "U vroeg dit zelf." in admin.get("/beheer/bevestigen/1").text
    look = second.get("/beheer/bevestigen/1").text
    assert ADDED in look
    assert pictures(look) == pictures(shown)
    send(second, "/beheer/bevestigen/1/ja", {})
    with app.app_context():
        assert letter_additions.in_use(database.session()) == {KIND: ADDED}
    page = admin.get(PAGE).text
    assert "Goedgekeurd door M. Voorbeeld en T. Weede op" in page
    assert pictures(page) == pictures(shown)
    assert pictures(second.get("/beheer/bevestigen/1").text) == []
    assert "Aanvulling op een brief" in second.get("/beheer/bevestigen/1").text


def test_versions_of_before_can_be_read(login: Login, second: FlaskClient) -> None:
    admin = login(RoleName.ADMIN)
    for number, text in enumerate((ADDED, OTHER, ""), 1):
        send(admin, ASK, {"addition": text})
        send(second, f"/beheer/bevestigen/{number}/ja", {})
    page = admin.get(PAGE).text
    assert "Deze brief heeft geen aanvulling." in page
    assert page.index("Eerdere aanvullingen") < page.index(OTHER) < page.index(ADDED)


@pytest.mark.parametrize("address", [ASK, LOOK])
@pytest.mark.parametrize(("text", "told"), [
    ("Wij leggen beslag op uw loon.", "Een beslag noemt u niet"),
    ("Betaal binnen tien dagen aan ons.", "noem geen termijn"),
    ("Wij helpen u graag, met BSN 111222333.", "burgerservicenummer"),
    (f"Wij helpen u{' graag' * 80}.", f"Gebruik ten hoogste {MOST} tekens."),
    ("", "Deze brief heeft geen aanvulling."),
])
def test_what_may_not_is_told_at_the_form_and_what_was_typed_stays(
    app: Flask, login: Login, address: str, text: str, told: str
) -> None:
    answer = send(login(RoleName.ADMIN), address, {"addition": text})
    assert answer.status_code in (409, 422)
    assert told in answer.text
    assert "Controleer uw invoer" in answer.text
    assert f">\n{text}</textarea>" in answer.text.replace("\r", "")
    assert looks(app) == 0


def test_every_reason_is_told_at_once(login: Login) -> None:
    page = send(login(RoleName.ADMIN), LOOK, {"addition": "Betaal binnen tien dagen, of wij leggen beslag"}).text
    for told in ("Eindig met een punt", "“dagen”: noem geen termijn", "“beslag”: Een beslag noemt u niet"):
        assert told in page
    assert page.count("beslag”") == 1


def test_a_page_more_is_told(login: Login) -> None:
    admin = login(RoleName.ADMIN)
    long = " ".join(["Wij helpen u graag bij elke vraag die u hebt."] * 8)
    address = f"/beheer/teksten/soort/{LetterKind.FIRST_NOTICE.value}/aanvulling/voorbeeld"
    assert "een bladzijde langer" in send(admin, address, {"addition": long}).text
    assert "een bladzijde langer" not in send(admin, LOOK, {"addition": long}).text


def test_who_only_confirms_reads_it_and_others_do_not(app: Flask, login: Login) -> None:
    lawyer = app.test_client()
    sign_in(lawyer, add_user(app, RoleName.OUTSIDER, email="mr@verweg.test", name="Mr. V. Verweg"))
    page = lawyer.get(PAGE).text
    assert "Aanvulling van uw bureau" in page
    assert "Voorbeeld bekijken" not in page
    assert send(lawyer, ASK, {"addition": ADDED}).status_code == 403
    assert send(login(RoleName.HANDLER), LOOK, {"addition": ADDED}).status_code == 403
    assert send(login(RoleName.ADMIN), "/beheer/teksten/soort/niets/aanvulling", {"addition": ADDED}).status_code == 404


def test_the_colour_is_looked_at_before_it_is_saved(app: Flask, login: Login) -> None:
    admin = login(RoleName.ADMIN)
    with app.app_context(), database.transaction() as session:
        make_agency(session)
    before = admin.get("/beheer/bureau").text
    assert "Zo zien uw brieven er nu uit." in before
    shown = send(admin, "/beheer/bureau/voorbeeld", AGENCY | {"accent": "#8B1E3F"}).text
    assert "Er is nog niets opgeslagen." in shown
    assert pictures(shown) != pictures(before)
    assert 'value="#8B1E3F"' in shown
    with app.app_context():
        assert database.session().scalars(select(AgencyProfile.accent)).one() == ""
    refused = send(admin, "/beheer/bureau/voorbeeld", AGENCY | {"accent": "#ffd700"})
    assert refused.status_code == 422
    assert "te licht om op wit te lezen" in refused.text
    assert pictures(refused.text) == pictures(before)


def test_the_colour_is_saved_told_and_seen_in_every_example(app: Flask, login: Login) -> None:
    admin = login(RoleName.ADMIN)
    plain = pictures(admin.get(PAGE).text)
    assert send(admin, "/beheer/bureau", AGENCY | {"accent": "#8b1e3f", "seen": ""}).location == "/beheer"
    page = admin.get("/beheer/bureau").text
    assert 'value="#8b1e3f"' in page
    assert "Kleur van de brieven" in page
    assert pictures(admin.get(PAGE).text) != plain
    refused = send(admin, "/beheer/bureau", AGENCY | {"accent": "geel"})
    assert refused.status_code == 422
    assert "een # en zes tekens" in refused.text
    with app.app_context():
        assert database.session().scalars(select(AgencyProfile.accent)).one() == "#8b1e3f"
