"""The two letters beside the first one, from the page where a handler needs them."""

import re
from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.amicable import arrangements
from cases.models import Case, Letter, LetterKind, LetterState
from tests.agency.desk.test_actions import Look, send, words
from tests.factories import FIGURES, TODAY, by


def marks_of(page: str) -> str:
    found = re.search(r'name="shown"[^>]*value="([0-9a-f:]+)"', page)
    assert found is not None
    return found[1]


def plan(session: Session, case: Case) -> None:
    schedule = arrangements.propose(
        session, case.id, agreed_on=TODAY, first_due_on=date(2026, 12, 1), figures=FIGURES, number=2
    )
    arrangements.make(session, by(), case.id, schedule, note="", client_agreed=True, figures=FIGURES)
    session.commit()


def test_an_arrangement_is_confirmed_from_its_page(
    handler: FlaskClient, writing: Session, look: Look, case: Case
) -> None:
    plan(writing, case)
    page = handler.get(f"/dossiers/{case.id}/regeling").text
    assert "Bevestiging per brief maken" in page
    shown = send(handler, "/brieven/voorbeeld", dossier=case.id, soort="arrangement_confirmation").text
    assert "Bevestiging betalingsregeling: 1 brief" in words(shown)
    assert "Totaal van de regeling" in shown
    assert "Incassokosten daarna" not in shown
    ordered = send(
        handler, "/brieven", kind="arrangement_confirmation", letter_date="21-11-2026", shown=marks_of(shown),
    )
    assert ordered.status_code == 302
    kind = look(select(Letter.kind).where(Letter.state == LetterState.QUEUED))
    assert kind is LetterKind.ARRANGEMENT_CONFIRMATION
    assert "bevestiging betalingsregeling van 21-11-2026" in words(handler.get(ordered.location).text)


def test_an_interruption_letter_is_made_from_the_card_of_prescription(handler: FlaskClient, case: Case) -> None:
    assert "Stuitingsbrief maken" in handler.get(f"/dossiers/{case.id}").text
    shown = send(handler, "/brieven/voorbeeld", dossier=case.id, soort="interruption_letter").text
    assert "Stuitingsbrief: 1 brief" in words(shown)
    ordered = send(
        handler, "/brieven", kind="interruption_letter", letter_date="21-11-2026", shown=marks_of(shown),
    )
    assert ordered.status_code == 302
    page = handler.get(ordered.location).text
    assert "stuitingsbrief van 21-11-2026" in words(page)
    assert "lopen de termijnen" not in page


def test_a_letter_that_does_not_exist_is_no_page(handler: FlaskClient, case: Case) -> None:
    assert send(handler, "/brieven/voorbeeld", dossier=case.id, soort="dreigbrief").status_code == 404
