"""The desk says that nobody may be called or written to, and why, where a handler is about to do so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cases.amicable import holds
from cases.models import Case, Contact, Hold, HoldKind, LetterBatch, NextStep
from cases.setup import organisations
from cases.store import DocumentStore
from tests.agency.desk.test_actions import how_many, send, words
from tests.factories import TODAY, by, make_case, make_letters, order_first_notice

Look = Callable[[Select[Any]], Any]
CALL = {"channel": "phone_out", "outcome": "asks_information", "right_party": "ja", "note": "Sprak de weduwe",
        "call_back_on": "", "token": "a"}
COMPANY = {"customer": "K-3", "invoice": "F-3", "company": "Bouw Smit B.V.", "legal_form": "besloten vennootschap",
           "kvk": "12345679"}


def registered_through(session: Session, day: date | None) -> None:
    profile = organisations.agency_profile(session)
    assert profile is not None
    values = replace(organisations.profile_values(profile), wki_valid_until=day)
    organisations.save_agency_profile(session, by(), values)
    session.commit()


def place(session: Session, case: Case, kind: HoldKind) -> None:
    holds.place(session, by(), case.id, kind=kind, reason="Zo gemeld", on=TODAY)
    session.commit()


def test_a_debtor_who_died_is_not_to_be_called(
    handler: FlaskClient, writing: Session, look: Look, case: Case
) -> None:
    place(writing, case, HoldKind.DECEASED)
    page = handler.get(f"/dossiers/{case.id}")
    text = words(page.text)
    assert "Overlijden. De debiteur is overleden: benader niemand." in text
    assert "Bellen, mailen en bezoeken mag nu" not in text
    assert "contact opnemen" not in text.lower()
    assert "nu niet bellen" in text
    assert 'href="tel:' not in page.text
    assert 'href="mailto:jansje' not in page.text
    assert "als de debiteur zelf belt" not in text, "he does not call any more"

    refused = send(handler, f"/dossiers/{case.id}/contact", **CALL)
    assert refused.status_code == 422
    assert "Sprak de weduwe" in refused.text
    assert "Is dit contact toch geweest?" in refused.text
    assert 'name="took_place"' in refused.text
    assert look(how_many(Contact)) == 0
    assert send(handler, f"/dossiers/{case.id}/contact", **CALL, took_place="y").status_code == 302
    assert look(how_many(Contact)) == 1
    assert send(handler, f"/dossiers/{case.id}/contact", **(CALL | {"channel": "phone_in", "token": "b"})
                ).status_code == 302


@pytest.mark.parametrize("kind", [HoldKind.DECEASED, HoldKind.DEBT_HELP, HoldKind.CLIENT_REQUEST])
def test_nobody_is_promised_a_call_back_that_may_not_be_made(
    handler: FlaskClient, writing: Session, look: Look, case: Case, kind: HoldKind
) -> None:
    place(writing, case, kind)
    form = CALL | {"channel": "phone_in", "call_back_on": "27-11-2026"}
    refused = send(handler, f"/dossiers/{case.id}/contact", **form)
    assert refused.status_code == 422
    assert "Terugbellen mag dan niet" in refused.text
    assert look(how_many(Contact)) == 0


def test_a_dispute_may_be_talked_about_and_nothing_else(handler: FlaskClient, writing: Session, case: Case) -> None:
    place(writing, case, HoldKind.DISPUTE)
    text = words(handler.get(f"/dossiers/{case.id}").text)
    assert "Neem alleen contact op over de betwisting" in text
    assert "nu niet bellen" not in text or "Tussen 20.00 en 07.00" in text


def test_an_ended_registration_shows_at_the_case_in_the_queue_and_in_the_preview(
    handler: FlaskClient, writing: Session, store: DocumentStore, look: Look, case: Case
) -> None:
    waiting = make_case(writing, store, customer="K-2", invoice="F-2", surname="Bos")
    company = make_case(writing, store, **COMPANY)
    writing.commit()
    assert "Geen brieven aan" not in handler.get("/werkbak").text
    registered_through(writing, TODAY - timedelta(days=1))
    page = words(handler.get(f"/dossiers/{case.id}").text)
    for said in ("Geen geldige registratie.", "geldt tot en met 20-11-2026", "art. 4 Wki", "Een beheerder vult"):
        assert said in page
    assert "Bellen, mailen en bezoeken mag nu" not in page
    assert "Geen geldige registratie" not in handler.get(f"/dossiers/{company.id}").text
    assert "Geen brieven aan en geen contact met natuurlijke personen" in handler.get("/werkbak").text
    assert "geldt tot en met 20-11-2026" in handler.get(f"/dossiers/{case.id}/gerechtelijk").text

    shown = send(handler, "/brieven/voorbeeld", dossier=[waiting.id, company.id])
    assert "Zonder registratie mag dit niet (art. 4 Wki)" in shown.text
    assert "1 dossier wordt overgeslagen" in words(shown.text)

    answer = send(handler, f"/dossiers/{case.id}/contact", **CALL)
    assert answer.status_code == 302, "what took place is logged"
    assert "Let op. Geen geldige registratie" in words(handler.get(answer.location).text)
    assert look(how_many(Contact)) == 1
    back = send(handler, f"/dossiers/{case.id}/contact", **(CALL | {"token": "b", "call_back_on": "27-11-2026"}))
    assert back.status_code == 422
    assert "Terugbellen mag dan niet" in back.text


def test_made_letters_are_neither_printed_nor_posted_after_the_end(
    handler: FlaskClient, writing: Session, store: DocumentStore, look: Look
) -> None:
    made = make_case(writing, store, today=TODAY)
    batch = order_first_notice(writing, made)
    make_letters(writing, store, batch)
    writing.commit()
    registered_through(writing, TODAY - timedelta(days=1))
    printed = handler.get(f"/brieven/{batch.id}/drukwerk")
    assert printed.status_code == 422
    assert made.number in printed.text
    posted = send(handler, f"/brieven/{batch.id}/gepost", on="21-11-2026", token="p")
    assert posted.status_code == 422
    assert "Trek deze brieven in" in posted.text
    assert look(select(LetterBatch.posted_on)) is None
    registered_through(writing, TODAY)
    assert send(handler, f"/brieven/{batch.id}/gepost", on="21-11-2026", token="p").status_code == 302


def test_the_form_proposes_when_to_look_at_a_death_again_and_knows_that_companies_do_not_die(
    handler: FlaskClient, writing: Session, store: DocumentStore, look: Look, case: Case
) -> None:
    company = make_case(writing, store, **COMPANY)
    writing.commit()
    form = {"kind": "deceased", "reason": "Gemeld door de dochter", "review_on": ""}
    refused = send(handler, f"/dossiers/{company.id}/stilstand", **form)
    assert refused.status_code == 422
    assert "is een organisatie" in refused.text
    assert "Gemeld door de dochter" in refused.text
    assert look(how_many(Hold)) == 0
    assert send(handler, f"/dossiers/{case.id}/stilstand", **form).status_code == 302
    assert look(select(Hold.review_on)) == date(2027, 2, 21)
    assert look(select(Case.next_step).where(Case.id == case.id)) is NextStep.REVIEW_HOLD
    assert "over drie maanden" in handler.get(f"/dossiers/{case.id}/stilstand").text
