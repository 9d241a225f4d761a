"""The work itself on the desk: the own queue first, dividing and giving cases, absence, notes and tasks."""

import re
from collections.abc import Callable
from datetime import date
from secrets import token_hex
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cases.models import Absence, Case, CaseEvent, EventKind, Interruption, RoleName, Task, TaskState, User
from cases.store import DocumentStore
from tests.factories import make_agency, make_case
from tests.web import add_user, csrf_of, questions

Look = Callable[[Select[Any]], Any]


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ")


def post(browser: FlaskClient, address: str, **values: object) -> TestResponse:
    return browser.post(address, data={"csrf_token": csrf_of(browser), "token": token_hex(8), **values})


@pytest.fixture
def cases(writing: Session, store: DocumentStore) -> list[Case]:
    """Three cases of nobody, ready for their first letter."""
    make_agency(writing)
    made = [
        make_case(writing, store, customer=f"K-{n}", surname=name, invoice=f"F-{n}")
        for n, name in enumerate(("Aalbers", "Bakker", "Cornelis"))
    ]
    for each in made:
        each.handler_id = None
    writing.commit()
    return made


@pytest.fixture
def me(handler: FlaskClient, look: Look) -> int:
    """The handler who looks."""
    assert handler
    found: int = look(select(User.id).where(User.email == "handler@voorbeeld.test"))
    return found


@pytest.fixture
def colleague(app: Flask, look: Look) -> int:
    add_user(app, RoleName.HANDLER, email="collega@voorbeeld.test", name="C. Collega")
    found: int = look(select(User.id).where(User.email == "collega@voorbeeld.test"))
    return found


def test_what_is_nobodys_is_divided_with_one_button(
    handler: FlaskClient, cases: list[Case], me: int, look: Look
) -> None:
    page = words(handler.get("/werkbak").text)
    assert "3 dossiers hebben nog geen behandelaar." in page
    assert "Nog niet verdeeld (3)" in page
    assert "3 dossiers zijn verdeeld." in words(handler.get(post(handler, "/werkbak/verdelen").location).text)
    assert look(select(func.count()).select_from(Case).where(Case.handler_id == me)) == len(cases)
    assert "nog geen behandelaar" not in words(handler.get("/werkbak").text)


def test_the_start_page_is_mine_with_a_switch_to_all(
    handler: FlaskClient, cases: list[Case], me: int, colleague: int
) -> None:
    first, second, third = cases
    assert third.number in handler.get("/werkbak").text, "who handles nothing sees everything"
    post(handler, f"/dossiers/{first.id}/behandelaar", nieuwe_behandelaar=me)
    post(handler, f"/dossiers/{second.id}/behandelaar", nieuwe_behandelaar=colleague)
    mine, everybody, nobody, other = (
        handler.get(f"/werkbak{van}").text for van in ("", "?van=alle", "?van=geen", f"?van={colleague}")
    )
    assert [case.number in mine for case in cases] == [True, False, False]
    assert [case.number in everybody for case in cases] == [True, True, True]
    assert [case.number in nobody for case in cases] == [False, False, True]
    assert [case.number in other for case in cases] == [False, True, False]
    assert "C. Collega" in other


def test_next_stays_within_what_is_shown(handler: FlaskClient, cases: list[Case], me: int) -> None:
    first, second, third = cases
    post(handler, f"/dossiers/{first.id}/behandelaar", nieuwe_behandelaar=me)
    assert handler.get("/werkbak/volgende").location == f"/dossiers/{first.id}"
    assert handler.get(f"/werkbak/volgende?na={second.id}&van=geen").location == f"/dossiers/{third.id}?van=geen"
    assert "van=geen" in handler.get(f"/dossiers/{third.id}?van=geen").text


def test_many_cases_go_to_another_from_the_list(
    handler: FlaskClient, cases: list[Case], colleague: int, look: Look
) -> None:
    answer = post(handler, "/dossiers/behandelaar", dossier=[cases[0].id, cases[1].id], nieuwe_behandelaar=colleague)
    assert "2 dossiers hebben een andere behandelaar." in words(handler.get(answer.location).text)
    listed = handler.get(f"/dossiers?behandelaar={colleague}").text
    assert [case.number in listed for case in cases] == [True, True, False]
    answer = post(handler, "/dossiers/behandelaar", alles="1", behandelaar="geen", nieuwe_behandelaar=colleague)
    assert answer.location == "/dossiers?behandelaar=geen"
    assert look(select(func.count()).select_from(Case).where(Case.handler_id == colleague)) == 3


def test_without_a_choice_nothing_changes_and_it_says_why(
    handler: FlaskClient, cases: list[Case], colleague: int
) -> None:
    nobody = post(handler, "/dossiers/behandelaar", dossier=[cases[0].id], nieuwe_behandelaar="")
    assert "Kies een behandelaar" in handler.get(nobody.location).text
    nothing = post(handler, "/dossiers/behandelaar", nieuwe_behandelaar=colleague)
    assert "Kies eerst een of meer dossiers." in handler.get(nothing.location).text


def test_a_stand_in_sees_what_waits_for_who_is_away(
    handler: FlaskClient, cases: list[Case], me: int, colleague: int, look: Look
) -> None:
    post(handler, f"/dossiers/{cases[0].id}/behandelaar", nieuwe_behandelaar=colleague)
    answer = post(handler, "/werkbak/afwezigheid", user_id=colleague, stand_in_id=me, first_day="21-11-2026",
                  last_day="28-11-2026")
    assert answer.location == "/werkbak/afwezigheid"
    page = handler.get("/werkbak").text
    assert "U vervangt C. Collega tot en met 28-11-2026." in words(page)
    assert f'href="/werkbak?van={colleague}">1 dossier aan de beurt' in page.replace("\u00a0", " ")
    absence = look(select(Absence.id))
    post(handler, f"/werkbak/afwezigheid/{absence}/beeindigen")
    assert "U vervangt" not in handler.get("/werkbak").text


def test_an_absence_that_cannot_be_comes_back_with_what_was_typed(
    handler: FlaskClient, me: int, colleague: int
) -> None:
    answer = post(handler, "/werkbak/afwezigheid", user_id=me, stand_in_id=colleague, first_day="28-11-2026",
                  last_day="21-11-2026")
    assert answer.status_code == 422
    assert 'value="28-11-2026"' in answer.text
    assert "ligt vóór de eerste" in answer.text


def test_a_task_stands_on_the_case_the_start_page_and_the_list_until_it_is_done(
    handler: FlaskClient, cases: list[Case], me: int, look: Look
) -> None:
    case = cases[0]
    answer = post(
        handler, f"/dossiers/{case.id}/taken", task="Vraag het contract op", task_on="21-11-2026", task_person=me
    )
    assert answer.location == f"/dossiers/{case.id}"
    for address in (answer.location, "/werkbak", "/taken"):
        assert "Vraag het contract op" in handler.get(address).text, address
    task = look(select(Task.id))
    assert post(handler, f"/taken/{task}/gedaan", terug="dossier").location == f"/dossiers/{case.id}"
    assert look(select(Task.state)) is TaskState.DONE
    assert "Vraag het contract op" not in handler.get("/werkbak").text
    assert "Taak: Vraag het contract op" in words(handler.get(f"/dossiers/{case.id}").text)
    assert "al gedaan" in handler.get(post(handler, f"/taken/{task}/gedaan").location).text


def test_a_task_of_no_case_and_one_that_need_not_be_done(handler: FlaskClient, look: Look) -> None:
    assert "U hebt geen open taken." in handler.get("/taken").text
    assert post(handler, "/taken", task="", task_on="21-11-2026", task_person="").status_code == 422
    assert post(handler, "/taken", task="Bel de rechtbank", task_on="30-11-2026", task_person="").status_code == 302
    task = look(select(Task.id))
    assert "Bel de rechtbank" not in handler.get("/werkbak").text, "its day has not come"
    assert "Schrijf op waarom" in handler.get(post(handler, f"/taken/{task}/vervallen", reason="").location).text
    post(handler, f"/taken/{task}/vervallen", reason="Zij belden zelf")
    assert look(select(Task.state)) is TaskState.DROPPED


def test_a_note_is_kept_and_a_citizen_number_is_not(handler: FlaskClient, cases: list[Case], look: Look) -> None:
    case = cases[0]
    assert post(handler, f"/dossiers/{case.id}/notitie", words="Belt liever na vijven.").status_code == 302
    assert "Belt liever na vijven." in handler.get(f"/dossiers/{case.id}").text
    refused = post(handler, f"/dossiers/{case.id}/notitie", words="Zijn BSN is 123456782")
    assert refused.status_code == 422
    count = select(func.count()).select_from(CaseEvent).where(CaseEvent.kind == EventKind.NOTE_ADDED)
    assert look(count) == 1


def test_the_queue_asks_as_much_for_one_handler_as_for_all(handler: FlaskClient, cases: list[Case], me: int) -> None:
    for case in cases:
        post(handler, f"/dossiers/{case.id}/behandelaar", nieuwe_behandelaar=me)
    assert len(questions(handler, "/werkbak")) <= len(questions(handler, "/werkbak?van=alle")) + 2


def test_the_queue_announces_the_end_of_the_registration(handler: FlaskClient, writing: Session) -> None:
    make_agency(writing).wki_valid_until = date(2026, 12, 31)
    writing.commit()
    assert "geldt tot en met 31-12-2026: nog 40 dagen" in words(handler.get("/werkbak").text)


def test_the_rules_for_consumers_are_asked_and_shown_with_their_effect(
    handler: FlaskClient, cases: list[Case], look: Look
) -> None:
    address = f"/dossiers/{cases[0].id}/consumentenregels"
    assert "Nog niemand heeft dit nagekeken." in handler.get(address).text
    assert post(handler, address, channel="distance", clauses="fair", source="").status_code == 422
    answer = post(
        handler, address, channel="shop", clauses="unfair", source="Voorwaarden, versie 4",
        concluded_how_and_when="ja", product_described="ja", delivery_proved="ja", terms_provided="nee",
    )
    assert answer.location == address
    page = words(handler.get(address).text)
    assert "2 punten niet aangetoond" in page
    assert "vernietigt een oneerlijk beding ambtshalve" in page
    assert look(select(func.count()).select_from(CaseEvent).where(
        CaseEvent.kind == EventKind.CONSUMER_DUTIES_STATED
    )) == 1
    assert "Consumentenregels die de rechter zelf nakijkt" in handler.get(f"/dossiers/{cases[0].id}/gerechtelijk").text


def test_the_receipt_of_a_letter_is_recorded_with_one_click(handler: FlaskClient, case: Case, look: Look) -> None:
    page = words(handler.get(f"/dossiers/{case.id}").text)
    assert "tenzij de brief" not in page, "years ahead nobody is alarmed"
    assert "ontvangst vermoed op 06-10-2026" in page
    address = re.search(r'action="(/dossiers/\d+/brieven/\d+/ontvangen)"', handler.get(f"/dossiers/{case.id}").text)
    assert address is not None
    after = words(handler.get(post(handler, address[1]).location).text)
    assert "De stuiting is vastgelegd. Nu verjaart factuur F-1 op 07-10-2028." in after
    assert "gestuit op 06-10-2026 schriftelijke aanmaning, ontvangst vermoed" in after
    assert look(select(Interruption.interrupted_on)) == date(2026, 10, 6)
    assert "al vastgelegd" in handler.get(post(handler, address[1]).location).text
