"""The page of the turn of the year: what ends, proposed together, confirmed together by a second person."""

import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from agency import database
from agency.resources import figures
from cases.models import FigureAddition
from cases.models.accounts import RoleName
from tests.agency.admin.test_figures import post, visitor
from tests.legal.figures import FIGURES_2026
from tests.web import make_app, stand_on

PAGE = "/beheer/jaarwisseling"
LAST = date(2026, 12, 31)


def app_on(today: date, sqlite_url: str, tmp_path: Path) -> Flask:
    app = make_app(sqlite_url, tmp_path, today=today)
    stand_on(app, FIGURES_2026)
    return app


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    """The fifth of January, and nothing is known of 2027."""
    return app_on(date(2027, 1, 5), sqlite_url, tmp_path)


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def fields(page: str) -> dict[str, str]:
    """What the form of the proposals holds as it is shown, but for its boxes to tick."""
    names = r"(?:value|checked_through|source_name|source_address|first_day)_\w+"
    tags = re.findall(rf'<input[^>]*name="({names})"[^>]*>', page)
    values = dict(re.findall(rf'<input[^>]*name="({names})"[^>]*value="([^"]*)"', page))
    return {name: values.get(name, "") for name in tags}


def both_rates(browser: FlaskClient, **changes: str) -> dict[str, str]:
    """The form with both rates filled in, made up."""
    typed = fields(browser.get(PAGE).text)
    for key, value in (("statutory_interest", "5"), ("statutory_commercial_interest", "10,40")):
        typed |= {
            f"value_{key}": value, f"source_name_{key}": "Stb. voorbeeld",
            f"source_address_{key}": "https://zoek.officielebekendmakingen.nl/voorbeeld",
        }
    return typed | changes


def count_of(app: Flask) -> int:
    with app.app_context():
        return database.session().scalar(select(func.count(FigureAddition.id))) or 0


def test_the_page_lists_what_ends_and_prefills_no_value(app: Flask) -> None:
    page = visitor(app, RoleName.ADMIN).get(PAGE).text
    said = words(page)
    for name in ("Wettelijke rente", "Wettelijke handelsrente", "Griffierecht kantonzaken", "Staffel incassokosten"):
        assert name in said
    assert "Richtlijn incassokosten voor 1 juli 2012" not in said, "what another rule replaced does not end"
    assert "zonder dit cijfer stopt de rente" in said
    assert "loopt ongewijzigd door" in said
    shown = fields(page)
    assert {value for name, value in shown.items() if name.startswith("value")} == {""}
    assert shown["checked_through_statutory_interest"] == "30-06-2027"  # the next day on which it can change is 1 July
    assert shown["checked_through_vat"] == "31-12-2027"


def test_all_is_proposed_and_confirmed_together_by_two_people(app: Flask) -> None:
    admin, lead = visitor(app, RoleName.ADMIN), visitor(app, RoleName.LEGAL_LEAD)
    assert post(admin, f"{PAGE}/voorstellen", **both_rates(admin)).status_code == 302
    assert count_of(app) == 2
    own = words(admin.get(PAGE).text)
    assert "Wacht op een tweede persoon" in own
    assert "Te bevestigen" not in own
    page = lead.get(PAGE).text
    assert "Te bevestigen" in words(page)
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    assert seen is not None
    assert post(lead, f"{PAGE}/bevestigen", seen=seen[1]).status_code == 302
    with app.app_context():
        assert figures().statutory_interest.checked_through == date(2027, 6, 30)
        assert figures().statutory_commercial_interest.checked_through == date(2027, 6, 30)
    again = words(lead.get(PAGE).text)
    assert "Te bevestigen" not in again


def test_who_proposed_confirms_nothing_of_it_and_then_none_counts(app: Flask) -> None:
    admin, other = visitor(app, RoleName.ADMIN), visitor(app, RoleName.ADMIN, "b@voorbeeld.test")
    post(admin, f"{PAGE}/voorstellen", **both_rates(admin, value_statutory_commercial_interest=""))
    typed = fields(other.get(PAGE).text) | {
        "value_statutory_commercial_interest": "10,40", "source_name_statutory_commercial_interest": "ECB",
        "source_address_statutory_commercial_interest": "https://voorbeeld.test",
    }
    assert post(other, f"{PAGE}/voorstellen", **typed).status_code == 302
    refused = post(other, f"{PAGE}/bevestigen", seen="1,2")
    assert refused.status_code == 422
    assert "Een ander moet het" in refused.text
    with app.app_context():
        assert figures().statutory_interest.checked_through == LAST
    assert post(other, f"{PAGE}/bevestigen", seen="1").status_code == 302


def test_what_is_wrong_stands_at_its_field_with_what_was_typed_and_nothing_is_kept(app: Flask) -> None:
    admin = visitor(app, RoleName.ADMIN)
    page = post(admin, f"{PAGE}/voorstellen", **both_rates(admin, source_name_statutory_interest=""))
    assert page.status_code == 422
    assert 'href="#source_name_statutory_interest"' in page.text
    assert 'value="10,40"' in page.text
    assert count_of(app) == 0
    empty = post(admin, f"{PAGE}/voorstellen", **fields(admin.get(PAGE).text))
    assert empty.status_code == 422
    assert "Vul bij ten minste één cijfer" in empty.text


def test_a_figure_can_be_confirmed_as_unchanged_only_by_saying_so(app: Flask) -> None:
    admin = visitor(app, RoleName.ADMIN)
    typed = fields(admin.get(PAGE).text) | {
        "source_name_court_fees": "Stcrt. voorbeeld", "source_address_court_fees": "https://voorbeeld.test",
    }
    assert post(admin, f"{PAGE}/voorstellen", **typed).status_code == 422
    assert post(admin, f"{PAGE}/voorstellen", **(typed | {"same_court_fees": "y"})).status_code == 302


def test_an_administrator_is_named_and_the_banner_says_who(app: Flask) -> None:
    admin = visitor(app, RoleName.ADMIN)
    assert "Nog niemand is aangewezen" in admin.get(PAGE).text
    user_id = re.search(r'<option[^>]* value="(\d+)"', admin.get(PAGE).text)
    assert user_id is not None
    assert post(admin, f"{PAGE}/wie", user_id=user_id[1]).status_code == 302
    assert "M. Voorbeeld voegt de nieuwe cijfers toe" in words(admin.get("/beheer").text)
    handler = visitor(app, RoleName.HANDLER)
    said = words(handler.get("/werkbak").text)
    assert "bekend tot en met 31-12-2026. Bedragen worden getoond tot en met de laatste bekende dag" in said


@pytest.mark.parametrize(("today", "ends"), [(date(2026, 11, 30), False), (date(2026, 12, 1), True)])
def test_the_page_opens_on_the_first_of_december_and_is_announced_before(
    sqlite_url: str, tmp_path: Path, today: date, *, ends: bool
) -> None:
    app = app_on(today, sqlite_url, tmp_path)
    admin = visitor(app, RoleName.ADMIN)
    assert ("Nieuwe waarden voorstellen" in admin.get(PAGE).text) is ends
    start = words(admin.get("/beheer").text)
    assert "bekend tot en met 31-12-2026, nog 3" in start
    assert PAGE in admin.get("/beheer").text


@pytest.mark.parametrize("role", [RoleName.HANDLER, RoleName.CLIENT, RoleName.BAILIFF])
def test_others_do_not_open_it(app: Flask, role: RoleName) -> None:
    assert visitor(app, role).get(PAGE).status_code == 403
