"""The calculator: a rate that the chosen interest does not count, and rates and spans beyond what is counted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cases.models.accounts import RoleName
from tests.agency.calculator.test_page import TYPED
from tests.factories import TODAY
from tests.web import csrf_of, make_app

BASE = {key: value for key, value in TYPED.items() if not key.startswith(("claims-1", "payments", "notice"))}
CLAIM = {"claims-0-contract_per": "year", "debtor": "business", "reclaims_vat": "ja"}
NOT_COUNTED = "Dit telt niet bij de gekozen soort rente"


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    """The application with its day pinned."""
    return make_app(sqlite_url, tmp_path, today=TODAY)


@pytest.fixture
def browser(login: Callable[[RoleName], FlaskClient]) -> FlaskClient:
    return login(RoleName.HANDLER)


def send(browser: FlaskClient, address: str = "/rekenen", **typed: str) -> TestResponse:
    return browser.post(address, data=BASE | CLAIM | typed | {"csrf_token": csrf_of(browser)})


@pytest.mark.parametrize("interest", ["statutory", "commercial", "none"])
@pytest.mark.parametrize("typed", [
    {"claims-0-contract_percent": "2"}, {"claims-0-contract_compound": "y"},
    {"claims-0-contract_percent": "2", "claims-0-contract_compound": "y"},
])
def test_a_rate_typed_beside_other_interest_is_asked_back_and_kept(
    browser: FlaskClient, interest: str, typed: dict[str, str]
) -> None:
    answer = send(browser, **{"claims-0-interest": interest}, **typed)
    assert answer.status_code == 422
    assert NOT_COUNTED in answer.text
    if "claims-0-contract_percent" in typed:
        assert 'value="2"' in answer.text


def test_compound_alone_says_nothing_at_a_public_authority(browser: FlaskClient) -> None:
    answer = send(browser, **{"claims-0-interest": "government", "claims-0-contract_compound": "y"})
    assert answer.status_code == 422
    assert NOT_COUNTED in answer.text


@pytest.mark.parametrize(("interest", "percent", "shown"), [
    ("statutory", "", "4,00%"), ("contractual", "20", "20,00%"), ("government", "20", "20,00%"),
    ("government", "", "10,15%"),
])
def test_a_rate_that_is_heard_is_counted(browser: FlaskClient, interest: str, percent: str, shown: str) -> None:
    """At a public authority a higher agreed rate counts: it was dropped without a word."""
    answer = send(browser, **{"claims-0-interest": interest, "claims-0-contract_percent": percent})
    assert answer.status_code == 200
    assert shown in answer.text.replace("\u00a0", "").replace("&nbsp;", "")


@pytest.mark.parametrize(("percent", "per", "since", "bound"), [
    ("100", "month", "01-01-2018", "10 % per maand"), ("24", "month", "01-01-2000", "10 % per maand"),
    ("50", "month", "01-01-2014", "10 % per maand"), ("100,01", "year", "01-01-2026", "100 % per jaar"),
    ("10", "month", "01-01-1980", "€ 99.999.999.999.999,99"),
])
@pytest.mark.parametrize("address", ["/rekenen", "/rekenen/specificatie"])
def test_an_absurd_rate_or_span_is_refused_at_the_percentage_with_its_bound(
    browser: FlaskClient, percent: str, per: str, since: str, bound: str, address: str
) -> None:
    answer = send(browser, address, **{
        "claims-0-interest": "contractual", "claims-0-contract_percent": percent, "claims-0-contract_per": per,
        "claims-0-contract_compound": "y", "claims-0-interest_from": since, "claims-0-principal": "10.000.000,00",
    })
    assert answer.status_code == 422
    assert bound in answer.text
    assert f'value="{percent}"' in answer.text


def test_ten_percent_a_year_on_ten_million_since_1980_is_counted(browser: FlaskClient) -> None:
    answer = send(browser, **{
        "claims-0-interest": "contractual", "claims-0-contract_percent": "10", "claims-0-contract_compound": "y",
        "claims-0-interest_from": "01-01-1980", "claims-0-principal": "10.000.000,00",
    })
    assert answer.status_code == 200
    assert "865.801.410,73" in answer.text
