"""The pages of people: a handler corrects who somebody is and how he is reached, and says who plays which part."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from agency import clock
from cases.amicable import debtor_editing
from cases.correspondence import posting
from cases.models import Case, CaseParty, ContactPoint, Debtor, Letter, PartyRole, PointKind, PointState, User
from cases.schema.db import Base
from cases.store import DocumentStore
from tests.agency.desk.test_actions import send, words
from tests.factories import TODAY, by, make_case
from tests.web import csrf_of

Look = Callable[[Select[Any]], Any]
NAMES = {
    "first_names": "Jansje", "initials": "", "name_prefix": "de", "surname": "Vries", "company_name": "",
    "legal_form": "", "kvk_number": "", "birth_date": "01-05-1980", "trade_names": "", "language": "nl", "died_on": "",
    "reason": "",
}
ADDRESS = {
    "street": "Nieuweweg", "house_number": "7", "postal_code": "3511aa", "city": "Utrecht", "country": "Nederland",
    "source": "debtor", "since": "20-11-2026",
}
PARTY = {
    "role": "administrator", "stands_for": "1", "since": "03-11-2026", "basis": "Beschikking van 3 november",
    "known": "", "first_names": "", "initials": "", "name_prefix": "", "surname": "", "birth_date": "",
    "company_name": "Bewindvoering Zeker B.V.", "legal_form": "besloten vennootschap met beperkte aansprakelijkheid",
    "kvk_number": "", "street": "Kerkplein", "house_number": "3", "postal_code": "3511 AB", "city": "Utrecht",
    "country": "NL", "phone": "030 765 43 21", "email": "", "source": "register", "share_numerator": "",
    "share_denominator": "", "liable_most": "",
}


@pytest.fixture(autouse=True)
def at_four(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the afternoon, when people may be called."""
    now = datetime.combine(TODAY, time(16), tzinfo=clock.AMSTERDAM).astimezone(UTC)
    monkeypatch.setattr(clock, "now", lambda: now)


def page_of(case: Case) -> str:
    return f"/dossiers/{case.id}/personen/{case.debtor_id}"


def version(look: Look, case: Case) -> str:
    return debtor_editing.version(look(select(Debtor).where(Debtor.id == case.debtor_id)))


def test_a_name_is_corrected_and_told(handler: FlaskClient, look: Look, case: Case) -> None:
    seen = version(look, case)
    done = send(handler, page_of(case), **NAMES | {"surname": "Friesema", "reason": "Aan de telefoon"}, seen=seen)
    assert done.status_code == 302
    assert look(select(Debtor.surname)) == "Friesema"
    assert look(select(Debtor.search_name)) == "jansje de friesema"
    text = words(handler.get(f"/dossiers/{case.id}").text)
    assert "achternaam was Vries, is nu Friesema" in text
    assert "Aan de telefoon" in text


def test_what_the_form_does_not_have_cannot_be_sent_along(handler: FlaskClient, look: Look, case: Case) -> None:
    """A10: every column of every table, beside the fields of the form."""

    def record() -> dict[str, dict[str, Any]]:
        rows = [look(select(table)) for table in (Debtor, Case, User)]
        return {row.__table__.name: {each.key: getattr(row, each.key) for each in row.__table__.c} for row in rows}

    before, seen = record(), version(look, case)
    more = {column.name: "7" for table in Base.metadata.sorted_tables for column in table.c if column.name not in NAMES}
    form = more | NAMES | {"surname": "Friesema", "seen": seen, "csrf_token": csrf_of(handler)}
    assert handler.post(page_of(case), data=form).status_code == 302
    after = record()
    changed = {(name, key) for name, row in after.items() for key in row if row[key] != before[name][key]}
    assert changed == {("debtor", "surname"), ("debtor", "search_name")}


def test_two_who_change_the_same_see_the_difference(
    handler: FlaskClient, look: Look, case: Case
) -> None:
    seen = version(look, case)
    assert send(handler, page_of(case), **NAMES | {"surname": "Friesema"}, seen=seen).status_code == 302
    late = send(handler, page_of(case), **NAMES | {"surname": "Fries"}, seen=seen)
    assert late.status_code == 409
    assert "Iemand anders wijzigde dit intussen" in words(late.text)
    assert 'value="Fries"' in late.text, "what was typed stays"
    assert look(select(Debtor.surname)) == "Friesema"


@pytest.mark.parametrize(("wrong", "said"), [
    ({"surname": ""}, "een achternaam, of de naam van een bedrijf"),
    ({"kvk_number": "123"}, "8 cijfers"),
    ({"birth_date": "01-05-2030"}, "een dag tot en met vandaag"),
    ({"company_name": "Bouw B.V.", "legal_form": "stichting"}, "besloten vennootschap met beperkte aansprakelijkheid"),
    ({"company_name": "Bouw B.V."}, "een organisatie wordt niet geboren"),
])
def test_what_cannot_be_is_refused_at_its_field(
    handler: FlaskClient, look: Look, case: Case, wrong: dict[str, str], said: str
) -> None:
    refused = send(handler, page_of(case), **NAMES | wrong, seen=version(look, case))
    assert refused.status_code == 422
    assert said in words(refused.text)


def test_a_returned_letter_asks_for_the_address_and_the_new_one_is_used(
    handler: FlaskClient, writing: Session, look: Look, running_notice: Case
) -> None:
    letter = writing.scalars(select(Letter)).one()
    posting.mark_returned(writing, by(), letter.id, returned_on=TODAY)
    writing.commit()
    text = words(handler.get(f"/dossiers/{running_notice.id}").text)
    assert "Geen brief mogelijk. Het adres van Jansje de Vries is niet bruikbaar (retour gekomen, 21-11-2026)" in text
    assert "Personen en gegevens" in text
    seen = look(select(ContactPoint.id).where(ContactPoint.kind == PointKind.ADDRESS))
    done = send(handler, f"{page_of(running_notice)}/adres", **ADDRESS, seen=str(seen))
    assert done.status_code == 302
    assert (look(select(Debtor.street)), look(select(Debtor.postal_code))) == ("Nieuweweg", "3511 AA")
    assert "Geen brief mogelijk" not in words(handler.get(f"/dossiers/{running_notice.id}").text)


def test_an_address_that_another_changed_meanwhile_is_not_overwritten(
    handler: FlaskClient, look: Look, case: Case
) -> None:
    stale = send(handler, f"{page_of(case)}/adres", **ADDRESS, seen="0")
    assert stale.status_code == 422
    assert "Intussen heeft iemand anders dit gewijzigd" in words(stale.text)
    assert look(select(Debtor.street)) == "Dorpsstraat"


def test_half_an_address_and_a_country_that_is_none_come_back_as_typed(handler: FlaskClient, case: Case) -> None:
    for wrong, said in (({"house_number": ""}, "een huisnummer"), ({"country": "Narnia"}, "Dit land is niet bekend")):
        refused = send(handler, f"{page_of(case)}/adres", **ADDRESS | wrong, seen="1")
        assert refused.status_code == 422
        assert said in words(refused.text)
        assert 'value="Nieuweweg"' in refused.text


def test_a_number_of_somebody_else_is_marked_with_its_reason(
    handler: FlaskClient, look: Look, case: Case
) -> None:
    point = look(select(ContactPoint.id).where(ContactPoint.kind == PointKind.PHONE))
    address = f"{page_of(case)}/bereikbaar/{point}"
    assert send(handler, address, state="wrong", reason="").status_code == 422
    assert send(handler, address, state="wrong", reason="Een ander nam op").status_code == 302
    assert look(select(ContactPoint.state).where(ContactPoint.id == point)) is PointState.WRONG
    page = handler.get(f"/dossiers/{case.id}")
    assert 'href="tel:' not in page.text
    done = send(handler, f"{page_of(case)}/nummer", kind="phone", value="06 11223344", source="debtor",
                since="21-11-2026")
    assert done.status_code == 302
    assert 'href="tel:0611223344"' in handler.get(f"/dossiers/{case.id}").text


def test_an_administrator_is_added_and_shown_wherever_somebody_would_call(
    handler: FlaskClient, look: Look, case: Case
) -> None:
    address = f"/dossiers/{case.id}/personen"
    refused = send(handler, address, **PARTY | {"basis": ""})
    assert refused.status_code == 422
    assert 'value="Bewindvoering Zeker B.V."' in refused.text
    assert send(handler, address, **PARTY).status_code == 302
    assert look(select(CaseParty.role)) is PartyRole.ADMINISTRATOR
    page = handler.get(f"/dossiers/{case.id}")
    text = words(page.text)
    assert "Alles via Bewindvoering Zeker B.V." in text
    assert "Bewindvoerder van Jansje de Vries, sinds 03-11-2026" in text
    assert 'href="tel:0612345678"' not in page.text, "not the debtor himself"
    assert 'href="tel:0307654321"' in page.text
    party = look(select(CaseParty.id))
    ended = send(handler, f"/dossiers/{case.id}/betrokkenen/{party}/beeindigen", through_day="20-11-2026",
                 reason="Opgeheven")
    assert ended.status_code == 302
    assert "Alles via" not in words(handler.get(f"/dossiers/{case.id}").text)
    assert "Opgeheven" in words(handler.get(address).text)


def test_an_heir_without_his_share_is_asked_nothing_until_somebody_says_it(
    handler: FlaskClient, look: Look, case: Case
) -> None:
    address = f"/dossiers/{case.id}/personen"
    send(handler, page_of(case), **NAMES | {"died_on": "01-11-2026"}, seen=version(look, case))
    heir = PARTY | {"role": "heir", "stands_for": "", "company_name": "", "legal_form": "", "surname": "Jansen",
                    "first_names": "Petra"}
    assert send(handler, address, **heir).status_code == 302
    text = words(handler.get(address).text)
    assert "Van Petra Jansen is niet vastgelegd welk deel te betalen is" in text


def test_people_of_another_case_are_not_here(
    handler: FlaskClient, writing: Session, store: DocumentStore, case: Case
) -> None:
    other = make_case(writing, store, customer="K-2", surname="Bakker", invoice="F-2", born="01-02-1970",
                      today=date(2026, 11, 21))
    writing.commit()
    assert handler.get(f"/dossiers/{case.id}/personen/{other.debtor_id}").status_code == 404
    assert send(handler, f"/dossiers/{case.id}/personen/{other.debtor_id}", **NAMES, seen="").status_code == 404
