"""The quote over the web: the words and cents of the command, for users who are logged in."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from agency.api.quote import MOST_BYTES
from agency.quote.answering import answer
from cases.models.accounts import RoleName
from legal.parameters import load_figures
from tests.agency.json_schema import mismatches
from tests.legal.figures import FIGURES_2026
from tests.web import csrf_of, stand_on

ADDRESS = "/api/v1/quote"
REQUEST: dict[str, Any] = {
    "on": "2026-11-21", "debtor": "consumer", "creditor_reclaims_vat": False,
    "claims": [{"ref": "F1", "principal": "1000.00", "interest_from": "2026-02-01", "interest": "statutory"}],
    "notice": {"sent_on": "2026-10-05", "channel": "ordinary_post"},
    "payments": [{"received_on": "2026-11-02", "amount": "100.00"}],
}


def send(browser: FlaskClient, content: str | bytes, **more: Any) -> TestResponse:
    headers = {"X-CSRFToken": csrf_of(browser)}
    return browser.post(ADDRESS, data=content, headers=headers, **({"content_type": "application/json"} | more))


@pytest.mark.parametrize("role", [RoleName.HANDLER, RoleName.LEGAL_LEAD, RoleName.CLIENT])
def test_the_answer_is_that_of_the_command(login: Callable[[RoleName], FlaskClient], role: RoleName) -> None:
    got = send(login(role), json.dumps(REQUEST))
    assert (got.status_code, got.mimetype) == (200, "application/json")
    assert json.loads(got.text) == json.loads(answer(json.dumps(REQUEST), load_figures())[0])
    assert json.loads(got.text)["costs"] != "0.00"


def test_a_list_is_answered_in_its_order(login: Callable[[RoleName], FlaskClient]) -> None:
    other = REQUEST | {"on": "2026-03-01", "notice": None, "payments": []}
    got = send(login(RoleName.HANDLER), json.dumps([other, REQUEST]))
    assert [each["on"] for each in json.loads(got.text)] == ["2026-03-01", "2026-11-21"]


@pytest.mark.parametrize(("content", "field", "code"), [
    (REQUEST | {"on": "2027-01-01"}, "on", "parameter_unknown"),
    (REQUEST | {"claims": [REQUEST["claims"][0] | {"principal": "12,50"}]}, "claims.0.principal", "invalid"),
    (REQUEST | {"colour": "red"}, "colour", "unknown_field"),
    ({"on": "2026-11-21"}, "debtor", "missing"),
])
def test_a_wrong_request_says_where_and_why(
    login: Callable[[RoleName], FlaskClient], content: dict[str, Any], field: str, code: str
) -> None:
    browser = login(RoleName.HANDLER)
    stand_on(browser.application, FIGURES_2026)
    got = send(browser, json.dumps(content))
    error = json.loads(got.text)["error"]
    assert (got.status_code, got.mimetype) == (400, "application/json")
    assert (error["index"], error["field"], error["code"]) == (0, field, code)
    assert error["message"]


def test_what_is_no_json_is_refused(login: Callable[[RoleName], FlaskClient]) -> None:
    browser = login(RoleName.HANDLER)
    assert send(browser, b"\xff{").status_code == 400
    assert send(browser, b"a=1", content_type="application/x-www-form-urlencoded").status_code == 415


def test_a_very_large_request_is_refused_unread(login: Callable[[RoleName], FlaskClient]) -> None:
    browser = login(RoleName.HANDLER)
    got = send(browser, b"[" + b" " * MOST_BYTES + b"]")
    assert got.status_code == 413
    assert json.loads(got.text)["error"]["code"] == "invalid"
    assert send(browser, json.dumps(REQUEST).encode().ljust(MOST_BYTES)).status_code == 200


def test_without_log_in_there_is_no_answer_and_no_calculation(client: FlaskClient) -> None:
    for got in (client.get(f"{ADDRESS}/schema"), client.post(ADDRESS, json=REQUEST)):
        assert got.status_code == 302
        assert got.location.startswith("/inloggen")


@pytest.mark.parametrize("role", [RoleName.BAILIFF, RoleName.ADMIN])
def test_other_roles_are_refused(login: Callable[[RoleName], FlaskClient], role: RoleName) -> None:
    assert send(login(role), json.dumps(REQUEST)).status_code == 403


def test_without_the_token_nothing_is_answered(login: Callable[[RoleName], FlaskClient]) -> None:
    assert login(RoleName.HANDLER).post(ADDRESS, json=REQUEST).status_code == 400


def test_the_schemas_describe_what_is_sent_and_answered(login: Callable[[RoleName], FlaskClient]) -> None:
    browser = login(RoleName.CLIENT)
    schemas = json.loads(browser.get(f"{ADDRESS}/schema").text)
    assert mismatches(schemas["request"], REQUEST) == []
    assert mismatches(schemas["answer"], json.loads(send(browser, json.dumps(REQUEST)).text)) == []
