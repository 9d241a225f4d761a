"""What is searched stands in no address to be read, and back, a bookmark, another page and another order still work."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency import database, maintenance
from agency.web import veiled
from cases.models import Case, RoleName
from cases.queries.desk import work
from cases.queries.desk.work import Filter
from cases.queries.keyset import Turned
from tests.agency.portals import browser_of, store_of
from tests.architecture.hostile import VALUES
from tests.factories import TODAY, make_case, make_client
from tests.web import app_on, asked, csrf_of

SEARCHES = ("/zoeken?q={}", "/dossiers?tekst={}&fase=amicable", "/dossiers/openen/zoeken?opdrachtgever=1&zoek={}")


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    with app_on(sqlite_url, tmp_path, today=TODAY) as made:
        with made.app_context(), database.transaction() as session:
            make_case(session, store_of(made))
        yield made


@pytest.fixture
def handler(app: Flask) -> FlaskClient:
    return browser_of(app, RoleName.HANDLER, email="h@voorbeeld.test")


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("words", ["vries", "0612345678", "jansje@voorbeeld.test", "1234 AB 12", "NL02ABNA0123456789"])
def test_no_search_of_the_desk_tells_its_words_in_an_address(handler: FlaskClient, search: str, words: str) -> None:
    where = asked(handler, search.format(words))
    assert not any(part in where for part in words.split())
    assert handler.get(where).status_code in (200, 302)


def test_the_same_address_finds_the_same_again_also_for_a_colleague(app: Flask, handler: FlaskClient) -> None:
    """Back, a bookmark, a link in a message: nothing is kept in the browser or on record for it."""
    where = asked(handler, "/zoeken?q=vries")
    colleague = browser_of(app, RoleName.LEGAL_LEAD, email="l@voorbeeld.test")
    for browser in (handler, handler, colleague):
        assert "Gevonden voor “vries”" in browser.get(where).text


def test_who_sees_other_rows_cannot_open_it(app: Flask, handler: FlaskClient) -> None:
    """Nor a visitor, nor anybody with another key."""
    with app.app_context(), database.transaction() as session:
        mine, other = make_client(session, name="Eigen B.V.").id, make_client(session, name="Ander B.V.").id
    own = browser_of(app, RoleName.CLIENT, email="a@klant.test", client_id=mine)
    foreign = browser_of(app, RoleName.CLIENT, email="b@klant.test", client_id=other)
    of_client = urlsplit(asked(own, "/opdrachtgever/dossiers?q=zwartwoud")).query
    assert "zwartwoud" in own.get(f"/opdrachtgever/dossiers?{of_client}").text
    assert "zwartwoud" not in foreign.get(f"/opdrachtgever/dossiers?{of_client}").text
    of_desk = urlsplit(asked(handler, "/zoeken?q=zwartwoud")).query
    assert "zwartwoud" not in own.get(f"/opdrachtgever/dossiers?{of_desk}").text
    app.extensions.pop("veil")
    app.config["SECRET_KEY"] = "a" * 40
    with app.test_request_context():
        assert veiled.unveil(parse_qs(of_desk)["z"][0]) == ""


@pytest.mark.parametrize("made_up", ["", "vries", "é", "AAAA", "A" * 60, "=" * 9])
def test_what_was_not_made_here_is_a_search_for_nothing(handler: FlaskClient, made_up: str) -> None:
    page = handler.get("/zoeken", query_string={"z": made_up, "q": "vries"})
    assert (page.status_code, "<h1>Zoeken</h1>" in page.text) == (200, True)


def test_what_nobody_types_is_searched_and_finds_nothing(handler: FlaskClient) -> None:
    """Through the form and the address that it leads to."""
    token = csrf_of(handler)
    for value in VALUES:
        for path, field in (("/zoeken", "q"), ("/dossiers", "tekst"), ("/dossiers/openen/zoeken", "zoek")):
            typed = {"csrf_token": token, field: value.encode("utf-8", "surrogatepass"), "opdrachtgever": "1"}
            answer = handler.post(path, data=typed, follow_redirects=True)
            assert answer.status_code in (200, 400), (path, value[:20])


def test_words_come_back_as_they_were_and_tell_only_roughly_how_long_they_are(app: Flask) -> None:
    with app.test_request_context():
        for words in ("x", "de Vries, Jansje", "Çelik 🙂", " a ", "w" * 200):
            assert veiled.unveil(veiled.veil(words)) == words
        assert veiled.veil("") == ""
        assert len({len(veiled.veil("w" * length)) for length in range(1, 32)}) == 1
        assert veiled.veil("vries") == veiled.veil("vries") != veiled.veil("vriez")


def test_pages_and_orders_of_a_search_keep_it(handler: FlaskClient) -> None:
    where = asked(handler, "/dossiers?tekst=vries&volgorde=naam")
    assert parse_qs(urlsplit(where).query)["volgorde"] == ["naam"]
    page = handler.get(where).text
    assert 'value="vries"' in page, "the words stand in their field again"
    sent = dict(parse_qs(urlsplit(where).query))
    wanted = {"csrf_token": csrf_of(handler), "alles": "1", "z": sent["z"][0]}
    assert "1 brief" in handler.post("/brieven/voorbeeld", data=wanted).text.replace("\u00a0", " ")


def test_the_next_page_by_name_has_no_name_in_its_address(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """And begins where the page before ended, both ways, also where two have the same name."""
    monkeypatch.setattr(work, "PAGE_SIZE", 2)
    with app.app_context(), database.transaction() as session:
        for number, surname in enumerate(("Aalders", "Vries", "Vries", "Zwart"), start=2):
            make_case(session, store_of(app), customer=f"K-{number}", invoice=f"F-{number}", surname=surname)
        names = [case.debtor.name for case in session.scalars(select(Case))]
    with app.app_context():
        session, keys, found = database.session(), [""], []
        while keys[-1] is not None:
            page = work.cases(session, Filter(), sort="naam", today=TODAY, turned=Turned(after=keys[-1]))
            found += [row.debtor for row in page.rows]
            keys.append(page.after)  # type: ignore[arg-type]
        assert sorted(found) == sorted(names)
        assert all(key.isdigit() for key in keys[1:-1])
        back = work.cases(session, Filter(), sort="naam", today=TODAY, turned=Turned(before=page.before or ""))
        assert [row.debtor for row in back.rows] == found[-len(page.rows) - 2:-len(page.rows)]
        first = work.cases(session, Filter(), sort="naam", today=TODAY, turned=Turned(after="999"))
        assert [row.debtor for row in first.rows] == found[:2], "a made-up key is the first page"


def test_what_is_searched_during_maintenance_is_found(app: Flask, handler: FlaskClient) -> None:
    """Nothing is kept, all can be read."""
    maintenance.begin(Path(app.config["MAINTENANCE_FILE"]))
    assert "Gevonden voor “vries”" in handler.get(asked(handler, "/zoeken?q=vries")).text
    taken = handler.post("/dossiers/1/notitie", data={"csrf_token": csrf_of(handler), "note": "x"})
    assert taken.status_code == 503
