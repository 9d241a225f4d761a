"""A password alone opens nothing to staff and bailiffs: setting up the second step, making it, losing the phone."""

import re
from collections.abc import Callable
from pathlib import Path
from time import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy import select, update

from agency import clock, database
from agency.auth import app_codes
from cases.models import AgencyProfile, Login, RecoveryCode, RoleName, SecondFactor, StepBy, TraceKind, TraceLine
from cases.setup import account_links, second_factors
from tests.factories import make_agency
from tests.phone import Phone
from tests.web import PASSWORD, add_user, make_app, open_link, sign_in


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    """The application as it runs in earnest."""
    return make_app(sqlite_url, tmp_path, second_step=True)


def token_on(page: str) -> str:
    return page.split('name="csrf-token" content="')[1].split('"')[0]


def key_on(page: str) -> str:
    found = re.search(r'<span class="font-monospace user-select-all text-break">([A-Z2-7-]+)</span>', page)
    assert found is not None
    return found[1].replace("-", "")


def codes_on(page: str) -> list[str]:
    return re.findall(r"<li>([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</li>", page)


def set_up(browser: FlaskClient) -> tuple[Phone, list[str]]:
    """An app, added half a minute ago on the page where the user is; with the recovery codes that are shown."""
    page = browser.get("/beveiliging/app").text
    phone = Phone(key_on(page))
    answer = browser.post("/beveiliging/app", data={
        "csrf_token": token_on(page), "code": phone.code(), "name": "Telefoon",
    })  # fmt: skip
    assert answer.status_code == 200, answer.text
    return half_a_minute_later(browser, phone), codes_on(answer.text)


def half_a_minute_later(browser: FlaskClient, phone: Phone) -> Phone:
    """The phone, whose code of now was not used yet."""
    with browser.application.app_context(), database.transaction() as session:
        session.execute(update(SecondFactor).values(counter=SecondFactor.counter - 1))
    return Phone(phone.key)


def step(browser: FlaskClient, code: str) -> int:
    """The status after this code on the page of the second step."""
    token = token_on(browser.get("/tweede-stap").text)
    return browser.post("/tweede-stap", data={"csrf_token": token, "code": code}).status_code


def logged_in(app: Flask, email: str) -> FlaskClient:
    """A browser after the password."""
    browser = app.test_client()
    assert sign_in(browser, email).status_code == 302
    return browser


def is_in(browser: FlaskClient, page: str = "/werkbak") -> bool:
    return browser.get(page).status_code == 200


@pytest.mark.parametrize(("role", "page"), [
    (RoleName.HANDLER, "/werkbak"), (RoleName.LEGAL_LEAD, "/werkbak"), (RoleName.ADMIN, "/beheer"),
    (RoleName.BAILIFF, "/deurwaarder"),
])
def test_a_password_alone_opens_nothing(app: Flask, role: RoleName, page: str) -> None:
    browser = logged_in(app, add_user(app, role))
    for address in (page, "/wachtwoord", "/ingelogd", "/beveiliging", f"{page}?q=1"):
        assert browser.get(address).location == "/tweede-stap"
    asked = browser.get(page, headers={"HX-Request": "true"})
    assert (asked.text, asked.headers["HX-Redirect"]) == ("", "/tweede-stap")
    assert browser.get("/tweede-stap").location == "/beveiliging/app"


def test_the_first_time_an_app_is_set_up_and_recovery_codes_are_shown_once(app: Flask) -> None:
    browser = logged_in(app, add_user(app, RoleName.HANDLER))
    browser.get("/dossiers?volgorde=naam")
    page = browser.get("/beveiliging/app").text
    assert "Stel een tweede stap in" in page
    assert 'src="data:image/svg+xml' in page
    _, codes = set_up(browser)
    assert len(set(codes)) == second_factors.CODES
    assert is_in(browser)
    listed = browser.get("/beveiliging").text
    assert "Telefoon" in listed
    assert not codes_on(listed)


def test_the_secret_of_an_app_is_not_readable_in_the_database(app: Flask) -> None:
    browser = logged_in(app, add_user(app, RoleName.HANDLER))
    page = browser.get("/beveiliging/app").text
    token, key = token_on(page), key_on(page)
    browser.post("/beveiliging/app", data={"csrf_token": token, "code": Phone(key).code(), "name": "Telefoon"})
    with app.app_context():
        secret = database.session().scalars(select(SecondFactor.secret)).one()
    assert secret
    assert secret.startswith("gcm:")
    assert key not in secret


@pytest.mark.parametrize("spoil", [
    lambda secret: secret[:-1] + ("A" if secret[-1] != "A" else "B"), lambda _secret: "", lambda _secret: "{}",
    lambda secret: secret[:20],
    lambda _secret: '{"enckey":{"c":14,"k":"AA","s":"AA","t":"2","v":1},"type":"totp","v":1}',
])
def test_a_changed_secret_of_an_app_is_noticed_and_said(
    app: Flask, caplog: pytest.LogCaptureFixture, spoil: Callable[[str], str]
) -> None:
    email = add_user(app, RoleName.HANDLER)
    phone, codes = set_up(logged_in(app, email))
    with app.app_context(), database.transaction() as session:
        kept = session.scalars(select(SecondFactor)).one()
        kept.secret = spoil(kept.secret or "")
    browser = logged_in(app, email)
    page = browser.post("/tweede-stap", data={"csrf_token": token_on(browser.get("/tweede-stap").text),
                                              "code": phone.code()})
    assert page.status_code == 422
    assert "Wat wij van uw app bewaren, is beschadigd of veranderd." in page.text
    assert "the secret of an app of user 1 is not what was kept" in caplog.text
    assert step(browser, codes[0]) == 302, "a recovery code still works"


def test_a_secret_put_at_another_user_opens_nothing(app: Flask) -> None:
    email, other = add_user(app, RoleName.HANDLER), add_user(app, RoleName.ADMIN)
    set_up(logged_in(app, email))
    phone, _ = set_up(logged_in(app, other))
    with app.app_context(), database.transaction() as session:
        first, second = session.scalars(select(SecondFactor).order_by(SecondFactor.id))
        first.secret, first.counter = second.secret, 0
    browser = logged_in(app, email)
    assert step(browser, phone.code()) == 422
    assert not is_in(browser)


def test_a_secret_of_before_is_read_still_and_sealed_when_it_is_used(app: Flask) -> None:
    email = add_user(app, RoleName.HANDLER)
    phone, _ = set_up(logged_in(app, email))
    before = TOTP.using(issuer="Incasso", secrets={1: "f" * 40})(key=phone.key, format="base32").to_json(encrypt=True)
    with app.app_context(), database.transaction() as session:
        session.scalars(select(SecondFactor)).one().secret = before
    browser = logged_in(app, email)
    assert step(browser, phone.code()) == 302
    with app.app_context():
        sealed = database.session().scalars(select(SecondFactor.secret)).one()
        assert (sealed or "").startswith("gcm:")
        assert app_codes.key_to_type(sealed or "", 1).replace("-", "") == phone.key


def test_a_code_works_in_its_own_half_minute_and_in_no_other(app: Flask) -> None:
    with app.app_context():
        secret = app_codes.new_secret(1)
        shown = TOTP(key=app_codes.key_to_type(secret, 1), format="base32")
        moment = None
        while moment != int(time()) // 30:  # all in one half minute
            moment = int(time()) // 30
            codes = [str(shown.generate(step * 30).token) for step in range(moment - 2, moment + 2)]
            works = [app_codes.matched(code, secret, 1) is not None for code in codes]
            did = [app_codes.was_right(code, secret, 1) for code in codes]
        assert works == [False, False, True, False]
        assert did == [False, True, False, False], "of a code that comes nothing is told"


def test_who_types_a_code_too_late_is_told_to_wait_for_the_next_and_it_counts_as_a_failure(app: Flask) -> None:
    email = add_user(app, RoleName.HANDLER)
    phone, _ = set_up(logged_in(app, email))
    browser = logged_in(app, email)
    token, late, wrong = token_on(browser.get("/tweede-stap").text), "Deze code gold tot zojuist.", "klopt niet"

    def sent(code: str) -> str:
        answer = browser.post("/tweede-stap", data={"csrf_token": token, "code": code})
        assert answer.status_code == 422
        return answer.text

    with app.app_context(), database.transaction() as session:
        session.execute(update(SecondFactor).values(counter=SecondFactor.counter - 9))
    watched = Phone(phone.key, margin=10)
    used, missed = watched.before(2), watched.before(1)
    assert late in sent(missed)
    assert wrong in sent(used)
    assert wrong in sent("000000")
    with app.app_context(), database.transaction() as session:
        session.execute(update(SecondFactor).values(counter=int(time()) // 30 - 1))
    assert wrong in sent(missed), "it was used"
    assert not is_in(browser)
    with app.app_context():
        tried = database.session().scalars(select(TraceLine).where(TraceLine.kind == TraceKind.STEP_FAILED)).all()
    assert len(tried) == 4
    assert step(browser, phone.code()) == 302


def test_a_secret_that_another_user_of_this_browser_was_shown_is_not_taken(app: Flask) -> None:
    browser = logged_in(app, add_user(app, RoleName.HANDLER))
    page = browser.get("/beveiliging/app").text
    with browser.session_transaction() as kept:
        shown = kept["new_app"]
    other = logged_in(app, add_user(app, RoleName.ADMIN))
    token = token_on(other.get("/beveiliging/app").text)
    with other.session_transaction() as kept:
        kept["new_app"] = shown
    answer = other.post("/beveiliging/app", data={
        "csrf_token": token, "code": Phone(key_on(page)).code(), "name": "Telefoon",
    })  # fmt: skip
    assert answer.status_code == 422
    assert not is_in(other, "/beheer")


def test_a_code_works_once_and_leads_where_the_user_wanted_to_be(app: Flask) -> None:
    email = add_user(app, RoleName.HANDLER)
    phone, codes = set_up(logged_in(app, email))
    browser, code = logged_in(app, email), phone.code()
    browser.get("/dossiers?volgorde=naam")
    answer = browser.post("/tweede-stap", data={"csrf_token": token_on(browser.get("/tweede-stap").text), "code": code})
    assert answer.location == "/dossiers?volgorde=naam"
    again = logged_in(app, email)
    assert step(again, code) == 422
    assert not is_in(again)
    assert step(again, codes[0]) == 302
    assert is_in(again)


def long_ago(browser: FlaskClient, *what: str) -> None:
    """The user gave the password, made the second step, or both more than ten minutes ago."""
    with browser.session_transaction() as kept:
        for each in what:
            kept[each] -= 601


def test_who_logged_in_a_while_ago_gives_password_and_second_step_before_what_opens_the_account_changes(
    app: Flask
) -> None:
    email = add_user(app, RoleName.HANDLER)
    browser = logged_in(app, email)
    phone, codes = set_up(browser)
    token, thief = token_on(browser.get("/beveiliging").text), app.test_client()
    cookie = browser.get_cookie("session")
    assert cookie is not None
    thief.set_cookie("session", cookie.value)
    long_ago(browser, "fs_paa", "step_at")
    for address in ("/app", "/toegangssleutel", "/1/verwijderen", "/herstelcodes"):
        asked = browser.post(f"/beveiliging{address}", data={"csrf_token": token})
        assert asked.location == "/bevestigen?next=/beveiliging"
    given = browser.post(asked.location, data={"csrf_token": token, "password": PASSWORD})
    assert given.location == "/tweede-stap"
    assert browser.post("/beveiliging/herstelcodes", data={"csrf_token": token}).location == "/tweede-stap"
    assert is_in(browser), "the work goes on all the same"
    assert "Bent u het nog?" in browser.get("/tweede-stap").text
    assert step(browser, "000000") == 422
    made = browser.post("/tweede-stap", data={"csrf_token": token, "code": phone.code()})
    assert made.location == "/beveiliging"
    assert len(codes_on(browser.post("/beveiliging/herstelcodes", data={"csrf_token": token}).text)) == len(codes)
    assert thief.get("/werkbak").location.startswith("/inloggen"), "a cookie of before is worth nothing"
    with app.app_context():
        told = database.session().scalars(select(TraceLine.kind).order_by(TraceLine.id)).all()
    assert {TraceKind.PASSWORD_GIVEN, TraceKind.STEP_FAILED, TraceKind.STEP_MADE} <= set(told)


def test_the_password_changes_after_the_second_step_alone(app: Flask) -> None:
    browser = logged_in(app, add_user(app, RoleName.HANDLER))
    _, codes = set_up(browser)
    token, new = token_on(browser.get("/wachtwoord").text), "een zin die alleen ik ken"
    long_ago(browser, "step_at")
    form = {"csrf_token": token, "password": PASSWORD, "new_password": new, "new_password_confirm": new}
    assert browser.post("/wachtwoord", data=form).location == "/tweede-stap"
    assert browser.get("/wachtwoord").location == "/tweede-stap"
    step(browser, codes[0])
    changed = browser.post("/wachtwoord", data=form)
    assert (changed.status_code, changed.location) == (302, "/")


def test_who_has_no_second_step_gives_the_password_alone(app: Flask) -> None:
    browser = logged_in(app, add_user(app, RoleName.CLIENT))
    token = token_on(browser.get("/opdrachtgever").text)
    long_ago(browser, "fs_paa")
    asked = browser.get("/beveiliging/app")
    given = browser.post(asked.location, data={"csrf_token": token, "password": PASSWORD})
    assert given.location == "/beveiliging"
    assert "App toevoegen" in browser.get("/beveiliging/app").text


def test_the_second_step_of_who_sat_here_before_does_not_count_for_the_next(app: Flask) -> None:
    browser, other = logged_in(app, add_user(app, RoleName.HANDLER)), add_user(app, RoleName.ADMIN)
    set_up(browser)
    browser.post("/uitloggen", data={"csrf_token": token_on(browser.get("/beveiliging").text)})
    sign_in(browser, other)
    with browser.session_transaction() as kept:
        assert "step_at" not in kept


def test_changing_the_password_asks_for_no_second_step_of_a_moment_ago_but_ends_the_others(app: Flask) -> None:
    email = add_user(app, RoleName.HANDLER)
    browser = logged_in(app, email)
    phone, _ = set_up(browser)
    other = logged_in(app, email)
    assert step(other, phone.code()) == 302
    changed = browser.post("/wachtwoord", data={
        "csrf_token": token_on(browser.get("/wachtwoord").text), "password": PASSWORD,
        "new_password": "een zin die alleen ik ken", "new_password_confirm": "een zin die alleen ik ken",
    })  # fmt: skip
    assert changed.status_code == 302
    assert (is_in(browser), is_in(other)) == (True, False)


def test_a_new_password_by_link_skips_no_second_step(app: Flask) -> None:
    email = add_user(app, RoleName.HANDLER)
    phone, _ = set_up(logged_in(app, email))
    with app.app_context(), database.transaction() as session:
        _, link = account_links.replace_password(session, clock.act(), 1)
    visitor = app.test_client()
    chosen = "een zin die alleen ik ken"
    open_link(visitor, f"/wachtwoord-kiezen#{link}", new_password=chosen, new_password_confirm=chosen)
    assert sign_in(visitor, email, "een zin die alleen ik ken").status_code == 302
    assert visitor.get("/werkbak").location == "/tweede-stap"
    assert step(visitor, phone.code()) == 302


def test_a_wrong_code_and_one_of_a_colleague_open_nothing(app: Flask) -> None:
    email, other = add_user(app, RoleName.HANDLER), add_user(app, RoleName.ADMIN)
    set_up(logged_in(app, email))
    phone, codes = set_up(logged_in(app, other))
    browser = logged_in(app, email)
    for code in ("000000", "", "abc", "１２３４５６", "9" * 40, phone.code(), codes[0]):
        assert step(browser, code) == 422
    assert not is_in(browser)


def test_the_key_of_the_log_in_changes_with_the_second_step(app: Flask) -> None:
    """A cookie that was copied before it does not become one that opens everything."""
    email = add_user(app, RoleName.HANDLER)
    phone, _ = set_up(logged_in(app, email))
    browser, thief = logged_in(app, email), app.test_client()
    browser.get("/tweede-stap")
    cookie = browser.get_cookie("session")
    assert cookie is not None
    thief.set_cookie("session", cookie.value)
    assert step(browser, phone.code()) == 302
    assert is_in(browser)
    assert thief.get("/werkbak").location.startswith("/inloggen")


def test_a_recovery_code_works_once_and_tells_how_many_are_left(app: Flask) -> None:
    email = add_user(app, RoleName.HANDLER)
    _, codes = set_up(logged_in(app, email))
    browser = logged_in(app, email)
    assert step(browser, codes[0].upper().replace("-", " ")) == 302
    assert "U heeft er nog 9." in browser.get("/beveiliging").text
    assert step(logged_in(app, email), codes[0]) == 422
    with app.app_context():
        last = database.session().scalars(select(Login.step_by).order_by(Login.id)).all()
    assert last == [StepBy.APP, StepBy.RECOVERY_CODE, None]


def test_a_lost_phone_is_taken_away_after_another_was_added(app: Flask) -> None:
    email = add_user(app, RoleName.HANDLER)
    lost, codes = set_up(logged_in(app, email))
    browser = logged_in(app, email)
    step(browser, codes[1])
    token = token_on(browser.get("/beveiliging").text)
    refused = browser.post("/beveiliging/1/verwijderen", data={"csrf_token": token}, follow_redirects=True)
    assert "Dit is uw enige tweede stap." in refused.text
    page = browser.get("/beveiliging/app").text
    new = Phone(key_on(page))
    browser.post("/beveiliging/app", data={"csrf_token": token, "code": new.code(), "name": "Nieuwe telefoon"})
    browser.post("/beveiliging/1/verwijderen", data={"csrf_token": token})
    again, new = logged_in(app, email), half_a_minute_later(browser, new)
    assert (step(again, lost.code()), step(again, new.code())) == (422, 302)


def test_a_factor_of_somebody_else_is_not_removed(app: Flask) -> None:
    set_up(logged_in(app, add_user(app, RoleName.HANDLER)))
    admin = logged_in(app, add_user(app, RoleName.ADMIN))
    set_up(admin)
    admin.post("/beveiliging/1/verwijderen", data={"csrf_token": token_on(admin.get("/beveiliging").text)})
    with app.app_context():
        assert all(each.removed_at is None for each in database.session().scalars(select(SecondFactor)))


def test_recovery_codes_are_kept_as_passwords_are_and_each_with_a_salt_of_its_own(app: Flask) -> None:
    set_up(logged_in(app, add_user(app, RoleName.HANDLER)))
    with app.app_context():
        kept = list(database.session().scalars(select(RecoveryCode)))
        assert all((each.code_hash or "").startswith("$argon2id$") and each.code_sha256 is None for each in kept)
        assert len({(each.code_hash or "").split("$")[4] for each in kept}) == second_factors.CODES


def test_new_recovery_codes_replace_the_old_ones(app: Flask) -> None:
    email = add_user(app, RoleName.HANDLER)
    browser = logged_in(app, email)
    _, old = set_up(browser)
    page = browser.post("/beveiliging/herstelcodes", data={"csrf_token": token_on(browser.get("/beveiliging").text)})
    new = codes_on(page.text)
    assert not set(old) & set(new)
    assert step(logged_in(app, email), old[2]) == 422
    assert step(logged_in(app, email), new[2]) == 302


def test_a_reset_lets_the_user_set_up_again_and_keeps_the_password(app: Flask) -> None:
    email = add_user(app, RoleName.HANDLER)
    browser = logged_in(app, email)
    phone, codes = set_up(browser)
    with app.app_context(), database.transaction() as session:
        second_factors.reset(session, clock.act(), 1)
    assert browser.get("/werkbak").location.startswith("/inloggen")
    again = logged_in(app, email)
    assert again.get("/tweede-stap").location == "/beveiliging/app"
    set_up(again)
    other = logged_in(app, email)
    assert (step(other, phone.code()), step(other, codes[0])) == (422, 422)


def test_ten_wrong_codes_are_enough_and_another_address_still_gets_in(app: Flask) -> None:
    email = add_user(app, RoleName.HANDLER)
    phone, _ = set_up(logged_in(app, email))
    thief = logged_in(app, email)
    assert [step(thief, "000000") for _ in range(11)] == [*[422] * 10, 429]
    owner = app.test_client()
    owner.environ_base |= {"REMOTE_ADDR": "192.0.2.9"}
    sign_in(owner, email)
    assert step(owner, phone.code()) == 302


def test_clients_make_a_second_step_where_the_agency_says_so_or_they_set_one_up(app: Flask) -> None:
    email = add_user(app, RoleName.CLIENT)
    browser = logged_in(app, email)
    assert is_in(browser, "/opdrachtgever")
    assert "Uw wachtwoord alleen is nu genoeg" in browser.get("/beveiliging").text
    phone, _ = set_up(browser)
    again = logged_in(app, email)
    assert again.get("/opdrachtgever").location == "/tweede-stap"
    step(again, phone.code())
    again.post("/beveiliging/1/verwijderen", data={"csrf_token": token_on(again.get("/beveiliging").text)})
    assert is_in(logged_in(app, email), "/opdrachtgever")
    with app.app_context(), database.transaction() as session:
        make_agency(session)
        session.scalars(select(AgencyProfile)).one().clients_second_step = True
    assert logged_in(app, email).get("/opdrachtgever").location == "/tweede-stap"


def test_a_log_in_of_who_only_knew_the_password_is_shown_to_the_user(app: Flask) -> None:
    email = add_user(app, RoleName.HANDLER)
    browser = logged_in(app, email)
    set_up(browser)
    logged_in(app, email)
    assert browser.get("/ingelogd").text.count(">tweede stap niet gedaan<") == 1
