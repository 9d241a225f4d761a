"""`/gezond` and `/metrics`: a word for a stranger, figures for who may read them, and nothing of anybody."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from agency import clock, database
from agency.background.noting import note
from agency.watching import condition
from cases.models import Duty, DutyName, RoleName
from tests.owner import as_owner
from tests.web import app_on, make_app

TOKEN = "een-lange-sleutel-voor-de-meter-1234567890"


@pytest.fixture
def whole(database_url: str, tmp_path: Path, queue_url: str) -> Iterator[Flask]:
    """An application that has all that it needs."""
    with app_on(database_url, tmp_path, redis_url=queue_url) as made:
        yield made


def asked(app: Flask, address: str) -> tuple[int, str]:
    app.extensions.pop("condition", None)  # as after some seconds
    app.extensions.pop("duties", None)
    answer = app.test_client().get(address)
    return answer.status_code, answer.text


def test_a_stranger_hears_one_word(whole: Flask) -> None:
    assert asked(whole, "/gezond") == asked(whole, "/gezond/klaar") == asked(whole, "/gezond/leeft") == (200, "ok")


def lose_queue(app: Flask) -> None:
    app.config["REDIS_URL"] = "redis://127.0.0.1:1/0"


def lose_store(app: Flask) -> None:
    Path(app.config["DOCUMENT_STORE"]).write_text("geen map")


def lose_tables(app: Flask) -> None:
    with app.app_context(), database.engine().execution_options(read_only=False).begin() as connection:
        as_owner(connection, "UPDATE alembic_version SET version_num = '0001'")


@pytest.mark.parametrize(("lose", "key"), [
    (lose_queue, "queue"), (lose_store, "store"), (lose_tables, "tables"),
], ids=["queue", "store", "tables"])
def test_what_is_lost_is_told_by_a_word_and_to_administrators_in_words(
    whole: Flask, lose: Callable[[Flask], None], key: str
) -> None:
    lose(whole)
    assert asked(whole, "/gezond") == asked(whole, "/gezond/klaar") == (503, "niet ok")
    assert asked(whole, "/gezond/leeft") == (200, "ok")
    assert f'incasso_ready{{check="{key}"}} 0' in asked(whole, "/metrics")[1]
    with whole.app_context():
        assert [each.key for each in condition.checked() if not each.is_good] == [key]


def test_a_database_that_is_gone_is_told_without_an_error(tmp_path: Path, queue_url: str) -> None:
    app = make_app("postgresql+psycopg://iemand:geheim@127.0.0.1:1/weg", tmp_path, redis_url=queue_url)
    assert asked(app, "/gezond/klaar") == (503, "niet ok")
    status, figures = asked(app, "/metrics")
    assert status == 200
    assert 'incasso_ready{check="database"} 0' in figures
    assert "geheim" not in figures


def test_newer_tables_are_no_reason_to_stop(whole: Flask) -> None:
    """A new version brings its tables before its processes start; those of before go on until then."""
    with whole.app_context(), database.engine().execution_options(read_only=False).begin() as connection:
        as_owner(connection, "UPDATE alembic_version SET version_num = '9999'")
    assert asked(whole, "/gezond/klaar") == (200, "ok")


def test_a_silent_duty_is_an_alarm_and_no_reason_to_send_visitors_elsewhere(whole: Flask) -> None:
    with whole.app_context():
        for each in DutyName:
            note(each)
        with database.transaction() as writing:
            writing.get_one(Duty, DutyName.DAILY_RUN).good_at = clock.now() - timedelta(days=1)
    assert asked(whole, "/gezond") == (503, "niet ok")
    assert asked(whole, "/gezond/klaar") == (200, "ok")
    figures = asked(whole, "/metrics")[1]
    assert 'incasso_duty_silent{duty="daily_run"} 1' in figures
    assert 'incasso_duty_silent{duty="sweep"} 0' in figures


def test_the_figures_are_well_formed_and_count_what_was_asked(whole: Flask) -> None:
    browser = whole.test_client()
    for address in ("/inloggen", "/inloggen", "/bestaat-niet?q=Jansje", "/zoeken"):
        browser.get(address)
    figures = browser.get("/metrics")
    assert figures.content_type.startswith("text/plain; version=0.0.4")
    lines = figures.text.splitlines()
    assert 'incasso_requests_total{route="security.login",status="200"} 2' in lines
    assert 'incasso_requests_total{route="other",status="404"} 1' in lines
    assert 'incasso_request_seconds_count{route="security.login"} 2' in lines
    assert 'incasso_request_seconds_bucket{route="security.login",le="+Inf"} 2' in lines
    assert "incasso_jobs_failed 0" in lines
    assert "Jansje" not in figures.text
    named = {line.split()[2] for line in lines if line.startswith("# TYPE")}
    for line in lines:
        if not line.startswith("#"):
            name, _, value = line.rpartition(" ")
            float(value)
            base = name.partition("{")[0]
            assert any(base == each or base.removeprefix(each) in ("_bucket", "_sum", "_count") for each in named), line


@pytest.mark.parametrize(("headers", "address", "token", "status"), [
    ({}, "127.0.0.1", None, 200),
    ({}, "::1", None, 200),
    ({}, "10.0.0.8", None, 404),
    ({"X-Forwarded-For": "203.0.113.9"}, "127.0.0.1", None, 404),  # through a proxy that has a page for everybody
    ({}, "127.0.0.1", TOKEN, 404),
    ({"Authorization": f"Bearer {TOKEN}"}, "10.0.0.8", TOKEN, 200),
    ({"Authorization": f"Bearer {TOKEN[:-1]}"}, "10.0.0.8", TOKEN, 404),
], ids=["here", "here too", "elsewhere", "passed on", "no token", "token", "wrong token"])
def test_the_figures_are_for_this_machine_or_who_carries_the_token(
    app: Flask, headers: dict[str, str], address: str, token: str | None, status: int
) -> None:
    app.config["METRICS_TOKEN"] = token
    answer = app.test_client().get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status


def test_an_administrator_reads_how_it_stands(app: Flask, login: Callable[[RoleName], FlaskClient]) -> None:
    with app.app_context():
        note(DutyName.SWEEP)
    page = login(RoleName.ADMIN).get("/beheer/toestand").text
    for said in ("Wachtrij", "geen antwoord", "Er gaat niets verloren", "Achtergrondwerk", "Wat wacht"):
        assert said in page
    assert login(RoleName.HANDLER).get("/beheer/toestand").status_code == 403
