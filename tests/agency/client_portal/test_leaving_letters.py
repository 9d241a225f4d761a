"""What a client sees and does while the letters of a large batch left and are not all booked yet."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from agency import database
from cases.correspondence import ordering, posting
from cases.models import Case, Letter, LetterState, RoleName, Stage
from tests.agency.portals import browser_of, portal_app, store_of
from tests.conftest import NOW
from tests.factories import FIGURES, TODAY, by, finish_batch, make_case, make_letters, order_first_notice
from tests.web import csrf_of

POSTED = TODAY - timedelta(days=25)


def leaving(app: Flask) -> tuple[int, int]:
    """Two letters that left, of which one is booked; the client, and the case of the other."""
    with app.app_context(), database.transaction() as session:
        cases = [
            make_case(session, store_of(app), customer=f"K-{n}", invoice=f"F-{n}", surname=f"Nr{n}", today=POSTED)
            for n in range(2)
        ]
        batch = order_first_notice(session, *cases, letter_date=POSTED, act=by(None, NOW, POSTED))
        make_letters(session, store_of(app), batch)
        posting.confirm_posted(session, by(), batch.id, posted_on=POSTED, figures=FIGURES)
        return cases[1].client_id, cases[1].id


def state(app: Flask, case_id: int) -> tuple[LetterState, Stage]:
    with app.app_context():
        letter = database.session().scalars(select(Letter).where(Letter.case_id == case_id)).one()
        return letter.state, database.session().get_one(Case, case_id).stage


def test_a_client_sees_the_letter_and_what_is_owed_and_reports_a_payment(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ordering, "PIECE", 1)
    app = portal_app(sqlite_url, tmp_path)
    client_id, case_id = leaving(app)
    own = browser_of(app, RoleName.CLIENT, email="own@klant.test", client_id=client_id)
    assert state(app, case_id) == (LetterState.LEAVING, Stage.INTAKE)
    address = f"/opdrachtgever/dossiers/{case_id}"
    assert "€\xa075,00" in own.get(address).text, "its term is over"
    assert own.get("/opdrachtgever").status_code == 200
    paid = {"claim": "", "amount": "100,00", "received_on": f"{TODAY:%d-%m-%Y}", "token": "p1"}
    assert own.post(f"{address}/betaling", data=paid | {"csrf_token": csrf_of(own)}).status_code == 302
    assert state(app, case_id) == (LetterState.POSTED, Stage.NOTICE_RUNNING)
    with app.app_context(), database.transaction() as session:
        batch = session.scalars(select(Letter).where(Letter.case_id == case_id)).one().batch
        assert finish_batch(session, batch) == 0
