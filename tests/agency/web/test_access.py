"""Who gets where: denied unless declared, each role to its own area, out at once when disabled."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency import clock, database
from agency.web import access
from agency.web.access import HOME, ROLES, Permission, permission_of, requires
from cases import models
from cases.models.accounts import RoleName, User
from cases.setup import logins
from tests.web import add_user, sign_in

Login = Callable[[RoleName], FlaskClient]
AREAS = sorted(set(HOME.values()))


def test_every_role_has_permissions_and_a_home() -> None:
    assert set(ROLES) == set(HOME) == set(RoleName)


def test_every_permission_belongs_to_some_role() -> None:
    assert frozenset().union(*ROLES.values()) == frozenset(Permission)


def test_every_permission_has_a_page(app: Flask) -> None:
    """A role promises nothing that nobody built: what no view asks is not in the table."""
    asked = {permission_of(view) for view in app.view_functions.values()}
    assert set(Permission) - asked == set()


def test_what_leads_to_the_bailiff_is_not_for_the_handler_alone() -> None:
    assert Permission.ASSESSMENT_CONFIRM not in ROLES[RoleName.HANDLER]
    assert Permission.ASSESSMENT_CONFIRM in ROLES[RoleName.LEGAL_LEAD]


def test_people_from_outside_have_no_permission_of_the_desk_or_the_administrator() -> None:
    for role in (RoleName.CLIENT, RoleName.BAILIFF):
        assert not [permission for permission in ROLES[role] if permission.startswith(("desk.", "admin.", "figures."))]


def test_the_administrator_does_not_read_cases() -> None:
    assert Permission.CASE_READ not in ROLES[RoleName.ADMIN]


@pytest.mark.parametrize("role", list(RoleName))
def test_each_role_lands_in_its_own_area_and_is_refused_in_the_others(login: Login, role: RoleName) -> None:
    browser = login(role)
    assert browser.get("/").location == HOME[role]
    own = {HOME[role], *([HOME[RoleName.OUTSIDER]] if role is RoleName.ADMIN else [])}  # both confirm on that page
    for area in AREAS:
        assert browser.get(area, follow_redirects=True).status_code == (200 if area in own else 403), area


def test_a_visitor_is_sent_to_the_login_page_and_back(app: Flask, client: FlaskClient) -> None:
    email = add_user(app, RoleName.HANDLER)
    answer = client.get("/werkbak?bak=mijn")
    assert answer.status_code == 302
    assert answer.location.startswith("/inloggen?next=")
    page = client.get(answer.location).text
    token = page.split('name="csrf-token" content="')[1].split('"')[0]
    form = {"email": email, "password": "vier woorden in een zin", "csrf_token": token, "next": "/werkbak?bak=mijn"}
    assert client.post(answer.location, data=form).location == "/werkbak?bak=mijn"


def test_login_never_redirects_to_another_site(app: Flask, client: FlaskClient) -> None:
    email = add_user(app, RoleName.HANDLER)
    page = client.get("/inloggen").text
    token = page.split('name="csrf-token" content="')[1].split('"')[0]
    for wanted in ("https://kwaad.test/", "//kwaad.test/", "/\\kwaad.test"):
        form = {"email": email, "password": "vier woorden in een zin", "csrf_token": token, "next": wanted}
        answer = app.test_client().post("/inloggen", data=form)
        assert "kwaad" not in (answer.location or "")


def test_a_fragment_for_someone_logged_out_moves_the_whole_page(client: FlaskClient) -> None:
    answer = client.get("/werkbak", headers={"HX-Request": "true", "HX-Current-URL": "https://bureau.test/werkbak?a=1"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/inloggen?next=/werkbak"


def test_a_view_without_declaration_is_refused_even_to_a_user(app: Flask) -> None:
    app.add_url_rule("/vergeten", view_func=lambda: "geheim", endpoint="forgotten")
    browser = app.test_client()
    sign_in(browser, add_user(app, RoleName.ADMIN))
    for visitor in (browser, app.test_client()):
        answer = visitor.get("/vergeten")
        assert answer.status_code == 403
        assert "geheim" not in answer.text


def test_a_disabled_user_is_out_at_the_next_request(app: Flask, login: Login) -> None:
    browser = login(RoleName.HANDLER)
    assert browser.get("/werkbak").status_code == 200
    with app.app_context(), database.transaction() as session:
        session.scalars(select(User)).one().active = False
    assert browser.get("/werkbak").location.startswith("/inloggen")


def test_a_role_taken_away_counts_at_the_next_request(app: Flask, login: Login) -> None:
    browser = login(RoleName.HANDLER)
    with app.app_context(), database.transaction() as session:
        user = session.scalars(select(User)).one()
        user.roles.clear()
    assert browser.get("/werkbak").status_code == 403


def test_a_login_ends_after_twelve_hours_however_busy(app: Flask, login: Login) -> None:
    browser = login(RoleName.HANDLER)
    with app.app_context(), database.transaction() as session:
        session.scalars(select(models.Login)).one().started_at = clock.now() - logins.LONGEST - timedelta(seconds=1)
    assert browser.get("/werkbak").location.startswith("/inloggen")
    assert browser.get("/werkbak").location.startswith("/inloggen")


def test_a_login_left_alone_ends(app: Flask, login: Login) -> None:
    browser = login(RoleName.HANDLER)
    assert app.permanent_session_lifetime == timedelta(minutes=30)
    app.permanent_session_lifetime = timedelta(seconds=-1)  # as if the time were over
    assert browser.get("/werkbak").location.startswith("/inloggen")


def test_a_user_of_no_company_sees_no_company(app: Flask) -> None:
    app.add_url_rule(
        "/eigen", view_func=requires(Permission.OWN_CASES_READ)(lambda: str(access.current_client_id())), endpoint="own"
    )
    browser = app.test_client()
    sign_in(browser, add_user(app, RoleName.CLIENT, belongs=False))
    assert browser.get("/eigen").status_code == 403


def test_the_library_takes_no_token_instead_of_a_login(app: Flask) -> None:
    add_user(app, RoleName.HANDLER)
    with app.test_request_context():
        account = app.extensions["security"].datastore.find_user(email="handler@voorbeeld.test")
        token = account.get_auth_token()
    assert app.test_client().get(f"/werkbak?auth_token={token}").status_code == 302
    assert app.test_client().get("/werkbak", headers={"Authentication-Token": token}).status_code == 302


def test_a_declaration_can_be_read_back() -> None:
    @requires(Permission.CASE_READ)
    def view() -> str:
        return ""

    assert permission_of(view) is Permission.CASE_READ
    assert permission_of(lambda: "") is None
