"""What a handler sees of a payment that changes others: after booking, before reversing, and on its own page.

The case owes 500 euro at 4 % a year since 16 June 2026; costs of 75 euro are due since 21 October.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from cases.models import Case, CaseEvent, EventKind, LedgerEntry, LedgerKind, PaidTo, RoleName
from cases.store import DocumentStore
from tests.agency.desk.test_actions import PAYMENT, send, words
from tests.conftest import NOW
from tests.factories import claim_row, make_agency, make_client, make_upload
from tests.legal.figures import FIGURES_2026
from tests.web import add_user, make_app, questions, sign_in, stand_on

Login = Callable[[RoleName], FlaskClient]
Look = Callable[[Select[Any]], Any]
LATE = PAYMENT | {"amount": "200,00", "received_on": "20-10-2026"}
NEWEST = select(func.max(LedgerEntry.id))


def book(browser: FlaskClient, case: Case, token: str, **changes: object) -> str:
    """Send the form; where the browser is sent to."""
    values: dict[str, Any] = PAYMENT | changes
    answer = send(browser, f"/dossiers/{case.id}/betaling", token=token, **values)
    assert answer.status_code == 302
    return str(answer.location)


def read(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return words(answer.text)


def test_a_payment_that_changes_no_other_goes_back_to_the_case(handler: FlaskClient, case: Case) -> None:
    """10 November: 11 days over 500,00 is 0,60 and over the 483,11 that is left 0,58, so 0,02 less."""
    address = book(handler, case, "a")
    assert address == f"/dossiers/{case.id}"
    text = read(handler, address)
    assert "Saldo nu € 483,69. Daardoor: rente € 0,02 lager." in text


def test_a_late_payment_opens_its_page_with_what_it_changed(handler: FlaskClient, look: Look, case: Case) -> None:
    """Received on the last free day, 20 October: interest 6,96, principal 193,04.

    The costs fall from 75,00 to 15 % of the 306,96 left, 46,04. The payment of 10 November: 46,04, 0,71 and 53,25.
    """
    book(handler, case, "a")
    first = look(NEWEST)
    address = book(handler, case, "b", **LATE)
    assert address == f"/dossiers/{case.id}/betaling/{look(NEWEST)}"
    text = read(handler, address)
    assert "Betaling van € 200,00 geboekt: kosten € 0,00, rente € 6,96, hoofdsom € 193,04 (art. 6:44 BW)." in text
    assert "Saldo nu € 254,02. Daardoor: 1 eerder geboekte betaling anders geteld, rente € 0,71 lager" in text
    assert "1 eerder geboekte betaling is anders geteld" in text
    assert "€ 75,00 → wordt € 46,04 € 8,11 → wordt € 0,71 € 16,89 → wordt € 53,25" in text
    assert "Rente € 8,69 € 7,98 -€ 0,71" in text
    assert "Incassokosten € 75,00 € 46,04 -€ 28,96" in text
    assert "Saldo € 483,69 € 254,02 -€ 229,67" in text
    assert "de hoofdsom die openstond op 21-10-2026" in text
    page = read(handler, f"/dossiers/{case.id}")
    assert "1 eerder geboekte betaling anders geteld, rente € 0,71 lager, incassokosten € 28,96 lager" in page
    other = read(handler, f"/dossiers/{case.id}/betaling/{first}")
    assert "Verdeling bij het boeken Factuur Kosten Rente Hoofdsom Verdeling € 75,00 € 8,11 € 16,89" in other
    assert "Verdeling nu, na wat later is geboekt" in other
    assert "Verdeling € 46,04 € 0,71 € 53,25" in other


def test_what_a_reversal_will_change_is_shown_before_it_is_confirmed(
    handler: FlaskClient, look: Look, case: Case
) -> None:
    book(handler, case, "a")
    late_page = book(handler, case, "b", **LATE)
    entries, events = look(select(func.count(LedgerEntry.id))), look(select(func.count(CaseEvent.id)))
    text = read(handler, f"{late_page}/terugboeken")
    assert "1 eerder geboekte betaling wordt anders geteld" in text
    assert "€ 46,04 → wordt € 75,00 € 0,71 → wordt € 8,11 € 53,25 → wordt € 16,89" in text
    assert "Saldo € 254,02 € 483,69 +€ 229,67" in text
    refused = send(handler, f"{late_page}/terugboeken", reason="")
    assert refused.status_code == 422
    assert "Saldo € 254,02 € 483,69 +€ 229,67" in words(refused.text)
    assert look(select(func.count(LedgerEntry.id))) == entries, "looking books nothing"
    assert look(select(func.count(CaseEvent.id))) == events

    answer = send(handler, f"{late_page}/terugboeken", reason="Storno", token="c")
    counter = look(NEWEST)
    assert answer.location == f"/dossiers/{case.id}/betaling/{counter}"
    text = read(handler, answer.location)
    assert "De betaling is teruggeboekt. Daardoor: 1 eerder geboekte betaling anders geteld, rente € 0,71 hoger" in text
    assert "Terugboeking van € 200,00" in text
    assert "€ 46,04 → wordt € 75,00" in text
    assert "Deze betaling telt niet meer mee: zij is teruggeboekt." in read(handler, late_page)
    assert handler.get(f"{late_page}/terugboeken").location == f"/dossiers/{case.id}"
    assert "Deze betaling is al teruggeboekt." in read(handler, f"/dossiers/{case.id}")


def test_a_reversal_that_changes_no_other_goes_back_to_the_case(handler: FlaskClient, look: Look, case: Case) -> None:
    book(handler, case, "a")
    entry = look(select(LedgerEntry.id).where(LedgerEntry.kind == LedgerKind.PAYMENT))
    answer = send(handler, f"/dossiers/{case.id}/betaling/{entry}/terugboeken", reason="Storno", token="b")
    assert answer.location == f"/dossiers/{case.id}"
    assert "De betaling is teruggeboekt. Daardoor: rente € 0,02 hoger." in read(handler, answer.location)


def test_the_invoices_of_a_payment_that_moved_are_named(
    handler: FlaskClient, writing: Session, store: DocumentStore
) -> None:
    make_agency(writing)
    make_upload(writing, store, make_client(writing), claim_row(), claim_row(invoice="F-2", due="16-06-2026"))
    case = writing.scalars(select(Case)).one()
    older = case.claims[0].id
    writing.commit()
    book(handler, case, "a", received_on="14-11-2026")
    address = book(handler, case, "b", amount="480,00", received_on="13-11-2026", claim_id=older)
    text = read(handler, address)
    assert "Aangewezen factuur F-1 (art. 6:43 lid 1 BW)" in text
    assert "waarvan factuur F-1" in text
    assert "waarvan factuur F-2" in text
    assert "F-2" not in text.split("Wat hierdoor anders is geteld")[0], "the late payment is all for F-1"


def test_a_booking_of_another_case_and_the_principal_are_not_found(
    handler: FlaskClient, look: Look, case: Case
) -> None:
    principal = look(select(LedgerEntry.id).where(LedgerEntry.kind == LedgerKind.PRINCIPAL))
    assert handler.get(f"/dossiers/{case.id}/betaling/{principal}").status_code == 404
    assert handler.get(f"/dossiers/{case.id}/betaling/99").status_code == 404


def test_a_payment_from_before_differences_were_kept_says_so(
    handler: FlaskClient, writing: Session, case: Case
) -> None:
    """Counted then as costs alone; 10 November now takes 75,00, 8,11 and 16,89."""
    entry = LedgerEntry(
        case_id=case.id, kind=LedgerKind.PAYMENT, amount=Decimal("-100.00"), effective_on=date(2026, 11, 10),
        recorded_at=NOW, paid_to=PaidTo.AGENCY,
    )
    writing.add(entry)
    writing.flush()
    writing.add(CaseEvent(
        case_id=case.id, kind=EventKind.PAYMENT_REGISTERED, recorded_at=NOW, effective_on=date(2026, 11, 10), data={
            "entry_id": entry.id, "amount": "100.00", "paid_to": "agency", "costs": "100.00", "interest": "0.00",
            "principal": "0.00", "unallocated": "0.00", "balance": "400.00", "note": "",
        },
    ))
    writing.commit()
    text = read(handler, f"/dossiers/{case.id}/betaling/{entry.id}")
    assert "niet bewaard wat zij aan eerdere boekingen veranderde" in text
    assert "Verdeling € 100,00 € 0,00 € 0,00" in text
    assert "Verdeling € 75,00 € 8,11 € 16,89" in text


def test_many_payments_ask_no_more_of_the_database(handler: FlaskClient, case: Case) -> None:
    """The case page reads the differences from the events it reads anyway."""
    book(handler, case, "a", amount="60,00")
    handler.get(f"/dossiers/{case.id}")
    with_one = len(questions(handler, f"/dossiers/{case.id}"))
    assert with_one <= 24
    for number, day in enumerate(("12-11-2026", "20-10-2026", "01-11-2026")):
        book(handler, case, str(number), received_on=day, amount=f"6{number},50")
    assert "2 eerder geboekte betalingen anders geteld" in read(handler, f"/dossiers/{case.id}")
    assert len(questions(handler, f"/dossiers/{case.id}")) == with_one


@pytest.fixture
def new_year(sqlite_url: str, tmp_path: Path) -> FlaskClient:
    """A handler on 5 January 2027, five days after the last known figures."""
    later = make_app(sqlite_url, tmp_path, today=date(2027, 1, 5))
    stand_on(later, FIGURES_2026)
    browser = later.test_client()
    sign_in(browser, add_user(later, RoleName.HANDLER, email="later@voorbeeld.test"))
    return browser


def test_money_after_the_last_known_figures_is_booked_and_said_not_to_be_counted(
    new_year: FlaskClient, look: Look, case: Case
) -> None:
    address = book(new_year, case, "a", received_on="04-01-2027")
    entry = look(NEWEST)
    assert address == f"/dossiers/{case.id}/betaling/{entry}"
    text = read(new_year, address)
    reason = "de wettelijke cijfers zijn gecontroleerd tot en met 31-12-2026"
    assert f"Betaling van € 100,00 geboekt, maar nog niet verdeeld: {reason}." in text
    assert "telt zij vanzelf mee vanaf 04-01-2027" in text
    page = read(new_year, f"/dossiers/{case.id}")
    assert f"nog niet verdeeld: {reason}" in page
    assert "Betaald op 04-01-2027 (nog niet meegeteld) Bekijk de boeking -€ 100,00" in page
    asked = read(new_year, f"{address}/terugboeken")
    assert f"Deze betaling is nog niet verdeeld: {reason}. Terugboeken verandert daarom nu niets aan de stand." in asked
    answer = send(new_year, f"{address}/terugboeken", reason="Storno", token="b")
    assert answer.location == f"/dossiers/{case.id}"
    assert "Betaling van € 100,00 teruggeboekt" in read(new_year, answer.location)
