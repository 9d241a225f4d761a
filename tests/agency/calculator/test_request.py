"""All that a quote answers, asked on the page: the page, its PDF, the API and the command give the same."""

import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from agency.calculator.forms import CalculationForm
from agency.calculator.request import request_of
from agency.quote.answering import answer
from agency.web.formatting import day, euro
from cases.models.accounts import RoleName
from legal.parameters import load_figures
from letters.words import long_date
from tests.factories import TODAY
from tests.web import csrf_of, make_app

TYPED = {
    "on": "21-11-2026", "debtor": "consumer", "reclaims_vat": "nee",
    "claims-0-ref": "F1", "claims-0-principal": "1.000,00", "claims-0-interest_from": "01-02-2026",
    "claims-0-interest": "statutory", "claims-0-subject": "consumer_sale",
    "claims-0-prescription_regime": "consumer_sale", "claims-0-prescription_due_date": "31-01-2024",
    "claims-0-prescription_interruptions-0-kind": "demand",
    "claims-0-prescription_interruptions-0-on": "03-03-2025",
    "claims-0-prescription_interruptions-1-kind": "failed_action",
    "claims-0-prescription_interruptions-1-on": "03-05-2025",
    "claims-0-prescription_interruptions-1-ended_on": "03-06-2025",
    "claims-0-prescription_interruptions-2-on": "",
    "claims-0-prescription_extensions-0-ground": "spouses",
    "claims-0-prescription_extensions-0-first_day": "01-01-2020",
    "claims-0-prescription_extensions-0-last_day": "31-12-2020",
    "claims-1-principal": "250,55", "claims-1-interest_from": "15-03-2026", "claims-1-interest": "contractual",
    "claims-1-contract_percent": "1,5", "claims-1-contract_per": "month", "claims-1-contract_compound": "y",
    "claims-1-prescription_regime": "damages", "claims-1-prescription_due_date": "14-03-2026",
    "claims-1-prescription_long_stop_from": "01-01-2010", "claims-1-prescription_is_other": "y",
    "notice_sent_on": "05-10-2026", "notice_channel": "ordinary_post", "notice_fee_named": "90,00",
    "notice_claims_named": "F1\r\nF9\r\n", "debtors": "A. Voorbeeld\r\nB. Voorbeeld",
    "notice_addressed_to": "A. Voorbeeld",
    "notice_text": "Betaal binnen vijftien dagen nadat deze brief bij u is bezorgd. Anders komen daar incassokosten "
                   "bij van € 90,00.",
    "claims-0-term_of": "A1", "earlier_terms-0-term_of": "A1", "earlier_terms-0-principal": "50,00",
    "earlier_terms-0-missed_on": "02-01-2026", "earlier_terms-0-fee_charged": "0,00",
    "earlier_terms-0-without_notice": "y", "earlier_terms-0-ref": "M1", "stacking": "per_term",
    "payments-0-received_on": "02-11-2026", "payments-0-amount": "100,00", "payments-0-claim": "F1",
    "court_claimant": "legal_entity", "court_served_on": "25-11-2026", "court_first_session_on": "09-12-2026",
    "court_judgment_on": "16-12-2026", "court_own_fee": "200,00", "court_country": "BE",
    "court_municipality": "Utrecht", "court_let_property": "Zeist",
    "policy_day_count": "ACT/ACT", "policy_full_year_exact": "ja", "policy_payment_day_counts": "nee",
    "policy_feb29_anniversary": "mar_1", "policy_rounding": "at_end", "policy_segment_cuts": "half_years",
    "policy_extend_term": "nee",
}
REQUEST: dict[str, Any] = {
    "on": "2026-11-21", "debtor": "consumer", "creditor_reclaims_vat": False,
    "claims": [
        {"ref": "F1", "principal": "1000.00", "interest_from": "2026-02-01", "interest": "statutory",
         "subject": "consumer_sale", "term_of": "A1",
         "prescription": {
             "regime": "consumer_sale", "due_date": "2024-01-31", "is_performance": True,
             "interruptions": [{"kind": "demand", "on": "2025-03-03"},
                               {"kind": "failed_action", "on": "2025-05-03", "ended_on": "2025-06-03"}],
             "extensions": [{"ground": "spouses", "first_day": "2020-01-01", "last_day": "2020-12-31"}]}},
        {"ref": "Vordering 2", "principal": "250.55", "interest_from": "2026-03-15", "interest": "contractual",
         "subject": "other", "contract_rate": {"percent": "1.5", "per": "month", "compound": True},
         "prescription": {"regime": "damages", "due_date": "2026-03-14", "long_stop_from": "2010-01-01",
                          "is_performance": False, "interruptions": [], "extensions": []}},
    ],
    "notice": {"sent_on": "2026-10-05", "channel": "ordinary_post", "fee_named": "90.00",
               "claims_named": ["F1", "F9"], "addressed_to": ["A. Voorbeeld"], "text": TYPED["notice_text"]},
    "debtors": ["A. Voorbeeld", "B. Voorbeeld"],
    "earlier_terms": [{"ref": "M1", "principal": "50.00", "missed_on": "2026-01-02", "has_own_notice": False,
                       "fee_charged": "0.00", "term_of": "A1"}],
    "costs_policy": {"periodic_stacking": "per_term"},
    "payments": [{"received_on": "2026-11-02", "amount": "100.00", "claim": "F1"}],
    "court": {"claimant": "legal_entity", "served_on": "2026-11-25", "first_session_on": "2026-12-09",
              "judgment_on": "2026-12-16", "own_fee": "200.00", "country": "BE", "municipality": "Utrecht",
              "let_property": "Zeist"},
    "policy": {"day_count": "ACT/ACT", "full_year_exact": True, "payment_day_counts": False,
               "feb29_anniversary": "mar_1", "rounding": "at_end", "segment_cuts": "half_years", "extend_term": False},
}  # fmt: skip
BROKEN = TYPED["notice_text"].replace("vijftien", "veertien")


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    """The application with its day pinned."""
    return make_app(sqlite_url, tmp_path, today=TODAY)


@pytest.fixture
def browser(login: Callable[[RoleName], FlaskClient]) -> FlaskClient:
    return login(RoleName.HANDLER)


def read(browser: FlaskClient, address: str = "/rekenen", **changes: str) -> str:
    """The page or the PDF as one line of text."""
    made = browser.post(address, data=TYPED | changes | {"csrf_token": csrf_of(browser)})
    assert made.status_code == 200, re.findall(r'class="field-error".*', made.text)
    if made.mimetype == "application/pdf":
        return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made.data)).pages))
    return plain(re.sub(r"<[^>]+>", " ", made.text.split('id="uitkomst"')[-1]))


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("&#39;", "'").replace("&#34;", '"'))


def answered(**changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer(json.dumps(REQUEST | changes), load_figures())[0])
    return found


def leaves(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text of an answer with the name of its field."""
    if isinstance(value, dict):
        for each, inner in value.items():
            yield from leaves(inner, each)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, key)
    elif isinstance(value, str):
        yield key, value


def shown(key: str, value: str) -> tuple[str, ...]:
    """How a value may stand on a page or on paper; nothing for a value that stands there in other words."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        found = date.fromisoformat(value)
        return day(found), plain(long_date(found))
    if re.fullmatch(r"-?\d+\.\d{2}", value) and key != "rate_percent":
        return (plain(euro(Decimal(value))), plain(euro(abs(Decimal(value)))))
    if key in {"law", "message", "text", "municipality", "explanation"}:
        return (plain(value),)
    return ()


# The day after the one asked; which days a figure was read for.
NOT_SHOWN = {"from", "on"}


def absent(found: dict[str, Any], text: str) -> list[tuple[str, str]]:
    """What was answered and cannot be read in a text."""
    return [
        (key, value) for key, value in leaves(found)
        if key not in NOT_SHOWN and (forms := shown(key, value)) and not any(form in text for form in forms)
    ]


def test_what_is_typed_is_the_request_of_the_command(app: Flask) -> None:
    with app.test_request_context("/rekenen", method="POST", data=TYPED):
        form = CalculationForm(meta={"csrf": False})
        assert form.validate(), form.errors
        assert request_of(form) == REQUEST


@pytest.mark.parametrize("role", [RoleName.HANDLER, RoleName.CLIENT])
def test_the_page_and_the_pdf_tell_everything_that_the_command_answers(
    login: Callable[[RoleName], FlaskClient], role: RoleName
) -> None:
    found, browser = answered(), login(role)
    assert found["court"]["costs"]["items"]
    assert found["claims"][0]["prescription"]["counted"]
    assert {defect["code"] for defect in found["notice_verdict"]["defects"]} >= {"debtor_left_out", "fee_too_low"}
    for address in ("/rekenen", "/rekenen/specificatie"):
        missing = absent(found, read(browser, address))
        assert not missing, f"{address}: {missing}"


def test_the_api_gives_the_answer_of_what_was_typed(browser: FlaskClient) -> None:
    got = browser.post("/api/v1/quote", json=REQUEST, headers={"X-CSRFToken": csrf_of(browser)})
    assert json.loads(got.text) == answered()


def test_a_defect_makes_the_fee_zero_and_says_so_once(browser: FlaskClient) -> None:
    for address in ("/rekenen", "/rekenen/specificatie"):
        text = read(browser, address, notice_text=BROKEN)
        assert "De termijn is te kort" in text
        assert "er zijn geen incassokosten verschuldigd, ook later niet" in text.lower()
        assert "veertiendagenbrief is gebrekkig" in text
        assert "geen vordering in verzuim" not in text
        assert "term_too_short" not in text
    assert "Incassokosten € 0,00" in read(browser, notice_text=BROKEN)


def test_a_notice_that_came_back_counts_for_nothing(browser: FlaskClient) -> None:
    text = read(browser, notice_has_bounced="y", notice_text="")
    assert "teruggekomen" in text
    assert "De tekst is niet nagekeken" in text


def test_a_barred_claim_and_an_alarm_are_told(browser: FlaskClient) -> None:
    """The demand of 3 March 2025 gives two years, of which less than six months are left; that of 2024 ended."""
    assert "binnen 6 maanden" in read(browser)
    text = read(browser, **{"claims-0-prescription_interruptions-0-on": "03-03-2024",
                            "claims-0-prescription_interruptions-1-on": "",
                            "claims-0-prescription_interruptions-1-ended_on": ""})  # fmt: skip
    assert "verjaard" in text
    assert "04-03-2026" in text


def test_costs_agreed_between_businesses(browser: FlaskClient) -> None:
    letter = dict.fromkeys((key for key in TYPED if key.startswith("notice_") and key != "notice_channel"), "")
    changes = letter | {"debtor": "business", "agreed_costs_percent": "15", "agreed_costs_minimum": "250,00",
               "agreed_costs_concluded_on": "01-01-2021", "handed_over_on": "01-04-2026"}
    asked = {"debtor": "business", "notice": None, "handed_over_on": "2026-04-01",
             "agreed_costs": {"percent": "15", "minimum": "250.00", "concluded_on": "2021-01-01"}}
    found = answered(**asked)
    assert (found["costs"], found["remarks"][0]["code"]) == ("250.00", "agreed_costs_moderation")
    for address in ("/rekenen", "/rekenen/specificatie"):
        text = read(browser, address, **changes)
        missing = absent(found, text)
        assert not missing, f"{address}: {missing}"
        assert "minimaal € 250,00" in text
        assert "Staffel" not in text


def test_small_periodic_terms_are_limited_and_say_how_sure_that_is(browser: FlaskClient) -> None:
    typed = {"on": "21-11-2026", "debtor": "consumer", "reclaims_vat": "ja", "notice_sent_on": "07-09-2026",
             "notice_channel": "ordinary_post", "csrf_token": csrf_of(browser)}
    for row, month in enumerate((6, 7)):
        typed |= {f"claims-{row}-ref": f"T{month}", f"claims-{row}-principal": "200,00",
                  f"claims-{row}-interest_from": f"02-0{month}-2026", f"claims-{row}-interest": "statutory",
                  f"claims-{row}-term_of": "HUUR-1"}
    page = plain(re.sub(r"<[^>]+>", " ", browser.post("/rekenen", data=typed).text.split('id="uitkomst"')[1]))
    for said in ("Incassokosten € 40,00", "begrensd", "art. 2a Besluit", "Laat een jurist het bedrag beoordelen",
                 "kosten samen begrensd"):  # fmt: skip
        assert said in page, said
    other = browser.post("/rekenen", data=typed | {"stacking": "per_term"}).text
    assert "Incassokosten € 60,00" in plain(re.sub(r"<[^>]+>", " ", other))


def test_the_base_of_the_fee_is_a_choice_and_is_told(browser: FlaskClient) -> None:
    """A year of interest joined the principal of 1,000: 15% of 1,062.52."""
    typed = {"on": "21-11-2026", "debtor": "business", "reclaims_vat": "ja", "handed_over_on": "01-10-2025",
             "claims-0-ref": "F1", "claims-0-principal": "1000,00", "claims-0-interest_from": "01-10-2024",
             "claims-0-interest": "statutory", "csrf_token": csrf_of(browser)}
    for choice, costs, told in (("principal", "€ 150,00", "hoofdsom alleen"),
                                ("with_capitalised_interest", "€ 159,38", "hoofdsom met bijgeschreven rente")):
        shown = browser.post("/rekenen", data=typed | {"policy_fee_base": choice}).text.split('id="uitkomst"')[1]
        page = plain(re.sub(r"<[^>]+>", " ", shown))
        assert f"Incassokosten {costs}" in page
        assert told in page


def test_a_large_claim_goes_to_another_court_without_a_forecast(browser: FlaskClient) -> None:
    changes = {"claims-0-principal": "30.000,00", "claims-0-subject": "other"}
    for address in ("/rekenen", "/rekenen/specificatie"):
        text = read(browser, address, **changes)
        assert "Niet de kantonrechter maar de rechtbank" in text
        assert "Griffierecht" not in text


@pytest.mark.parametrize(("changes", "field", "said"), [
    ({"court_served_on": "25-11-2025", "court_first_session_on": "07-01-2026"}, "court_served_on", "2025"),
    ({"court_served_on": ""}, "court_served_on", "Vul in wanneer de dagvaarding wordt betekend."),
    ({"court_claimant": ""}, "court_claimant", "Kies wat voor eiser het is"),
    ({"court_first_session_on": "25-11-2026"}, "court_first_session_on", "ligt na de dag van de dagvaarding"),
    ({"court_judgment_on": "08-12-2026"}, "court_judgment_on", "niet voor de eerste roldatum"),
    ({"court_country": "elders"}, "court_country", "de deurwaarder bepaalt"),
    ({"claims-0-subject": "consumer_credit"}, "claims-0-credit_sum", "Vul de kredietsom in"),
    ({"claims-0-prescription_regime": ""}, "claims-0-prescription_regime", "Kies de soort vordering"),
    ({"claims-0-prescription_due_date": "31-02-2024"}, "claims-0-prescription_due_date", "bestaat niet"),
    ({"claims-0-prescription_interruptions-1-ended_on": ""}, "claims-0-prescription_interruptions-1-ended_on",
     "Vul in wanneer die procedure eindigde."),
    ({"claims-0-prescription_long_stop_from": "01-01-2004"}, "claims-0-prescription_long_stop_from", "twintig jaar"),
    ({"claims-0-prescription_extensions-0-last_day": "31-12-2019"}, "claims-0-prescription_extensions-0-last_day",
     "ligt voor de eerste"),
    ({"notice_sent_on": ""}, "notice_sent_on", "Vul in wanneer de veertiendagenbrief is verstuurd."),
    ({"agreed_costs_percent": "15"}, "agreed_costs_percent", "alleen de staffel"),
    ({"agreed_costs_minimum": "50,00"}, "agreed_costs_percent", "Vul het afgesproken percentage in."),
    ({"earlier_terms-0-term_of": ""}, "earlier_terms-0-term_of", "Vul in van welke overeenkomst"),
    ({"earlier_terms-0-missed_on": "morgen"}, "earlier_terms-0-missed_on", "dag-maand-jaar"),
    ({"claims-1-ref": "F1"}, "claims-1-ref", ""),
    ({"policy_rounding": "odd"}, "policy_rounding", ""),
])  # fmt: skip
def test_a_mistake_is_told_in_dutch_at_its_field(
    browser: FlaskClient, changes: dict[str, str], field: str, said: str
) -> None:
    page = browser.post("/rekenen", data=TYPED | changes | {"csrf_token": csrf_of(browser)})
    assert page.status_code == 422
    assert f'href="#{field}' in page.text
    assert f'id="{field}-fout"' in page.text
    message = re.search(rf'<a href="#{field}(?:-0)?">([^<]+)</a>', page.text)
    assert message is not None
    assert said in message[1]
    assert not re.search(r"[a-z]_[a-z]|expected|werd verwacht", message[1]), "no field name, no English"


def test_rows_of_a_claim_come_and_go(browser: FlaskClient) -> None:
    rows = "claims-0-prescription_interruptions"
    more = browser.post("/rekenen", data=TYPED | {"actie": f"erbij:{rows}", "csrf_token": csrf_of(browser)})
    assert f'name="{rows}-3-on"' in more.text
    fewer = browser.post("/rekenen", data=TYPED | {"actie": f"weg:{rows}:0", "csrf_token": csrf_of(browser)})
    assert 'value="03-03-2025"' not in fewer.text
    assert 'value="03-05-2025"' in fewer.text
    assert "Uitkomst tot en met" not in fewer.text


def test_the_simple_case_asks_five_things(browser: FlaskClient) -> None:
    """Everything else is closed until something stands in it."""
    page = browser.get("/rekenen").text
    seen = re.sub(r"<details.*?</details>", "", page.split("<main")[1], flags=re.DOTALL)
    names = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', seen)) - {"csrf_token"}
    assert names == {"claims-0-principal", "claims-0-interest_from", "claims-0-interest", "on", "debtor"}
    assert "<details class=\"why mb-2\" open" not in page
    typed = {"on": "21-11-2026", "debtor": "consumer", "reclaims_vat": "ja", "claims-0-principal": "1.000,00",
             "claims-0-interest_from": "01-02-2026", "claims-0-interest": "statutory", "csrf_token": csrf_of(browser)}
    assert "Saldo" in browser.post("/rekenen", data=typed).text
