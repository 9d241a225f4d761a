"""Where a handler calls or writes, the page says whether this debtor may be approached now (art. 4.2 Bki)."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from agency import database
from agency.desk.contact_rules import approach_of, call_back_refusal
from cases.models import Case, Contact, Debtor, RoleName
from cases.store import DocumentStore
from tests.factories import make_case
from tests.web import csrf_of, make_app

SUNDAY = date(2026, 11, 22)
MONDAY = date(2026, 11, 23)
NEW_YEAR = date(2027, 1, 1)


def debtor(**changes: object) -> Debtor:
    return Debtor(**({"is_natural_person": True, "country": "NL"} | changes))


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ")


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    """The application on a Sunday."""
    return make_app(sqlite_url, tmp_path, today=SUNDAY)


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    with app.test_request_context():
        yield app


@pytest.mark.usefixtures("inside")
def test_on_sunday_a_person_is_not_called_but_may_get_a_letter() -> None:
    found = approach_of(debtor())
    assert found is not None
    assert found.is_protected
    assert found.not_now == "bellen, mailen, appen of bezoeken"
    assert found.allowed == "een brief sturen en antwoorden als de debiteur zelf belt"
    assert found.refused is not None
    assert found.refused.next_at.date() == MONDAY
    assert found.refused.next_at.hour == 7


@pytest.mark.parametrize("changes", [{"is_natural_person": False}, {"country": "BE"}])
@pytest.mark.usefixtures("inside")
def test_the_hours_are_not_for_companies_or_people_abroad(changes: dict[str, object]) -> None:
    found = approach_of(debtor(**changes))
    assert found is not None
    assert (found.is_protected, found.refused, found.not_now) == (False, None, "")


@pytest.mark.parametrize(("day", "says"), [
    (MONDAY, ""), (date(2026, 11, 28), ""), (SUNDAY, "23-11-2026"), (NEW_YEAR, "02-01-2027"),
])
@pytest.mark.usefixtures("inside")
def test_a_call_back_falls_on_a_day_on_which_one_may_call(day: date, says: str) -> None:
    found = call_back_refusal(debtor(), day)
    assert (says in found) if says else found == ""
    assert call_back_refusal(debtor(is_natural_person=False), day) == ""


def test_the_case_page_says_so_with_the_article(
    writing: Session, store: DocumentStore, login: Callable[[RoleName], FlaskClient]
) -> None:
    case = make_case(writing, store, today=SUNDAY)
    trader = make_case(writing, store, today=SUNDAY, customer="K-2", invoice="F-2", company="Klusbedrijf Smit",
                       legal_form="eenmanszaak", kvk="12345678")
    company = make_case(writing, store, today=SUNDAY, customer="K-3", invoice="F-3", company="Bouw Smit B.V.",
                        legal_form="besloten vennootschap", kvk="12345679")
    writing.commit()
    handler = login(RoleName.HANDLER)
    for each in (case, trader):
        text = words(handler.get(f"/dossiers/{each.id}").text)
        assert "Nu niet bellen, mailen, appen of bezoeken." in text
        assert "Op zondag mag een schuldenaar niet worden benaderd" in text
        assert "Weer vanaf 23-11-2026 07:00" in text
        assert "art. 4.2" in text
        assert "nu niet bellen" in text
    text = words(handler.get(f"/dossiers/{company.id}").text)
    assert "Op elk moment te benaderen" in text
    assert "art. 2 Wki" in text


def test_a_call_back_on_sunday_is_refused_with_what_was_typed(
    app: Flask, writing: Session, store: DocumentStore, login: Callable[[RoleName], FlaskClient]
) -> None:
    case: Case = make_case(writing, store, today=SUNDAY)
    writing.commit()
    handler = login(RoleName.HANDLER)
    form = {"csrf_token": csrf_of(handler), "channel": "phone_in", "outcome": "promises_payment", "right_party": "ja",
            "note": "Betaalt", "call_back_on": "29-11-2026", "token": "a"}
    answer = handler.post(f"/dossiers/{case.id}/contact", data=form)
    assert answer.status_code == 422
    assert "Kies een dag vanaf 30-11-2026" in words(answer.text)
    assert "29-11-2026" in answer.text
    with app.app_context(), Session(database.engine()) as looking:
        assert looking.query(Contact).count() == 0
    answer = handler.post(f"/dossiers/{case.id}/contact", data=form | {"call_back_on": "30-11-2026"})
    assert answer.status_code == 302
