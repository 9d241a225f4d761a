"""The desk says that nobody may be called or written to, and why, where a handler is about to do so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from agency.clock import AMSTERDAM
from agency.desk import contact_rules
from cases.amicable import contacts, holds
from cases.amicable.contacts import ContactInput
from cases.models import (
    Case,
    Contact,
    ContactChannel,
    ContactOutcome,
    Hold,
    HoldKind,
    LetterBatch,
    NextStep,
    Stage,
)
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


MONDAY_AT_TEN = datetime(2026, 11, 23, 10, tzinfo=AMSTERDAM)
SAID = "Wilt u ons bellen? Voorbeeld Diensten B.V., 030 123 45 67, registratienummer WKI-000001"


@pytest.fixture
def at_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour at which one may call."""
    monkeypatch.setattr(contact_rules, "_here", lambda: MONDAY_AT_TEN)


def called(session: Session, case: Case, *hours: int) -> None:
    """He was called so many hours before, without an answer."""
    for before in hours:
        contacts.log(session, by(now=MONDAY_AT_TEN - timedelta(hours=before)), case.id, ContactInput(
            channel=ContactChannel.PHONE_OUT, outcome=ContactOutcome.NO_ANSWER
        ))
    session.commit()


@pytest.mark.usefixtures("at_ten")
def test_the_page_says_that_one_may_call_only_while_that_holds(
    handler: FlaskClient, writing: Session, case: Case
) -> None:
    page = handler.get(f"/dossiers/{case.id}").text
    assert "Bellen, mailen en bezoeken mag nu" in words(page)
    assert 'href="tel:' in page
    called(writing, case, 1, 2)
    page = handler.get(f"/dossiers/{case.id}").text
    text = words(page)
    assert "mag nu: niet op zondag" not in text
    assert "Nu niet bellen, mailen of bezoeken." in text
    assert "In de laatste 24 uur 2 keer benaderd: 2 keer is genoeg." in text
    assert "eigen beleid van dit bureau bij art. 4.1" in text
    assert "Weer vanaf 24-11-2026 08:00" in text
    assert "nu niet bellen" in text
    assert 'href="tel:' not in page
    assert 'href="mailto:jansje' not in page
    people = words(handler.get(f"/dossiers/{case.id}/personen").text)
    assert "nu niet bellen" in people
    assert "nu niet mailen" in people


@pytest.mark.usefixtures("at_ten")
def test_a_way_of_which_nothing_is_on_record_is_not_offered(
    handler: FlaskClient, writing: Session, case: Case
) -> None:
    found = writing.get_one(Case, case.id)
    found.debtor.email = ""
    writing.commit()
    text = words(handler.get(f"/dossiers/{case.id}").text)
    assert "Bellen en bezoeken mag nu" in text
    assert "Geen e-mailadres bekend." in text


@pytest.mark.usefixtures("at_ten")
def test_a_plan_and_another_language_are_said_before_the_call(
    handler: FlaskClient, writing: Session, case: Case
) -> None:
    writing.get_one(Case, case.id).debtor.language = "pl"
    writing.commit()
    text = words(handler.get(f"/dossiers/{case.id}").text)
    assert "Taal: Pools." in text
    assert "Bellen, mailen en bezoeken mag nu" in text


@pytest.mark.usefixtures("at_ten")
def test_the_page_gives_the_words_for_a_voicemail_or_says_to_leave_none(
    handler: FlaskClient, writing: Session, case: Case
) -> None:
    text = words(handler.get(f"/dossiers/{case.id}").text)
    assert "Laat geen bericht achter." in text
    assert "art. 11 lid 1 Wki" in text
    profile = organisations.agency_profile(writing)
    assert profile is not None
    profile.other_registered_names = ["Voorbeeld Diensten B.V."]
    writing.commit()
    text = words(handler.get(f"/dossiers/{case.id}").text)
    assert f"Zeg alleen: {SAID} ." in text
    assert "een sms sturen" in text
    place(writing, case, HoldKind.DECEASED)
    assert SAID not in words(handler.get(f"/dossiers/{case.id}").text)


@pytest.mark.usefixtures("at_ten")
def test_who_asks_to_be_called_is_called_whatever_the_budget(
    handler: FlaskClient, writing: Session, look: Look, case: Case
) -> None:
    called(writing, case, 1, 2, 30)
    form = CALL | {"channel": "phone_out", "outcome": "voicemail", "right_party": "", "call_back_on": "24-11-2026"}
    refused = send(handler, f"/dossiers/{case.id}/contact", **form)
    assert refused.status_code == 422
    assert "Kies een dag vanaf 30-11-2026" in refused.text
    form = CALL | {"channel": "phone_in", "call_back_on": "24-11-2026", "token": "b"}
    assert send(handler, f"/dossiers/{case.id}/contact", **form).status_code == 302
    assert look(how_many(Contact)) == 4


@pytest.mark.usefixtures("at_ten")
def test_the_queue_says_whom_not_to_call_now_and_when_he_may_be_called(
    handler: FlaskClient, writing: Session, store: DocumentStore, case: Case
) -> None:
    cases = [case, *(
        make_case(writing, store, customer=f"K-{each}", invoice=f"F-{each}", surname=f"Bos{each}", phone=phone)
        for each, phone in ((2, ""), (3, "06 22223333"))
    )]
    called(writing, case, 1, 2)
    for each in cases:
        found = writing.get_one(Case, each.id)
        found.stage, found.next_step, found.next_step_on = Stage.AMICABLE, NextStep.CONTACT_DEBTOR, TODAY
    writing.commit()
    rows = [words(each) for each in handler.get("/werkbak?van=alle").text.split("<tr>")[-3:]]
    by_number = {each.number: next(row for row in rows if each.number in row) for each in cases}
    assert "nu niet bellen, weer vanaf 24-11-2026 08:00" in by_number[case.number]
    assert "niet bellen: geen telefoonnummer bekend" in by_number[cases[1].number]
    assert "niet bellen" not in by_number[cases[2].number]
    writing.get_one(Case, cases[2].id).next_step = NextStep.ASSESS
    writing.commit()
    assert handler.get("/werkbak?van=alle").text.count("niet bellen") == 2
