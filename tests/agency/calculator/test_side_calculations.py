"""The pages beside the calculator: first day of interest, terms of a summons, protected earnings; for handlers."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cases.models.accounts import RoleName
from legal.parameters import load_figures
from tests.factories import TODAY
from tests.legal.figures import FIGURES_2026
from tests.web import csrf_of, make_app, stand_on

DEFAULT, TERMS, EARNINGS = "/rekenhulp/verzuim", "/rekenhulp/dagvaarding", "/rekenhulp/beslagvrije-voet"
ON_INVOICE = {"due_date": "31-01-2026", "term_agreed": "nee", "reminder_channel": "ordinary_post",
              "reminder_term_days": "14", "longer_is_express": "onbekend"}
SUMMONS = {"served_on": "25-11-2026", "residence": "netherlands", "opposition_start": "service_in_person"}
HOUSEHOLD = {"on": "21-11-2026", "situation": "single", "net_income": "1.200,00"}


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    """The application with its day pinned."""
    return make_app(sqlite_url, tmp_path, today=TODAY)


@pytest.fixture
def browser(login: Callable[[RoleName], FlaskClient]) -> FlaskClient:
    return login(RoleName.HANDLER)


def ask(browser: FlaskClient, address: str, typed: dict[str, str], *, status: int = 200) -> str:
    """What the page says after the form was sent, as one line."""
    page = browser.post(address, data=typed | {"csrf_token": csrf_of(browser)})
    assert page.status_code == status, re.findall(r'class="field-error".*', page.text)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text.split("<main")[1])).replace("\u00a0", " ")


@pytest.mark.parametrize("address", [DEFAULT, TERMS, EARNINGS])
def test_handlers_find_them_beside_the_calculator_and_clients_do_not(
    login: Callable[[RoleName], FlaskClient], address: str
) -> None:
    handler, client = login(RoleName.LEGAL_LEAD), login(RoleName.CLIENT)
    assert f'href="{address}"' in handler.get("/rekenen").text
    assert 'aria-current="page"' in handler.get(address).text.split("<main")[1]
    assert "/rekenhulp" not in client.get("/rekenen").text
    assert client.get(address).status_code == 403


@pytest.mark.parametrize(("more", "said"), [
    ({"term_agreed": "ja", "clause": "artikel 5"}, ("01-02-2026", "art. 6:83 onder a BW", "artikel 5")),
    ({"reminder_sent_on": "10-02-2026"}, ("27-02-2026", "art. 6:82 lid 1 BW", "ingebrekestelling")),
    ({"refused_on": "05-02-2026"}, ("06-02-2026", "art. 6:83 onder c BW", "mededeling van de schuldenaar")),
    ({"is_commercial": "y", "invoice_received_on": "02-01-2026"},
     ("02-02-2026", "art. 6:119a lid 2 onder a BW", "termijn van de wet")),
    ({"is_commercial": "y", "is_government_debtor": "y", "invoice_received_on": "02-01-2026"},
     ("art. 6:119b lid 2 onder a BW",)),
    ({"term_agreed": "ja", "due_date": "31-03-2026", "is_commercial": "y", "is_large_debtor": "y",
      "is_small_creditor": "y", "concluded_on": "01-01-2025", "invoice_received_on": "01-01-2026"},
     ("01-02-2026", "art. 6:119a lid 6 BW", "langer dan mag")),
])  # fmt: skip
def test_the_first_day_of_interest_with_its_ground(
    browser: FlaskClient, more: dict[str, str], said: tuple[str, ...]
) -> None:
    text = ask(browser, DEFAULT, ON_INVOICE | more)
    assert "in verzuim" in text
    assert [each for each in said if each not in text] == []


@pytest.mark.parametrize(("more", "said"), [
    ({}, ("Een aanmaning met een redelijke termijn ontbreekt", "Wie: behandelaar")),
    ({"term_agreed": "onbekend"}, ("Wie: opdrachtgever", "art. 6:83 onder a BW")),
    ({"reminder_sent_on": "20-01-2026"}, ("voordat de betaaltermijn voorbij was",)),
    ({"reminder_sent_on": "10-02-2026", "reminder_channel": "email"}, ("geen bewijs", "art. 3:37 lid 3 BW")),
])  # fmt: skip
def test_without_default_it_says_what_is_missing_and_who_has_it(
    browser: FlaskClient, more: dict[str, str], said: tuple[str, ...]
) -> None:
    text = ask(browser, DEFAULT, ON_INVOICE | more)
    assert "geen verzuim aan te tonen" in text
    assert [each for each in said if each not in text] == []


def test_terms_of_a_summons_and_the_days_around_the_session(browser: FlaskClient) -> None:
    text = ask(browser, TERMS, SUMMONS | {"first_session_on": "09-12-2026"})
    for said in ("02-12-2026", "03-12-2026", "termijn gehaald", "08-12-2026", "23-12-2026", "art. 114 en 119 Rv"):
        assert said in text, said
    late = ask(browser, TERMS, SUMMONS | {"first_session_on": "02-12-2026"})
    assert "termijn niet gehaald" in late
    assert "Uiterlijk dagvaarden 24-11-2026" in late


@pytest.mark.parametrize(("more", "earliest", "law"), [
    ({"residence": "european_convention"}, "24-12-2026", "art. 115 en 119 Rv"),
    ({"residence": "elsewhere"}, "26-02-2027", "art. 115 en 119 Rv"),
    ({"residence": "elsewhere", "served_in_person_here": "y"}, "03-12-2026", "art. 114 en 119 Rv"),
])  # fmt: skip
def test_terms_abroad(browser: FlaskClient, more: dict[str, str], earliest: str, law: str) -> None:
    text = ask(browser, TERMS, SUMMONS | more)
    assert f"Vroegste roldatum {earliest}" in text
    assert law in text


@pytest.mark.parametrize(("at", "said"), [
    ("14:30", "Op zondag mag geen exploot worden gedaan. Het mag weer vanaf 30-11-2026 07:00"),
    ("", "Op zondag"),
])  # fmt: skip
def test_hours_of_service(browser: FlaskClient, at: str, said: str) -> None:
    assert said in ask(browser, TERMS, SUMMONS | {"serve_on": "29-11-2026", "serve_at": at})
    assert "Op dat moment mag" in ask(browser, TERMS, SUMMONS | {"serve_on": "30-11-2026", "serve_at": "7:00"})
    assert "mag niet" in ask(browser, TERMS, SUMMONS | {"serve_on": "30-11-2026", "serve_at": "06.59"})


def test_the_term_of_opposition(browser: FlaskClient) -> None:
    text = ask(browser, TERMS, SUMMONS | {"opposition_on": "01-10-2026"})
    assert "Verzet kan tot en met 29-10-2026" in text
    abroad = {"opposition_on": "01-10-2026", "opposition_abroad": "y"}
    assert "26-11-2026" in ask(browser, TERMS, SUMMONS | abroad)
    text = ask(browser, TERMS, SUMMONS | abroad | {"opposition_start": "enforcement"}, status=422)
    assert "Acht weken gelden bij betekening in persoon" in text


def test_protected_earnings_are_marked_as_an_indication_with_every_step(browser: FlaskClient) -> None:
    norm = {"norm": "1.300,00", "norm_source": "art. 21 Participatiewet"}
    text = ask(browser, EARNINGS, HOUSEHOLD | norm)
    for said in ("Alleen een indicatie", "€ 1.140,00", "€ 60,00", "95% van het inkomen", "art. 475da Rv", "één bron",
                 "art. 21 Participatiewet", "De deurwaarder stelt"):  # fmt: skip
        assert said in text, said


def test_the_highest_group_says_until_when_it_is_known(browser: FlaskClient) -> None:
    last = load_figures().protected_earnings_maximum.checked_through
    assert f"{last:%d-%m-%Y}" in browser.get(EARNINGS).text
    high = {"is_high_income": "y", "net_income": "9.000,00", "on": f"{last:%d-%m-%Y}"}
    assert "Hoogste beslagvrije voet voor alleenstaande" in ask(browser, EARNINGS, HOUSEHOLD | high)


@pytest.mark.parametrize(("address", "typed", "field", "said"), [
    (EARNINGS, HOUSEHOLD, "norm", "De bijstandsnorm en waar die is gelezen"),
    (EARNINGS, HOUSEHOLD | {"net_income": ""}, "net_income", "Vul het netto inkomen"),
    (EARNINGS, HOUSEHOLD | {"norm": "1.000,00", "norm_source": "wet"}, "net_income", "formule die niet is gevonden"),
    (EARNINGS, HOUSEHOLD | {"is_high_income": "y", "on": "01-01-2024"}, "is_high_income", "hoogste groep"),
    (EARNINGS, HOUSEHOLD | {"is_high_income": "y", "net_income": "9.000,00"}, "on", "gecontroleerd tot en met"),
    (TERMS, SUMMONS | {"served_on": ""}, "served_on", "Vul in wanneer"),
    (TERMS, SUMMONS | {"served_on": "01-12-2199"}, "served_on", ""),
    (TERMS, SUMMONS | {"first_session_on": "25-11-2026"}, "first_session_on", "na de dag van de dagvaarding"),
    (TERMS, SUMMONS | {"serve_on": "29-11-2026", "serve_at": "half drie"}, "serve_at", ""),
    (TERMS, SUMMONS | {"serve_at": "14:30"}, "serve_on", "Vul de dag in"),
    (DEFAULT, ON_INVOICE | {"due_date": ""}, "due_date", "Vul in tot en met welke dag"),
    (DEFAULT, {"due_date": "31-01-2026"}, "term_agreed", "Geef aan of"),
    (DEFAULT, ON_INVOICE | {"reminder_delivered_on": "01-02-2026"}, "reminder_sent_on", "Vul in wanneer"),
    (DEFAULT, ON_INVOICE | {"reminder_sent_on": "01-03-2199"}, "reminder_sent_on", ""),
    (DEFAULT, ON_INVOICE | {"reminder_term_days": "veel", "reminder_sent_on": "10-02-2026"}, "reminder_term_days",
     "getal"),
])  # fmt: skip
def test_a_mistake_is_told_at_its_field(
    browser: FlaskClient, address: str, typed: dict[str, str], field: str, said: str
) -> None:
    stand_on(browser.application, FIGURES_2026)
    page = browser.post(address, data=typed | {"csrf_token": csrf_of(browser)})
    assert page.status_code == 422
    found = re.search(rf'id="{field}-fout">.*?</span>([^<]+)<', page.text)
    assert found is not None, re.findall(r'class="field-error".*', page.text)
    assert said in found[1]
    assert not re.search(r"Not a valid|[a-z]_[a-z]", found[1])
