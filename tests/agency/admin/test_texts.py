"""The page of texts: stopped by one, released by two; the batch that waits says why."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agency import database
from cases.models import RoleName
from cases.setup import text_stops
from cases.store import DocumentStore
from letters.catalogue import catalogue
from tests.agency.admin.test_setup import send
from tests.factories import make_case, order_first_notice
from tests.web import add_user, sign_in

Login = Callable[[RoleName], FlaskClient]
NEWEST = f"first_notice/{catalogue()['first_notice'].version}"


@pytest.fixture
def batch_id(app: Flask, tmp_path: Path) -> int:
    """A batch with one letter that was ordered."""
    with app.app_context(), database.transaction() as session:
        return order_first_notice(session, make_case(session, DocumentStore(tmp_path / "documents"))).id


def stop(admin: FlaskClient, **changes: str) -> str:
    form = {"text": NEWEST, "channel": "ordinary_post", "reason": "De termijn staat er verkeerd."} | changes
    return send(admin, "/beheer/teksten/stilzetten", form).text


def test_a_text_is_stopped_and_released_and_the_batch_says_so(app: Flask, login: Login, batch_id: int) -> None:
    admin, handler, second = login(RoleName.ADMIN), login(RoleName.HANDLER), app.test_client()
    sign_in(second, add_user(app, RoleName.ADMIN, email="tweede@voorbeeld.test", name="T. Weede"))
    page = admin.get("/beheer/teksten").text
    assert "Er is niets stilgezet." in page
    assert "Flesch-Douma" in page
    assert "moeilijker dan mag" not in page
    assert "Schrijf op waarom deze tekst wordt stilgezet." in stop(admin, reason="")
    stop(admin)
    page = admin.get("/beheer/teksten").text
    assert "De termijn staat er verkeerd." in page
    waiting = handler.get(f"/brieven/{batch_id}").text
    assert "stilgezet door M. Voorbeeld: De termijn staat er verkeerd." in waiting
    assert "er loopt geen termijn" in waiting

    asked = send(admin, "/beheer/teksten/1/vrijgeven", {"reason": "De jurist las hem na."})
    assert asked.location == "/beheer/bevestigen"
    assert "U vroeg dit zelf." in admin.get("/beheer/bevestigen/1").text
    assert "De jurist las hem na." in second.get("/beheer/bevestigen/1").text
    send(second, "/beheer/bevestigen/1/ja", {})
    with app.app_context():
        assert text_stops.standing(database.session()) == []
    assert "Vrijgegeven door T. Weede" in admin.get("/beheer/teksten/1").text
    assert "stilgezet" not in handler.get(f"/brieven/{batch_id}").text


def test_all_channels_at_once_and_a_stop_that_is_not_there(app: Flask, login: Login) -> None:
    admin = login(RoleName.ADMIN)
    stop(admin, channel="")
    with app.app_context():
        assert len(text_stops.standing(database.session())) == 4
    assert "Deze tekst is al stilgezet." in stop(admin, channel="")
    assert admin.get("/beheer/teksten/99").status_code == 404
