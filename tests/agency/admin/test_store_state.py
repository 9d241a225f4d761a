"""What an administrator sees of the stored documents: little room, what the last check found, a store that is away."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from agency.resources import store
from cases.invariants.store_standing import Round, Standing, note
from cases.models import RoleName
from cases.store import DocumentStore
from tests.conftest import NOW

Login = Callable[[RoleName], FlaskClient]


def spare(app: Flask, *, of_room: float) -> None:
    """Let that part of the room on this disk be what must stay free."""
    with app.app_context():
        room = store().room()
        assert room is not None
    app.config["STORE_SPARE"] = int(room * of_room)
    app.extensions.pop("store")


def test_every_page_of_an_administrator_says_that_there_is_little_room(app: Flask, login: Login) -> None:
    admin, handler = login(RoleName.ADMIN), login(RoleName.HANDLER)
    assert "De schijf met documenten" not in admin.get("/beheer").text
    spare(app, of_room=0.7)
    for address in ("/beheer", "/beheer/gebruikers"):
        assert "De schijf met documenten raakt vol" in admin.get(address).text
    assert "De schijf met documenten" not in handler.get("/werk", follow_redirects=True).text
    spare(app, of_room=2)
    assert "De schijf met documenten is vol" in admin.get("/beheer").text


def test_the_overview_tells_what_the_last_check_of_the_store_found(app: Flask, login: Login) -> None:
    admin, place = login(RoleName.ADMIN), DocumentStore(Path(app.config["DOCUMENT_STORE"]))
    assert "nagekeken" not in admin.get("/beheer").text
    good = Round(began_at=NOW, looked=12)
    note(place, Standing(good_at=NOW, done_at=NOW, last=good))
    assert "voor het laatst helemaal nagekeken en was goed" in admin.get("/beheer").text
    faults = tuple(f"document {number}: het bestand ontbreekt" for number in range(3))
    note(place, Standing(good_at=NOW, done_at=NOW, last=replace(good, wrong=5, first=faults)))
    page = admin.get("/beheer").text.replace("\xa0", " ")
    for words in ("5 fouten", faults[0], "en nog 2", "was alles nog goed"):
        assert words in page, words
    place.root.rename(place.root.with_name("aside"))
    place.root.touch()
    assert "De opslag van documenten is niet te bereiken" in admin.get("/beheer").text
