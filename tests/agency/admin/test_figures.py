"""The figures on a page: what is known, what runs out, and a later value that counts after a second person."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from agency import database
from agency.resources import figures
from agency.web.figure_tables import tables
from cases.counting import figures as added
from cases.counting.figures import NewFigure
from cases.models.accounts import RoleName
from legal.calendar import ONE_DAY
from legal.parameters import load_figures
from tests.factories import TODAY, by, make_user
from tests.web import add_user, csrf_of, make_app, sign_in

FIGURES = load_figures()
LAST = FIGURES.statutory_interest.checked_through
NEXT = LAST + ONE_DAY
REQUEST = {
    "on": f"{NEXT + 9 * ONE_DAY}", "debtor": "consumer", "creditor_reclaims_vat": True,
    "claims": [{"ref": "F1", "principal": "1000.00", "interest_from": f"{NEXT}", "interest": "statutory"}],
}


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    """The application with its day pinned."""
    return make_app(sqlite_url, tmp_path, today=TODAY)


def visitor(app: Flask, role: RoleName, email: str = "") -> FlaskClient:
    browser = app.test_client()
    sign_in(browser, add_user(app, role, email=email))
    return browser


def post(browser: FlaskClient, address: str, **typed: str) -> TestResponse:
    return browser.post(address, data=typed | {"csrf_token": csrf_of(browser)})


def propose(browser: FlaskClient, **changes: str) -> TestResponse:
    typed = {
        "series": "statutory_interest", "first_day": f"{NEXT:%d-%m-%Y}", "value": "5,00",
        "checked_through": f"31-12-{NEXT.year}", "source_name": "Stb. voorbeeld",
        "source_address": "https://zoek.officielebekendmakingen.nl/voorbeeld", "note": "",
    }
    return post(browser, "/beheer/cijfers/nieuw", **(typed | changes))


def quoted(browser: FlaskClient) -> tuple[int, dict[str, str]]:
    answer = browser.post("/api/v1/quote", json=REQUEST, headers={"X-CSRFToken": csrf_of(browser)})
    return answer.status_code, json.loads(answer.text)


def test_a_value_counts_everywhere_once_another_person_confirmed_it_and_no_longer_after_withdrawal(app: Flask) -> None:
    admin, lead = visitor(app, RoleName.ADMIN), visitor(app, RoleName.LEGAL_LEAD)
    assert quoted(lead)[0] == 400
    made = propose(admin)
    assert made.status_code == 302
    page = made.location
    assert quoted(lead)[0] == 400, "a proposal counts for nothing"
    assert "U hebt dit cijfer zelf voorgesteld" in admin.get(page).text
    assert "Een ander moet het" in admin.post(
        f"{page}/bevestigen", data={"csrf_token": csrf_of(admin)}, follow_redirects=True
    ).text
    assert quoted(lead)[0] == 400

    assert "wacht op een tweede persoon" in lead.get("/cijfers").text
    assert post(lead, f"{page}/bevestigen").status_code == 302
    status, answer = quoted(lead)
    assert (status, answer["interest"]) == (200, "1.37")  # 1000 × 5 % × 10/365
    assert f"tot en met 31-12-{NEXT.year}" in re.sub(r"<[^>]*>", "", lead.get("/cijfers").text)
    assert "in gebruik" in admin.get("/beheer/cijfers").text

    assert post(admin, f"{page}/intrekken", reason=" ").status_code == 422
    assert post(admin, f"{page}/intrekken", reason="Verkeerd overgenomen.").status_code == 302
    assert quoted(lead)[0] == 400
    assert "Verkeerd overgenomen." in lead.get("/cijfers").text


def test_a_second_administrator_may_confirm_and_a_legal_lead_may_reject(app: Flask) -> None:
    admin, other = visitor(app, RoleName.ADMIN), visitor(app, RoleName.ADMIN, "b@voorbeeld.test")
    lead = visitor(app, RoleName.LEGAL_LEAD)
    first = propose(admin).location
    assert post(lead, f"{first}/afwijzen", reason="Niet te vinden in de bron.").status_code == 302
    assert "Over dit voorstel is al besloten" in post(other, f"{first}/bevestigen").headers["Location"] or (
        "Over dit voorstel is al besloten" in other.get(first).text
    )
    second = propose(admin).location
    post(other, f"{second}/bevestigen")
    assert quoted(lead)[0] == 200


def test_what_leaves_a_gap_is_told_at_its_field(app: Flask) -> None:
    admin = visitor(app, RoleName.ADMIN)
    page = propose(admin, first_day=f"{NEXT + ONE_DAY:%d-%m-%Y}")
    assert page.status_code == 422
    assert 'href="#first_day"' in page.text
    assert "geen dag zonder gecontroleerd cijfer" in page.text
    assert propose(admin, source_name="").status_code == 422


@pytest.mark.parametrize("role", [RoleName.HANDLER, RoleName.CLIENT, RoleName.BAILIFF])
def test_others_neither_add_nor_confirm(app: Flask, role: RoleName) -> None:
    page = propose(visitor(app, RoleName.ADMIN)).location
    browser = visitor(app, role)
    assert propose(browser).status_code == 403
    assert post(browser, f"{page}/bevestigen").status_code == 403
    assert browser.get("/cijfers").status_code == (200 if role is RoleName.HANDLER else 403)


def test_every_series_stands_on_the_page_with_its_values_sources_and_a_chart(app: Flask) -> None:
    page = visitor(app, RoleName.HANDLER).get("/cijfers").text
    for table in tables(FIGURES, TODAY):
        assert table.name in page
        assert table.rows, table.key
    for value in (*FIGURES.statutory_interest.values, *FIGURES.vat.values):
        assert f"{value.first_day:%d-%m-%Y}" in page
        assert all(source.name in page for source in value.sources)
    assert page.count("<polyline") >= 2
    assert "niet geverifieerd" in page or "één bron" in page
    assert "javascript:" not in page


def test_a_chart_stays_inside_its_frame_and_keeps_its_order() -> None:
    charts = [table.chart for table in tables(FIGURES, TODAY) if table.chart]
    assert charts
    for chart in charts:
        points = [tuple(map(int, point.split(","))) for point in chart.points.split()]
        assert [x for x, _ in points] == sorted(x for x, _ in points)
        assert all(chart.left <= x <= chart.right and chart.top <= y <= chart.bottom for x, y in points)


@pytest.mark.parametrize(("before", "warned"), [(61, False), (60, True)])
def test_running_out_is_warned_of_sixty_days_ahead(
    sqlite_url: str, tmp_path: Path, before: int, warned: bool
) -> None:
    app = make_app(sqlite_url, tmp_path, today=date.fromordinal(LAST.toordinal() - before))
    text = f"bekend tot en met {LAST:%d-%m-%Y}"
    for role, addresses in ((RoleName.HANDLER, ("/werkbak", "/rekenen", "/cijfers")),
                            (RoleName.ADMIN, ("/beheer", "/beheer/cijfers"))):
        browser = visitor(app, role)
        for address in addresses:
            assert (text in browser.get(address).text) == warned, address
    assert text not in visitor(app, RoleName.CLIENT).get("/rekenen").text


def test_every_part_of_a_table_of_figures_has_its_dutch_word() -> None:
    words = [line for table in tables(FIGURES, TODAY) for row in table.rows for line in row.value]
    assert words
    english = re.compile(r"[a-z]_[a-z]|\b(threshold|months|amount|claim|single|band)\b")
    assert not [line for line in words if english.search(line)]


def test_a_process_that_runs_for_days_sees_what_was_confirmed_meanwhile(app: Flask) -> None:
    with app.app_context():
        assert figures().statutory_interest.checked_through == LAST
        with Session(database.engine().execution_options(read_only=False)) as other:
            people = [make_user(other, RoleName.ADMIN).id, make_user(other, RoleName.LEGAL_LEAD).id]
            addition = added.propose(other, by(people[0]), NewFigure(
                series="statutory_interest", first_day=NEXT, value=Decimal("5.00"), source_name="Stb. voorbeeld",
                checked_through=date(NEXT.year, 12, 31), source_address="https://voorbeeld.test",
            ), packaged=FIGURES)
            added.confirm(other, by(people[1]), addition.id, packaged=FIGURES)
            other.commit()
        database.session().rollback()
        assert figures().statutory_interest.checked_through == date(NEXT.year, 12, 31)
