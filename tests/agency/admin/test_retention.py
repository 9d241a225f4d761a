"""What is over is asked by one administrator, confirmed by another, done by the clock, and listed elsewhere."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from agency import clock, database
from agency.background import erasing
from agency.background.schedule import seal_waiting
from cases.amicable import legal_holds
from cases.erasing import closed_cases
from cases.models import Case, CaseToErase, ClosingReason, Debtor, Erasure, RoleName, SecondLook, Task, User
from cases.store import DocumentStore
from cases.trace import erased_list, sealing
from tests.agency.admin.test_setup import send
from tests.agency.desk.test_actions import words
from tests.cases.amicable.endings import close
from tests.factories import TODAY, make_case
from tests.web import add_user, make_app, sign_in

HERE = "/beheer/bewaartermijnen"
WORDS_GO, PERSON_GOES = date(2028, 11, 22), date(2033, 11, 22)
Login = Callable[[RoleName], FlaskClient]


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    """The application on the day on which who it was may go, with two cases that closed seven years ago."""
    then = make_app(sqlite_url, tmp_path, today=TODAY)
    with then.app_context(), database.transaction() as session:
        for number in ("1", "2"):
            case = make_case(
                session, DocumentStore(tmp_path / "documents"), customer=f"K-{number}", invoice=f"F-{number}",
                surname=f"Zwaluwenburg{number}", email=f"z{number}@voorbeeld.test", phone=f"06 1000000{number}",
            )
            close(session, case, ClosingReason.WITHDRAWN_BY_CLIENT, TODAY)
    return make_app(sqlite_url, tmp_path, today=PERSON_GOES)


@pytest.fixture
def second(app: Flask) -> FlaskClient:
    """The other administrator."""
    browser = app.test_client()
    sign_in(browser, add_user(app, RoleName.ADMIN, email="tweede@voorbeeld.test", name="T. Weede"))
    return browser


def tick(app: Flask) -> int:
    """What the clock does."""
    with app.app_context():
        seal_waiting(sealing.AT_ONCE)
        return erasing.go_on(DocumentStore(Path(app.config["DOCUMENT_STORE"])), app.config["ERASED"])


def look_id(app: Flask) -> int:
    with app.app_context():
        return database.session().scalars(select(SecondLook.id).order_by(SecondLook.id.desc())).first() or 0


def pages_of_a_case(app: Flask) -> list[str]:
    """The addresses at the desk that name a case and nothing else."""
    found = [
        rule.rule for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("desk.") and rule.arguments == {"case_id"} and "GET" in (rule.methods or ())
    ]
    assert len(found) > 5
    return found


def test_one_asks_another_confirms_and_the_clock_does_it(app: Flask, login: Login, second: FlaskClient) -> None:
    admin = login(RoleName.ADMIN)
    page = words(admin.get(f"{HERE}?wat=persoon").text)
    assert "Vraag om te wissen: 2 dossiers" in page
    assert send(admin, f"{HERE}/wissen?wat=persoon", {}).status_code == 302
    assert "Dit is gevraagd en nog niet gedaan: 2 dossiers" in words(admin.get(f"{HERE}?wat=persoon").text)
    asked = f"/beheer/bevestigen/{look_id(app)}"
    shown = words(second.get(asked).text)
    assert "Over 2 dossiers waarvan de bewaartermijn voorbij is" in shown
    assert shown.count("gaat weg") >= 2
    assert "gesloten op 21-11-2026" in shown
    assert "Zwaluwenburg" not in shown
    assert send(admin, f"{asked}/ja", {}).status_code == 422  # not who asked it
    assert tick(app) == 0
    with app.app_context(), database.transaction() as session:
        held = session.scalars(select(Case).order_by(Case.id)).first()
        keeper = session.scalars(select(User)).first()
        assert held is not None
        assert keeper is not None
        legal_holds.place(session, clock.act(keeper.id), held.id, reason="Klacht loopt")
    send(second, f"{asked}/ja", {})
    assert "binnen een paar minuten" in words(second.get("/beheer/bevestigen").text)
    assert (tick(app), tick(app)) == (1, 0)
    with app.app_context():
        session = database.session()
        names = session.scalars(select(Debtor.surname).order_by(Debtor.id)).all()
        assert names == ["Zwaluwenburg1", "persoon 2"]
        assert session.scalar(select(func.count()).select_from(CaseToErase)) == 0
        told = session.scalars(select(Erasure).where(Erasure.source == "case")).one()
        assert told.second_look_id == look_id(app)
        listed = erased_list.read(app.config["ERASED"])
        assert [(each.scope, each.case_id, each.closed_on) for each in listed] == [("person", 2, TODAY)]
    handler = login(RoleName.HANDLER)
    for page in pages_of_a_case(app):
        answer = handler.get(page.replace("<int:case_id>", "2"))
        assert answer.status_code < 500, page
        assert "Zwaluwenburg" not in answer.text, page
    assert "persoon 2" in handler.get("/dossiers/2").text
    assert "blijft: bewaren tot nader order" in words(admin.get(f"{HERE}?wat=persoon").text)


def test_what_a_crash_left_out_of_the_list_is_listed_the_next_time(
    app: Flask, login: Login, second: FlaskClient
) -> None:
    send(login(RoleName.ADMIN), f"{HERE}/wissen?wat=woorden", {})
    send(second, f"/beheer/bevestigen/{look_id(app)}/ja", {})
    assert tick(app) == 2
    outside: Path = app.config["ERASED"]
    listed = outside.read_text()
    outside.unlink()
    assert tick(app) == 0
    assert outside.read_text() == listed


def test_the_clock_asks_an_administrator_once_a_month(app: Flask, login: Login) -> None:
    login(RoleName.ADMIN)
    with app.app_context():
        for _ in range(2):
            with database.transaction() as session:
                closed_cases.ask(session, clock.act())
        tasks = database.session().scalars(select(Task).where(Task.key.startswith("erasure:"))).all()
    assert [task.what for task in tasks] == [
        "Bekijk bij Beheer, Bewaartermijnen wat weg mag: van gesloten dossiers is de termijn voorbij"
    ]
