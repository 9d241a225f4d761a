"""A message to a mobile phone at the desk: shown to the letter, ordered, held back; what to do with what did not go."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.amicable.mailing import Answer
from cases.models import Case, DeliveryState, MessageOutcome, RoleName, TextMessage
from cases.setup import organisations
from tests.agency.desk.test_actions import Login, Look, send, words
from tests.agency.desk.test_letter_by_hand import hidden
from tests.cases.amicable.messages import QUIET, SAID, answered, ordered
from tests.conftest import NOW


@pytest.fixture
def named(writing: Session, case: Case) -> Case:
    """A case at an agency with a name that others may read."""
    profile = organisations.agency_profile(writing)
    assert profile is not None
    profile.other_registered_names = [QUIET]
    writing.commit()
    return case


@pytest.fixture
def planned(writing: Session, named: Case) -> TextMessage:
    found = ordered(writing, named)
    writing.commit()
    return found


def outbox(browser: FlaskClient) -> str:
    return words(browser.get("/uitgaand").text)


def state(look: Look) -> DeliveryState:
    found = look(select(TextMessage.state))
    assert isinstance(found, DeliveryState)
    return found


def test_what_is_shown_is_ordered_and_stands_in_the_outbox(handler: FlaskClient, look: Look, named: Case) -> None:
    address = f"/dossiers/{named.id}/sms"
    assert f'href="{address}"' in handler.get(f"/dossiers/{named.id}").text
    page = handler.get(address).text
    assert f"mb-2\">{SAID}</blockquote>" in page
    leaves = re.search("Gaat weg vanaf ([0-9-]+ [0-9:]+)", words(page))  # by the clock of today
    assert leaves is not None
    assert look(select(func.count(TextMessage.id))) == 0
    answer = send(handler, address, whom=named.debtor_id, seen=hidden(page, "seen"), token=hidden(page, "token"))
    assert (answer.status_code, answer.location) == (302, "/uitgaand")
    said = outbox(handler)
    assert f"vanaf {leaves[1][:11]}" in said
    assert SAID in said
    assert "+31612345678" in said
    assert "Sms besteld: wilt u ons bellen?" in words(handler.get(f"/dossiers/{named.id}").text)


def test_the_same_form_twice_orders_one(handler: FlaskClient, look: Look, named: Case) -> None:
    address = f"/dossiers/{named.id}/sms"
    page = handler.get(address).text
    values = {"whom": named.debtor_id, "seen": hidden(page, "seen"), "token": hidden(page, "token")}
    assert [send(handler, address, **values).status_code for _ in range(2)] == [302, 302]
    assert look(select(func.count(TextMessage.id))) == 1


def test_another_text_than_was_shown_is_refused_and_shown_anew(handler: FlaskClient, look: Look, named: Case) -> None:
    answer = send(handler, f"/dossiers/{named.id}/sms", whom=named.debtor_id, seen="+31612345678 Betaal uw schuld")
    assert answer.status_code == 422
    assert "intussen anders dan u zag" in words(answer.text)
    assert SAID in answer.text
    assert "Betaal uw schuld" not in answer.text
    assert look(select(func.count(TextMessage.id))) == 0


def test_where_every_name_tells_of_debt_none_is_sent_and_the_reason_is_said(
    handler: FlaskClient, look: Look, case: Case
) -> None:
    page = words(handler.get(f"/dossiers/{case.id}/sms").text)
    assert "Nu geen sms" in page
    assert "Elke geregistreerde naam verraadt dat het om een schuld gaat" in page
    assert "Sms bestellen" not in page
    assert send(handler, f"/dossiers/{case.id}/sms", whom=case.debtor_id, seen="").status_code == 422
    assert look(select(func.count(TextMessage.id))) == 0


def test_a_number_that_is_not_mobile_is_refused_in_words(handler: FlaskClient, writing: Session, named: Case) -> None:
    named.debtor.phone = "030 765 43 21"
    writing.commit()
    assert "is geen Nederlands mobiel nummer" in words(handler.get(f"/dossiers/{named.id}/sms").text)
    assert "Geen mobiel nummer bekend" in words(handler.get(f"/dossiers/{named.id}").text)


def test_who_owes_nothing_here_is_no_page(handler: FlaskClient, named: Case) -> None:
    for asked in (named.debtor_id + 999, "x", "1e5"):
        assert handler.get(f"/dossiers/{named.id}/sms?wie={asked}").status_code == 404
    assert send(handler, f"/dossiers/{named.id}/sms", whom=named.debtor_id + 999, seen="").status_code == 404


@pytest.mark.parametrize(("config", "said"), [
    ({"PRODUCTION": False}, "Er gaat geen sms weg: dit is geen productie"),
    ({"PRODUCTION": True}, "Er is geen sms-dienst ingesteld"),
    ({"PRODUCTION": True, "SMS_URL": "file:///tmp/sms"}, ""),
])
def test_that_nothing_leaves_is_said_where_one_is_ordered_and_where_it_waits(
    handler: FlaskClient, app: Flask, planned: TextMessage, config: dict[str, object], said: str
) -> None:
    app.config.update(config)
    for page in (words(handler.get(f"/dossiers/{planned.case_id}/sms").text), outbox(handler)):
        assert said in page
        assert bool(re.search("geen sms weg|geen sms-dienst", page)) is bool(said)


def test_one_is_taken_back(handler: FlaskClient, look: Look, planned: TextMessage) -> None:
    answer = send(handler, f"/uitgaand/sms/{planned.id}/intrekken")
    assert "De sms is ingetrokken" in words(handler.get(answer.location).text)
    assert state(look) is DeliveryState.WITHDRAWN
    again = send(handler, f"/uitgaand/sms/{planned.id}/intrekken")
    assert "al ingetrokken" in words(handler.get(again.location).text)


def test_all_are_held_back_and_let_go(handler: FlaskClient, planned: TextMessage) -> None:
    nothing = send(handler, "/uitgaand/stilzetten", channel="sms", reason="")
    assert "Schrijf op waarom" in words(handler.get(nothing.location).text)
    send(handler, "/uitgaand/stilzetten", channel="sms", reason="Verkeerde telefoon")
    assert "Sms is stilgezet: Verkeerde telefoon." in outbox(handler)
    assert "Sms is stilgezet: Verkeerde telefoon." in words(handler.get(f"/dossiers/{planned.case_id}/sms").text)
    send(handler, "/uitgaand/sms/vrijgeven")
    assert "stilgezet" not in outbox(handler)


@pytest.mark.usefixtures("planned")
@pytest.mark.parametrize(("channel", "said"), [("email", "E-mail is stilgezet"), ("post", "Post is stilgezet")])
def test_each_other_channel_is_too(handler: FlaskClient, channel: str, said: str) -> None:
    send(handler, "/uitgaand/stilzetten", channel=channel, reason="Er klopt iets niet.")
    assert f"{said}: Er klopt iets niet. Wat gepland is, blijft wachten." in outbox(handler)
    send(handler, f"/uitgaand/{channel}/vrijgeven")
    assert "stilgezet" not in outbox(handler)


@pytest.mark.parametrize(("outcome", "became"), [
    (MessageOutcome.ARRIVED, DeliveryState.ACCEPTED), (MessageOutcome.SEND_AGAIN, DeliveryState.PLANNED),
    (MessageOutcome.GIVEN_UP, DeliveryState.WITHDRAWN),
])
def test_a_person_says_what_came_of_an_uncertain_one(
    handler: FlaskClient, look: Look, writing: Session, planned: TextMessage, outcome: MessageOutcome,
    became: DeliveryState,
) -> None:
    answered(writing, planned, Answer.UNKNOWN)
    writing.refresh(planned)
    writing.commit()
    assert "Onzeker" in outbox(handler)
    nothing = send(handler, f"/uitgaand/sms/{planned.id}/uitgezocht")
    assert "Kies hoe het is afgelopen" in words(handler.get(nothing.location).text)
    send(handler, f"/uitgaand/sms/{planned.id}/uitgezocht", outcome=outcome.value)
    assert state(look) is became
    assert "Onzeker" not in outbox(handler)


def test_a_refused_one_is_seen_to(handler: FlaskClient, writing: Session, planned: TextMessage) -> None:
    answered(writing, planned, Answer.REFUSED, "unknown number")
    writing.refresh(planned)
    writing.commit()
    assert "De sms-dienst zei: unknown number" in outbox(handler)
    assert "Sms niet verstuurd" in words(handler.get(f"/dossiers/{planned.case_id}").text)
    send(handler, f"/uitgaand/sms/{planned.id}/afgehandeld")
    assert "Geweigerd" not in outbox(handler)


def test_what_left_counts_where_a_handler_is_about_to_call(
    handler: FlaskClient, writing: Session, planned: TextMessage
) -> None:
    case_id = planned.case_id
    before = words(handler.get(f"/dossiers/{case_id}").text)
    assert "keer benaderd" not in before
    answered(writing, planned, Answer.ACCEPTED)
    planned.went_at = NOW - timedelta(days=1)
    writing.flush()
    writing.commit()
    page = words(handler.get(f"/dossiers/{case_id}").text)
    assert "In de laatste 7 dagen 1 keer benaderd" in page
    assert "Sms verstuurd: wilt u ons bellen?" in page
    assert "Het laatst per sms verstuurd" in outbox(handler)


def test_nobody_but_staff_orders_or_sees_one(login: Login, look: Look, planned: TextMessage) -> None:
    client = login(RoleName.CLIENT)
    for address in (f"/dossiers/{planned.case_id}/sms", f"/uitgaand/sms/{planned.id}/intrekken"):
        assert send(client, address).status_code == 403
    assert client.get(f"/dossiers/{planned.case_id}/sms").status_code == 403
    assert state(look) is DeliveryState.PLANNED


def test_what_to_say_on_a_voicemail_stands_where_a_call_is_logged(
    handler: FlaskClient, writing: Session, named: Case
) -> None:
    named.debtor.is_natural_person, named.debtor.country = True, "BE"  # whom one may call at any hour
    writing.commit()
    assert f"Zeg alleen: <q>{SAID}</q>" in handler.get(f"/dossiers/{named.id}").text
