"""A letter may have interrupted: no page says "verjaard" without it, and one click records its receipt.

Due on 2 January 2025, two years assumed; the first letter left on 22 December 2026 and is presumed there on the 24th.
On 11 January 2027 the claim would be barred since the 3rd.
"""

import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from agency import database
from cases import daily_run
from cases.claims import moving
from cases.claims.moving import Moving
from cases.models import Case, RoleName
from tests.agency.portals import browser_of, store_of
from tests.cases.year_end.turn import RATES, at, with_rates
from tests.factories import by, claim_row, make_agency, make_case, make_client, make_upload, post_first_notice
from tests.web import csrf_of, make_app, stand_on

POSTED, LOOKED_AT = date(2026, 12, 22), date(2027, 1, 11)
SAID = re.compile(r".{0,60}\bverjaard\b.{0,120}", re.IGNORECASE)


def words(page: str) -> str:
    main = page.partition("<main")[2] or page
    return " ".join(re.sub(r"<[^>]*>", " ", main).replace("\xa0", " ").split())


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    made = make_app(sqlite_url, tmp_path, today=LOOKED_AT)
    stand_on(made, with_rates(*RATES))
    return made


@pytest.fixture
def case(app: Flask) -> Case:
    with app.app_context(), database.transaction() as session:
        make_agency(session)
        client = make_client(session)
        case = make_case(
            session, store_of(app), client=client, today=date(2026, 12, 10), invoice_date="19-12-2024",
            due="02-01-2025", reminder="20-01-2025", contract="01-12-2024",
        )
        post_first_notice(session, store_of(app), case, posted_on=POSTED, act=by(None, at(POSTED)))
        for day in (date(2027, 1, 3), LOOKED_AT):
            daily_run.run(session, day=day, figures=with_rates(*RATES), now=at(day))
        return case


def test_no_page_of_the_desk_says_it_without_the_letter(app: Flask, case: Case) -> None:
    handler = browser_of(app, RoleName.HANDLER, email="h@voorbeeld.test")
    page = words(handler.get(f"/dossiers/{case.id}").text)
    assert "verjaard sinds 03-01-2027, tenzij de brief van 22-12-2026 is ontvangen" in page
    for address in (
        f"/dossiers/{case.id}", "/werkbak", "/werkbak/verjaring", "/dossiers", f"/dossiers/{case.id}/gerechtelijk",
        f"/dossiers/{case.id}/sluiten", f"/dossiers/{case.id}/afboeken",
    ):
        for said in SAID.findall(words(handler.get(address).text)):
            assert "tenzij" in said or "misschien" in said or "sinds" not in said, (address, said)


def test_no_page_of_the_client_says_it_either(app: Flask, case: Case) -> None:
    client = browser_of(app, RoleName.CLIENT, email="k@voorbeeld.test", client_id=case.client_id)
    for address in ("/opdrachtgever", "/opdrachtgever/dossiers", f"/opdrachtgever/dossiers/{case.id}"):
        for said in SAID.findall(words(client.get(address).text)):
            assert "tenzij" in said, (address, said)


def test_one_click_records_the_receipt_and_the_claim_goes_on(app: Flask, case: Case) -> None:
    handler = browser_of(app, RoleName.HANDLER, email="h@voorbeeld.test")
    page = handler.get(f"/dossiers/{case.id}").text
    assert "Ontvangst op 24-12-2026 vastleggen" in words(page)
    action = re.search(r'action="([^"]*/ontvangen)"', page)
    assert action is not None
    assert handler.post(action[1], data={"csrf_token": csrf_of(handler)}).status_code == 302
    after = words(handler.get(f"/dossiers/{case.id}").text).partition("Tijdlijn")[2].partition("Verjaring ")[2]
    assert "verjaart op 25-12-2028" in after
    assert "verjaard" not in words(handler.get("/werkbak/verjaring").text).replace("al verjaard is", "")


def test_an_invoice_that_was_split_off_waits_for_the_letter_of_the_case_it_came_from(app: Flask) -> None:
    figures = with_rates(*RATES)
    with app.app_context(), database.transaction() as session:
        make_agency(session)
        row = {"invoice_date": "19-12-2024", "due": "02-01-2025", "reminder": "20-01-2025", "contract": "01-12-2024"}
        make_upload(session, store_of(app), make_client(session), *(
            claim_row(invoice=number, **row) for number in ("F-1", "F-2")
        ), today=date(2026, 12, 10))
        case = session.scalars(select(Case)).one()
        post_first_notice(session, store_of(app), case, posted_on=POSTED, act=by(None, at(POSTED)))
        for day in (date(2027, 1, 3), LOOKED_AT):
            daily_run.run(session, day=day, figures=figures, now=at(day))
        claim_ids = tuple(claim.id for claim in case.claims if claim.invoice_number == "F-2")
        moving_ = Moving(claim_ids=claim_ids, reason="Apart behandelen")
        other_id = moving.move(session, by(None, at(LOOKED_AT)), case.id, moving_, figures=figures).id
        number = case.number
    handler = browser_of(app, RoleName.HANDLER, email="h@voorbeeld.test")
    page = handler.get(f"/dossiers/{other_id}").text
    assert "sinds 03-01-2027 verjaard (art. 7:28 BW), tenzij de brief van 22-12-2026 is ontvangen" in words(page)
    assert f"uit dossier {number}" in words(page)
    action = re.search(r'action="([^"]*/ontvangen)"', page)
    assert action is not None
    assert handler.post(action[1], data={"csrf_token": csrf_of(handler)}).status_code == 302
    after = words(handler.get(f"/dossiers/{other_id}").text)
    assert "verjaart op 25-12-2028" in after.partition("Tijdlijn")[2].partition("Verjaring ")[2]
