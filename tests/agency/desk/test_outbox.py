"""A letter by e-mail at the desk: chosen, in the outbox, taken back, and what to do with what did not arrive."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.amicable.mailing import Answer
from cases.models import Case, Delivery, DeliveryState, Letter, LetterState, MailOutcome, RoleName
from cases.store import DocumentStore
from legal.counting.valuation import Channel
from tests.agency.desk.test_actions import Login, Look, send, words
from tests.agency.desk.test_letter_by_hand import hidden
from tests.cases.amicable.mails import answered, case_by_mail, paid, planned, wrote
from tests.factories import make_case, make_letters, order_first_notice

KIND = "ontvangst-betaling"


@pytest.fixture
def mailed(writing: Session, store: DocumentStore) -> Delivery:
    """A letter by e-mail that is made and waits."""
    found = planned(writing, store, case_by_mail(writing, store))
    writing.commit()
    return found


@pytest.fixture
def uncertain(writing: Session, store: DocumentStore, mailed: Delivery) -> Delivery:
    answered(writing, store, mailed, Answer.UNKNOWN)
    return kept(writing, mailed)


@pytest.fixture
def refused(writing: Session, store: DocumentStore, mailed: Delivery) -> Delivery:
    answered(writing, store, mailed, Answer.REFUSED, "554 5.7.1 Message rejected")
    return kept(writing, mailed)


def kept(writing: Session, delivery: Delivery) -> Delivery:
    """It is on record, and read once more: a later look would hold the database."""
    writing.refresh(delivery)
    writing.refresh(delivery.letter)
    writing.commit()
    return delivery


def outbox(browser: FlaskClient) -> str:
    answer = browser.get("/uitgaand")
    assert answer.status_code == 200
    return words(answer.text)


def state(look: Look) -> DeliveryState:
    found = look(select(Delivery.state))
    assert isinstance(found, DeliveryState)
    return found


def test_whoever_wrote_lately_may_be_written_to_by_email(
    handler: FlaskClient, look: Look, case: Case, writing: Session
) -> None:
    wrote(writing, case)
    payment = paid(writing, case)
    writing.commit()
    address = f"/dossiers/{case.id}/brief/{KIND}"
    form = handler.get(address).text
    assert "Per e-mail, aan jansje@voorbeeld.test" in form
    values = {"payment": str(payment), "letter_date": "21-11-2026", "how": "mail"}
    shown = send(handler, f"{address}/voorbeeld", **values)
    assert "per e-mail aan jansje@voorbeeld.test" in words(shown.text)
    ordered = send(handler, address, **values, seen=hidden(shown.text, "seen"))
    assert (ordered.status_code, ordered.location) == (302, "/uitgaand")
    assert "staat klaar" in outbox(handler)
    assert look(select(Letter.channel).order_by(Letter.id.desc()).limit(1)) is Channel.EMAIL
    assert look(select(Delivery.address)) == "jansje@voorbeeld.test"


def test_who_never_used_the_address_gets_it_by_post_and_the_form_says_why(
    handler: FlaskClient, case: Case, writing: Session
) -> None:
    payment = paid(writing, case)
    writing.commit()
    address = f"/dossiers/{case.id}/brief/{KIND}"
    form = words(handler.get(address).text)
    assert "Per e-mail kan niet" in form
    assert "gaf dit e-mailadres niet zelf" in form
    sent = send(handler, f"{address}/voorbeeld", payment=str(payment), letter_date="21-11-2026", how="mail")
    assert sent.status_code == 422


def test_a_letter_from_which_a_term_runs_is_not_offered_by_email(
    handler: FlaskClient, case: Case, writing: Session
) -> None:
    wrote(writing, case)
    writing.commit()
    form = words(handler.get(f"/dossiers/{case.id}/brief/stuitingsbrief").text)
    assert "Per e-mail, aan" not in form
    assert "deze brief gaat per post" in form


def test_without_a_mail_server_in_production_it_is_not_offered(
    handler: FlaskClient, app: Flask, case: Case, writing: Session
) -> None:
    wrote(writing, case)
    paid(writing, case)
    writing.commit()
    app.config["PRODUCTION"] = True
    assert "er is geen mailserver ingesteld" in words(handler.get(f"/dossiers/{case.id}/brief/{KIND}").text)
    assert "Er is geen mailserver ingesteld" in outbox(handler)


def test_what_is_planned_says_when_it_leaves_and_can_be_taken_back(
    handler: FlaskClient, look: Look, mailed: Delivery
) -> None:
    said = outbox(handler)
    assert "vanaf 21-11-2026 10:30" in said
    assert "Jansje de Vries" in said
    answer = send(handler, f"/uitgaand/{mailed.id}/intrekken")
    assert "is ingetrokken" in words(handler.get(answer.location).text)
    assert state(look) is DeliveryState.WITHDRAWN
    assert "Er staat geen e-mail klaar" in outbox(handler)
    again = send(handler, f"/uitgaand/{mailed.id}/intrekken")
    assert "al ingetrokken" in words(handler.get(again.location).text)


def test_its_batch_is_not_posted(handler: FlaskClient, mailed: Delivery) -> None:
    page = words(handler.get(f"/brieven/{mailed.letter.batch_id}").text)
    assert "Deze verzending gaat per e-mail" in page
    assert "Posten bevestigen" not in page
    assert "per e-mail" in words(handler.get("/brieven").text)
    assert "nog niet gepost" not in words(handler.get(f"/dossiers/{mailed.letter.case_id}").text)


def test_what_waits_for_the_post_stands_there_too(
    handler: FlaskClient, writing: Session, store: DocumentStore
) -> None:
    make_letters(writing, store, order_first_notice(writing, make_case(writing, store)))
    writing.commit()
    assert "Eerste brief (veertiendagenbrief) van 21-11-2026" in outbox(handler)


@pytest.mark.parametrize(("outcome", "became"), [
    (MailOutcome.ARRIVED, DeliveryState.ACCEPTED), (MailOutcome.SEND_AGAIN, DeliveryState.PLANNED),
    (MailOutcome.GIVEN_UP, DeliveryState.WITHDRAWN),
])
def test_a_person_says_what_came_of_an_uncertain_one(
    handler: FlaskClient, look: Look, uncertain: Delivery, outcome: MailOutcome, became: DeliveryState
) -> None:
    said = outbox(handler)
    assert "Onzeker" in said
    assert "gaf geen antwoord" in said
    nothing = send(handler, f"/uitgaand/{uncertain.id}/uitgezocht")
    assert "Kies hoe het is afgelopen" in words(handler.get(nothing.location).text)
    assert state(look) is DeliveryState.UNCERTAIN
    send(handler, f"/uitgaand/{uncertain.id}/uitgezocht", outcome=outcome.value)
    assert state(look) is became
    assert "Onzeker" not in outbox(handler)


def test_a_refused_one_leads_to_a_letter_by_post(
    handler: FlaskClient, refused: Delivery
) -> None:
    answer = handler.get("/uitgaand")
    said = words(answer.text)
    assert "De mailserver zei: 554 5.7.1 Message rejected" in said
    link = f"/dossiers/{refused.letter.case_id}/brief/{KIND}?als={refused.letter_id}"
    assert f'href="{link}"' in answer.text
    assert handler.get(link).status_code == 200
    assert "antwoord van de mailserver: 554 5.7.1" in words(handler.get(f"/dossiers/{refused.letter.case_id}").text)
    assert "is niet verstuurd" in words(handler.get("/taken?van=alle").text)
    send(handler, f"/uitgaand/{refused.id}/afgehandeld")
    assert "Geweigerd" not in outbox(handler)
    assert "is niet verstuurd" not in words(handler.get("/taken?van=alle").text)


def test_what_was_sent_can_be_looked_at_as_it_was(
    handler: FlaskClient, look: Look, writing: Session, store: DocumentStore, mailed: Delivery
) -> None:
    taken = answered(writing, store, mailed, Answer.ACCEPTED, "250 OK")
    kept(writing, mailed)
    assert look(select(Letter.state).where(Letter.id == mailed.letter_id)) is LetterState.POSTED
    assert "Het laatst verstuurd" in outbox(handler)
    paper = handler.get(f"/stukken/{look(select(Delivery.document_id))}")
    assert paper.data == taken.content
    assert paper.headers["Content-Disposition"].startswith("attachment")
    case = words(handler.get(f"/dossiers/{mailed.letter.case_id}").text)
    assert "verstuurd, per e-mail" in case
    assert "Gemaild" in case


@pytest.mark.parametrize(("role", "is_staff"), [
    (RoleName.HANDLER, True), (RoleName.ADMIN, True), (RoleName.CLIENT, False),
])
def test_outside_production_every_page_of_staff_says_that_no_email_leaves(
    login: Login, app: Flask, role: RoleName, is_staff: bool
) -> None:
    browser = login(role)
    at = browser.get("/", follow_redirects=True)
    assert ("Er gaat geen e-mail weg" in at.text) is is_staff
    app.config["PRODUCTION"] = True
    assert "Er gaat geen e-mail weg" not in browser.get("/", follow_redirects=True).text


def test_nobody_but_staff_sees_it(login: Login, mailed: Delivery, look: Look) -> None:
    client = login(RoleName.CLIENT)
    assert client.get("/uitgaand").status_code == 403
    assert send(client, f"/uitgaand/{mailed.id}/intrekken").status_code == 403
    assert look(select(func.count(Delivery.id)).where(Delivery.state == DeliveryState.PLANNED)) == 1
