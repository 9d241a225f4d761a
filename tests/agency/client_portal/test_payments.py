"""What a client reads of a payment that changed others, and of one that cannot be counted yet: amounts and no notes."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from agency import database
from cases.amicable import payments
from cases.amicable.payment_doubts import PaymentInput
from cases.models import Case, LedgerEntry, LedgerKind, PaidTo, RoleName
from tests.agency.portals import browser_of, portal_app, store_of
from tests.conftest import NOW
from tests.factories import TODAY, by, make_agency, make_case, make_client
from tests.legal.figures import FIGURES_2026
from tests.web import stand_on


def own_case(app: Flask) -> tuple[int, FlaskClient]:
    """A case of 500 euro at 4 % a year since 16 June 2026, and a browser of its client."""
    with app.app_context(), database.transaction() as session:
        make_agency(session)
        client = make_client(session)
        ids = make_case(session, store_of(app), client=client).id, client.id
    return ids[0], browser_of(app, RoleName.CLIENT, email="own@klant.test", client_id=ids[1], name="K. Klant")


def reverse(app: Flask, case_id: int) -> None:
    with app.app_context(), database.transaction() as session:
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == LedgerKind.PAYMENT)).one()
        payments.reverse(session, by(), entry.id, case_id=case_id, reason="alleen voor ons", figures=FIGURES_2026)


def pay(app: Flask, case_id: int, amount: str, received_on: date, *, today: date = TODAY) -> None:
    with app.app_context(), database.transaction() as session:
        assert session.get(Case, case_id) is not None
        payments.register(
            session, by(None, NOW, today), case_id,
            PaymentInput(
                amount=Decimal(amount), received_on=received_on, paid_to=PaidTo.AGENCY, note="alleen voor ons"
            ),
            figures=FIGURES_2026,
        )


def page(browser: FlaskClient, case_id: int, on: str = "") -> str:
    answer = browser.get(f"/opdrachtgever/dossiers/{case_id}?op={on}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)).replace("\u00a0", " ")


def timeline(browser: FlaskClient, case_id: int) -> str:
    return page(browser, case_id).split("Tijdlijn")[1]


def test_a_client_reads_that_an_earlier_payment_is_counted_otherwise(sqlite_url: str, tmp_path: Path) -> None:
    """14 November: 152 days, 8,33; 458,33 for 7 days more, 0,35: together 8,68.

    With 30 October: 137 days, 7,51; 307,51 for 15 days, 0,51; 258,02 for 7 days, 0,20: together 8,22.
    """
    app = portal_app(sqlite_url, tmp_path)
    case_id, browser = own_case(app)
    pay(app, case_id, "50.00", date(2026, 11, 14))
    pay(app, case_id, "200.00", date(2026, 10, 30))
    text = timeline(browser, case_id)
    assert ". Daardoor: 1 eerder geboekte betaling anders geteld, rente € 0,46 lager." in text
    assert "30-10-2026 · geboekt op 21-11-2026" in text, "its balance is that of the day of booking, not of receipt"
    assert "alleen voor ons" not in text


def test_a_client_reads_what_is_owed_after_a_reversal(sqlite_url: str, tmp_path: Path) -> None:
    """500 euro at 4 % from 16 June to 21 November 2026: 159 days, 8,71; no costs before a notice."""
    app = portal_app(sqlite_url, tmp_path)
    case_id, browser = own_case(app)
    pay(app, case_id, "50.00", date(2026, 11, 14))
    reverse(app, case_id)
    told = timeline(browser, case_id).split("teruggeboekt")[1].split("ontvangen door ons")[0]
    assert "Saldo daarna € 508,71." in told
    assert "alleen voor ons" not in told


def test_a_client_reads_that_a_payment_is_not_counted_yet(sqlite_url: str, tmp_path: Path) -> None:
    app = portal_app(sqlite_url, tmp_path)
    stand_on(app, FIGURES_2026)
    case_id, browser = own_case(app)
    pay(app, case_id, "50.00", date(2027, 1, 4), today=date(2027, 1, 5))
    text = timeline(browser, case_id)
    assert "€ 50,00 ontvangen door ons" in text
    assert "Nog niet verdeeld: de wettelijke cijfers zijn gecontroleerd tot en met 31-12-2026." in text
    assert "Saldo daarna" not in text
    told = "Nog niet meegeteld: € 50,00, ontvangen op 04-01-2027."
    assert told in page(browser, case_id, "04-01-2027")
    assert told not in page(browser, case_id, "03-01-2027")
