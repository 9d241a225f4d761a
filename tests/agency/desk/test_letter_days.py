"""What a handler tells of a letter on the case page: a wrong day is refused at its field; errors are undone."""

from datetime import date
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cases.models import Case, Hold, LedgerEntry, Letter
from tests.agency.desk.test_actions import Look, send, words
from tests.factories import SMALL_PDF

COSTS = "Incassokosten (niet verschuldigd)"


@pytest.mark.parametrize("what", ["retour", "bezorgd"])
@pytest.mark.parametrize("typed", [
    "99-99-2026", "31-02-2026", "12-10-26", "", "20-10-2030", "22-11-2026", "01-10-2026",
])
def test_a_day_that_cannot_be_is_refused_at_its_field(
    handler: FlaskClient, look: Look, case: Case, what: str, typed: str
) -> None:
    """The letter was posted on 2 October; today is 21 November."""
    letter = look(select(Letter.id))
    answer = send(handler, f"/dossiers/{case.id}/brieven/{letter}/{what}", on=typed)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert look(select(Letter.returned_on)) is None
    assert look(select(Letter.delivered_on)) is None


def test_a_day_that_is_not_sent_is_not_taken_for_today(handler: FlaskClient, look: Look, case: Case) -> None:
    answer = send(handler, f"/dossiers/{case.id}/brieven/{look(select(Letter.id))}/retour")
    assert answer.status_code == 422
    assert look(select(Letter.returned_on)) is None


def test_a_return_is_taken_back_on_the_page(handler: FlaskClient, look: Look, case: Case) -> None:
    address = f"/dossiers/{case.id}/brieven/{look(select(Letter.id))}/retour"
    assert send(handler, address, on="20-10-2026").status_code == 302
    page = handler.get(f"/dossiers/{case.id}").text
    assert COSTS in words(page)
    assert f'action="{address}/intrekken"' in page
    refused = send(handler, f"{address}/intrekken", reason="")
    assert (refused.status_code, "Vul de reden in" in refused.text) == (422, True)
    assert send(handler, f"{address}/intrekken", reason="Verkeerd dossier").status_code == 302
    page = words(handler.get(f"/dossiers/{case.id}").text)
    assert COSTS not in page
    assert "Retourmelding ingetrokken" in page
    assert "Verkeerd dossier" in page
    assert send(handler, f"{address}/intrekken", reason="nog eens").location == f"/dossiers/{case.id}"


def test_a_proved_receipt_is_taken_back_on_the_page(handler: FlaskClient, look: Look, case: Case) -> None:
    address = f"/dossiers/{case.id}/brieven/{look(select(Letter.id))}/bezorgd"
    assert send(handler, address, on="20-11-2026").status_code == 302
    assert look(select(Letter.delivered_on)) == date(2026, 11, 20)
    assert send(handler, f"{address}/intrekken", reason="bewijs was van een andere brief").status_code == 302
    assert look(select(Letter.delivered_on)) is None


@pytest.mark.parametrize("typed", ["99-99-2026", "morgen"])
def test_a_preview_says_what_is_wrong_with_its_date(handler: FlaskClient, case: Case, typed: str) -> None:
    answer = send(handler, "/brieven/voorbeeld/datum", shown=f"{case.id}:", letter_date=typed)
    assert answer.status_code == 422
    assert "Schrijf" in answer.text


@pytest.mark.parametrize(("address", "values"), [
    ("betaling", {"amount": "10,00", "received_on": "21-11-2026", "paid_to": "agency", "claim_id": ""}),
    ("betwisting", {}), ("stilstand", {"kind": "debt_help"}),
])
def test_words_with_a_citizen_number_are_refused_at_their_field_and_stay_there(
    handler: FlaskClient, look: Look, case: Case, address: str, values: dict[str, str]
) -> None:
    field = "note" if address == "betaling" else "reason"
    answer = send(handler, f"/dossiers/{case.id}/{address}", **values, **{field: "bsn 111/222/333"})
    assert answer.status_code == 422
    assert "Hier staat een burgerservicenummer" in answer.text
    assert "bsn 111/222/333" in answer.text
    assert look(select(Hold.id)) is None
    assert look(select(LedgerEntry.id).where(LedgerEntry.note != "")) is None
    assert send(handler, f"/dossiers/{case.id}/{address}", **values, **{field: "belde 06-12345678"}).status_code == 302


def test_a_file_named_after_a_citizen_number_is_refused(handler: FlaskClient, case: Case) -> None:
    values = {"kind": "correspondence", "claim_id": "", "title": "Brief"}
    for name, status in (("bsn-111222333.pdf", 422), ("brief van 12-11-2026.pdf", 302)):
        sent = send(handler, f"/dossiers/{case.id}/stukken", file=(BytesIO(SMALL_PDF), name), **values)
        assert sent.status_code == status
        assert ("burgerservicenummer" in sent.text) is (status == 422)
