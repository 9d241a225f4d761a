"""A letter by hand at the desk: chosen, filled in, looked at exactly, ordered once."""

import base64
import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.amicable import arrangements
from cases.correspondence import making
from cases.models import Case, Letter, LetterBatch, LetterKind, LetterState, RoleName
from tests.agency.desk.test_actions import Login, Look, send, words
from tests.factories import FIGURES, by
from tests.letters.reading import pdf_pages

FILLED = {"through": "1", "cure_on": "2-12-2026", "letter_date": "21-11-2026"}


@pytest.fixture
def missed(writing: Session, case: Case) -> Case:
    """The same case with an arrangement of which the first term was not paid."""
    schedule = arrangements.propose(
        writing, case.id, agreed_on=date(2026, 10, 26), first_due_on=date(2026, 11, 2), figures=FIGURES, number=2
    )
    arrangements.make(writing, by(), case.id, schedule, note="", client_agreed=True, figures=FIGURES)
    writing.commit()
    return case


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def address(case: Case, *, what: str = "") -> str:
    return f"/dossiers/{case.id}/brief/termijn-gemist{what}"


def test_the_kinds_stand_by_group_with_what_they_are_for_and_why_not(handler: FlaskClient, case: Case) -> None:
    assert f'href="/dossiers/{case.id}/brief"' in handler.get(f"/dossiers/{case.id}").text
    page = handler.get(f"/dossiers/{case.id}/brief").text
    said = words(page)
    assert said.index("Vragen om betaling") < said.index("Afspraken") < said.index("Bijzondere omstandigheden")
    assert f'href="/dossiers/{case.id}/brief/stuitingsbrief"' in page
    assert "Nu niet mogelijk: er loopt geen betalingsregeling." in said
    assert f'href="{address(case)}"' not in page, "greyed: there is no way to it"
    assert "Nu met de hand; later vanzelf bij een termijn die tien dagen na zijn dag nog open staat." in said


def test_it_is_filled_in_looked_at_and_ordered(handler: FlaskClient, look: Look, missed: Case) -> None:
    form = handler.get(address(missed)).text
    assert "Welke termijn is niet betaald?" in form
    assert 'value="02-12-2026"' in form, "it begins with the first day that may be named"
    assert "bestellen" not in form
    shown = send(handler, address(missed, what="/voorbeeld"), **FILLED)
    assert shown.status_code == 200
    said = words(shown.text)
    assert "Dit wordt besteld" in said
    assert "Open van de termijn" in said
    assert "Betaal €" in said
    pictures = re.findall(r'src="data:image/png;base64,([^"]+)"', shown.text)
    assert len(pictures) == 2
    assert all(base64.b64decode(each).startswith(b"\x89PNG") for each in pictures)
    assert look(select(func.count(LetterBatch.id)).where(LetterBatch.kind == LetterKind.MISSED_TERM)) == 0
    ordered = send(handler, address(missed), **FILLED, seen=hidden(shown.text, "seen"))
    assert ordered.status_code == 302
    kept = look(select(LetterBatch.details).order_by(LetterBatch.id.desc()).limit(1))
    assert kept == {"through": 1, "cure_on": "2026-12-02"}
    assert "De brief “Termijn gemist” is besteld." in words(handler.get(ordered.location).text)


def test_the_pdf_is_the_letter_and_is_not_kept(handler: FlaskClient, look: Look, missed: Case) -> None:
    before = look(select(func.count(Letter.id)))
    answer = send(handler, address(missed, what="/pdf"), **FILLED)
    assert answer.mimetype == "application/pdf"
    assert "2 december 2026" in "".join(pdf_pages(answer.data)).replace("\xa0", " ")
    assert look(select(func.count(Letter.id))) == before
    wrong = send(handler, address(missed, what="/pdf"), **FILLED | {"cure_on": ""})
    assert wrong.status_code == 422
    assert "vul een dag in" in wrong.text


@pytest.mark.parametrize(("changed", "said"), [
    ({"cure_on": "25-11-2026"}, "is te vroeg"), ({"cure_on": "morgen"}, "Schrijf de datum als dag-maand-jaar"),
    ({"through": "9"}, ""), ({"letter_date": ""}, "Vul de briefdatum in"),
])
def test_wrong_input_is_told_at_its_field_and_kept(
    handler: FlaskClient, missed: Case, changed: dict[str, str], said: str
) -> None:
    answer = send(handler, address(missed, what="/voorbeeld"), **FILLED | changed)
    assert answer.status_code == 422
    assert said in words(answer.text)
    (name, typed), = changed.items()
    assert 'aria-invalid="true"' in answer.text or name == "through"
    if name != "through":
        assert f'value="{typed}"' in answer.text
    assert "bestellen" not in answer.text


def test_a_form_that_is_sent_twice_orders_once(handler: FlaskClient, look: Look, missed: Case) -> None:
    shown = send(handler, address(missed, what="/voorbeeld"), **FILLED).text
    values = FILLED | {"seen": hidden(shown, "seen"), "token": hidden(shown, "token")}
    first = send(handler, address(missed), **values)
    again = send(handler, address(missed), **values)
    assert (again.status_code, again.location) == (302, first.location)
    assert look(select(func.count(LetterBatch.id)).where(LetterBatch.kind == LetterKind.MISSED_TERM)) == 1


def test_what_was_changed_after_the_preview_is_shown_first(handler: FlaskClient, look: Look, missed: Case) -> None:
    seen = hidden(send(handler, address(missed, what="/voorbeeld"), **FILLED).text, "seen")
    answer = send(handler, address(missed), **FILLED | {"cure_on": "3-12-2026", "seen": seen})
    assert answer.status_code == 422
    assert "Er is niets besteld" in words(answer.text)
    assert "3 december 2026" in words(answer.text)
    assert look(select(func.count(LetterBatch.id)).where(LetterBatch.kind == LetterKind.MISSED_TERM)) == 0
    then = send(handler, address(missed), **FILLED | {"cure_on": "3-12-2026", "seen": hidden(answer.text, "seen")})
    assert then.status_code == 302


def test_a_kind_that_asks_nothing_shows_its_letter_at_once(handler: FlaskClient, look: Look, case: Case) -> None:
    page = handler.get(f"/dossiers/{case.id}/brief/stuitingsbrief").text
    assert "data:image/png" in page
    assert "Verstuur deze brief aangetekend" in page
    ordered = send(
        handler, f"/dossiers/{case.id}/brief/stuitingsbrief", letter_date="21-11-2026", seen=hidden(page, "seen")
    )
    assert ordered.status_code == 302
    assert look(select(Letter.kind).order_by(Letter.id.desc()).limit(1)) is LetterKind.INTERRUPTION_LETTER


def test_one_that_may_not_be_made_says_why_where_it_is_asked_all_the_same(handler: FlaskClient, case: Case) -> None:
    answer = send(handler, address(case, what="/voorbeeld"), **FILLED)
    assert answer.status_code == 422
    page = handler.get(f"/dossiers/{case.id}/brief/eerste-brief")
    assert page.status_code == 422
    assert "Deze brief kan nu niet: heeft deze brief al" in words(page.text)


def test_one_that_failed_is_filled_in_as_it_was(
    handler: FlaskClient, writing: Session, missed: Case
) -> None:
    shown = send(handler, address(missed, what="/voorbeeld"), **FILLED | {"cure_on": "4-12-2026"}).text
    send(handler, address(missed), **FILLED | {"cure_on": "4-12-2026", "seen": hidden(shown, "seen")})
    letter = writing.scalars(select(Letter).where(Letter.kind == LetterKind.MISSED_TERM)).one()
    claimed = making.claim(writing, [letter.id], now=by().now, lease=by().now - by().now)
    making.fail(writing, letter.id, token=claimed.token, error="het logo is stuk", now=by().now)
    writing.commit()
    answer = send(handler, f"/dossiers/{missed.id}/brieven/{letter.id}/opnieuw")
    assert answer.status_code == 302
    page = handler.get(answer.location).text
    assert 'value="04-12-2026"' in page
    writing.expire_all()
    assert letter.state is LetterState.WITHDRAWN


def test_only_who_may_send_letters_sees_it(login: Login, missed: Case) -> None:
    client = login(RoleName.CLIENT)
    assert client.get(address(missed)).status_code == 403
    assert send(client, address(missed, what="/pdf"), **FILLED).status_code == 403


def test_a_word_that_is_no_kind_is_no_page(handler: FlaskClient, case: Case) -> None:
    assert handler.get(f"/dossiers/{case.id}/brief/dreigbrief").status_code == 404
    assert handler.get("/dossiers/99999/brief").status_code == 404


def test_the_page_of_the_arrangement_leads_to_it(handler: FlaskClient, missed: Case) -> None:
    assert f'href="{address(missed)}"' in handler.get(f"/dossiers/{missed.id}/regeling").text
