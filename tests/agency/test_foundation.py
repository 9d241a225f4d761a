"""Settings, the clock and the database session."""

import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask, request
from sqlalchemy import select

from agency import clock, database
from agency.settings import Settings, SettingsError
from agency.web.access import public
from cases.models.accounts import Role
from cases.store import Space
from tests.web import make_app


def test_the_default_needs_nothing_and_keeps_its_key_to_itself(tmp_path: Path) -> None:
    first = Settings.load(instance=tmp_path / "nieuw", environ={})
    again = Settings.load(instance=tmp_path / "nieuw", environ={})
    key = tmp_path / "nieuw" / "secret_key"
    assert first.secret_key == again.secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert first.database_url == f"sqlite:///{tmp_path}/nieuw/agency.db"
    assert first.document_store == f"{tmp_path}/nieuw/documents"
    assert first.redis_url is None


def test_the_environment_is_read(tmp_path: Path) -> None:
    settings = Settings.load(environ={
        "AGENCY_INSTANCE": str(tmp_path), "DATABASE_URL": "postgres://u:p@db/agency", "REDIS_URL": "redis://q",
        "SECRET_KEY": "s" * 32, "AGENCY_TODAY": "2026-11-21", "AGENCY_HTTPS": "1", "AGENCY_PROXIES": "1",
        "TRUSTED_HOSTS": "bureau.test, www.bureau.test",
    })
    assert settings.database_url == "postgresql+psycopg://u:p@db/agency"
    assert settings.today == date(2026, 11, 21)
    assert settings.trusted_hosts == ("bureau.test", "www.bureau.test")
    assert settings.store_spare == 500 * 2**20
    assert settings.client_space == Space(files=100_000, size=20_000 * 2**20)
    assert not (tmp_path / "secret_key").exists()
    other = Settings.load(environ={"AGENCY_INSTANCE": str(tmp_path), "CLIENT_FILES": "500", "CLIENT_MB": "0"})
    assert other.client_space == Space(files=500, size=0)
    assert other.user_space == settings.user_space == Space(files=100_000, size=20_000 * 2**20)
    third = Settings.load(environ={"AGENCY_INSTANCE": str(tmp_path), "USER_FILES": "0", "USER_MB": "300"})
    assert third.user_space == Space(files=0, size=300 * 2**20)


@pytest.mark.parametrize("environ", [
    {"SECRET_KEY": "kort"}, {"AGENCY_HTTPS": "1"}, {"AGENCY_TODAY": "21-11-2026"}, {"AGENCY_PROXIES": "een"},
    {"STORE_URL": "file:///documenten"}, {"STORE_URL": "s3://"}, {"STORE_SPARE_MB": "veel"},
    {"CLIENT_MB": "-1"}, {"USER_FILES": "veel"},
])
def test_an_unsafe_or_unreadable_setting_stops_the_start(tmp_path: Path, environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        Settings.load(instance=tmp_path, environ=environ)


def test_today_can_be_pinned_and_the_time_of_day_goes_on(sqlite_url: str, tmp_path: Path) -> None:
    app = make_app(sqlite_url, tmp_path, today=date(2026, 11, 21))
    with app.app_context():
        assert clock.today() == date(2026, 11, 21)
        assert clock.now().tzinfo is UTC
        assert clock.now().astimezone(clock.AMSTERDAM).date() == date(2026, 11, 21)
        real = datetime.now(clock.AMSTERDAM)
        assert abs(clock.now().astimezone(clock.AMSTERDAM).hour - real.hour) in {0, 1, 23}
    assert clock.today() == datetime.now(clock.AMSTERDAM).date()


def test_pinned_time_never_goes_back_when_it_runs_past_midnight(sqlite_url: str, tmp_path: Path) -> None:
    app = make_app(sqlite_url, tmp_path, today=date(2026, 11, 21))
    with app.app_context():
        for ago in (timedelta(), timedelta(hours=23, minutes=59), timedelta(days=1), timedelta(days=40)):
            app.config["AGENCY_SINCE"] = (since := datetime.now(UTC) - ago)
            first, second = clock.now(), clock.now()
            begun = datetime.combine(date(2026, 11, 21), since.astimezone(clock.AMSTERDAM).time(), clock.AMSTERDAM)
            assert begun <= first <= second, "an invitation taken at 23:59 is not of the future at 0:01"
            assert second.astimezone(clock.AMSTERDAM).date() == clock.today() == date(2026, 11, 21)


def test_an_action_is_committed_whole(app: Flask) -> None:
    with app.app_context():
        with database.transaction() as session:
            session.add(Role(name="nieuw"))
        assert database.session().scalars(select(Role.name)).all() == ["nieuw"]


def test_an_error_undoes_the_whole_action(app: Flask) -> None:
    def half() -> None:
        with database.transaction() as session:
            session.add(Role(name="half"))
            session.flush()
            raise KeyError

    with app.app_context():
        with pytest.raises(KeyError):
            half()
        assert database.session().scalars(select(Role.name)).all() == []


def test_a_change_outside_a_transaction_is_refused_not_lost(app: Flask) -> None:
    with app.app_context():
        database.session().add(Role(name="zwerver"))
        with pytest.raises(RuntimeError, match="outside transaction"):
            database.session().flush()


def test_a_transaction_within_a_transaction_is_refused(app: Flask) -> None:
    with app.app_context(), database.transaction():
        inner = database.transaction()
        with pytest.raises(RuntimeError, match="open already"):
            inner.__enter__()


def test_what_was_read_before_is_read_anew_inside(app: Flask) -> None:
    with app.app_context(), database.transaction() as session:
        session.add(Role(name="een", description="oud"))
    with app.app_context():
        role = database.session().scalars(select(Role)).one()
        with database.engine().execution_options(read_only=False).begin() as other:
            other.exec_driver_sql("UPDATE role SET description = 'nieuw'")
        with database.transaction():
            assert role.description == "nieuw"


def test_reading_does_not_keep_others_from_writing(app: Flask) -> None:
    with app.app_context():
        database.session().scalars(select(Role)).all()
        with database.engine().execution_options(read_only=False).begin() as other:
            other.exec_driver_sql("INSERT INTO role (name, description) VALUES ('x', '')")


def test_the_visitors_address_is_believed_from_the_proxy_alone(sqlite_url: str, tmp_path: Path) -> None:
    app = make_app(sqlite_url, tmp_path, proxies=1, proxy_addresses=("192.0.2.1",))
    app.add_url_rule("/adres", view_func=public(lambda: request.remote_addr or ""))
    told = {"X-Forwarded-For": "192.0.2.200, 198.51.100.7"}
    for peer, believed in (("192.0.2.1", "198.51.100.7"), ("192.0.2.2", "192.0.2.2")):
        assert app.test_client().get("/adres", headers=told, environ_base={"REMOTE_ADDR": peer}).text == believed
