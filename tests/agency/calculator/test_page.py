"""The calculator: the cents of `agency quote` on a page and in a PDF, without JavaScript, saving nothing."""

import io
import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from werkzeug.test import TestResponse

from agency.quote.answering import answer
from agency.web.formatting import euro
from cases.models.accounts import RoleName
from legal.parameters import load_figures
from tests.factories import TODAY
from tests.legal.figures import FIGURES_2026
from tests.web import csrf_of, make_app, stand_on

TYPED = {
    "on": "21-11-2026", "debtor": "consumer", "reclaims_vat": "nee", "notice_sent_on": "05-10-2026",
    "notice_channel": "ordinary_post", "notice_delivered_on": "", "handed_over_on": "",
    "claims-0-ref": "F1", "claims-0-principal": "1.000,00", "claims-0-interest_from": "01-02-2026",
    "claims-0-interest": "statutory", "claims-0-contract_percent": "", "claims-0-contract_per": "month",
    "claims-1-ref": "F2", "claims-1-principal": "250,55", "claims-1-interest_from": "15-03-2026",
    "claims-1-interest": "contractual", "claims-1-contract_percent": "1,5", "claims-1-contract_per": "month",
    "payments-0-received_on": "02-11-2026", "payments-0-amount": "100,00", "payments-0-claim": "F2",
}
REQUEST: dict[str, Any] = {
    "on": "2026-11-21", "debtor": "consumer", "creditor_reclaims_vat": False,
    "claims": [
        {"ref": "F1", "principal": "1000.00", "interest_from": "2026-02-01", "interest": "statutory"},
        {"ref": "F2", "principal": "250.55", "interest_from": "2026-03-15", "interest": "contractual",
         "contract_rate": {"percent": "1.5", "per": "month"}},
    ],
    "notice": {"sent_on": "2026-10-05", "channel": "ordinary_post"},
    "payments": [{"received_on": "2026-11-02", "amount": "100.00", "claim": "F2"}],
}


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    """The application with its day pinned."""
    return make_app(sqlite_url, tmp_path, today=TODAY)


@pytest.fixture
def browser(login: Callable[[RoleName], FlaskClient]) -> FlaskClient:
    return login(RoleName.HANDLER)


def send(browser: FlaskClient, address: str = "/rekenen", **changes: str | None) -> TestResponse:
    typed = {key: value for key, value in (TYPED | changes).items() if value is not None}
    return browser.post(address, data=typed | {"csrf_token": csrf_of(browser)})


def expected() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer(json.dumps(REQUEST), load_figures())[0])
    return found


def printed(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))


@pytest.mark.parametrize("role", [RoleName.HANDLER, RoleName.LEGAL_LEAD, RoleName.CLIENT])
def test_the_page_shows_every_amount_of_the_quote(login: Callable[[RoleName], FlaskClient], role: RoleName) -> None:
    page = send(login(role))
    assert page.status_code == 200
    quote, text = expected(), printed(page.text)
    assert Decimal(quote["vat_on_costs"]) > 0
    for key in ("principal", "interest", "costs", "vat_on_costs", "balance"):
        assert printed(euro(Decimal(quote[key]))) in text, key
    for line in quote["lines"]:
        assert printed(euro(Decimal(line["amount"]))) in text
        assert line["law"] in text
        assert line["source"].removesuffix(" (één bron)") in text
    assert "één bron" in text, "a figure with one source says so"
    assert "Afronding" in text
    assert "Elke dag later komt er nu" in text


def test_the_pdf_holds_every_period_tier_article_and_source(browser: FlaskClient) -> None:
    made = send(browser, "/rekenen/specificatie")
    assert (made.status_code, made.mimetype) == (200, "application/pdf")
    assert "renteberekening-2026-11-21.pdf" in made.headers["Content-Disposition"]
    text = printed(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made.data)).pages))
    quote = expected()
    for key in ("principal", "interest", "costs", "vat_on_costs", "balance"):
        assert printed(euro(Decimal(quote[key]))) in text, key
    for line in quote["lines"]:
        assert printed(euro(Decimal(line["amount"]))) in text
    assert "art. 6:119 BW" in text
    assert "Staffel, deel 1" in text
    assert "Keuzes bij het rekenen" in text


def test_rows_come_and_go_without_losing_what_was_typed(browser: FlaskClient) -> None:
    more = send(browser, actie="erbij:claims")
    assert more.status_code == 200
    assert 'name="claims-2-principal"' in more.text
    assert 'value="1.000,00"' in more.text
    fewer = send(browser, actie="weg:claims:0")
    assert 'value="1.000,00"' not in fewer.text
    assert 'value="250,55"' in fewer.text
    assert 'name="payments-1-amount"' in send(browser, actie="erbij:payments").text
    assert 'name="payments-0-amount"' not in send(browser, actie="weg:payments:0").text
    assert send(browser, actie="weg:claims:99").status_code == 200


def test_the_row_that_stays_is_counted_after_one_was_taken_away(browser: FlaskClient) -> None:
    left = {key: value for key, value in TYPED.items() if not key.startswith(("claims-0", "payments"))}
    page = browser.post("/rekenen", data=left | {"csrf_token": csrf_of(browser)})
    assert page.status_code == 200
    assert printed("€ 250,55") in printed(page.text)


def test_empty_rows_are_passed_over(browser: FlaskClient) -> None:
    extra = {"claims-2-interest": "statutory", "claims-2-contract_per": "month",
             "claims-2-principal": "", "claims-2-interest_from": "",
             "payments-1-received_on": "", "payments-1-amount": ""}
    page = send(browser, **extra)
    assert page.status_code == 200
    assert printed(euro(Decimal(expected()["balance"]))) in printed(page.text)


@pytest.mark.parametrize(("changes", "field", "said"), [
    ({"claims-0-principal": ""}, "claims-0-principal", "Vul de hoofdsom in."),
    ({"claims-0-principal": "12.50"}, "claims-0-principal", "Schrijf de centen achter een komma"),
    ({"claims-1-interest_from": ""}, "claims-1-interest_from", "Vul de eerste dag in"),
    ({"claims-1-contract_percent": ""}, "claims-1-contract_percent", "Vul het afgesproken percentage in."),
    ({"payments-0-amount": ""}, "payments-0-amount", "Vul het bedrag van de betaling in."),
    ({"payments-0-claim": "F9"}, "payments-0-claim", ""),
    ({"claims-0-interest": "odd"}, "claims-0-interest", ""),
    ({"debtor": None}, "debtor", "consument of een bedrijf"),
])
def test_a_mistake_is_told_at_its_field_and_what_was_typed_stays(
    browser: FlaskClient, changes: dict[str, str | None], field: str, said: str
) -> None:
    stand_on(browser.application, FIGURES_2026)
    for address in ("/rekenen", "/rekenen/specificatie"):
        page = send(browser, address, **changes)
        assert page.status_code == 422
        assert f'href="#{field}' in page.text
        assert said in page.text
        assert 'value="F1"' in page.text
        assert "Uitkomst tot en met" not in page.text


def test_the_page_opens_on_a_day_that_the_figures_reach(sqlite_url: str, tmp_path: Path) -> None:
    from datetime import date

    from tests.web import add_user, sign_in

    app = make_app(sqlite_url, tmp_path, today=date(2031, 5, 1))
    browser = app.test_client()
    sign_in(browser, add_user(app, RoleName.CLIENT))
    figures = load_figures()
    last = min(figures.statutory_interest.checked_through, figures.statutory_commercial_interest.checked_through)
    assert f'value="{last:%d-%m-%Y}"' in browser.get("/rekenen").text


@pytest.mark.parametrize("role", [RoleName.ADMIN, RoleName.BAILIFF])
def test_other_roles_have_no_calculator(login: Callable[[RoleName], FlaskClient], role: RoleName) -> None:
    assert login(role).get("/rekenen").status_code == 403
