"""What a task does not need is shown shortened; whole at a click, which the log tells."""

from datetime import datetime
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from agency.clock import AMSTERDAM
from agency.desk import contact_rules
from agency.web.formatting import place, short_email, short_phone
from cases.models import Case, ContactPoint, Debtor, PointKind, PointState, TraceKind, TraceLine
from cases.store import DocumentStore
from tests.agency.desk.test_actions import words
from tests.factories import make_case, make_client
from tests.web import asked

STREET, EMAIL = "Dorpsstraat", "jansje@voorbeeld.test"


def told(session: Session) -> list[tuple[str, int | None, int | None]]:
    """Page, number and case of the lines that somebody saw something whole."""
    lines = select(TraceLine).where(TraceLine.kind == TraceKind.SHOWN_WHOLE).order_by(TraceLine.id)
    session.rollback()
    found = [(line.page, line.number, line.case_id) for line in session.scalars(lines)]
    session.rollback()  # it holds the write lock
    return found


@pytest.mark.parametrize(("shown", "expected"), [
    (short_phone("+31 6 12 34 56 78"), "eindigt op 678"), (short_email(EMAIL), "j…@voorbeeld.test"),
    (short_email("geen adres"), "g…@"), (place(Debtor(postal_code="1234 AB", city="Utrecht")), "1234 AB Utrecht"),
])
def test_shortened_it_can_be_known_again_and_not_used(shown: str, expected: str) -> None:
    assert shown == expected


def test_who_phones_or_writes_has_all_he_needs_at_the_case_at_once(
    handler: FlaskClient, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At an hour at which one may call; at another the number stands there without its link."""
    monkeypatch.setattr(contact_rules, "_here", lambda: datetime(2026, 11, 23, 10, tzinfo=AMSTERDAM))
    page = handler.get(f"/dossiers/{case.id}").text
    for needed in ("tel:0612345678", f"mailto:{EMAIL}", STREET):
        assert needed in page.replace("-", "").replace(" ", ""), needed


def test_a_list_of_who_was_in_a_file_shows_names_and_places_and_the_rest_at_a_click(
    handler: FlaskClient, writing: Session, case: Case
) -> None:
    address = "/privacyverzoeken/uitwisseling/bestand/1"
    page = handler.get(address).text
    assert "Jansje de Vries" in page
    assert "j…@voorbeeld.test" in page
    assert not any(whole in page for whole in (STREET, EMAIL))
    assert told(writing) == []
    for _ in range(2):
        page = handler.get(f"{address}?voluit=ja").text
        assert all(whole in page for whole in (STREET, EMAIL))
    assert told(writing) == [("desk.list_exchanged", 1, None)] * 2, "each time"
    assert case.client.name in page


def test_a_debtor_is_known_again_by_name_number_and_place(
    handler: FlaskClient, writing: Session, store: DocumentStore, case: Case
) -> None:
    """Where a case is opened, and beside somebody of another client who may be the same."""
    where = asked(handler, f"/dossiers/openen/zoeken?opdrachtgever={case.client_id}&zoek=vries")
    found = handler.get(where).text
    assert "klantnummer K-1001, 1234 AB" in found
    assert STREET not in found
    other = make_client(writing, name="Ander B.V.")
    make_case(writing, store, client=other, customer="K-7", invoice="F-7")
    writing.commit()
    page = words(handler.get(f"/dossiers/{case.id}/dezelfde-persoon").text)
    assert "Jansje de Vries bij Ander B.V." in page
    assert "eindigt op 678" in page
    assert not any(whole in page for whole in (STREET, EMAIL))


def test_a_secret_address_is_shown_at_a_click_that_is_told(
    handler: FlaskClient, writing: Session, case: Case
) -> None:
    writing.execute(
        update(ContactPoint).where(ContactPoint.kind == PointKind.ADDRESS).values(state=PointState.SECRET)
    )
    writing.commit()
    person = f"/dossiers/{case.id}/personen/{case.debtor_id}"
    for page in (f"/dossiers/{case.id}", f"/dossiers/{case.id}/personen", person):
        shown = handler.get(page).text
        assert "Toon het adres" in shown, page
        assert STREET not in unquote(shown), page
    assert told(writing) == []
    assert STREET in handler.get(f"{person}?voluit=ja").text
    assert told(writing) == [("desk.show_person", case.debtor_id, case.id)]
