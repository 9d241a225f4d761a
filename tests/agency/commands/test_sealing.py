"""Another FACTOR_KEY: nobody sets up an app anew, `agency user reseal` seals all with it, and the old key may go."""

from pathlib import Path

import pytest
from flask import Flask
from passlib.totp import TOTP
from sqlalchemy import select, update

from agency import database
from agency.commands import cli
from agency.commands.dutch_click import run
from cases.models import RoleName, SecondFactor, SetUpChange
from tests.agency.auth.test_second_step import is_in, logged_in, set_up, step
from tests.web import add_user, let_go, make_app

OLD, NEW = "f" * 40, "n" * 40  # the old one as tests.web makes it


def with_keys(database_url: str, folder: Path, key: str, *old: str) -> Flask:
    return make_app(database_url, folder, second_step=True, factor_key=key, factor_keys_old=old)


def kept(app: Flask) -> list[str]:
    with app.app_context():
        query = select(SecondFactor.secret).where(SecondFactor.removed_at.is_(None)).order_by(SecondFactor.id)
        return [each or "" for each in database.session().scalars(query)]


def reseal(database_url: str, folder: Path, environ: pytest.MonkeyPatch, key: str, *old: str) -> int:
    for name, value in (("FACTOR_KEY", key), ("FACTOR_KEYS_OLD", ",".join(old)), ("DATABASE_URL", database_url)):
        environ.setenv(name, value)
    return run(cli.agency, ["user", "reseal", "--instance", str(folder)])


def test_after_another_key_every_app_works_on_and_the_old_key_is_needed_no_more(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    before = with_keys(database_url, tmp_path, OLD)
    email, other = add_user(before, RoleName.HANDLER), add_user(before, RoleName.ADMIN)
    phone, _ = set_up(logged_in(before, email))
    older, _ = set_up(logged_in(before, other))
    by_library = TOTP.using(issuer="Incasso", secrets={1: OLD})(key=older.key, format="base32").to_json(encrypt=True)
    with before.app_context(), database.transaction() as session:
        session.execute(update(SecondFactor).where(SecondFactor.user_id == 2).values(secret=by_library))
    let_go(before)

    between = with_keys(database_url, tmp_path, NEW, OLD)
    browser = logged_in(between, email)
    assert step(browser, phone.code()) == 302, "the old key still opens what it sealed"
    let_go(between)
    assert reseal(database_url, tmp_path, monkeypatch, NEW, OLD) == 0
    assert "Apps: 2. Opnieuw versleuteld: 1." in capfd.readouterr().out, "one was sealed anew when it was used"

    after = with_keys(database_url, tmp_path, NEW)
    sealed = kept(after)
    assert len(set(sealed)) == 2
    assert all(each.startswith("gcm:") for each in sealed)
    admin = logged_in(after, other)
    assert step(admin, older.code()) == 302
    assert is_in(admin, "/beheer")
    with after.app_context():
        told = database.session().scalars(select(SetUpChange.new_value).order_by(SetUpChange.id)).all()
    assert sum("opnieuw versleuteld" in each for each in told) == 2
    let_go(after)
    assert reseal(database_url, tmp_path, monkeypatch, NEW) == 0
    assert "Opnieuw versleuteld: 0." in capfd.readouterr().out


def test_without_the_key_of_then_it_says_whose_apps_cannot_be_read_and_changes_none(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    before = with_keys(sqlite_url, tmp_path, OLD)
    set_up(logged_in(before, add_user(before, RoleName.HANDLER)))
    sealed = kept(before)
    let_go(before)
    assert reseal(sqlite_url, tmp_path, monkeypatch, NEW) == 1
    assert "van de gebruikers met nummer 1." in capfd.readouterr().err
    assert kept(before) == sealed


def test_the_secret_of_an_app_that_was_taken_away_is_destroyed(sqlite_url: str, tmp_path: Path) -> None:
    app = with_keys(sqlite_url, tmp_path, OLD)
    browser = logged_in(app, add_user(app, RoleName.CLIENT))
    browser.get("/opdrachtgever")
    set_up(browser)
    token = browser.get("/beveiliging").text.split('name="csrf-token" content="')[1].split('"')[0]
    assert browser.post("/beveiliging/1/verwijderen", data={"csrf_token": token}).status_code == 302
    with app.app_context():
        row = database.session().scalars(select(SecondFactor)).one()
        assert (row.removed_at is not None, row.secret) == (True, None)
