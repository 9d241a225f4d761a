"""Where a handler calls or writes, the page says whether this debtor may be approached now (art. 4.2 Bki)."""

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from agency import database
from agency.clock import AMSTERDAM
from agency.desk.contact_rules import approach_of, call_back_refusal
from cases.amicable.attempts import Attempts
from cases.amicable.contact_gate import Standing
from cases.models import Case, Contact, Debtor, RoleName, Stage
from cases.parties.people_in_case import Addressee
from cases.store import DocumentStore
from legal.debtor.quiet_words import Sender
from tests.factories import FIGURES, make_case
from tests.web import csrf_of, make_app

SUNDAY = date(2026, 11, 22)
MONDAY = date(2026, 11, 23)
NEW_YEAR = date(2027, 1, 1)
NOON = datetime(2026, 11, 22, 12, tzinfo=AMSTERDAM)


def standing(*, now: datetime = NOON, **changes: object) -> Standing:
    """Somebody of whom everything is on record and nothing stands in the way."""
    person = Debtor(**({
        "is_natural_person": True, "country": "NL", "language": "nl", "surname": "Vries", "phone": "06 12345678",
        "email": "v@voorbeeld.test", "street": "Dorpsstraat", "house_number": "12", "postal_code": "1234 AB",
        "city": "Voorbeeldstad",
    } | changes))
    return Standing(
        case=Case(stage=Stage.AMICABLE), person=person, to=Addressee(debtor=person, via=None, point=None), barriers=(),
        attempts=Attempts(), has_plan=False, figures=FIGURES, now=now,
        sender=Sender(names=("Voorbeeld Diensten",), phone="030 1", registration_number="W-1"),
    )


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ")


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    """The application on a Sunday."""
    return make_app(sqlite_url, tmp_path, today=SUNDAY)


def test_on_sunday_a_person_is_not_called_but_may_get_a_letter() -> None:
    found = approach_of(standing())
    assert found.is_protected
    assert found.not_now == "bellen, mailen, een sms sturen of bezoeken"
    assert found.allowed == "een brief sturen en antwoorden als de debiteur zelf belt"
    assert found.waits is not None
    assert found.waits.first_at == datetime(2026, 11, 23, 7, tzinfo=AMSTERDAM)
    assert not found.may_call


@pytest.mark.parametrize("changes", [{"is_natural_person": False}, {"country": "BE"}])
def test_the_hours_are_not_for_companies_or_people_abroad(changes: dict[str, object]) -> None:
    found = approach_of(standing(**changes))
    assert (found.is_protected, found.waits, found.not_now) == (False, None, "")


@pytest.mark.parametrize(("day", "says"), [
    (MONDAY, ""), (date(2026, 11, 28), ""), (SUNDAY, "23-11-2026"), (NEW_YEAR, "02-01-2027"),
])
def test_a_call_back_falls_on_a_day_on_which_one_may_call(day: date, says: str) -> None:
    found = call_back_refusal(standing(), day)
    assert (says in found) if says else found == ""
    assert call_back_refusal(standing(is_natural_person=False), day) == ""


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
        assert "Nu niet bellen, mailen of bezoeken." in text
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
