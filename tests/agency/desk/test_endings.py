"""What a handler and a legal lead do at the end of a case, by its pages; and what its client sees of it.

The case owes 500 euro at 4 % a year since 16 June 2026, and costs of 75 euro: 583,71 on 21 November.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_security import hash_password
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from cases.amicable.closings import BY_PERSON
from cases.models import AgencyProfile, Case, ClosingReason, LedgerEntry, LedgerKind, Overpaid, RoleName, Stage, User
from cases.names import name
from tests.agency.desk.test_actions import PAYMENT, send, words
from tests.factories import make_user
from tests.web import PASSWORD, sign_in

Login = Callable[[RoleName], FlaskClient]
Look = Callable[[Select[Any]], Any]
OWED = "583.71"


def read(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return words(answer.text)


def close(browser: FlaskClient, case: Case, reason: ClosingReason, *, seen: str = OWED, token: str = "close") -> int:
    answer = send(
        browser, f"/dossiers/{case.id}/sluiten", token=token, reason=reason.value, note="Mail van de klant", seen=seen
    )
    return int(answer.status_code)


def state(look: Look, case: Case) -> tuple[Stage, ClosingReason | None]:
    return (
        look(select(Case.stage).where(Case.id == case.id)), look(select(Case.closing_reason).where(Case.id == case.id))
    )


def test_the_page_says_what_each_reason_means_before_anything_is_done(handler: FlaskClient, case: Case) -> None:
    text = read(handler, f"/dossiers/{case.id}/sluiten")
    assert "€ 583,71" in text
    for reason, rule in BY_PERSON.items():
        for part in (name(reason).capitalize(), rule.for_money, rule.for_client, rule.for_debtor):
            assert part in text


def test_a_handler_closes_what_the_client_withdrew_and_opens_it_again(
    handler: FlaskClient, look: Look, case: Case
) -> None:
    assert close(handler, case, ClosingReason.WITHDRAWN_BY_CLIENT) == 302
    assert state(look, case) == (Stage.CLOSED, ClosingReason.WITHDRAWN_BY_CLIENT)
    text = read(handler, f"/dossiers/{case.id}")
    assert "Gesloten op 21-11-2026 : ingetrokken door de opdrachtgever" in text
    assert "Niet meer gevraagd op 21-11-2026" in text
    assert "Contact vastleggen" in text
    answer = send(handler, f"/dossiers/{case.id}/heropenen", token="again", reason="Toch verder")
    assert answer.status_code == 302
    assert state(look, case) == (Stage.AMICABLE, None)
    assert "Te betalen op 21-11-2026 : € 583,71" in read(handler, f"/dossiers/{case.id}")


def test_another_balance_than_was_on_the_page_is_shown_first(handler: FlaskClient, look: Look, case: Case) -> None:
    answer = send(
        handler, f"/dossiers/{case.id}/sluiten", token="a", reason="withdrawn_by_client", note="Mail", seen="1.00"
    )
    assert answer.status_code == 422
    assert "Het saldo is intussen veranderd" in words(answer.text)
    assert 'value="583.71"' in answer.text
    assert "Mail</textarea>" in answer.text  # what was typed stays
    assert state(look, case)[0] is Stage.AMICABLE


@pytest.mark.parametrize("missing", ["reason", "note"])
def test_a_reason_and_words_are_asked(handler: FlaskClient, look: Look, case: Case, missing: str) -> None:
    values = {"reason": "withdrawn_by_client", "note": "Mail", "seen": OWED} | {missing: ""}
    assert send(handler, f"/dossiers/{case.id}/sluiten", token="a", **values).status_code == 422
    assert state(look, case)[0] is Stage.AMICABLE


def test_what_a_handler_may_not_book_off_alone_a_lead_decides(
    handler: FlaskClient, login: Login, look: Look, case: Case
) -> None:
    assert close(handler, case, ClosingReason.UNCOLLECTABLE) == 302
    assert state(look, case)[0] is Stage.AMICABLE
    assert "Afboeking wacht op een tweede persoon" in read(handler, f"/dossiers/{case.id}")
    assert handler.post(f"/dossiers/{case.id}/afboeken/bevestigen").status_code == 403
    lead = login(RoleName.LEGAL_LEAD)
    assert case.number in read(lead, "/afwikkeling")
    assert "Afwikkeling (1)" in read(lead, "/werkbak")
    assert "Afboeking bevestigen" in read(lead, f"/dossiers/{case.id}/afboeken")
    assert send(lead, f"/dossiers/{case.id}/afboeken/bevestigen", token="yes", note="").status_code == 302
    assert state(look, case) == (Stage.CLOSED, ClosingReason.UNCOLLECTABLE)


def test_who_proposed_does_not_decide(login: Login, look: Look, case: Case) -> None:
    lead = login(RoleName.LEGAL_LEAD)
    assert send(lead, f"/dossiers/{case.id}/afboeken", token="a", amount="10,00", reason="Coulance").status_code == 302
    assert "Dit is uw eigen voorstel" in read(lead, f"/dossiers/{case.id}/afboeken")
    answer = send(lead, f"/dossiers/{case.id}/afboeken/bevestigen", token="b", note="")
    assert answer.status_code == 422
    assert "Een ander beslist" in words(answer.text)
    assert look(select(func.count()).where(LedgerEntry.kind == LedgerKind.WRITE_OFF)) == 0


def test_within_the_limit_a_part_is_booked_off_and_taken_back(
    handler: FlaskClient, writing: Session, look: Look, case: Case
) -> None:
    writing.scalars(select(AgencyProfile)).one().write_off_handler = Decimal("25.00")
    writing.commit()
    assert send(
        handler, f"/dossiers/{case.id}/afboeken", token="a", amount="20,00", reason="Coulance"
    ).status_code == 302
    text = read(handler, f"/dossiers/{case.id}")
    assert "Te betalen op 21-11-2026 : € 563,71" in text
    assert "Afgeboekt op 21-11-2026" in text
    entry_id = look(select(LedgerEntry.id).where(LedgerEntry.kind == LedgerKind.WRITE_OFF))
    assert read(handler, f"/dossiers/{case.id}/afboeken/{entry_id}/terugnemen")
    assert send(
        handler, f"/dossiers/{case.id}/afboeken/{entry_id}/terugnemen", token="b", reason="Verkeerd"
    ).status_code == 302
    assert "Te betalen op 21-11-2026 : € 583,71" in read(handler, f"/dossiers/{case.id}")


def test_what_is_too_much_waits_in_the_list_until_it_went_back(handler: FlaskClient, look: Look, case: Case) -> None:
    values: dict[str, Any] = PAYMENT | {"amount": "600,00", "received_on": "21-11-2026"}
    asked = send(handler, f"/dossiers/{case.id}/betaling", token="a", **values)
    mark = asked.text.split('name="seen" type="hidden" value="')[1].split('"')[0]
    assert send(
        handler, f"/dossiers/{case.id}/betaling", token="a", **values, sure="y", seen=mark
    ).status_code == 302
    assert "€ 16,29" in read(handler, "/afwikkeling")
    assert "Er is € 16,29 te veel betaald" in read(handler, f"/dossiers/{case.id}/terugbetalen")
    back = {"amount": "16,29", "paid_on": "21-11-2026", "paid_by": "agency", "how": "Overgemaakt"}
    refused = send(handler, f"/dossiers/{case.id}/terugbetalen", token="b", **back | {"amount": "16,30"})
    assert (refused.status_code, "Meer kan niet" in words(refused.text)) == (422, True)
    assert send(handler, f"/dossiers/{case.id}/terugbetalen", token="c", **back).status_code == 302
    assert look(select(func.count()).select_from(Overpaid)) == 0
    assert "Er is nergens te veel betaald" in read(handler, "/afwikkeling")
    assert "Terugbetaald op 21-11-2026" in read(handler, f"/dossiers/{case.id}")


def test_an_amount_is_told_with_its_last_day(handler: FlaskClient, case: Case) -> None:
    text = read(handler, f"/dossiers/{case.id}/bedrag-noemen")
    assert "Noem € 583,71" in text
    told = {"through_day": "05-12-2026", "note": "Aan de telefoon", "seen": OWED}
    late = send(handler, f"/dossiers/{case.id}/bedrag-noemen", token="a", **told | {"through_day": "23-12-2026"})
    assert late.status_code == 422
    assert send(handler, f"/dossiers/{case.id}/bedrag-noemen", token="b", **told).status_code == 302
    assert "Genoemd: € 583,71, te betalen tot en met 05-12-2026" in read(handler, f"/dossiers/{case.id}")


def test_a_closed_case_takes_a_contact_by_its_page(handler: FlaskClient, case: Case) -> None:
    close(handler, case, ClosingReason.WITHDRAWN_BY_CLIENT)
    values = {"channel": "phone_in", "outcome": "asks_information", "right_party": "ja", "note": "Vraagt een bewijs"}
    assert send(handler, f"/dossiers/{case.id}/contact", token="c", **values).status_code == 302
    assert "Vraagt een bewijs" in read(handler, f"/dossiers/{case.id}")


def test_the_client_sees_how_it_ended_and_what_it_did_not_get(
    handler: FlaskClient, app: Any, writing: Session, case: Case
) -> None:
    close(handler, case, ClosingReason.WITHDRAWN_BY_CLIENT)
    user = make_user(writing, RoleName.CLIENT, email="klant@voorbeeld.test", client_id=case.client_id)
    with app.app_context():
        writing.get_one(User, user.id).password = hash_password(PASSWORD)
    writing.commit()
    browser = app.test_client()
    sign_in(browser, "klant@voorbeeld.test")
    text = read(browser, f"/opdrachtgever/dossiers/{case.id}")
    assert "Dossier gesloten: ingetrokken door de opdrachtgever" in text
    assert "Niet meer gevraagd op 21-11-2026: niet ontvangen" in text
    assert "Mail van de klant" not in text


def test_a_client_withdraws_its_own_case_and_no_other(
    app: Any, writing: Session, look: Look, login: Login, case: Case
) -> None:
    user = make_user(writing, RoleName.CLIENT, email="klant@voorbeeld.test", client_id=case.client_id)
    with app.app_context():
        writing.get_one(User, user.id).password = hash_password(PASSWORD)
    writing.commit()
    address = f"/opdrachtgever/dossiers/{case.id}/intrekken"
    stranger = login(RoleName.CLIENT)
    assert stranger.get(address).status_code == 404
    assert send(stranger, address, token="x", note="Van mij", seen=OWED).status_code == 404
    browser = app.test_client()
    sign_in(browser, "klant@voorbeeld.test")
    assert "Nu vragen wij € 583,71" in read(browser, address)
    assert send(browser, address, token="a", note="", seen=OWED).status_code == 422
    assert send(browser, address, token="b", note="Zelf geregeld", seen=OWED).status_code == 302
    assert state(look, case) == (Stage.CLOSED, ClosingReason.WITHDRAWN_BY_CLIENT)
    assert "Dossier gesloten: ingetrokken door de opdrachtgever" in read(
        browser, f"/opdrachtgever/dossiers/{case.id}"
    )
