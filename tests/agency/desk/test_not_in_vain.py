"""What a page offers can be done now; what was typed stays; the bar says where one is."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cases.amicable import holds
from cases.models import Case, HoldKind
from cases.store import DocumentStore
from tests.agency.desk.test_actions import send, words
from tests.factories import TODAY, by, make_case

OFFERED, NOT_NOW = "Stuitingsbrief maken", "Stuitingsbrief nu niet mogelijk"


def held(session: Session, case: Case, kind: HoldKind) -> None:
    holds.place(session, by(), case.id, kind=kind, reason="Verteld", on=TODAY, review_on=None)
    session.commit()


@pytest.mark.parametrize(("kind", "offered"), [
    (HoldKind.DISPUTE, True), (HoldKind.DEBT_HELP, True), (HoldKind.DECEASED, False), (HoldKind.INSOLVENCY, False),
])
def test_a_hold_that_stops_a_letter_is_said_in_place_of_its_button(
    handler: FlaskClient, writing: Session, case: Case, kind: HoldKind, *, offered: bool
) -> None:
    held(writing, case, kind)
    page = words(handler.get(f"/dossiers/{case.id}").text)
    assert (OFFERED in page, NOT_NOW in page) == (offered, not offered)
    if not offered:
        assert "staat stil" in page


@pytest.mark.parametrize(("due", "offered"), [("25-11-2024", True), ("23-11-2024", False)])
def test_the_calendar_too(
    handler: FlaskClient, writing: Session, store: DocumentStore, due: str, *, offered: bool
) -> None:
    """A letter of Saturday 21 November is there on the 25th at the latest; two years after the due day it is over."""
    case = make_case(
        writing, store, customer="K-9", invoice="F-9", surname="Bos", prefix="", contract="01-11-2024",
        invoice_date="09-11-2024", due=due, reminder="26-11-2024",
    )
    writing.commit()
    page = words(handler.get(f"/dossiers/{case.id}").text)
    assert (OFFERED in page, NOT_NOW in page) == (offered, not offered)


@pytest.mark.parametrize("typed", ["31-11-2026", "morgen", "", "21-11-26"])
@pytest.mark.parametrize("address", ["/brieven/voorbeeld/datum", "/brieven"])
def test_a_day_that_is_none_stays_in_the_preview_beside_what_is_wrong(
    handler: FlaskClient, writing: Session, store: DocumentStore, address: str, typed: str
) -> None:
    case = make_case(writing, store, customer="K-9", invoice="F-9", surname="Bos", prefix="")
    writing.commit()
    shown = send(handler, "/brieven/voorbeeld", dossier=case.id).text
    marks = shown.split('name="shown" type="hidden" value="')[1].split('"')[0]
    answer = send(handler, address, kind="first_notice", letter_date=typed, shown=marks, shown_on="2026-11-21")
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert "Hieronder staat het voorbeeld van 21-11-2026" in words(answer.text)


@pytest.mark.parametrize(("address", "entry"), [
    ("/brieven", "Brieven"), ("/dossiers", "Dossiers"), ("/dossiers/{case}", "Dossiers"),
    ("/dossiers/{case}/betaling", "Dossiers"), ("/werkbak/verjaring", "Werkbak"), ("/taken", "Taken"),
])
def test_the_bar_marks_the_entry_under_which_a_page_lies(
    handler: FlaskClient, case: Case, address: str, entry: str
) -> None:
    page = handler.get(address.format(case=case.id)).text.split("<main")[0]
    marked = [part.split(">")[1].split("<")[0] for part in page.split('aria-current="page"')[1:]]
    assert marked == [entry]
