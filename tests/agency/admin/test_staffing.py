"""Dividing cases is set up by the administrator: teams, rules, and the tasks that are his own."""

import re
from collections.abc import Callable
from datetime import date
from secrets import token_hex

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from agency import database
from cases.models import AssignmentRule, RoleName, SetUpChange, SetUpSubject, Task, TaskState, Team, TeamMember, User
from cases.progress import tasks
from cases.progress.tasks import TaskInput
from tests.factories import by
from tests.web import add_user, csrf_of


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ")


@pytest.fixture
def admin(login: Callable[[RoleName], FlaskClient]) -> FlaskClient:
    return login(RoleName.ADMIN)


@pytest.fixture
def anna(app: Flask) -> int:
    return user_id(app, add_user(app, RoleName.HANDLER, email="anna@voorbeeld.test", name="Anna"))


def user_id(app: Flask, email: str) -> int:
    with app.app_context():
        return database.session().scalars(select(User.id).where(User.email == email)).one()


def post(browser: FlaskClient, address: str, **values: object) -> TestResponse:
    return browser.post(address, data={"csrf_token": csrf_of(browser), "token": token_hex(8), **values})


def test_a_team_and_a_rule_are_made_changed_and_taken_away(app: Flask, admin: FlaskClient, anna: int) -> None:
    assert "Er zijn nog geen regels" in admin.get("/beheer/verdeling").text
    post(admin, "/beheer/verdeling/teams", team_name="Noord", new_members=[anna])
    with app.app_context():
        team = database.session().scalars(select(Team.id)).one()
        assert database.session().scalars(select(TeamMember.user_id)).all() == [anna]
    rule = {"client_id": "", "first_letter": "a", "last_letter": "k", "handler_id": "", "team_id": team}
    post(admin, "/beheer/verdeling/regels", **rule)
    page = words(admin.get("/beheer/verdeling").text)
    assert "Alle opdrachtgevers, namen met A tot en met K: team Noord, wie de minste dossiers heeft" in page
    refused = post(admin, f"/beheer/verdeling/teams/{team}/weg")
    assert "Haal eerst die regel weg" in admin.get(refused.location).text
    with app.app_context():
        rule_id = database.session().scalars(select(AssignmentRule.id)).one()
    post(admin, f"/beheer/verdeling/regels/{rule_id}/weg")
    post(admin, f"/beheer/verdeling/teams/{team}", members=[])
    post(admin, f"/beheer/verdeling/teams/{team}/weg")
    with app.app_context():
        assert database.session().scalars(select(Team)).all() == []
        changed = database.session().scalars(select(SetUpChange.subject)).all()
        assert {SetUpSubject.TEAM, SetUpSubject.ASSIGNMENT} <= set(changed), "who divided the work leaves a trace"


@pytest.mark.parametrize(("values", "told"), [
    ({}, "Kies één behandelaar of één team."),
    ({"first_letter": "k", "last_letter": "a", "handler_id": 0}, "Draai ze om."),
])
def test_what_is_no_rule_comes_back_with_what_was_typed(
    admin: FlaskClient, anna: int, values: dict[str, object], told: str
) -> None:
    sent = {"client_id": "", "first_letter": "", "last_letter": "", "handler_id": "", "team_id": ""} | values
    sent = {key: anna if value == 0 else value for key, value in sent.items()}
    answer = post(admin, "/beheer/verdeling/regels", **sent)
    assert answer.status_code == 422
    assert told in answer.text
    if values:
        assert 'value="k"' in answer.text


def test_the_administrator_sees_and_ends_his_own_tasks_alone(app: Flask, admin: FlaskClient, anna: int) -> None:
    me = user_id(app, "admin@voorbeeld.test")
    with app.app_context(), database.transaction() as session:
        mine = tasks.set(session, by(), TaskInput(
            what="Voeg de wettelijke rente van 2027 toe", due_on=date(2099, 1, 4), person_id=me
        )).id
        other = tasks.set(session, by(), TaskInput(what="Bel de rechtbank", due_on=date(2099, 1, 4), person_id=anna)).id
    page = words(admin.get("/beheer").text)
    assert "Voeg de wettelijke rente van 2027 toe" in page
    assert "Bel de rechtbank" not in page
    assert post(admin, f"/beheer/taken/{other}/gedaan").status_code == 404
    post(admin, f"/beheer/taken/{mine}/gedaan")
    with app.app_context():
        assert database.session().get_one(Task, mine).state is TaskState.DONE
        assert database.session().get_one(Task, other).state is TaskState.OPEN
