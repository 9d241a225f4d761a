"""Every list asks as many questions for thirty rows as for three, at most a dozen (the start page a few more).

And no page is without a bound.
"""

import re
import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from agency.commands.bench_record import fill
from cases.models import RoleName
from tests.agency.portals import browser_of
from tests.engines import create_engine_for
from tests.factories import TODAY, make_agency
from tests.web import asked, make_app, questions

MOST = 12
# The own tasks, for whom one stands in, and what is nobody's stand above the list; of its rows at once who they are,
# how often and with whom they were approached, and what runs: whether one may call them now.
MOST_ON_START = 21
FEW, MANY = 40, 170
DESK = (
    "/werkbak", "/werkbak?stap=contact_debtor", "/werkbak/verjaring", "/dossiers", "/dossiers?volgorde=naam",
    "/dossiers?volgorde=actie", "/dossiers?fase=amicable&volgorde=naam", "/dossiers?stilstand=ja",
    "/dossiers?tekst=vries", "/zoeken?q=vries", "/zoeken?q=dorpsstraat", "/zoeken?q=vriez", "/zoeken?q=1000 AB",
    "/brieven", "/brieven/1",
)
CLIENT = (
    "", "/dossiers", "/dossiers?toon=stil", "/dossiers?toon=stukken", "/dossiers?toon=akkoord", "/dossiers?q=vries",
    "/uploads", "/uploads/1",
)
BAILIFF = ("/deurwaarder", "/deurwaarder?toon=alles", "/deurwaarder/opdrachten?q=jan")


def _record(template: Path, folder: Path, cases: int) -> str:
    """Address of a record of so many cases."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{cases}.db"
    shutil.copy(template, path)
    engine = create_engine_for(f"sqlite:///{path}")
    with engine.begin() as connection:
        fill(connection, cases=cases, today=TODAY)
    with Session(engine) as session, session.begin():
        make_agency(session)
    engine.dispose()
    return f"sqlite:///{path}"


@pytest.fixture(scope="module")
def apps(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Flask]:
    """An application on a small record and one on a larger."""
    folder = tmp_path_factory.mktemp("records")
    return {
        cases: make_app(_record(sqlite_template, folder, cases), folder / f"instance-{cases}", today=TODAY)
        for cases in (FEW, MANY)
    }


def _asked(browsers: dict[int, FlaskClient], address: str) -> None:
    is_typed = "q=" in address or "tekst=" in address
    shown = {cases: asked(browser, address) if is_typed else address for cases, browser in browsers.items()}
    for cases, browser in browsers.items():
        browser.get(shown[cases])  # what is read once and kept
    found = {cases: questions(browser, shown[cases]) for cases, browser in browsers.items()}
    most = MOST_ON_START if address.partition("?")[0] == "/werkbak" else MOST
    most += is_typed  # whether the trace tells of this search already
    assert len(found[FEW]) == len(found[MANY]) <= most, "\n\n".join(found[MANY])


@pytest.fixture(scope="module")
def desk(apps: dict[int, Flask]) -> dict[int, FlaskClient]:
    return {each: browser_of(app, RoleName.HANDLER, email="h@voorbeeld.test") for each, app in apps.items()}


@pytest.fixture(scope="module")
def client(apps: dict[int, Flask]) -> dict[int, FlaskClient]:
    return {
        each: browser_of(app, RoleName.CLIENT, email="c@voorbeeld.test", client_id=1) for each, app in apps.items()
    }


@pytest.fixture(scope="module")
def bailiff(apps: dict[int, Flask]) -> dict[int, FlaskClient]:
    return {
        each: browser_of(app, RoleName.BAILIFF, email="b@voorbeeld.test", office_id=1) for each, app in apps.items()
    }


@pytest.mark.parametrize("address", DESK)
def test_a_list_of_the_desk_asks_as_much_for_many_rows(desk: dict[int, FlaskClient], address: str) -> None:
    _asked(desk, address)


@pytest.mark.parametrize("address", CLIENT)
def test_so_does_one_of_the_client(client: dict[int, FlaskClient], address: str) -> None:
    _asked(client, f"/opdrachtgever{address}")


@pytest.mark.parametrize("address", BAILIFF)
def test_and_one_of_the_bailiff(bailiff: dict[int, FlaskClient], address: str) -> None:
    _asked(bailiff, address)


def _rows(page: str, at: str) -> int:
    return len(set(re.findall(rf'href="{at}/(\d+)["#?]', page)))


@pytest.fixture(scope="module")
def large(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Three thousand cases: more than is counted."""
    folder = tmp_path_factory.mktemp("large")
    return make_app(_record(sqlite_template, folder, 3000), folder / "instance", today=TODAY)


@pytest.fixture(scope="module")
def handler(large: Flask) -> FlaskClient:
    return browser_of(large, RoleName.HANDLER, email="h@voorbeeld.test")


@pytest.fixture(scope="module")
def owner(large: Flask) -> FlaskClient:
    return browser_of(large, RoleName.CLIENT, email="c@voorbeeld.test", client_id=1)


def test_counts_say_a_thousand_and_more(handler: FlaskClient, owner: FlaskClient) -> None:
    for browser, address, said in (
        (handler, "/dossiers", "1.000+\u00a0dossiers"), (handler, "/werkbak", "Alles (1.000+)"),
        (owner, "/opdrachtgever/dossiers", '(1.000+)</span>'), (owner, "/opdrachtgever", "1.000+</a>"),
    ):
        assert said in browser.get(address).text, address


def test_an_upload_lists_its_cases_by_pages(owner: FlaskClient) -> None:
    first = owner.get("/opdrachtgever/uploads/1").text
    assert "300\u00a0dossiers tonen" in first
    seen, page = set(), first
    for _ in range(3):
        found = re.findall(r'href="/opdrachtgever/dossiers/(\d+)"', page)
        assert len(found) <= 100
        assert not seen & set(found)
        seen |= set(found)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        page = owner.get(following[1].replace("&amp;", "&")).text if following else ""
    assert len(seen) == 300


def test_a_batch_shows_a_page_and_refreshes_only_how_far_it_is(large: Flask, handler: FlaskClient) -> None:
    engine = create_engine_for(large.config["SQLALCHEMY_DATABASE_URI"].render_as_string())
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT count(*) FROM letter WHERE batch_id = 1")) == 999
        connection.execute(text("UPDATE letter SET state = 'queued', pdf_id = NULL WHERE batch_id = 1 AND id > 400"))
    page, asked = handler.get("/brieven/1").text, {"HX-Request": "true"}
    assert _rows(page, "/dossiers") == 50
    assert "200 van 999" in page.replace("\u00a0", " ")
    fragment = handler.get("/brieven/1", headers=asked).text
    assert len(fragment) < 1000
    assert "every 2s" in fragment
    assert "200 van 999" in fragment.replace("\u00a0", " ")
    with engine.begin() as connection:
        connection.execute(text("UPDATE letter SET state = 'rendered' WHERE batch_id = 1 AND id > 400"))
    engine.dispose()
    done = handler.get("/brieven/1", headers=asked)
    assert done.headers["HX-Retarget"] == "#verzending"
    assert "every 2s" not in done.text
    assert _rows(done.text, "/dossiers") == 50
    numbers, after = [], page
    for _ in range(21):
        numbers += re.findall(r'<a href="/dossiers/\d+">([0-9-]+)</a>', after)
        following = re.search(r'rel="next" href="([^"]+)"', after)
        if following is None:
            break
        after = handler.get(following[1].replace("&amp;", "&")).text
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 999
