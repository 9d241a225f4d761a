"""On the page of the legal track a handler says what the deed may say; a refusal keeps what was typed."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cases.models import Case, RoleName
from cases.store import DocumentStore
from tests.agency.desk.test_actions import send, words
from tests.cases.legal_track.writ_cases import ready_case
from tests.web import add_user, sign_in

Login = Callable[[RoleName], FlaskClient]
COURT = {"court": "ja", "court_on": "21-11-2026", "court_how": "E-mail van mevrouw Bos"}


@pytest.fixture
def case(writing: Session, store: DocumentStore) -> Case:
    """Ready for the writ, with a name and words that a person must look at."""
    made = ready_case(writing, store, subject="Levering ivm storing")
    made.debtor.surname = "Asch en Van Wijck"
    writing.commit()
    return made


@pytest.fixture
def handler(login: Login) -> FlaskClient:
    """A handler who knows nothing of the case yet."""
    return login(RoleName.LEGAL_LEAD)


@pytest.fixture
def login(app: Flask) -> Login:
    """Others than the people of the case, whose addresses are taken."""

    def make(role: RoleName) -> FlaskClient:
        browser = app.test_client()
        email = add_user(app, role, email=f"tweede-{role.value}@voorbeeld.test", belongs=False)
        assert sign_in(browser, email).status_code == 302
        return browser

    return make


def test_everything_that_waits_is_said_and_can_be_answered(handler: FlaskClient, case: Case) -> None:
    base = f"/dossiers/{case.id}"
    text = words(handler.get(f"{base}/gerechtelijk").text)
    assert "2 ontbreken van de" in text
    assert "De naam lijkt van meer personen" in text
    assert "“ivm” voluit: in verband met" in text
    assert "Niets vastgelegd: het exploot noemt de rechter niet." in text
    for address, values in (
        ("afkortingen", {"words": "ivm"}), ("naam", {"person_note": "Achternaam volgens het contract"}),
        ("rechter", COURT), ("geen-verweer", {"no_defence_note": ""}),
    ):
        assert send(handler, f"{base}/exploot/{address}", **values).status_code == 302, address
    text = words(handler.get(f"{base}/gerechtelijk").text)
    assert "Alles is er." in text
    assert "Opdrachtgever wil naar de rechter: gezegd op 21-11-2026" in text
    assert "Geen verweer bekend, bevestigd op" in text
    assert "Voor het exploot: naam van de schuldenaar nagekeken" in words(handler.get(base).text)
    assert send(handler, f"{base}/exploot", bailiff_office_id="1").status_code == 302


@pytest.mark.parametrize(("address", "values", "said"), [
    ("rechter", {"court": "ja", "court_on": "22-11-2026", "court_how": "Brief van B."}, "Brief van B."),
    ("rechter", {"court_on": "21-11-2026", "court_how": "Brief van B."}, "Kies of de opdrachtgever"),
    ("verweer", {"defence": ""}, "Beschrijf het verweer"),
    ("verweer", {"defence": "BSN 111222333"}, "burgerservicenummer"),
    ("naam", {"person_note": ""}, "Vul in waaruit blijkt"),
    ("afkortingen", {"words": "andere"}, "De teksten zijn intussen veranderd"),
])
def test_a_refusal_lands_on_the_page_with_what_was_typed(
    handler: FlaskClient, case: Case, address: str, values: dict[str, str], said: str
) -> None:
    answer = send(handler, f"/dossiers/{case.id}/exploot/{address}", **values)
    assert answer.status_code == 422
    assert said in answer.text


def test_the_same_form_sent_twice_counts_once(handler: FlaskClient, case: Case) -> None:
    for _ in range(2):
        assert send(handler, f"/dossiers/{case.id}/exploot/rechter", token="one", **COURT).status_code == 302
    assert handler.get(f"/dossiers/{case.id}").text.count("Voor het exploot: opdrachtgever wil") == 1
