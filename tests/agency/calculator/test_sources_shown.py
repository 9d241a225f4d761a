"""What people see of the sources of figures: pages, answers and documents name no repository and no other table."""

import json
import re
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

from agency.quote import answering
from cases.models.accounts import RoleName
from legal.counting.valuation import Valuation, valuate
from legal.facts import CaseFacts, Claim, DebtorKind, InterestKind
from legal.parameters import load_figures
from letters.catalogue import content
from letters.document import plain_text
from letters.dossier import dossier
from letters.examples import standard as papers
from tests.factories import TODAY
from tests.legal.factories import facts
from tests.web import add_user, csrf_of, make_app, sign_in

FIGURES = load_figures()
ON = date(2026, 11, 21)


def barred_words() -> list[str]:
    """The names and hosts of every secondary source, and of the repositories."""
    found = {"github", "gitlab", "wetgit", "luxis", "rentetool", "proceskosten-calculator", "resofly"}
    for each in resources.files("legal.parameters").iterdir():
        if each.name.endswith(".yaml"):
            for source in yaml.safe_load(each.read_text(encoding="utf-8"))["sources"].values():
                host = re.match(r"https?://(?:www\.)?([^/]+)", source.get("address", ""))
                if "secondary" in source and host:
                    found.add(host[1])
                    # A law may be named by the title that a secondary source bears: then the title is no name of it.
                    if "cites" not in source:
                        found.add(source["secondary"])
    return sorted(word.casefold() for word in found)


BARRED = barred_words()


def assert_clean(text: str) -> None:
    assert [word for word in BARRED if word in text.casefold()] == []


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    """The application with its day pinned."""
    return make_app(sqlite_url, tmp_path, today=TODAY)


def visitor(app: Flask, role: RoleName) -> FlaskClient:
    browser = app.test_client()
    sign_in(browser, add_user(app, role))
    return browser


@pytest.mark.parametrize(("role", "address"), [
    (RoleName.HANDLER, "/cijfers"), (RoleName.LEGAL_LEAD, "/cijfers"), (RoleName.ADMIN, "/beheer/cijfers"),
    (RoleName.ADMIN, "/beheer/cijfers/nieuw"),
])
def test_the_pages_of_figures_name_official_sources_alone(app: Flask, role: RoleName, address: str) -> None:
    page = visitor(app, role).get(address)
    assert page.status_code == 200
    assert_clean(page.text)
    if address != "/beheer/cijfers/nieuw":
        assert 'href="https://zoek.officielebekendmakingen.nl/stb-2014-491.html"' in page.text
        assert "Stcrt. 2025, 39855 (niet zelf nagelezen)" in page.text
        assert "secundaire bron" in page.text
        assert "()" not in page.text


def test_the_administrator_sees_what_is_to_be_read_and_how_that_ends(app: Flask) -> None:
    browser = visitor(app, RoleName.ADMIN)
    page = browser.get("/beheer/cijfers").text
    section = page[page.index('id="nalezen"') :]
    section = section[: section.index("</section>")]
    assert "Nog na te lezen" in section
    assert "Een nieuwe versie bevestigt of verbetert het" in section
    for name in ("Wettelijke rente", "Griffierecht kantonzaken", "Algemeen btw-tarief"):
        assert name in section
    assert "KB van 10 december 2025 (niet zelf nagelezen)" in section
    assert "Staffel incassokosten" not in section, "its text was read"
    start = browser.get("/beheer").text
    assert "/beheer/cijfers#nalezen" in start
    assert "is de officiële tekst nog niet gezien" in start


def test_a_handler_has_no_such_work(app: Flask) -> None:
    assert "Nog na te lezen" not in visitor(app, RoleName.HANDLER).get("/cijfers").text


def asked(interest: str, since: str, debtor: str, **more: Any) -> dict[str, Any]:
    claim = {"ref": "F1", "principal": "3000.00", "interest_from": since, "interest": interest}
    return {"on": "2026-11-21", "debtor": debtor, "creditor_reclaims_vat": False, "claims": [claim],
            "handed_over_on": "2026-09-01", "notice": {"sent_on": "2026-10-05", "channel": "ordinary_post"}, **more}


COURT = {"claimant": "legal_entity", "served_on": "2026-11-22", "first_session_on": "2026-12-16"}


@pytest.mark.parametrize("request_", [
    asked("statutory", "1976-04-01", "consumer"), asked("commercial", "2002-08-08", "business"),
    asked("statutory", "2026-02-01", "consumer", court=COURT),
])
def test_an_answer_of_the_quote_names_official_sources_alone(request_: dict[str, Any]) -> None:
    text, status = answering.answer(json.dumps(request_), FIGURES)
    assert status == 0, text
    assert_clean(text)
    assert all(line["source"] for line in json.loads(text)["lines"])


def test_the_calculator_names_official_sources_alone(app: Flask) -> None:
    browser = visitor(app, RoleName.HANDLER)
    page = browser.post("/rekenen", data={
        "on": "21-11-2026", "debtor": "consumer", "reclaims_vat": "ja", "claims-0-principal": "3.000,00",
        "claims-0-interest_from": "01-01-1998", "claims-0-interest": "statutory", "csrf_token": csrf_of(browser),
    })
    assert page.status_code == 200
    assert "secundaire bron" in page.text
    assert_clean(page.text)


def long_running(kind: InterestKind, since: date) -> Valuation:
    """A claim of the papers that bore interest under every rate since a day."""
    first = papers.claims()[0]
    claim = Claim(ref=first.ref, principal=first.principal, interest_from=since, interest=kind)
    case: CaseFacts = facts(claim, debtor=DebtorKind.BUSINESS, handed_over_on=date(2026, 9, 1), reclaims_vat=False)
    return valuate(case, on=ON, figures=FIGURES)


@pytest.mark.parametrize(("kind", "since"), [
    (InterestKind.STATUTORY, date(1976, 4, 1)), (InterestKind.COMMERCIAL, date(2002, 8, 8)),
])
def test_a_specification_and_the_file_for_the_bailiff_name_official_sources_alone(
    kind: InterestKind, since: date
) -> None:
    found = long_running(kind, since)
    text = plain_text(content(papers.specification(
        claims=papers.claims()[:1], valuation=found, consumer=False,
    )))
    assert "secundaire bron" in text
    assert_clean(text)
    written = papers.valuation()
    lines = tuple(line._replace(source=found.lines[0].source) for line in written.lines)
    told = dossier(papers.summons_writ(valuation=papers.summons_writ().valuation._replace(lines=lines)))
    assert_clean(json.dumps(told, ensure_ascii=False))
