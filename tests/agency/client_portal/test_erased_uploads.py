"""A client reads that his file went after its term, and gets no page that is broken by it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from agency import database
from cases.claims import uploads
from cases.erasing.emptying import empty_upload
from cases.models import RoleName, UploadState
from tests.agency.portals import browser_of, portal_app, store_of
from tests.factories import by, claim_file, claim_row, make_agency, make_client


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    made = portal_app(database_url, tmp_path)
    yield made
    with made.app_context():
        database.engine().dispose()


def test_pages_of_a_file_that_went_say_so(app: Flask) -> None:
    with app.app_context(), database.transaction() as session:
        make_agency(session)
        client = make_client(session)
        wrong = claim_row(surname="Roerdomp", invoice="F-2", amount="geen bedrag")
        rows = claim_file(claim_row(surname="Roerdomp"), wrong)
        shown = uploads.preview(
            session, by(), store_of(app), client_id=client.id, content=rows, filename="roerdomp.csv"
        )
        assert shown.refused_count == 1
        shown.state = UploadState.CANCELLED
        empty_upload(session, by(), store_of(app), shown)
        upload_id, client_id = shown.id, client.id
    browser = browser_of(app, RoleName.CLIENT, email="own@klant.test", client_id=client_id)
    for page in ("/opdrachtgever/uploads", f"/opdrachtgever/uploads/{upload_id}"):
        answer = browser.get(page)
        assert answer.status_code == 200
        assert "[gewist op 21-11-2026]" in answer.text
        assert "oerdomp" not in answer.text
    assert browser.get(f"/opdrachtgever/uploads/{upload_id}/geweigerd").status_code < 500
